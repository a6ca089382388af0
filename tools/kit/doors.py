"""Hinged doors of a plan, found by their swing: a quarter arc, the open leaf at one end, the jamb at the other."""

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

import cv2
import numpy as np

from tools.kit.arcs import Arcs, arcs_of
from tools.kit.door_leaves import Door, Leaves, doors_of
from tools.kit.plan_ink import Floats, PlanInk, massive
from tools.kit.probe import at
from tools.kit.swing_signs import Signs, prior_of, score_of, signs_of
from tools.kit.swings import swings_of

CERTAIN = 0.5
"""The score from which a swing counts."""
LIKELY_SIZES = (0.75, 1.33)
"""Leaves that vote for one usual size."""
MOST_SWINGS = 140
BESIDES = 0.45
"""The most that a swing scores which no vectors confirm, on a sheet whose other swings are vectors."""


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
    leaves = Leaves(kept.places, kept.start, kept.span, kept.leaf_angle, kept.latch)
    doors = tuple(doors_of(leaves, scores))
    return DoorSearch(doors, leaf, _clearness(doors))


def confirmed(search: DoorSearch, drawn: Sequence[Door]) -> DoorSearch:
    """With what is drawn as vectors, if anything is: what the picture shows besides is in doubt at best."""
    if not drawn:
        return search
    besides = [door for door in search.doors if door.score >= CERTAIN and not any(_overlap(door, d) for d in drawn)]
    doors = (*drawn, *(door._replace(score=min(door.score, BESIDES)) for door in besides))
    leaf = median(door.width / door.leaves for door in drawn)
    return DoorSearch(doors, leaf, _clearness(doors))


def _overlap(one: Door, other: Door) -> bool:
    (a0, b0, a1, b1), (c0, d0, c1, d1) = one.box, other.box
    shared = max(0.0, min(a1, c1) - max(a0, c0)) * max(0.0, min(b1, d1) - max(b0, d0))
    return shared > 0.3 * min((a1 - a0) * (b1 - b0), (c1 - c0) * (d1 - d0))


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


def _clearness(doors: tuple[Door, ...]) -> float:
    """How far the sure and the doubtful ones lie apart: 1 where no score stands in between."""
    sure = sum(door.score for door in doors if door.score >= CERTAIN)
    doubt = sum(min(door.score, 1 - door.score) for door in doors)
    return sure / (sure + 2 * doubt) if sure else 0.0
