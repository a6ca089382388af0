"""Tool: how many rooms or things are named by a word on the views."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, NamedTuple

from pydantic import Field

from tools.kit.drawing import Drawing, Sheet
from tools.kit.errors import Correctable
from tools.kit.evidence import Box, Evidence
from tools.kit.geometry import inside
from tools.kit.labels import Label, labels_of
from tools.kit.language import Message
from tools.kit.quantity import Quantity
from tools.kit.result import Coverage, Item, Result, Withheld
from tools.kit.titleblock import strip_of
from tools.kit.unread import unread_messages
from tools.kit.zones import zone_at, zones_of

TITLE = Message(en="Counting labels {words}", zh="统计文字标注 {words}")
LONGEST_LABEL = 60
MOST_NAMED = 4
MOST_ITEMS = 200


class Hit(NamedTuple):
    evidence: Evidence
    reason: Message | None


def count_labels(
    drawing: Drawing,
    words: Annotated[list[str], Field(description='as printed, any of them: ["BEDROOM", "卧室"]', max_length=40)],
    sheet: Annotated[int | None, Field(description="only this sheet")] = None,
    box: Annotated[Box | None, Field(description="only this region: x0, y0, x1, y1 in mm; needs `sheet`")] = None,
) -> Result:
    """Count the labels on the views that hold one of these words: rooms by their names, equipment by its label.

    Stacked lines are one label (PATIENT ROOM / 152). Labels in schedules, legends, notes and in long sentences are withheld.
    One count per sheet is entered into the ledger. Plurals (BEDROOMS) do not match; a room without its name is not counted."""
    if box is not None and sheet is None:
        raise Correctable("A box needs its sheet: give `sheet` as well.")
    sheets = list(drawing.chosen(sheet))
    hits = [hit for one in sheets for hit in _hits(one, words, box)]
    counted = [hit.evidence for hit in hits if hit.reason is None]
    by_sheet = {n: [e for e in counted if e.sheet == n] for n in sorted({e.sheet for e in counted})}
    numbers = ", ".join(str(one.number) for one in sheets)
    return Result(
        summary=f"{len(counted)} labels counted, {len(hits) - len(counted)} withheld. "
        + "; ".join(f"sheet {n}: {len(found)}" for n, found in by_sheet.items()),
        quantities=tuple(_count(words, n, found) for n, found in by_sheet.items()),
        items=tuple(Item(label=evidence.text[:80], evidence=evidence) for evidence in counted[:MOST_ITEMS]),
        total_items=len(counted),
        withheld=tuple(
            Withheld(label=h.evidence.text[:80], reason=h.reason, evidence=h.evidence) for h in hits if h.reason
        ),
        coverage=Coverage(
            searched=(Message(en=f"labels of sheet {numbers}", zh=f"第 {numbers} 张图的文字标注"),),
            not_searched=(
                Message(en="rooms and things without a written name", zh="没有写名称的房间和构件"),
                *unread_messages(sheets),
            ),
        ),
    )


def _hits(sheet: Sheet, words: list[str], box: Box | None) -> Iterable[Hit]:
    wanted = re.compile("|".join(_word(word) for word in words if word.strip()) or r"(?!)", re.I)
    zones, strip = zones_of(sheet.reading), strip_of(sheet.reading)
    for label in labels_of(sheet.reading.visible):
        if wanted.search(label.text) and (box is None or inside(label.box, box)):
            zone = zone_at(zones, label.box)
            in_title = strip is not None and inside(label.box, strip)
            title = zone.title if zone else "title block" if in_title else None
            yield Hit(label.evidence(sheet.number), _reason(label, title))


def _word(word: str) -> str:
    body = r"\s*".join(re.escape(part) for part in word.split())
    return rf"(?<![A-Za-z]){body}(?![A-Za-z])" if word.isascii() else body


def _reason(label: Label, zone: str | None) -> Message | None:
    if zone is not None:
        return Message(en=f"stands in “{zone}”", zh=f"写在“{zone}”中")
    if len(label.text) > LONGEST_LABEL:
        return Message(en="stands in a sentence", zh="出现在一段文字中")
    return None


def _count(words: list[str], sheet: int, found: list[Evidence]) -> Quantity:
    named = ", ".join(words[:MOST_NAMED]) + (" …" if len(words) > MOST_NAMED else "")
    return Quantity(
        value=Decimal(len(found)), unit="nos", label=f"labels {named} on sheet {sheet}",
        label_zh=f"第 {sheet} 张图上的标注 {named}", sources=tuple(found),
    )  # fmt: skip
