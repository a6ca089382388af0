"""Surroundings: which lines around a place belong to the symbol that stands there, which would make it another symbol, and
which are neighbours, hatches, wires and dimensions that only come near."""

import math
from typing import NamedTuple

import cv2
import numpy as np

from tools.kit.ink import BINS, SOLID, Cells, Ink, Strokes, strokes
from tools.kit.shapes import Lines, Shape
from tools.kit.sweep import FINE, TOLERANCE, Poses, ink_of
from tools.kit.vectors import Flags, Floats

RIGHT_ON = 0.5
"""Of a cell: how near to a line the end of another one lies that was drawn to meet it."""
NEIGHBOUR = 0.15
"""Of the diagonal: how near the parts of one neighbour stand to each other."""
LOOSE = 0.6
"""Of the diagonal: a longer line is no part of a symbol."""
DASHED = 0.35
"""Share of ink along a line from which it goes on, with gaps."""
CONCENTRIC = 0.1
"""Of the diagonal: circles with middles closer than that are about one middle."""


class Surroundings(NamedTuple):
    """Lines of the sheet by number: those that the symbol explains, others within its outline that could be its own, and
    short lines with a loose end that are fastened to it."""

    explained: Cells
    within: Cells
    beside: Cells


NOTHING = Surroundings(*(np.zeros(0, np.int64) for _ in range(3)))


class Sheetwork:
    """A sheet's lines, laid out so that those around a place are found at once."""

    def __init__(self, lines: Lines, ink: Ink, room: float) -> None:
        self.ink = ink
        self.lines = lines
        self.room = room
        self.long_lines = _straight(lines, lines.lengths > 1.2 * room)
        self.long = _ink_of(self.long_lines, ink.cell)
        short = np.flatnonzero(lines.lengths <= 1.2 * room)
        middles = (lines.segments[short, :2] + lines.segments[short, 2:]) / 2
        small = np.flatnonzero(lines.circles[:, 2] <= room)
        places = np.concatenate([middles, lines.circles[small, :2]])
        numbers = np.concatenate([short, small + len(lines.segments)])
        cells = np.floor(places / room).astype(np.int64)
        order = np.lexsort((cells[:, 0], cells[:, 1]))
        self._numbers = numbers[order]
        self._keys = cells[order, 1] * (1 << 32) + cells[order, 0]

    def around(self, x: float, y: float) -> Cells:
        """Numbers of the lines, then of the circles, whose middles lie about there."""
        column, row = math.floor(x / self.room), math.floor(y / self.room)
        parts = []
        for at in (row - 1, row, row + 1):
            low, high = np.searchsorted(self._keys, [at * (1 << 32) + column - 1, at * (1 << 32) + column + 2])
            parts.append(self._numbers[low:high])
        return np.concatenate(parts)


def _straight(lines: Lines, which: Flags) -> Lines:
    """Those segments alone."""
    return Lines(lines.segments[which], np.zeros((0, 3)), lines.solid[which], np.zeros(0, bool))


def _ink_of(lines: Lines, cell: float) -> Ink | None:
    if not len(lines.segments):
        return None
    return ink_of(lines, cell)


def surroundings(shape: Shape, one: Poses, work: Sheetwork) -> Surroundings:
    """What the lines around a place have to do with the shape."""
    scale = float(one.scale[0])
    near = work.around(float(one.x[0]), float(one.y[0]))
    x, y, owner = _points_of(work.lines, near, one)
    own = _shape_ink(shape, max(work.ink.cell / scale, TOLERANCE * shape.reach))
    inside, count = _hull_holds(shape, x, y), np.bincount(owner, minlength=len(near)).clip(1)
    explained = np.bincount(owner, own.at(x, y) > 0, minlength=len(near)) >= 0.9 * count
    holds = np.bincount(owner, inside, minlength=len(near))
    within, partly = (holds >= count) & ~explained, (holds > 0) & (holds < count) & ~explained
    fastened = _fastened(shape, near, one, work)
    ends = fastened[0].astype(int) + fastened[1]
    free, both = ends == 0, ends == 2
    akin = within & ~_concentric(shape, near, one, work) & (free | (~both & _akin(near, partly, work)))
    ticks = ~both & (_ticks(near, free, work) | _dashes(near, within, shape.reach * scale, work))
    foreign = _reached(x, y, owner, inside & partly[owner], akin, NEIGHBOUR * shape.reach) | ticks
    loose = (fastened[0] ^ fastened[1]) & ~within & ~explained & ~ticks
    beside = _loose_ends(near[loose], fastened[0][loose], shape.reach * scale, work)
    return Surroundings(near[explained], near[within & ~foreign], beside)


