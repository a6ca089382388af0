"""Ink of a page: which pixels are drawn on, which of them are long lines, and which pieces may be letters.

Letters of a drawing are small pieces that stand close together. What hangs together with long lines, as letters on a beam or
in a hatch do, is looked at again without the lines. All of it costs a fraction of what a neural detector does.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

DARKER = 55
"""Levels by which ink is darker than the paper around it."""
PAPER_CELL = 16
"""Pixels of the cells in which the level of the paper is taken."""
LEAST, MOST = 0.85, 16.0
"""Millimetres of a letter's longer side; what is longer is linework."""
LONG = 6.5
"""Millimetres from which a straight run of ink is a line and no stroke of a letter."""
THICK = 1.1
"""Millimetres of the thickest line that is taken out."""
BAR_THICK, BAR_SLIM = 0.5, 3.0
DASH_LEAST, DASH_GAP = 1.5, 0.55
"""Millimetres of the longer of two dashes, and their gap over it."""
LOOKED_AT, LOOK = 16, 800
"""Squares of the page, and their pixels a side, in which directions of lines are sought."""
LEAST_SHARE = 0.02
"""Of the length of all lines, for a direction to count."""
NEAR_RIGHT = 0.6


class Pieces(NamedTuple):
    """Connected pieces of ink in pixels. `boxes` is (n, 4): x, y, width, height. `bars` are thin straight strokes, `dashes`
    those of them that follow one another in a line, `torn` what is left of linework once its lines are out."""

    boxes: Floats
    bars: Flags
    dashes: Flags
    torn: Flags

    def seeds(self, scale: float) -> Flags:
        """Those that look like letters by themselves."""
        longer = self.boxes[:, 2:].max(axis=1, initial=0)
        return np.asarray(~self.bars & (longer >= LEAST * scale) & (longer <= MOST * scale))

    def only(self, wanted: Flags) -> "Pieces":
        return Pieces(self.boxes[wanted], self.bars[wanted], self.dashes[wanted], self.torn[wanted])

    def turned(self, height: float) -> "Pieces":
        """On the picture of that height turned clockwise by a quarter."""
        x, y, wide, high = self.boxes.T
        return self._replace(boxes=np.column_stack([height - y - high, x, high, wide]))


class _Labelled(NamedTuple):
    """Pieces of a mask: labels, and by label the box and area, the length and thickness, the middle and the direction."""

    labels: NDArray[np.int32]
    stats: NDArray[np.int32]
    length: Floats
    thickness: Floats
    middle: Floats
    angle: Floats


def pieces_of(grey: Grey, scale: float) -> Pieces:
    """The pieces of a page of dark ink on light paper at `scale` pixels per mm."""
    ink = ink_of(grey)
    whole = _labelled(ink)
    linework = whole.stats[:, 2:4].max(axis=1) > MOST * scale
    linework[0] = False
    lines = linework[whole.labels].astype(np.uint8) * 255
    angles = line_angles(lines, scale)
    rest = _labelled(without_lines(lines, angles, scale))
    small = whole.stats[:, 2:4].max(axis=1) <= MOST * scale
    left = (rest.stats[:, 2:4].max(axis=1) <= MOST * scale) & (rest.stats[:, 4] >= 4)
    small[0] = left[0] = False
    first, second = _pieces(whole, small, angles, scale, torn=False), _pieces(rest, left, angles, scale, torn=True)
    return Pieces(*(np.concatenate(pair) for pair in zip(first, second, strict=True)))


def ink_of(grey: Grey) -> Grey:
    """255 where a pixel is darker than the paper around it."""
    height, width = grey.shape
    cells = (max(1, width // PAPER_CELL), max(1, height // PAPER_CELL))
    small = cv2.resize(grey, cells, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((3, 3), np.uint8)), 5)
    paper = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.compare(grey, cv2.subtract(paper, DARKER), cv2.CMP_LT))


