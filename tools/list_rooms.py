"""Tool: the rooms that a plan names, with the areas printed in them."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from tools.kit.drawing import Drawing
from tools.kit.evidence import Evidence
from tools.kit.language import Message
from tools.kit.quantity import Quantity
from tools.kit.result import Coverage, Item, Result, Withheld
from tools.kit.room_tags import RoomTag, loose_areas, room_tags
from tools.kit.text import TextLine
from tools.kit.unread import partly_read

TITLE = Message(en="Listing the rooms", zh="列出房间")
MOST_NAMES = 20
MOST_ITEMS = 150


def list_rooms(
    drawing: Drawing,
    sheet: Annotated[int | None, Field(description="only this sheet")] = None,
    words: Annotated[str | None, Field(description="in the name, parted by |")] = None,
) -> Result:
    """List the rooms that the views name, with their printed areas, the largest first.

    An area that is printed with a room is
    entered into the ledger under the room's name. Nothing is measured: a room without a printed area has none."""
    wanted = [word.strip().casefold() for word in (words or "").split("|") if word.strip()]
    named = [(one.number, tag) for one in drawing.chosen(sheet) for tag in room_tags(one.reading)]
    found = [pair for pair in named if not wanted or any(word in pair[1].text.casefold() for word in wanted)]
    ranked = sorted(found, key=lambda pair: -(pair[1].area.value if pair[1].area else 0))
    return Result(
        summary=_summary(found, drawing, sheet) if found or not named else _others(named, words or ""),
        quantities=tuple(_area(number, tag) for number, tag in ranked[:MOST_ITEMS] if tag.area),
        items=tuple(
            Item(label=tag.name, evidence=tag.evidence(number), note=tag.number) for number, tag in ranked[:MOST_ITEMS]
        ),
        total_items=len(found),
        withheld=tuple(_loose(one.number, line) for one in drawing.chosen(sheet) for line in loose_areas(one.reading)),
        coverage=_coverage(drawing, sheet),
    )


def _loose(sheet: int, line: TextLine) -> Withheld:
    evidence = Evidence(sheet=sheet, box=line.box, method=line.method, text=line.text, confidence=line.confidence)
    return Withheld(
        label=line.text[:60],
        reason=Message(en="an area that stands with no room's name", zh="没有房间名称与之对应的面积"),
        evidence=evidence,
    )


def _area(sheet: int, tag: RoomTag) -> Quantity:
    assert tag.area
    return Quantity(
        value=tag.area.value,
        unit=tag.area.unit,
        label=f"{tag.name} {tag.number}".strip(),
        sources=(tag.evidence(sheet),),
    )


def _summary(found: Sequence[tuple[int, RoomTag]], drawing: Drawing, sheet: int | None) -> str:
    where = f"sheet {sheet}" if sheet else f"{len(drawing.sheets)} sheets"
    if not found:
        return f"No room names were found on {where}."
    areas = sum(tag.area is not None for _, tag in found)
    return f"{len(found)} rooms are named on {where}; {areas} have a printed area."


def _others(named: Sequence[tuple[int, RoomTag]], words: str) -> str:
    """What the rooms are called of which none was wanted."""
    names = list(dict.fromkeys(tag.name for _, tag in named))
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return f"None of {len(named)} named rooms holds {words!r} in its name; they are: {', '.join(names[:MOST_NAMES])}{more}."


def _coverage(drawing: Drawing, sheet: int | None) -> Coverage:
    numbers = str(sheet) if sheet else ", ".join(str(one.number) for one in drawing.sheets)
    return Coverage(
        searched=(
            Message(en=f"room names on the views of sheet {numbers}", zh=f"第 {numbers} 张图各视图中的房间名称"),
        ),
        not_searched=(
            Message(en="rooms without a written name", zh="没有写名称的房间"),
            *partly_read(drawing.chosen(sheet)),
        ),
    )
