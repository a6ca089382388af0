"""Door swings by matched filters: a quarter arc with its leaf, in eight positions and the sizes that doors of one plan have.

Slower than fitting circles to outlines, but it sees swings that other lines cross.
"""

from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np

from tools.kit.arcs import Arcs, refitted
from tools.kit.plan_ink import Floats, Mask
from tools.kit.probe import STEP

LEAF = 30
"""Pixels of a usual leaf in the shrunk picture."""
SIZES = (0.55, 0.63, 0.71, 0.79, 0.87, 0.95, 1.03, 1.11, 1.2, 1.3, 1.42)
"""Leaves of one plan, over the usual one."""
LEAST, MOST = 0.42, 90
MARGIN = 8


class Swings(NamedTuple):
    """`leaf` and `latch` are the angles, in radians, of the open leaf and of the closed one."""

    arcs: Arcs
    leaf: Floats
    latch: Floats


class _Kernel(NamedTuple):
    quadrant: int
    second: int
    weights: Floats


def swings_of(lines: Mask, leaf: float) -> Swings:
    """The places that look like a swing of a plan whose usual leaf is that many pixels, the best first."""
    shrink = LEAF / leaf
    small = _shrunk(lines, shrink)
    hits = sorted((hit for size in SIZES for hit in _hits(small, size * LEAF)), reverse=True)
    found = np.array(_apart(hits)).reshape(-1, 6) if hits else np.zeros((0, 6))
    places, quadrant, second = found[:, 1:4] / shrink, found[:, 4], found[:, 5]
    start = np.rint((quadrant * 90 + 4) / STEP).astype(np.int64)
    length = np.full(len(found), int(82 / STEP))
    better = refitted(refitted(places, start, length, lines), start, length, lines)
    far = (np.hypot(*(better - places)[:, :2].T) > 0.12 * leaf) | (np.abs(better - places)[:, 2] > 0.1 * leaf)
    better[far] = places[far]
    arcs = Arcs(better, np.radians(90 * quadrant), np.full(len(found), 90.0))
    return Swings(arcs, np.radians(90 * (quadrant + second)), np.radians(90 * (quadrant + 1 - second)))


def _shrunk(lines: Mask, shrink: float) -> Floats:
    """Thin lines keep their full weight."""
    side = round(0.9 / shrink)
    grown = cv2.dilate(lines, np.ones((side, side), np.uint8)) if side > 1 else lines
    how = cv2.INTER_AREA if shrink < 1 else cv2.INTER_LINEAR
    small = cv2.resize(grown.astype(np.float32), None, fx=shrink, fy=shrink, interpolation=how)
    return np.asarray(np.minimum(small * 1.4, 1))


def _hits(small: Floats, radius: float) -> list[tuple[float, float, float, float, int, int]]:
    """(score, x, y, radius, quadrant, which side is the leaf) at the peaks of the filters' answers."""
    hits = []
    for kernel in _kernels(round(radius, 2)):
        answer = cv2.filter2D(small, cv2.CV_32F, kernel.weights, borderType=cv2.BORDER_CONSTANT)
        peaks = (answer >= cv2.dilate(answer, np.ones((5, 5)))) & (answer > LEAST)
        for y, x in zip(*np.nonzero(peaks), strict=True):
            hits.append((float(answer[y, x]), float(x), float(y), radius, kernel.quadrant, kernel.second))
    return hits


@lru_cache(maxsize=16)
def _kernels(radius: float) -> tuple[_Kernel, ...]:
    """Arc and leaf count for a swing, ink beside the arc and beside the leaf against it."""
    reach = int(np.ceil(radius)) + MARGIN
    yy, xx = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float32)
    away, kernels = np.hypot(xx, yy), []
    for quadrant in range(4):
        angle = (np.degrees(np.arctan2(yy, xx)) - 90 * quadrant) % 360
        arc = _even(_line(away - radius, 1.2) * ((angle >= 4) & (angle <= 86)))
        flanks = _line(away - 0.84 * radius, 1.5) + _line(away - 1.16 * radius, 1.5)
        ring = _even(flanks * ((angle >= 12) & (angle <= 78)))
        for second in (0, 1):
            open_, closed = (np.radians(90 * (quadrant + side)) for side in (second, 1 - second))
            out = xx * np.cos(open_) + yy * np.sin(open_)
            aside = xx * np.cos(closed) + yy * np.sin(closed)
            leaf = _even(_line(aside, 1.5) * ((out > 0.12 * radius) & (out < 0.95 * radius)))
            beside = (out > 0.2 * radius) & (out < 0.85 * radius) & (aside > 0.2 * radius) & (aside < 0.4 * radius)
            weights = 0.62 * arc + 0.38 * leaf - 0.3 * ring - 0.2 * _even(beside.astype(np.float32))
            kernels.append(_Kernel(quadrant, second, weights))
    return tuple(kernels)


def _line(off: Floats, width: float) -> Floats:
    profile: Floats = np.exp(-((off / width) ** 2) / 2)
    return profile


def _even(weights: Floats) -> Floats:
    total: Floats = weights / weights.sum()
    return total


def _apart(
    hits: list[tuple[float, float, float, float, int, int]],
) -> list[tuple[float, float, float, float, int, int]]:
    """Without the weaker ones of a place; two quadrants about one hinge may both be doors."""
    kept: list[tuple[float, float, float, float, int, int]] = []
    for hit in hits:
        if all(_other(hit, better) for better in kept):
            kept.append(hit)
        if len(kept) == MOST:
            break
    return kept


def _other(one: tuple[float, float, float, float, int, int], two: tuple[float, float, float, float, int, int]) -> bool:
    gap = np.hypot(one[1] - two[1], one[2] - two[2]) / LEAF
    return bool(gap > 0.3 or abs(one[3] - two[3]) > 0.45 * LEAF or (one[4] != two[4] and gap > 0.12))