def _labelled(mask: Grey) -> _Labelled:
    """Length and thickness are those of a bar with the same second moments."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    ys, xs = np.nonzero(labels)
    own = labels[ys, xs]
    area = np.maximum(np.bincount(own, minlength=count), 1).astype(np.float64)
    middle = np.stack([np.bincount(own, at, count) / area for at in (xs, ys)], axis=1)
    x, y = xs - middle[own, 0], ys - middle[own, 1]
    xx, yy, xy = (np.bincount(own, product, count) / area for product in (x * x, y * y, x * y))
    mean, spread = (xx + yy) / 2, np.sqrt(((xx - yy) / 2) ** 2 + xy**2)
    length, thickness = np.sqrt(12 * (mean + spread) + 1), np.sqrt(12 * np.maximum(mean - spread, 0) + 1)
    return _Labelled(labels, stats, length, thickness, middle, np.degrees(np.arctan2(-2 * xy, xx - yy)) / 2 % 180)


def _pieces(of: _Labelled, wanted: Flags, angles: Sequence[float], scale: float, torn: bool) -> Pieces:
    length, thickness = of.length[wanted], of.thickness[wanted]
    bars = (thickness <= max(2.5, BAR_THICK * scale)) & (length >= BAR_SLIM * thickness)
    dashes = np.zeros_like(bars)
    dashes[bars] = _dashes(of.middle[wanted][bars], length[bars], of.angle[wanted][bars], angles, scale)
    return Pieces(of.stats[wanted, :4].astype(np.float64), bars, dashes, np.full(len(bars), torn))


def _dashes(middles: Floats, lengths: Floats, angles: Floats, directions: Sequence[float], scale: float) -> Flags:
    """Which bars follow another in its own line at a short distance. Bars lie in one of the sheet's directions."""
    found = np.zeros(len(lengths), np.bool_)
    for direction in {0.0, 90.0, *directions}:
        lying = np.nonzero(np.abs((angles - direction + 90) % 180 - 90) < 4)[0]
        cos, sin = np.cos(np.radians(direction)), -np.sin(np.radians(direction))
        along, across = middles[lying] @ (cos, sin), middles[lying] @ (-sin, cos)
        for shift in (0.0, 0.5):
            row = np.floor(across / 4 + shift)
            order = np.lexsort((along, row))
            one, other = order[:-1], order[1:]
            longer = np.maximum(lengths[lying[one]], lengths[lying[other]])
            gap = along[other] - along[one] - (lengths[lying[one]] + lengths[lying[other]]) / 2
            near = (row[one] == row[other]) & (gap < DASH_GAP * longer) & (longer >= DASH_LEAST * scale)
            found[lying[one[near]]] = found[lying[other[near]]] = True
    return found


def line_angles(lines: Grey, scale: float) -> list[float]:
    """The directions of long lines in degrees, counter-clockwise as seen, the commonest first; from samples of the page."""
    lengths = np.zeros(360)
    for part in _fullest(lines):
        found = cv2.HoughLinesP(part, 1, np.pi / 360, 60, minLineLength=round(9 * scale), maxLineGap=2)
        ends = np.zeros((0, 4)) if found is None else found.reshape(-1, 4).astype(np.float64)
        across, down = ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]
        halves = np.round(2 * np.degrees(np.arctan2(-down, across))).astype(int) % 360
        np.add.at(lengths, halves, np.hypot(across, down))
    return list(_peaks(lengths))


def _fullest(lines: Grey) -> list[Grey]:
    """Squares of the page from its fuller half."""
    height, width = lines.shape
    squares = [lines[y : y + LOOK, x : x + LOOK] for y in range(0, height, LOOK) for x in range(0, width, LOOK)]
    squares = sorted(squares, key=cv2.countNonZero, reverse=True)[: max(LOOKED_AT, len(squares) // 2)]
    return [square for square in squares[:: max(1, len(squares) // LOOKED_AT)] if cv2.countNonZero(square) > 200]


def _peaks(lengths: Floats) -> "list[float]":
    """Of a histogram by half degrees."""
    near = lengths + np.roll(lengths, 1) + np.roll(lengths, -1)
    peaks: list[float] = []
    while len(peaks) < 8 and near.max() > LEAST_SHARE * lengths.sum():
        top = int(near.argmax())
        weights = [lengths[(top + step) % 360] for step in (-1, 0, 1)]
        peaks.append((top + (weights[2] - weights[0]) / sum(weights)) / 2 % 180)
        near[[(top + step) % 360 for step in range(-8, 9)]] = 0
    return peaks


def without_lines(lines: Grey, angles: Sequence[float], scale: float) -> Grey:
    """The linework without its long straight runs; what crosses them stays."""
    out = np.zeros_like(lines)
    for angle in angles:
        out |= _long_runs(lines, angle, scale)
    return np.asarray(lines & ~cv2.dilate(out, np.ones((3, 3), np.uint8)))


def _long_runs(lines: Grey, angle: float, scale: float) -> Grey:
    right = round(angle / 90)
    if abs(angle - 90 * right) < NEAR_RIGHT:
        turned = lines.T if right % 2 else lines
        found = _level_runs(np.ascontiguousarray(turned), scale)
        return np.ascontiguousarray(found.T) if right % 2 else found
    height, width = lines.shape
    matrix, size = level_matrix(width, height, angle)
    level = _binary(cv2.warpAffine(lines, matrix, size, flags=cv2.INTER_LINEAR))
    found = _level_runs(cv2.dilate(level, np.ones((2, 1), np.uint8)), scale)
    return _binary(cv2.warpAffine(found, matrix, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP))


def _level_runs(mask: Grey, scale: float) -> Grey:
    long = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, round(LONG * scale)), np.uint8))
    crossing = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((round(THICK * scale) + 1, 1), np.uint8))
    return np.asarray(cv2.dilate(long, np.ones((1, 5), np.uint8)) & ~crossing)


def _binary(mask: Any) -> Grey:
    return np.asarray(cv2.threshold(mask, 80, 255, cv2.THRESH_BINARY)[1])


def level_matrix(width: int, height: int, angle: float) -> tuple[Any, tuple[int, int]]:
    """The affine matrix that turns a picture so that what runs at `angle` lies level, and the size that holds all of it."""
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -angle, 1)
    cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = (int(width * cos + height * sin) + 2, int(width * sin + height * cos) + 2)
    matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    return matrix, size
