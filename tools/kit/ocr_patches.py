"""Where on a page text may be: clumps of letter-like pieces, cut out and laid close together for the detector."""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.kit.ocr_ink import Pieces
from tools.kit.ocr_lines import Floats, Grey

Quad = NDArray[np.float32]
"""Four corners in pixels, from the top left clockwise in reading direction."""
Rect = tuple[int, int, int, int]
"""x0, y0, x1, y1 in pixels."""

SCALE = 150 / 25.4
"""Pixels per mm of a picture whose letters have the usual size: sizes in mm below are those of such a sheet."""
SIDE = 768
"""Pixels of a side of the pictures that the detector gets."""
OVERLAP = 112
GAP, ROW_GAP, BETWEEN = 24, 8, 160
"""Pixels between patches and their level, which is no paper's: on white, what stands side by side is taken for one line."""
GROWN = 0.42
"""Of its own size that a piece reaches out for its neighbours."""
MOST_GROWN, LEAST_GROWN = 6.0, 0.7
MARGIN = 2.0
"""Millimetres around a clump that are looked at with it."""
COARSE = 3
AT_ONCE = 400
NARROW, LOW = 0.3, 0.6
"""Width over height, and height over width, from which a piece alone may be a row that lies, and one that stands: in a hatch the
letters of a word hang together, and a letter alone is narrower than high."""
HATCH = 0.5
"""Share of a clump's pieces that lines left from which it lies in a hatch."""
"""Pieces whose neighbours are sought together."""


class Patch(NamedTuple):
    """A piece of a page, and where it lies on its canvas."""

    box: Rect
    canvas: int
    x: int
    y: int

    @property
    def width(self) -> int:
        return self.box[2] - self.box[0]

    @property
    def height(self) -> int:
        return self.box[3] - self.box[1]


class Clump(NamedTuple):
    """A box around pieces that stand close together, with a margin, and whether rows in it may lie, and may stand."""

    box: Rect
    lies: bool
    stands: bool


def clumps(pieces: Pieces, scale: float, shape: tuple[int, int]) -> list[Clump]:
    """The clumps of letter-like pieces in a picture of that shape."""
    groups = _groups(pieces.boxes, scale, shape)
    return [_clump(pieces.boxes[group], bool(pieces.torn[group].mean() > HATCH), scale, shape) for group in groups]


def letter_groups(boxes: Floats, scale: float, shape: tuple[int, int]) -> list[Floats]:
    """The boxes, x, y, width, height, parted into those that stand close together."""
    return [boxes[group] for group in _groups(boxes, scale, shape)]


def _groups(boxes: Floats, scale: float, shape: tuple[int, int]) -> list[NDArray[np.intp]]:
    own = _clump_of(boxes, scale, shape)
    order = np.argsort(own, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(own[order])) + 1) if len(order) else []


def _clump(boxes: Floats, in_hatch: bool, scale: float, shape: tuple[int, int]) -> Clump:
    """In a hatch the letters of a word hang together, and the neighbours of one tell little."""
    lies, stands = (True, True) if in_hatch and len(boxes) > 1 else _directions(boxes)
    return Clump(_around(boxes, scale, shape), lies, stands)


