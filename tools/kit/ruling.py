"""Cells of ruled tables: boxes that level and upright lines bound on all four sides, whatever made the lines."""

import math
from collections.abc import Iterator, Sequence
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.kit.cell_edges import without_strokes
from tools.kit.columns import strong
from tools.kit.evidence import Box
from tools.kit.geometry import overlap
from tools.kit.headings import heading_kind
from tools.kit.text import TextLine
from tools.kit.vectors import Floats

USUAL = 2.5
"""Millimetres of a text's height on paper: model space is scaled until its text is as high."""
FINE, PIXELS = 4.0, 40_000_000
"""Pixels per mm of paper in which the lines are drawn, and the most pixels of that picture."""
SHORTEST = 2.2  # mm on paper: sides of cells are longer, strokes of letters shorter
STROKE = 4.5  # mm on paper: lines of a scan that bound cells; strokes of letters are shorter
FEWEST_HEADS = 3
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
    unit = unit_of(lines)
    if not unit or not len(segments):
        return ()
    fine = fine_for(unit, size)
    return _cells(ruled(straight(segments, unit), fine, size), lines, fine, unit)


def cells_pictured(ink: Mask, lines: Sequence[TextLine], fine: float) -> tuple[Box, ...]:
    """The cells of the ruled tables of a scan. `ink` is 1 where it is dark, at `fine` pixels per mm."""
    unit = unit_of(lines)
    found = _cells(drawn_lines(ink, round(STROKE * unit * fine)), lines, fine, unit) if unit else ()
    return tuple(without_strokes(found, lines, USUAL * unit)) if found else ()


def unit_of(lines: Sequence[TextLine]) -> float:
    """How much larger than on paper text stands here; 0 where none does."""
    heights = [line.height for line in lines if line.height > 0 and not line.hidden]
    return median(heights) / USUAL if heights else 0.0


def fine_for(unit: float, size: tuple[float, float]) -> float:
    return min(FINE / unit, math.sqrt(PIXELS / (size[0] * size[1])))


def has_tables(lines: Sequence[TextLine]) -> bool:
    """Whether a heading or some heads of a table stand among the lines: then its lines are worth looking for."""
    texts = [line.text for line in lines if not line.hidden]
    return (
        any(heading_kind(text) in ("schedule", "legend") for text in texts) or sum(map(strong, texts)) >= FEWEST_HEADS
    )


def _cells(rules: Mask, lines: Sequence[TextLine], fine: float, unit: float) -> tuple[Box, ...]:
    return tuple(_in_tables(bounded(rules, fine, unit), lines, fine, rules.shape))


def drawn_lines(ink: Mask, shortest: int) -> Mask:
    """255 where level or upright ink runs on for so many pixels, also where it rises a little."""
    thick = cv2.dilate(ink, np.ones((3, 3), np.uint8))
    level = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, max(shortest, 3)), np.uint8))
    upright = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((max(shortest, 3), 1), np.uint8))
    return np.asarray(255 * ((level > 0) | (upright > 0)), np.uint8)


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


def cell_at(cells: Sequence[Box], box: Box) -> Box | None:
    """The cell that holds the middle of a box."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return next((cell for cell in cells if cell[0] < x < cell[2] and cell[1] < y < cell[3]), None)


def beside(cells: Sequence[Box], cell: Box) -> Iterator[Box]:
    """The cell at the right that begins where this one ends, then the one under it."""
    near = 0.2 * (cell[3] - cell[1])
    for other in cells:
        if abs(other[0] - cell[2]) < near and overlap(other[1], other[3], cell[1], cell[3]) > 0.6 * (cell[3] - cell[1]):
            yield other
    for other in cells:
        if abs(other[1] - cell[3]) < near and overlap(other[0], other[2], cell[0], cell[2]) > 0.6 * (cell[2] - cell[0]):
            yield other
