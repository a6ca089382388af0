"""The lines that bound rooms: without hatch, axes and dimension lines, and with doors closed."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tools.kit.dims import Dim
from tools.kit.grids import Row
from tools.kit.vectors import Floats, Linework

ALIKE = 0.06
"""Of a step of hatch: how even its lines stand."""
LEAST_LINES = 4
WIDEST_STEP = 1000.0
THICKNESS = (40.0, 420.0)
"""Millimetres of a wall."""
DOOR = (550.0, 2400.0)
"""Millimetres of an opening that is closed where a door stands in it."""
LEAF = 0.12
COLLINEAR = 25.0
"""Millimetres in the building that the faces on both sides of an opening may stand off one line."""
ON_AXIS = 30.0


Gap = tuple[float, float, float, float]


class Barriers(NamedTuple):
    """`walls` are what bounds a room; `doors` the lines that close its openings."""

    walls: Floats
    doors: Floats


def barriers(linework: Linework, ratio: float, dims: Sequence[Dim], rows: Sequence[Row]) -> Barriers:
    """All in mm on paper; sizes of doors and steps of hatch are judged in the building."""
    segments = linework.segments
    lengths = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    segments = segments[lengths > 0.05]
    kept = segments[~(_of_dimensions(segments, dims) | _of_axes(segments, rows) | _hatched(segments, ratio))]
    doors, leaves = _doors(kept, ratio)
    return Barriers(kept[~leaves], doors)


def _of_dimensions(segments: Floats, dims: Sequence[Dim]) -> NDArray[np.bool_]:
    """Dimension lines: on the line of a dimension, and no longer than it and its neighbours."""
    marked = np.zeros(len(segments), bool)
    for dim in dims:
        if dim.agrees and dim.paper > 0:
            (x0, y0), (x1, y1) = dim.start, dim.end
            ux, uy = (x1 - x0) / dim.paper, (y1 - y0) / dim.paper
            off = [np.abs((segments[:, i] - x0) * uy - (segments[:, i + 1] - y0) * ux) for i in (0, 2)]
            on = [(segments[:, i] - x0) * ux + (segments[:, i + 1] - y0) * uy for i in (0, 2)]
            within = (np.maximum(*on) > 0.1) & (np.minimum(*on) < dim.paper - 0.1)
            marked |= (np.maximum(*off) < 0.15) & within
    return marked


def _of_axes(segments: Floats, rows: Sequence[Row]) -> NDArray[np.bool_]:
    """Lines that begin at the bubble of an axis and run along it."""
    marked = np.zeros(len(segments), bool)
    for row in rows:
        cos, sin = math.cos(math.radians(row.angle)), -math.sin(math.radians(row.angle))
        run = np.abs((segments[:, 2] - segments[:, 0]) * cos + (segments[:, 3] - segments[:, 1]) * sin)
        upright = run < 0.02 * np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
        for axis in row.axes:
            near = 4.5 * max(axis.line.height, 1.0)
            ends = [np.hypot(segments[:, i] - axis.at[0], segments[:, i + 1] - axis.at[1]) for i in (0, 2)]
            marked |= upright & (np.minimum(*ends) < near)
    return marked


def _hatched(segments: Floats, ratio: float) -> NDArray[np.bool_]:
    """Lines of even steps: four or more side by side of one direction, as tiles, stairs and wall hatch have them.

    The outermost of a row may be the face of a wall: then the lines across it end there instead of crossing it."""
    inner, outer = np.zeros(len(segments), bool), np.zeros(len(segments), bool)
    faces: dict[int, bool] = {}
    vector = segments[:, 2:] - segments[:, :2]
    angles = np.degrees(np.arctan2(vector[:, 1], vector[:, 0])) % 180
    for angle in np.unique(np.round(angles).astype(int) % 180):
        own = np.flatnonzero(np.abs((angles - angle + 90) % 180 - 90) < 0.6)
        if len(own) < LEAST_LINES:
            continue
        for run, doubled in _rows_of_even_steps(segments[own], float(angle), ratio):
            inner[own[run[1:-1]]] = True
            outer[own[[run[0], run[-1]]]] = True
            faces |= {
                int(own[n]): faces.get(int(own[n]), False) or face
                for n, face in zip((run[0], run[-1]), doubled, strict=True)
            }
    for n in np.flatnonzero(outer & ~inner):
        crossing, ending = _meeting(segments[n], segments[inner])
        inner[n] = crossing > ending if max(crossing, ending) >= 2 else not faces[int(n)]
    return inner


def _meeting(line: Floats, others: Floats) -> tuple[int, int]:
    """How many of the others cross a line and how many end on it."""
    a, run = line[:2], line[2:] - line[:2]
    length = max(float(np.hypot(*run)), 1e-9)
    along, across = run / length, np.array([-run[1], run[0]]) / length
    sides = np.stack([(others[:, i : i + 2] - a) @ across for i in (0, 2)])
    places = np.stack([(others[:, i : i + 2] - a) @ along for i in (0, 2)])
    upright = np.abs(sides[0] - sides[1]) > 2 * np.abs(places[0] - places[1])
    within = (places.min(axis=0) > -0.05) & (places.max(axis=0) < length + 0.05) & upright
    low, high = sides.min(axis=0), sides.max(axis=0)
    crossing = within & (low < -0.3) & (high > 0.3)
    ending = within & ((np.abs(low) < 0.15) | (np.abs(high) < 0.15))
    return int(crossing.sum()), int(ending.sum())


def _rows_of_even_steps(lines: Floats, angle: float, ratio: float) -> list[tuple[list[int], tuple[bool, bool]]]:
    """The rows of parallel lines, with whether the line at either end has another close behind it, as a wall's face has."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    across = (lines[:, 1] + lines[:, 3]) / 2 * cos - (lines[:, 0] + lines[:, 2]) / 2 * sin
    along = np.sort(np.stack([lines[:, i] * cos + lines[:, i + 1] * sin for i in (0, 2)], axis=1), axis=1)
    order = np.argsort(across)
    rows = []
    for place, n in enumerate(order):
        run = _run_of(order[place:], across, along, ratio, int(n))
        if len(run) >= LEAST_LINES and abs(across[run[-1]] - across[run[0]]) * ratio > THICKNESS[1]:
            ends = ((run[0], run[1]), (run[-1], run[-2]))
            first, last = (_is_face(edge, inner, across, along, ratio) for edge, inner in ends)
            rows.append((run, (first, last)))
    return rows