def _clump_of(boxes: Floats, scale: float, shape: tuple[int, int]) -> NDArray[np.int32]:
    """The number of each piece's clump."""
    mask = np.zeros((shape[0] // COARSE + 1, shape[1] // COARSE + 1), np.uint8)
    size = np.minimum(boxes[:, 2:].max(axis=1, initial=0), MOST_GROWN * scale)
    reach = np.maximum(GROWN * size, LEAST_GROWN * scale)[:, None]
    grown = np.column_stack([boxes[:, :2] - reach, boxes[:, :2] + boxes[:, 2:] + reach])
    for x0, y0, x1, y1 in (grown / COARSE).astype(int).tolist():
        cv2.rectangle(mask, (x0, y0), (x1, y1), 255, -1)
    _, labels, _, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    middle = ((boxes[:, :2] + boxes[:, 2:] / 2) / COARSE).astype(int)
    return np.asarray(labels[middle[:, 1].clip(0, mask.shape[0] - 1), middle[:, 0].clip(0, mask.shape[1] - 1)])


def _around(boxes: Floats, scale: float, shape: tuple[int, int]) -> Rect:
    (x0, y0), (x1, y1) = boxes[:, :2].min(axis=0), (boxes[:, :2] + boxes[:, 2:]).max(axis=0)
    margin = MARGIN * scale
    return (
        max(0, int(x0 - margin)), max(0, int(y0 - margin)),
        min(shape[1], math.ceil(x1 + margin)), min(shape[0], math.ceil(y1 + margin)),
    )  # fmt: skip


def _directions(boxes: Floats) -> tuple[bool, bool]:
    """Whether rows among these pieces may lie and may stand. One row shows by the shape of all together, several by which
    neighbour is nearer: letters of a row stand closer than rows do."""
    (x0, y0), (x1, y1) = boxes[:, :2].min(axis=0), (boxes[:, :2] + boxes[:, 2:]).max(axis=0)
    size = float(np.median(boxes[:, 2:].max(axis=1)))
    if len(boxes) == 1:
        return bool(x1 - x0 > NARROW * (y1 - y0)), bool(y1 - y0 > LOW * (x1 - x0))
    if len(boxes) > 1 and y1 - y0 < 1.8 * size:
        return True, x1 - x0 < 1.8 * size
    if len(boxes) > 1 and x1 - x0 < 1.8 * size:
        return False, True
    votes = votes_of(boxes)
    lying, standing = int((votes > 0).sum()), int((votes < 0).sum())
    return 4 * lying >= standing, 3 * standing >= lying


def some_beside_others(boxes: Floats) -> Floats:
    """Some of the pieces, of those that stand beside or above one of their size."""
    some = boxes[:: len(boxes) // AT_ONCE + 1]
    return np.asarray(some[_votes(some, boxes) != 0]) if len(some) else boxes


def votes_of(boxes: Floats) -> NDArray[np.int64]:
    """1 for pieces whose nearest neighbour of their size stands beside them, -1 where it stands above or below, else 0."""
    return np.concatenate([_votes(boxes[start : start + AT_ONCE], boxes) for start in range(0, len(boxes), AT_ONCE)])


def _votes(some: Floats, boxes: Floats) -> NDArray[np.int64]:
    (across, narrow), (down, low) = (_gaps(some, boxes, axis) for axis in (0, 1))
    size, other = some[:, 2:].max(axis=1)[:, None], boxes[:, 2:].max(axis=1)[None]
    alike = (other > 0.45 * size) & (other < 2.2 * size)
    beside = np.where(alike & (-down > 0.5 * low) & (across > -0.4 * size), across, np.inf).min(axis=1)
    above = np.where(alike & (-across > 0.5 * narrow) & (down > -0.4 * size), down, np.inf).min(axis=1)
    beside, above, size = np.maximum(beside, 0.5), np.maximum(above, 0.5), 0.9 * size[:, 0]
    return np.where(
        (beside < size) & (beside < 0.7 * above), 1, np.where((above < size) & (above < 0.7 * beside), -1, 0)
    )


def _gaps(some: Floats, boxes: Floats, axis: int) -> tuple[Floats, Floats]:
    """Of each pair the gap along an axis, negative where they overlap, and the smaller side."""
    starts, sides = (
        (some[:, axis][:, None], boxes[:, axis][None]),
        (some[:, axis + 2][:, None], boxes[:, axis + 2][None]),
    )
    gap = np.maximum(*starts) - np.minimum(starts[0] + sides[0], starts[1] + sides[1])
    return gap, np.minimum(*sides)


def laid_out(boxes: Sequence[Rect]) -> list[Patch]:
    """Patches on as few canvases as it takes; boxes larger than a canvas are cut into tiles that overlap."""
    tiles = sorted((tile for box in boxes for tile in _tiles(box)), key=lambda tile: tile[1] - tile[3])
    shelves: list[list[int]] = []
    heights: list[int] = []
    return [_placed(tile, shelves, heights) for tile in tiles]


def _placed(box: Rect, shelves: list[list[int]], heights: list[int]) -> Patch:
    """On the first shelf with room. A shelf is its canvas, its top, its height and where its free room begins."""
    width, height = box[2] - box[0], box[3] - box[1]
    shelf = next((s for s in shelves if height <= s[2] and s[3] + width <= SIDE), None)
    if shelf is None:
        canvas = next((i for i, used in enumerate(heights) if used + height <= SIDE), len(heights))
        heights += [0] if canvas == len(heights) else []
        shelf = [canvas, heights[canvas], height, 0]
        shelves.append(shelf)
        heights[canvas] += height + ROW_GAP
    patch = Patch(box, shelf[0], shelf[3], shelf[1])
    shelf[3] += width + GAP
    return patch


def _tiles(box: Rect) -> Iterator[Rect]:
    x0, y0, x1, y1 = box
    for y, height in _spans(y1 - y0):
        for x, width in _spans(x1 - x0):
            yield x0 + x, y0 + y, x0 + x + width, y0 + y + height


def _spans(size: int) -> list[tuple[int, int]]:
    """Starts and lengths of equal parts that overlap and fit a canvas."""
    count = max(1, math.ceil((size - OVERLAP) / (SIDE - OVERLAP)))
    length = min(size, math.ceil((size + (count - 1) * OVERLAP) / count))
    return [(round(i * (size - length) / max(1, count - 1)), length) for i in range(count)]


def canvases(image: Grey, patches: Sequence[Patch], most: int) -> Iterator[tuple[Grey, list[Patch]]]:
    """The first `most` canvases, each with its patches on white."""
    for number in range(min(most, 1 + max((patch.canvas for patch in patches), default=-1))):
        here = [patch for patch in patches if patch.canvas == number]
        canvas = np.full(
            (_whole(max(p.y + p.height for p in here)), _whole(max(p.x + p.width for p in here))), BETWEEN, np.uint8
        )
        for patch in here:
            x0, y0, x1, y1 = patch.box
            canvas[patch.y : patch.y + patch.height, patch.x : patch.x + patch.width] = image[y0:y1, x0:x1]
        yield canvas, here


def _whole(size: int) -> int:
    """The detector works in steps of 32 pixels."""
    return 32 * math.ceil(size / 32)


def spotted(canvas: Grey, patches: Sequence[Patch], detect: Callable[[Grey], list[Quad]]) -> Iterator[Quad]:
    """The places of text on a canvas, in pixels of the page. What reaches over several patches is cut at their edges."""
    for quad in detect(canvas):
        x0, x1, middle = float(quad[:, 0].min()), float(quad[:, 0].max()), float(quad[:, 1].mean())
        for patch in patches:
            shared = min(x1, patch.x + patch.width) - max(x0, patch.x)
            if shared > 3 and patch.y <= middle < patch.y + patch.height:
                shift = np.array([patch.box[0] - patch.x, patch.box[1] - patch.y], np.float32)
                yield _within(quad, patch.x - 2, patch.x + patch.width + 2) + shift


def _within(quad: Quad, left: float, right: float) -> Quad:
    """The part of a level quad between two uprights."""
    if quad[:, 0].min() >= left and quad[:, 0].max() <= right:
        return quad
    top, bottom = (_clipped(quad[a], quad[b], left, right) for a, b in ((0, 1), (3, 2)))
    return np.array([top[0], top[1], bottom[1], bottom[0]], np.float32)


def _clipped(start: Quad, end: Quad, left: float, right: float) -> tuple[Quad, Quad]:
    across = float(end[0] - start[0])
    if abs(across) < 1e-3:
        return start, end
    first, last = sorted(min(max((x - float(start[0])) / across, 0.0), 1.0) for x in (left, right))
    return start + (end - start) * first, start + (end - start) * last
