"""Cells of ruled tables: boxes that level and upright lines bound on all four sides, whatever made the lines."""

import math
from collections.abc import Sequence
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.kit.evidence import Box
from tools.kit.text import TextLine
from tools.kit.vectors import Floats

USUAL = 2.5
"""Millimetres of a text's height on paper: model space is scaled until its text is as high."""
FINE, PIXELS = 4.0, 40_000_000
"""Pixels per mm of paper in which the lines are drawn, and the most pixels of that picture."""
SHORTEST = 2.2  # mm on paper: sides of cells are longer, strokes of letters shorter
LEVEL = 0.15  # mm on paper that a level line may rise
SMALLEST = (2.0, 2.0)
LARGEST = (260.0, 90.0)  # mm on paper, width and height
WIDE, TALL = 60.0, 45.0  # mm on paper: what is wider and taller is a view in its frame
BOUND = 0.93
"""The share of each side of a cell along which a line stands."""
BAND = 2  # pixels beside a cell in which its line may stand
FEWEST = 4  # cells that hang together and hold text
MOST = 6000

Mask = NDArray[np.uint8]


def cells_among(segments: Floats, lines: Sequence[TextLine], size: tuple[float, float]) -> tuple[Box, ...]:
    """The cells of all ruled tables of a sheet of that size in mm. `segments` are its lines, x0, y0, x1, y1."""
    heights = [line.height for line in lines if line.height > 0 and not line.hidden]
    if not heights or not len(segments):
        return ()
    unit = median(heights) / USUAL
    fine = min(FINE / unit, math.sqrt(PIXELS / (size[0] * size[1])))
    rules = ruled(straight(segments, unit), fine, size)
    boxes = bounded(rules, fine, unit)
    return tuple(_in_tables(boxes, lines, fine, rules.shape))


def straight(segments: Floats, unit: float) -> Floats:
    """Level and upright lines that are long enough to bound a cell."""
    across, down = (np.abs(segments[:, 2 + i] - segments[:, i]) for i in range(2))
    level, upright = (
        (down < LEVEL * unit) & (across > SHORTEST * unit),
        (across < LEVEL * unit) & (down > SHORTEST * unit),
    )
    found: Floats = segments[level | upright]
    return found


def ruled(lines: Floats, fine: float, size: tuple[float, float]) -> Mask:
    """255 where a line stands, at `fine` pixels per mm."""
    mask = np.zeros((math.ceil(size[1] * fine) + 2, math.ceil(size[0] * fine) + 2), np.uint8)
    ends = np.rint(lines * fine).astype(np.int64)
    ends = np.clip(ends, -1, np.array([mask.shape[1], mask.shape[0]] * 2))
    for x0, y0, x1, y1 in np.column_stack([np.minimum(ends[:, :2], ends[:, 2:]), np.maximum(ends[:, :2], ends[:, 2:])]):
        mask[max(y0, 0) : y1 + 1, max(x0, 0) : x1 + 1] = 255
    return mask


def bounded(rules: Mask, fine: float, unit: float) -> Floats:
    """The boxes in mm that lines bound on all sides and that are of the size of cells, (n, 4)."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(255 - rules, connectivity=4)
    x, y, width, height = (stats[1:, i] for i in range(4))
    w, h = width / fine / unit, height / fine / unit
    sized = (
        (w >= SMALLEST[0]) & (h >= SMALLEST[1]) & (w <= LARGEST[0]) & (h <= LARGEST[1]) & ((w <= WIDE) | (h <= TALL))
    )
    found = [
        (a, b, a + c, b + d) for a, b, c, d in zip(x[sized], y[sized], width[sized], height[sized], strict=True)
        if _bound(rules, int(a), int(b), int(a + c), int(b + d))
    ]  # fmt: skip
    edges: Floats = np.array(found, float).reshape(-1, 4)
    placed: Floats = (edges + np.array([-1, -1, 0, 0])) / fine
    return placed


def _bound(rules: Mask, x0: int, y0: int, x1: int, y1: int) -> bool:
    sides = (
        rules[max(y0 - BAND, 0) : y0, x0:x1], rules[y1 : y1 + BAND, x0:x1],
        rules[y0:y1, max(x0 - BAND, 0) : x0].T, rules[y0:y1, x1 : x1 + BAND].T,
    )  # fmt: skip
    return all(side.size > 0 and side.any(axis=0).mean() >= BOUND for side in sides)


def _in_tables(boxes: Floats, lines: Sequence[TextLine], fine: float, shape: tuple[int, ...]) -> list[Box]:
    """Those that hang together with others that hold text, and stand in no other cell themselves."""
    groups = _groups(boxes, fine, shape)
    held = _holding(boxes, lines)
    written = np.bincount(groups[held], minlength=int(groups.max(initial=0)) + 1) if len(boxes) else np.zeros(1)
    kept = [i for i in range(len(boxes)) if written[groups[i]] >= FEWEST]
    outer = boxes[kept]
    alone = [i for i in kept if not _inside_another(boxes[i], outer)]
    return [(float(a), float(b), float(c), float(d)) for a, b, c, d in boxes[alone[:MOST]]]


def _groups(boxes: Floats, fine: float, shape: tuple[int, ...]) -> NDArray[np.int64]:
    """The number of the group of each box: boxes whose lines they share are one."""
    mask = np.zeros(shape, np.uint8)
    corners = np.rint(boxes * fine).astype(np.int64)
    for x0, y0, x1, y1 in corners:
        mask[max(y0 - BAND, 0) : y1 + BAND, max(x0 - BAND, 0) : x1 + BAND] = 1
    _, labels = cv2.connectedComponents(mask, connectivity=4)
    middles = (corners[:, :2] + corners[:, 2:]) // 2
    rows = np.clip(middles[:, 1], 0, shape[0] - 1)
    return np.asarray(labels[rows, np.clip(middles[:, 0], 0, shape[1] - 1)], np.int64)


def _holding(boxes: Floats, lines: Sequence[TextLine]) -> list[int]:
    """The boxes in which a text has its middle, each as often as texts have."""
    found: list[int] = []
    for line in lines:
        if not line.hidden:
            x, y = (line.box[0] + line.box[2]) / 2, (line.box[1] + line.box[3]) / 2
            inside = (boxes[:, 0] < x) & (boxes[:, 2] > x) & (boxes[:, 1] < y) & (boxes[:, 3] > y)
            found += np.flatnonzero(inside)[:1].tolist()
    return found


def _inside_another(box: Floats, others: Floats) -> bool:
    """Drawn things in a cell have boxes of their own, which are no cells."""
    around = (others[:, :2] <= box[:2] + 1e-6).all(axis=1) & (others[:, 2:] >= box[2:] - 1e-6).all(axis=1)
    return int(around.sum()) > 1
