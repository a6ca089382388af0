"""Rule for the concrete of columns by their mark: how many are marked × section × height, or one of them alone."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from agent.provider import Reply
from agent.rules.apart import SIZE
from agent.rules.asked import Asked
from agent.rules.counted import counted_in
from agent.rules.placed import place_meant
from agent.rules.places import names_axes, names_storey
from agent.rules.volumes import ALL as EVERY
from agent.rules.volumes import CONCRETE, NOT_VOLUME, length_given, written_behind
from tools.kit.quantity import Quantity
from tools.kit.result import Item, Result

COLUMN = re.compile(r"K?Z|C\d|COL")
HEIGHT = r"(?:storey|story|floor[- ]to[- ]floor|column)\s*height|层\s*高|柱\s*高"
STATED = re.compile(
    rf"(?:{HEIGHT})[^\d\n]{{0,16}}?(?P<value>\d+(?:\.\d+)?)[^\S\n]*(?P<unit>mm|m|毫米|米)?(?![\w.])", re.I
)
"""A height in the line that speaks of it: notes are read several lines at once, and the next one may be of the cover."""
LOWEST, HIGHEST = 1.8, 20.0
ONE = (
    r"\bone\b",
    r"\bsingle\b",
    r"\b(?:each|per)\b(?! (?:floor|storey|story|level))",
    r"\ba (?=[A-Z]{1,3}\d)",
    r"[单每一][根个]",
    "单柱",
)
ALL = (*EVERY, "一共")


class Height(NamedTuple):
    """As written or said, with its unit and whence: "user" or the id of a text."""

    value: str
    unit: str
    source: str

    @property
    def metres(self) -> float:
        return float(self.value) / (1000 if self.unit == "mm" else 1)


def concrete_of_marked(asked: Asked) -> Reply | None:
    """Count × b × h × height of a column mark, each read on the drawing; what is missing is asked for."""
    if len(asked.marks) != 1 or not asked.has(*CONCRETE) or asked.has(*NOT_VOLUME) or not COLUMN.match(asked.marks[0]):
        return None
    mark = asked.marks[0]
    if asked.has(*ONE) and not asked.has(*ALL):
        return _of_one(asked, mark)
    count = number_of(asked, mark)
    if not isinstance(count, Quantity):
        return count
    result = product(asked, mark, f"{count.id} * b * h * height")
    return _told(asked, mark, result, f"{count.value:f} [{count.id}] × ")


def _of_one(asked: Asked, mark: str) -> Reply:
    return _told(asked, mark, product(asked, mark, "b * h * height"), "", one=True)


def product(asked: Asked, mark: str, expression: str) -> Result:
    label = asked.say(f"concrete of {mark}", f"{mark} 混凝土体积")
    inputs = [*section_of(asked, mark), {"name": "height", **height_of(asked)._asdict()}]
    return asked.need("calculate", expression=expression, label=label, unit="m3", inputs=inputs)


def number_of(asked: Asked, mark: str) -> Quantity | Reply | None:
    """How many are marked, where the question names a storey or axes those there."""
    if names_storey(asked) or names_axes(asked):
        things = counted_in(asked)
        place = place_meant(asked, things)
        return place if place is None or isinstance(place, Reply) else things[0].within(asked, place)
    counted = asked.need("count_marks", mark=mark, sheet=asked.sheet).quantities
    if len(counted) == 1:
        return counted[0]
    text = asked.say(
        f"{mark} is not marked on exactly one sheet, so I cannot tell how many there are; please name the sheet.",
        f"{mark} 没有恰好只在一张图上标注，无法确定数量，请指明图纸。",
    )
    return Reply(text=text, verdict="refused")


def _told(asked: Asked, mark: str, result: Result, times: str, *, one: bool = False) -> Reply:
    total, sizes = result.quantities[-1], sizes_of(result)
    name = asked.say(f"One {mark}" if one else mark, f"单根 {mark}" if one else mark)
    text = asked.say(
        f"{name}: {total.shown()} [{total.id}] of concrete = {times}{sizes}. Full storey height, beams and slabs not deducted.",
        f"{name} 混凝土量 {total.shown('zh')} [{total.id}] = {times}{sizes}。按全层高计算，未扣除梁板。",
    )
    return Reply(text=text, headline=total.id, verdict="answered")


def sizes_of(result: Result) -> str:
    """b × h × height of a product, with their ids."""
    return " × ".join(f"{side.shown()} [{side.id}]" for side in result.quantities[:-1])


def section_of(asked: Asked, mark: str) -> Sequence[dict[str, str]]:
    """The one section that is written behind the mark, else what the user says."""
    found = [
        (match.groups(), item)
        for item in asked.need("find_text", pattern=mark).items
        if (match := SIZE.search(written_behind(item, mark)))
    ]
    if len({sides for sides, _ in found}) == 1:
        return _sides(found[0][0], found[0][1].id)
    question = asked.say(
        f"What is the section of {mark} in mm, such as 500x500?", f"{mark} 的截面尺寸是多少（mm，例如 500x500）？"
    )
    said = SIZE.search(_asked_user(asked, f"{question}{_differing(asked, [item for _, item in found])}"))
    return _sides(said.groups() if said else ("0", "0"), "user")


def _sides(sides: Sequence[str], source: str) -> list[dict[str, str]]:
    return [{"name": n, "value": v, "unit": "mm", "source": source} for n, v in zip("bh", sides, strict=True)]


def _differing(asked: Asked, items: Sequence[Item]) -> str:
    texts = asked.say(", ", "、").join(f"“{item.label}”" for item in items[:4])
    return asked.say(f" The drawing states several: {texts}.", f"图上写有多个：{texts}。") if items else ""


def height_of(asked: Asked) -> Height:
    """Of the columns: as the user gives it, else as the one height that the drawing states."""
    given = length_given(asked.text)
    if given:
        return Height(*given)
    heights = _heights_stated(asked)
    if len({round(height.metres, 3) for height, _ in heights}) == 1:
        return heights[0][0]
    items = [item for _, item in heights]
    lacking = asked.say(" The drawing does not state a storey height.", "图上没有写明层高。")
    question = asked.say("What is the height of the columns in m?", "柱高是多少米？")
    said = re.search(r"\d+(?:\.\d+)?", _asked_user(asked, question + (_differing(asked, items) if items else lacking)))
    value = said[0] if said else "0"
    return Height(value, "mm" if float(value) > 100 else "m", "user")


def _heights_stated(asked: Asked) -> list[tuple[Height, Item]]:
    found = asked.need("find_text", pattern=HEIGHT, regex=True).items
    read = [
        (Height(match["value"], _unit(match), item.id), item)
        for item in found
        for match in STATED.finditer(item.evidence.text)
    ]
    return [(height, item) for height, item in read if LOWEST <= height.metres <= HIGHEST]


def _unit(match: re.Match[str]) -> str:
    """As written; without one, figures over 100 are millimetres as on drawings."""
    written = {"毫米": "mm", "米": "m"}.get(match["unit"] or "", (match["unit"] or "").lower())
    return written or ("mm" if float(match["value"]) > 100 else "m")


def _asked_user(asked: Asked, question: str) -> str:
    """The user's answer to that question; asks it the first time."""
    asked.need("ask_user", question=question)
    return asked.said(question)