def _fastened(shape: Shape, near: Cells, one: Poses, work: Sheetwork) -> Flags:
    """Whether each line's start, and its end, lies right on a line of the shape. Circles have neither."""
    count = len(work.lines.segments)
    found = np.zeros((2, len(near)), bool)
    straight = near < count
    for side, columns in enumerate(([0, 1], [2, 3])):
        x, y = _own_frame(work.lines.segments[near[straight]][:, columns], one)
        found[side, straight] = _away(shape.lines, x, y) * one.scale[0] < RIGHT_ON * work.ink.cell
    return found


def _concentric(shape: Shape, near: Cells, one: Poses, work: Sheetwork) -> Flags:
    """Which are circles about the middle of a circle of the shape: these make another symbol, whatever stands beside."""
    count = len(work.lines.segments)
    found = np.zeros(len(near), bool)
    round_ = np.flatnonzero(near >= count)
    x, y = _own_frame(work.lines.circles[near[round_] - count, :2], one)
    centres = shape.lines.circles[:, :2]
    away = np.hypot(x[:, None] - centres[:, 0], y[:, None] - centres[:, 1])
    found[round_] = away.min(axis=1, initial=math.inf) < CONCENTRIC * shape.reach
    return found


def _away(lines: Lines, x: Floats, y: Floats) -> Floats:
    """How far points are from the nearest of those lines."""
    points = np.stack([x, y], axis=1)[:, None, :]
    start, vector = lines.segments[:, :2], lines.segments[:, 2:] - lines.segments[:, :2]
    along = ((points - start) * vector).sum(axis=2) / (vector**2).sum(axis=1).clip(1e-12)
    foot = start + along.clip(0, 1)[:, :, None] * vector
    straight = np.hypot(*np.moveaxis(points - foot, 2, 0))
    rims = np.abs(np.hypot(*np.moveaxis(points - lines.circles[:, :2], 2, 0)) - lines.circles[:, 2])
    nearest: Floats = np.concatenate([straight, rims], axis=1).min(axis=1, initial=math.inf)
    return nearest


def _ticks(near: Cells, free: Flags, work: Sheetwork) -> Flags:
    """Which of the lines sit astride a long one that passes, as the ticks of dimensions do; those that are fastened to the
    shape as well have to do so exactly."""
    found = np.zeros(len(near), bool)
    straight = np.flatnonzero(near < len(work.lines.segments))
    ends = work.lines.segments[near[straight]]
    x, y = (ends[:, 0] + ends[:, 2]) / 2, (ends[:, 1] + ends[:, 3]) / 2
    astride = (work.long.at(x, y) & ~_about(ends)) > 0 if work.long else np.zeros(len(ends), bool)
    doubtful = np.flatnonzero(astride & ~free[straight])
    astride[doubtful] = _away(work.long_lines, x[doubtful], y[doubtful]) < RIGHT_ON * work.ink.cell
    found[straight] = astride
    return found


def _dashes(near: Cells, within: Flags, size: float, work: Sheetwork) -> Flags:
    """Which of the lines within the outline are dashes of a line that goes on beyond it."""
    found = np.zeros(len(near), bool)
    straight = np.flatnonzero(within & (near < len(work.lines.segments)))
    ends = work.lines.segments[near[straight]]
    length = work.lines.lengths[near[straight]]
    away = (ends[:, 2:] - ends[:, :2]) / length[:, None].clip(1e-9)
    steps = np.linspace(0.02, 2.5, 100) * size
    angle = np.repeat(np.arctan2(away[:, 1], away[:, 0])[:, None], len(steps), axis=1)
    for start, sign in ((ends[:, 2:], 1.0), (ends[:, :2], -1.0)):
        x, y = (start[:, i : i + 1] + sign * away[:, i : i + 1] * steps for i in (0, 1))
        found[straight] |= work.ink.runs(x, y, angle).mean(axis=1) > DASHED
    return found


def _about(ends: Floats) -> "np.ndarray[tuple[int], np.dtype[np.uint16]]":
    """The bits of the directions that lines run in, and of their neighbours."""
    angle = np.arctan2(ends[:, 3] - ends[:, 1], ends[:, 2] - ends[:, 0]) % math.pi
    own = (angle / (math.pi / BINS)).astype(np.int64) % BINS
    bits = sum(1 << ((own + step) % BINS) for step in (-1, 0, 1)) | int(SOLID)
    return np.asarray(bits, np.uint16)


def _reached(x: Floats, y: Floats, owner: Cells, seeds: Flags, lines: Flags, near: float) -> Flags:
    """Which of those lines belong to what comes into the outline from outside, as a neighbour or a hatch that overlaps it
    does: those near to it, and those near to these."""
    found = np.zeros(len(lines), bool)
    while seeds.any() and (lines & ~found).any():
        open_ = (lines & ~found)[owner]
        away = np.hypot(x[open_, None] - x[seeds], y[open_, None] - y[seeds]).min(axis=1)
        new = np.unique(owner[open_][away < near])
        found[new] = True
        seeds = np.isin(owner, new)
    return found


