"""Scale notes as they are printed: 1:100, 1/8" = 1'-0", NTS."""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from tools.kit.geometry import overlap
from tools.kit.quantity import decimal_of
from tools.kit.text import SheetReading, TextLine

RATIO = re.compile(r"(?<![\d.:])1\s*[:：]\s*(?P<ratio>\d{1,5}(?:\.\d+)?)(?![\d:])")
IMPERIAL = re.compile(
    r"(?:(?P<whole>\d+)[\s-])?(?P<over>\d+)(?:\s*/\s*(?P<under>\d+))?\s*[\"″”]\s*=\s*(?P<feet>\d+)\s*['′’](?:\s*-?\s*(?P<inches>\d+)\s*[\"″”])?"
)
WORD = re.compile(r"\bSCALE\b|比\s*例|\bSKALA\b|\bECHELLE\b|\bMASSSTAB\b", re.I)
VIEW = re.compile(r"[平立剖断]面|详图|大样|系统图|布置图|配筋图|\b(?:PLAN|ELEVATION|SECTION|DETAIL|LAYOUT)S?\b", re.I)
"""What titles of views are called: a ratio behind one is its scale, with or without the word."""
OTHER_RATIO = re.compile(r"\bSLOPES?\b|\bFALL\b|\bMIX\b|MORTAR|CONCRETE|坡|砂浆|混凝土|配合比", re.I)
ALONE = re.compile(
    rf"\W*(?:DRAWING\s+)?(?:{WORD.pattern})\W*(?:{RATIO.pattern}|{IMPERIAL.pattern.replace('?P<', '?P<i_')})\W*", re.I
)
"""A note that says one scale of one view, and no paper size, direction or name with it."""
SENTENCE = 45  # characters: a scale note stands alone or behind a short title
NEAR = 6.0  # text heights


class ScaleNote(NamedTuple):
    """`ratio` is real length per paper length. `named` tells whether the word SCALE, 比例 … or a view's title stands before it;
    `title` is the view title above or before it, if one is near."""

    ratio: Decimal
    text: str
    line: TextLine
    named: bool
    title: str


def ratio_in(text: str) -> tuple[Decimal, str] | None:
    """The ratio that a text states and the characters that state it."""
    match = RATIO.search(text)
    if match:
        return Decimal(match["ratio"]), match.group()
    match = IMPERIAL.search(text)
    if match is None or (match["under"] and not int(match["under"])):
        return None
    paper = int(match["whole"] or 0) + Fraction(int(match["over"]), int(match["under"] or 1))
    real = 12 * int(match["feet"]) + int(match["inches"] or 0)
    return (decimal_of(real / paper), match.group()) if paper and real else None


def scale_notes(reading: SheetReading) -> list[ScaleNote]:
    """Every scale note of a sheet, the named ones first. Slopes and mix ratios (1:2, 1:3 mortar) are left out unless named."""
    notes = []
    for line in reading.visible:
        found = ratio_in(line.text) if len(line.text) <= SENTENCE else None
        if found is None:
            continue
        named = bool(WORD.search(line.text)) or _word_near(reading, line) or _behind_title(reading, line)
        if named or found[0] >= 5:
            notes.append(ScaleNote(found[0], found[1], line, named, _title_near(reading, line)))
    return sorted(notes, key=lambda note: not note.named)


def _word_near(reading: SheetReading, line: TextLine) -> bool:
    return any(
        WORD.search(other.text) and _beside(other, line) for other in reading.visible if len(other.text) <= SENTENCE
    )


def _behind_title(reading: SheetReading, line: TextLine) -> bool:
    """Whether it stands behind the title of a view, in one text or on one row: 一层平面图 1:100."""
    if VIEW.search(line.text):
        return not OTHER_RATIO.search(line.text)
    return any(
        VIEW.search(other.text) and other.height >= line.height and len(other.text) <= SENTENCE
        and other.box[2] <= line.box[0] + 0.1 and _beside(other, line)
        for other in reading.visible
    )  # fmt: skip


def contradicting(notes: Sequence[ScaleNote]) -> list[ScaleNote]:
    """Those that say two scales of one view: they stand right under one another and differ by more than a hundredth."""
    plain = [note for note in notes if ALONE.fullmatch(note.line.text)]
    return [
        note
        for note in plain
        if any(
            abs(note.ratio / other.ratio - 1) > Decimal("0.01") and _of_one_view(note.line, other.line)
            for other in plain
        )
    ]


def _of_one_view(a: TextLine, b: TextLine) -> bool:
    apart = max(a.box[1] - b.box[3], b.box[1] - a.box[3])
    under = overlap(a.box[0], a.box[2], b.box[0], b.box[2]) > 0 and apart < 2 * max(a.height, b.height)
    return a is not b and a.angle == b.angle and under


def _beside(word: TextLine, line: TextLine) -> bool:
    """The word stands left of the note on its row, or above it."""
    reach = NEAR * max(line.height, 1.5)
    same_row = (
        overlap(word.box[1], word.box[3], line.box[1], line.box[3]) > 0 and 0 <= line.box[0] - word.box[2] <= reach
    )
    above = (
        overlap(word.box[0], word.box[2], line.box[0], line.box[2]) > 0 and 0 <= line.box[1] - word.box[3] <= reach / 2
    )
    return same_row or above


def _title_near(reading: SheetReading, line: TextLine) -> str:
    """The nearest line above, or on the row before it, that is written larger: a view's title stands so."""

    def distance(other: TextLine) -> float:
        return abs(other.box[3] - line.box[1]) + abs(other.box[0] - line.box[0]) / 4

    larger = [
        other
        for other in reading.visible
        if other is not line and other.height > 1.15 * line.height and len(other.text) > 3
        and round(other.angle) == round(line.angle) and distance(other) < 8 * max(line.height, 2)
    ]  # fmt: skip
    return min(larger, key=distance).text if larger else ""