def _is_face(edge: int, inner: int, across: Floats, along: Floats, ratio: float) -> bool:
    """Whether the outermost line of a row is the face of a wall: another one stands a wall's thickness off, and it does not
    begin and end exactly as the row does."""
    off = np.abs(across - across[edge]) * ratio
    near = np.flatnonzero((off >= THICKNESS[0]) & (off <= THICKNESS[1]))
    length = along[edge, 1] - along[edge, 0]
    doubled = any(min(along[n, 1], along[edge, 1]) - max(along[n, 0], along[edge, 0]) > 0.3 * length for n in near)
    return doubled and bool(np.abs(along[edge] - along[inner]).max() > 0.15 + 0.005 * length)


def _run_of(order: NDArray[np.int64], across: Floats, along: Floats, ratio: float, first: int) -> list[int]:
    """The longest row of even steps that begins with a line; each next one shares most of its length."""
    for step in _steps(order, across, along, ratio, first):
        run, at = [first], first
        for n in order[1:]:
            gap = across[n] - across[at]
            if gap > step * (1 + ALIKE) + 0.02:
                break
            if abs(gap - step) <= ALIKE * step + 0.02 and _share(along[at], along[n]):
                run.append(int(n))
                at = int(n)
        if len(run) >= LEAST_LINES:
            return run
    return []


def _steps(order: NDArray[np.int64], across: Floats, along: Floats, ratio: float, first: int) -> list[float]:
    steps: list[float] = []
    for n in order[1:60]:
        gap = float(across[n] - across[first])
        if gap * ratio > WIDEST_STEP or len(steps) >= 4:
            break
        if gap > 0.2 and _share(along[first], along[n]) and not any(abs(gap - step) < 0.05 for step in steps):
            steps.append(gap)
    return steps


def _share(a: Floats, b: Floats) -> bool:
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return bool(shared > 0.6 * max(a[1] - a[0], b[1] - b[0]))


def _doors(walls: Floats, ratio: float) -> tuple[Floats, NDArray[np.bool_]]:
    """A line across each opening between two collinear faces where the leaf of a door begins, and which lines are leaves."""
    low, high = DOOR[0] / ratio, DOOR[1] / ratio
    lengths = np.hypot(walls[:, 2] - walls[:, 0], walls[:, 3] - walls[:, 1])
    candidates = np.flatnonzero((lengths > 0.85 * low / 2) & (lengths < 1.15 * high))
    closed: list[Gap] = []
    waiting: list[Gap] = []
    leaves = np.zeros(len(walls), bool)
    for angle in _directions(walls, lengths):
        for gap in _gaps(walls, angle, (low, high), COLLINEAR / ratio):
            own = candidates[_leaves(gap, walls[candidates], walls, 350 / ratio)]
            leaves[own] = True
            (closed if len(own) else waiting).append(gap)
    closed += [gap for gap in waiting if any(_twins(gap, other, THICKNESS[1] / ratio) for other in closed)]
    return np.array(closed, float).reshape(-1, 4), leaves


