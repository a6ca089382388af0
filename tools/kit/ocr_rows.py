"""Rows of text as the detector sees them, made to fit: grown to the letters at their ends, joined where one was cut in two."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tools.kit.ocr_ink import Pieces
from tools.kit.ocr_lines import Flags, Floats
from tools.kit.ocr_patches import Quad

CAPITAL = 0.62
"""Height of capitals over the height of the detector's boxes, which are wider than the text on purpose."""
SHORT = 2.5
"""Length over height below which a row's own direction is not to be trusted."""
ALMOST_LEVEL = 0.15
WORD_GAP = 0.85
"""Gap over the height of capitals up to which two rows are one."""
LETTER_GAP = 0.45


class Row(NamedTuple):
    """A turned rectangle around the capitals of a row: middle, direction in radians clockwise, length and height, pixels."""

    x: float
    y: float
    angle: float
    length: float
    height: float

    def frame(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Points along and across the row, from its middle."""
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        return (x - self.x) * cos + (y - self.y) * sin, (y - self.y) * cos - (x - self.x) * sin

    def quad(self, ends: float = 0.0, sides: float = 0.0) -> Quad:
        """Its corners, grown by these shares of its height."""
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        u, v = self.length / 2 + ends * self.height, self.height / 2 + sides * self.height
        corners = ((-u, -v), (u, -v), (u, v), (-u, v))
        return np.array([(self.x + a * cos - b * sin, self.y + a * sin + b * cos) for a, b in corners], np.float32)

    def holds(self, boxes: Floats) -> Flags:
        """Which boxes have their middle in it."""
        u, v = self.frame(boxes[:, 0] + boxes[:, 2] / 2, boxes[:, 1] + boxes[:, 3] / 2)
        return np.asarray((np.abs(u) < self.length / 2) & (np.abs(v) < self.height / 2))

    def part(self, start: float, end: float, upside_down: bool) -> "Row":
        """The part between two places along it, in heights from where it starts, or from its end where it is upside down."""
        u0, u1 = (start * self.height - self.length / 2, end * self.height - self.length / 2)
        u0, u1 = max(u0, -self.length / 2), min(u1, self.length / 2)
        u0, u1 = (-u1, -u0) if upside_down else (u0, u1)
        return _shifted(self, u0, max(u1, u0 + 1), -self.height / 2, self.height / 2)

    def scaled(self, factor: float) -> "Row":
        return Row(self.x * factor, self.y * factor, self.angle, self.length * factor, self.height * factor)


def row_of(quad: Quad) -> Row:
    """The row in a box of the detector, without the box's margin."""
    x, y = quad.mean(axis=0)
    across = (quad[1] - quad[0]) + (quad[2] - quad[3])
    length = (np.linalg.norm(quad[1] - quad[0]) + np.linalg.norm(quad[2] - quad[3])) / 2
    box = (np.linalg.norm(quad[3] - quad[0]) + np.linalg.norm(quad[2] - quad[1])) / 2
    angle = math.atan2(float(across[1]), float(across[0]))
    if length < SHORT * box and abs(angle) < ALMOST_LEVEL:
        angle = 0.0
    height = CAPITAL * float(box)
    return Row(float(x), float(y), angle, max(float(length) - (float(box) - height), height / 2), height)


def fitted(row: Row, pieces: Pieces) -> Row:
    """The row grown to the letters that it cuts or that stand next to its ends, without lines that stand at its ends, and as
    high as its letters are."""
    boxes = pieces.boxes
    u, v = row.frame(boxes[:, 0] + boxes[:, 2] / 2, boxes[:, 1] + boxes[:, 3] / 2)
    cos, sin = abs(math.cos(row.angle)), abs(math.sin(row.angle))
    half_u = np.maximum(boxes[:, 2] * cos - boxes[:, 3] * sin, 1) / 2
    half_v = np.maximum(boxes[:, 3] * cos - boxes[:, 2] * sin, 1) / 2
    close = (np.abs(v) - half_v < 0.5 * row.height) & (np.abs(u) - half_u < row.length / 2 + 2 * row.height)
    u, v, half_u, half_v = u[close], v[close], half_u[close], half_v[close]
    bars, dashes = pieces.bars[close], pieces.dashes[close]
    level = (np.abs(v) < 0.7 * row.height) & (np.abs(v) + half_v < row.height)
    fits = level & ~dashes
    start, end = _between_lines(row, u[bars & (dashes | ~level)], u[fits] - half_u[fits], u[fits] + half_u[fits])
    u, v, half_u, half_v = u[fits], v[fits], half_u[fits], half_v[fits]
    for _ in range(8):
        gap = np.where(np.abs(v) < 0.5 * row.height, LETTER_GAP, 0.0) * row.height
        near = (u - half_u < end + gap) & (u + half_u > start - gap)
        grown = min([start, *(u - half_u)[near]]), max([end, *(u + half_u)[near]])
        if grown == (start, end):
            break
        start, end = grown
    inside = (u > start) & (u < end) & (half_v > 0.25 * row.height)
    top, bottom = -row.height / 2, row.height / 2
    if inside.any():
        top, bottom = min((v - half_v)[inside].min(), top * 0.8), max((v + half_v)[inside].max(), bottom * 0.8)
    return _shifted(row, float(start), float(end), float(top), float(bottom))


def _between_lines(row: Row, lines: Floats, starts: Floats, ends: Floats) -> tuple[float, float]:
    """The ends of the row, drawn in to its outermost letters where nothing but lines stands beyond them."""
    start, end = -row.length / 2, row.length / 2
    inner = (ends > start) & (starts < end)
    if not inner.any():
        return start, end
    first, last = float(starts[inner].min()), float(ends[inner].max())
    reach = 0.3 * row.height
    if ((lines > start - reach) & (lines < first - 0.7 * reach)).any():
        start = min(max(start, first), start + 3 * reach)
    if ((lines > last + 0.7 * reach) & (lines < end + reach)).any():
        end = max(min(end, last), end - 3 * reach)
    return start, end


def _shifted(row: Row, start: float, end: float, top: float, bottom: float) -> Row:
    cos, sin = math.cos(row.angle), math.sin(row.angle)
    u, v = (start + end) / 2, (top + bottom) / 2
    return Row(row.x + u * cos - v * sin, row.y + u * sin + v * cos, row.angle, end - start, bottom - top)


def joined(rows: Sequence[Row]) -> list[Row]:
    """Rows that overlap or follow one another at no more than a word's distance are one."""
    kept = sorted(rows, key=lambda row: -row.length)
    merged = True
    while merged:
        merged = False
        middles = np.array([(row.x, row.y) for row in kept]).reshape(-1, 2)
        for i, row in enumerate(kept):
            u, v = row.frame(middles[:, 0], middles[:, 1])
            near = np.nonzero((np.abs(v) < 0.6 * row.height) & (np.abs(u) < row.length + 60 * row.height))[0]
            other = next((j for j in near if j != i and _one(row, kept[j], float(u[j]), float(v[j]))), None)
            if other is not None:
                both = _both(row, kept[other])
                kept = [one for j, one in enumerate(kept) if j not in (i, other)] + [both]
                merged = True
                break
    return kept


def _one(a: Row, b: Row, u: float, v: float) -> bool:
    low, high = min(a.height, b.height), max(a.height, b.height)
    gap = abs(u) - (a.length + b.length) / 2
    if gap > WORD_GAP * low or high > 1.8 * low:
        return False
    straight = abs(a.angle - b.angle) < ALMOST_LEVEL or min(a.length / a.height, b.length / b.height) < SHORT
    return straight and abs(v) < (0.5 if gap < 0 else 0.35) * high


def _both(a: Row, b: Row) -> Row:
    long = a if a.length >= b.length else b
    corners = np.concatenate([a.quad(), b.quad()]).astype(np.float64)
    u, v = long.frame(corners[:, 0], corners[:, 1])
    return _shifted(long, float(u.min()), float(u.max()), float(v.min()), float(v.max()))
