"""Rows of schedules as the rules see them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agent.rules.asked import Asked
from tools.kit.amounts import amount
from tools.kit.quantity import Quantity
from tools.kit.result import Item, ReadCell, ReadRow, Result
from tools.kit.subjects import BY_NAME, Subject, subjects_in

MOST_ROWS = 200
SCHEDULE_NAMES = re.compile(
    r"门\s*窗\s*(?:统计|明细|一览)?表|\b(?:door|window)s?\s*(?:and|&|/)\s*(?:door|window)s?\s*schedule|schedule\s*of\s*doors?\s*(?:and|&)\s*windows?",
    re.I,
)


@dataclass(frozen=True)
class Line:
    """A row of a schedule with its place and what it counts."""

    item: Item
    row: ReadRow
    amounts: tuple[Quantity, ...]

    @property
    def sheet(self) -> int:
        return self.item.evidence.sheet

    @property
    def name(self) -> str:
        return self.row.cells[self.row.key].text

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(cell.text for cell in self.row.cells)

    @property
    def description(self) -> str:
        """What the row says of the thing beside its name."""
        return " ".join(cell.text for cell in self.row.cells if cell.kind in ("name", "remark", "other"))

    def cell(self, *kinds: str) -> ReadCell | None:
        return next((cell for kind in kinds for cell in self.row.cells if cell.kind == kind), None)

    @property
    def blank_amount(self) -> bool:
        """Whether a column asks for the quantity and no number stands there, or something else in one of several."""
        written = [self.row.cells[i].text for i in self.row.amounts]
        return bool(written) and (not self.amounts or any(text and amount(text) is None for text in written))


def lines_of(result: Result) -> list[Line]:
    """The rows of a result, each with its quantities."""
    return [
        Line(item, item.row, tuple(_amounts(item, item.row, result.quantities))) for item in result.items if item.row
    ]


def _amounts(item: Item, row: ReadRow, quantities: Iterable[Quantity]) -> Iterable[Quantity]:
    boxes = {row.cells[i].box for i in row.amounts}
    for quantity in quantities:
        source = quantity.sources[0]
        if source.sheet == item.evidence.sheet and source.box in boxes:
            yield quantity


def read_lines(asked: Asked, **wanted: str | bool) -> list[Line]:
    """The rows that fit, of the sheet that is meant where it has any, else of all; a table that is shown twice counts once."""
    result = asked.need("read_schedule", limit=MOST_ROWS, **wanted)
    if (result.total_items or 0) > len(result.items):
        return []
    lines = lines_of(result)
    here = [line for line in lines if line.sheet == asked.sheet]
    return _once(here or ([] if asked.sheet_named else lines))


def _once(lines: Sequence[Line]) -> list[Line]:
    seen: set[tuple[str, str, tuple[str, ...]]] = set()
    kept: list[Line] = []
    for line in lines:
        known = (line.row.title, line.row.section, line.texts)
        if known not in seen or any(other.row.table == line.row.table for other in kept if other.texts == line.texts):
            kept.append(line)
        seen.add(known)
    return kept


def asked_subjects(asked: Asked) -> list[Subject]:
    """The doors, windows, beams … that the question is about; the names of schedules are none."""
    return subjects_in(SCHEDULE_NAMES.sub(" ", asked.text))


def subject(line: Line) -> Subject | None:
    return BY_NAME.get(line.row.subject)


def quoted(text: str, item: Item) -> str:
    return f"“{text}” [{item.id}]"


def figure(quantity: Quantity) -> str:
    return f"{quantity.value.normalize():f} [{quantity.id}]"


def titles(lines: Iterable[Line], asked: Asked) -> str:
    """The headings of the tables; a table without one, or with figures in it that nothing would prove, by its sheet."""
    named = dict.fromkeys(_title(line, asked) for line in lines)
    return asked.say(", ", "、").join(named)


def _title(line: Line, asked: Asked) -> str:
    if line.row.title and not re.search(r"\d", line.row.title):
        return f"“{line.row.title}”"
    return asked.say(f"the table on sheet {line.sheet}", f"第 {line.sheet} 张图的表格")
