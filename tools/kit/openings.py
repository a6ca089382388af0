"""Doors and windows of a sheet in sheet space, and how far their count can be relied on."""

from collections.abc import Sequence
from math import prod
from typing import Literal, NamedTuple

from tools.kit.doors import CERTAIN as CERTAIN_DOOR
from tools.kit.doors import confirmed, find_doors
from tools.kit.evidence import Box
from tools.kit.plan_ink import PlanInk
from tools.kit.vector_swings import vector_doors
from tools.kit.vectors import NONE, Linework
from tools.kit.windows import CERTAIN as CERTAIN_WINDOW
from tools.kit.windows import find_windows

OpeningKind = Literal["door", "window"]

LEAF = 0.045
"""Of a door's leaf over the picture's longer side, where no door tells it."""
SOUND = 0.9
"""The chance of an exact count from which it is given as an answer."""
CLEAR = 0.95
"""What windows are measured by, over a door's leaf: the weights of their score were found with leaves estimated so much smaller."""


class Opening(NamedTuple):
    """`parts` are a door's leaves or a window's parallel lines."""

    box: Box
    score: float
    parts: int


class OpeningSearch(NamedTuple):
    """Surest first. `chance` is that of an exact count, by the scores; `leaf` is a usual door leaf's width in mm of the sheet."""

    counted: tuple[Opening, ...]
    doubtful: tuple[Opening, ...]
    chance: float
    leaf: float

    def sound(self, rooms: int) -> bool:
        """Whether it may be given as an answer; each of `rooms` must have one, as bedrooms and bathrooms have a door."""
        return len(self.counted) >= max(1, rooms) and self.chance >= SOUND


def openings_of(plan: PlanInk, kind: OpeningKind, lines: Linework = NONE) -> OpeningSearch:
    """Windows need the doors too: their leaves give the size of things, and their sills look like windows.

    `lines` are those of a vector sheet, whose swings are read exactly."""
    drawn = vector_doors(lines, max(plan.width, plan.height))
    search = confirmed(find_doors(plan), [door.scaled(plan.scale) for door in drawn])
    leaf = search.leaf / plan.scale
    if kind == "door":
        doors = [Opening(plan.box(*door.box), door.score, door.leaves) for door in search.doors]
        return _parted(doors, CERTAIN_DOOR, leaf)
    sills = [door.box for door in search.doors if door.score >= CERTAIN_DOOR]
    windows = find_windows(plan, CLEAR * search.leaf or LEAF * max(plan.ink.shape), sills)
    return _parted([Opening(plan.box(*w.box), w.score, w.lines) for w in windows], CERTAIN_WINDOW, leaf)


def _parted(openings: Sequence[Opening], certain: float, leaf: float) -> OpeningSearch:
    counted = tuple(opening for opening in openings if opening.score >= certain)
    doubtful = tuple(opening for opening in openings if opening.score < certain)
    return OpeningSearch(counted, doubtful, chance_of(openings), leaf)


def chance_of(openings: Sequence[Opening]) -> float:
    """That none is taken or left wrongly, as far as the scores are chances of their own."""
    return prod(max(opening.score, 1 - opening.score) for opening in openings) if openings else 0.0
