"""Windows of a plan: bands across a wall's thickness of two to six parallel lines between two jambs, in an outer wall."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import cv2
import numpy as np

from tools.kit.plan_ink import Floats, Mask, PlanInk, disc, massive

PixelBox = tuple[float, float, float, float]

SHORTEST, LONGEST = 0.35, 6.0
"""Of a window along its wall, over the width of a door's leaf."""
THINNEST, THICKEST = 0.04, 0.9
"""Of a window across its wall, likewise."""
APART = 0.5
"""Between the lines of one window, likewise: a wider gap parts two things."""
SPANNED = 0.85
"""Share of a line's columns that has to be inked."""
MULLION = 0.12
"""Panes no further apart than this, over a leaf, are one window."""
BEYOND = (0.06, 0.3)
"""Where the wall goes on past a jamb, likewise."""
SHORTEST_WALL = 1.2
"""Likewise."""
FILLED, SOLID, WALL_PIECE = 0.6, 0.93, 0.15
LEAST_CHANGE = 0.1
"""In the share of ink, between a window and the wall beside it."""
CLOSED = 1.0
"""Gaps up to twice as wide, likewise, do not let the outdoors in."""
OUTER = 0.6
"""How far from the building's outline a window lies, likewise."""
CERTAIN, POSSIBLE = 0.5, 0.25


class Window(NamedTuple):
    """In pixels. `lines` counts the parallel lines."""

    box: PixelBox
    score: float
    lines: int


class _Band(NamedTuple):
    x0: int
    x1: int
    y0: int
    y1: int
    lines: int
    score: float


def find_windows(plan: PlanInk, leaf: float, doors: Sequence[PixelBox] = ()) -> list[Window]:
    """Level and upright windows, the best first. `leaf`: pixels of a usual door leaf. `doors` are left out."""
    mass = massive(plan.drawn, leaf)
    rim = outline_of(mass, leaf)
    found = [
        Window(box, band.score, band.lines)
        for upright in (False, True)
        for band in _merged(list(_bands(_Turned.of(plan, mass, rim, upright), leaf)), leaf)
        for box in [_turned_back(band, upright)]
        if not any(_covers(door, box) for door in doors)
    ]
    return _distinct(sorted(found, key=lambda window: -window.score))


def outline_of(mass: Mask, leaf: float) -> Mask:
    """What lies outdoors, and a broad band of the walls along it. Gaps wider than two leaves let the outdoors in."""
    shrink = max(1.0, leaf / 12)
    small = cv2.resize(mass, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
    edge = round(3 * CLOSED * leaf / shrink)
    walls = np.pad(_walls((small > 0).astype(np.uint8), leaf / shrink), edge)
    closed = cv2.morphologyEx(walls, cv2.MORPH_CLOSE, disc(CLOSED * leaf / shrink))
    regions = cv2.connectedComponents((1 - closed).astype(np.uint8), connectivity=4)[1]
    outdoors = np.asarray((regions == regions[0, 0]) & (closed == 0), np.uint8)
    rim = cv2.dilate(outdoors, disc(OUTER * leaf / shrink))[edge:-edge, edge:-edge]
    return np.asarray(cv2.resize(rim, mass.shape[::-1], interpolation=cv2.INTER_NEAREST), np.uint8)


def _walls(mass: Mask, leaf: float) -> Mask:
    """Without what is too short for a wall: texts, columns, furniture."""
    labels, stats = cv2.connectedComponentsWithStats(mass, connectivity=8)[1:3]
    long = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) > SHORTEST_WALL * leaf
    long[0] = False
    return np.asarray(long[labels], np.uint8)


class _Turned(NamedTuple):
    """The masks, with upright walls laid level, as integral images of the parts that are summed over."""

    lines: Mask
    ink: Floats
    thick: Floats
    mass: Floats
    rim: Floats
    fill: Floats
    stroke: float

    @classmethod
    def of(cls, plan: PlanInk, mass: Mask, rim: Mask, upright: bool) -> "_Turned":
        sharp = plan.sharp()
        masks = [
            np.ascontiguousarray(m.T if upright else m)
            for m in (sharp.lines, sharp.drawn, sharp.thick, mass, rim, plan.drawn)
        ]
        sums = [cv2.integral(m).astype(np.float64) for m in masks[1:]]
        return cls(masks[0], sums[0], sums[1], sums[2], sums[3], sums[4], plan.stroke)


