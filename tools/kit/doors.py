"""Hinged doors of a plan, found by their swing: a quarter arc, the open leaf at one end, the jamb at the other.

A double door is two swings whose closed leaves meet; it is one opening.
"""

from typing import NamedTuple

import cv2
import numpy as np

from tools.kit.arcs import Arcs, arcs_of
from tools.kit.plan_ink import Floats, PlanInk, massive
from tools.kit.probe import at, on_rim
from tools.kit.swing_signs import Signs, prior_of, score_of, signs_of
from tools.kit.swings import swings_of

CERTAIN, POSSIBLE = 0.5, 0.25
"""Scores from which a swing counts, and from which it is withheld."""
LIKELY_SIZES = (0.75, 1.33)
"""Leaves that vote for one usual size."""
MOST_SWINGS = 140
MEETING = 0.35
"""How far apart the tips of a double door's closed leaves may be, over the larger leaf."""


class Door(NamedTuple):
    """One opening in pixels: its box, its score, and how many leaves it has."""

    box: tuple[float, float, float, float]
    score: float
    leaves: int
    width: float


class DoorSearch(NamedTuple):
    """`leaf` is the width in pixels of a usual leaf of the plan, 0 where it could not be told."""

    doors: tuple[Door, ...]
    leaf: float
    clear: float


def find_doors(plan: PlanInk) -> DoorSearch:
    readings = plan, plan.sharp()
    by_arc = [_both_ways(reading, arcs_of(reading.thin, reading.stroke)) for reading in readings]
    signs = by_arc[0].joined(by_arc[1])
    leaf = usual_leaf(signs.places[:, 2], prior_of(signs, None))
    if leaf <= 0:
        return DoorSearch((), 0.0, 0.0)
    mass = massive(plan.drawn, leaf)
    near = np.abs(np.log(signs.places[:, 2] / leaf)) < 1.0
    every = signs.at(np.nonzero(near)[0])
    for reading in readings:
        swings = swings_of(reading.lines, leaf)
        every = every.joined(signs_of(reading, swings.arcs, swings.leaf, swings.latch))
    kept = _foremost(every, prior_of(every, leaf), plan)
    scores = score_of(kept, leaf, mass)
    doors = tuple(_openings(kept, scores))
    return DoorSearch(doors, leaf, _clearness(doors))


def _both_ways(plan: PlanInk, arcs: Arcs) -> Signs:
    """Each arc with its leaf at whichever of its ends looks more like it."""
    ends = arcs.start, arcs.start + np.radians(arcs.span)
    one, two = signs_of(plan, arcs, ends[0], ends[1]), signs_of(plan, arcs, ends[1], ends[0])
    return one.where(prior_of(one, None) >= prior_of(two, None), two)


def usual_leaf(radii: Floats, weights: Floats) -> float:
    """The size that most weight of the likely swings gathers about."""
    likely = weights > 0.25 * weights.max(initial=0)
    radii, weights = radii[likely], (weights**2 * radii**2)[likely]
    best, usual = 0.0, 0.0
    for radius in radii:
        alike = (radii > radius * LIKELY_SIZES[0]) & (radii < radius * LIKELY_SIZES[1])
        if weights[alike].sum() > best:
            best = float(weights[alike].sum())
            usual = float(np.exp((np.log(radii[alike]) * weights[alike]).sum() / best))
    return usual


def _foremost(signs: Signs, prior: Floats, plan: PlanInk) -> Signs:
    """Without the less likely ones of swings that share an arc."""
    taken = np.zeros_like(plan.ink)
    kept: list[int] = []
    for number in np.argsort(-prior):
        if prior[number] < 0.02 or len(kept) == MOST_SWINGS:
            break
        angle = signs.start[number] + np.radians(np.linspace(0.08, 0.92, 20) * signs.span[number])
        x, y, radius = signs.places[number]
        rim = x + radius * np.cos(angle), y + radius * np.sin(angle)
        if at(taken, *rim).mean() <= 0.4:
            kept.append(int(number))
            cv2.polylines(taken, [np.column_stack(rim).astype(np.int32)], False, 1, max(7, int(0.12 * radius)))
    return signs.at(np.array(kept, np.int64))


def _openings(signs: Signs, scores: Floats) -> list[Door]:
    """Swings that meet are one door; the best first."""
    tips = np.column_stack(on_rim(signs.places, signs.latch))
    order = [int(n) for n in np.argsort(-scores) if scores[n] >= POSSIBLE]
    doors, used = [], set[int]()
    for number in order:
        if number not in used:
            other = next((o for o in order if o not in used and o != number and _meet(signs, tips, number, o)), None)
            pair = [number] if other is None else [number, other]
            used.update(pair)
            boxes = np.array([_box(signs, n) for n in pair])
            box = (*boxes[:, :2].min(0), *boxes[:, 2:].max(0))
            doors.append(Door(box, float(scores[number]), len(pair), float(signs.places[pair, 2].sum())))
    return doors


def _meet(signs: Signs, tips: Floats, one: int, two: int) -> bool:
    a, b = signs.places[one, 2], signs.places[two, 2]
    facing = np.cos(signs.latch[one] - signs.latch[two]) < -0.8
    return bool(facing and 0.6 < a / b < 1.7 and np.hypot(*(tips[one] - tips[two])) < MEETING * max(a, b))


def _box(signs: Signs, number: int) -> tuple[float, float, float, float]:
    x, y, radius = signs.places[number]
    angle = signs.start[number] + np.radians(np.linspace(0, signs.span[number], 9))
    xs, ys = np.append(x + radius * np.cos(angle), x), np.append(y + radius * np.sin(angle), y)
    return float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max())


def _clearness(doors: tuple[Door, ...]) -> float:
    """How far the sure and the doubtful ones lie apart: 1 where no score stands in between."""
    sure = sum(door.score for door in doors if door.score >= CERTAIN)
    doubt = sum(min(door.score, 1 - door.score) for door in doors)
    return sure / (sure + 2 * doubt) if sure else 0.0
