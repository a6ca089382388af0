"""PDF files. The only module that imports PyMuPDF, which is not thread-safe: everything here holds one lock."""

import math
import threading
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar

import numpy as np
import pymupdf

from tools.kit import faults
from tools.kit.budget import budget
from tools.kit.errors import LiangtuError
from tools.kit.evidence import Box
from tools.kit.lines import Fragment, around, frame, joined
from tools.kit.ocr_gaps import silent_places, strokes_of
from tools.kit.pages import PagedSource, Pixels
from tools.kit.pdf_unseen import Unseen
from tools.kit.pdf_views import MeasuredView, measured_views
from tools.kit.reading import Page
from tools.kit.ruling import cells_among
from tools.kit.text import SheetReading, TextLine
from tools.kit.vectors import Floats, Linework, Tracer
from tools.kit.vision import Progress

MM = 25.4 / 72
COARSEST, FINEST = 150 / 25.4, 400 / 25.4
"""Pixels per mm for OCR of pages without a text layer: as fine as PIXELS allow."""
PIXELS = 32_000_000
LEAST_CHARACTERS = 20
STRANGE_SHARE = 0.1
LEAST_PLACES, LEAST_LEGIBLE = 3, 0.34
"""Places that look like text without a text layer, and the share of them that has to be text, for OCR to fill them in."""
KEPT_DISPLAY_LISTS = 4
FLAGS = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_ACCURATE_BBOXES
COLUMN_BLANKS = 3
LOCK = threading.RLock()

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S")


