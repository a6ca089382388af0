"""DXF drawings: model space at its real size, and each layout that has something of its own, as it would be plotted."""

import os
import re
import shutil
import tempfile
import weakref
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import ezdxf
import numpy as np
from ezdxf import recover, units
from pydantic import TypeAdapter, ValidationError

from tools.kit import faults
from tools.kit.dxf_plot import POINTS, plotted, points_within
from tools.kit.dxf_text import fragment, loosen, readable
from tools.kit.dxf_walk import Mark, Walked, boxes_of, walk
from tools.kit.evidence import Box
from tools.kit.lines import Fragment, joined, once
from tools.kit.pages import EDITION, PagedSource, Pixels
from tools.kit.pdf import PdfSource
from tools.kit.reading import Page
from tools.kit.text import SheetReading, TextLine
from tools.kit.vision import Progress

PAGES = TypeAdapter(tuple[Page, ...])
MODEL = "model"
MARGIN = 0.01
"""Of the longer side, around model space."""
A0 = 1189.0
"""Millimetres that the longer side of model space is taken to be plotted at, which settles how thick lines look."""
LETTERS = (0.8, 2500.0)
"""Millimetres of capitals that a unit is believed for: 1:1 details up to letters that name a whole site."""
SITE = 3_000_000.0
"""Millimetres of a drawing's longer side up to which a unit is believed where there are no letters."""
MILLIMETRES = 4
BROKEN = (
    ezdxf.DXFError, OSError, ValueError, LookupError, AttributeError, TypeError, ArithmeticError, AssertionError,
    RuntimeError, StopIteration,
)  # fmt: skip
"""What ezdxf runs into in damaged files; MemoryError is none of it."""
STRAY = 0.02
"""Share of what is drawn that may lie far away at either side and is then left out of the extents."""
ENDLESS = 200
"""How much larger than where most things are one of them may be, as the frame around a detail is."""
FEW = 20
"""Things of which none is a stray."""


class Sheet(NamedTuple):
    """A page as it was walked: `scale` is millimetres a drawing unit, `corner` the drawing's point at the top left."""

    page: Page
    marks: list[Mark]
    corner: tuple[float, float]
    scale: float
    problems: tuple[str, ...]

    @property
    def plot(self) -> bytes:
        size = points_within(self.page.width, self.page.height)
        origin = (self.corner[0], self.corner[1] - self.page.height / self.scale)
        extent = (self.page.width * size, self.page.height * size)
        widest = max(extent) / A0 / POINTS if self.page.name == MODEL else 1.0
        return plotted(self.marks, extent, origin, self.scale * size, widest)

    @property
    def reading(self) -> SheetReading:
        written = [(mark, mark.writing) for mark in self.marks if mark.writing]
        turn = np.array([self.scale, -self.scale])
        found = [
            fragment(writing, (mark.parts[0] - self.corner) * turn, self.scale, mark.hidden)
            for mark, writing in written
        ]
        lines = tuple(_lines(found, [mark.entity for mark, _ in written]))
        return SheetReading(
            **self.page.model_dump(), method="text" if lines else "none", lines=lines, problems=self.problems,
        )  # fmt: skip


def _lines(found: list[Fragment], entities: list[int]) -> Iterator[TextLine]:
    """Words are joined within one entity only: two tags side by side are two tags."""
    kept = set(map(id, once(found)))
    together: dict[int, list[Fragment]] = defaultdict(list)
    for one, entity in zip(found, entities, strict=True):
        if id(one) in kept:
            together[entity].append(one)
    for fragments in together.values():
        yield from joined(fragments)


