"""The room around a point: its outline by flooding the paper up to the lines that bound it."""

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.kit.barriers import Barriers
from tools.kit.evidence import Box
from tools.kit.polygons import Point, area_of, holds, length_of
from tools.kit.vectors import Floats, Linework

FINE = 10.0
MOST_SIDE, COARSE_SIDE = 5000, 2600
"""Pixels per mm, and of the window at most."""
SHIFT = 6
"""Bits of a pixel's fraction: lines are drawn between pixels."""
TINY, SLIM, THICKEST, LONG = 60_000.0, 260.0, 450.0, 1.6
"""Square millimetres of a cell of wall hatch; millimetres of any wall, and of a thick one, which is longer than thick."""
Mask = NDArray[np.uint8]


class Region(NamedTuple):
    """`points` is the outline on the sheet; `holes` the solid shapes within that are deducted, such as columns. Areas are in
    mm² of paper. `open` tells that the flood ran off the window: the room is not closed."""

    points: tuple[Point, ...]
    gross: float
    holes: tuple[tuple[Point, ...], ...]
    perimeter: float
    open: bool = False
    doubtful: float = 0.0
    """Share of the outline behind which lies neither wall, nor another named room, nor the outside: furniture, fixtures."""
    walled: float = 0.0
    """Share of the outline behind which lies the inside of a wall: all of it, or none where walls are single lines."""

    @property
    def area(self) -> float:
        return self.gross - sum(area_of(hole) for hole in self.holes)


OPEN = Region((), 0.0, (), 0.0, open=True)


def reached(seed: Point, lines: Barriers, window: Box) -> Box | None:
    """The box that a flood from there fills, seen coarsely; None where it runs off the window."""
    fine = COARSE_SIDE / max(window[2] - window[0], window[3] - window[1])
    canvas = _drawn(np.concatenate([lines.walls, lines.doors]), window, fine)
    start = _free(canvas, round((seed[0] - window[0]) * fine), round((seed[1] - window[1]) * fine), round(1.5 * fine))
    if start is None:
        return None
    mask = np.zeros((canvas.shape[0] + 2, canvas.shape[1] + 2), np.uint8)
    _, _, _, (x, y, width, height) = cv2.floodFill(canvas, mask, start, 128, flags=4)
    if x <= 0 or y <= 0 or x + width >= canvas.shape[1] or y + height >= canvas.shape[0]:
        return None
    return window[0] + x / fine, window[1] + y / fine, window[0] + (x + width) / fine, window[1] + (y + height) / fine


def flooded(
    seed: Point, lines: Barriers, linework: Linework, window: Box, ratio: float = 1.0, names: Sequence[Point] = ()
) -> Region:
    """The region around `seed` within the window; open where it reaches the window's edge. `ratio` is real length per paper
    length, `names` are the places of the names of rooms: both tell what lies behind the outline."""
    fine = min(FINE, MOST_SIDE / max(window[2] - window[0], window[3] - window[1]))
    canvas = _drawn(np.concatenate([lines.walls, lines.doors]), window, fine)
    x, y = round((seed[0] - window[0]) * fine), round((seed[1] - window[1]) * fine)
    start = _free(canvas, x, y, round(1.5 * fine))
    if start is None:
        return OPEN
    free = (canvas == 0).astype(np.uint8)
    mask = np.zeros((canvas.shape[0] + 2, canvas.shape[1] + 2), np.uint8)
    cv2.floodFill(canvas, mask, start, 128, flags=4)
    region = (canvas == 128).astype(np.uint8)
    if region[0].any() or region[-1].any() or region[:, 0].any() or region[:, -1].any():
        return OPEN
    found = _outlined(region, window, fine, linework)
    places = [(round((x - window[0]) * fine), round((y - window[1]) * fine)) for x, y in names]
    return found if found.open else _judged(found, _behind(region, free, fine / ratio, places))


def _judged(found: Region, shares: tuple[float, float]) -> Region:
    return found._replace(doubtful=shares[0], walled=shares[1])


