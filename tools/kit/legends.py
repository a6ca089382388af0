"""Legends: the symbol that stands beside a text of a legend, and what the legend says of its number."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from tools.kit.amounts import amount, amount_columns
from tools.kit.drawing import Sheet
from tools.kit.errors import Correctable
from tools.kit.evidence import Box, Evidence
from tools.kit.geometry import inside
from tools.kit.quantity import Quantity
from tools.kit.schedules import tables_of
from tools.kit.shapes import Lines, Shape, shape_in
from tools.kit.symbols import Example, has_vectors, sheet_lines
from tools.kit.tables import Row, Table
from tools.kit.text import TextLine
from tools.kit.vectors import Floats
from tools.kit.zones import zones_of

WIDEST = 45.0
"""Millimetres that a symbol may stand to the left of its text."""
PITCH = 2.6
"""Text heights of a row where no other row tells."""
GAP, LINE_GAP = 0.6, 0.25
"""Heights of a row between a symbol and what is none of it, across and down."""
BEFORE_TEXT = 0.3
"""Heights of the text before its left end: what begins there is a stroke of its first letter, as OCR bounds letters loosely."""
BORDER = 0.94
"""Of the height of a row: upright lines that long are its borders."""


class Entry(NamedTuple):
    """A row of a legend: its text, the room in which its symbol stands, and the number that it states."""

    sheet: Sheet
    text: str
    place: Box
    room: Box
    stated: Quantity | None


def entries_of(sheet: Sheet) -> list[Entry]:
    """All rows of the legends of a sheet, and of the schedules that draw what they list."""
    found = [entry for table in tables_of(sheet.reading) if table.angle == 0 for entry in _of_table(sheet, table)]
    held = [entry.place for entry in found]
    lines = [line for line in _lines_of_legends(sheet) if not any(inside(line.box, place) for place in held)]
    return [*found, *(_of_line(sheet, line, lines) for line in lines)]


def _of_table(sheet: Sheet, table: Table) -> Iterator[Entry]:
    """The rows by the leftmost text that describes them; the symbol stands in the room to its left."""
    rows = [row for row in table.body if any(cell.text for cell in row.cells)]
    middles = [(row.box[1] + row.box[3]) / 2 for row in rows]
    pitch = float(np.median(np.diff(sorted(middles)))) if len(middles) > 1 else 0.0
    for row in rows:
        words = [cell for cell in row.cells if re.search(r"[^\W\d]{2}", cell.text)]
        if words:
            first = min(words, key=lambda cell: cell.box[0])
            height = first.box[3] - first.box[1]
            room = _room(first.box, pitch or PITCH * height, _left_of(sheet, first.box))
            yield Entry(sheet, first.text, first.box, room, _stated(sheet, table, row, first.text))


def _lines_of_legends(sheet: Sheet) -> list[TextLine]:
    zones = [zone for zone in zones_of(sheet.reading) if zone.kind == "legend" and zone.angle == 0]
    return [
        line
        for line in sheet.reading.visible
        for zone in zones
        if inside(line.box, zone.box) and line.text != zone.title
    ]


def _of_line(sheet: Sheet, line: TextLine, lines: Sequence[TextLine]) -> Entry:
    height = line.box[3] - line.box[1]
    middle = (line.box[1] + line.box[3]) / 2
    same = [(o.box[1] + o.box[3]) / 2 for o in lines if abs(o.box[0] - line.box[0]) < 2 * height and o is not line]
    pitch = min((abs(other - middle) for other in same), default=PITCH * height)
    return Entry(sheet, line.text, line.box, _room(line.box, pitch, _left_of(sheet, line.box)), None)


def _left_of(sheet: Sheet, box: Box) -> float:
    """The right end of the text to the left on the same row, or as far as a symbol may stand."""
    ends = [
        line.box[2]
        for line in sheet.reading.visible
        if line.box[2] <= box[0] and min(line.box[3], box[3]) - max(line.box[1], box[1]) > 0 and len(line.text) > 3
    ]
    return max([box[0] - WIDEST, *ends])


def _room(box: Box, pitch: float, left: float) -> Box:
    middle = (box[1] + box[3]) / 2
    return left, middle - pitch / 2, box[0], middle + pitch / 2


def _stated(sheet: Sheet, table: Table, row: Row, name: str) -> Quantity | None:
    columns = amount_columns([(column.name, column.kind) for column in table.columns])
    if len(columns) != 1:
        return None
    cell, value = row.cells[columns[0]], amount(table.text(row, columns[0]))
    if value is None:
        return None
    source = Evidence(sheet=sheet.number, box=cell.box, method="schedule", text=cell.text, confidence=cell.confidence)
    return Quantity(
        value=value, unit="nos", label=f"{name[:60]} by the {table.kind}",
        label_zh=f"{'图例' if table.kind == 'legend' else '表格'}所列 {name[:60]}", sources=(source,),
    )  # fmt: skip


def entry_named(entries: Sequence[Entry], words: str) -> Entry:
    """The row that says these words. Raises Correctable with the rows that there are where none or several do."""
    exact = [entry for entry in entries if _folded(entry.text) == _folded(words)]
    holding = exact or [entry for entry in entries if _holds(entry.text, words)]
    if len({_folded(entry.text) for entry in holding}) == 1:
        return holding[0]
    listed = "; ".join(entry.text[:40] for entry in (holding or entries)[:30]) or "none"
    which = "Several rows of the legends say" if holding else "No row of a legend says"
    raise Correctable(f"{which} {words!r}. Rows are: {listed}. Or give `box` around one symbol instead.")


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def _holds(text: str, words: str) -> bool:
    folded = f" {_folded(text)} "
    ascii_ = words.isascii()
    return all((f" {word} " if ascii_ else word) in folded for word in _folded(words).split())


def example_of(entry: Entry) -> Example:
    """The symbol that stands in the entry's room. Raises Correctable where there is none."""
    lines = _without_borders(sheet_lines(entry.sheet), entry.room)
    try:
        shape = shape_in(lines, _nearest(lines, entry))
    except Correctable as error:
        raise Correctable(
            f"No symbol of lines stands left of “{entry.text}” in the legend. Give `box` around the symbol. ({error})"
        ) from error
    return Example(entry.sheet, shape.box, shape)


