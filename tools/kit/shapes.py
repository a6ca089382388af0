"""Shapes: what is drawn within a box, taken out of a sheet's linework so that it can be looked for elsewhere."""

import math
from typing import NamedTuple

import numpy as np

from tools.kit.errors import Correctable
from tools.kit.evidence import Box
from tools.kit.geometry import grown, rounded
from tools.kit.ink import Strokes, strokes
from tools.kit.vectors import Flags, Floats, Linework

EDGE = 0.1
"""Millimetres that a line may reach beyond the box; boxes are drawn by hand."""
CUT_SHARE = 0.2
"""Of the length inside a box that may belong to short lines that its edge cuts: more, and it cuts a symbol."""
LEAST = 0.4
"""Millimetres of a shape's longer side."""
DECIMALS = 3


class Lines(NamedTuple):
    """The linework of a sheet with its curves as chords and without what is drawn twice."""

    segments: Floats
    circles: Floats
    solid: Flags
    solid_circles: Flags

    @property
    def lengths(self) -> Floats:
        found: Floats = np.hypot(*(self.segments[:, 2:] - self.segments[:, :2]).T)
        return found


class Shape(NamedTuple):
    """Lines around their own middle, which lies at `centre` of the sheet. `size` is width and height."""

    lines: Lines
    centre: tuple[float, float]
    size: tuple[float, float]

    @property
    def reach(self) -> float:
        """The diagonal."""
        return math.hypot(*self.size)

    @property
    def length(self) -> float:
        """Of all that is drawn."""
        return float(self.lines.lengths.sum() + 2 * math.pi * self.lines.circles[:, 2].sum())

    @property
    def box(self) -> Box:
        (x, y), (w, h) = self.centre, self.size
        return x - w / 2, y - h / 2, x + w / 2, y + h / 2

    def sampled(self, count: int) -> Strokes:
        """About `count` points, evenly spaced along all lines."""
        return strokes(*self.lines[:2], self.length / count, *self.lines[2:])


def lines_of(linework: Linework, pieces: int = 4) -> Lines:
    """Curves become chords; what is drawn twice, and dots, are taken once or not at all."""
    chords = linework.chords(pieces)
    segments = np.concatenate([linework.segments, chords])
    solid = np.concatenate([linework.solid, np.zeros(len(chords), bool)])
    segments, solid = _once(_forward(segments), solid)
    circles, solid_circles = _once(linework.circles, linework.solid_circles)
    real = np.flatnonzero(np.abs(segments[:, :2] - segments[:, 2:]).max(axis=1, initial=0.0))
    return Lines(segments[real], circles, solid[real], solid_circles)


def _forward(segments: Floats) -> Floats:
    """Each from its left end, so that lines drawn there and back are equal."""
    x0, y0, x1, y1 = segments.T
    back = (x0 > x1) | ((x0 == x1) & (y0 > y1))
    return np.where(back[:, None], segments[:, [2, 3, 0, 1]], segments)


def _once(rows: Floats, solid: Flags) -> tuple[Floats, Flags]:
    """Rows that differ, and whether any of the equal ones is solid."""
    if not len(rows):
        return rows, solid
    keys = np.round(rows * 100).astype(np.int64)
    order = np.lexsort(keys.T)
    new = np.concatenate([[True], (np.diff(keys[order], axis=0) != 0).any(axis=1)])
    first = np.flatnonzero(new)
    return rows[order[first]], np.logical_or.reduceat(solid[order], first)


def shape_in(lines: Lines, box: Box) -> Shape:
    """The lines that lie in the box. Raises Correctable where it holds nothing, or cuts through what it holds."""
    wide = grown(box, EDGE)
    within = _inside(lines.segments[:, 0::2], lines.segments[:, 1::2], wide)
    x, y, r = lines.circles.T
    whole = _inside(np.stack([x - r, x + r], 1), np.stack([y - r, y + r], 1), wide)
    taken = Lines(lines.segments[within], lines.circles[whole], lines.solid[within], lines.solid_circles[whole])
    _must_be_whole(lines, taken, within, whole, box)
    return _centred(taken)