def _share(sums: Floats, x0: float, x1: float, y0: float, y1: float) -> float:
    """The mean over [x0, x1) × [y0, y1), what lies off the picture left out."""
    height, width = sums.shape[0] - 1, sums.shape[1] - 1
    a, b = (min(max(round(x), 0), width) for x in (x0, x1))
    c, d = (min(max(round(y), 0), height) for y in (y0, y1))
    if a >= b or c >= d:
        return 0.0
    return float((sums[d, b] - sums[c, b] - sums[d, a] + sums[c, a]) / ((b - a) * (d - c)))


def _bands(masks: _Turned, leaf: float) -> Iterator[_Band]:
    seen = set[tuple[int, int, int]]()
    for x0, x1, y in _segments(masks.lines, leaf):
        lines = _parallel(masks, x0, x1, y, leaf)
        if len(lines) < 2:
            continue
        top, bottom = lines[0][0], lines[-1][1]
        key = (round(x0 / 4), round(x1 / 4), round(top / 4))
        if key not in seen and THINNEST * leaf <= bottom - top <= THICKEST * leaf and x1 - x0 > 1.3 * (bottom - top):
            seen.add(key)
            score = _score(masks, x0, x1, top, bottom, len(lines), leaf)
            if score > 0.1:
                yield _Band(x0, x1, top, bottom, len(lines), score)


