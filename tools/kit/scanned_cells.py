"""Cells of the tables of a sheet that is read by OCR, and what stands alone in them."""

import math
from collections.abc import Sequence

import cv2
import numpy as np

from tools.kit.evidence import Box
from tools.kit.faults import MAX_RENDER_PIXELS
from tools.kit.ocr_cells import figures_in
from tools.kit.pages import PagedSource, Pixels
from tools.kit.raster_lines import ink_of
from tools.kit.reading import Page
from tools.kit.ruling import cells_among, cells_pictured, fine_for, has_tables, unit_of
from tools.kit.text import SheetReading, TextLine
from tools.kit.vectors import Floats

SHARE = 0.95
"""Of the pixels that a picture may have: its sides are rounded."""
SHARPER = 2.0
"""Over the fineness in which vectors are drawn: lines of a scan are as thin as a pixel."""


def with_cells(source: PagedSource, page: Page, reading: SheetReading, segments: Floats | None = None) -> SheetReading:
    """With the cells of its tables and the figures alone in them. `segments` are the lines of the page where it has any."""
    if not has_tables(reading.lines):
        return reading
    pixels, per_mm = _picture(source, page, reading.lines)
    cells: tuple[Box, ...] = ()
    if segments is not None:
        cells = cells_among(segments, reading.lines, (page.width, page.height))
    cells = cells or cells_pictured(ink_of(pixels), reading.lines, per_mm)
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
    figures = figures_in(cells, reading.lines, grey, per_mm) if cells else []
    lines = sorted([*reading.lines, *figures], key=lambda line: (line.box[1], line.box[0]))
    return reading.model_copy(update={"cells": cells, "lines": tuple(lines)})


def _picture(source: PagedSource, page: Page, lines: Sequence[TextLine]) -> tuple[Pixels, float]:
    """The page, and pixels per mm."""
    allowed = math.sqrt(SHARE * MAX_RENDER_PIXELS / (page.width * page.height))
    fine = min(SHARPER * fine_for(unit_of(lines), (page.width, page.height)), allowed)
    pixels = source.picture(page.number, (0, 0, page.width, page.height), max(1, round(page.width * fine)))
    return pixels, pixels.shape[1] / page.width
