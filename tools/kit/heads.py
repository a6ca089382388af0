"""Rows of column heads: where tables begin, however many lines a head has."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from tools.kit.cells import Piece, Span, around, bands, joined
from tools.kit.columns import LONGEST_HEAD, REVISIONS, STOREYS, ColumnKind, column_kind, strong
from tools.kit.geometry import overlap
from tools.kit.headings import heading_kind

WIDEST = 45.0  # text heights between two heads of one table
NEAR = 2.5  # text heights: lines of heads of one table stand within that
FAR = 6.0  # text heights from where on an unknown word at the end of a row belongs to something else
BESIDE = 15.0  # text heights: how far a head between two lines stands from the others
FIRST_ROW = 3.2  # text heights between the heads and the first row of cells
FEWEST_HEADS = 3  # of a row of words that the vocabulary does not know
CROSSED = re.compile(r"^([A-Z]{1,4})-?\d{1,3}[A-Za-z]?$")
"""Marks that stand as heads over what is said of each of them."""
APART, LONE = (
    2.5,
    8.0,
)  # of the widest gap so far, and text heights: a gap so wide parts two tables that stand side by side
BEGINS = re.compile(r"^(?:层号|楼层|标高|层次|序号|LEVEL|FLOOR|STOREY|STORY)\b", re.I)
ABOVE, BELOW = 1.7, 0.7  # text heights: how near further lines of heads stand


class Head(NamedTuple):
    """One column's head. `parts` are its pieces, from a head over several columns as well."""

    text: str
    x: Span
    kind: ColumnKind | None
    parts: tuple[Piece, ...]


class HeadRow(NamedTuple):
    heads: tuple[Head, ...]
    top: float
    bottom: float
    height: float

    @property
    def x(self) -> Span:
        return self.heads[0].x[0], max(head.x[1] for head in self.heads)

    @property
    def pieces(self) -> list[Piece]:
        return [piece for head in self.heads for piece in head.parts]


def head_rows(pieces: Sequence[Piece]) -> list[HeadRow]:
    """The rows of heads among the pieces, top to bottom, left to right. Revision tables are left out."""
    found: list[HeadRow] = []
    taken: set[int] = set()
    for piece in pieces:
        if id(piece.line) in taken or not strong(piece.text):
            continue
        row = [p for p in pieces if abs(p.middle - piece.middle) < 0.55 * piece.height and _alike(p, piece)]
        between = [p.x for p in pieces if abs(p.middle - piece.middle) < NEAR * piece.height and column_kind(p.text)]
        for run in _runs(sorted(row, key=lambda p: p.box[0]), between):
            if _counts(run) and not taken & {id(p.line) for p in run} and not _parted_below(run, pieces):
                made = _grown(run, pieces)
                taken |= {id(p.line) for p in made.pieces}
                found.append(made)
    heads = [row for row in found if not any(REVISIONS.search(head.text) for head in row.heads)]
    return [row for row in heads if not any(_right_under(row, other) for other in heads)]


def first_row_as_heads(rows: Sequence[Sequence[Piece]]) -> HeadRow | None:
    """The first row under the heading of a schedule, where its words are heads that the vocabulary does not know: nothing but
    words above rows with figures, or the marks of one family above what is said of each (LEVEL, C1, C2, C3)."""
    first, below = (rows[0], rows[1:]) if rows else ([], [])
    full = [row for row in below if len(first) - 1 <= len(row) <= len(first)]
    if (
        len(first) < FEWEST_HEADS
        or len(full) < 2
        or 2 * len(full) < len(below)
        or not all(_maybe(p) or CROSSED.match(p.text) for p in first)
    ):
        return None
    families = {match[1] for piece in first[1:] if (match := CROSSED.match(piece.text))}
    crossed = (
        len(families) == 1
        and all(CROSSED.match(piece.text) for piece in first[1:])
        and len({p.text for p in first}) == len(first)
    )
    worded = not any(re.search(r"\d", piece.text) for piece in first) and all(
        any(re.search(r"\d", p.text) for p in row) for row in full
    )
    if not crossed and not worded:
        return None
    heads = tuple(Head(piece.text, piece.x, column_kind(piece.text), (piece,)) for piece in first)
    return HeadRow(heads, min(p.box[1] for p in first), max(p.box[3] for p in first), first[0].height)


