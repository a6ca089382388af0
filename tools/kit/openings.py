"""Doors and windows of a sheet in sheet space, and how far their count can be relied on."""

from collections.abc import Sequence
from math import prod
from typing import Literal, NamedTuple

import cv2
import numpy as np

from tools.kit.doors import CERTAIN as CERTAIN_DOOR
from tools.kit.doors import confirmed, find_doors
from tools.kit.evidence import Box
from tools.kit.judged import LIKELY, Signed, judged_doors, judged_windows
from tools.kit.plan_ink import PlanInk
from tools.kit.spots import spots_of
from tools.kit.vector_swings import vector_doors
from tools.kit.vectors import NONE, Linework
from tools.kit.windows import CERTAIN as CERTAIN_WINDOW
from tools.kit.windows import find_windows

OpeningKind = Literal["door", "window"]

LEAF = 0.045
"""Of a door's leaf over the picture's longer side, where no door tells it."""
SOUND = 0.9
"""The chance of an exact count from which it is given as an answer."""
TRACED = 0.8
"""Of the thin strokes of a sheet that lines of its file account for; where it is less, the plan is a picture on the page."""
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

    `lines` are those of a vector sheet, whose swings are read exactly; a page that shows a scan has none or few."""
    drawn = vector_doors(lines, max(plan.width, plan.height))
    picture = not drawn and is_picture(plan, lines)
    search = confirmed(find_doors(plan), [door.scaled(plan.scale) for door in drawn])
    leaf = search.leaf / plan.scale
    if kind == "door":
        doors = [Opening(door.box, door.score, door.leaves) for door in search.doors]
        return _judged(plan, kind, doors, leaf) if picture else _parted(_placed(plan, doors), CERTAIN_DOOR, leaf)
    sills = [door.box for door in search.doors if door.score >= CERTAIN_DOOR]
    found = find_windows(plan, CLEAR * search.leaf or LEAF * max(plan.ink.shape), sills)
    windows = [Opening(w.box, w.score, w.lines) for w in found]
    return _judged(plan, kind, windows, leaf) if picture else _parted(_placed(plan, windows), CERTAIN_WINDOW, leaf)


def is_picture(plan: PlanInk, lines: Linework) -> bool:
    """Whether lines of the file leave most of the strokes unexplained: a scan, with or without a frame drawn round it."""
    ink = plan.lines
    drawn = np.zeros_like(ink)
    ends = np.concatenate([lines.segments, lines.chords()]).reshape(-1, 2, 2) * plan.scale
    cv2.polylines(drawn, list(np.rint(ends).astype(np.int32)), False, 1, int(2 * plan.stroke) + 3)
    for x, y, radius in np.rint(lines.circles * plan.scale).astype(int).tolist():
        cv2.circle(drawn, (x, y), radius, 1, int(2 * plan.stroke) + 3)
    return bool((ink & drawn).sum() < TRACED * ink.sum())


def _judged(plan: PlanInk, kind: OpeningKind, signed: Sequence[Opening], leaf: float) -> OpeningSearch:
    """By the signs and the network together. On a picture the count is a proposal: of the five plans on
    which the doors were surest, and of the three surest of windows, one was wrong each."""
    judge = judged_doors if kind == "door" else judged_windows
    ruled = judge([Signed(*opening) for opening in signed], spots_of(plan))
    search = _parted(_placed(plan, [Opening(*one) for one in ruled]), LIKELY, leaf)
    return search._replace(chance=0.0)


def _placed(plan: PlanInk, openings: Sequence[Opening]) -> list[Opening]:
    """Surest first, in sheet space."""
    ranked = sorted(openings, key=lambda opening: -opening.score)
    return [opening._replace(box=plan.box(*opening.box)) for opening in ranked]


def _parted(openings: Sequence[Opening], certain: float, leaf: float) -> OpeningSearch:
    counted = tuple(opening for opening in openings if opening.score >= certain)
    doubtful = tuple(opening for opening in openings if opening.score < certain)
    return OpeningSearch(counted, doubtful, chance_of(openings), leaf)


def chance_of(openings: Sequence[Opening]) -> float:
    """That none is taken or left wrongly, as far as the scores are chances of their own."""
    return prod(max(opening.score, 1 - opening.score) for opening in openings) if openings else 0.0
