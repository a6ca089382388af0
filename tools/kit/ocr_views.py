"""The two pictures of a page that OCR works on: one as fine as helps, and one in which letters have the size it knows best."""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import cv2
import numpy as np

from tools.kit.ocr_ink import Pieces, inked
from tools.kit.ocr_lines import Floats, Grey
from tools.kit.ocr_patches import SCALE, Rect, some_beside_others
from tools.kit.pages import PagedSource, Pixels
from tools.kit.reading import Page

BAND = 1024
"""Rows of pixels that are rendered at a time."""
LETTER = 15.0
"""Pixels of the letters of the working picture."""
UNLIKE = 1.3
"""Ratio of sizes from which the working picture is made anew."""
SMALLEST, LARGEST = 0.5, 2.5
MOST_WORKING = 26_000_000
"""Pixels of the working picture; its labelled pieces take ten bytes for each."""


class View(NamedTuple):
    """`finer` is pixels of the full picture per pixel of the working one, `per_mm` pixels of the working one per mm. Where the
    lines of the page are known, both show them as hairlines, as strokes of small letters do not run together then, and
    `second` and `second_working` show the page as drawn. `lines` is 255 where long lines run in the working picture."""

    full: Grey
    working: Grey
    finer: float
    per_mm: float
    second: Grey | None = None
    second_working: Grey | None = None
    lines: Grey | None = None

    @property
    def workings(self) -> list[Grey]:
        return [self.working] if self.second_working is None else [self.working, self.second_working]

    def turned(self) -> "View":
        """Clockwise by a quarter: what read from bottom to top now lies. The pictures are the same, seen turned."""
        full, working = _turned(self.full), _turned(self.working)
        second, second_working, lines = (
            None if picture is None else _turned(picture) for picture in (self.second, self.second_working, self.lines)
        )
        return View(full, working, self.finer, self.per_mm, second, second_working, lines)

    def bare(self) -> Grey:
        """The working picture without its lines."""
        return self.working if self.lines is None else np.where(self.lines > 0, paper_of(self.working), self.working)

    def turned_box(self, box: Rect) -> Rect:
        height = self.working.shape[0]
        return height - box[3], box[0], height - box[1], box[2]


def paper_of(picture: Grey) -> np.uint8:
    """The level of most of the paper."""
    return np.uint8(np.percentile(picture[::8, ::8], 80))


def _turned(picture: Grey) -> Grey:
    return np.rot90(picture, -1)


def viewed(source: PagedSource, page: Page, finest: float, segments: Floats | None = None) -> tuple[View, Pieces]:
    """The pictures and the pieces of the working one. `finest` is the pixels per mm of the full picture, `segments` are the lines
    of the page where they are known."""
    full = _grey(source, page, finest)
    most = math.sqrt(MOST_WORKING / (page.width * page.height))
    first = min(SCALE, finest * LARGEST, most)
    working = resized(full, first / finest)
    pieces, lines = inked(working, SCALE)
    scale = _suited(pieces, first, most)
    if segments is not None:
        thin = _lines(segments, full.shape, finest)
        view = View(thin, resized(thin, scale / finest), finest / scale, scale, full, resized(full, scale / finest))
    elif scale != first:
        view = View(full, resized(full, scale / finest), finest / scale, scale)
    else:
        return View(full, working, finest / scale, scale, lines=lines), pieces
    pieces, lines = inked(view.working, SCALE)
    return view._replace(lines=lines), pieces


def _suited(pieces: Pieces, scale: float, most: float) -> float:
    """The scale at which the letters of a picture have the size that is wanted, where it is far from that at which they were seen."""
    sizes = _letters(pieces)[:, 2:].max(axis=1, initial=0)
    if len(sizes) <= 10:
        return scale
    wanted = min(scale * min(max(LETTER / float(np.median(sizes)), SMALLEST), LARGEST), most)
    return wanted if max(wanted / scale, scale / wanted) > UNLIKE else scale


def _letters(pieces: Pieces) -> Floats:
    """What looks like letters; where lines run through most of them, those that stand beside others, as few are left to be told from
    fittings and arcs."""
    seeds = pieces.seeds(SCALE)
    boxes = pieces.boxes[seeds & ~pieces.torn]
    return some_beside_others(boxes) if pieces.torn[seeds].sum() > len(boxes) else boxes


def hairlines(segments: Floats, page: Page, scale: float) -> Grey:
    """The lines of a page, mm, as lines of one pixel."""
    return _lines(segments, (max(1, round(page.height * scale)), max(1, round(page.width * scale))), scale)


def _lines(segments: Floats, shape: tuple[int, ...], scale: float) -> Grey:
    picture = np.full(shape, 255, np.uint8)
    ends = np.round(segments.reshape(-1, 2, 2) * scale * 8).astype(np.int32)
    cv2.polylines(picture, list(ends), False, 0, 1, cv2.LINE_AA, 3)
    return picture


def resized(picture: Grey, factor: float) -> Grey:
    if abs(factor - 1) < 0.02:
        return picture
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    size = max(1, round(picture.shape[1] * factor)), max(1, round(picture.shape[0] * factor))
    return np.asarray(cv2.resize(picture, size, interpolation=how))


def _grey(source: PagedSource, page: Page, scale: float) -> Grey:
    """The page as dark ink on light paper, whatever its colours."""
    width, height = max(1, round(page.width * scale)), max(1, round(page.height * scale))
    whole = np.empty((height, width), np.uint8)
    dark = _is_dark(source, page)
    for top in range(0, height, BAND):
        rows = min(BAND, height - top)
        box = (0.0, top / height * page.height, page.width, (top + rows) / height * page.height)
        colours = source.pixels(page, box, width, rows)
        whole[top : top + rows] = 255 - _outermost(colours, cv2.max) if dark else _outermost(colours, cv2.min)
    return whole


def _outermost(colours: Pixels, of: Callable[[Any, Any], Any]) -> Grey:
    red, green, blue = (np.ascontiguousarray(colours[..., i]) for i in range(3))
    return np.asarray(of(of(red, green), blue))


def _is_dark(source: PagedSource, page: Page) -> bool:
    small = source.pixels(page, (0, 0, page.width, page.height), 200, max(1, round(200 * page.height / page.width)))
    return float(np.median(small)) < 100
