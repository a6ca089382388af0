"""Rows of text as the detector sees them, made to fit: grown to the letters at their ends, joined where one was cut in two."""

import math
from collections import Counter
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
TELLING = 5.0
"""Length over height from which a row shows the direction of others."""
LEAN, LEAST_LEANING, LEAST_ALIKE = math.radians(1.0), 0.1, 3
"""Step of directions, and the share and number of a page's long rows that lean alike."""
LEAST_LEFT = 0.5
"""Share of its height that a row keeps when it is turned to its letters."""
WORD_GAP = 0.85
"""Gap over the height of capitals up to which two rows are one."""
LETTER_GAP = 0.45
TORN_SIDES, TORN_ENDS = 0.6, 0.9
"""Of the height of a row from its middle, and from its ends, to which pieces that lines left may stretch it in a hatch: bits of the
lines hang on them. Along the row this holds for long ones."""
LETTER, MOSTLY = 0.7, 0.5
"""Half the length of a long one over the height of its row, and the share of such pieces in a hatch."""
ALIKE = 1.8
"""Ratio of heights up to which rows at one place are the same."""
LOOSE, LEAST_ROW = 1.5, 8.0
"""Height of a row over that of all that stands in it from which it is drawn in, and the pixels of a row that is high enough."""
CHARACTER = 0.6
"""Of the height of a row, from which a piece in it is a character rather than a part of one."""


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

    def covers(self, other: "Row") -> bool:
        """Whether the middle of the other lies in it."""
        return bool(self.holds(np.array([(other.x, other.y, 0, 0)], np.float64))[0])

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


def tightened(row: Row, pieces: Pieces) -> Row:
    """A row that is far higher than all that stands in it, as where the detector takes a whole patch for it, drawn in to that."""
    held = pieces.boxes[row.holds(pieces.boxes) & ~pieces.dashes]
    if not len(held):
        return row
    u, _ = row.frame(held[:, 0] + held[:, 2] / 2, held[:, 1] + held[:, 3] / 2)
    half, (tops, bottoms) = held[:, 2] / 2, _edges(row, held)
    top, bottom = float(tops.min()), float(bottoms.max())
    if not LEAST_ROW < bottom - top < row.height / LOOSE:
        return row
    return _shifted(row, float((u - half).min()), float((u + half).max()), top, bottom)


def fitted(row: Row, pieces: Pieces) -> Row:
    """The row grown to the letters that it cuts or that stand next to its ends, without lines that stand at its ends, and as
    high as its letters are."""
    boxes = pieces.boxes
    u, v = row.frame(boxes[:, 0] + boxes[:, 2] / 2, boxes[:, 1] + boxes[:, 3] / 2)
    cos, sin = abs(math.cos(row.angle)), abs(math.sin(row.angle))
    half_u = np.maximum(boxes[:, 2] * cos - boxes[:, 3] * sin, 1) / 2
    half_v = _half_height(row, boxes)
    close = (np.abs(v) - half_v < 0.5 * row.height) & (np.abs(u) - half_u < row.length / 2 + 2 * row.height)
    u, v, half_u, half_v = u[close], v[close], half_u[close], half_v[close]
    bars, dashes, torn = pieces.bars[close], pieces.dashes[close], pieces.torn[close]
    level = (np.abs(v) < 0.7 * row.height) & (np.abs(v) + half_v < row.height)
    fits = level & ~dashes
    start, end = _between_lines(row, u[bars & (dashes | ~level)], u[fits] - half_u[fits], u[fits] + half_u[fits])
    u, v, half_u, half_v, torn = u[fits], v[fits], half_u[fits], half_v[fits], torn[fits]
    torn &= torn.mean() > MOSTLY if len(torn) else False
    first, last = _reach(u, half_u, torn & (half_u > LETTER * row.height), row.length / 2 + TORN_ENDS * row.height)
    above, below = _reach(v, half_v, torn, TORN_SIDES * row.height)
    for _ in range(8):
        gap = np.where(np.abs(v) < 0.5 * row.height, LETTER_GAP, 0.0) * row.height
        near = (first < end + gap) & (last > start - gap)
        grown = min([start, *first[near]]), max([end, *last[near]])
        if grown == (start, end):
            break
        start, end = grown
    inside = (u > start) & (u < end) & (half_v > 0.25 * row.height)
    top, bottom = -row.height / 2, row.height / 2
    if inside.any():
        top, bottom = min(above[inside].min(), top * 0.8), max(below[inside].max(), bottom * 0.8)
    return _shifted(row, float(start), float(end), float(top), float(bottom))


