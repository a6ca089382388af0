"""What belongs to a table: the rows under a row of heads, the columns beside a stack of heads."""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from tools.kit.cells import Piece, Span, around, bands, cuts
from tools.kit.geometry import overlap
from tools.kit.headings import heading_kind
from tools.kit.heads import HeadRow

FIRST = 6.0  # text heights between the heads and the first row
FARTHEST = 4.5  # text heights between the middles of two rows, if rows stand no further apart
BLANK = 2.4  # usual distances of rows: room for one blank row
TIGHT = 0.6  # text heights between the lines of one cell
NEXT = 1.4  # usual distances: within that, anything that fits the columns is a row
MARKLIKE = re.compile(r"^(?=.*\d)[\w\-./()（）#*'’ ]{1,14}$|^[A-Z]{1,4}$|^\d{1,4}$")


SIGNED = re.compile(
    r"设\s*计|审\s*核|校\s*对|制\s*图|签\s*字|更改文件|比\s*例|共\s*张|\bDRAWN\b|\bCHECKED\b|\bSCALE\b|\bDATE\b", re.I
)
"""Words of a title block."""


def signed(rows: Sequence[Sequence[Piece]]) -> bool:
    """Whether two words of a title block stand there: then these are no rows of a table."""
    return sum(bool(SIGNED.search(piece.text)) for row in rows for piece in row) > 1


def rows_under(head: HeadRow, others: Sequence[HeadRow], pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The bands of pieces under the heads, down to where the table ends. Plans, headings and other tables end it."""
    left, right = _limits(head, others, pieces)
    own = {id(piece.line) for row in [head, *others] for piece in row.pieces}
    below = [
        piece for piece in pieces
        if piece.middle > head.bottom - 0.2 * head.height and left <= piece.box[0] <= right
        and 0.4 < piece.height / head.height < 2.2
    ]  # fmt: skip
    rows: list[list[Piece]] = []
    lines = bands(below)
    for n, band in enumerate(lines):
        if signed([band]):
            return []
        if any(id(p.line) in own for p in band) or not _goes_on(rows, band, _record(lines[n:]), head):
            break
        rows.append(band)
    return _aligned(head, _ended(rows, head))


def _limits(head: HeadRow, others: Sequence[HeadRow], pieces: Sequence[Piece]) -> Span:
    """From where to where a cell of the table may begin."""
    spans = [one.x for one in head.heads]
    reach = [0.6 * (sum(b) - sum(a)) / 2 for a, b in pairwise(spans)] or [8 * head.height]
    left = spans[0][0] - max(4 * head.height, reach[0])
    right = spans[-1][1] + max(2 * head.height, 0.2 * reach[-1])
    level = [row for row in others if row is not head and overlap(row.top, row.bottom, head.top, head.bottom) > 0]
    near = [p.x for p in pieces if head.bottom < p.middle < head.bottom + 20 * head.height]
    after = [row for row in level if row.x[0] > spans[-1][1]]
    before = [row for row in level if row.x[1] < spans[0][0]]
    if after:
        right = min(right, cuts([spans[-1], min(after, key=lambda row: row.x[0]).heads[0].x], near)[0])
    if before:
        left = max(left, cuts([max(before, key=lambda row: row.x[1]).heads[-1].x, spans[0]], near)[0])
    return left, right


def _record(lines: Sequence[list[Piece]]) -> list[Piece]:
    """The first of those lines with those right under it that may be further lines of its cells."""
    found = list(lines[0])
    for upper, lower in pairwise(lines[:6]):
        if around(lower)[1] - around(upper)[3] > TIGHT * lower[0].height:
            break
        found += lower
    return sorted(found, key=lambda p: p.box[0])


def _goes_on(rows: list[list[Piece]], band: list[Piece], record: list[Piece], head: HeadRow) -> bool:
    if any(heading_kind(piece.text) == "schedule" for piece in band) or not _fits(band, head):
        return False
    middle = median(piece.middle for piece in band)
    if not rows:
        return min(piece.box[1] for piece in band) - head.bottom < FIRST * head.height
    middles = [median(piece.middle for piece in row) for row in rows]
    steps = [b - a for a, b in pairwise(middles)]
    usual = median(steps) if steps else middles[0] - (head.top + head.bottom) / 2
    step = middle - middles[-1]
    if step < NEXT * usual:
        return True
    return step < max(BLANK * usual, FARTHEST * head.height) and _shaped(record, head)


def _fits(band: Sequence[Piece], head: HeadRow) -> bool:
    """No cell reaches under two heads, except a lone one that spans the table."""
    wide = [p for p in band if sum(overlap(*p.x, *one.x) > 0.3 * p.height for one in head.heads) > 1]
    return not wide or len(band) == 1 or len(wide) < len(band) / 3


def _shaped(band: Sequence[Piece], head: HeadRow) -> bool:
    """Whether a row that stands off still looks like one of this table."""
    first = band[0]
    keyed = first.box[0] < head.heads[0].x[1] + head.height and bool(MARKLIKE.match(first.text))
    section = len(band) == 1 and first.box[0] < head.heads[0].x[1] and not re.search(r"\d", first.text)
    return (keyed and len(band) > 1) or section or 2 * len(band) > len(head.heads)


def _ended(rows: list[list[Piece]], head: HeadRow) -> list[list[Piece]]:
    """Without lone lines at the end that stand off: they are notes under the table."""
    while len(rows) > 1 and len(rows[-1]) == 1 and len(head.heads) > 2 and not MARKLIKE.match(rows[-1][0].text):
        gap = rows[-1][0].box[1] - around(rows[-2])[3]
        if gap < 0.6 * head.height:
            break
        rows = rows[:-1]
    return rows


def _aligned(head: HeadRow, rows: list[list[Piece]]) -> list[list[Piece]]:
    """Without pieces left of the first head that line up with nothing: labels of a plan beside the table."""
    edge = head.heads[0].x[0]
    starts = [p.box[0] for row in rows for p in row if p.box[0] < edge]

    def stays(piece: Piece) -> bool:
        same = sum(abs(start - piece.box[0]) < 0.6 * piece.height for start in starts)
        return piece.box[2] >= edge or same > 0.4 * len(rows)

    kept = [[piece for piece in row if stays(piece)] for row in rows]
    return [row for row in kept if row]
