"""Geometry of tables: pieces of text, the bands that they stand in, and the clear gaps that part them."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from tools.kit.evidence import Box
from tools.kit.geometry import turned, union
from tools.kit.text import SheetReading, TextLine

Span = tuple[float, float]
LEAN = 0.5
"""Heights of its capitals by which the ends of a level line that OCR read may seem to differ."""


class Piece(NamedTuple):
    """A line of text in axes in which it reads left to right. `height` is that of its capitals."""

    text: str
    box: Box
    height: float
    line: TextLine

    @property
    def x(self) -> Span:
        return self.box[0], self.box[2]

    @property
    def y(self) -> Span:
        return self.box[1], self.box[3]

    @property
    def middle(self) -> float:
        return (self.box[1] + self.box[3]) / 2

    @property
    def centre(self) -> float:
        return (self.box[0] + self.box[2]) / 2


def pieces_by_angle(reading: SheetReading) -> dict[int, list[Piece]]:
    """The visible lines of each right angle, turned to read left to right, top to bottom."""
    found: dict[int, list[Piece]] = {}
    for line in reading.visible:
        angle = right_angle(line)
        if angle is not None and line.text.strip():
            box = turned(line.box, angle)
            height = line.height or 0.72 * (box[3] - box[1])
            if height > 0:
                found.setdefault(angle, []).append(Piece(line.text, box, height, line))
    return {angle: sorted(pieces, key=lambda p: (p.middle, p.box[0])) for angle, pieces in found.items()}


def right_angle(line: TextLine) -> int | None:
    """The right angle at which a line stands, None where it slants. What OCR reads is as slanted as its few characters differ in
    height: "01" stood at 12 degrees in a level row."""
    nearest = round(line.angle / 90) * 90
    lean = 0.5
    if line.method == "ocr":
        along = line.box[2 + nearest // 90 % 2] - line.box[nearest // 90 % 2]
        lean = max(lean, math.degrees(math.atan2(LEAN * line.height, along)))
    return nearest % 360 if abs(line.angle - nearest) <= lean else None


def bands(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Pieces that stand on one row, top to bottom, each row from left to right."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: p.middle):
        last = rows[-1] if rows else None
        if last and piece.middle - median(p.middle for p in last) < 0.5 * min(piece.height, last[0].height) + 0.1:
            last.append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda p: p.box[0]) for row in rows]


def cuts(anchors: Sequence[Span], spans: Iterable[Span]) -> list[float]:
    """One border between each two neighbouring anchors: the middle of the widest strip between their middles that no span
    covers. Anchors are in order."""
    known = sorted([*spans, *anchors])
    return [_cut(sum(a) / 2, sum(b) / 2, known) for a, b in pairwise(anchors)]


def _cut(low: float, high: float, spans: Sequence[Span]) -> float:
    widest = max(_clear(low, high, spans), key=lambda strip: strip[1] - strip[0], default=(low, high))
    return sum(widest) / 2


def column_cuts(anchors: Sequence[Span], rows: Sequence[Sequence[Piece]]) -> list[float]:
    """Borders between columns: of the clear strips between two heads the one that parts most texts that stand side by side,
    and of those the widest."""
    spans = sorted([*anchors, *(piece.x for row in rows for piece in row)])
    borders: list[float] = []
    for a, b in pairwise(anchors):
        left = borders[-1] if borders else float("-inf")
        strips = _clear(sum(a) / 2, sum(b) / 2, spans)
        best = max(
            strips, key=lambda s: (-_crowded((s[0] + s[1]) / 2, left, sum(b) / 2, rows), s[1] - s[0]), default=None
        )
        borders.append(sum(best) / 2 if best else (a[1] + b[0]) / 2)
    return borders


def _clear(low: float, high: float, spans: Sequence[Span]) -> list[Span]:
    """The strips between two places that no span covers."""
    strips, edge = [], low
    for start, end in [*spans, (high, high)]:
        if start > edge and edge < high:
            strips.append((edge, min(start, high)))
        edge = max(edge, end)
    return strips


def _crowded(border: float, left: float, right: float, rows: Sequence[Sequence[Piece]]) -> int:
    """In how many rows a border leaves two texts in the column before it, or two up to the middle of the one after it."""
    before = sum(sum(left < piece.centre < border for piece in row) > 1 for row in rows)
    return before + sum(sum(border < piece.centre < right for piece in row) > 1 for row in rows)


def place(value: float, borders: Sequence[float]) -> int:
    """In which of the strips between the borders a value lies."""
    return sum(value > border for border in borders)


def around(pieces: Iterable[Piece]) -> Box:
    return union(piece.box for piece in pieces)


def joined(pieces: Iterable[Piece]) -> str:
    """The text of a cell: its lines from the top, each from left to right."""
    return " ".join(piece.text for row in bands(pieces) for piece in row)
