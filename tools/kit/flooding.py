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
MOST_SIDE = 5000
"""Pixels per mm, and of the window at most."""
SHIFT = 6
"""Bits of a pixel's fraction: lines are drawn between pixels."""
LEAST = 0.3
"""Square metres; what is smaller is no room."""


class Region(NamedTuple):
    """`points` is the outline on the sheet; `holes` the solid shapes within that are deducted, such as columns. Areas are in
    mm² of paper. `open` tells that the flood ran off the window: the room is not closed."""

    points: tuple[Point, ...]
    gross: float
    holes: tuple[tuple[Point, ...], ...]
    perimeter: float
    open: bool = False

    @property
    def area(self) -> float:
        return self.gross - sum(area_of(hole) for hole in self.holes)


OPEN = Region((), 0.0, (), 0.0, open=True)


def flooded(seed: Point, lines: Barriers, linework: Linework, window: Box) -> Region:
    """The region around `seed` within the window; open where it reaches the window's edge."""
    fine = min(FINE, MOST_SIDE / max(window[2] - window[0], window[3] - window[1]))
    canvas = _drawn(np.concatenate([lines.walls, lines.doors]), window, fine)
    x, y = round((seed[0] - window[0]) * fine), round((seed[1] - window[1]) * fine)
    start = _free(canvas, x, y, round(1.5 * fine))
    if start is None:
        return OPEN
    mask = np.zeros((canvas.shape[0] + 2, canvas.shape[1] + 2), np.uint8)
    cv2.floodFill(canvas, mask, start, 128, flags=4)
    region = (canvas == 128).astype(np.uint8)
    if region[0].any() or region[-1].any() or region[:, 0].any() or region[:, -1].any():
        return OPEN
    return _outlined(region, window, fine, linework)


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
