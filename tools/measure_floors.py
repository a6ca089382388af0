"""Tool: the areas of the floors, printed and measured."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from tools.kit.drawing import Drawing, Sheet
from tools.kit.entities import Outline, entities_of
from tools.kit.evidence import Evidence
from tools.kit.floors import Floor, around_all, floors_of
from tools.kit.language import Message
from tools.kit.outlines import sides
from tools.kit.quantity import Quantity
from tools.kit.result import Coverage, Item, Result, Withheld
from tools.kit.unread import unit_messages

TITLE = Message(en="Looking up the areas of the floors", zh="查找各层面积")


def measure_floors(
    drawing: Drawing, sheet: Annotated[int | None, Field(description="only this sheet")] = None
) -> Result:
    """Find the plan of each floor by its title, its printed area, and in DXF files the area of its outline.

    Each floor gives up to two quantities: "GROUND FLOOR printed area" and "GROUND FLOOR measured area". Where a sheet is one
    plan without such titles, the outer outline is measured: "outer outline measured area". A floor with several outlines of
    like size is withheld. Printed areas win over measured ones; say so where they differ."""
    sheets = list(drawing.chosen(sheet))
    floors = _once([floor for one in sheets for floor in floors_of(one)])
    outer = [] if floors else [(one, found) for one in sheets[:1] if (found := around_all(one)) is not None]
    quantities = [quantity for floor in floors for quantity in _of_floor(floor)]
    quantities += [_measured("outer outline", one.number, found) for one, found in outer]
    return Result(
        summary=_summary(quantities, floors),
        quantities=tuple(quantities),
        items=tuple(Item(label=floor.name, evidence=_title(floor)) for floor in floors),
        withheld=tuple(_rivals(floor) for floor in floors if _uncertain(floor)),
        assumptions=tuple(unit_messages(sheets)) if any(map(_is_measured, quantities)) else (),
        coverage=_coverage(sheets),
    )  # fmt: skip


def _is_measured(quantity: Quantity) -> bool:
    return quantity.label.endswith("measured area")


def _once(floors: list[Floor]) -> list[Floor]:
    """A floor whose title stands in model space and on a layout is one floor: the view that tells more of it."""
    best: dict[str, Floor] = {}
    for floor in floors:
        name = floor.name.casefold()
        if name not in best or _told(floor) > _told(best[name]):
            best[name] = floor
    return list(best.values())


def _told(floor: Floor) -> int:
    return bool(floor.printed) + bool(floor.outline)


def _uncertain(floor: Floor) -> bool:
    """Whether another outline may be meant: what is printed settles it."""
    if not floor.rivals or floor.outline is None:
        return False
    return floor.printed is None or abs(floor.outline.area / 1e6 / float(floor.printed[0]) - 1) > 0.01


def _of_floor(floor: Floor) -> Iterator[Quantity]:
    if floor.printed:
        value, evidence = floor.printed
        yield Quantity(
            value=value, unit="m2", label=f"{floor.name} printed area", label_zh=f"{floor.name} 标注面积",
            sources=(evidence, _title(floor)),
        )  # fmt: skip
    if floor.outline and not _uncertain(floor):
        yield _measured(floor.name, floor.sheet, floor.outline)


def _measured(name: str, sheet: int, outline: Outline) -> Quantity:
    return Quantity(
        value=Decimal(repr(outline.area / 1e6)).quantize(Decimal("0.001")), unit="m2", label=f"{name} measured area",
        label_zh=f"{name} 量测面积", sources=(_place(sheet, outline),),
    )  # fmt: skip


def _place(sheet: int, outline: Outline) -> Evidence:
    text = f"{outline.kind} on layer {outline.layer}, {sides(outline)}"
    return Evidence(sheet=sheet, box=outline.box, method="vector", text=text)


def _title(floor: Floor) -> Evidence:
    line = floor.title
    return Evidence(
        sheet=floor.sheet, box=line.box, method=line.method, text=line.text, confidence=line.confidence
    )  # fmt: skip


def _rivals(floor: Floor) -> Withheld:
    outlines = [one for one in (floor.outline, *floor.rivals) if one]
    areas = ", ".join(f"{one.area / 1e6:.2f} m2 ({one.layer})" for one in outlines[:4])
    return Withheld(
        label=floor.name, evidence=_title(floor),
        reason=Message(
            en=f"several outlines may be this floor: {areas}", zh=f"有多个轮廓可能是该层：{areas}"
        ),
    )  # fmt: skip


def _summary(quantities: list[Quantity], floors: list[Floor]) -> str:
    if not quantities:
        names = ", ".join(floor.name for floor in floors)
        return f"No area of a floor was found. Floors by their titles: {names or 'none'}."
    return "; ".join(f"{quantity.label} {quantity.shown()}" for quantity in quantities)


def _coverage(sheets: list[Sheet]) -> Coverage:
    numbers = ", ".join(str(one.number) for one in sheets)
    searched = Message(en=f"titles of floor plans on sheet {numbers}", zh=f"第 {numbers} 张图的各层平面图名")
    ink = Message(en="outlines of sheets that are no CAD files", zh="非 CAD 文件图纸的轮廓")
    return Coverage(searched=(searched,), not_searched=(ink,) if any(entities_of(s) is None for s in sheets) else ())
