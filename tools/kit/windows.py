"""Windows of a plan: bands in the outer walls that look like glazing rather than like the wall beside them."""

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np

from tools.kit.plan_ink import Mask, PlanInk, disc, massive
from tools.kit.window_bands import Band, Turned, bands_of, turned
from tools.kit.window_signs import scores_of, signs_of

PixelBox = tuple[float, float, float, float]

SHORTEST_WALL = 1.2
"""Over the width of a door's leaf."""
CLOSED = 1.0
"""Gaps up to twice as wide, likewise, do not let the outdoors in."""
OUTER = 0.6
"""How far from the building's outline a window lies, likewise."""
AROUND = 0.1
"""How far a door's box is grown, likewise."""
SAME, GROWN = 0.3, 0.06
"""Share of the smaller of two bands, both grown by so many leaves, from which they are one thing."""
CERTAIN, POSSIBLE = 0.4, 0.2


class Window(NamedTuple):
    """In pixels. `lines` counts the parallel lines, five for five and more."""

    box: PixelBox
    score: float
    lines: int


def find_windows(plan: PlanInk, leaf: float, doors: Sequence[PixelBox] = ()) -> list[Window]:
    """Level and upright windows, the best first. `leaf`: pixels of a usual door leaf; `doors` are boxes of sure ones."""
    mass = massive(plan.drawn, leaf)
    surroundings, swung, dark = surroundings_of(mass, leaf), _covered(plan, doors, leaf), plan.blackness
    found = [
        window
        for upright in (False, True)
        for window in _along(turned(plan, mass, *surroundings, swung, dark, upright), leaf, upright)
    ]
    return _distinct(sorted(found, key=lambda window: -window.score), leaf)


def _along(masks: Turned, leaf: float, upright: bool) -> list[Window]:
    """The windows in walls of one direction. The masks are large: those of one direction are gone before the other's."""
    bands = bands_of(masks, leaf)
    signs = [signs_of(masks, band, leaf) for band in bands]
    scores = scores_of(np.array(signs)) if signs else np.zeros(0)
    return [
        Window(_box(band, upright), float(score), int(np.argmax(sign[4:10])))
        for band, sign, score in zip(bands, signs, scores, strict=True)
        if score >= POSSIBLE
    ]


class Surroundings(NamedTuple):
    """What lies outdoors, and that with a broad band of the walls along it."""

    outdoors: Mask
    rim: Mask


def surroundings_of(mass: Mask, leaf: float) -> Surroundings:
    """Gaps in the walls wider than two leaves let the outdoors in."""
    shrink = max(1.0, leaf / 12)
    small = cv2.resize(mass, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
    edge = round(3 * CLOSED * leaf / shrink)
    walls = np.pad(_walls((small > 0).astype(np.uint8), leaf / shrink), edge)
    closed = cv2.morphologyEx(walls, cv2.MORPH_CLOSE, disc(CLOSED * leaf / shrink))
    regions = cv2.connectedComponents((1 - closed).astype(np.uint8), connectivity=4)[1]
    outdoors = np.asarray((regions == regions[0, 0]) & (closed == 0), np.uint8)
    rim = np.asarray(cv2.dilate(outdoors, disc(OUTER * leaf / shrink)), np.uint8)
    size = mass.shape[::-1]
    return Surroundings(*(
        np.asarray(cv2.resize(part[edge:-edge, edge:-edge], size, interpolation=cv2.INTER_NEAREST), np.uint8)
        for part in (outdoors, rim)
    ))  # fmt: skip


def _walls(mass: Mask, leaf: float) -> Mask:
    """Without what is too short for a wall: texts, columns, furniture."""
    labels, stats = cv2.connectedComponentsWithStats(mass, connectivity=8)[1:3]
    long = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) > SHORTEST_WALL * leaf
    long[0] = False
    return np.asarray(long[labels], np.uint8)


def _covered(plan: PlanInk, doors: Sequence[PixelBox], leaf: float) -> Mask:
    """The boxes of the doors, a little grown."""
    mask, grow = np.zeros_like(plan.ink), int(AROUND * leaf)
    for x0, y0, x1, y1 in doors:
        cv2.rectangle(mask, (int(x0) - grow, int(y0) - grow), (int(x1) + grow, int(y1) + grow), 1, -1)
    return mask


def _box(band: Band, upright: bool) -> PixelBox:
    return (band.y0, band.x0, band.y1, band.x1) if upright else (band.x0, band.y0, band.x1, band.y1)


def _distinct(windows: Sequence[Window], leaf: float) -> list[Window]:
    """Of those that share a place the best; they come best first."""
    kept: list[Window] = []
    for window in windows:
        if not any(_same(window.box, other.box, GROWN * leaf) for other in kept):
            kept.append(window)
    return kept


def _same(one: PixelBox, two: PixelBox, grow: float) -> bool:
    a, b = ((x0 - grow, y0 - grow, x1 + grow, y1 + grow) for x0, y0, x1, y1 in (one, two))
    across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (a, b))
    return across > 0 and down > 0 and across * down >= SAME * smaller
