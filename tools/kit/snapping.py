"""Points that somebody names, moved onto the linework that they mean."""

from collections.abc import Sequence

import numpy as np

from tools.kit.polygons import Point
from tools.kit.vectors import Floats, Linework

REACH = 2.0
"""Millimetres on paper; in model space that many thousandths of the longer side of the sheet over 500."""


def reach_of(width: float, height: float) -> float:
    """How far a point may be moved on a sheet of that size."""
    return REACH * max(1.0, max(width, height) / 1200)


def snapped(points: Sequence[Point], linework: Linework, reach: float) -> list[tuple[Point, bool]]:
    """Each point on the nearest corner, else on the nearest line, within reach; else where it is, with False."""
    return [_snapped(point, linework, reach) for point in points]


def _snapped(point: Point, linework: Linework, reach: float) -> tuple[Point, bool]:
    at = np.array(point)
    ends = linework.segments.reshape(-1, 2)
    if not len(ends):
        return point, False
    away = np.hypot(*(ends - at).T)
    if away.min() <= reach:
        x, y = ends[int(away.argmin())]
        return (float(x), float(y)), True
    foot = _feet(at, linework)
    off = np.hypot(*(foot - at).T)
    if off.min() <= reach / 2:
        x, y = foot[int(off.argmin())]
        return (float(x), float(y)), True
    return point, False


def _feet(at: Floats, linework: Linework) -> Floats:
    """The point of each segment that is nearest."""
    a, b = linework.segments[:, :2], linework.segments[:, 2:]
    run = b - a
    squared = np.maximum((run**2).sum(axis=1), 1e-12)
    share = np.clip(((at - a) * run).sum(axis=1) / squared, 0, 1)
    return np.asarray(a + share[:, None] * run)
