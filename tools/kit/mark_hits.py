"""Where a mark stands on a sheet: on the views, or withheld with the reason."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from tools.kit.drawing import Sheet
from tools.kit.enclosures import NAMES, Outline, is_clear, outlines_of, usual
from tools.kit.evidence import Box, Evidence
from tools.kit.geometry import inside
from tools.kit.language import Message
from tools.kit.marks import marks_in, occurrences, pattern_of
from tools.kit.text import TextLine
from tools.kit.titleblock import strip_of
from tools.kit.zones import Zone, zone_at, zones_of


class Hit(NamedTuple):
    sheet: int
    mark: str
    line: TextLine
    reason: Message | None

    def evidence(self) -> Evidence:
        line = self.line
        return Evidence(sheet=self.sheet, box=line.box, method=line.method, text=line.text, confidence=line.confidence)


def hits_of(sheet: Sheet, mark: str, box: Box | None = None) -> list[Hit]:
    """Every place of a mark or a family, within a box."""
    return _told_apart(sheet, list(_hits(sheet, mark, box)))


def _hits(sheet: Sheet, mark: str, box: Box | None) -> Iterable[Hit]:
    reading = sheet.reading
    pattern, zones, strip = pattern_of(mark), zones_of(reading), strip_of(reading)
    for line in reading.visible:
        if box is None or inside(line.box, box):
            for occurrence in occurrences(pattern, line.text):
                yield Hit(sheet.number, occurrence.mark, line, _reason(line, occurrence.alone, zones, strip))


def _told_apart(sheet: Sheet, hits: list[Hit]) -> list[Hit]:
    """Where the same words stand in different outlines, those in the outline of their family are the mark."""
    counted = [hit for hit in hits if hit.reason is None]
    shapes = dict(zip(counted, outlines_of(sheet, [hit.line.box for hit in counted]), strict=True))
    if len({shape for shape in shapes.values() if is_clear(shape)}) < 2:
        return hits
    own = usual(_outlines_of_family(sheet, {letters_of(hit.mark) for hit in counted}))
    if not own:
        return hits
    return [
        hit._replace(reason=_other_outline(shapes[hit], own)) if hit in shapes and _differs(shapes[hit], own) else hit
        for hit in hits
    ]


def _differs(outline: Outline, own: Outline) -> bool:
    return is_clear(outline) and outline != own


def letters_of(mark: str) -> str:
    found = re.match(r"[A-Z-]+", mark)
    return found.group() if found else mark


def _outlines_of_family(sheet: Sheet, letters: set[str]) -> list[Outline]:
    """The outlines of all marks of those letters on the views."""
    zones = zones_of(sheet.reading)
    boxes = [
        line.box
        for line in sheet.reading.visible
        if any(letters_of(found) in letters for found in marks_in(line.text)) and zone_at(zones, line.box) is None
    ]
    return outlines_of(sheet, boxes)


def _other_outline(outline: Outline, own: Outline) -> Message:
    here, there = NAMES[outline], NAMES[own]
    return Message(
        en=f"stands in {here.en}, while marks of its letters stand in {there.en}",
        zh=f"写在{here.zh}内，而同类编号写在{there.zh}内",
    )


def _reason(line: TextLine, alone: bool, zones: list[Zone], strip: Box | None) -> Message | None:
    zone = zone_at(zones, line.box)
    if zone is not None:
        words = {"schedule": "表格", "legend": "图例", "notes": "说明"}
        return Message(en=f"stands in the {zone.kind} “{zone.title}”", zh=f"写在{words[zone.kind]}“{zone.title}”中")
    if strip is not None and inside(line.box, strip):
        return Message(en="stands in the title block", zh="写在图签栏中")
    if not alone:
        return Message(en=f"stands within the text “{line.text[:60]}”", zh=f"出现在文字“{line.text[:60]}”中")
    return None
