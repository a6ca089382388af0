"""DXF drawings: model space at its real size, and each layout that has something of its own, as it would be plotted."""

import os
import shutil
import tempfile
import weakref
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from pydantic import TypeAdapter, ValidationError

from tools.kit.dxf_entities import Frame, dimensions_in, entities_in
from tools.kit.dxf_extent import MARGIN, extents, paper_around
from tools.kit.dxf_files import converted, document_at
from tools.kit.dxf_marks import Mark
from tools.kit.dxf_plot import POINTS, plotted, points_within
from tools.kit.dxf_text import fragment, readable
from tools.kit.dxf_units import doubts, settled
from tools.kit.dxf_walk import Walked, boxes_of, walk
from tools.kit.entities import Entities, Settled
from tools.kit.evidence import Box
from tools.kit.geometry import centre
from tools.kit.lines import Fragment, joined, once
from tools.kit.pages import EDITION, PagedSource, Pixels
from tools.kit.pdf import PdfSource
from tools.kit.reading import Page
from tools.kit.ruling import cells_among, has_tables
from tools.kit.text import SheetReading, TextLine
from tools.kit.vectors import Linework
from tools.kit.vision import Progress

PAGES = TypeAdapter(tuple[Page, ...])
MODEL = "model"
A0 = 1189.0
"""Millimetres that the longer side of model space is taken to be plotted at, which settles how thick lines look."""


class Sheet(NamedTuple):
    """A page as it was walked, and how the drawing lies on it."""

    page: Page
    marks: list[Mark]
    frame: Frame
    entities: Entities
    problems: tuple[str, ...]

    @property
    def plot(self) -> bytes:
        size = points_within(self.page.width, self.page.height)
        (left, top), scale = self.frame.corner, self.frame.scale
        origin = (left, top - self.page.height / scale)
        extent = (self.page.width * size, self.page.height * size)
        widest = max(extent) / A0 / POINTS if self.page.name == MODEL else 1.0
        return plotted(self.marks, extent, origin, scale * size, widest)

    @property
    def reading(self) -> SheetReading:
        written = [(mark, mark.writing) for mark in self.marks if mark.writing]
        scale = self.frame.scale
        turn = np.array([scale, -scale])
        found = [
            fragment(writing, (mark.parts[0] - self.frame.corner) * turn, scale, mark.hidden)
            for mark, writing in written
        ]
        lines = tuple(self._on_page(line) for line in _lines(found, [mark.entity for mark, _ in written]))
        away = ("strays_off_sheet",) if any(line.hidden == "off_page" for line in lines) else ()
        return SheetReading(
            **self.page.model_dump(), method="text" if lines else "none", lines=lines, problems=self.problems + away,
        )  # fmt: skip

    def _on_page(self, line: TextLine) -> TextLine:
        """Strays that lie far off what the sheet shows are not read as its text."""
        x, y = centre(line.box)
        off = not (0 <= x <= self.page.width and 0 <= y <= self.page.height)
        return line.model_copy(update={"hidden": "off_page"}) if off and not line.hidden else line


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
        self.path = path
        self._folder = cache or Path(tempfile.mkdtemp(prefix="dxf-"))
        if cache is None:
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self._plots: dict[int, PdfSource] = {}
        self._entities: dict[int, Entities] = {}
        pages = self._kept_pages()
        sheets = [] if pages else list(sheets_of(*self._document()))
        super().__init__(path, self._folder, pages or tuple(sheet.page for sheet in sheets))
        self._keep_all(sheets)

    def _document(self) -> tuple[Any, tuple[str, ...]]:
        return document_at(self.path)

    def extract(self, page: Page, progress: Progress) -> SheetReading:
        return self._with_cells(self._walked_anew()[page.number - 1])

    def pixels(self, page: Page, box: Box, width: int, height: int) -> Pixels:
        plot = self._plot(page)
        factor = plot.pages[0].width / page.width
        x0, y0, x1, y1 = (edge * factor for edge in box)
        return plot.pixels(plot.pages[0], (x0, y0, x1, y1), width, height)

    def entities(self, page: int) -> Entities:
        """Blocks, outlines, dimensions, viewports and layers of a page."""
        number = self.page(page).number
        if number not in self._entities:
            self._entities[number] = self._kept_entities(number) or self._walked_anew()[number - 1].entities
        return self._entities[number]

    def traced(self, page: Page) -> Linework:
        """The linework of a page as it is painted, in millimetres."""
        plot = self._plot(page)
        return plot.traced(plot.pages[0]).scaled(page.width / plot.pages[0].width)

    def _plot(self, page: Page) -> PdfSource:
        if page.number not in self._plots:
            if not self._plot_file(page.number).exists():
                self._walked_anew()
            self._plots[page.number] = PdfSource(self._plot_file(page.number), None)
        return self._plots[page.number]

    def _walked_anew(self) -> list[Sheet]:
        """Only where something that was kept is gone."""
        sheets = list(sheets_of(*self._document()))
        self._keep_all(sheets)
        return sheets

    def _kept_entities(self, page: int) -> Entities | None:
        try:
            return Entities.model_validate_json(self._entities_file(page).read_bytes())
        except (FileNotFoundError, ValidationError):
            return None

    def _keep_all(self, sheets: list[Sheet]) -> None:
        for sheet in sheets:
            _write(self._plot_file(sheet.page.number), sheet.plot)
            self._readings[sheet.page.number] = self._keep(self._with_cells(sheet))
            self._entities[sheet.page.number] = sheet.entities
            _write(self._entities_file(sheet.page.number), sheet.entities.model_dump_json().encode())
        if sheets:
            _write(self._pages_file, PAGES.dump_json(tuple(sheet.page for sheet in sheets)))

    def _with_cells(self, sheet: Sheet) -> SheetReading:
        """What is written, with the cells of its tables."""
        reading = sheet.reading
        if not has_tables(reading.lines):
            return reading
        segments = self.traced(sheet.page).segments
        cells = cells_among(segments, reading.lines, (reading.width, reading.height))
        return reading.model_copy(update={"cells": cells})

    def _kept_pages(self) -> tuple[Page, ...]:
        try:
            return PAGES.validate_json(self._pages_file.read_bytes())
        except (FileNotFoundError, ValidationError):
            return ()

    @property
    def _pages_file(self) -> Path:
        return self._folder / f"pages.{EDITION}.json"

    def _entities_file(self, page: int) -> Path:
        return self._folder / f"entities-{page}.{EDITION}.json"

    def _plot_file(self, page: int) -> Path:
        return self._folder / f"plot-{page}.{EDITION}.pdf"


