"""Where windows may be: bands along a wall between two ends, by parallel lines that span them or by gaps in a solid wall."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.kit.plan_ink import Floats, Mask, PlanInk, Single

SHORTEST, LONGEST = 0.35, 6.0
"""Of a window along its wall, over the width of a door's leaf."""
THINNEST, THICKEST = 0.04, 0.9
"""Of a window across its wall, likewise."""
APART = 0.5
"""Between the lines of one window, likewise: a wider gap parts two things."""
SPANNED = 0.85
"""Share of a line's columns that has to be inked."""
LEAST_GAP, WALL, PIECE, SEEN_WALL = 0.3, 0.2, 0.06, 0.6
"""Of a gap in a solid wall, of the wall that begins it and of the piece that ends it, likewise; the share of ink that is wall."""
MULLION, OVERLAP = 0.15, 0.1
"""How far apart, likewise, two panes of one window may be, and how far over each other."""
SLENDER = 1.1


class Band(NamedTuple):
    """In pixels, x along the wall. `kind`: 0 by parallel lines, 1 by a gap in a solid wall, 2 of two panes."""

    x0: int
    x1: int
    y0: int
    y1: int
    kind: int


Sums = NDArray[np.int32]
"""Whole numbers are exact, and half as large as floats."""


class Turned(NamedTuple):
    """The masks, with upright walls laid level, as integral images of the parts that are summed over.

    `dark` is how dark the paper is there, from 0 to 1, `change` how much that changes along the wall."""

    lines: Mask
    solid: Mask
    ink: Sums
    thick: Sums
    poche: Sums
    mass: Sums
    rim: Sums
    outdoors: Sums
    fill: Sums
    text: Sums
    doors: Sums
    dark: Floats
    change: Floats
    stroke: float


def turned(plan: PlanInk, mass: Mask, outdoors: Mask, rim: Mask, doors: Mask, dark: Single, upright: bool) -> Turned:
    sharp, solid = plan.sharp(), np.asarray(plan.thick & (1 - plan.text), np.uint8)

    def laid(mask: Mask) -> Mask:
        return np.ascontiguousarray(mask.T if upright else mask)

    def summed(mask: Mask) -> Sums:
        return np.asarray(cv2.integral(laid(mask)), np.int32)

    level = np.ascontiguousarray(dark.T if upright else dark)
    change = np.abs(cv2.Sobel(level, cv2.CV_32F, 1, 0, ksize=3)) / 4
    return Turned(
        lines=laid(sharp.lines), solid=laid(solid), ink=summed(sharp.drawn), thick=summed(sharp.thick), poche=summed(solid),
        mass=summed(mass), rim=summed(rim), outdoors=summed(outdoors), fill=summed(plan.drawn), text=summed(plan.text),
        doors=summed(doors), dark=np.asarray(cv2.integral(level), np.float64),
        change=np.asarray(cv2.integral(change), np.float64), stroke=plan.stroke,
    )  # fmt: skip


def share(sums: Sums | Floats, x0: float, x1: float, y0: float, y1: float) -> float:
    """The mean over [x0, x1) × [y0, y1), what lies off the picture left out."""
    height, width = sums.shape[0] - 1, sums.shape[1] - 1
    a, b = (min(max(round(x), 0), width) for x in (x0, x1))
    c, d = (min(max(round(y), 0), height) for y in (y0, y1))
    if a >= b or c >= d:
        return 0.0
    return float((sums[d, b] - sums[c, b] - sums[d, a] + sums[c, a]) / ((b - a) * (d - c)))


def bands_of(masks: Turned, leaf: float) -> list[Band]:
    """Each once, with the pairs of panes that may be one window."""
    found = [
        Band(x0, x1, lines[0][0], lines[-1][1], 0)
        for x0, x1, y in _segments(masks.lines, leaf)
        for lines in [_parallel(masks, x0, x1, y, leaf)]
        if len(lines) >= 2
    ]
    found = _once([band for band in (*found, *_gaps(masks.solid, leaf)) if _fits(band, leaf)])
    return [*found, *_once([band for band in _pairs(found, leaf) if band.x1 - band.x0 <= LONGEST * leaf])]


def _fits(band: Band, leaf: float) -> bool:
    thick = band.y1 - band.y0
    return THINNEST * leaf <= thick <= THICKEST * leaf and band.x1 - band.x0 > SLENDER * thick


