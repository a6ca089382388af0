"""Closed polylines, circles and hatches as outlines of known area."""

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from ezdxf import path as paths
from ezdxf.math import Vec3

from tools.kit.dxf_chain import rings_of
from tools.kit.dxf_text import Points, readable
from tools.kit.dxf_walk import OUTLINED, Record
from tools.kit.entities import Outline, Point

Kind = Literal["polyline", "circle", "ellipse", "hatch", "chain"]
KINDS: dict[str, Kind] = {"CIRCLE": "circle", "ELLIPSE": "ellipse", "HATCH": "hatch", "MPOLYGON": "hatch"}
EXACT = 1e-5
"""Of the size: how far the sides that stand for a curve of a hatch may lie from it."""
MOST_POINTS = 240
"""Of one outline that are kept; of more, as of a wavy shore, every so many."""
SIDES = 72
"""Of a circle and of an ellipse, whose areas are known."""
STEP = 0.01
"""Radians of an arc that one short side stands for."""
CLOSED = 1e-6
"""Of the size: how near the ends of an open polyline have to be for it to count as closed."""


def outlines_in(records: list[Record], frame: Any, in_model: bool) -> Iterator[Outline]:
    """All closed outlines of a layout, those that are chained of single lines last. `frame` places points on the sheet."""
    for record in records:
        yield from _outlines_of(record, frame, in_model)
    for record, points in rings_of(record for record in records if not record.within):
        ring = _ring(np.concatenate([points, points[:1]]))
        if ring is not None:
            yield _outline(record, "chain", ring, [], frame, frame.real if in_model or record.viewport else 0.0)


def _outlines_of(record: Record, frame: Any, in_model: bool) -> Iterator[Outline]:
    """The closed outlines of an entity; none where it is open or no outline."""
    kind = record.entity.dxftype()
    if kind not in OUTLINED:
        return
    try:
        rings = [_circle(record.entity)] if kind == "CIRCLE" else _rings(record.entity, kind)
    except (ValueError, TypeError, LookupError, ArithmeticError):
        return  # damaged: the walk has noted it
    real = frame.real if in_model or record.viewport else 0.0
    for ring, holes in _with_holes(rings):
        yield _outline(record, KINDS.get(kind, "polyline"), ring, holes, frame, real)


def _circle(entity: Any) -> Points:
    turns = np.linspace(0, 2 * np.pi, SIDES, endpoint=False)
    radius, middle = float(entity.dxf.radius), Vec3(entity.dxf.center)
    if radius <= 0:
        raise ValueError("a circle without a radius")
    ring = np.column_stack([middle.x + radius * np.cos(turns), middle.y + radius * np.sin(turns)])
    return _in_world(entity, ring, middle.z)


def _rings(entity: Any, kind: str) -> list[Points]:
    found: list[Points] = []
    if kind == "LWPOLYLINE":
        found = [_in_world(entity, _bulged(entity.get_points("xyb"), entity.closed), float(entity.dxf.elevation))]
    elif kind == "POLYLINE" and entity.is_2d_polyline:
        vertices = [(*vertex.dxf.location.vec2, vertex.dxf.bulge) for vertex in entity.vertices]
        found = [_in_world(entity, _bulged(vertices, entity.is_closed), float(Vec3(entity.dxf.elevation).z))]
    elif kind == "POLYLINE" and entity.is_3d_polyline:
        found = [_flat(entity.points(), closed=entity.is_closed)]
    elif kind == "ELLIPSE":
        whole = entity.dxf.end_param - entity.dxf.start_param > 2 * math.pi - 1e-6
        params = np.linspace(0, 2 * math.pi, SIDES + 1).tolist()
        found = [_flat(entity.vertices(params))] if whole else []
    elif kind in ("HATCH", "MPOLYGON"):
        found = [_flat(path.flattening(_size_of(path) * EXACT, segments=8)) for path in paths.from_hatch(entity)]
    return [ring for points in found if (ring := _ring(points)) is not None]