def _nearest(lines: Lines, entry: Entry) -> Box:
    """The part of the room with what stands next to the text: beyond a wide gap other things begin."""
    room, letters = entry.room, entry.room[2] - BEFORE_TEXT * (entry.place[3] - entry.place[1])
    x, y, r = lines.circles.T
    spans = np.concatenate(
        [
            np.stack([*(f(lines.segments[:, 0::2], axis=1) for f in (np.min, np.max)),
                      *(f(lines.segments[:, 1::2], axis=1) for f in (np.min, np.max))], axis=1),
            np.stack([x - r, x + r, y - r, y + r], axis=1),
        ]
    )  # fmt: skip
    held = (spans[:, 0] >= room[0]) & (spans[:, 1] <= room[2]) & (spans[:, 2] >= room[1]) & (spans[:, 3] <= room[3])
    spans, height = spans[held & (spans[:, 0] < letters)], room[3] - room[1]
    if not len(spans):
        return room
    left, _ = _grown(spans[:, :2], int(spans[:, 1].argmax()), GAP * height)
    spans = spans[spans[:, 0] >= left]
    middle = np.abs(spans[:, 2:].mean(axis=1) - (room[1] + room[3]) / 2)
    top, bottom = _grown(spans[:, 2:], int(middle.argmin()), LINE_GAP * height)
    return left - 0.2, max(room[1], top - 0.2), float(spans[:, 1].max()), min(room[3], bottom + 0.2)


def _grown(spans: Floats, first: int, gap: float) -> tuple[float, float]:
    """The extent of what lies about the first span with no gap wider than that."""
    low, high = spans[first].tolist()
    while True:
        near = spans[(spans[:, 1] >= low - gap) & (spans[:, 0] <= high + gap)]
        lower, higher = float(near[:, 0].min()), float(near[:, 1].max())
        if (lower, higher) == (low, high):
            return low, high
        low, high = lower, higher


def _without_borders(lines: Lines, room: Box) -> Lines:
    """Without the rules of the table around the room, which may be drawn cell by cell."""
    x0, y0, x1, y1 = lines.segments.T
    height = room[3] - room[1]
    upright = (np.abs(x1 - x0) < 0.01) & (np.abs(y1 - y0) > BORDER * height)
    level = (np.abs(y1 - y0) < 0.01) & (np.abs(x1 - x0) > 1.6 * height)
    kept = ~(upright | level)
    return lines._replace(segments=lines.segments[kept], solid=lines.solid[kept])


def shapes_beside(entries: Sequence[Entry], own: Entry) -> list[Shape]:
    """The symbols of the other rows."""
    found = []
    for entry in entries:
        if entry.place != own.place:
            try:
                example = example_of(entry)
            except Correctable:
                continue
            if example.shape is not None:
                found.append(example.shape)
    return found


def has_symbol(entry: Entry) -> bool:
    """Whether lines stand in the room beside the text; tables of doors and rooms have none there."""
    if not has_vectors(entry.sheet):
        return False
    try:
        example_of(entry)
    except Correctable:
        return False
    return True
