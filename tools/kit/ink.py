"""Ink: where lines run on a sheet and in which direction, as a grid that answers for millions of points at once.

Blocks of the grid are kept only where something is drawn, so that the cost follows the linework and not the paper.
"""

import math

import numpy as np
from numpy.typing import NDArray

from tools.kit.vectors import Flags, Floats

BINS = 8
"""Directions, each of 22.5 degrees; a line answers for its own and for the nearer neighbour."""
SOLID = np.uint16(1 << BINS)
BLOCK = 32
Cells = NDArray[np.int64]


class Strokes:
    """Points along lines and circles: `x`, `y`, the direction of the line there (radians) and whether it bounds a filling."""

    def __init__(self, x: Floats, y: Floats, angle: Floats, solid: Flags, owner: Cells) -> None:
        self.x, self.y, self.angle, self.solid, self.owner = x, y, angle, solid, owner

    def __len__(self) -> int:
        return len(self.x)


def strokes(segments: Floats, circles: Floats, step: float, solid: Flags, solid_circles: Flags) -> Strokes:
    """Points at most `step` apart. `owner` numbers the segments, then the circles."""
    vector = segments[:, 2:] - segments[:, :2]
    length = np.hypot(vector[:, 0], vector[:, 1])
    which, t = _even(np.ceil(length / step))
    at = segments[which, :2] + vector[which] * t[:, None]
    angle = np.arctan2(vector[:, 1], vector[:, 0])[which]
    whose, u = _even(np.ceil(2 * math.pi * circles[:, 2] / step).clip(8))
    turn = 2 * math.pi * u
    rim = circles[whose, :2] + circles[whose, 2:] * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    return Strokes(
        np.concatenate([at[:, 0], rim[:, 0]]),
        np.concatenate([at[:, 1], rim[:, 1]]),
        np.concatenate([angle, turn + math.pi / 2]),
        np.concatenate([solid[which], solid_circles[whose]]),
        np.concatenate([which, whose + len(segments)]),
    )


def _even(counts: Floats) -> tuple[Cells, Floats]:
    """For each thing as many points as it has, in the middles of even steps from 0 to 1."""
    whole = np.maximum(counts, 1).astype(np.int64)
    which = np.repeat(np.arange(len(whole)), whole)
    first = np.repeat(np.cumsum(whole) - whole, whole)
    return which, (np.arange(len(which)) - first + 0.5) / whole[which]


class Ink:
    """Answers whether a line runs within one to two cells of a point, in about that direction."""

    def __init__(self, drawn: Strokes, cell: float) -> None:
        self.cell = cell
        self.origin = (float(drawn.x.min()) - 2 * cell, float(drawn.y.min()) - 2 * cell)
        across = int((drawn.x.max() - self.origin[0]) / cell) + 3
        down = int((drawn.y.max() - self.origin[1]) / cell) + 3
        self.shape = (down // BLOCK + 2, across // BLOCK + 2)
        column, row = self._cells(drawn.x, drawn.y)
        self._index = np.zeros(self.shape[0] * self.shape[1], np.int32)
        for dy in (-1, 1):  # a block at whose edge a line runs has its neighbours filled too
            for dx in (-1, 1):
                self._index[self._block(column + dx, row + dy)] = 1
        used = np.flatnonzero(self._index)
        self._index[used] = np.arange(1, len(used) + 1)
        self._pool = np.zeros((len(used) + 1) * BLOCK * BLOCK, np.uint16)
        self._fill(column, row, drawn)

    def _fill(self, column: Cells, row: Cells, drawn: Strokes) -> None:
        places = [self._place(column + dx, row + dy) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
        half = ((drawn.angle % math.pi) / (math.pi / BINS / 2)).astype(np.int8) % (2 * BINS)
        for number in range(2 * BINS):
            own = number // 2
            bits = np.uint16(1 << own | 1 << (own + (1 if number % 2 else -1)) % BINS)
            chosen = np.flatnonzero(half == number)
            for place in places:
                self._pool[place[chosen]] |= bits
        for place in places:
            self._pool[place[drawn.solid]] |= SOLID

    def _cells(self, x: Floats, y: Floats) -> tuple[Cells, Cells]:
        return (
            ((x - self.origin[0]) / self.cell).astype(np.int64),
            ((y - self.origin[1]) / self.cell).astype(np.int64),
        )

    def _block(self, column: Cells, row: Cells) -> Cells:
        block: Cells = (row // BLOCK) * self.shape[1] + column // BLOCK
        return block

    def _place(self, column: Cells, row: Cells) -> Cells:
        start = self._index[self._block(column, row)].astype(np.int64) * (BLOCK * BLOCK)
        place: Cells = start + (row % BLOCK) * BLOCK + column % BLOCK
        return place

    def at(self, x: Floats, y: Floats) -> NDArray[np.uint16]:
        """What is drawn around those points: a bit for each direction, and one for fillings."""
        column, row = self._cells(x, y)
        inside = (column >= 0) & (row >= 0) & (column < self.shape[1] * BLOCK) & (row < self.shape[0] * BLOCK)
        place = self._place(np.where(inside, column, 0), np.where(inside, row, 0))
        found: NDArray[np.uint16] = np.where(inside, self._pool[place], 0)
        return found

    def solid(self, x: Floats, y: Floats) -> Flags:
        """Whether a filling is bounded there."""
        found: Flags = (self.at(x, y) & SOLID) > 0
        return found

    def runs(self, x: Floats, y: Floats, angle: Floats) -> Flags:
        """Whether a line runs there in that direction."""
        bit = ((angle % math.pi) / (math.pi / BINS)).astype(np.int64) % BINS
        found: Flags = (self.at(x, y) >> bit.astype(np.uint16)) & 1 > 0
        return found