def _flat(points: Any, closed: bool = False) -> Points:
    flat = [(float(point.x), float(point.y)) for point in points]
    return np.array(flat + flat[:1] if closed else flat, dtype=np.float64).reshape(-1, 2)


def _size_of(path: Any) -> float:
    ends = _flat(path.control_vertices())
    return max(float(np.hypot(*np.ptp(ends, axis=0))), 1e-12) if len(ends) else 1.0


def _bulged(vertices: Any, closed: bool) -> Points:
    """A polyline with its arcs as short sides; a bulge is the tangent of a quarter of the angle that its side spans."""
    corners = list(vertices)
    around = [*corners, corners[0]] if closed and corners else corners
    parts = [_arc(start[:2], end[:2], float(start[2])) for start, end in pairwise(around)]
    return np.concatenate([*parts, np.array([around[-1][:2]], dtype=np.float64)]) if parts else np.zeros((0, 2))


def _arc(start: Any, end: Any, bulge: float) -> Points:
    """From start to before the end."""
    first, last = np.array(start, dtype=np.float64), np.array(end, dtype=np.float64)
    if abs(bulge) < 1e-9:
        return first[None]
    chord, angle = last - first, 4 * math.atan(bulge)
    middle = (first + last) / 2 + np.array([-chord[1], chord[0]]) / (2 * math.tan(angle / 2))
    turns = np.linspace(0, angle, max(2, math.ceil(abs(angle) / STEP)), endpoint=False)
    cos, sin, spoke = np.cos(turns), np.sin(turns), first - middle
    arc: Points = middle + np.column_stack([cos * spoke[0] - sin * spoke[1], sin * spoke[0] + cos * spoke[1]])
    return arc


def _in_world(entity: Any, points: Points, elevation: float) -> Points:
    """From the entity's own plane; blocks that are inserted mirrored turn it over."""
    if Vec3(entity.dxf.extrusion).isclose((0, 0, 1)):
        return points
    ocs = entity.ocs()
    return _flat(ocs.points_to_wcs([Vec3(x, y, elevation) for x, y in points.tolist()]))


def _ring(points: Points) -> Points | None:
    """The points of a closed line without repetitions; None where it is open or no line."""
    if len(points) < 4 or not np.isfinite(points).all():
        return None
    size = float(np.hypot(*np.ptp(points, axis=0)))
    if size <= 0 or np.hypot(*(points[0] - points[-1])) > CLOSED * size:
        return None
    kept = points[:-1][np.hypot(*np.diff(points, axis=0).T) > 1e-9 * size]
    return kept if len(kept) >= 3 else None


def _with_holes(rings: list[Points]) -> Iterator[tuple[Points, list[Points]]]:
    """Each outer ring with the rings that are cut out of it."""
    if len(rings) == 1:
        yield rings[0], []
        return
    inside = [[other for other in range(len(rings)) if other != one and _holds(rings[other], rings[one])]
              for one in range(len(rings))]  # fmt: skip
    for one, ring in enumerate(rings):
        if len(inside[one]) % 2 == 0:
            depth = len(inside[one]) + 1
            yield ring, [rings[n] for n, around in enumerate(inside) if one in around and len(around) == depth]


