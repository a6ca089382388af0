"""Tool: the area and perimeter of a room or of an outline."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from tools.kit.drawing import Drawing, Sheet
from tools.kit.errors import Correctable
from tools.kit.evidence import Box, Evidence
from tools.kit.geometry import centre
from tools.kit.language import CJK, Message
from tools.kit.measuring import Measured, measured_outline, measured_room
from tools.kit.polygons import Point, holds
from tools.kit.quantity import Quantity, decimal_of, unit_named
from tools.kit.result import Coverage, Item, Result, Withheld
from tools.kit.room_tags import RoomTag, room_tags
from tools.kit.views import told

TITLE = Message(en="Measuring an area on sheet {sheet}", zh="在第 {sheet} 张图上量取面积")
DIGITS = 4
"""Significant digits of what is measured: it is right to a few thousandths."""
DISAGREES = Decimal("0.03")


def measure_area(
    drawing: Drawing,
    sheet: int,
    room: Annotated[str | None, Field(description="as printed")] = None,
    seed: Annotated[Point | None, Field(description="a point in its open floor")] = None,
    points: Annotated[list[Point] | None, Field(description="corners of an outline in order, moved onto lines nearby")] = None,
    units: Annotated[Literal["metric", "imperial"], Field(description="m2 or ft2")] = "metric",
) -> Result:  # fmt: skip
    """Measure the area and perimeter of a room, by its name or a point in it, or of an outline by its corners.

    Doors are closed, hatch and dimension lines do not bound a room, columns in it are deducted; the clear area up to the faces
    of the walls is measured. A printed area wins over a measured one: where they differ, tell both. Without a scale nothing is
    measured; an unconfirmed scale is said with the figure."""
    one = drawing.sheet(sheet)
    if sum(given is not None for given in (room, seed, points)) != 1:
        raise Correctable("Give one of `room`, `seed` and `points`.")
    tag = _tag(one, room) if room else None
    start = centre(tag.lines[0].box) if tag else seed
    found = measured_outline(one, points) if points else measured_room(one, start or (0.0, 0.0))
    name = tag.name if tag else "region"
    inside = [tag] if tag else [t for t in room_tags(one.reading) if holds(found.points, centre(t.lines[0].box))]
    return _result(one, found, name, inside, units == "imperial")


def _tag(sheet: Sheet, room: str) -> RoomTag:
    """The tag of that name. Raises Correctable where there is none, or several."""
    wanted = " ".join(room.upper().split())
    tags = room_tags(sheet.reading)
    matching = [tag for tag in tags if wanted in _forms(tag.name, tag.number)] or [
        tag for tag in tags if wanted in (part for each in _parts(tag.name) for part in _forms(each, tag.number))
    ]
    if len(matching) != 1:
        known = ", ".join(f"{tag.name} {tag.number}".strip() for tag in tags[:20]) or "none"
        count = "several rooms are" if matching else "no room is"
        raise Correctable(
            f"On sheet {sheet.number} {count} tagged {room!r}; the rooms are: {known}. Give a `seed` point instead."
        )
    return matching[0]


def _forms(name: str, number: str) -> tuple[str, str]:
    return name.upper(), f"{name} {number}".upper().strip()


def _parts(name: str) -> list[str]:
    """A name in two languages by its languages: 教室 CLASSROOM is 教室, and CLASSROOM."""
    return [part for part in ("".join(CJK.findall(name)), " ".join(CJK.sub(" ", name).split())) if part]


def _result(sheet: Sheet, found: Measured, name: str, tags: list[RoomTag], imperial: bool) -> Result:
    area_unit, length_unit = ("ft2", "ft") if imperial else ("m2", "m")
    place = Evidence(sheet=sheet.number, box=box_of(found), method="vector", text=told(found.view).en, confidence=0.9)
    unconfirmed, doubt = ("", "") if found.view.state == "confirmed" else (", scale unconfirmed", "（比例未确认）")
    area = in_unit(found.area, area_unit)
    perimeter = in_unit(found.perimeter, length_unit)
    quantities = [
        Quantity(
            value=area, unit=area_unit, label=f"measured area of {name}{unconfirmed}", label_zh=f"{name} 量测面积{doubt}",
            sources=(place,),
        ),
        Quantity(
            value=perimeter, unit=length_unit, label=f"measured perimeter of {name}{unconfirmed}",
            label_zh=f"{name} 量测周长{doubt}", sources=(place,),
        ),
    ]  # fmt: skip
    printed = [(tag, tag.area) for tag in tags if tag.area and tag.area.unit in ("m2", "ft2")]
    quantities += [
        Quantity(
            value=area.value, unit=area.unit, label=f"printed area of {tag.name}", label_zh=f"{tag.name} 标注面积",
            sources=(tag.evidence(sheet.number),),
        )
        for tag, area in printed
    ]  # fmt: skip
    return Result(
        summary=f"{name}: {quantities[0].shown()}, perimeter {quantities[1].shown()}, {told(found.view).en}. {_details(found)}",
        quantities=tuple(quantities),
        items=tuple(Item(label=tag.text[:160], evidence=tag.evidence(sheet.number)) for tag in tags[:5]),
        withheld=tuple(_quarrel(sheet, found, tag) for tag, _ in printed if _differs(found, tag)),
        assumptions=() if found.view.state == "confirmed" else (_unconfirmed(found),),
        coverage=Coverage(searched=(Message(en=f"one region of sheet {sheet.number}", zh=f"第 {sheet.number} 张图的一个区域"),)),
    )  # fmt: skip


def box_of(found: Measured) -> Box:
    xs, ys = zip(*found.points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def in_unit(metric: Decimal, unit: str) -> Decimal:
    """m² or m in another unit, to as many digits as a measured figure has."""
    value = decimal_of(Fraction(metric) / unit_named(unit).factor)
    return Decimal(f"{value:.{DIGITS}g}") if value < 10**DIGITS else value.quantize(Decimal(1))


def _details(found: Measured) -> str:
    holes = f"{found.holes} columns deducted. " if found.holes else ""
    moved = f"{found.snapped} of {len(found.points)} corners moved onto lines. " if found.snapped else ""
    return f"{holes}{moved}Outline of {len(found.points)} corners."


def _differs(found: Measured, tag: RoomTag) -> bool:
    assert tag.area is not None
    printed = tag.area.value * Decimal(float(unit_named(tag.area.unit).factor))
    return abs(found.area - printed) > DISAGREES * printed


def _quarrel(sheet: Sheet, found: Measured, tag: RoomTag) -> Withheld:
    measured = f"{found.area:.2f} m²"
    return Withheld(
        label=tag.text[:60], evidence=tag.evidence(sheet.number), reason=Message(
            en=f"The printed area differs from the measured one, {measured}; the printed one wins.",
            zh=f"标注面积与量得的 {measured} 不符，以标注为准。",
        ))  # fmt: skip


def _unconfirmed(found: Measured) -> Message:
    said = told(found.view)
    return Message(en=f"Measured with an unconfirmed scale: {said.en}.", zh=f"按未经核实的比例量取：{said.zh}。")
