"""From swings to doors: leaves that close one opening are one door.

A double door's leaves meet in the middle of their opening; in a thick wall two leaves may close one opening from its two sides.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tools.kit.evidence import Box
from tools.kit.geometry import covered
from tools.kit.plan_ink import Floats

POSSIBLE = 0.25
"""The score from which a swing is a door, counted or withheld."""
MEETING = 0.35
"""How far apart the tips of a double door's closed leaves may be, over the larger leaf."""
OVER = 0.3
"""The share of the smaller swing's box that may lie over another's."""
DEEP = 0.75
"""How deep a wall may be between two leaves that close one opening, over the leaf."""


class Leaves(NamedTuple):
    """Swings, in columns, in pixels or millimetres. `places` is (n, 3): hinge and width; `start` and `span` (degrees) are of the arc;
    `leaf` and `latch` are the angles of the open and of the closed leaf."""

    places: Floats
    start: Floats
    span: Floats
    leaf: Floats
    latch: Floats


class Door(NamedTuple):
    """One opening: its box, its score, and how many leaves it has."""

    box: Box
    score: float
    leaves: int
    width: float

    def scaled(self, factor: float) -> "Door":
        x0, y0, x1, y1 = (edge * factor for edge in self.box)
        return self._replace(box=(x0, y0, x1, y1), width=self.width * factor)


def doors_of(leaves: Leaves, scores: Floats) -> list[Door]:
    """The best first."""
    order = _apart(leaves, [int(n) for n in np.argsort(-scores, kind="stable") if scores[n] >= POSSIBLE])
    doors, used = [], set[int]()
    for number in order:
        if number not in used:
            other = next((o for o in order if o not in used and o != number and _one_opening(leaves, number, o)), None)
            pair = [number] if other is None else [number, other]
            used.update(pair)
            boxes = np.array([_box(leaves, n) for n in pair])
            box = (*boxes[:, :2].min(0), *boxes[:, 2:].max(0))
            doors.append(Door(box, float(scores[number]), len(pair), float(leaves.places[pair, 2].sum())))
    return doors


def _apart(leaves: Leaves, order: Sequence[int]) -> list[int]:
    """Without the worse of two swings that lie over each other: no two leaves turn in one place."""
    kept: list[int] = []
    for number in order:
        if not any(covered(_box(leaves, number), _box(leaves, other)) > OVER for other in kept):
            kept.append(number)
    return kept


def _one_opening(leaves: Leaves, one: int, two: int) -> bool:
    alike = 0.6 < leaves.places[one, 2] / leaves.places[two, 2] < 1.7
    return alike and (_meet(leaves, one, two) or _opposite(leaves, one, two))


def _meet(leaves: Leaves, one: int, two: int) -> bool:
    pair = [one, two]
    tips = leaves.places[pair, :2] + leaves.places[pair, 2:] * _towards(leaves.latch[pair])
    facing = np.cos(leaves.latch[one] - leaves.latch[two]) < -0.8
    return bool(facing and np.hypot(*(tips[0] - tips[1])) < MEETING * leaves.places[pair, 2].max())


def _opposite(leaves: Leaves, one: int, two: int) -> bool:
    """Whether two leaves close one opening from its two sides."""
    pair = [one, two]
    width = leaves.places[pair, 2].max()
    along = _towards(leaves.latch[[one]])[0]
    across = np.array([-along[1], along[0]])
    middles = leaves.places[pair, :2] + 0.5 * leaves.places[pair, 2:] * _towards(leaves.latch[pair])
    apart = middles[1] - middles[0]
    outwards = (_towards(leaves.leaf[pair]) @ across) * np.sign(apart @ across) * np.array([-1, 1])
    parallel = abs(np.cos(leaves.latch[one] - leaves.latch[two])) > 0.95
    near = abs(apart @ along) < 0.2 * width and abs(apart @ across) < DEEP * width
    return bool(parallel and near and outwards.min() > 0.3)


def _towards(angles: Floats) -> Floats:
    return np.column_stack([np.cos(angles), np.sin(angles)])


def _box(leaves: Leaves, number: int) -> Box:
    x, y, radius = leaves.places[number]
    angle = leaves.start[number] + np.radians(np.linspace(0, leaves.span[number], 9))
    xs, ys = np.append(x + radius * np.cos(angle), x), np.append(y + radius * np.sin(angle), y)
    return float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max())