def _right_under(row: HeadRow, other: HeadRow) -> bool:
    """Whether it is the first row under other heads, whose cells read like heads: 地砖楼面, 水泥踢脚."""
    shared = overlap(*row.x, *other.x)
    below = row.bottom > other.bottom + 0.5 * other.height
    return below and row.top - other.bottom < FIRST_ROW * other.height and shared > 0.7 * (row.x[1] - row.x[0])


def _parted_below(run: Sequence[Piece], pieces: Sequence[Piece]) -> bool:
    """Whether the heads of a line right below part these ones into more columns: then that line is the one to begin with."""
    x0, _, x1, y1 = around(run)
    height = run[0].height
    below = [
        p for p in pieces
        if y1 - 0.5 * height < p.middle < y1 + NEAR * height and x0 - BESIDE * height < p.centre < x1 + BESIDE * height and _alike(p, run[0])
    ]  # fmt: skip
    return any(len(row) > len(run) and _counts(row) and all(column_kind(p.text) for p in row) for row in bands(below))


def _alike(one: Piece, other: Piece) -> bool:
    return 0.6 < one.height / other.height < 1.7


def _maybe(piece: Piece) -> bool:
    """Whether it could be a head that the vocabulary does not know."""
    plain = not re.search(r"\d", piece.text) or STOREYS.match(piece.text) is not None
    return (
        len(piece.text) <= LONGEST_HEAD
        and plain
        and (heading_kind(piece.text) is None or column_kind(piece.text) == "remark")
    )


def _runs(row: Sequence[Piece], between: Sequence[Span]) -> list[list[Piece]]:
    """Parted where a text that is no head stands between, where the gap is wide and no other head fills it, and where the
    first kind comes again."""
    runs: list[list[Piece]] = [[]]
    for piece in row:
        run = runs[-1]
        first = next((kind for p in run if (kind := column_kind(p.text))), None)
        again = (
            len(run) > 1 and first in ("mark", "name") and column_kind(piece.text) == first and _restarts(run, piece)
        )
        if run and (
            again or _gap(run[-1], piece, between) > WIDEST * piece.height or _stands_apart(run, piece, between)
        ):
            runs.append([])
        if _maybe(piece) or column_kind(piece.text):
            runs[-1].append(piece)
        elif runs[-1]:
            runs.append([])
    return [_trimmed(run) for run in runs if run]


def _stands_apart(run: Sequence[Piece], piece: Piece, between: Sequence[Span]) -> bool:
    """Whether the gap before it is far wider than all gaps of a run that has its marks already, and it begins a table itself."""
    gaps = [_gap(a, b, between) for a, b in pairwise(run)]
    begins = column_kind(piece.text) in ("mark", "name") or BEGINS.search(piece.text) is not None
    return begins and len(run) > 2 and _gap(run[-1], piece, between) > max(APART * max(gaps), LONE * piece.height)


def _gap(left: Piece, right: Piece, between: Sequence[Span]) -> float:
    """The widest empty strip between two heads."""
    inner = [span for span in between if left.box[2] < span[0] and span[1] < right.box[0]]
    edges = sorted([left.x, *inner, right.x])
    return max(b[0] - a[1] for a, b in pairwise(edges))


def _restarts(run: Sequence[Piece], piece: Piece) -> bool:
    """MARK SIZE QTY | MARK …: the head is that of the run's first column. TYPE after MARK is a column of its own."""
    first = next(p for p in run if column_kind(p.text))
    same = re.sub(r"\W", "", first.text).casefold() == re.sub(r"\W", "", piece.text).casefold()
    return same or any(column_kind(p.text) == "quantity" for p in run)


def _trimmed(run: list[Piece]) -> list[Piece]:
    """Without unknown words that stand far off at its ends."""
    while len(run) > 1 and not column_kind(run[-1].text) and run[-1].box[0] - run[-2].box[2] > FAR * run[-1].height:
        run = run[:-1]
    while len(run) > 1 and not column_kind(run[0].text) and run[1].box[0] - run[0].box[2] > FAR * run[0].height:
        run = run[1:]
    return run


def _counts(run: Sequence[Piece]) -> bool:
    kinds = [column_kind(piece.text) for piece in run]
    known = [kind for kind in kinds if kind]
    sure = sum(strong(piece.text) for piece in run)
    return len(known) >= 2 and sure >= 2 and 2 * len(known) >= len(run) and (len(set(known)) > 1 or len(known) > 2)