def _holds(ring: Points, other: Points) -> bool:
    """Whether the middle of the other ring's first side lies in this one, and it is the larger one."""
    if abs(signed_area(ring)) <= abs(signed_area(other)):
        return False
    x, y = (other[0] + other[1]) / 2
    (x0, y0), (x1, y1) = ring.T, np.roll(ring, -1, axis=0).T
    spans = (y0 > y) != (y1 > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        crossings = x0 + (y - y0) * (x1 - x0) / (y1 - y0)
    return bool(np.count_nonzero(spans & (crossings > x)) % 2)


def _outline(record: Record, kind: Kind, ring: Points, holes: list[Points], frame: Any, real: float) -> Outline:
    thin = ring[:: math.ceil(len(ring) / MOST_POINTS)]
    placed = frame.placed([_turned(point, record.turn) for point in thin])
    (x0, y0), (x1, y1) = placed.min(axis=0).tolist(), placed.max(axis=0).tolist()
    round_one = kind in ("circle", "ellipse")
    area, perimeter, size = _circular(record.entity, ring) if round_one else _measured(ring, holes)
    return Outline(
        layer=readable(record.layer), box=(x0, y0, x1, y1), within=record.within, viewport=record.viewport, kind=kind,
        hidden="" if not record.hidden else "invisible" if record.hidden == "invisible" else "layer_off",
        points=tuple(_point(x, y) for x, y in placed.tolist()), area=area * real**2, perimeter=perimeter * real,
        size=(size[0] * real, size[1] * real), pattern=_pattern(record.entity) if kind == "hatch" else "",
        crossing=not round_one and _crosses(thin),
    )  # fmt: skip


def _circular(entity: Any, ring: Points) -> tuple[float, float, Point]:
    """Of a circle or an ellipse; the perimeter of the latter has no closed form."""
    if entity.dxftype() == "CIRCLE":
        long = short = float(entity.dxf.radius)
    else:
        long = float(Vec3(entity.dxf.major_axis).magnitude)
        short = long * float(entity.dxf.ratio)
    around = math.pi * (long + short) if long == short else _perimeter(ring)
    return math.pi * long * short, around, (2 * long, 2 * short)


def _perimeter(ring: Points) -> float:
    return float(np.hypot(*(np.roll(ring, -1, axis=0) - ring).T).sum())


def _measured(ring: Points, holes: list[Points]) -> tuple[float, float, Point]:
    area = abs(signed_area(ring)) - sum(abs(signed_area(hole)) for hole in holes)
    return area, _perimeter(ring), _size(ring)


def _point(x: float, y: float) -> Point:
    return x, y


def _pattern(entity: Any) -> str:
    return readable(str(entity.dxf.get("pattern_name", "")))


def _turned(point: Any, turn: Any) -> tuple[float, float]:
    if turn is None:
        return float(point[0]), float(point[1])
    moved = turn.transform(Vec3(point[0], point[1], 0))
    return float(moved.x), float(moved.y)


def signed_area(ring: Points) -> float:
    x, y = (ring - ring[0]).T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


def _size(ring: Points) -> tuple[float, float]:
    """The sides of the smallest rectangle around, the longer one first; one of its sides lies along one of the ring's."""
    ring = ring[:: math.ceil(len(ring) / MOST_POINTS)]
    sides = np.roll(ring, -1, axis=0) - ring
    lengths = np.hypot(*sides.T)
    along = sides[lengths > 0] / lengths[lengths > 0][:, None]
    across = along @ np.array([[0.0, 1.0], [-1.0, 0.0]])
    spans = np.ptp(along @ (ring - ring[0]).T, axis=1), np.ptp(across @ (ring - ring[0]).T, axis=1)
    best = int(np.argmin(spans[0] * spans[1]))
    short, long = sorted((float(spans[0][best]), float(spans[1][best])))
    return long, short


def _crosses(ring: Points) -> bool:
    """Whether two sides that are no neighbours cross."""
    if len(ring) < 4:
        return False
    if len(ring) == 4:
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = (np.roll(ring, -1, axis=0) - ring).tolist()
        turns_left = [ax * by - ay * bx > 0, bx * cy - by * cx > 0, cx * dy - cy * dx > 0, dx * ay - dy * ax > 0]
        return bool(sum(turns_left) == 2)
    start, end = ring, np.roll(ring, -1, axis=0)
    turns = [_turns(start[:, None], end[:, None], point[None]) for point in (start, end)]
    apart = turns[0] * turns[1] < 0
    return bool((apart & apart.T).any())


def _turns(start: Points, end: Points, point: Points) -> Any:
    """On which side of each line each point lies; 0 on it."""
    along, away = end - start, point - start
    turn = along[..., 0] * away[..., 1] - along[..., 1] * away[..., 0]
    slack = 1e-9 * np.maximum(np.abs(along).sum(axis=-1) * np.abs(away).sum(axis=-1), 1e-300)
    return np.where(np.abs(turn) <= slack, 0, np.sign(turn))
