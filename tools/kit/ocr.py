"""Reading pictures of text. The only module that imports the OCR engine.

The engine finds little on a whole sheet and nothing that stands on its side. So the page is searched in tiles, once as it
is and once turned by 90 degrees, and every text that is found is recognised once, cut from the page as a whole.
"""

import itertools
import math
from collections.abc import Iterator
from functools import cache
from statistics import median
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.kit.evidence import Box
from tools.kit.pages import PagedSource
from tools.kit.reading import Page
from tools.kit.text import TextLine, normalised
from tools.kit.vision import Progress

Grey = NDArray[np.uint8]
Quad = NDArray[np.float32]
"""Four corners in pixels, from the top left clockwise in reading direction."""

TILE, OVERLAP = 1024, 128
BAND = 1024
"""Rows of pixels that are rendered at a time."""
INK, LEAST_INK = 60, 40
"""Levels by which ink differs from paper, and pixels of it below which a tile is blank."""
BASE_PIXELS, MOST_PIXELS = 20_000_000, 30_000_000
"""Of the picture searched at first (an A1 sheet at 150 dpi), and where small text asks for more."""
GOOD_HEIGHT = 26.0
"""Height in pixels of the boxes at which the engine reads best."""
PROBED = 3
TALL = 1.4
"""Height over width from which a box belongs to the other pass."""
SLANT = 8.0
LEAST_SCORE, LONE_SCORE = 0.5, 0.8
"""Below which a text is no text; a lone character, as symbols are taken for, needs more."""
BATCH = 60
CAPITAL = 0.62
"""Height of capitals over the height of the engine's boxes, which are wider than the text on purpose."""


class Tile(NamedTuple):
    x: int
    y: int
    width: int
    height: int


class Found(NamedTuple):
    """A place where text is, in pixels of its pass, and the tile that it was found in."""

    quad: Quad
    tile: int

    @property
    def rect(self) -> Box:
        (x0, y0), (x1, y1) = self.quad.min(axis=0), self.quad.max(axis=0)
        return float(x0), float(y0), float(x1), float(y1)


def recognised(source: PagedSource, page: Page, base: float, finest: float, progress: Progress) -> list[TextLine]:
    """All text of a page. `base` and `finest` are pixels per mm: what is searched first, and the most that helps where the
    text turns out to be small. Progress counts tiles."""
    scale = min(base, math.sqrt(BASE_PIXELS / (page.width * page.height)))
    image = _grey(source, page, scale)
    better = _fitting(image, scale, page, finest)
    if abs(better / scale - 1) > 0.15:
        scale, image = better, _grey(source, page, better)
    passes = (image, np.ascontiguousarray(np.rot90(image, -1)))
    tiles = [_tiles(one) for one in passes]
    total, count = sum(map(len, tiles)), itertools.count(1)
    lines: list[TextLine] = []
    for turned, one in enumerate(passes):
        found: list[Found] = []
        for tile, done in zip(tiles[turned], count, strict=False):
            found += _detected(one, tile, done, bool(turned))
            progress(done, total, page.name)
        lines += _read(one, _merged(found), scale, bool(turned))
    return _once(lines)


def _grey(source: PagedSource, page: Page, scale: float) -> Grey:
    """The page as dark ink on light paper, whatever its colours."""
    width, height = round(page.width * scale), round(page.height * scale)
    whole = np.empty((height, width), np.uint8)
    dark = _is_dark(source, page)
    for top in range(0, height, BAND):
        rows = min(BAND, height - top)
        box = (0.0, top / height * page.height, page.width, (top + rows) / height * page.height)
        colours = source.pixels(page, box, width, rows)
        whole[top : top + rows] = 255 - colours.max(axis=2) if dark else colours.min(axis=2)
    return whole


def _is_dark(source: PagedSource, page: Page) -> bool:
    small = source.pixels(page, (0, 0, page.width, page.height), 200, max(1, round(200 * page.height / page.width)))
    return float(np.median(small)) < 100


def _tiles(image: Grey) -> list[Tile]:
    """Tiles of equal size that overlap, without the blank ones."""
    height, width = image.shape
    tiles = [Tile(x, y, w, h) for y, h in _spans(height) for x, w in _spans(width)]
    return [tile for tile in tiles if _ink(image, tile) >= LEAST_INK]


def _spans(size: int) -> list[tuple[int, int]]:
    count = max(1, math.ceil((size - OVERLAP) / (TILE - OVERLAP)))
    length = min(size, math.ceil((size + (count - 1) * OVERLAP) / count))
    return [(round(i * (size - length) / max(1, count - 1)), length) for i in range(count)]


def _ink(image: Grey, tile: Tile) -> int:
    part = image[tile.y : tile.y + tile.height, tile.x : tile.x + tile.width]
    return int((part < np.median(part) - INK).sum())


def _fitting(image: Grey, scale: float, page: Page, finest: float) -> float:
    """The scale at which the texts of the fullest tiles have a good height."""
    fullest = sorted(_tiles(image), key=lambda tile: -_ink(image, tile))[:PROBED]
    heights = [_side(found.quad) for tile in fullest for found in _detected(image, tile, 0, None)]
    if not heights:
        return scale
    most = math.sqrt(MOST_PIXELS / (page.width * page.height))
    return min(scale * min(max(GOOD_HEIGHT / median(heights), 0.5), 2.0), finest, most)


def _side(quad: Quad) -> float:
    return float(min(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[1])))


