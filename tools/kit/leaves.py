"""Door swings by their open leaf: a straight line from whose tip an arc about its other end runs towards the jamb.

It sees doors that stand ajar at any angle, in walls of any direction, which whole quarter arcs in upright positions do not.
"""

from typing import NamedTuple

import cv2
import numpy as np

from tools.kit.arcs import LEAST_RADIUS, MOST_RADIUS, Arcs, refitted
from tools.kit.plan_ink import Flags, Floats, Ints, Mask, wide
from tools.kit.probe import SAMPLES, STEP, on_circle
from tools.kit.swings import Swings

REACHES = (0.94, 1.0, 1.06, 1.14)
"""Radii over the length of the line: its hinge may be hidden in the wall, or it may run on beyond it."""
SWEEP = np.radians(np.arange(2.0, 122.0, 2.0))
"""How far from the leaf its arc is looked for."""
LEAST_SPAN, MOST_SPAN = 22.0, 112.0
GAP = 4
"""Steps of the sweep that may lack ink: what crosses an arc is taken from the thin lines."""
LEAST_COVER, MOST_DIRT = 0.8, 0.35
ASIDE = (0.86, 1.14)
"""Where beside the arc there should be no ink, over its radius."""
MOST = 400
CELL, TURNED = 0.1, np.radians(12.0)
"""Sweeps of one place, over their radius, and one direction are the same."""


class _Sweeps(NamedTuple):
    places: Floats
    leaf: Floats
    turn: Floats
    span: Floats
    worth: Floats

    def at(self, chosen: Flags | Ints) -> "_Sweeps":
        return _Sweeps(*(column[chosen] for column in self))


def swings_by_leaf(lines: Mask) -> Swings:
    """Of thin lines; the same swing may come several times over."""
    ends = _segments(lines)
    near = wide(lines)
    tried = [_sweeps(ends, lines, near, reach, turn) for reach in REACHES for turn in (-1.0, 1.0)]
    found = _Sweeps(*(np.concatenate(columns) for columns in zip(*tried, strict=True)))
    found = found.at(_foremost(found))
    latch = found.leaf + found.turn * np.radians(found.span)
    start = np.where(found.turn > 0, found.leaf, latch)
    first, length = (np.rint(np.degrees(start) / STEP).astype(np.int64) % SAMPLES,
                     np.maximum(4, (found.span / STEP).astype(np.int64)))  # fmt: skip
    better = refitted(found.places, first, length, lines)
    moved = np.abs(better - found.places).max(1, initial=0) > 0.12 * found.places[:, 2]
    places = np.where(moved[:, None] | (found.span < 40)[:, None], found.places, better)
    return Swings(Arcs(places, start, found.span), found.leaf, latch)


def _foremost(found: _Sweeps) -> Ints:
    """The worthiest, each place and direction once."""
    order = np.argsort(-found.worth)
    size = np.rint(np.log(np.maximum(found.places[order, 2], 1)) / CELL)
    cells = np.rint(found.places[order, :2] / (CELL * np.exp(size * CELL))[:, None])
    keys = np.column_stack([cells, size, np.rint(found.leaf[order] / TURNED), found.turn[order]])
    return np.asarray(order[np.sort(np.unique(keys, axis=0, return_index=True)[1])][:MOST], np.int64)


def _segments(lines: Mask) -> Floats:
    """(n, 4) straight lines as long as leaves are, each from hinge to tip: every line both ways."""
    least = max(LEAST_RADIUS, min(lines.shape) / 110)
    detector = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD)
    found = detector.detect(np.asarray(255 - 255 * lines, np.uint8))[0]
    ends = np.zeros((0, 4)) if found is None else np.asarray(found, np.float64).reshape(-1, 4)
    length = np.hypot(ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1])
    ends = ends[(length > least) & (length < MOST_RADIUS)]
    return np.vstack([ends, ends[:, [2, 3, 0, 1]]])


def _sweeps(ends: Floats, lines: Mask, near: Mask, reach: float, turn: float) -> _Sweeps:
    """The arcs that start at the tips, turning that way, where there are such."""
    away = ends[:, 2:] - ends[:, :2]
    radius = reach * np.hypot(away[:, 0], away[:, 1])
    leaf = np.arctan2(away[:, 1], away[:, 0])
    hinge = ends[:, 2:] - reach * away
    places = np.column_stack([hinge, radius])
    angles = leaf[:, None] + turn * SWEEP
    hit = np.maximum.reduce([on_circle(places, angles, near, times) for times in (0.97, 1.0, 1.03)]) > 0
    run = _first_run(hit)
    within = np.arange(len(SWEEP)) < run[:, None]
    long = np.maximum(1, run)
    cover = (hit & within).sum(1) / long
    dirt = sum((on_circle(places, angles, lines, times) * within).sum(1) for times in ASIDE) / long / 2
    span = np.degrees(SWEEP[1] - SWEEP[0]) * (run + 0.5)
    worth = cover * (1 - dirt) * np.minimum(span, 45)
    kept = (span > LEAST_SPAN) & (span < MOST_SPAN) & (cover > LEAST_COVER) & (dirt < MOST_DIRT)
    return _Sweeps(places, leaf, np.full(len(leaf), turn), span, worth).at(kept)


def _first_run(hit: Flags) -> Floats:
    """How many samples of each row belong to the run that starts it, gaps of `GAP` bridged."""
    run, missed = np.zeros(len(hit)), np.zeros(len(hit))
    for number in range(hit.shape[1]):
        missed = np.where(hit[:, number], np.where(missed > GAP, missed, 0), missed + 1)
        run = np.where(hit[:, number] & (missed <= GAP), number + 1, run)
    return run