def _behind(region: Mask, free: Mask, fine: float, names: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """The doubtful and the walled share: what lies behind the outline, some 40 mm behind its lines. `fine` is pixels per real mm."""
    reach = max(round(40 * fine), 3)
    filled = cv2.morphologyEx(region, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    contours, _ = cv2.findContours(filled, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(filled, contours, -1, 1, cv2.FILLED)
    ring = cv2.dilate(filled, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) & free & (1 - filled)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(free, connectivity=4)
    named = {int(labels[y, x]) for x, y in names if 0 <= y < labels.shape[0] and 0 <= x < labels.shape[1]}
    shares = {"doubtful": 0, "walled": 0, "other": 0}
    numbers, counts = np.unique(labels[ring > 0], return_counts=True)
    for n, count in zip(numbers.tolist(), counts.tolist(), strict=True):
        kind = (
            "other"
            if n in named or _is_outside(labels, stats, n)
            else "walled"
            if _is_wall(labels, stats, n, fine)
            else "doubtful"
        )
        shares[kind] += count
    total = max(sum(shares.values()), 1)
    return shares["doubtful"] / total, shares["walled"] / total


def _is_outside(labels: NDArray[np.int32], stats: NDArray[np.int32], n: int) -> bool:
    """Whether it reaches the edge of the window."""
    x, y, width, height = (int(v) for v in stats[n, :4])
    return x == 0 or y == 0 or x + width == labels.shape[1] or y + height == labels.shape[0]


def _is_wall(labels: NDArray[np.int32], stats: NDArray[np.int32], n: int, fine: float) -> bool:
    """The inside of a wall is long and thin, or a tiny cell of its hatch."""
    x, y, width, height, area = (int(v) for v in stats[n, :5])
    if area < TINY * fine**2:
        return True
    part = np.pad((labels[y : y + height, x : x + width] == n).astype(np.uint8), 1)
    thick = 2 * float(cv2.distanceTransform(part, cv2.DIST_L2, 3).max())
    return bool(thick <= SLIM * fine or (thick <= THICKEST * fine and area >= LONG * thick**2))


def _drawn(lines: Floats, window: Box, fine: float) -> NDArray[np.uint8]:
    width, height = (round((window[i + 2] - window[i]) * fine) for i in (0, 1))
    canvas = np.zeros((height, width), np.uint8)
    shifted = (lines.reshape(-1, 2) - np.array(window[:2])) * fine * (1 << SHIFT)
    ends = np.clip(np.rint(shifted), -(2**30), 2**30).astype(np.int32).reshape(-1, 2, 2)
    cv2.polylines(canvas, list(ends), False, 255, 1, cv2.LINE_8, SHIFT)
    return canvas


def _free(canvas: NDArray[np.uint8], x: int, y: int, reach: int) -> tuple[int, int] | None:
    """The pixel itself, or the nearest one without a line."""
    height, width = canvas.shape
    if not (0 <= x < width and 0 <= y < height):
        return None
    x0, y0 = max(x - reach, 0), max(y - reach, 0)
    rows, columns = np.nonzero(canvas[y0 : y + reach + 1, x0 : x + reach + 1] == 0)
    if not len(rows):
        return None
    nearest = int(np.argmin((rows + y0 - y) ** 2 + (columns + x0 - x) ** 2))
    return int(columns[nearest] + x0), int(rows[nearest] + y0)


def _outlined(region: NDArray[np.uint8], window: Box, fine: float, linework: Linework) -> Region:
    """The outer contour, whatever stands within, half a pixel wider: the flood ends beside the lines."""
    grown = cv2.morphologyEx(region, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    contours, _ = cv2.findContours(grown, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    contour = max(contours, key=cv2.contourArea)
    simple = cv2.approxPolyDP(contour, 1.2, True).reshape(-1, 2)
    if len(simple) < 3:
        return OPEN
    points = [(float(x) / fine + window[0] + 0.5 / fine * 0, float(y) / fine + window[1]) for x, y in simple]
    perimeter = length_of(points, closed=True)
    gross = float(cv2.contourArea(contour)) / fine**2 + perimeter / fine
    holes = tuple(hole for hole in solids(linework) if len(hole) > 2 and all(holds(points, corner) for corner in hole))
    return Region(tuple(points), gross, holes, perimeter + 8 / fine)


def solids(linework: Linework) -> Sequence[tuple[Point, ...]]:
    """Closed filled shapes of straight sides: columns, piers."""
    sides = linework.segments[linework.solid] if len(linework.solid) == len(linework.segments) else np.zeros((0, 4))
    shapes: list[tuple[Point, ...]] = []
    run: list[Point] = []
    for x0, y0, x1, y1 in sides.tolist():
        if run and abs(run[-1][0] - x0) + abs(run[-1][1] - y0) > 1e-3:
            run = []
        run = run or [(x0, y0)]
        run.append((x1, y1))
        if len(run) > 3 and abs(run[0][0] - x1) + abs(run[0][1] - y1) < 1e-3:
            shapes.append(tuple(run[:-1]))
            run = []
    return shapes
