"""Tool: how many bedrooms or bathrooms a plan names."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, NamedTuple

from pydantic import Field

from tools.kit.drawing import Drawing, Sheet
from tools.kit.errors import Correctable
from tools.kit.evidence import Box, Evidence
from tools.kit.geometry import inside
from tools.kit.labels import labels_of
from tools.kit.language import Message
from tools.kit.quantity import Quantity
from tools.kit.result import Coverage, Item, Result, Withheld
from tools.kit.room_names import RoomName, names_any, names_of
from tools.kit.text import TextLine
from tools.kit.titleblock import strip_of
from tools.kit.unread import partly_read
from tools.kit.zones import zone_at, zones_of

CHINESE: dict[RoomName, str] = {"bedroom": "卧室", "bathroom": "卫生间"}
TITLE = Message(en="Counting rooms: {kind}", zh="统计房间：{kind}")
CONVENTION = {
    "bedroom": Message(
        en="Bedrooms are counted by their written names, each name once; a room without a name is not counted.",
        zh="卧室按图上写出的房间名称统计，每个名称计一次；没有写名称的房间不计。",
    ),
    "bathroom": Message(
        en="Bathrooms, shower rooms, toilets and powder rooms count alike, each written name once; a room without a name is not "
        "counted.",
        zh="浴室、淋浴间、卫生间和盥洗室同样计入，每个名称计一次；没有写名称的房间不计。",
    ),
}
WASHROOMS = Message(
    en="The Finnish names PH and KPH count as bathrooms only where fewer than two toilets are named apart.",
    zh="芬兰语的洗浴间（PH、KPH）仅在单独标出的厕所不足两间时计为卫生间。",
)
NAMELESS = 2
"""Sheets on which fewer rooms than this are named say nothing by a missing name."""


class Named(NamedTuple):
    sheet: int
    rooms: tuple[TextLine, ...]
    others: tuple[TextLine, ...]
    mended: tuple[TextLine, ...]
    names: int
    page: Evidence
    washrooms: bool


def count_rooms(
    drawing: Drawing,
    kind: Annotated[
        RoomName,
        Field(description="bathroom: toilets and powder rooms too"),
    ],
    sheet: Annotated[int | None, Field(description="only this sheet")] = None,
    box: Annotated[Box | None, Field(description="only this region: x0, y0, x1, y1 in mm; needs `sheet`")] = None,
) -> Result:
    """Count the bedrooms or bathrooms of each sheet by the names in them, in many languages and abbreviations.

    One count per sheet is entered into the ledger. A sheet that names other rooms but none of these counts 0. Rooms without a
    written name are not counted. For rooms of other names use count_labels."""
    if box is not None and sheet is None:
        raise Correctable("A box needs its sheet: give `sheet` as well.")
    found = [_named(one, kind, box) for one in drawing.chosen(sheet)]
    told = [one for one in found if one.rooms or one.names >= NAMELESS]
    numbers = ", ".join(str(one.sheet) for one in found)
    return Result(
        summary="; ".join(f"sheet {one.sheet}: {len(one.rooms)}" for one in told) or "No room names were found.",
        quantities=tuple(_count(kind, one) for one in told),
        items=tuple(_item(kind, line, one) for one in found for line in one.rooms),
        withheld=tuple(_withheld(line, one.sheet) for one in found for line in one.others),
        assumptions=(CONVENTION[kind], *((WASHROOMS,) if any(one.washrooms for one in found) else ())),
        coverage=Coverage(
            searched=(Message(en=f"room names of sheet {numbers}", zh=f"第 {numbers} 张图的房间名称"),),
            not_searched=(
                Message(en="rooms without a written name", zh="没有写名称的房间"),
                *partly_read(drawing.chosen(sheet)),
            ),
        ),
    )


def _named(sheet: Sheet, kind: RoomName, box: Box | None) -> Named:
    reading = sheet.reading
    zones, strip = zones_of(reading), strip_of(reading)
    on_view = [
        label for label in labels_of(reading.visible)
        if zone_at(zones, label.box) is None and not (strip and inside(label.box, strip)) and (box is None or inside(label.box, box))
    ]  # fmt: skip
    names = names_of(kind, on_view)
    seen = [line for line in reading.visible if box is None or inside(line.box, box)]
    page = Evidence(
        sheet=sheet.number, box=(0, 0, reading.width, reading.height),
        method="ocr" if reading.method == "ocr" else "text", text="names of rooms",
    )  # fmt: skip
    return Named(sheet.number, names.rooms, names.others, names.mended, names_any(seen), page, names.washrooms)


def _item(kind: RoomName, line: TextLine, one: Named) -> Item:
    note = f"not clearly read, taken for a {kind}'s name" if line in one.mended else ""
    return Item(label=line.text, evidence=_of(line, one.sheet), note=note)


def _count(kind: RoomName, one: Named) -> Quantity:
    sources: Iterable[Evidence] = (_of(line, one.sheet) for line in one.rooms) if one.rooms else (one.page,)
    return Quantity(
        value=Decimal(len(one.rooms)), unit="nos", label=f"{kind}s named on sheet {one.sheet}",
        label_zh=f"第 {one.sheet} 张图上注明的{CHINESE[kind]}", sources=tuple(sources),
    )  # fmt: skip


def _of(line: TextLine, sheet: int) -> Evidence:
    return Evidence(sheet=sheet, box=line.box, method=line.method, text=line.text, confidence=line.confidence)


def _withheld(line: TextLine, sheet: int) -> Withheld:
    reason = Message(
        en="names a closet, a fitting or a title, not such a room", zh="是柜子、设备或标题的名称，不是该类房间"
    )
    return Withheld(label=line.text[:80], reason=reason, evidence=_of(line, sheet))
