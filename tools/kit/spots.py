"""Doors and windows that the network spots in a plan, at the scale at which it knows most of them."""

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np

from tools.kit import opening_net
from tools.kit.geometry import covered
from tools.kit.opening_net import CELL, LEAF, Maps, maps_of, mean_of
from tools.kit.plan_ink import Floats, PlanInk, Single

PixelBox = tuple[float, float, float, float]

SMALLEST, LARGEST, LADDER = 0.011, 0.16, 1.4
"""Leaves that are looked for, over the picture's longer side, and the step from one to the next."""
LEAST = 0.05
"""Fainter spots are none."""
CLEAR = 0.4
"""Spots from here on tell the scale."""
SQUARE = 1.6
"""Sides of a single door's box differ less."""
ZOOMS = 1.0, 0.8
"""Leaves over the usual one at which the plan is looked at: the second look is the closer one."""
USUAL = 0.045
"""A leaf over the picture's longer side, where the network knows none."""
SHARED = 0.35
"""Of two spots that share so much of the smaller, the fainter is none."""
MOST_PIXELS, MOST_LOOKED_AT = 2.5e6, 6e6
"""A smaller leaf would need a larger picture than that: too small for a plan, and dear in memory. A closer look may take more."""


class Spot(NamedTuple):
    box: PixelBox
    score: float


class Spots(NamedTuple):
    """In pixels of the plan, the surest first. `leaf` is a usual door leaf's width, 0 where it could not be told."""

    doors: tuple[Spot, ...]
    windows: tuple[Spot, ...]
    leaf: float


def spots_of(plan: PlanInk) -> Spots:
    dark = plan.blackness
    leaf = _guessed(dark) or USUAL * max(dark.shape)
    zooms = [zoom for zoom in ZOOMS if _pixels(dark, zoom * leaf) < MOST_LOOKED_AT] or [max(ZOOMS)]
    looks = [_look(dark, zoom * leaf, opening_net.TURNS) for zoom in zooms]
    rows, columns = looks[-1].heat.shape[1:]
    close = [_spread(maps, rows, columns, zoom / zooms[-1]) for maps, zoom in zip(looks, zooms, strict=True)]
    doors, windows = (_peaks(mean_of(close), kind, CELL * leaf * zooms[-1] / LEAF) for kind in range(opening_net.KINDS))
    return Spots(doors, windows, leaf if doors or windows else 0.0)


def _pixels(dark: Single, leaf: float) -> float:
    """Of the picture in which such a leaf has its size."""
    return float(dark.size * (LEAF / leaf) ** 2)


def _spread(maps: Maps, rows: int, columns: int, finer: float) -> Maps:
    """On a grid whose cells are so many times finer."""
    heat, sizes = (
        np.array([cv2.resize(layer, (columns, rows), interpolation=cv2.INTER_LINEAR) for layer in layers])
        for layers in (maps.heat, maps.sizes.reshape(-1, *maps.heat.shape[1:]))
    )
    return Maps(heat, finer * sizes.reshape(opening_net.KINDS, 2, rows, columns))


def _guessed(dark: Single) -> float:
    """The width of leaf at which the network is surest of most doors that are about that wide."""
    side = max(dark.shape)
    sizes = SMALLEST * side * LADDER ** np.arange(np.ceil(np.log(LARGEST / SMALLEST) / np.log(LADDER)) + 1)
    best, leaf = 0.0, 0.0
    for size in sizes.tolist():
        if _pixels(dark, size) > MOST_PIXELS:
            continue
        maps = _look(dark, size, opening_net.TURNS[:1])
        doors, windows = (_peaks(maps, kind, CELL * size / LEAF) for kind in range(opening_net.KINDS))
        widths = _leaves(doors)
        alike = [(d.score, w) for d, w in widths if abs(np.log(w / size)) < np.log(1.45)]
        total = sum(score for score, _ in alike) + 0.3 * sum(w.score for w in windows if w.score >= CLEAR)
        if alike and total > best:
            best, leaf = total, float(np.median([w for _, w in alike]))
    return leaf


def _leaves(doors: Sequence[Spot]) -> list[tuple[Spot, float]]:
    """The clear single doors with the width of their leaf."""
    sides = [(door, sorted((door.box[2] - door.box[0], door.box[3] - door.box[1]))) for door in doors]
    return [(door, short) for door, (short, long) in sides if door.score >= CLEAR and long < SQUARE * short]


def _look(dark: Single, leaf: float, turns: tuple[opening_net.Turn, ...]) -> Maps:
    scale = LEAF / leaf
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return maps_of(np.asarray(cv2.resize(dark, None, fx=scale, fy=scale, interpolation=how), np.float32), turns)


def _peaks(maps: Maps, kind: int, cell: float) -> tuple[Spot, ...]:
    heat: Floats = maps.heat[kind]
    top = heat >= cv2.dilate(heat, np.ones((3, 3), np.uint8)) - 1e-9
    rows, columns = np.nonzero(top & (heat > LEAST))
    spots = [_spot(maps, kind, row, column, cell) for row, column in zip(rows.tolist(), columns.tolist(), strict=True)]
    return distinct(sorted(spots, key=lambda spot: -spot.score))


def _spot(maps: Maps, kind: int, row: int, column: int, cell: float) -> Spot:
    """The middle is where the heat about the peak has its own."""
    near = maps.heat[kind, max(0, row - 1) : row + 2, max(0, column - 1) : column + 2] ** 2
    rows, columns = np.indices(near.shape)
    first = max(0, row - 1) + 0.5, max(0, column - 1) + 0.5
    y, x = (
        (least + float((near * n).sum() / near.sum())) * cell for least, n in zip(first, (rows, columns), strict=True)
    )
    half = maps.sizes[kind, :, row, column] * cell / 2
    return Spot((x - half[0], y - half[1], x + half[0], y + half[1]), float(maps.heat[kind, row, column]))


def distinct(spots: Sequence[Spot]) -> tuple[Spot, ...]:
    """Of those that share a place the first."""
    kept: list[Spot] = []
    for spot in spots:
        if not any(covered(spot.box, other.box) > SHARED for other in kept):
            kept.append(spot)
    return tuple(kept)