def _grown(run: Sequence[Piece], pieces: Sequence[Piece]) -> HeadRow:
    """With the lines of heads above and below, and the heads that stand between two lines."""
    height = max(piece.height for piece in run)
    columns = [[piece] for piece in run]
    spanning: list[Piece] = []
    for piece in _near(run, pieces, height):
        under = [column for column in columns if overlap(*piece.x, *_x(column)) > 0.2 * height]
        over = bool(under) or (piece.middle < run[0].middle and bool(_covered(piece, _ordered(columns), height)))
        if len(under) == 1 and _fits(piece, under[0]):
            under[0].append(piece)
        elif over:
            spanning.append(piece)
        elif column_kind(piece.text) and _beside(piece, columns):
            columns.append([piece])
        elif piece.box[3] < around(run)[1]:
            spanning.append(piece)
    return _row(_ordered(columns), spanning, height)


def _ordered(columns: Sequence[list[Piece]]) -> list[list[Piece]]:
    return sorted(columns, key=lambda column: _x(column)[0])


def _beside(piece: Piece, columns: Sequence[Sequence[Piece]]) -> bool:
    gaps = [-overlap(*piece.x, *_x(column)) for column in columns]
    return min(gaps) < BESIDE * piece.height


def _fits(piece: Piece, column: Sequence[Piece]) -> bool:
    """A second line of a head is about as wide as the first; one that is far wider spans several columns."""
    x0, x1 = _x(column)
    centred = abs(piece.centre - (x0 + x1) / 2) < 1.5 * piece.height or abs(piece.box[0] - x0) < piece.height
    return centred or piece.middle > max(p.middle for p in column)


def _near(run: Sequence[Piece], pieces: Sequence[Piece], height: float) -> list[Piece]:
    x0, y0, x1, y1 = around(run)
    known = {id(piece.line) for piece in run}
    zone = [
        piece for piece in pieces
        if id(piece.line) not in known and abs(piece.middle - run[0].middle) > 0.55 * height 
        and x0 - WIDEST * height < piece.centre < x1 + WIDEST * height and _maybe(piece)
        and _alike(piece, run[0]) and piece.box[3] > y0 - ABOVE * height and piece.box[1] < y1 + BELOW * height
    ]  # fmt: skip
    above = [piece for piece in zone if piece.middle < run[0].middle]
    below = bands(piece for piece in zone if piece.middle >= run[0].middle)
    found = [p for row in below if all(column_kind(q.text) for q in row) for p in row]
    return [
        piece for part in (found, above) for piece in sorted(part, key=lambda p: max(0.0, x0 - p.box[2], p.box[0] - x1))
    ]


def _x(column: Sequence[Piece]) -> Span:
    return min(piece.box[0] for piece in column), max(piece.box[2] for piece in column)


def _row(columns: list[list[Piece]], spanning: Sequence[Piece], height: float) -> HeadRow:
    over: dict[int, list[Piece]] = {}
    for piece in spanning:
        for index in _covered(piece, columns, height):
            over.setdefault(index, []).append(piece)
    heads = tuple(_head(column, over.get(index, [])) for index, column in enumerate(columns))
    parts = [piece for head in heads for piece in head.parts]
    return HeadRow(heads, min(p.box[1] for p in parts), max(p.box[3] for p in parts), height)


def _head(column: Sequence[Piece], over: Sequence[Piece]) -> Head:
    own = joined(column)
    kinds = [column_kind(own), *(column_kind(piece.text) for piece in column)]
    kind = next((kind for kind in kinds if kind), None)
    above = joined(over) if over else ""
    text = f"{above} {own}".strip()
    return Head(text, _x(column), kind or (column_kind(above) if above else None), (*over, *column))


def _covered(piece: Piece, columns: Sequence[Sequence[Piece]], height: float) -> range:
    """The columns that a head stands over: those around whose common middle it stands, weak heads such as NORTH first, else
    the most of them. None where it stands over all, as a title does. Heads of one line that stand between two lines of heads
    belong to no other."""
    low = max(p.middle for column in columns for p in column) - 0.55 * height
    free = [all(p.middle < low for p in column) for column in columns]
    groups = [range(i, j) for i in range(len(columns)) for j in range(i + 2, len(columns) + 1)]
    fitting = [g for g in groups if abs(_middle(g, columns) - piece.centre) < 1.2 * height and len(g) < len(columns)]
    fitting = [g for g in fitting if not any(free[i] for i in g)]
    weak = [g for g in fitting if not any(strong(joined(columns[i])) for i in g)]
    return max(weak or fitting, key=len, default=range(0))


def _middle(group: range, columns: Sequence[Sequence[Piece]]) -> float:
    return (_x(columns[group[0]])[0] + _x(columns[group[-1]])[1]) / 2
