"""The linework of any sheet: what its vectors are, or what its pixels show."""

from typing import Protocol, runtime_checkable

from tools.kit.drawing import Sheet
from tools.kit.memo import per_sheet
from tools.kit.pages import PagedSource
from tools.kit.raster import RasterSource
from tools.kit.raster_lines import lines_of
from tools.kit.reading import Page
from tools.kit.vectors import NONE, Linework

FINEST = 8.0
"""Pixels per mm at which a scan is traced; dimension lines of 0.13 mm are one pixel wide then."""
MOST_PIXELS = 30_000_000


@runtime_checkable
class Traced(Protocol):
    """A Source that holds vectors."""

    def traced(self, page: Page) -> Linework: ...


@per_sheet
def strokes_of(sheet: Sheet) -> Linework:
    """The straight lines and circles of a sheet in millimetres; none where the source shows neither."""
    source, page = sheet.source, sheet.source.pages[sheet.page - 1]
    if isinstance(source, Traced):
        return source.traced(page)
    return _scanned(source, page) if isinstance(source, RasterSource) else NONE


def _scanned(source: PagedSource, page: Page) -> Linework:
    fine = min(FINEST, (MOST_PIXELS / (page.width * page.height)) ** 0.5)
    pixels = source.picture(page.number, (0, 0, page.width, page.height), round(page.width * fine))
    return lines_of(pixels, pixels.shape[1] / page.width)