def _once(bands: Sequence[Band]) -> list[Band]:
    """Without those that lie within four pixels of another."""
    seen = {tuple(round(edge / 4) for edge in band[:4]): band for band in reversed(bands)}
    return list(reversed(seen.values()))


def _segments(lines: Mask, leaf: float) -> Iterator[tuple[int, int, int]]:
    """(x0, x1, y) of the level lines of a window's length."""
    length = max(5, round(SHORTEST * leaf))
    level = cv2.morphologyEx(lines, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    stats = cv2.connectedComponentsWithStats(level, connectivity=8)[2]
    for x, y, width, height, _ in stats[1:]:
        if width <= LONGEST * leaf and height <= max(6, 0.12 * leaf):
            yield int(x), int(x + width), int(y + height / 2)


def _parallel(masks: Turned, x0: int, x1: int, y: int, leaf: float) -> list[tuple[int, int]]:
    """(top, bottom) of the lines about a level one that span the same columns and lie close together."""
    reach, inset = round(THICKEST * leaf), max(1, round(0.06 * (x1 - x0)))
    top, bottom = max(0, y - reach), min(masks.ink.shape[0] - 1, y + reach)
    rows = masks.ink[top : bottom + 1, x1 - inset] - masks.ink[top : bottom + 1, x0 + inset]
    inked = np.concatenate([[False], np.diff(rows) / max(1, x1 - x0 - 2 * inset) >= SPANNED, [False]])
    edges = np.flatnonzero(np.diff(inked.astype(np.int8)))
    runs = [(top + int(a), top + int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    thin = [run for run in runs if run[1] - run[0] <= 5 * masks.stroke + 2]
    own = next((i for i, run in enumerate(thin) if run[0] - 2 <= y <= run[1] + 2), None)
    return [] if own is None else _close_to(thin, own, APART * leaf)


def _close_to(runs: list[tuple[int, int]], own: int, gap: float) -> list[tuple[int, int]]:
    first = last = own
    while first > 0 and runs[first][0] - runs[first - 1][1] <= gap:
        first -= 1
    while last + 1 < len(runs) and runs[last + 1][0] - runs[last][1] <= gap:
        last += 1
    return runs[first : last + 1]


def _gaps(solid: Mask, leaf: float) -> Iterator[Band]:
    """From each end of a solid wall to the next piece of solid wall in its line."""
    length = max(3, int(WALL * leaf))
    level = cv2.morphologyEx(solid, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    for x, y, width, height, _ in cv2.connectedComponentsWithStats(level, connectivity=4)[2][1:]:
        if max(3, THINNEST * leaf) <= height <= THICKEST * leaf:
            far, reach = x + width, int(LONGEST * leaf)
            after = _open(solid[y : y + height, far : far + reach].mean(0), leaf)
            before = _open(solid[y : y + height, max(0, x - reach) : x].mean(0)[::-1], leaf)
            yield from [Band(int(far), int(far) + after, int(y), int(y + height), 1)] if after else []
            yield from [Band(int(x) - before, int(x), int(y), int(y + height), 1)] if before else []


def _open(along: Floats, leaf: float) -> int:
    """Pixels until the wall goes on, 0 where it does not or where the gap is too short."""
    piece = max(3, int(PIECE * leaf))
    if len(along) <= piece:
        return 0
    solid = np.convolve(along >= SEEN_WALL, np.ones(piece), "valid") >= piece - 0.5
    gap = int(solid.argmax()) if solid.any() else 0
    return gap if gap >= LEAST_GAP * leaf else 0


def _pairs(bands: Sequence[Band], leaf: float) -> Iterator[Band]:
    panes = sorted(band for band in bands if band.kind == 0)
    for number, one in enumerate(panes):
        for two in panes[number + 1 :]:
            if two.x0 - one.x0 > LONGEST * leaf:
                break
            if -OVERLAP * leaf <= two.x0 - one.x1 <= MULLION * leaf and _level(one, two):
                yield Band(one.x0, two.x1, min(one.y0, two.y0), max(one.y1, two.y1), 2)


def _level(one: Band, two: Band) -> bool:
    shared = min(one.y1, two.y1) - max(one.y0, two.y0)
    return shared > 0.5 * min(one.y1 - one.y0, two.y1 - two.y0)
