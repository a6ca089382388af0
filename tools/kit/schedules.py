"""Schedules: the tables of a sheet as typed cells, by how their text stands."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from tools.kit.blocks import columns_of, is_table, names_of_grid, rows_under_heading
from tools.kit.cells import Piece, Span, around, column_cuts, cuts, pieces_by_angle, place
from tools.kit.evidence import Box
from tools.kit.geometry import inside, overlap, turned, union
from tools.kit.growing import rows_under, signed
from tools.kit.headings import Heading, headings_of
from tools.kit.heads import HeadRow, first_row_as_heads, head_rows
from tools.kit.records import cell_of, is_sound, records_of, rows_of, settled
from tools.kit.ruled import ruled_tables
from tools.kit.ruled_rows import table_of
from tools.kit.stacks import Stack, stacks_of
from tools.kit.tables import Block, Column, Layout, Row, Table
from tools.kit.text import SheetReading
from tools.kit.titles import titled


def tables_of(reading: SheetReading) -> tuple[Table, ...]:
    """Every table of a sheet, from the top down."""
    return layout_of(reading).tables


@lru_cache(maxsize=16)
def layout_of(reading: SheetReading) -> Layout:
    """Tables, and the rows under other headings."""
    tables: list[Table] = []
    blocks: list[Block] = []
    for angle, pieces in pieces_by_angle(reading).items():
        found, rest = _laid_out(pieces, [turned(cell, angle) for cell in reading.cells])
        tables += [_turned_back(table, angle) for table in found]
        back = (360 - angle) % 360
        blocks += [block.model_copy(update={"box": turned(block.box, back), "angle": angle}) for block in rest]
    tables.sort(key=lambda table: (round(table.box[1]), table.box[0]))
    return Layout(tables=tuple(tables), blocks=tuple(blocks))


def _turned_back(table: Table, angle: int) -> Table:
    if angle == 0:
        return table
    back = (360 - angle) % 360
    rows = tuple(
        row.model_copy(update={"cells": tuple(c.model_copy(update={"box": turned(c.box, back)}) for c in row.cells)})
        for row in table.rows
    )
    boxes = {"box": turned(table.box, back), "zone": turned(table.zone, back)}
    return table.model_copy(update={**boxes, "rows": rows, "angle": angle})


def _laid_out(pieces: Sequence[Piece], cells: Sequence[Box]) -> tuple[list[Table], list[Block]]:
    headings = headings_of(pieces)
    between = [table for ruled in ruled_tables(pieces, cells) if (table := table_of(ruled))]
    titles = {id(piece.line) for heading in headings for piece in heading.pieces if len(heading.pieces) > 1}
    titles |= {id(h.pieces[0].line) for h in headings if h.kind == "schedule"}
    rest = [p for p in pieces if id(p.line) not in titles and not any(inside(p.box, table.box) for table in between)]
    heads = head_rows(rest)
    made = [table for head in heads if (table := _under(head, heads, rest))]
    made += [_across(stack) for stack in stacks_of(rest) if not any(inside(around(stack.parts), t.box) for t in made)]
    named = [table for table in titled([*between, *made], headings) if table.title or len(table.body) > 1]
    left = [h for h in headings if not any(inside(h.box, table.zone) for table in named)]
    return _bare(left, pieces, named)


def _bare(headings: Sequence[Heading], pieces: Sequence[Piece], tables: list[Table]) -> tuple[list[Table], list[Block]]:
    """What stands under the headings that belong to no table so far: tables without heads, and blocks."""
    blocks: list[Block] = []
    for heading in headings:
        rows = rows_under_heading(heading, pieces, [table.zone for table in tables])
        if not rows or (heading.kind == "schedule" and signed(rows)):
            continue
        columns = columns_of(rows)
        box = union([heading.box, *map(around, rows)])
        first = first_row_as_heads(rows) if heading.kind == "schedule" else None
        headed = _made(first, rows[1:]) if first else None
        if headed:
            tables = [*tables, headed.model_copy(update={"title": heading.title, "zone": box})]
        elif heading.kind != "notes" and is_table(rows, columns):
            tables = [*tables, _plain(heading, rows, columns, box)]
        else:
            blocks.append(Block(kind=heading.kind, title=heading.title, box=box))
    return tables, blocks


def _plain(heading: Heading, rows: Sequence[list[Piece]], columns: Sequence[Span], box: Box) -> Table:
    names = names_of_grid(rows, columns) if heading.kind == "legend" else []
    if names:
        cells = [Row(cells=(cell_of([piece], piece.box),)) for piece in names]
        return Table(
            title=heading.title,
            kind="legend",
            box=box,
            zone=box,
            columns=(Column(name="", kind="name"),),
            rows=tuple(cells),
        )
    borders = cuts(columns, [piece.x for row in rows if len(row) > 1 for piece in row])
    kind: Literal["schedule", "legend"] = "legend" if heading.kind == "legend" else "schedule"
    filled = [sum(place(piece.centre, borders) == i for row in rows for piece in row) for i in range(len(columns))]
    records = tuple(rows_of(records_of(rows, borders, filled.index(max(filled))), [box[0], *borders, box[2]]))
    heads = tuple(Column(name="") for _ in columns)
    return Table(title=heading.title, kind=kind, box=box, zone=box, columns=heads, rows=records)


def _under(head: HeadRow, others: Sequence[HeadRow], pieces: Sequence[Piece]) -> Table | None:
    rows = rows_under(head, others, pieces)
    return _made(head, rows) if any(len(row) > 1 for row in rows) else None


def _made(head: HeadRow, rows: Sequence[list[Piece]]) -> Table | None:
    single = [[p for p in row if sum(overlap(*p.x, *h.x) > 0.3 * p.height for h in head.heads) < 2] for row in rows]
    borders = column_cuts([h.x for h in head.heads], single)
    key = _key(head, rows, borders)
    records = records_of(rows, borders, key)
    box = around([*head.pieces, *(piece for row in rows for piece in row)])
    edges = [box[0], *borders, box[2]]
    kind: Literal["schedule", "legend"] = (
        "legend" if any(re.search(r"SYMBOL|图\s*例", one.text, re.I) for one in head.heads) else "schedule"
    )
    columns = tuple(Column(name=one.text, kind=one.kind) for one in head.heads)
    table = Table(title="", kind=kind, box=box, zone=box, columns=columns, rows=tuple(rows_of(records, edges)))
    table = settled(table)
    return table if is_sound(table) else None


def _key(head: HeadRow, rows: Sequence[list[Piece]], borders: Sequence[float]) -> int:
    """The column whose texts begin the records: marks, where they are written, else what never wraps; a quantity that OCR missed
    in most rows begins none."""
    filled = [sum(place(piece.centre, borders) == i for row in rows for piece in row) for i in range(len(head.heads))]
    for kind in ("mark", "quantity", "size", "name"):
        for i, one in enumerate(head.heads):
            wraps = kind in ("quantity", "size") and 2 * filled[i] < max(filled)
            if one.kind == kind and 3 * filled[i] >= len(rows) and not wraps:
                return i
    return filled.index(max(filled))


def _across(stack: Stack) -> Table:
    """The table of heads that stand under one another: its columns are the records."""
    widths, heights = (list(pairwise(edges)) for edges in stack.edges)
    rows = [
        Row(cells=tuple(cell_of(cell, (x[0], y[0], x[1], y[1])) for cell, y in zip(record, heights, strict=True)))
        for record, x in zip(stack.body, widths, strict=True)
    ]
    box = union([around(stack.parts), *(row.box for row in rows)])
    columns = [Column(name=name, kind=kind) for name, kind in stack.heads]
    return settled(Table(title="", kind="schedule", box=box, zone=box, columns=tuple(columns), rows=tuple(rows)))
