"""What a text layer leaves out: places where small drawn paths stand like letters and the layer has no text."""

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.kit.evidence import Box
from tools.kit.ocr_ink import Flags, Floats
from tools.kit.ocr_patches import letter_groups, votes_of

STROKE = (0.15, 8.0)
"""Millimetres of the longer side of what may be a stroke of a letter or a letter."""
LETTER = 0.6
PIXELS, FINEST = 9_000_000, 16.0
"""Of the picture in which the paths are gathered into letters, and its most pixels per mm."""
LEAST_LETTERS = 4
LEVEL, LEVEL_SHARE = 0.25, 0.6
"""How much the heights of a row's letters differ, and how many of them are alike so."""
LYING_SHARE = 0.5
AROUND = 0.4


def silent_places(drawn: Floats, known: Sequence[Box], size: tuple[float, float]) -> list[Box]:
    """Boxes in mm of what looks like rows of letters without text. `drawn` holds the boxes of the page's paths."""
    side = (drawn[:, 2:] - drawn[:, :2]).max(axis=1, initial=0)
    strokes = drawn[(side >= STROKE[0]) & (side <= STROKE[1])]
    strokes = strokes[~covered(strokes, known)]
    if len(strokes) < LEAST_LETTERS:
        return []
    scale = min(FINEST, math.sqrt(PIXELS / (size[0] * size[1])))
    letters = _gathered(strokes, scale, size)
    groups = letter_groups(letters, scale, (math.ceil(size[1] * scale), math.ceil(size[0] * scale)))
    return [_around(group / scale) for group in groups if _like_rows(group)]


def placed_boxes(boxes: Floats, matrix: tuple[float, ...]) -> Floats:
    """Boxes x0, y0, x1, y1 under a matrix that turns them by quarters."""
    a, b, c, d, e, f = matrix
    turn, shift = np.array([[a, b], [c, d]]), np.array([e, f])
    ends = boxes[:, :2] @ turn + shift, boxes[:, 2:] @ turn + shift
    return np.column_stack([np.minimum(*ends), np.maximum(*ends)])


def covered(boxes: Floats, known: Sequence[Box]) -> Flags:
    """Which boxes have their middle in one of the known."""
    found = np.zeros(len(boxes), np.bool_)
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    for x0, y0, x1, y1 in known:
        found |= (
            (middles[:, 0] > x0 - AROUND) & (middles[:, 0] < x1 + AROUND)
            & (middles[:, 1] > y0 - AROUND) & (middles[:, 1] < y1 + AROUND)
        )  # fmt: skip
    return found


def _gathered(strokes: Floats, scale: float, size: tuple[float, float]) -> Floats:
    """Strokes that overlap are one letter: x, y, width, height in pixels."""
    mask: NDArray[np.uint8] = np.zeros((math.ceil(size[1] * scale), math.ceil(size[0] * scale)), np.uint8)
    for x0, y0, x1, y1 in (strokes * scale).astype(int).tolist():
        cv2.rectangle(mask, (x0, y0), (x1, y1), 255, -1)
    stats = cv2.connectedComponentsWithStats(mask, connectivity=8)[2][1:, :4].astype(np.float64)
    side = stats[:, 2:].max(axis=1, initial=0)
    return np.asarray(stats[(side >= LETTER * scale) & (side <= STROKE[1] * scale)])


def _like_rows(letters: Floats) -> bool:
    """Whether the letters are many, mostly stand beside or above one another, and are about as high as one another."""
    if len(letters) < LEAST_LETTERS:
        return False
    votes = votes_of(letters)
    across = int((votes > 0).sum()) >= int((votes < 0).sum())
    sides = letters[:, 3 if across else 2]
    usual = np.percentile(sides, 70)
    alike = np.abs(sides - usual) < LEVEL * usual
    return bool((votes == (1 if across else -1)).mean() >= LYING_SHARE and alike.mean() >= LEVEL_SHARE)


def _around(letters: Floats) -> Box:
    (x0, y0), (x1, y1) = letters[:, :2].min(axis=0), (letters[:, :2] + letters[:, 2:]).max(axis=0)
    return float(x0), float(y0), float(x1), float(y1)
