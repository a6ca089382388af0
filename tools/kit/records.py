"""Records of a table: which lines of text make one row, what kind of row it is, and what its cells hold."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from tools.kit.cells import Piece, around, cuts, joined, place
from tools.kit.columns import ColumnKind
from tools.kit.evidence import Box
from tools.kit.growing import MARKLIKE
from tools.kit.tables import TOTAL, Cell, Row, RowKind, Table

NUMBERED = re.compile(r"\bNO\b|\bNUMBER|\bMARK\b|\bTAG\b|编\s*号|代\s*号|[柱梁板桩]\s*号", re.I)
TIGHT = 0.45  # text heights between the lines of one cell


def records_of(rows: Sequence[list[Piece]], borders: Sequence[float], key: int) -> list[list[Piece]]:
    """The pieces of each record: further lines of a wrapped cell join the record that they stand nearest to."""
    boxes = [around(row) for row in rows]
    starts = _starts(
        rows, boxes, {i for i, row in enumerate(rows) if any(place(p.centre, borders) == key for p in row)}
    )
    between = cuts([boxes[i][1::2] for i in starts], [box[1::2] for box in boxes])
    records: list[list[Piece]] = [[] for _ in starts]
    for row in rows:
        records[place(median(p.middle for p in row), between)] += row
    return [record for record in records if record]


def _starts(rows: Sequence[list[Piece]], boxes: Sequence[Box], keyed: set[int]) -> list[int]:
    """The lines that are records of their own: those with a name, and those that stand as far off as records do."""
    gaps = [low[1] - high[3] for high, low in pairwise(boxes)]
    steps = [gaps[i] for i in range(len(gaps)) if i in keyed and i + 1 in keyed]
    usual = median(steps) if steps else None
    found: list[int] = []
    for i, row in enumerate(rows):
        nearest = min([*gaps[max(i - 1, 0) : i], *gaps[i : i + 1]], default=0.0)
        apart = usual is not None and nearest >= max(0.8 * usual, TIGHT * row[0].height)
        many = any(2 * len(row) > len(rows[k]) > 3 for k in found[-1:])
        full = many and (nearest >= TIGHT * row[0].height or _in_step(i, rows, keyed))
        if i in keyed or apart or full or (i == 0 and 1 not in keyed):
            found.append(i)
    return found or [0]


def _in_step(i: int, rows: Sequence[list[Piece]], keyed: set[int]) -> bool:
    """Whether a line stands as far from its neighbours as the records that have names stand from each other."""
    middles = [median(p.middle for p in row) for row in rows]
    steps = [b - a for a, b in pairwise(middles)]
    usual = [steps[k] for k in range(len(steps)) if k in keyed and k + 1 in keyed]
    nearest = min(steps[max(i - 1, 0) : i + 1], default=0.0)
    return bool(usual) and nearest > 0.85 * median(usual)


def rows_of(records: Sequence[list[Piece]], edges: Sequence[float]) -> Iterator[Row]:
    """The rows between those column edges. A lone text without a figure heads the rows under it, where it stands at the left or
    in the middle and most rows are not alone as well."""
    lone = [record for record in records if _lone(record)]
    section = ""
    for record in records:
        heads = _lone(record) and 2 * len(lone) <= len(records) and _heads_rows(record[0], edges)
        kind: RowKind = "total" if any(TOTAL.match(p.text) for p in record) else "section" if heads else "body"
        if kind == "section":
            section = joined(record)
        yield Row(cells=_cells(record, edges), kind=kind, section=section if kind == "body" else "")


def _lone(record: Sequence[Piece]) -> bool:
    return len(record) == 1 and not re.search(r"\d", record[0].text)


def _heads_rows(piece: Piece, edges: Sequence[float]) -> bool:
    middle = (edges[0] + edges[-1]) / 2
    return piece.box[0] < edges[min(2, len(edges) - 1)] or abs(piece.centre - middle) < 0.1 * (edges[-1] - edges[0])


def _cells(record: Sequence[Piece], edges: Sequence[float]) -> tuple[Cell, ...]:
    _, y0, _, y1 = around(record)
    inner = edges[1:-1]
    return tuple(
        cell_of([piece for piece in record if place(piece.centre, inner) == i], (x0, y0, x1, y1))
        for i, (x0, x1) in enumerate(pairwise(edges))
    )


def cell_of(pieces: Sequence[Piece], room: Box) -> Cell:
    """The cell of those pieces; a blank one has all of its room for a box."""
    if not pieces:
        return Cell(text="", box=room)
    return Cell(text=joined(pieces), box=around(pieces), confidence=min(p.line.confidence for p in pieces))


def settled(table: Table) -> Table:
    """With the kinds of columns that only their cells tell apart: TYPE is a mark or a description, NO a mark or a number,
    SYMBOL a drawn thing that is no text."""
    texts = {i: [row.cells[i].text for row in table.body] for i, c in enumerate(table.columns) if c.kind == "mark"}
    marks = [i for i, written in texts.items() if any(written)]
    kinds: dict[int, ColumnKind] = {i: "other" for i in texts if i not in marks}
    if len(marks) > 1:
        key = max(marks, key=lambda i: (_numbered(table.columns[i].name, texts[i]), _names(texts[i]), -i))
        kinds |= {i: _kind_beside(texts[i], table) for i in marks if i != key}
    columns = [c.model_copy(update={"kind": kinds.get(i, c.kind)}) for i, c in enumerate(table.columns)]
    return table.model_copy(update={"columns": tuple(columns)}) if kinds else table


def _numbered(head: str, texts: Sequence[str]) -> bool:
    """Whether the head asks for numbers and each row has its own, which do not just count up."""
    serial = [text for text in texts if text] == [str(n) for n in range(1, len(texts) + 1)]
    return bool(NUMBERED.search(head)) and all(texts) and len(set(texts)) == len(texts) and not serial


def _names(texts: Sequence[str]) -> float:
    """How well the cells of a column tell its rows apart by marks: letters with digits before bare numbers."""
    lettered = {text for text in texts if MARKLIKE.match(text) and re.search(r"[^\W\d]", text)}
    return len(lettered) + 0.4 * len({text for text in texts if text.isdigit()})


def _kind_beside(texts: Sequence[str], table: Table) -> ColumnKind:
    written = [text for text in texts if text]
    numbers = [int(text) for text in written if text.isdecimal()]
    if numbers and len(numbers) == len(written):
        serial = numbers == list(range(1, len(numbers) + 1))
        return "other" if serial or table.index("quantity") is not None else "quantity"
    return "name"


def is_sound(table: Table) -> bool:
    """Whether it is a table and no accident: most rows have a name, or some have and most fill half of the columns."""
    keyed = [row for row in table.body if row.cells[table.key].text and _filled(row) > 1]
    full = [row for row in table.body if 2 * _filled(row) >= len(table.columns)]
    return bool(keyed) and 2 * max(len(keyed), len(full)) > len(table.body)


def _filled(row: Row) -> int:
    return sum(bool(cell.text) for cell in row.cells)
