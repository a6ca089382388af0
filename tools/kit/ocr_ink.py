"""Ink of a page: which pixels are drawn on, which of them are long lines, and which pieces may be letters.

Letters of a drawing are small pieces that stand close together. What hangs together with long lines, as letters on a beam or
in a hatch do, is looked at again without the lines. All of it costs a fraction of what a neural detector does.
"""

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.kit.ocr_lines import LONG, Flags, Floats, Grey, is_right, line_angles, parted

DARKER = 55
"""Levels by which ink is darker than the paper around it."""
PAPER_CELL = 16
"""Pixels of the cells in which the level of the paper is taken."""
LEAST, MOST = 0.85, 16.0
"""Millimetres of a letter's longer side; what is longer is linework."""
BAR_THICK, BAR_SLIM = 0.5, 3.0
DASH_LEAST, DASH_GAP = 1.5, 0.55
"""Millimetres of the longer of two dashes, and their gap over it."""


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


class Inked(NamedTuple):
    """The pieces of a page, and 255 where a line runs that is no part of a letter."""

    pieces: Pieces
    lines: Grey


def pieces_of(grey: Grey, scale: float) -> Pieces:
    """The pieces of a page of dark ink on light paper at `scale` pixels per mm."""
    return inked(grey, scale).pieces


def inked(grey: Grey, scale: float) -> Inked:
    """The same with the lines that part them."""
    ink = ink_of(grey)
    whole = _labelled(ink)
    sides = whole.stats[:, 2:4].max(axis=1)
    sides[0] = 0
    linework = sides > MOST * scale
    lines, long = _mask(whole, linework), _mask(whole, sides > LONG * scale)
    angles = line_angles(long, scale)
    runs = [(lines if is_right(angle) else long, angle) for angle in angles]
    left = parted(long, runs, scale)
    linework[np.unique(whole.labels[(long & ~left) > 0])] = True
    linework[0] = False
    left &= _mask(whole, linework)
    rest = _labelled(left)
    small = ~linework
    kept = (rest.stats[:, 2:4].max(axis=1) <= MOST * scale) & (rest.stats[:, 4] >= 4)
    small[0] = kept[0] = False
    first, second = _pieces(whole, small, angles, scale, torn=False), _pieces(rest, kept, angles, scale, torn=True)
    pieces = Pieces(*(np.concatenate(pair) for pair in zip(first, second, strict=True)))
    return Inked(pieces, np.asarray(_mask(whole, linework) & ~left))


def _mask(of: "_Labelled", which: Flags) -> Grey:
    return np.asarray(which[of.labels].astype(np.uint8) * 255)


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