class DxfSource(PagedSource):
    """The file is walked once: pages, readings and a plot of each page are kept in the cache, or until this is gone."""

    def __init__(self, path: Path, cache: Path | None) -> None:
        self._folder = cache or Path(tempfile.mkdtemp(prefix="dxf-"))
        if cache is None:
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self._plots: dict[int, PdfSource] = {}
        pages = self._kept_pages()
        sheets = [] if pages else list(sheets_of(document_at(path)))
        super().__init__(path, self._folder, pages or tuple(sheet.page for sheet in sheets))
        self._keep_all(sheets)

    def extract(self, page: Page, progress: Progress) -> SheetReading:
        """Only where the kept reading is gone."""
        sheets = list(sheets_of(document_at(self.path)))
        self._keep_all(sheets)
        return sheets[page.number - 1].reading

    def pixels(self, page: Page, box: Box, width: int, height: int) -> Pixels:
        if page.number not in self._plots:
            if not self._plot_file(page.number).exists():
                self.extract(page, lambda *_: None)
            self._plots[page.number] = PdfSource(self._plot_file(page.number), None)
        plot = self._plots[page.number]
        factor = plot.pages[0].width / page.width
        x0, y0, x1, y1 = (edge * factor for edge in box)
        return plot.pixels(plot.pages[0], (x0, y0, x1, y1), width, height)

    def _keep_all(self, sheets: list[Sheet]) -> None:
        for sheet in sheets:
            self._readings[sheet.page.number] = self._keep(sheet.reading)
            _write(self._plot_file(sheet.page.number), sheet.plot)
        if sheets:
            _write(self._pages_file, PAGES.dump_json(tuple(sheet.page for sheet in sheets)))

    def _kept_pages(self) -> tuple[Page, ...]:
        try:
            return PAGES.validate_json(self._pages_file.read_bytes())
        except (FileNotFoundError, ValidationError):
            return ()

    @property
    def _pages_file(self) -> Path:
        return self._folder / f"pages.{EDITION}.json"

    def _plot_file(self, page: int) -> Path:
        return self._folder / f"plot-{page}.{EDITION}.pdf"


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(f".{os.getpid()}.part")
    half.write_bytes(content)
    half.replace(file)


def document_at(path: Path) -> Any:
    """Reads the file, mends it where that can be done. Raises BadDrawing where it cannot."""
    document = _read(path)
    for mtext in document.query("MTEXT"):
        loosen(mtext)
    return document


def _read(path: Path) -> Any:
    encoding = encoding_of(path.read_bytes())
    try:
        return ezdxf.readfile(path, encoding=encoding)
    except BROKEN:
        pass  # the slower reader that follows forgives more
    try:
        return recover.readfile(path)[0]
    except BROKEN as error:
        raise faults.damaged("DXF") from error


def encoding_of(data: bytes) -> str | None:
    """The encoding where the file does not declare the one that it is in, else None."""
    version = re.search(rb"\$ACADVER\s+1\s+(AC\d+)", data[:4096])
    page = re.search(rb"\$DWGCODEPAGE\s+3\s+(\S+)", data[:8192])
    if data.startswith(b"AutoCAD Binary") or data.isascii():
        return None
    unicode = version is not None and version.group(1) >= b"AC1021"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        western = page is None or page.group(1).upper() in (b"ANSI_1252", b"DOS850", b"ASCII")
        chinese = (unicode or western) and _is_gbk(data)
        return "gbk" if chinese else None
    return None if unicode else "utf-8"


def _is_gbk(data: bytes) -> bool:
    """Western text has its few high bytes one by one, Chinese has them in pairs of common characters."""
    pairs = len(re.findall(rb"[\xb0-\xf7][\xa1-\xfe]", data))
    high = sum(map(len, re.findall(rb"[\x80-\xff]+", data)))
    return 2 * pairs > 0.8 * high


def sheets_of(document: Any) -> Iterator[Sheet]:
    """Model space first if it has content, then the layouts that have anything besides viewports."""
    model = walk(document, document.modelspace())
    number = 0
    if box := extents(model):
        number += 1
        yield _model_sheet(number, document, model, box)
    boxes = boxes_of(model)
    for name in document.layout_names_in_taborder():
        layout = document.layout(name)
        if layout.is_any_paperspace and any(entity.dxftype() != "VIEWPORT" for entity in layout):
            walked = walk(document, layout, boxes)
            if box := extents(walked):
                number += 1
                yield _layout_sheet(number, layout, walked, box)


