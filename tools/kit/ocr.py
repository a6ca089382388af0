"""Reading pictures of text.

The engine's detector takes most of the time that reading takes, and a drawing is mostly empty. So letter-like pieces of ink are
sought first; the detector sees only the clumps of them, laid close together, lying and then standing; and every row that it finds
is recognised once, cut from the page as a whole at its full resolution, upside down as well where that may be.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np

from tools.kit import ocr_patches as patches
from tools.kit.evidence import Box
from tools.kit.ocr_cuts import level
from tools.kit.ocr_engine import Tell, detected, each, let_go, read_cut, read_cuts
from tools.kit.ocr_gaps import covered
from tools.kit.ocr_ink import Pieces
from tools.kit.ocr_lines import Floats, Grey
from tools.kit.ocr_lone import line_of, lone_characters
from tools.kit.ocr_looks import Drawn, readings_of
from tools.kit.ocr_patches import Quad, Rect
from tools.kit.ocr_reads import STROKES, Read, kept, with_large
from tools.kit.ocr_rows import (
    Row,
    characters_in,
    fitted,
    joined,
    leanings,
    row_of,
    straightened,
    tightened,
    with_others,
)
from tools.kit.ocr_views import LETTER, View, hairlines, resized, viewed
from tools.kit.pages import PagedSource
from tools.kit.reading import Page
from tools.kit.text import TextLine
from tools.kit.vision import Progress

LYING, STANDING = 0.5, 1.3
"""Length over height from which a row counts, where the page lies as it is and where it is turned."""
MOST_CANVASES = 100
"""Squares of 768 pixels that the detector sees of one page and direction; a photo would ask for more."""
SMALL = 4_000_000
"""Pixels of a picture all of which the detector sees."""
SAMPLES, SAMPLE_SIDE, SAMPLE_SCORE = 10, 480, 0.88
"""Places that are looked at to learn whether a page has text that its text layer lacks, and the pixels of a side of each."""

LARGE = 36
"""Pixels of the longer side of a letter from which it is sought in a smaller picture."""
CLEAR = 0.9
SOME_CROSSED, CROSSED, MOST_CROSSED = 0.2, 0.5, 0.7
"""Share of a place's letters that lines left from which rows are sought there in a picture without lines as well, in that alone where
the lines are known, and in that alone."""


class Recognised(NamedTuple):
    """The text of a page, and what keeps it from being all of it."""

    lines: list[TextLine]
    problems: tuple[str, ...] = ()


def recognised(
    source: PagedSource, page: Page, finest: float, progress: Progress, known: Sequence[Box] = (),
    segments: Floats | None = None,
) -> Recognised:  # fmt: skip
    """All text of a page but for that in the `known` boxes. `finest` is the most pixels per mm that helps, `segments` are the
    lines of the page where they are known. Progress counts hundredths."""
    view, pieces = viewed(source, page, finest, segments)
    if known:
        pieces = pieces.only(~covered(_corners(pieces.boxes) / view.per_mm, known))
    clumps = _places(view, pieces)
    progress(10, 100, page.name)
    lying = _pass(view, pieces, [clump.box for clump in clumps if clump.lies], False, _part(progress, page, 10))
    standing = _pass(view, pieces, [clump.box for clump in clumps if clump.stands], True, _part(progress, page, 55))
    read = with_large(kept([*lying.reads, *standing.reads], view), _large(view, pieces))
    read += _lone(view, pieces, read)
    let_go()
    there = covered(np.array([line.box for line in read], np.float64).reshape(-1, 4), known)
    new = [line for line, again in zip(read, there, strict=True) if not again]
    return Recognised(new, ("ocr_partial",) if lying.partial or standing.partial else ())


def _large(view: View, pieces: Pieces) -> list[TextLine]:
    """Text whose letters are several times as high as the detector likes, such as the number of a drawing: found in a picture
    that is shrunk to suit them."""
    sizes = pieces.boxes[:, 2:].max(axis=1, initial=0)
    large = pieces.seeds(patches.SCALE) & ~pieces.torn & (sizes > LARGE)
    if not large.any():
        return []
    factor = LETTER / float(np.median(sizes[large]))
    few = pieces.only(~pieces.torn & (sizes > LARGE / 8))
    few = few._replace(boxes=few.boxes * factor)
    shrunk = View(view.full, resized(view.working, factor), view.finer / factor, view.per_mm * factor)
    wanted = Pieces(pieces.boxes[large] * factor, pieces.bars[large], pieces.dashes[large], pieces.torn[large])
    clumps = patches.clumps(wanted, patches.SCALE, (shrunk.working.shape[0], shrunk.working.shape[1]))
    lying = _pass(shrunk, few, [clump.box for clump in clumps if clump.lies], False, _silent)
    standing = _pass(shrunk, few, [clump.box for clump in clumps if clump.stands], True, _silent)
    lines = kept([*lying.reads, *standing.reads], shrunk)
    return [line for line in lines if line.confidence > CLEAR and len(line.text) > 1]


def _lone(view: View, pieces: Pieces, lines: Sequence[TextLine]) -> list[TextLine]:
    """Characters that stand alone in an outline."""
    alone = lone_characters(view, pieces, lines)
    said = read_cuts([lone.cut for lone in alone], _silent)
    found = [line_of(lone, one, view) for lone, one in zip(alone, said, strict=True)]
    return [line for line in found if line is not None]


def _silent(share: float) -> None:
    """A Tell that nobody hears."""


def legible(source: PagedSource, page: Page, places: Sequence[Box], finest: float, segments: Floats) -> float:
    """The share of some of the places at which there is text, from a look at each alone, as drawn or as hairlines."""
    thin = hairlines(segments, page, finest)
    some = places[:: max(1, len(places) // SAMPLES)][:SAMPLES]
    says = 0
    for place in some:
        drawn = _crop(source, page, place, finest)
        says += _says_something(drawn) or _says_something(_cut_out(thin, place, finest, drawn.shape))
    return says / max(len(some), 1)


def _with_margin(place: Box) -> Box:
    return place[0] - 1, place[1] - 1, place[2] + 1, place[3] + 1


def _crop(source: PagedSource, page: Page, place: Box, finest: float) -> Grey:
    """The place with a margin, level, its letters about as high as the engine likes them."""
    x0, y0, x1, y1 = _with_margin(place)
    scale = min(finest, SAMPLE_SIDE / max(x1 - x0, y1 - y0))
    size = max(1, round((x1 - x0) * scale)), max(1, round((y1 - y0) * scale))
    return _lying(source.pixels(page, (x0, y0, x1, y1), *size).min(axis=2))


def _cut_out(picture: Grey, place: Box, scale: float, shape: tuple[int, ...]) -> Grey:
    """The same of a picture of the page."""
    x0, y0, x1, y1 = (max(0, round(edge * scale)) for edge in _with_margin(place))
    part = _lying(picture[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)])
    return np.asarray(cv2.resize(part, (shape[1], shape[0]), interpolation=cv2.INTER_AREA))


def _lying(picture: Grey) -> Grey:
    height, width = picture.shape
    return np.ascontiguousarray(np.rot90(picture, -1) if height > 1.5 * width else picture)


def _says_something(crop: Grey) -> bool:
    height, width = crop.shape
    canvas = np.full((32 * math.ceil(height / 32), 32 * math.ceil(width / 32)), 255, np.uint8)
    canvas[:height, :width] = crop
    read = [read_cut(level(crop, row_of(quad))) for quad in detected(canvas)]
    return any(
        said.score > SAMPLE_SCORE and len(said.text.strip()) > 1 and not set(said.text) <= STROKES for said in read
    )


def _corners(boxes: Floats) -> Floats:
    return np.column_stack([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]])


def _places(view: View, pieces: Pieces) -> list[patches.Clump]:
    """Where text may be: clumps of letters. Of a small picture, whose letters run into one another and into lines, it is all;
    where its lines are known, letters that stand are found by their clumps all the same."""
    height, width = view.working.shape
    clumps = patches.clumps(pieces.only(pieces.seeds(patches.SCALE)), patches.SCALE, (height, width))
    if height * width > SMALL or not len(pieces.boxes):
        return clumps
    whole = patches.Clump((0, 0, width, height), True, view.second is None)
    return [whole, *(clump._replace(lies=False) for clump in clumps if clump.stands and view.second is not None)]


class _Pass(NamedTuple):
    reads: list[Read]
    partial: bool


def _part(progress: Progress, page: Page, start: int) -> Tell:
    """Reports shares of the 45 hundredths that a pass takes."""
    return lambda share: progress(start + round(45 * share), 100, page.name)


def _pass(view: View, pieces: Pieces, boxes: list[Rect], turned: bool, tell: Tell) -> _Pass:
    """The rows of one direction. With `turned`, everything is a quarter round, so that standing rows lie."""
    if turned:
        pieces, boxes = pieces.turned(view.working.shape[0]), [view.turned_box(box) for box in boxes]
        view = view.turned()
    rows: list[Row] = []
    partial = False
    pictures = _pictures(view, pieces, boxes)
    for number, (picture, looked_at) in enumerate(pictures):
        laid_out = patches.laid_out(looked_at)
        partial |= any(patch.canvas >= MOST_CANVASES for patch in laid_out)
        canvases = list(patches.canvases(picture, laid_out, MOST_CANVASES))
        found = each(_spotted, canvases, _scaled(tell, number / len(pictures) / 2, 0.5 / len(pictures)))
        more = [tightened(row_of(quad), pieces) for quads in found for quad in quads]
        more = [row for row in more if row.length > (STANDING if turned else LYING) * row.height]
        leans = leanings(more)
        more = [straightened(row, pieces, leans) for row in joined(more)]
        rows = with_others(rows, joined([fitted(row, pieces) for row in more]), longer=number >= len(view.workings))
    let_go()
    lettered = [(row, torn) for row in rows if (torn := _torn(row, pieces)) is not None]
    readings = readings_of(
        view,
        [Drawn(row.scaled(view.finer), torn, characters_in(row, pieces)) for row, torn in lettered],
        turned,
        _scaled(tell, 0.5, 0.5),
    )
    reads = [Read(said.text, said.score, row, turned, said.upside_down, torn, said.places, said.most)
             for (row, torn), said in zip(lettered, readings, strict=True)]  # fmt: skip
    return _Pass(reads, partial)


def _pictures(view: View, pieces: Pieces, boxes: Sequence[Rect]) -> list[tuple[Grey, list[Rect]]]:
    """What is looked at for rows, and where: as drawn but where lines left most of the letters, and without the lines where they
    left some. Lines that are known as such are thin, and hide few."""
    left = {box: _left_by_lines(box, pieces) for box in boxes}
    some, most = (CROSSED, CROSSED) if view.second is not None else (SOME_CROSSED, MOST_CROSSED)
    drawn, bare = [box for box in boxes if left[box] <= most], [box for box in boxes if left[box] > some]
    return [*((picture, drawn) for picture in view.workings), *([(view.bare(), bare)] if bare else [])]


def _left_by_lines(box: Rect, pieces: Pieces) -> float:
    """The share of what may be letters there that was parted from lines."""
    x, y = (pieces.boxes[:, axis] + pieces.boxes[:, axis + 2] / 2 for axis in (0, 1))
    seeds = pieces.seeds(patches.SCALE) & (x > box[0]) & (x < box[2]) & (y > box[1]) & (y < box[3])
    return float(pieces.torn[seeds].mean()) if seeds.any() else 0.0


def _spotted(canvas: tuple[Grey, list[patches.Patch]]) -> list[Quad]:
    return list(patches.spotted(*canvas, detected))


def _scaled(tell: Tell, start: float, length: float) -> Tell:
    return lambda share: tell(start + share * length)


def _torn(row: Row, pieces: Pieces) -> float | None:
    """The share of a row's pieces that linework left behind; None where it holds nothing but dashes."""
    held = row.holds(pieces.boxes)
    letters = held & ~pieces.dashes
    if not letters.any():
        return None if held.any() else 1.0
    return float(pieces.torn[letters].mean())
