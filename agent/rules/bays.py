"""Rules for parts of a grid: counts within or outside some axes, the area between axes, the concrete of a slab over it."""

import re
from typing import Literal

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.counted import ON_AXES
from agent.rules.dimensions import AXIS, grids_of, pairs_of
from agent.rules.lengths import shown
from agent.rules.places import OUTSIDE, Place, between
from agent.rules.sizes import SLAB_NOTE, THICKNESS
from agent.rules.volumes import CONCRETE
from agent.rules.words import times
from tools.kit.quantity import Quantity

HOW_MANY = (r"\bhow many\b", r"\bcount\b", r"\bnumber of\b", "多少", "几", "数量")
AREA = (r"\bareas?\b", "面积")
GIVEN_THICKNESS = re.compile(
    r"(?<![\d.])(\d{2,4})\s*(?:mm|毫米)?\s*(?:thk\.?|thick\b|厚)|(?<![\d.])(\d{2,4})\s*mm\s+(?:\w+\s+){0,2}slab|板厚\s*(?:按|为|取|=)?\s*(\d{2,4})",
    re.I,
)


def marks_outside_axes(asked: Asked) -> Reply | None:
    """How many D2 outside axes 1 to 5; how many within is for the rules of places."""
    wanted = asked.family or (asked.marks[0] if len(asked.marks) == 1 else None)
    pairs = pairs_of(asked.text) if asked.has(*AXIS) else []
    if (
        wanted is None
        or not pairs
        or not asked.has(*HOW_MANY)
        or asked.has(*AREA, *CONCRETE)
        or not asked.has(*OUTSIDE)
    ):
        return None
    place = between(asked, None, snapped=bool(ON_AXES.match(wanted.replace("*", "1"))))
    if not isinstance(place, Place):
        return place
    inner = asked.need("count_marks", mark=wanted, sheet=place.sheet, box=list(place.box))
    within = inner.quantities[0] if inner.quantities else None
    where = asked.say(" and ", "、").join(f"{a}~{b}" for a, b in pairs)
    whole = asked.need("count_marks", mark=wanted, sheet=place.sheet).quantities
    return _outside(asked, wanted, within, whole[0], where) if whole else None


def _outside(asked: Asked, wanted: str, within: Quantity | None, whole: Quantity, where: str) -> Reply:
    if within is None:
        left, told = whole, asked.say("none of them lies between", "其中没有位于")
    else:
        left = asked.need(
            "calculate", expression=f"{whole.id} - {within.id}", label=f"{wanted} outside {where}", unit="nos"
        ).quantities[-1]
        told = asked.say(f"{within.value:f} [{within.id}] of {whole.value:f} [{whole.id}] lie between",
                         f"总数 {whole.value:f} [{whole.id}] 减去 {within.value:f} [{within.id}]，位于")  # fmt: skip
    text = asked.say(
        f"{wanted} is marked {left.value:f} {times(left)} [{left.id}] outside axes {where}: {told} them or on them.",
        f"除 {where} 轴外，标注 {wanted} 共 {left.value:f} 个 [{left.id}]：{told}这些轴线之间或轴上。",
    )
    return Reply(text=text, headline=left.id, verdict="answered")


def area_between_axes(asked: Asked) -> Reply | None:
    """The area from A to H by 1 to 8 by the printed dimensions; with a thickness the concrete of the slab over it."""
    pairs = pairs_of(asked.text)
    volume = asked.has(*CONCRETE)
    if len(pairs) != 2 or not (asked.has(*AREA) or volume) or asked.marks:
        return None
    sides = [_side(asked, pair) for pair in pairs]
    if sides[0] is None or sides[1] is None:
        return None
    (a, b) = (side for side in sides if side)
    unit = "ft" if a.unit in ("ft", "in") else "m"
    told = " × ".join(f"{shown(side)} [{side.id}]" for side in (a, b))
    if not volume:
        area = asked.need(
            "calculate",
            expression=f"{a.id} * {b.id}",
            label=asked.say("area between the axes", "轴线间面积"),
            unit=f"{unit}2",
        ).quantities[-1]
        text = asked.say(
            f"{area.shown()} [{area.id}] between the axes: {told}.",
            f"轴线间面积 {area.shown('zh')} [{area.id}] = {told}。",
        )
        return Reply(text=text + _by_scale(asked, a, b), headline=area.id, verdict=_verdict(a, b))
    return _slab(asked, a, b, told, unit)


def _slab(asked: Asked, a: Quantity, b: Quantity, told: str, unit: str) -> Reply | None:
    thickness = _thickness(asked)
    if thickness is None:
        return None
    result = asked.need(
        "calculate",
        expression=f"{a.id} * {b.id} * t",
        label=asked.say("concrete of the slab", "板混凝土"),
        unit=f"{unit}3",
        inputs=[thickness],
    )
    t, total = result.quantities[-2], result.quantities[-1]
    text = asked.say(
        f"{total.shown()} [{total.id}] = {told} × {t.shown()} [{t.id}], from axis to axis, nothing deducted.",
        f"{total.shown('zh')} [{total.id}] = {told} × {t.shown('zh')} [{t.id}]，按轴线间计算，未作扣减。",
    )
    return Reply(text=text + _by_scale(asked, a, b), headline=total.id, verdict=_verdict(a, b))


def _by_scale(asked: Asked, *sides: Quantity) -> str:
    if _verdict(*sides) == "answered":
        return ""
    return asked.say(
        " No dimensions lead from axis to axis on one side; it was measured by the scale, so please check it.",
        "其中一边没有连续的尺寸标注，按比例量得，请核对。",
    )


def _verdict(*sides: Quantity) -> Literal["answered", "refused"]:
    """A side that was only measured leaves the area a best guess."""
    return "refused" if any(side.label.startswith("measured") for side in sides) else "answered"


def _thickness(asked: Asked) -> dict[str, str] | None:
    """As the user gives it, else as one note on slabs states it."""
    given = GIVEN_THICKNESS.search(asked.text)
    if given:
        return {"name": "t", "value": next(group for group in given.groups() if group), "unit": "mm", "source": "user"}
    noted = asked.need("find_text", pattern=SLAB_NOTE, regex=True, sheet=asked.sheet)
    stated = {(found["a"] or found["b"], found["unit"] or found["unit_b"] or "mm", item.id)
              for item in noted.items if (found := THICKNESS.search(item.evidence.text))}  # fmt: skip
    if len({(value, unit) for value, unit, _ in stated}) != 1:
        return None
    value, unit, source = min(stated)
    return {"name": "t", "value": value, "unit": "in" if unit == '"' else "mm", "source": source}


def _side(asked: Asked, pair: tuple[str, str]) -> Quantity | None:
    """The printed distance of two axes, else the measured one; None where there is none, or where grids or totals differ."""
    result = asked.need("read_grid", start=pair[0], end=pair[1], sheet=asked.sheet)
    totals = grids_of(asked, pair, result) or [q for q in result.quantities if q.label.startswith("measured")]
    return totals[0] if totals and len({shown(total) for total in totals}) == 1 else None