def _detected(image: Grey, tile: Tile, number: int, turned: bool | None) -> Iterator[Found]:
    """Places of text in a tile: those that lie, and on the turned page not those as high as wide, which were seen upright."""
    part = np.ascontiguousarray(image[tile.y : tile.y + tile.height, tile.x : tile.x + tile.width])
    boxes = _detector()(cv2.cvtColor(part, cv2.COLOR_GRAY2BGR)).boxes
    for box in () if boxes is None else boxes:
        quad = np.asarray(box, np.float32) + np.array([tile.x, tile.y], np.float32)
        width, height = np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[1])
        if turned is None or (width > TALL * height if turned else height < TALL * width):
            yield Found(quad, number)


def _merged(found: list[Found]) -> list[Quad]:
    """One box for each text: those that several tiles saw, whole or in part, are joined."""
    if not found:
        return []
    rects = np.array([one.rect for one in found])
    tiles = np.array([one.tile for one in found])
    groups = list(range(len(found)))
    for i, rect in enumerate(rects):
        for j in np.nonzero(_same_row(rect, rects) & (tiles != tiles[i]))[0]:
            old, new = groups[j], groups[i]
            groups = [new if group == old else group for group in groups]
    return [_union([found[i] for i in range(len(found)) if groups[i] == group]) for group in dict.fromkeys(groups)]


def _same_row(rect: NDArray[Any], rects: NDArray[Any]) -> NDArray[np.bool_]:
    """Which overlap sideways, and in height by more than half of the taller."""
    wide = np.minimum(rect[2], rects[:, 2]) - np.maximum(rect[0], rects[:, 0])
    high = np.minimum(rect[3], rects[:, 3]) - np.maximum(rect[1], rects[:, 1])
    taller = np.maximum(rect[3] - rect[1], rects[:, 3] - rects[:, 1])
    return np.asarray((wide > 0) & (high > 0.5 * taller))


def _union(group: list[Found]) -> Quad:
    rects = np.array([one.rect for one in group])
    (x0, y0), (x1, y1) = rects[:, :2].min(axis=0), rects[:, 2:].max(axis=0)
    areas = (rects[:, 2] - rects[:, 0]) * (rects[:, 3] - rects[:, 1])
    if areas.max() > 0.9 * (x1 - x0) * (y1 - y0):
        return group[int(areas.argmax())].quad
    return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], np.float32)


def _read(image: Grey, quads: list[Quad], scale: float, turned: bool) -> Iterator[TextLine]:
    for start in range(0, len(quads), BATCH):
        some = quads[start : start + BATCH]
        cuts = [_cut(image, quad) for quad in some]
        texts = _recognised(cuts)
        upside_down = _recognised([cut[::-1, ::-1] for cut in cuts]) if turned else [("", 0.0)] * len(cuts)
        for quad, text, other in zip(some, texts, upside_down, strict=True):
            flipped = other[1] > text[1] + 0.1
            raw, score = other if flipped else text
            if normalised(raw) and score >= (LONE_SCORE if len(raw.strip()) == 1 else LEAST_SCORE):
                yield _line(raw, score, quad, image.shape[1] if turned else None, scale, 180 if flipped else 0)


def _cut(image: Grey, quad: Quad) -> Any:
    """The text turned level."""
    width = round(max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[3])))
    height = round(max(np.linalg.norm(quad[3] - quad[0]), np.linalg.norm(quad[2] - quad[1])))
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(quad, corners)
    level = cv2.warpPerspective(
        image, matrix, (max(width, 1), max(height, 1)), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return cv2.cvtColor(level, cv2.COLOR_GRAY2BGR)


def _line(raw: str, score: float, quad: Quad, rotated_width: int | None, scale: float, flip: int) -> TextLine:
    points = quad if rotated_width is None else np.stack((quad[:, 1], rotated_width - quad[:, 0]), axis=1)
    (x0, y0), (x1, y1) = points.min(axis=0) / scale, points.max(axis=0) / scale
    across, up = points[1] - points[0]
    angle = _snapped(math.degrees(math.atan2(-up, across)))
    return TextLine(
        text=normalised(raw), raw=raw, box=(round(float(x0), 2), round(float(y0), 2), round(float(x1), 2), round(float(y1), 2)),
        angle=(angle + flip) % 360, height=round(CAPITAL * _side(quad) / scale, 2), method="ocr",
        confidence=round(min(score, 1.0), 3),
    )  # fmt: skip


def _snapped(angle: float) -> float:
    """Level or upright where it nearly is: the corners of short texts are off by some degrees."""
    right = round(angle / 90) * 90
    return right if abs(angle - right) <= SLANT else round(angle / 5) * 5


def _once(lines: list[TextLine]) -> list[TextLine]:
    """Where both passes read something at the same place, the surer reading."""
    kept: list[TextLine] = []
    for line in sorted(lines, key=lambda line: -line.confidence * min(len(line.text), 4)):
        if not any(overlap(line.box, other.box) > 0.4 for other in kept):
            kept.append(line)
    return sorted(kept, key=lambda line: (line.box[1], line.box[0]))


def overlap(a: Box, b: Box) -> float:
    """Share of the smaller box that the other covers."""
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    smaller = min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))
    return max(wide, 0.0) * max(high, 0.0) / smaller if wide > 0 and high > 0 and smaller > 0 else 0.0


def _recognised(cuts: list[Any]) -> list[tuple[str, float]]:
    result = _engine().recognize_txt(cuts)
    return [(str(text), float(score)) for text, score in zip(result.txts, result.scores, strict=True)]


def _detector() -> Any:
    return _engine()._load_det_model()


@cache
def _engine() -> Any:
    """One thread: there is a process for each core."""
    from rapidocr import RapidOCR

    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    return RapidOCR(params={"Global.use_cls": False, "Global.log_level": "error", **threads})
