"""Door swings of a vector sheet, read exactly: an arc, and a straight line from its centre to one of its ends, which is the leaf.

Everything is in millimetres of the sheet; angles are radians in its axes (y down).
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from tools.kit.door_leaves import Door, Leaves, doors_of
from tools.kit.vectors import Flags, Floats, Linework

LEAST_TURN, MOST_TURN = np.radians(20.0), np.radians(112.0)
LEAST_RADIUS, MOST_RADIUS = 0.0018, 0.15
"""Of a leaf, over the longer side of the sheet."""
ROUND = 0.025
"""How far points of an arc may be off their circle, over its radius."""
LEAST_SIDES, MOST_BEND = 4, np.radians(40.0)
"""Of an arc drawn as short lines: how many, and how far each turns from the one before."""
EVEN = 0.8
"""The shorter of two neighbouring sides over the longer; the first and the last may be cut."""
NEAR = 0.13
"""How far a leaf's ends may lie from the hinge and from the arc's end, over the radius."""
MOST_ARCS = 4000
JOINED = 1e-3
SURE, UNUSUAL, USUAL = 0.998, 0.4, np.log(1.6)
"""Scores of leaves that are of a usual size, and of those that differ from it by more than that, in logarithms."""


class VectorSwing(NamedTuple):
    """`turn` is how far the arc leads from the open leaf, at angle `leaf`, to the latch; its sign tells which way."""

    x: float
    y: float
    radius: float
    leaf: float
    turn: float

    @property
    def latch(self) -> float:
        return self.leaf + self.turn


class _Arc(NamedTuple):
    x: float
    y: float
    radius: float
    start: float
    turn: float


def vector_doors(lines: Linework, side: float) -> tuple[Door, ...]:
    """Leaves of a usual size are sure, much smaller and larger ones are withheld; the best first."""
    swings = vector_swings(lines, side)
    if not swings:
        return ()
    places = np.array([(swing.x, swing.y, swing.radius) for swing in swings])
    leaf, latch = np.array([swing.leaf for swing in swings]), np.array([swing.latch for swing in swings])
    span = np.degrees([abs(swing.turn) for swing in swings])
    size = np.abs(np.log(places[:, 2] / np.median(places[:, 2])))
    scores = np.where(size < USUAL, SURE, UNUSUAL)
    return tuple(doors_of(Leaves(places, np.minimum(leaf, latch), span, leaf, latch), scores))


def vector_swings(lines: Linework, side: float) -> list[VectorSwing]:
    """Each once. `side` is the longer one of the sheet, in mm."""
    arcs = [arc for arc in (*_bent(lines.curves), *_faceted(lines.segments)) if _sized(arc, side)][:MOST_ARCS]
    length = np.hypot(*(lines.segments[:, 2:] - lines.segments[:, :2]).T)
    order = np.argsort(length)
    ends, length = lines.segments[order], length[order]
    found: list[VectorSwing] = []
    for arc in arcs:
        swing = _with_leaf(arc, ends, length)
        if swing and not any(_same(swing, other) for other in found):
            found.append(swing)
    return found


def _sized(arc: _Arc, side: float) -> bool:
    return LEAST_RADIUS * side < arc.radius < MOST_RADIUS * side and LEAST_TURN < abs(arc.turn) < MOST_TURN


def _bent(curves: Floats) -> Iterator[_Arc]:
    """Cubic curves that are parts of circles; those that go on along one circle are one arc."""
    before: _Arc | None = None
    for points in _along(curves):
        arc = _through(points)
        if arc and before and _goes_on(before, arc):
            before = before._replace(turn=before.turn + arc.turn)
            continue
        if before:
            yield before
        before = arc
    if before:
        yield before


def _along(curves: Floats) -> Floats:
    """(k, 5, 2): five points of each curve."""
    t = np.linspace(0, 1, 5)
    basis = np.stack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3], axis=1)
    return np.asarray(np.einsum("tb,kbc->ktc", basis, curves.reshape(-1, 4, 2)), np.float64)


def _goes_on(one: _Arc, other: _Arc) -> bool:
    near = np.hypot(one.x - other.x, one.y - other.y) < 0.05 * one.radius
    gap = (one.start + one.turn - other.start + np.pi) % (2 * np.pi) - np.pi
    return bool(near and abs(one.radius - other.radius) < 0.05 * one.radius and abs(gap) < 0.05 and one.turn * other.turn > 0)  # fmt: skip


def _faceted(segments: Floats) -> Iterator[_Arc]:
    """Arcs drawn as runs of short lines of even length that turn evenly."""
    away = segments[:, 2:] - segments[:, :2]
    length = np.maximum(np.hypot(away[:, 0], away[:, 1]), 1e-9)
    bend = np.diff(np.unwrap(np.arctan2(away[:, 1], away[:, 0])))
    bend = (bend + np.pi) % (2 * np.pi) - np.pi
    joined = np.hypot(*(segments[1:, :2] - segments[:-1, 2:]).T) < JOINED * np.maximum(1, length[1:])
    bent = joined & (np.abs(bend) > 0.005) & (np.abs(bend) < MOST_BEND)
    alike = np.zeros(len(bent), bool)
    alike[1:] = bent[1:] & bent[:-1] & (bend[1:] * bend[:-1] > 0)
    for first, last in _runs(bent, alike):
        if last - first + 1 >= LEAST_SIDES:
            inner = length[first + 1 : last]
            if len(inner) == 0 or inner.min() > EVEN * inner.max():
                points = np.vstack([segments[first : last + 1, :2], segments[last, 2:]])
                arc = _through(points)
                if arc:
                    yield arc


def _runs(bent: Flags, alike: Flags) -> Iterator[tuple[int, int]]:
    """First and last segment of each run of joints that turn one way."""
    joints = np.nonzero(bent)[0]
    if len(joints):
        cuts = np.nonzero((np.diff(joints) > 1) | ~alike[joints[1:]])[0] + 1
        for run in np.split(joints, cuts):
            yield int(run[0]), int(run[-1]) + 1


def _through(points: Floats) -> _Arc | None:
    """The arc that leads through all of these points in turn."""
    middle = points[len(points) // 2]
    chord, half = points[-1] - points[0], middle - points[0]
    cross = 2 * float(chord[0] * half[1] - chord[1] * half[0])
    if abs(cross) < 1e-9:
        return None
    a, b = float(chord @ chord), float(half @ half)
    x = float(points[0, 0] + (half[1] * a - chord[1] * b) / cross)
    y = float(points[0, 1] + (chord[0] * b - half[0] * a) / cross)
    radius = float(np.hypot(points[0, 0] - x, points[0, 1] - y))
    away = np.hypot(points[:, 0] - x, points[:, 1] - y)
    if np.abs(away - radius).max() > ROUND * radius:
        return None
    angle = np.unwrap(np.arctan2(points[:, 1] - y, points[:, 0] - x))
    return _Arc(x, y, radius, float(angle[0]), float(angle[-1] - angle[0]))


def _with_leaf(arc: _Arc, ends: Floats, length: Floats) -> VectorSwing | None:
    """With its leaf at the end that the closest line leads to. `ends` go by `length`."""
    low, high = np.searchsorted(length, [arc.radius * (1 - 1.5 * NEAR), arc.radius * (1 + 1.5 * NEAR)])
    some = ends[low:high]
    best: VectorSwing | None = None
    least = NEAR * arc.radius
    for angle, turn in ((arc.start, arc.turn), (arc.start + arc.turn, -arc.turn)):
        tip = arc.x + arc.radius * np.cos(angle), arc.y + arc.radius * np.sin(angle)
        for line in (some, some[:, [2, 3, 0, 1]]):
            off = np.maximum(np.hypot(line[:, 0] - arc.x, line[:, 1] - arc.y), np.hypot(line[:, 2] - tip[0], line[:, 3] - tip[1]))  # fmt: skip
            if len(off) and off.min() < least:
                least, best = float(off.min()), VectorSwing(arc.x, arc.y, arc.radius, angle, turn)
    return best


def _same(one: VectorSwing, other: VectorSwing) -> bool:
    reach = 0.15 * max(one.radius, other.radius)
    near = np.hypot(one.x - other.x, one.y - other.y) < reach and abs(one.radius - other.radius) < reach
    return bool(near and np.cos(one.leaf + one.turn / 2 - other.leaf - other.turn / 2) > 0.9)
