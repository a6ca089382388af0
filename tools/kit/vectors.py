"""Linework: the straight lines, curves and circles of a page in millimetres, as they are to be seen on the sheet."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

MAX_SEGMENTS = 1_500_000
"""Of one page. What comes after is dropped and said: 100,000 paths take about a second to read."""
SQUARE = 0.06
"""How far the box of a circle, and the points of one that is drawn as many short lines, may be off, over its radius."""
LEAST_SIDES = 8
PAPER_WHITE = 0.93
"""Luminance from which a filling covers what is below it and is no ink."""

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]


class Linework(NamedTuple):
    """`segments` is (n, 4): x0, y0, x1, y1; `circles` is (m, 3): x, y, radius; `dropped` counts what was left out.

    `curves` is (k, 8): the four points of a cubic curve, of arcs and all that is round but no whole circle.
    `solid` and `solid_circles` tell which segments and circles bound an area that is filled with ink.
    """

    segments: Floats
    circles: Floats
    dropped: int = 0
    curves: Floats = np.zeros((0, 8))
    solid: Flags = np.zeros(0, bool)
    solid_circles: Flags = np.zeros(0, bool)

    def scaled(self, factor: float) -> "Linework":
        return self._replace(
            segments=self.segments * factor, circles=self.circles * factor, curves=self.curves * factor
        )

    def chords(self, pieces: int = 4) -> Floats:
        """The curves as straight lines, (k × pieces, 4), cut at even steps of their parameter."""
        t = np.linspace(0, 1, pieces + 1)
        basis = np.stack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3], axis=1)
        points = np.einsum("tb,kbc->ktc", basis, self.curves.reshape(-1, 4, 2))
        return np.concatenate([points[:, :-1], points[:, 1:]], axis=2).reshape(-1, 4)


NONE = Linework(np.zeros((0, 4)), np.zeros((0, 3)))


class Tracer:
    """Takes the paths of a page one by one, as PyMuPDF's get_cdrawings hands them out, and keeps little of each."""

    def __init__(self, limit: int = MAX_SEGMENTS) -> None:
        self._limit = limit
        self._segments = array("d")
        self._circles = array("d")
        self._curves = array("d")
        self._solid = bytearray()
        self._solid_circles = bytearray()
        self._dropped = 0

    def take(self, path: Mapping[str, Any]) -> None:
        solid = _solid(path)
        items = path["items"]
        for run in (items,) if len(items) == 1 else _runs(items):
            self._take(run, solid)

    def _take(self, run: Sequence[Any], solid: bool) -> None:
        circle = _circle(run) if len(run) > 1 else None
        if circle:
            self._circles.extend(circle)
            self._solid_circles.append(solid)
            return
        sides, curves = array("d"), array("d")
        for item in run:
            _add(sides, curves, item)
        if len(self._segments) + len(sides) + len(self._curves) + len(curves) > 4 * self._limit:
            self._dropped += len(sides) // 4 + len(curves) // 8
            return
        self._segments.extend(sides)
        self._solid.extend(bytes([solid]) * (len(sides) // 4))
        self._curves.extend(curves)

    def linework(self, matrix: Matrix, factor: float) -> Linework:
        """With the page's matrix applied, and everything times `factor`."""
        a, b, c, d, e, f = matrix
        turn, shift = np.array([[a, b], [c, d]]), np.array([e, f])

        def placed(points: "array[float]", width: int) -> Floats:
            ends: Floats = (np.frombuffer(points).reshape(-1, 2) @ turn + shift) * factor
            return ends.reshape(-1, width)

        rounds = np.frombuffer(self._circles).reshape(-1, 3)
        centres = (rounds[:, :2] @ turn + shift) * factor
        return Linework(
            segments=placed(self._segments, 4),
            circles=np.column_stack([centres, rounds[:, 2] * factor]),
            dropped=self._dropped,
            curves=placed(self._curves, 8),
            solid=np.frombuffer(self._solid, np.uint8).astype(bool),
            solid_circles=np.frombuffer(self._solid_circles, np.uint8).astype(bool),
        )


def _solid(path: Mapping[str, Any]) -> bool:
    """Whether a path is filled with something that is to be seen on paper."""
    fill = path.get("fill")
    if not fill or not path.get("fill_opacity", 1.0):
        return False
    return 0.3 * fill[0] + 0.59 * fill[1] + 0.11 * fill[2] < PAPER_WHITE if len(fill) == 3 else True


def _runs(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """The items of a path, cut where the pen is lifted: a circle and a cross in one path are three runs."""
    first, at = 0, None
    for number, item in enumerate(items):
        lifted = at is None or item[0] in ("re", "qu") or item[1] != at
        if lifted and number > first:
            yield items[first:number]
            first = number
        at = None if item[0] in ("re", "qu") else item[-1]
    yield items[first:]


def _add(sides: "array[float]", curves: "array[float]", item: Sequence[Any]) -> None:
    kind = item[0]
    if kind == "l":
        sides.extend((*item[1], *item[2]))
    elif kind == "c":
        curves.extend((*item[1], *item[2], *item[3], *item[4]))
    elif kind == "re":
        x0, y0, x1, y1 = item[1]
        sides.extend((x0, y0, x1, y0, x1, y0, x1, y1, x1, y1, x0, y1, x0, y1, x0, y0))
    elif kind == "qu":
        upper_left, upper_right, lower_left, lower_right = item[1]
        for start, end in (
            (upper_left, upper_right), (upper_right, lower_right), (lower_right, lower_left), (lower_left, upper_left),
        ):  # fmt: skip
            sides.extend((*start, *end))


def _circle(run: Sequence[Any]) -> tuple[float, float, float] | None:
    """The circle that a run is: of curves only, or of many sides whose points lie on one, and closed."""
    kinds = {item[0] for item in run}
    if kinds == {"c"}:
        points = [point for item in run for point in (item[1], _middle(item))]
    elif kinds == {"l"} and len(run) >= LEAST_SIDES:
        points = [item[1] for item in run]
    else:
        return None
    xs, ys = [x for x, _ in points], [y for _, y in points]
    x0, y0, x1, y1 = min(xs), min(ys), max(xs), max(ys)
    radius = (x1 - x0 + y1 - y0) / 4
    # half circles and ovals fall out here, before anything dearer is looked at
    if radius <= 0 or abs((x1 - x0) - (y1 - y0)) > 2 * SQUARE * radius:
        return None
    return _through(np.array([*points, run[-1][-1]]), radius)


def _through(points: Floats, radius: float) -> tuple[float, float, float] | None:
    """The circle through points that go round once and come back; the last may be the first or stop one step short."""
    step = np.hypot(*(points[1] - points[0]))
    if np.hypot(*(points[-1] - points[0])) > max(1.5 * step, SQUARE * radius) or step > 1.6 * radius:
        return None
    around = points[:-1]
    centre = (around.min(axis=0) + around.max(axis=0)) / 2
    away = np.hypot(*(around - centre).T)
    if np.abs(away - radius).max() > SQUARE * radius:
        return None
    return float(centre[0]), float(centre[1]), radius


def _middle(curve: Sequence[Any]) -> Point:
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = curve[1:5]
    return (x0 + 3 * x1 + 3 * x2 + x3) / 8, (y0 + 3 * y1 + 3 * y2 + y3) / 8