def guarded(function: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """Under the lock, and with the engine's errors told as what they mean for the file."""

    @wraps(function)
    def run(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with LOCK, budget():
            try:
                return function(self, *args, **kwargs)
            except (LiangtuError, MemoryError):
                raise
            except Exception as error:
                raise _meaning(error) from error

    return run


def _meaning(error: Exception) -> Exception:
    if "malloc" in str(error) or "alloc (" in str(error):
        return MemoryError(str(error))
    engine = isinstance(error, (pymupdf.FileDataError, pymupdf.mupdf.FzErrorBase)) or str(error).startswith("code=")
    return faults.damaged("PDF") if engine else error


class PdfSource(PagedSource):
    """Sizes are points × 25.4/72; PyMuPDF's page rectangle has rotation, crop box and UserUnit in it already."""

    def __init__(self, path: Path, cache: Path | None) -> None:
        self._document, pages = _opened(path)
        super().__init__(path, cache, pages)
        self._lists: OrderedDict[int, Any] = OrderedDict()

    @guarded
    def pixels(self, page: Page, box: Box, width: int, height: int) -> Pixels:
        across, down = width / (box[2] - box[0]), height / (box[3] - box[1])
        clip = pymupdf.Rect(box) / MM
        drawn = self._display_list(page.number).get_pixmap(matrix=pymupdf.Matrix(across * MM, down * MM), clip=clip)
        seen = np.frombuffer(drawn.samples_mv, np.uint8).reshape(drawn.height, drawn.width, 3)
        return _placed(seen, drawn.x - round(box[0] * across), drawn.y - round(box[1] * down), width, height)

    @guarded
    def traced(self, page: Page) -> Linework:
        loaded = self._document[page.number - 1]
        matrix, tracer = tuple(loaded.rotation_matrix), Tracer()
        loaded.get_cdrawings(callback=tracer.take)
        return tracer.linework(matrix, MM)

    @guarded
    def measured_views(self, page: Page) -> tuple[MeasuredView, ...]:
        return measured_views(self._document, page.number)

    def extract(self, page: Page, progress: Progress) -> SheetReading:
        lines = self._text_lines(page)
        if healthy(lines):
            return self._completed(page, lines, progress)
        from tools.kit.ocr import legible, recognised
        from tools.kit.scanned_cells import with_cells

        segments = strokes_of(self.traced(page))
        places = silent_places(segments, (), (page.width, page.height))
        lined = bool(places) and legible(self, page, places, _finest(page), segments) >= LEAST_LEGIBLE
        read = recognised(self, page, _finest(page), progress, segments=segments if lined else None)
        problems = (("unhealthy_text_layer",) if lines else ()) + read.problems
        hidden = [line for line in lines if line.hidden]
        reading = _reading(page, [*hidden, *read.lines], None, problems, "ocr" if read.lines else "none")
        return with_cells(self, page, reading, segments)

    def _completed(self, page: Page, lines: list[TextLine], progress: Progress) -> SheetReading:
        """With OCR of what the text layer leaves out or garbles, where there is such text."""
        sound = [line for line in lines if line.hidden or not is_strange(line.text)]
        known = [line.box for line in sound if not line.hidden]
        segments = strokes_of(self.traced(page))
        places = silent_places(segments, known, (page.width, page.height))
        if len(sound) == len(lines) and len(places) < LEAST_PLACES:
            return _reading(page, lines, segments)
        from tools.kit.ocr import legible, recognised

        lined = bool(places) and legible(self, page, places, _finest(page), segments) >= LEAST_LEGIBLE
        if len(sound) == len(lines) and not lined:
            return _reading(page, lines, segments)
        read = recognised(self, page, _finest(page), progress, known, segments if lined else None)
        problems = ("partly_without_text_layer", *read.problems) if read.lines else read.problems
        ordered = sorted([*sound, *read.lines], key=lambda line: (line.box[1], line.box[0]))
        return _reading(page, ordered, segments, problems)

    @guarded
    def _text_lines(self, page: Page) -> list[TextLine]:
        loaded = self._document[page.number - 1]
        content = loaded.get_text("rawdict", flags=FLAGS)
        size = (page.width, page.height)

        def picture(scale: float) -> Pixels:
            width, height = (max(round(side * scale), 1) for side in size)
            return self.pixels(page, (0, 0, *size), width, height)

        return joined(fragments(content, loaded.rotation_matrix, Unseen(size, picture)))

    def _display_list(self, number: int) -> Any:
        kept = self._lists.pop(number, None) or self._document[number - 1].get_displaylist()
        self._lists[number] = kept
        while len(self._lists) > KEPT_DISPLAY_LISTS:
            self._lists.popitem(last=False)
        return kept


def _opened(path: Path) -> tuple[Any, tuple[Page, ...]]:
    """The document and what its pages declare. Raises BadDrawing."""
    with LOCK, budget():
        try:
            document = _document(path)
            return document, tuple(_pages(document))
        except (LiangtuError, MemoryError):
            raise
        except Exception as error:
            raise _meaning(error) from error


def _finest(page: Page) -> float:
    return min(max(math.sqrt(PIXELS / (page.width * page.height)), COARSEST), FINEST)


def _reading(
    page: Page,
    lines: list[TextLine],
    segments: Floats | None,
    problems: tuple[str, ...] = (),
    method: Literal["text", "ocr", "none"] = "text",
) -> SheetReading:
    return SheetReading(
        number=page.number, name=page.name, width=page.width, height=page.height, method=method,
        lines=tuple(lines), cells=() if segments is None else cells_among(segments, lines, (page.width, page.height)),
        problems=problems,
    )  # fmt: skip


def healthy(lines: list[TextLine]) -> bool:
    """Whether the text layer can be trusted to say what is to be seen: enough characters, and characters that mean something."""
    seen = "".join(line.text for line in lines if not line.hidden)
    return len(seen) >= LEAST_CHARACTERS and not is_strange(seen)


def is_strange(text: str) -> bool:
    """Whether it holds characters that mean nothing, as fonts without a key to their codes leave them."""
    odd = sum(
        unicodedata.category(character) in ("Co", "Cn", "Cc", "Cs") or character == "\ufffd" for character in text
    )
    return odd > STRANGE_SHARE * len(text)


def _placed(seen: Pixels, left: int, top: int, width: int, height: int) -> Pixels:
    """On white: what was drawn ends at the edge of the page, the box may not."""
    if (left, top, *seen.shape[:2]) == (0, 0, height, width):
        return seen.copy()  # the pixmap owns the memory and goes away
    canvas = np.full((height, width, 3), 255, np.uint8)
    x, y = max(left, 0), max(top, 0)
    part = seen[y - top : height - top, x - left : width - left]
    canvas[y : y + part.shape[0], x : x + part.shape[1]] = part
    return canvas


def _document(path: Path) -> Any:
    with LOCK:
        pymupdf.TOOLS.mupdf_display_errors(False)
        pymupdf.TOOLS.mupdf_display_warnings(False)
        try:
            document = pymupdf.open(path, filetype="pdf")
        except pymupdf.FileDataError as error:
            raise faults.damaged("PDF") from error
        if document.needs_pass:
            raise faults.encrypted()
        if document.page_count > faults.MAX_PAGES:
            raise faults.too_many_pages(document.page_count)
        return document


def _pages(document: Any) -> Iterator[Page]:
    for number in range(1, document.page_count + 1):
        with LOCK:
            rect = document[number - 1].rect
        width, height = rect.width * MM, rect.height * MM
        if not all(faults.MIN_SIDE <= side <= faults.MAX_SIDE for side in (width, height)):
            raise faults.odd_page(number, width, height)
        yield Page(number=number, name=f"page {number}", width=round(width, 3), height=round(height, 3))


def fragments(content: dict[str, Any], rotation: Any, unseen: Unseen) -> Iterator[Fragment]:
    """The runs of a raw text page, in mm after the page's rotation; cut where words stand far apart."""
    for block in content["blocks"]:
        for line in block.get("lines", ()):
            across, up = pymupdf.Point(line["dir"]) * _turn(rotation)
            angle = math.degrees(math.atan2(-up, across)) % 360
            for characters, span in _words(line):
                yield _fragment(characters, span, angle, rotation, unseen)


def _turn(matrix: Any) -> Any:
    return pymupdf.Matrix(matrix.a, matrix.b, matrix.c, matrix.d, 0, 0)


def _words(line: dict[str, Any]) -> Iterator[tuple[list[dict[str, Any]], dict[str, Any]]]:
    """The characters of each span, cut at runs of blanks wide enough to part two columns."""
    for span in line["spans"]:
        run: list[dict[str, Any]] = []
        blanks = 0
        for character in span["chars"]:
            blank = character["c"].isspace()
            if not blank and blanks >= COLUMN_BLANKS and run:
                yield run, span
                run = []
            blanks = blanks + 1 if blank else 0
            if not (blank and not run):
                run.append(character)
        while run and run[-1]["c"].isspace():
            run.pop()
        if run:
            yield run, span


def _fragment(
    characters: list[dict[str, Any]], span: dict[str, Any], angle: float, rotation: Any, unseen: Unseen
) -> Fragment:
    text = "".join(character["c"] for character in characters).rstrip()
    rects = [pymupdf.Rect(character["bbox"]) * rotation * MM for character in characters]
    box = around((r.x0, r.y0, r.x1, r.y1) for r in rects)
    corners = [frame(x, y, angle)[0] for x in (box[0], box[2]) for y in (box[1], box[3])]
    start = pymupdf.Point(characters[0]["origin"]) * rotation * MM
    along, across = frame(start.x, start.y, angle)
    return Fragment(
        text=text, angle=angle, along=along, end=max(corners), across=across, size=span["size"] * MM,
        box=box, hidden=unseen.why(span, box),
    )  # fmt: skip