def _segments(lines: Mask, leaf: float) -> Iterator[tuple[int, int, int]]:
    """(x0, x1, y) of the level lines of a window's length."""
    length = max(5, round(SHORTEST * leaf))
    level = cv2.morphologyEx(lines, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    stats = cv2.connectedComponentsWithStats(level, connectivity=8)[2]
    for x, y, width, height, _ in stats[1:]:
        if width <= LONGEST * leaf and height <= max(6, 0.12 * leaf):
            yield int(x), int(x + width), int(y + height / 2)


def _parallel(masks: _Turned, x0: int, x1: int, y: int, leaf: float) -> list[tuple[int, int]]:
    """(top, bottom) of the lines about a level one that span the same columns and lie close together."""
    reach, inset = round(THICKEST * leaf), max(1, round(0.06 * (x1 - x0)))
    top, bottom = max(0, y - reach), min(masks.ink.shape[0] - 1, y + reach)
    sums = masks.ink
    rows = sums[top : bottom + 1, x1 - inset] - sums[top : bottom + 1, x0 + inset]
    share = np.diff(rows) / max(1, x1 - x0 - 2 * inset)
    inked = np.concatenate([[False], share >= SPANNED, [False]])
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


def _score(masks: _Turned, x0: int, x1: int, top: int, bottom: int, lines: int, leaf: float) -> float:
    """Jambs at both ends, wall beyond them, no solid wall between, on the outline; more than two lines are surer."""
    jambs = min(_jamb(masks, x, top, bottom) for x in (x0, x1))
    near, far = BEYOND[0] * leaf, BEYOND[1] * leaf
    left = _share(masks.mass, x0 - far, x0 - near, top, bottom)
    right = _share(masks.mass, x1 + near, x1 + far, top, bottom)
    solid = _share(masks.thick, x0 + 2, x1 - 2, top, bottom)
    outer = _share(masks.rim, x0, x1, top, bottom)
    sure = {2: 0.75, 3: 1.0, 4: 1.0, 5: 1.0, 6: 0.95, 7: 0.9}.get(lines, 0.4)
    walls = min(left, right) * 0.8 + 0.2 * max(left, right)
    return (
        (0.45 + 0.55 * jambs)
        * walls
        * _changes(masks, x0, x1, top, bottom, lines, leaf)
        * max(0.0, 1 - 3 * solid)
        * (0.15 + 0.85 * outer)
        * sure
    )


def _changes(masks: _Turned, x0: int, x1: int, top: int, bottom: int, lines: int, leaf: float) -> float:
    """Whether the wall looks otherwise beyond the jambs: else two lines are but a piece of a hollow wall.

    What is filled more than its surroundings is the piece of wall between two windows.
    """
    near, far = BEYOND[0] * leaf, BEYOND[1] * leaf
    within = _share(masks.ink, x0 + near, x1 - near, top, bottom)
    beyond = [_share(masks.ink, *ends, top, bottom) for ends in ((x0 - far, x0 - near), (x1 + near, x1 + far))]
    fill = _share(masks.fill, x0 + near, x1 - near, top, bottom)
    around = [_share(masks.fill, *ends, top, bottom) for ends in ((x0 - far, x0 - near), (x1 + near, x1 + far))]
    if fill > SOLID or (fill > FILLED and fill > sum(around) / 2 + LEAST_CHANGE):
        return WALL_PIECE
    change = min(1.0, min(abs(share - within) for share in beyond) / LEAST_CHANGE)
    return change if lines == 2 else 0.6 + 0.4 * change


def _jamb(masks: _Turned, x: int, top: int, bottom: int) -> float:
    """The best upright line near the end, over the band's height."""
    reach = round(2 * masks.stroke + 2)
    columns = range(max(0, x - reach), x + reach + 1)
    return max((_share(masks.ink, c, c + 1, top, bottom) for c in columns), default=0.0)


def _merged(bands: list[_Band], leaf: float) -> list[_Band]:
    """Panes that stand in one row, parted by no more than a mullion, are one window; of bands over each other the best stays."""
    kept: list[_Band] = []
    for band in sorted(bands, key=lambda b: -b.score):
        if not any(_shares(band, other) for other in kept):
            kept.append(band)
    rows: list[_Band] = []
    for band in sorted(kept, key=lambda b: (b.x0, b.y0)):
        before = next((r for r in rows if _goes_on(r, band, leaf)), None)
        if before is None:
            rows.append(band)
        else:
            rows[rows.index(before)] = _Band(
                min(before.x0, band.x0), max(before.x1, band.x1), min(before.y0, band.y0), max(before.y1, band.y1),
                max(before.lines, band.lines), max(before.score, band.score),
            )  # fmt: skip
    return rows


def _shares(one: _Band, two: _Band) -> bool:
    across = min(one.x1, two.x1) - max(one.x0, two.x0)
    down = min(one.y1, two.y1) - max(one.y0, two.y0)
    smaller = min((b.x1 - b.x0) * (b.y1 - b.y0) for b in (one, two))
    return across > 0 and down > 0 and across * down > 0.3 * smaller


def _goes_on(before: _Band, band: _Band, leaf: float) -> bool:
    if min(before.lines, band.lines) == 2 != max(before.lines, band.lines):
        return False
    level = min(before.y1, band.y1) - max(before.y0, band.y0) > 0.5 * min(before.y1 - before.y0, band.y1 - band.y0)
    return level and -0.2 * leaf <= band.x0 - before.x1 <= MULLION * leaf


def _turned_back(band: _Band, upright: bool) -> PixelBox:
    return (band.y0, band.x0, band.y1, band.x1) if upright else (band.x0, band.y0, band.x1, band.y1)


def _covers(door: PixelBox, window: PixelBox) -> bool:
    """Whether the door's box, with its sill, takes up most of the window along one side."""
    grow = 0.15 * max(door[2] - door[0], door[3] - door[1])
    across = min(door[2] + grow, window[2]) - max(door[0] - grow, window[0])
    down = min(door[3] + grow, window[3]) - max(door[1] - grow, window[1])
    area = (window[2] - window[0]) * (window[3] - window[1])
    return across > 0 and down > 0 and across * down > 0.6 * area


def _distinct(windows: list[Window]) -> list[Window]:
    kept: list[Window] = []
    for window in windows:
        if window.score >= POSSIBLE / 2 and not any(_covers(other.box, window.box) for other in kept):
            kept.append(window)
    return kept