def _twins(a: Gap, b: Gap, thick: float) -> bool:
    """Whether two gaps are one opening seen on both faces of a wall."""
    ends = [math.dist(a[:2], b[:2]), math.dist(a[2:], b[2:])]
    return max(ends) <= thick and abs(ends[0] - ends[1]) < 0.1 * thick and min(ends) > 0


def _directions(walls: Floats, lengths: Floats) -> list[float]:
    """The directions in which most of the linework runs."""
    angles = np.degrees(np.arctan2(walls[:, 3] - walls[:, 1], walls[:, 2] - walls[:, 0])) % 180
    weight = np.bincount(np.round(angles).astype(int) % 180, weights=lengths, minlength=180)
    return [float(angle) for angle in np.argsort(weight)[::-1][:8] if weight[angle] > 0.02 * weight.sum()]


def _gaps(walls: Floats, angle: float, size: tuple[float, float], slack: float) -> list[Gap]:
    """The gaps of that size between neighbours on one line."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    vector = walls[:, 2:] - walls[:, :2]
    turned = np.degrees(np.arctan2(vector[:, 1], vector[:, 0])) % 180
    own = walls[np.abs((turned - angle + 90) % 180 - 90) < 0.7]
    across = (own[:, 1] + own[:, 3]) / 2 * cos - (own[:, 0] + own[:, 2]) / 2 * sin
    along = np.sort(np.stack([own[:, i] * cos + own[:, i + 1] * sin for i in (0, 2)], axis=1), axis=1)
    gaps = []
    for level in _levels(across, slack):
        order = level[np.argsort(along[level, 0])]
        reached, last = along[order[0], 1], order[0]
        for m in order[1:]:
            gap = along[m, 0] - reached
            if size[0] <= gap <= size[1] and _faces(along[last], along[m], size[0]):
                a, b, at = reached, along[m, 0], (across[last] + across[m]) / 2
                gaps.append((a * cos - at * sin, a * sin + at * cos, b * cos - at * sin, b * sin + at * cos))
            if along[m, 1] > reached:
                reached, last = along[m, 1], m
    return gaps


def _levels(across: Floats, slack: float) -> list[NDArray[np.int64]]:
    """Lines of one level each, by number."""
    order = np.argsort(across)
    cuts = np.flatnonzero(np.diff(across[order]) > slack / 4) + 1
    return np.split(order, cuts) if len(order) else []


def _faces(one: Floats, other: Floats, low: float) -> bool:
    """Whether both lines can be the face beside an opening: the ends of walls are short on both sides."""
    lengths = sorted((one[1] - one[0], other[1] - other[0]))
    return bool(lengths[1] >= low and lengths[0] >= low / 8)


def _leaves(gap: Gap, lines: Floats, walls: Floats, thick: float) -> NDArray[np.bool_]:
    """Which lines are as long as the gap, or half as long, begin near one of its ends, and lead out of it into the open."""
    wide = math.hypot(gap[2] - gap[0], gap[3] - gap[1])
    vector = lines[:, 2:] - lines[:, :2]
    lengths = np.hypot(vector[:, 0], vector[:, 1])
    fitting = (np.abs(lengths / wide - 1) < LEAF) | (np.abs(lengths / wide - 0.5) < LEAF / 2)
    away = np.stack([
        np.minimum(np.hypot(lines[:, i] - gap[0], lines[:, i + 1] - gap[1]), np.hypot(lines[:, i] - gap[2], lines[:, i + 1] - gap[3]))
        for i in (0, 2)
    ])  # fmt: skip
    inline = np.abs(vector[:, 0] * (gap[2] - gap[0]) + vector[:, 1] * (gap[3] - gap[1]))
    found = np.asarray(fitting & (away.min(axis=0) < thick) & (inline < 0.94 * wide * lengths))
    for n in np.flatnonzero(found):
        x, y = lines[n, 2:] if away[0, n] <= away[1, n] else lines[n, :2]
        found[n] = _free_end(x, y, lines[n], walls)
    return found


def _free_end(x: float, y: float, line: Floats, walls: Floats) -> bool:
    """Whether no other line of some length begins, ends or passes there: a leaf ends in the open, a wall in a wall."""
    vector = walls[:, 2:] - walls[:, :2]
    lengths = np.maximum(np.hypot(vector[:, 0], vector[:, 1]), 1e-9)
    along = ((x - walls[:, 0]) * vector[:, 0] + (y - walls[:, 1]) * vector[:, 1]) / lengths
    off = np.abs((x - walls[:, 0]) * vector[:, 1] - (y - walls[:, 1]) * vector[:, 0]) / lengths
    long = lengths > 0.5 * np.hypot(line[2] - line[0], line[3] - line[1])
    other = np.abs(walls - line).max(axis=1) > 1e-6
    return not (long & other & (off < 0.1) & (along > -0.1) & (along < lengths + 0.1)).any()
