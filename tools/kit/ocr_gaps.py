"""What a text layer leaves out: places where short drawn lines stand like letters and the layer has no text."""

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.kit.evidence import Box
from tools.kit.ocr_lines import Flags, Floats
from tools.kit.ocr_patches import letter_groups, votes_of
from tools.kit.vectors import Linework

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
SIDES = 16


def strokes_of(work: Linework) -> Floats:
    """All lines of a page, round ones as chords: x0, y0, x1, y1."""
    turn = np.linspace(0, 2 * math.pi, SIDES + 1)
    x, y, radius = (work.circles[:, i : i + 1] for i in range(3))
    points = np.stack([x + radius * np.cos(turn), y + radius * np.sin(turn)], axis=2)
    rings = np.concatenate([points[:, :-1], points[:, 1:]], axis=2).reshape(-1, 4)
    return np.concatenate([work.segments, work.chords(), rings])


def silent_places(segments: Floats, known: Sequence[Box], size: tuple[float, float]) -> list[Box]:
    """Boxes in mm of what looks like rows of letters without text. `segments` are the lines of the page, x0, y0, x1, y1."""
    length = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    strokes = segments[(length >= STROKE[0]) & (length <= STROKE[1])]
    strokes = strokes[~covered(strokes, known)]
    if len(strokes) < LEAST_LETTERS:
        return []
    scale = min(FINEST, math.sqrt(PIXELS / (size[0] * size[1])))
    letters = _gathered(strokes, scale, size)
    groups = letter_groups(letters, scale, (math.ceil(size[1] * scale), math.ceil(size[0] * scale)))
    return [_around(group / scale) for group in groups if _like_rows(group)]


def covered(boxes: Floats, known: Sequence[Box]) -> Flags:
    """Which boxes or lines have their middle in one of the known boxes."""
    found = np.zeros(len(boxes), np.bool_)
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    for x0, y0, x1, y1 in known:
        found |= (
            (middles[:, 0] > x0 - AROUND) & (middles[:, 0] < x1 + AROUND)
            & (middles[:, 1] > y0 - AROUND) & (middles[:, 1] < y1 + AROUND)
        )  # fmt: skip
    return found


def _gathered(strokes: Floats, scale: float, size: tuple[float, float]) -> Floats:
    """Strokes that touch are one letter: x, y, width, height in pixels."""
    mask: NDArray[np.uint8] = np.zeros((math.ceil(size[1] * scale), math.ceil(size[0] * scale)), np.uint8)
    ends = np.round(strokes.reshape(-1, 2, 2) * scale).astype(np.int32)
    cv2.polylines(mask, list(ends), False, 255, 1)
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
