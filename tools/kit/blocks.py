"""Blocks of rows under a heading that has no heads of columns: legends, notes, bare tables."""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from tools.kit.cells import Piece, Span, around, bands
from tools.kit.columns import column_kind
from tools.kit.evidence import Box
from tools.kit.geometry import overlap, union
from tools.kit.growing import MARKLIKE
from tools.kit.headings import Heading, Kind, heading_kind

ROW_GAP: dict[Kind, float] = {"schedule": 3.5, "legend": 6.0, "notes": 3.5}
"""Of the text height: the widest gap between rows of one block. Symbols make the rows of a legend tall."""
GRID_GAP = 3.0  # text heights between the columns of a grid of names: room for a symbol
LONGEST_NAME = 24
FIRST_GAP = 2.2  # of the height of the heading
REACH: dict[Kind, float] = {"schedule": 12, "legend": 10, "notes": 4}  # text heights between columns of one block


def rows_under_heading(heading: Heading, pieces: Sequence[Piece], taken: Sequence[Box]) -> list[list[Piece]]:
    """The rows below a heading: each near the one above it, within the columns that the first rows span. Other headings and
    the tables that are known end it."""
    own = {id(piece.line) for piece in heading.pieces}
    below = [p for p in pieces if p.box[1] >= heading.box[1] and id(p.line) not in own and p.middle > heading.box[1]]
    rows: list[list[Piece]] = []
    box, reach = heading.box, REACH[heading.kind]
    for band in bands(below):
        height = max(piece.height for piece in band)
        gap = max(ROW_GAP[heading.kind] * height, 0.0 if rows else FIRST_GAP * heading.height)
        joined = (
            _connected(band, box, reach * median(piece.height for piece in band))
            if len(rows) < 2
            else _within(band, union([heading.box, *map(around, rows[:2])]))
        )
        near = [piece for piece in joined if piece.box[1] - box[3] <= gap]
        if any(heading_kind(p.text) and abs(p.height - heading.height) < 0.3 * heading.height for p in near):
            break
        if any(overlap(p.box[0], p.box[2], b[0], b[2]) > 0 and b[1] <= p.middle <= b[3] for p in near for b in taken):
            break
        if near:
            rows.append(near)
            box = union([box, around(near)])
        elif band[0].box[1] - box[3] > gap:
            break
    return rows


def _connected(band: Sequence[Piece], box: Box, reach: float) -> list[Piece]:
    """The pieces of a row that stand within reach of the columns so far, or of one another."""
    x0, x1 = box[0], box[2]
    found: list[Piece] = []
    left = list(band)
    while near := [p for p in left if overlap(p.box[0], p.box[2], x0 - reach, x1 + reach) > 0]:
        found += near
        left = [p for p in left if p not in near]
        x0, x1 = min([x0, *(p.box[0] for p in near)]), max([x1, *(p.box[2] for p in near)])
    return sorted(found, key=lambda p: p.box[0])


def _within(band: Sequence[Piece], box: Box) -> list[Piece]:
    """The pieces of a row that begin within the columns of the first two: from then on a block takes in no others."""
    return [p for p in band if box[0] - p.height < p.box[0] < box[2]]


def columns_of(rows: Sequence[Sequence[Piece]]) -> list[Span]:
    """The columns in which the pieces of several rows stand; one that spans others counts for none."""
    several = [row for row in rows if len(row) > 1]
    spans = sorted(piece.x for row in several for piece in row)
    columns: list[Span] = []
    for start, end in spans:
        if columns and start < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(end, columns[-1][1]))
        else:
            columns.append((start, end))
    return columns


def is_table(rows: Sequence[Sequence[Piece]], columns: Sequence[Span]) -> bool:
    """Whether at least two columns and two rows of about even steps can be told."""
    several = [row for row in rows if len(row) > 1]
    if len(columns) < 2 or len(several) < 2 or 2 * len(several) < len(rows):
        return False
    edges = [(around(a)[3], around(b)[1]) for a, b in pairwise(several)]
    return all(low <= high + 0.5 * several[0][0].height for low, high in edges) and all(
        _lined_up([piece for row in several for piece in row if overlap(*piece.x, *column) > 0]) for column in columns
    )


def _lined_up(pieces: Sequence[Piece]) -> bool:
    """Whether most pieces of a column share their left edge, their middle or their right edge."""
    height = pieces[0].height
    edges = ([p.box[0] for p in pieces], [p.centre for p in pieces], [p.box[2] for p in pieces])
    return any(sum(abs(x - median(line)) < 0.7 * height for x in line) >= 0.7 * len(line) for line in edges)


def names_of_grid(rows: Sequence[Sequence[Piece]], columns: Sequence[Span]) -> list[Piece]:
    """The entries of a legend whose columns all hold names beside drawn symbols, column by column; none where one column
    explains another, as abbreviations do."""
    entries = [piece for row in rows for piece in row if not column_kind(piece.text)]
    held = [(c, part) for c in columns if (part := [p for p in entries if overlap(*p.x, *c) > 0])]
    apart = all(b[0] - a[1] > GRID_GAP * entries[0].height for (a, _), (b, _) in pairwise(held))
    if len(held) < 2 or not apart or not all(_all_names(part) for _, part in held):
        return []
    lengths = [median(len(piece.text) for piece in part) for _, part in held]
    return [piece for _, part in held for piece in part] if max(lengths) <= 2 * min(lengths) else []


def _all_names(pieces: Sequence[Piece]) -> bool:
    """Words, none of them a code, a figure or a sentence."""
    return all(
        len(p.text) <= LONGEST_NAME and not re.search(r"\d", p.text) and not MARKLIKE.match(p.text) for p in pieces
    )
