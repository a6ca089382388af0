"""Linework: the straight lines and the circles of a page in millimetres, as they are to be seen on the sheet."""

from array import array
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

MAX_SEGMENTS = 1_500_000
"""Of one page. What comes after is dropped and said: 100,000 paths take about a second to read."""
SQUARE = 0.06
"""How far the box of a circle, and the points of one that is drawn as many short lines, may be off, over its radius."""
LEAST_SIDES = 8

Floats = NDArray[np.float64]
Matrix = tuple[float, float, float, float, float, float]


class Linework(NamedTuple):
    """`segments` is (n, 4): x0, y0, x1, y1; `circles` is (m, 3): x, y, radius; `dropped` counts what was left out."""

    segments: Floats
    circles: Floats
    dropped: int = 0

    def scaled(self, factor: float) -> "Linework":
        return Linework(self.segments * factor, self.circles * factor, self.dropped)


NONE = Linework(np.zeros((0, 4)), np.zeros((0, 3)))


class Tracer:
    """Takes the paths of a page one by one, as PyMuPDF's get_cdrawings hands them out, and keeps little of each."""

    def __init__(self, limit: int = MAX_SEGMENTS) -> None:
        self._limit = limit
        self._segments = array("d")
        self._circles = array("d")
        self._dropped = 0

    def take(self, path: Mapping[str, Any]) -> None:
        sides = array("d")
        for item in path["items"]:
            _add_sides(sides, item)
        circle = _circle(path, np.frombuffer(sides).reshape(-1, 4))
        if circle:
            self._circles.extend(circle)
        elif len(self._segments) + len(sides) <= 4 * self._limit:
            self._segments.extend(sides)
        else:
            self._dropped += len(sides) // 4

    def linework(self, matrix: Matrix, factor: float) -> Linework:
        """With the page's matrix applied, and everything times `factor`."""
        a, b, c, d, e, f = matrix
        turn, shift = np.array([[a, b], [c, d]]), np.array([e, f])
        ends = np.frombuffer(self._segments).reshape(-1, 2) @ turn + shift
        rounds = np.frombuffer(self._circles).reshape(-1, 3)
        centres = rounds[:, :2] @ turn + shift
        return Linework(ends.reshape(-1, 4) * factor, np.column_stack([centres, rounds[:, 2]]) * factor, self._dropped)


def _add_sides(sides: "array[float]", item: Sequence[Any]) -> None:
    kind = item[0]
    if kind == "l":
        sides.extend((*item[1], *item[2]))
    elif kind == "re":
        x0, y0, x1, y1 = item[1]
        sides.extend((x0, y0, x1, y0, x1, y0, x1, y1, x1, y1, x0, y1, x0, y1, x0, y0))
    elif kind == "qu":
        upper_left, upper_right, lower_left, lower_right = item[1]
        for start, end in (
            (upper_left, upper_right), (upper_right, lower_right), (lower_right, lower_left), (lower_left, upper_left),
        ):  # fmt: skip
            sides.extend((*start, *end))


def _circle(path: Mapping[str, Any], sides: Floats) -> tuple[float, float, float] | None:
    """The circle that a path is: of curves only, or of many sides whose points lie on one."""
    x0, y0, x1, y1 = path["rect"]
    radius = (x1 - x0 + y1 - y0) / 4
    if radius <= 0 or abs((x1 - x0) - (y1 - y0)) > SQUARE * radius:
        return None
    centre = ((x0 + x1) / 2, (y0 + y1) / 2)
    curves = sum(item[0] == "c" for item in path["items"])
    if curves >= 2 and curves == len(path["items"]):
        return (*centre, radius)
    if len(sides) < LEAST_SIDES or curves:
        return None
    away = np.hypot(*(sides[:, :2] - centre).T)
    return (*centre, radius) if np.abs(away - radius).max() <= SQUARE * radius else None