def leanings(rows: Sequence[Row]) -> list[float]:
    """The directions off level, in radians, that long rows of a page share."""
    telling = Counter(round(row.angle / LEAN) for row in rows if row.length > TELLING * row.height)
    least = max(LEAST_ALIKE, LEAST_LEANING * telling.total())
    near = {step: sum(telling[step + shift] for shift in (-1, 0, 1)) for step in telling}
    return [
        float(np.mean([row.angle for row in rows if row.length > TELLING * row.height and abs(row.angle / LEAN - step) < 1.5]))
        for step in near
        if abs(step) > 1 and near[step] >= least and telling[step] == max(telling[step + shift] for shift in (-1, 0, 1))
    ]  # fmt: skip


def straightened(row: Row, pieces: Pieces, leans: Sequence[float]) -> Row:
    """A row too short to show its direction, in that of those of its page in which its letters stand beside one another."""
    if row.length > TELLING * row.height or not leans:
        return row
    held = pieces.boxes[row._replace(height=1.6 * row.height).holds(pieces.boxes) & ~pieces.dashes & ~pieces.bars]
    if len(held) < 2:
        return row
    chosen = min(
        (row._replace(angle=angle) for angle in (row.angle, *leans)), key=lambda turned: _unevenness(turned, held)
    )
    if chosen.angle == row.angle:
        return row
    tops, bottoms = _edges(chosen, held)
    half, least = row.height / 2, row.height * LEAST_LEFT / 2
    top, bottom = min(float(tops.min()), -least), max(float(bottoms.max()), least)
    return _shifted(chosen, -row.length / 2, row.length / 2, max(top, -half), min(bottom, half))


def _unevenness(row: Row, boxes: Floats) -> float:
    """How far from level the heads and the feet of letters stand in the row."""
    return sum(float(np.ptp(edges)) for edges in _edges(row, boxes))


def _edges(row: Row, boxes: Floats) -> tuple[Floats, Floats]:
    """The tops and bottoms of letters across the row."""
    _, v = row.frame(boxes[:, 0] + boxes[:, 2] / 2, boxes[:, 1] + boxes[:, 3] / 2)
    half = _half_height(row, boxes)
    return v - half, v + half


def _half_height(row: Row, boxes: Floats) -> Floats:
    """Of letters that stand in the row, whose boxes lie level."""
    cos, sin = abs(math.cos(row.angle)), abs(math.sin(row.angle))
    return np.asarray(np.maximum(boxes[:, 3] * cos - boxes[:, 2] * sin, 1) / 2)


def characters_in(row: Row, pieces: Pieces) -> int:
    """How many pieces as high as the row stand in it, none of which a line touches."""
    held = row.holds(pieces.boxes) & ~pieces.torn & ~pieces.dashes
    half, width = _half_height(row, pieces.boxes[held]), pieces.boxes[held, 2]
    return int(((2 * half > CHARACTER * row.height) & (width < 1.2 * row.height)).sum())


def _reach(middles: Floats, halves: Floats, torn: Flags, most: float) -> tuple[Floats, Floats]:
    """From where to where pieces reach; the torn ones no farther than `most`."""
    first, last = middles - halves, middles + halves
    return np.where(torn, np.maximum(first, -most), first), np.where(torn, np.minimum(last, most), last)


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


def with_others(rows: Sequence[Row], more: Sequence[Row], longer: bool) -> list[Row]:
    """The rows of a picture, with those that another shows elsewhere; and with those that it shows longer, where lines cut rows
    short. Where it shows two as one, a line that parts them is missing there."""
    kept, new = list(rows), list[Row]()
    for row in more:
        same = [i for i, other in enumerate(rows) if other.covers(row) or (longer and row.covers(other))]
        if not same:
            new.append(row)
        elif (
            longer
            and len(same) == 1
            and kept[same[0]].length < row.length
            and row.height < ALIKE * kept[same[0]].height
        ):
            kept[same[0]] = row
    return [*kept, *new]


def _one(a: Row, b: Row, u: float, v: float) -> bool:
    low, high = min(a.height, b.height), max(a.height, b.height)
    gap = abs(u) - (a.length + b.length) / 2
    if gap > WORD_GAP * low or high > ALIKE * low:
        return False
    straight = abs(a.angle - b.angle) < ALMOST_LEVEL or min(a.length / a.height, b.length / b.height) < SHORT
    return straight and abs(v) < (0.5 if gap < 0 else 0.35) * high


def _both(a: Row, b: Row) -> Row:
    long = a if a.length >= b.length else b
    corners = np.concatenate([a.quad(), b.quad()]).astype(np.float64)
    u, v = long.frame(corners[:, 0], corners[:, 1])
    return _shifted(long, float(u.min()), float(u.max()), float(v.min()), float(v.max()))