def _akin(near: Cells, those: Flags, work: Sheetwork) -> Flags:
    """Which of the lines run alongside one of those, as hatches do, or share an end with one, as outlines do."""
    count = len(work.lines.segments)
    found = np.zeros(len(near), bool)
    straight = near < count
    ends, others = work.lines.segments[near[straight]], work.lines.segments[near[straight & those]]
    if not len(others):
        return found
    turn = np.subtract.outer(*(np.arctan2(e[:, 3] - e[:, 1], e[:, 2] - e[:, 0]) for e in (ends, others)))
    shared = np.zeros((len(ends), len(others)), bool)
    for i in (0, 2):
        for j in (0, 2):
            shared |= np.abs(ends[:, None, i : i + 2] - others[None, :, j : j + 2]).max(axis=2) < work.ink.cell
    found[straight] = (shared | (np.abs(np.sin(turn)) < 0.05)).any(axis=1)
    return found


def _loose_ends(near: Cells, starts: Flags, size: float, work: Sheetwork) -> Cells:
    """Those of the fastened lines that are short and end free: what tells a switch of two gangs from one of a single gang.
    A wire goes on, be it dashed."""
    ends = work.lines.segments[near]
    ends = np.where(starts[:, None], ends, ends[:, [2, 3, 0, 1]])
    length = work.lines.lengths[near]
    away = (ends[:, 2:] - ends[:, :2]) / length[:, None].clip(1e-9)
    steps = np.linspace(0.08, 0.6, 12) * size
    x, y = (ends[:, 2 + i : 3 + i] + away[:, i : i + 1] * steps for i in (0, 1))
    angle = np.repeat(np.arctan2(away[:, 1], away[:, 0])[:, None], len(steps), axis=1)
    goes_on = work.ink.runs(x, y, angle).any(axis=1)
    joined = (work.ink.at(ends[:, 2], ends[:, 3]) & ~_about(ends)) > 0
    return near[~goes_on & ~joined & (length < LOOSE * size) & (length > 0.04 * size)]


def _own_frame(points: Floats, one: Poses) -> tuple[Floats, Floats]:
    """Points of the sheet in the shape's own frame."""
    x, y = points[..., 0] - one.x[0], points[..., 1] - one.y[0]
    cos, sin = math.cos(one.angle[0]) / one.scale[0], math.sin(one.angle[0]) / one.scale[0]
    return one.mirror[0] * (cos * x + sin * y), cos * y - sin * x


def _points_of(lines: Lines, numbers: Cells, one: Poses) -> tuple[Floats, Floats, Cells]:
    """Points along those lines of the sheet in the shape's own frame, and whose they are."""
    count = len(lines.segments)
    straight, round_ = np.flatnonzero(numbers < count), np.flatnonzero(numbers >= count)
    t = np.linspace(0.04, 0.96, 7)
    ends = lines.segments[numbers[straight]]
    xs = (ends[:, :1] + (ends[:, 2:3] - ends[:, :1]) * t).ravel()
    ys = (ends[:, 1:2] + (ends[:, 3:4] - ends[:, 1:2]) * t).ravel()
    rings = lines.circles[numbers[round_] - count]
    turn = np.linspace(0, 2 * math.pi, 12, endpoint=False)
    xs = np.concatenate([xs, (rings[:, :1] + rings[:, 2:] * np.cos(turn)).ravel()])
    ys = np.concatenate([ys, (rings[:, 1:2] + rings[:, 2:] * np.sin(turn)).ravel()])
    owner = np.concatenate([np.repeat(straight, len(t)), np.repeat(round_, len(turn))])
    return *_own_frame(np.stack([xs, ys], axis=1), one), owner


def _shape_ink(shape: Shape, cell: float) -> Ink:
    lines = shape.lines
    return Ink(strokes(lines.segments, lines.circles, cell, lines.solid, lines.solid_circles), cell)


def _hull_holds(shape: Shape, x: Floats, y: Floats) -> Flags:
    """Whether points lie within the outline around the shape, a little drawn in."""
    points: Strokes = shape.sampled(FINE)
    hull = cv2.convexHull(np.stack([points.x, points.y], axis=1).astype(np.float32))[:, 0].astype(np.float64)
    after = np.roll(hull, -1, axis=0)
    edge = after - hull
    normal = np.stack([-edge[:, 1], edge[:, 0]], axis=1) / np.hypot(*edge.T)[:, None].clip(1e-9)
    away = (x[:, None] - hull[:, 0]) * normal[:, 0] + (y[:, None] - hull[:, 1]) * normal[:, 1]
    turn = float(np.sum(hull[:, 0] * after[:, 1] - hull[:, 1] * after[:, 0]))
    side = 1.0 if turn > 0 else -1.0
    found: Flags = (side * away >= -0.01 * shape.reach).all(axis=1)
    return found
