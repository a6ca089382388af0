"""Outlines in sheet space: area, perimeter, crossings, what lies inside."""

import math
from collections.abc import Sequence
from itertools import pairwise

Point = tuple[float, float]


def area_of(points: Sequence[Point]) -> float:
    """Of a closed outline, in mm² of paper (shoelace)."""
    closed = [*points, points[0]]
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(closed))) / 2


def length_of(points: Sequence[Point], closed: bool = False) -> float:
    """Of a polyline in mm of paper."""
    path = [*points, points[0]] if closed else points
    return sum(math.dist(a, b) for a, b in pairwise(path))


def crosses_itself(points: Sequence[Point]) -> bool:
    """Whether two sides of a closed outline cross that do not follow each other."""
    sides = list(pairwise([*points, points[0]]))
    last = len(sides) - 1
    return any(
        _cross(*sides[i], *sides[j])
        for i in range(len(sides))
        for j in range(i + 2, len(sides))
        if not (i == 0 and j == last)
    )


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    def side(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def holds(points: Sequence[Point], at: Point) -> bool:
    """Whether a point lies inside a closed outline."""
    x, y = at
    inside = False
    for (x0, y0), (x1, y1) in pairwise([*points, points[0]]):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
            inside = not inside
    return inside
