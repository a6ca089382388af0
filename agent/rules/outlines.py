"""Rules for closed outlines of DXF drawings: columns, piles and footings by their layer, with number and size."""

import re
from itertools import pairwise
from typing import NamedTuple

from agent.provider import Reply
from agent.rules.asked import Asked, Failed
from agent.rules.blocks import PLACED, layer_named
from agent.rules.counting import HOW_MANY
from tools.kit.quantity import Quantity
from tools.kit.result import Result


class Element(NamedTuple):
    """A kind of thing that is drawn as a closed outline on a layer of its own; sides that it may have in mm."""

    asked: str
    layers: str
    names: tuple[str, str]
    sides: tuple[int, int]


NOT = "|!*TEXT*|!*DIM*|!*ANNO*|!*LABEL*|!*MARK*|!*AXIS*|!*AXES*|!*TAG*|!*COLOR*|!*COLOUR*|!*NOTE*|!*标注*|!*文字*|!*编号*|!*轴*|!*尺寸*|!*筋*|!*REBAR*|!*REIN*|!*GRID*"
ELEMENTS = (
    Element(r"\bcolumns?\b|(?<!立管)柱(?!表|状|网|距|高|号)", "*COL*|*柱*|*ZHU*|KZ*|*-Z-*", ("columns", "根柱"), (100, 4000)),
    Element(r"\bpiles?\b|桩", "*PILE*|*桩*|*ZHUANG*", ("piles", "根桩"), (150, 3000)),
    Element(r"\bpile caps?\b|\bfootings?\b|\bfoundations?\b|承台|独立基础|独基", "*FOOT*|*FOUND*|*CAP*|*FNDN*|*基础*|*承台*|*独基*", ("footings", "个基础"), (300, 12000)),
)  # fmt: skip
SIZED = re.compile(r"(?<![\d.])(\d{2,4})\s*[xX×*]\s*(\d{2,4})(?![\d.])")
MOST_SHOWN = 8


class Equal(NamedTuple):
    """A group of equal outlines as the ledger knows it."""

    number: Quantity
    long: Quantity
    short: Quantity


def drawn_elements(asked: Asked) -> Reply | None:
    """How many columns there are and of what size, where they are closed outlines on a layer of their own."""
    element = next((one for one in reversed(ELEMENTS) if re.search(one.asked, asked.text, re.I)), None)
    if (
        element is None
        or asked.marks
        or not asked.has(*HOW_MANY)
        or asked.has(*PLACED, r"\bschedule\b", r"\btable\b", "表")
    ):
        return None
    size = SIZED.search(asked.text)
    layer = layer_named(asked) or element.layers + NOT
    try:
        result = asked.need(
            "measure_outlines", layer=layer, size=f"{size[1]}x{size[2]}" if size else None, sheet=asked.sheet
        )
    except Failed:
        return None
    fitting = [group for group in groups_of(result) if _plausible(group, element)]
    if not fitting:
        return None
    floors = [item.label for item in asked.need("measure_floors", sheet=asked.sheet).items]
    return _told(asked, element, result, fitting) if len(floors) < 2 else _several(asked, element, floors)


def _several(asked: Asked, element: Element, floors: list[str]) -> Reply:
    """The same columns are drawn on each floor, so they are never added up."""
    listed = ", ".join(floors[:MOST_SHOWN])
    text = asked.say(
        f"The sheet shows several floors ({listed}), and {element.names[0]} are drawn again on each; please name a region.",
        f"图上有多个楼层平面（{listed}），{element.names[1][1:]}在各层重复绘制，请指定区域。",
    )
    return Reply(text=text, verdict="refused")


def groups_of(result: Result) -> list[Equal]:
    """The groups of equal outlines in a result: number, longer side and shorter side stand in that order."""
    quantities = result.quantities
    return [
        Equal(first, second, quantities[at + 2])
        for at, (first, second) in enumerate(pairwise(quantities))
        if first.label.startswith("number of outlines") and second.label.startswith("longer side")
    ]


def _plausible(group: Equal, element: Element) -> bool:
    least, most = element.sides
    return least <= group.short.value and group.long.value <= most


def _told(asked: Asked, element: Element, result: Result, groups: list[Equal]) -> Reply:
    layers = sorted({evidence.text.partition("layer ")[2] for group in groups for evidence in group.number.sources})
    parts = [_group(asked, group) for group in groups[:MOST_SHOWN]]
    listed = asked.say("; ", "；").join(parts)
    where = ", ".join(f"“{layer}”" for layer in layers)
    whole = sum(group.number.value for group in groups_of(result)) == (result.total_items or 0)
    if len(layers) > 1 or not whole or len(groups) > MOST_SHOWN:
        text = asked.say(
            f"Closed outlines that may be {element.names[0]} lie on several layers or in too many sizes ({where}): {listed}. "
            "Please name the layer that is meant.",
            f"可能是{element.names[1][1:]}的闭合轮廓分布在多个图层或尺寸过多（{where}）：{listed}。请指明图层。",
        )
        return Reply(text=text, verdict="refused")
    total = _total(asked, element, groups)
    lead = asked.say(
        f"{total.value:f} {element.names[0]} [{total.id}], drawn as closed outlines on layer {where}: {listed}.",
        f"共 {total.value:f} {element.names[1]} [{total.id}]，为图层 {where} 上的闭合轮廓：{listed}。",
    )
    return Reply(text=lead + _left_out(asked, result), headline=total.id, verdict="answered")


def _group(asked: Asked, group: Equal) -> str:
    sides = (
        f"{group.long.value.normalize():f} [{group.long.id}] x {group.short.value.normalize():f} [{group.short.id}] mm"
    )
    return asked.say(
        f"{group.number.value:f} [{group.number.id}] of {sides}",
        f"{sides} 的 {group.number.value:f} 个 [{group.number.id}]",
    )


def _total(asked: Asked, element: Element, groups: list[Equal]) -> Quantity:
    if len(groups) == 1:
        return groups[0].number
    expression = " + ".join(group.number.id for group in groups)
    name = asked.say(element.names[0], element.names[1][1:])
    return asked.need("calculate", expression=expression, label=name, unit="nos").quantities[-1]


def _left_out(asked: Asked, result: Result) -> str:
    if not result.withheld:
        return ""
    reasons = "; ".join(held.reason.say(asked.language) for held in result.withheld)
    return asked.say(f" Others were left out: {reasons}.", f"另有未计入的：{reasons}。")
