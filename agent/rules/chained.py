"""Chains of printed dimensions as read_dimensions tells them, for the rules that look for one of them."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from agent.rules.asked import Asked
from agent.rules.lengths import common_unit, millimetres, shown
from tools.kit.evidence import Box
from tools.kit.geometry import overlap, union
from tools.kit.quantity import Quantity

LABEL = re.compile(r"^view (\d+), chain (\d+) (\w+), part (\d+) of (\d+)(?:, from (.*) to (.*))?$")
NONE_THERE = "?"


class Part(NamedTuple):
    """A dimension of a chain; `low` and `high` are the words of the levels at its ends, empty where there are none."""

    quantity: Quantity
    low: str
    high: str


class Read(NamedTuple):
    """A chain on one sheet."""

    sheet: int
    view: int
    direction: str
    parts: tuple[Part, ...]

    @property
    def total(self) -> int:
        """Real millimetres."""
        return sum(millimetres(part.quantity) for part in self.parts)

    @property
    def box(self) -> Box:
        return union(box for part in self.parts for source in part.quantity.sources if (box := source.box))


def chains_in(quantities: Sequence[Quantity]) -> list[Read]:
    """The chains whose every part came, the longest first."""
    groups: dict[tuple[int, int, int, str, int], list[Part]] = {}
    for quantity in quantities:
        match = LABEL.match(quantity.label)
        if match:
            low, high = ("" if word in (None, NONE_THERE) else word for word in (match[6], match[7]))
            key = (quantity.sources[0].sheet, int(match[1]), int(match[2]), match[3], int(match[5]))
            groups.setdefault(key, []).append(Part(quantity, low, high))
    chains = [Read(key[0], key[1], key[3], tuple(parts)) for key, parts in groups.items() if len(parts) == key[4]]
    return sorted(chains, key=lambda chain: -chain.total)


def sum_of(asked: Asked, parts: Sequence[Part], label: str) -> Quantity:
    """The sum by calculate; a lone part is its own sum."""
    quantities = [part.quantity for part in parts]
    if len(quantities) == 1:
        return quantities[0]
    expression = " + ".join(quantity.id for quantity in quantities)
    return asked.need("calculate", expression=expression, label=label, unit=common_unit(quantities)).quantities[-1]


def added(parts: Sequence[Part]) -> str:
    """300 mm [q1] + 2600 mm [q2]"""
    return " + ".join(f"{shown(part.quantity)} [{part.quantity.id}]" for part in parts)


def height_beside(asked: Asked, bays: Sequence[Quantity]) -> str | None:
    """The greatest upright dimension that stands beside those level ones, in words."""
    boxes = [(source.sheet, source.box) for bay in bays for source in bay.sources if source.box]
    if not boxes:
        return None
    sheet, base = boxes[0][0], union(box for _, box in boxes)
    result = asked.need("read_dimensions", sheet=sheet, direction="upright")
    wide = base[2] - base[0]
    near = [
        chain for chain in chains_in(result.quantities)
        if -overlap(chain.box[0], chain.box[2], base[0], base[2]) < 0.3 * wide
        and -overlap(chain.box[1], chain.box[3], base[1], base[3]) < 1.2 * wide
    ]  # fmt: skip
    if not near:
        return None
    best = min((chain for chain in near if chain.total == near[0].total), key=lambda chain: len(chain.parts))
    total = sum_of(asked, best.parts, asked.say("height", "高度"))
    return asked.say(f"Height: {shown(total)} [{total.id}].", f"高度：{shown(total)} [{total.id}]。")