def _inside(xs: Floats, ys: Floats, box: Box) -> Flags:
    """Whether all points of each row lie in the box."""
    held = (xs >= box[0]) & (xs <= box[2]) & (ys >= box[1]) & (ys <= box[3])
    found: Flags = np.logical_and.reduce(held, axis=1)
    return found


def _centred(taken: Lines) -> Shape:
    x0, y0, x1, y1 = _around(taken)
    centre = ((x0 + x1) / 2, (y0 + y1) / 2)
    moved = taken._replace(segments=taken.segments - [*centre, *centre], circles=taken.circles - [*centre, 0])
    return Shape(moved, centre, (x1 - x0, y1 - y0))


def _around(lines: Lines) -> Box:
    x, y, r = lines.circles.T
    xs = np.concatenate([lines.segments[:, 0::2].ravel(), x - r, x + r])
    ys = np.concatenate([lines.segments[:, 1::2].ravel(), y - r, y + r])
    return float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max())


def _must_be_whole(lines: Lines, taken: Lines, within: Flags, whole: Flags, box: Box) -> None:
    if not len(taken.segments) and not len(taken.circles):
        raise Correctable(_empty(lines, box))
    x0, y0, x1, y1 = around = _around(taken)
    if max(x1 - x0, y1 - y0) < LEAST:
        raise Correctable(f"The box {rounded(box)} holds a dot of less than {LEAST} mm only. Box a whole symbol.")
    cut = _joined(_cut(lines, within, whole, box), taken)
    cut_length = cut.lengths.sum() + 2 * math.pi * cut.circles[:, 2].sum()
    kept_length = taken.lengths.sum() + 2 * math.pi * taken.circles[:, 2].sum()
    if cut_length > CUT_SHARE * (cut_length + kept_length):
        a0, b0, a1, b1 = _around(cut)
        better = (min(x0, a0), min(y0, b0), max(x1, a1), max(y1, b1))
        raise Correctable(
            f"The box {rounded(box)} cuts through the symbol: half of it is {rounded(around)}. "
            f"Try the box {rounded(grown(better, 0.3))}."
        )


def _cut(lines: Lines, within: Flags, whole: Flags, box: Box) -> Lines:
    """Lines no longer than the box that lie half in it. Longer ones are walls and wires that pass by."""
    reach = math.hypot(box[2] - box[0], box[3] - box[1])
    middle = (lines.segments[:, :2] + lines.segments[:, 2:]) / 2
    points = (*(lines.segments[:, i : i + 2] for i in (0, 2)), middle)
    touched = np.zeros(len(within), bool)
    half = ~within & (lines.lengths < reach)
    for at in points:
        touched |= _inside(at[:, :1], at[:, 1:], grown(box, -EDGE))
    half &= touched
    x, y, r = lines.circles.T
    near = (x + r > box[0]) & (x - r < box[2]) & (y + r > box[1]) & (y - r < box[3])
    centred = _inside(lines.circles[:, :1], lines.circles[:, 1:2], box)
    rounds = ~whole & near & centred & (2 * r < 1.5 * reach)
    return Lines(lines.segments[half], lines.circles[rounds], lines.solid[half], lines.solid_circles[rounds])


def _joined(cut: Lines, taken: Lines) -> Lines:
    """Those of the cut lines that begin or end where a line within the box does; others belong to neighbours."""
    ends = set(map(tuple, np.round(taken.segments.reshape(-1, 2) * 10).astype(int).tolist()))
    places = np.round(cut.segments * 10).astype(int)
    joined = np.array([tuple(p[:2]) in ends or tuple(p[2:]) in ends for p in places.tolist()], bool)
    return Lines(cut.segments[joined], cut.circles, cut.solid[joined], cut.solid_circles)


def _empty(lines: Lines, box: Box) -> str:
    """What to say of a box in which no line lies whole."""
    cut = _cut(lines, np.zeros(len(lines.segments), bool), np.zeros(len(lines.circles), bool), box)
    if len(cut.segments) or len(cut.circles):
        return (
            f"The box {rounded(box)} cuts through what is drawn there and holds no whole line. "
            f"Try the box {rounded(grown(_around(cut), 0.3))}."
        )
    return f"Nothing is drawn in the box {rounded(box)}. Look at the place with crop and box one whole symbol."
