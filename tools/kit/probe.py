"""Looks into masks along circles and straight lines, for many places at once.

A place is a row (x, y, radius) in pixels; angles are radians in the picture's axes (y down).
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.kit.plan_ink import Floats, Ints, Mask

SAMPLES = 144
"""Of a full circle."""
STEP = 360 / SAMPLES
AROUND = np.arange(SAMPLES) * 2 * np.pi / SAMPLES


def at(mask: Mask, x: Floats, y: Floats) -> Floats:
    """The mask's values at those points; its edge stands for what lies beyond."""
    height, width = mask.shape
    xi = np.clip(np.rint(x).astype(int), 0, width - 1)
    yi = np.clip(np.rint(y).astype(int), 0, height - 1)
    return np.asarray(mask[yi, xi], np.float64)


def shares(mask: Mask, x: Floats, y: Floats) -> Floats:
    """The mean of the mask's values of each row of points."""
    return np.asarray(at(mask, x, y).mean(1), np.float64)


def on_circle(places: Floats, angles: Floats, mask: Mask, times: float | Floats = 1.0) -> Floats:
    """The values on the circles at `angles` (n, k), at `times` their radius."""
    radius = (places[:, 2] * times)[:, None]
    return at(mask, places[:, :1] + radius * np.cos(angles), places[:, 1:2] + radius * np.sin(angles))


def along_arc(
    places: Floats, start: Floats, span: Floats, mask: Mask, part: tuple[float, float] = (0.04, 0.96),
    samples: int = 40, times: float = 1.0,
) -> Floats:  # fmt: skip
    """The share of an arc that is inked; `span` in degrees."""
    angles = start[:, None] + np.radians(span)[:, None] * np.linspace(*part, samples)
    return np.asarray(on_circle(places, angles, mask, times).mean(1))


def along_ray(places: Floats, angle: Floats, mask: Mask, part: tuple[float, float] = (0.15, 0.85)) -> Floats:
    """The share of the line from the centre at that angle that is inked, between those parts of the radius."""
    reach = np.linspace(*part, 32) * places[:, 2:3]
    x, y = places[:, :1] + reach * np.cos(angle)[:, None], places[:, 1:2] + reach * np.sin(angle)[:, None]
    return shares(mask, x, y)


def best_line(places: Floats, angle: Floats, mask: Mask) -> Floats:
    """The same of the best line near that ray: turned by up to 10°, moved aside by up to 8 % of the radius."""
    reach = np.linspace(0.12, 0.95, 40) * places[:, 2:3]
    best = np.zeros(len(places))
    for turn in np.radians(np.arange(-10, 11, 2)):
        ux, uy = np.cos(angle + turn), np.sin(angle + turn)
        for aside in (-0.08, -0.04, 0.0, 0.04, 0.08):
            x = places[:, :1] - aside * (places[:, 2] * uy)[:, None] + reach * ux[:, None]
            y = places[:, 1:2] + aside * (places[:, 2] * ux)[:, None] + reach * uy[:, None]
            best = np.maximum(best, shares(mask, x, y))
    return best


def chord(places: Floats, start: Floats, end: Floats, mask: Mask) -> Floats:
    """The share of the middle half of an arc's chord that is inked."""
    t = np.linspace(0.25, 0.75, 20)
    x0, y0 = on_rim(places, start)
    x1, y1 = on_rim(places, end)
    return shares(mask, x0[:, None] + (x1 - x0)[:, None] * t, y0[:, None] + (y1 - y0)[:, None] * t)


def on_rim(places: Floats, angle: Floats, times: float = 1.0) -> tuple[Floats, Floats]:
    radius = places[:, 2] * times
    return places[:, 0] + radius * np.cos(angle), places[:, 1] + radius * np.sin(angle)


def sector(places: Floats, start: Floats, span: Floats, mask: Mask) -> Floats:
    """The share of ink within the sector of an arc, away from its sides."""
    angles = start[:, None] + np.radians(span)[:, None] * np.linspace(0.12, 0.88, 10)
    rings = [on_circle(places, angles, mask, times).mean(1) for times in np.linspace(0.3, 0.85, 10)]
    return np.mean(rings, axis=0) if len(places) else np.zeros(0)


class Patches:
    """Shares of ink in squares, from an integral image."""

    def __init__(self, mask: Mask) -> None:
        self._sums = cv2.integral(mask).astype(np.int64)

    def at(self, x: Floats, y: Floats, half: Floats) -> Floats:
        height, width = self._sums.shape[0] - 1, self._sums.shape[1] - 1
        x0, x1 = (np.clip(np.rint(v).astype(int), 0, width) for v in (x - half, x + half + 1))
        y0, y1 = (np.clip(np.rint(v).astype(int), 0, height) for v in (y - half, y + half + 1))
        total = self._sums[y1, x1] - self._sums[y0, x1] - self._sums[y1, x0] + self._sums[y0, x0]
        share: Floats = total / np.maximum((x1 - x0) * (y1 - y0), 1)
        return share


def longest_run(hit: NDArray[np.bool_], gap: int = 4) -> tuple[Ints, Ints]:
    """Of each row, which is a circle: where its longest run starts and how long it is, gaps of `gap` samples bridged."""
    if not len(hit):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    size = hit.shape[1]
    thrice = np.concatenate([hit, hit, hit], 1).astype(np.uint8)
    closed = cv2.morphologyEx(thrice, cv2.MORPH_CLOSE, np.ones((1, gap + 1), np.uint8))[:, size : 3 * size]
    run = np.zeros(len(hit), np.int64)
    best, start = run.copy(), run.copy()
    for column in range(closed.shape[1]):
        run = np.where(closed[:, column] > 0, np.minimum(run + 1, size), 0)
        better = run > best
        best, start = np.where(better, run, best), np.where(better, column - run + 1, start)
    return start % size, best