def _model_sheet(number: int, document: Any, walked: Walked, box: Box) -> Sheet:
    scale, doubts = unit_of(document, walked.marks, max(box[2] - box[0], box[3] - box[1]))
    margin = MARGIN * max(box[2] - box[0], box[3] - box[1])
    x0, y0, x1, y1 = box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin
    slack = max(x1 - x0, y1 - y0) / 200
    page = _page(number, MODEL, max(x1 - x0, slack) * scale, max(y1 - y0, slack) * scale, known=not doubts)
    return Sheet(page, walked.marks, (x0, y1), scale, walked.problems + doubts)


def unit_of(document: Any, marks: list[Mark], extent: float) -> tuple[float, tuple[str, ...]]:
    """Millimetres a drawing unit, and why that is doubtful. Templates leave inches or metres in drawings that are made
    in millimetres, which shows by letters as high as houses or by a building as long as a country."""
    declared = document.header.get("$INSUNITS", 0)
    if declared not in range(1, 25):
        return 1.0, ("unit_not_declared",)
    scale = float(units.conversion_factor(declared, MILLIMETRES))
    heights = [np.hypot(*mark.writing.up) for mark in marks if mark.writing]
    looked_at, (low, high) = (float(np.median(heights)), LETTERS) if heights else (extent, (LETTERS[0], SITE))
    if not low <= looked_at * scale <= high and low <= looked_at <= high:
        return 1.0, ("declared_unit_not_believed",)
    return scale, ()


def _layout_sheet(number: int, layout: Any, walked: Walked, box: Box) -> Sheet:
    scale = 25.4 if layout.dxf.get("plot_paper_units", 1) == 0 else 1.0
    x0, y0, x1, y1 = _paper(layout, tuple(edge * scale for edge in box))
    page = _page(number, readable(layout.name), x1 - x0, y1 - y0)
    return Sheet(page, walked.marks, (x0 / scale, y1 / scale), scale, walked.problems)


def _paper(layout: Any, box: Any) -> Box:
    """The sheet of paper around what is drawn, where the plot settings name one that it fits on; else what is drawn."""
    size = [float(layout.dxf.get(f"paper_{side}", 0)) for side in ("width", "height")]
    width, height = size[::-1] if layout.dxf.get("plot_rotation", 0) in (1, 3) else size
    across, down = box[2] - box[0], box[3] - box[1]
    if not (0.5 * width < across <= 1.005 * width and down <= 1.005 * height):
        spare = MARGIN * max(across, down)
        return box[0] - spare, box[1] - spare, box[2] + spare, box[3] + spare
    left, low = -float(layout.dxf.get("left_margin", 0)), -float(layout.dxf.get("bottom_margin", 0))
    if not (left <= box[0] and box[2] <= left + width):
        left = (box[0] + box[2] - width) / 2
    if not (low <= box[1] and box[3] <= low + height):
        low = (box[1] + box[3] - height) / 2
    return left, low, left + width, low + height


def _page(number: int, name: str, width: float, height: float, known: bool = True) -> Page:
    return Page(number=number, name=name, width=round(width, 3), height=round(height, 3), paper_known=known)


def extents(walked: Walked) -> Box | None:
    """Around all that is seen, in drawing units, without the few things that lie far from all others."""
    seen = [mark.parts for mark in walked.marks if not mark.hidden]
    if not seen:
        return None
    boxes = np.array([_around(parts) for parts in seen])
    middles, sizes = (boxes[:, :2] + boxes[:, 2:]) / 2, (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    share = 0.0 if len(boxes) < FEW else STRAY
    low, high = np.quantile(middles, share, axis=0), np.quantile(middles, 1 - share, axis=0)
    room = 1.5 * max(*(high - low), np.quantile(sizes, 1 - share))
    near = ((boxes[:, 2:] >= low - room) & (boxes[:, :2] <= high + room)).all(axis=1)
    sane = sizes <= ENDLESS * max(room, 1e-9)
    kept = boxes[near & sane] if (near & sane).any() else boxes
    (x0, y0), (x1, y1) = kept[:, :2].min(axis=0), kept[:, 2:].max(axis=0)
    return (float(x0), float(y0), float(x1), float(y1)) if max(x1 - x0, y1 - y0) > 0 else None


def _around(parts: tuple[Any, ...]) -> list[float]:
    points = np.concatenate(parts)
    return [*points.min(axis=0), *points.max(axis=0)]
