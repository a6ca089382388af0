"""Thin straight lines of a scan, traced from its pixels, with the places where something crosses them."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.kit.pages import Pixels
from tools.kit.vectors import Floats, Linework

LEAST = 5.0
"""Millimetres of the shortest line that is traced: letters are shorter."""
THICKEST = 1.0
"""Millimetres: what is thicker is a wall that is filled, whose middle is no line."""
BESIDE = 0.3
"""Millimetres beside a line where whatever crosses it shows."""
LIGHTEST = 190
"""Grey up to which a pixel may be ink."""
SLOPE = 0.02
"""Rise over run of a line that still counts as level: sheets are scanned a little askew."""

Ink = NDArray[np.uint8]


def lines_of(pixels: Pixels, fine: float) -> Linework:
    """Level and upright lines at `fine` pixels per mm; each crossing of one is a short line at right angles to it."""
    ink = ink_of(pixels)
    level = list(_level(ink, fine))
    upright = [(y0, x0, y1, x1) for x0, y0, x1, y1 in _level(np.ascontiguousarray(ink.T), fine)]
    segments = np.array([*level, *upright], float).reshape(-1, 4) / fine
    return Linework(segments, np.zeros((0, 3)))


def ink_of(pixels: Pixels) -> Ink:
    """1 where there is ink. The threshold lies between paper and ink, wherever that is on a faded sheet."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    threshold, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    paper = float(np.median(grey))
    return np.asarray(grey <= min(max(threshold, 0.6 * paper), LIGHTEST), np.uint8)


def _level(ink: Ink, fine: float) -> Iterator[tuple[float, float, float, float]]:
    length = max(round(LEAST * fine / 2), 12)
    kept = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    kept = cv2.dilate(kept, np.ones((1, 5), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(kept, connectivity=8)
    for n in range(1, count):
        x, y, width, height = (int(v) for v in stats[n, :4])
        if width < LEAST * fine or height > max(THICKEST * fine, 4) + SLOPE * width:
            continue
        line = _fitted(labels[y : y + height, x : x + width] == n)
        if line is None or line[2] > max(THICKEST * fine, 3):
            continue
        rise, start, thick = line
        yield (x, y + start, x + width - 1, y + start + rise * (width - 1))
        for at in _crossed(ink, x, width, y + start, rise, thick, fine):
            middle = y + start + rise * (at - x)
            yield (at, middle - 2 * BESIDE * fine, at, middle + 2 * BESIDE * fine)


def _fitted(mask: NDArray[np.bool_]) -> tuple[float, float, float] | None:
    """(rise over run, height at its left, thickness) of a component, in pixels."""
    counts = mask.sum(axis=0)
    columns = np.flatnonzero(counts)
    if len(columns) < 2:
        return None
    rows = (mask * np.arange(mask.shape[0])[:, None]).sum(axis=0)[columns] / counts[columns]
    rise, start = np.polyfit(columns, rows, 1)
    return float(rise), float(start), float(np.median(counts[columns]))


def _crossed(ink: Ink, x: int, width: int, start: float, rise: float, thick: float, fine: float) -> Iterator[float]:
    """Where ink stands on both sides of the line: ticks, dots, arrowheads and extension lines."""
    columns = np.arange(max(x - 2, 0), min(x + width + 2, ink.shape[1]))
    middle = start + rise * (columns - x)
    away = max(round(thick / 2 + BESIDE * fine), 2)
    sides = [_runs(_at(ink, middle + sign * away, columns), columns) for sign in (-1, 1)]
    reach = 2.5 * away
    for up in sides[0]:
        near = [
            down for down in sides[1] if abs(sum(up) - sum(down)) / 2 <= reach + (up[1] - up[0] + down[1] - down[0]) / 2
        ]
        if near:
            down = min(near, key=lambda one: abs(sum(one) - sum(up)))
            yield (sum(up) + sum(down)) / 4


def _at(ink: Ink, rows: Floats, columns: NDArray[np.int64]) -> NDArray[np.bool_]:
    inside = np.clip(np.rint(rows).astype(int), 0, ink.shape[0] - 1)
    return np.asarray(ink[inside, columns] > 0)


def _runs(marked: NDArray[np.bool_], columns: NDArray[np.int64]) -> list[tuple[int, int]]:
    """First and last column of each run."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], marked.astype(np.int8), [0]))))
    return [(int(columns[a]), int(columns[b - 1])) for a, b in zip(edges[::2], edges[1::2], strict=True)]
