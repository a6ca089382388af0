"""Hinged doors of a plan, found by their swing: a quarter arc, the open leaf at one end, the jamb at the other.

A double door is two swings whose closed leaves meet; it is one opening.
"""

from collections.abc import Iterator, Sequence
from functools import reduce
from statistics import median
from typing import NamedTuple

import cv2
import numpy as np

from tools.kit.arcs import Arcs, arcs_of
from tools.kit.door_leaves import Door, Leaves, doors_of
from tools.kit.geometry import covered
from tools.kit.leaves import swings_by_leaf
from tools.kit.plan_ink import Floats, PlanInk, massive
from tools.kit.probe import at
from tools.kit.swing_signs import Signs, prior_of, score_of, signs_of
from tools.kit.swings import swings_of

CERTAIN = 0.5
"""The score from which a swing counts."""
UNLIKELY = 0.02
ALIKE = np.log(1.33)
"""How far apart, in logarithms, leaves that vote for one usual size may be."""
MOST_SIZES = 4
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
    found = [search(reading) for reading in readings for search in (_by_arc, _by_leaf)]
    signs = _likely(reduce(Signs.joined, found))
    leaf = usual_leaf(signs, plan)
    if leaf <= 0:
        return DoorSearch((), 0.0, 0.0)
    every = _likely(reduce(Signs.joined, (_by_filter(reading, leaf) for reading in readings), signs))
    near = np.abs(np.log(every.places[:, 2] / leaf)) < 1.0
    kept, scores = _scored(every.at(np.nonzero(near)[0]), leaf, plan)
    doors = tuple(doors_of(_leaves(kept), scores))
    return DoorSearch(doors, leaf, _clearness(doors))


def confirmed(search: DoorSearch, drawn: Sequence[Door]) -> DoorSearch:
    """With what is drawn as vectors, if anything is: what the picture shows besides is in doubt at best."""
    if not drawn:
        return search
    besides = [
        door
        for door in search.doors
        if door.score >= CERTAIN and not any(covered(door.box, other.box) > 0.3 for other in drawn)
    ]
    doors = (*drawn, *(door._replace(score=min(door.score, BESIDES)) for door in besides))
    leaf = median(door.width / door.leaves for door in drawn)
    return DoorSearch(doors, leaf, _clearness(doors))


def _by_arc(plan: PlanInk) -> Signs:
    return _both_ways(plan, arcs_of(plan.thin, plan.stroke))


def _by_leaf(plan: PlanInk) -> Signs:
    swings = swings_by_leaf(plan.thin)
    return signs_of(plan, swings.arcs, swings.leaf, swings.latch)


def _by_filter(plan: PlanInk, leaf: float) -> Signs:
    swings = swings_of(plan.lines, leaf)
    return signs_of(plan, swings.arcs, swings.leaf, swings.latch)


def _likely(signs: Signs) -> Signs:
    return signs.at(np.nonzero(prior_of(signs, None) > UNLIKELY)[0])


def _scored(signs: Signs, leaf: float, plan: PlanInk) -> tuple[Signs, Floats]:
    """The foremost swings and their scores, if a usual leaf is that wide."""
    mass = massive(plan.drawn, leaf)
    kept = _foremost(signs, score_of(signs, leaf, mass), plan)
    return kept, score_of(kept, leaf, mass)


def _both_ways(plan: PlanInk, arcs: Arcs) -> Signs:
    """Each arc with its leaf at whichever of its ends looks more like it."""
    ends = arcs.start, arcs.start + np.radians(arcs.span)
    one, two = signs_of(plan, arcs, ends[0], ends[1]), signs_of(plan, arcs, ends[1], ends[0])
    return one.where(prior_of(one, None) >= prior_of(two, None), two)


def _leaves(signs: Signs) -> Leaves:
    return Leaves(signs.places, signs.start, signs.span, signs.leaf_angle, signs.latch)


def usual_leaf(signs: Signs, plan: PlanInk) -> float:
    """The width of leaf with which most swings look like doors, large ones before many; 0 where there are none."""
    sizes = list(_gathered(signs.places[:, 2], prior_of(signs, None)))
    best, usual = 0.0, sizes[0] if sizes else 0.0
    for leaf in sizes:
        kept, scores = _scored(signs, leaf, plan)
        sure = (np.abs(np.log(kept.places[:, 2] / leaf)) < ALIKE) & (scores > CERTAIN)
        total = float((scores[sure] * kept.places[sure, 2] ** 2).sum())
        if total > best:
            best, usual = total, float(np.median(kept.places[sure, 2]))
    return usual


def _gathered(radii: Floats, weights: Floats) -> Iterator[float]:
    """The sizes about which most weight of likely swings gathers, the weightiest first; none within another's reach."""
    weights = weights**2 * radii
    for _ in range(MOST_SIZES):
        alike = np.abs(np.log(radii[:, None] / radii[None])) < ALIKE
        sums = alike @ weights
        if not len(sums) or sums.max() <= 0:
            return
        chosen = alike[int(np.argmax(sums))]
        yield float(np.exp((np.log(radii[chosen]) * weights[chosen]).sum() / weights[chosen].sum()))
        weights = np.where(chosen, 0.0, weights)


def _foremost(signs: Signs, prior: Floats, plan: PlanInk) -> Signs:
    """Without the less likely ones of swings that share an arc."""
    taken = np.zeros_like(plan.ink)
    kept: list[int] = []
    for number in np.argsort(-prior):
        if prior[number] < UNLIKELY or len(kept) == MOST_SWINGS:
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
