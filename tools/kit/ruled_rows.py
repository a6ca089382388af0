"""Rows of ruled tables: what each strip between two lines says in each column."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

from tools.kit.cells import Piece, around, joined, place
from tools.kit.evidence import Box
from tools.kit.geometry import union
from tools.kit.records import cell_of, is_sound, records_of, settled
from tools.kit.ruled import Level, Ruled, pieces_at, records_between, room_of, spans_all
from tools.kit.tables import TOTAL, Cell, Column, Row, RowKind, Table


def table_of(ruled: Ruled) -> Table | None:
    """The table with its typed columns and rows; None where it is no sound one."""
    kind: Literal["schedule", "legend"] = (
        "legend" if any(re.search(r"SYMBOL|图\s*例", leaf.text, re.I) for leaf in ruled.leaves) else "schedule"
    )
    columns = tuple(Column(name=leaf.text, kind=leaf.kind) for leaf in ruled.leaves)
    rows = tuple(_sectioned(list(_rows(ruled))))
    if not rows:
        return None
    table = Table(title=ruled.title, kind=kind, box=ruled.box, zone=ruled.box, columns=columns, rows=rows)
    table = settled(table)
    return table if is_sound(table) else None


def _rows(ruled: Ruled) -> Iterator[Row]:
    key = _key(ruled)
    for level in ruled.levels:
        if spans_all(level):
            slot = level.slots[0]
            yield _spanning(slot.pieces if slot else (), ruled)
            continue
        several = records_between(ruled, level, key)
        if several:
            for record in records_of(several, ruled.edges[1:-1], key):
                yield _row(_between(record, ruled.edges))
        elif any(slot and slot.pieces and not merged for slot, merged in zip(level.slots, level.merged, strict=True)):
            yield _row(tuple(_cell(ruled, level, i) for i in range(len(ruled.leaves))))


def _key(ruled: Ruled) -> int:
    kinds = [leaf.kind for leaf in ruled.leaves]
    return next((kinds.index(kind) for kind in ("mark", "name") if kind in kinds), 0)


def _cell(ruled: Ruled, level: Level, column: int) -> Cell:
    """What a merged cell says holds for every row that it spans; a quantity is stated once."""
    room = room_of(level, ruled.leaves[column])
    if level.merged[column] and ruled.leaves[column].kind == "quantity":
        return Cell(text="", box=room)
    return cell_of(pieces_at(ruled, level, column), room)


def _between(record: Sequence[Piece], edges: Sequence[float]) -> tuple[Cell, ...]:
    _, y0, _, y1 = around(record)
    inner = edges[1:-1]
    return tuple(
        cell_of([piece for piece in record if place(piece.centre, inner) == i], (x0, y0, x1, y1))
        for i, (x0, x1) in enumerate(pairwise(edges))
    )


def _row(cells: tuple[Cell, ...]) -> Row:
    kind: RowKind = "total" if any(TOTAL.match(cell.text) for cell in cells) else "body"
    return Row(cells=cells, kind=kind)


def _spanning(pieces: Sequence[Piece], ruled: Ruled) -> Row:
    """A heading inside the table, over all of its columns."""
    box: Box = union(piece.box for piece in pieces)
    first = Cell(text=joined(pieces), box=box, confidence=min(piece.line.confidence for piece in pieces))
    rest = tuple(Cell(text="", box=(x0, box[1], x1, box[3])) for x0, x1 in pairwise(ruled.edges[1:]))
    return Row(cells=(first, *rest), kind="total" if TOTAL.match(first.text) else "section")


def _sectioned(rows: Sequence[Row]) -> Iterator[Row]:
    """With the rows that only head others told apart, and each row under its heading."""
    alone = [row for row in rows if row.kind == "body" and _lone(row)]
    heads = alone if 2 * len(alone) <= len(rows) else []
    section = ""
    for row in rows:
        if row.kind == "section" or any(row is head for head in heads):
            section = next(cell.text for cell in row.cells if cell.text)
            yield row.model_copy(update={"kind": "section"})
        else:
            yield row.model_copy(update={"section": section if row.kind == "body" else ""})


def _lone(row: Row) -> bool:
    written = [i for i, cell in enumerate(row.cells) if cell.text]
    return written == [0] and not re.search(r"\d", row.cells[0].text)
