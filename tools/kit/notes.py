"""General notes by number: a column of 1., 2., 3. and the text that stands behind each."""

import re
from collections import defaultdict
from collections.abc import Sequence

from tools.kit.cells import right_angle
from tools.kit.evidence import Box, Evidence
from tools.kit.geometry import union
from tools.kit.result import Frozen
from tools.kit.text import SheetReading, TextLine
from tools.kit.upright import line_laid_back, upright

NUMBER = re.compile(r"^[(（]?(?P<number>\d{1,2})\s*[.)）、．]\s*(?P<text>.*)$")
FIELD = re.compile(r"[:：]\s*[-–]")
"""How the names of fields of a title block end; a note does not go on with one."""
FEWEST = 3
COLUMN = 4.0  # mm that the numbers of one column may differ in x
INDENT = 18.0  # mm: how far right of its number the text of a note may begin
WIDEST_GAP = 1.8  # text heights between two lines of one note


class Note(Frozen):
    number: int
    text: str
    lines: tuple[TextLine, ...]
    heading: str = ""

    @property
    def box(self) -> Box:
        return union(line.box for line in self.lines)

    def evidence(self, sheet: int) -> Evidence:
        confidence = min(line.confidence for line in self.lines)
        return Evidence(sheet=sheet, box=self.box, method=self.lines[0].method, text=self.text, confidence=confidence)


def notes_of(reading: SheetReading) -> list[Note]:
    """The numbered notes of a sheet, column by column. Numbers that do not count up are no notes (axes, keynotes)."""
    turned_up, angle = upright(reading)
    lines = [line for line in turned_up.visible if right_angle(line) == 0]
    notes = [note for column in _columns(lines) for note in _column_notes(column, lines)]
    return [
        note.model_copy(update={"lines": tuple(line_laid_back(x, reading, angle) for x in note.lines)})
        for note in notes
    ]


def _columns(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """Lines that begin with a number, by where they begin, each column cut where the numbers start again."""
    starts: dict[int, list[TextLine]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: line.box[0]):
        if NUMBER.match(line.text):
            near = next((x for x in starts if abs(x - line.box[0]) <= COLUMN), None)
            starts[round(line.box[0]) if near is None else near].append(line)
    runs = [run for column in starts.values() for run in _runs(sorted(column, key=lambda line: line.box[1]))]
    return [run for run in runs if len(run) >= FEWEST]


def _runs(column: list[TextLine]) -> list[list[TextLine]]:
    runs: list[list[TextLine]] = []
    for line in column:
        if runs and _number(line) == _number(runs[-1][-1]) + 1:
            runs[-1].append(line)
        elif _number(line) == 1:
            runs.append([line])
    return runs


def _number(line: TextLine) -> int:
    match = NUMBER.match(line.text)
    return int(match["number"]) if match else 0


def _column_notes(column: list[TextLine], lines: Sequence[TextLine]) -> list[Note]:
    heading = _heading(column[0], lines)
    ends = [line.box[1] for line in column[1:]] + [column[-1].box[3] + 40]
    return [_note(line, end, lines, heading) for line, end in zip(column, ends, strict=True)]


def _note(number: TextLine, end: float, lines: Sequence[TextLine], heading: str) -> Note:
    match = NUMBER.match(number.text)
    assert match
    left, top, slack = number.box[0], number.box[1], max(number.height, 1.0) / 2
    within = (left if match["text"] else number.box[2]) + INDENT
    right = [
        line for line in lines
        if line is not number and top - slack <= line.box[1] < end - slack and left - 1 <= line.box[0] <= within
    ]  # fmt: skip
    own = _unbroken(number, sorted(right, key=lambda line: line.box[1]))
    text = " ".join(part for part in (match["text"], *(line.text for line in own)) if part)
    return Note(number=int(match["number"]), text=text, lines=(number, *own), heading=heading)


def _unbroken(number: TextLine, lines: list[TextLine]) -> list[TextLine]:
    """The lines down to the first wide gap: what stands below the last note is not part of it."""
    kept: list[TextLine] = []
    bottom = number.box[3]
    for line in lines:
        if line.box[1] - bottom > WIDEST_GAP * max(line.height, 1.0) or FIELD.search(line.text):
            break
        kept.append(line)
        bottom = max(bottom, line.box[3])
    return kept


def _heading(first: TextLine, lines: Sequence[TextLine]) -> str:
    """The nearest line above the first note that begins near its number."""
    above = [
        line for line in lines
        if 0 <= first.box[1] - line.box[3] <= 8 * max(first.height, 1.5) and abs(line.box[0] - first.box[0]) <= INDENT
    ]  # fmt: skip
    return max(above, key=lambda line: line.box[3]).text if above else ""