class DwgSource(DxfSource):
    """A DWG file, which another program makes a DXF of."""

    def _document(self) -> tuple[Any, tuple[str, ...]]:
        return document_at(converted(self.path, self._folder))


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(f".{os.getpid()}.part")
    half.write_bytes(content)
    half.replace(file)


def sheets_of(document: Any, problems: tuple[str, ...] = ()) -> Iterator[Sheet]:
    """Model space first if it has content, then the layouts that have anything besides viewports. What is to be said of the
    whole file is said of each."""
    for sheet in _sheets_of(document):
        yield sheet._replace(problems=sheet.problems + problems)


def _sheets_of(document: Any) -> Iterator[Sheet]:
    model = walk(document, document.modelspace())
    box = extents(model) or (0.0, 0.0, 0.0, 0.0)
    unit = _unit(document, model, max(box[2] - box[0], box[3] - box[1]))
    number, around = 0, _with_margin(box)
    if max(box[2] - box[0], box[3] - box[1]) > 0:
        number += 1
        yield _model_sheet(number, document, model, around, unit)
    boxes = boxes_of(model)
    for name in document.layout_names_in_taborder():
        layout = document.layout(name)
        if layout.is_any_paperspace and any(entity.dxftype() != "VIEWPORT" for entity in layout):
            walked = walk(document, layout, boxes)
            if drawn := extents(walked):
                number += 1
                yield _layout_sheet(number, document, layout, walked, drawn, unit, around)


def _unit(document: Any, model: Walked, extent: float) -> Settled:
    plain = Frame((0.0, 0.0), 1.0, 1.0)
    return settled(document.header, model.marks, list(dimensions_in(model, plain)), extent)


def _with_margin(box: Box) -> Box:
    margin = MARGIN * max(box[2] - box[0], box[3] - box[1])
    return box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin


def _model_sheet(number: int, document: Any, walked: Walked, around: Box, unit: Settled) -> Sheet:
    x0, y0, x1, y1 = around
    slack, scale = max(x1 - x0, y1 - y0) / 200, unit.millimetres
    unsure = doubts(unit)
    page = _page(
        number,
        MODEL,
        max(x1 - x0, slack) * scale,
        max(y1 - y0, slack) * scale,
        known=unit.by == "declared" or not unsure,
    )
    frame = Frame((x0, y1), scale, scale)
    known = entities_in(walked, document, frame, "model", unit, around)
    return Sheet(page, walked.marks, frame, known, walked.problems + unsure)


def _layout_sheet(
    number: int, document: Any, layout: Any, walked: Walked, box: Box, unit: Settled, model: Box
) -> Sheet:
    scale = 25.4 if layout.dxf.get("plot_paper_units", 1) == 0 else 1.0
    x0, y0, x1, y1 = paper_around(layout, tuple(edge * scale for edge in box))
    page = _page(number, readable(layout.name), x1 - x0, y1 - y0)
    frame = Frame((x0 / scale, y1 / scale), scale, unit.millimetres)
    return Sheet(
        page, walked.marks, frame, entities_in(walked, document, frame, "layout", unit, model), walked.problems
    )


def _page(number: int, name: str, width: float, height: float, known: bool = True) -> Page:
    return Page(number=number, name=name, width=round(width, 3), height=round(height, 3), paper_known=known)
