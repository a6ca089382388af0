"""Rows of text cut from the page: level, at the height at which they are recognised, and without the lines that end beside them."""

import math
from typing import NamedTuple

import cv2
import numpy as np

from tools.kit.ocr_lines import Floats, Grey
from tools.kit.ocr_patches import Quad
from tools.kit.ocr_rows import Row

HEIGHT = 48
PAD = 0.25
"""Of the height of capitals that is cut with a row, at its ends and above and below."""
AROUND_ENDS, AROUND_SIDES = 0.6, 0.5
"""The same of the wider cut in which lines show that come from elsewhere."""
CONTRAST, SHADE = 40, 80
INK = 0.2
"""From the level of the paper to that of the ink, where ink begins."""
SLOPING = 4
"""Pixels by which a line beside a row may slope."""
BORDER = 3
"""Pixels around what is cut, which its finer or coarser copy looks at."""
STRAIGHT = 1.12
"""Length of a line over the distance of its ends."""


class Look(NamedTuple):
    """How a row is cut: how much wider than it is, and with which share of its height around it."""

    stretch: float = 1.0
    pad: float = PAD

    @property
    def per_height(self) -> float:
        """Pixels of the cut for the height of its row."""
        return HEIGHT / (1 + 2 * self.pad)

    def along(self, pixels: float) -> float:
        """How many heights from the row's start a place lies that far from the cut's left."""
        return pixels / (self.per_height * self.stretch) - self.pad


FIRST = Look()
CLOSER = (Look(stretch=1.3), Look(pad=0.1))
"""How rows are looked at again. Letters that touch part where they are wider, and specks stay out of a tight cut."""


WIDEST = Look(stretch=1.8)
"""How they are looked at last: figures that are the same and stand close are told apart."""


def level(image: Grey, row: Row, look: Look = FIRST) -> Grey:
    """The row turned level, without the leaders and rules beside it."""
    return _inner(_wide(image, row, look), look)


def bare(image: Grey, lines: Grey, row: Row, finer: float) -> Grey:
    """The same without the long lines through it, which another picture shows, of which each pixel is as large as `finer` of
    the image's."""
    wide = _wide(image, row, FIRST)
    gone = _wide(lines, row.scaled(1 / finer), FIRST) > SHADE
    gone = cv2.resize(gone.astype(np.uint8), wide.shape[::-1], interpolation=cv2.INTER_NEAREST).astype(np.bool_)
    return _inner(np.where(gone, np.uint8(np.percentile(wide, 90)), wide), FIRST)


def _inner(wide: Grey, look: Look) -> Grey:
    per_height = look.per_height
    wide = without_rules(wide)
    ends, sides = (
        round((AROUND_ENDS - look.pad) * per_height * look.stretch),
        round((AROUND_SIDES - look.pad) * per_height),
    )
    part = wide[sides : sides + HEIGHT, ends : max(wide.shape[1] - ends, ends + 8)]
    return np.ascontiguousarray(part)


def _wide(image: Grey, row: Row, look: Look) -> Grey:
    per_height, stretch = look.per_height, look.stretch
    height = round((1 + 2 * AROUND_SIDES) * per_height)
    width = max(24, math.ceil((row.length / row.height + 2 * AROUND_ENDS) * per_height * stretch))
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    quad = row.quad(AROUND_ENDS, AROUND_SIDES)
    part, corner = _part(image, quad)
    matrix = cv2.getPerspectiveTransform(quad - corner, corners)
    how = cv2.INTER_CUBIC if row.height < per_height else cv2.INTER_AREA
    return np.asarray(cv2.warpPerspective(part, matrix, (width, height), flags=how, borderMode=cv2.BORDER_REPLICATE))


def _part(image: Grey, quad: Quad) -> tuple[Grey, Quad]:
    """The part of the image around a quad, and its top left corner."""
    high, wide = image.shape
    x0, y0 = np.clip(np.floor(quad.min(axis=0)) - BORDER, 0, (wide - 1, high - 1)).astype(int)
    x1, y1 = np.clip(np.ceil(quad.max(axis=0)) + BORDER, (x0 + 1, y0 + 1), (wide, high)).astype(int)
    return np.ascontiguousarray(image[y0:y1, x0:x1]), np.array((x0, y0), np.float32)


def without_rules(cut: Grey) -> Grey:
    """The cut on which lines that come in from its edges and touch no letter are paper."""
    paper, ink = (float(level) for level in np.percentile(cut, (90, 1)))
    if paper - ink < CONTRAST:
        return cut
    mask = (cut < paper + INK * (ink - paper)).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    ends = stats[:, :2] + stats[:, 2:4]
    at_edge = (stats[:, :2] <= 0).any(axis=1) | (ends >= (cut.shape[1], cut.shape[0])).any(axis=1)
    at_edge[0] = False
    depths = cv2.distanceTransform(mask, cv2.DIST_L2, 3) if at_edge.any() else mask
    rules = np.zeros(len(stats), np.bool_)
    for number in np.flatnonzero(at_edge):
        x, y, wide, high = stats[number, :4]
        place = np.s_[y : y + high, x : x + wide]
        rules[number] = _is_rule(labels[place] == number, np.asarray(depths[place], np.float64), cut.shape[0])
    if not rules.any():
        return cut
    gone = cv2.dilate(rules[labels].astype(np.uint8), np.ones((3, 3), np.uint8)).astype(np.bool_)
    gone &= (labels == 0) | rules[labels]
    return np.where(gone, np.uint8(paper), cut)


def _is_rule(piece: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]", depths: Floats, height: int) -> bool:
    """Whether a piece of ink is a line that lies, or that runs through from top to bottom."""
    high, wide = piece.shape
    thick = max(4 * float(depths[piece].mean()) - 0.5, 1.0)
    if high <= thick + SLOPING and wide > high:
        return True
    straight = piece.sum() < STRAIGHT * thick * math.hypot(wide, high)
    widest = 2.2 * thick + 2 * max(wide - thick, 0) / high
    return bool(high >= height and straight and piece.sum(axis=1).max() <= widest)
