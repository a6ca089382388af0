"""Long straight lines of a picture: the directions in which they run, and the picture without them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LONG = 6.5
"""Millimetres from which a straight run of ink is a line and no stroke of a letter."""
THICK = 1.1
"""Millimetres of the thickest line that is taken out."""
LOOKED_AT, LOOK = 16, 800
"""Squares of the page, and their pixels a side, in which directions of lines are sought."""
LEAST_SHARE = 0.02
"""Of the length of all lines, for a direction to count."""
NEAR_RIGHT = 0.6
THIN = 4
"""Pixels of a line that letters are bridged across."""
BRIDGE = 8
"""Straight across, and at a slant: of letters along a line that would join neighbours."""
BRIDGES = (np.ones((BRIDGE, 1), np.uint8), np.eye(BRIDGE, dtype=np.uint8), np.eye(BRIDGE, dtype=np.uint8)[::-1].copy())


def line_angles(lines: Grey, scale: float) -> list[float]:
    """The directions of long lines in degrees, counter-clockwise as seen, the commonest first; from samples of the page."""
    lengths = np.zeros(360)
    for part in _fullest(lines):
        found = cv2.HoughLinesP(part, 1, np.pi / 360, 60, minLineLength=round(9 * scale), maxLineGap=2)
        ends = np.zeros((0, 4)) if found is None else found.reshape(-1, 4).astype(np.float64)
        across, down = ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]
        halves = np.round(2 * np.degrees(np.arctan2(-down, across))).astype(int) % 360
        np.add.at(lengths, halves, np.hypot(across, down))
    return list(_peaks(lengths))


def _fullest(lines: Grey) -> list[Grey]:
    """Squares of the page from its fuller half."""
    height, width = lines.shape
    squares = [lines[y : y + LOOK, x : x + LOOK] for y in range(0, height, LOOK) for x in range(0, width, LOOK)]
    squares = sorted(squares, key=cv2.countNonZero, reverse=True)[: max(LOOKED_AT, len(squares) // 2)]
    return [square for square in squares[:: max(1, len(squares) // LOOKED_AT)] if cv2.countNonZero(square) > 200]


def _peaks(lengths: Floats) -> "list[float]":
    """Of a histogram by half degrees."""
    near = lengths + np.roll(lengths, 1) + np.roll(lengths, -1)
    peaks: list[float] = []
    while len(peaks) < 8 and near.max() > LEAST_SHARE * lengths.sum():
        top = int(near.argmax())
        weights = [lengths[(top + step) % 360] for step in (-1, 0, 1)]
        peaks.append((top + (weights[2] - weights[0]) / sum(weights)) / 2 % 180)
        near[[(top + step) % 360 for step in range(-8, 9)]] = 0
    return peaks


def without_lines(lines: Grey, angles: Sequence[float], scale: float) -> Grey:
    """The linework without its long straight runs; what crosses them stays."""
    return parted(lines, [(lines, angle) for angle in angles], scale)


def parted(lines: Grey, runs: Sequence[tuple[Grey, float]], scale: float) -> Grey:
    """The linework without the long runs that each mask has in its direction. A stroke of a letter that a thin line crosses goes
    on at both sides of it, and stays whole; a line that crosses it goes by its own direction."""
    found = [_long_runs(mask, angle, scale) for mask, angle in runs]
    gone = [cv2.dilate(run.along, np.ones((3, 3), np.uint8)) for run in found]
    left = lines.copy()
    for own, run in enumerate(found):
        across = run.across
        for other, mask in enumerate(gone):
            across = across if other == own else across & ~mask
        left &= ~gone[own] | across
    return left


class _Runs(NamedTuple):
    """255 where a long line runs, and where something crosses it."""

    along: Grey
    across: Grey


def _long_runs(mask: Grey, angle: float, scale: float) -> _Runs:
    level = _levelled(mask, angle)
    along = _level_runs(level, scale)
    if not along.any():
        return _Runs(np.zeros_like(mask), np.zeros_like(mask))
    across = _crossing(level, along, BRIDGES[:1] if is_right(angle) else BRIDGES)
    return _Runs(_laid_back(along, angle, mask.shape), _laid_back(across, angle, mask.shape))


def _levelled(mask: Grey, angle: float) -> Grey:
    """Turned so that what runs in that direction lies."""
    if is_right(angle):
        return np.ascontiguousarray(mask.T) if round(angle / 90) % 2 else mask
    matrix, size = level_matrix(mask.shape[1], mask.shape[0], angle)
    level = _binary(cv2.warpAffine(mask, matrix, size, flags=cv2.INTER_LINEAR))
    return np.asarray(cv2.dilate(level, np.ones((2, 1), np.uint8)))


def _laid_back(level: Grey, angle: float, shape: tuple[int, ...]) -> Grey:
    if is_right(angle):
        return np.ascontiguousarray(level.T) if round(angle / 90) % 2 else level
    matrix, _ = level_matrix(shape[1], shape[0], angle)
    back = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return _binary(cv2.warpAffine(level, matrix, (shape[1], shape[0]), flags=back))


def _crossing(level: Grey, along: Grey, bridges: Sequence[Grey]) -> Grey:
    """What goes on at both sides of lines that lie and are thin."""
    rest = level & ~cv2.dilate(along, np.ones((3, 1), np.uint8))
    closed = np.zeros_like(rest)
    for kernel in bridges:
        closed |= cv2.morphologyEx(rest, cv2.MORPH_CLOSE, kernel)
    thick = cv2.morphologyEx(along, cv2.MORPH_OPEN, np.ones((THIN + 1, 1), np.uint8))
    return np.asarray(closed & level & ~thick)


def is_right(angle: float) -> bool:
    return abs(angle - 90 * round(angle / 90)) < NEAR_RIGHT


def _level_runs(mask: Grey, scale: float) -> Grey:
    long = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, round(LONG * scale)), np.uint8))
    crossing = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((round(THICK * scale) + 1, 1), np.uint8))
    return np.asarray(cv2.dilate(long, np.ones((1, 5), np.uint8)) & ~crossing)


def _binary(mask: Any) -> Grey:
    return np.asarray(cv2.threshold(mask, 80, 255, cv2.THRESH_BINARY)[1])


def level_matrix(width: int, height: int, angle: float) -> tuple[Any, tuple[int, int]]:
    """The affine matrix that turns a picture so that what runs at `angle` lies level, and the size that holds all of it."""
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -angle, 1)
    cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = (int(width * cos + height * sin) + 2, int(width * sin + height * cos) + 2)
    matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    return matrix, size
