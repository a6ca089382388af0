"""What all kinds of files share: pages that are read once, kept, and painted within a pixel budget."""

from abc import ABC, abstractmethod
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydantic import ValidationError

from tools.kit import faults
from tools.kit.errors import Correctable
from tools.kit.evidence import Box
from tools.kit.reading import Page, quiet
from tools.kit.text import SheetReading
from tools.kit.vision import Progress

Pixels = NDArray[np.uint8]
"""Height × width × 3, RGB."""
EDITION = 13
"""Raised whenever readings change, so that a cache of an older edition is not taken."""


class PagedSource(ABC):
    """A file with pages. Readings are kept in memory, and as JSON in the folder `cache` where there is one."""

    def __init__(self, path: Path, cache: Path | None, pages: tuple[Page, ...]) -> None:
        if not pages:
            raise faults.no_pages()
        if len(pages) > faults.MAX_PAGES:
            raise faults.too_many_pages(len(pages))
        self.path = path
        self.cache = cache
        self.pages = pages
        self._readings: dict[int, SheetReading] = {}

    @abstractmethod
    def extract(self, page: Page, progress: Progress) -> SheetReading:
        """The text of a page, read anew."""

    @abstractmethod
    def pixels(self, page: Page, box: Box, width: int, height: int) -> Pixels:
        """That box of the page; white where it reaches beyond the paper."""

    def page(self, number: int) -> Page:
        """Raises Correctable where there is no such page."""
        if not 1 <= number <= len(self.pages):
            raise Correctable(f"There is no page {number}; the pages are 1 to {len(self.pages)}.")
        return self.pages[number - 1]

    def read(self, page: int, progress: Progress = quiet) -> SheetReading:
        """The text of a page, from memory or the cache where it is there."""
        if page not in self._readings:
            sheet = self.page(page)
            self._readings[page] = self._cached(page) or self._keep(self.extract(sheet, progress))
        return self._readings[page]

    def render(self, page: int, box: Box, width: int) -> bytes:
        """A PNG of that box, `width` pixels wide. Raises TooLarge beyond the pixel budget."""
        return png_of(self.picture(page, box, width))

    def picture(self, page: int, box: Box, width: int) -> Pixels:
        """The same as pixels."""
        sheet = self.page(page)
        height = height_for(box, width)
        if width * height > faults.MAX_RENDER_PIXELS:
            raise faults.too_large_a_picture()
        return self.pixels(sheet, box, width, height)

    def _file(self, page: int) -> Path | None:
        return self.cache / f"page-{page}.{EDITION}.json" if self.cache else None

    def _cached(self, page: int) -> SheetReading | None:
        file = self._file(page)
        if file is None or not file.exists():
            return None
        try:
            return SheetReading.model_validate_json(file.read_bytes())
        except ValidationError:
            return None

    def _keep(self, reading: SheetReading) -> SheetReading:
        if file := self._file(reading.number):
            file.parent.mkdir(parents=True, exist_ok=True)
            half = file.with_suffix(f".{uuid4().hex}.part")  # of its own, as several may read one sheet at a time
            half.write_text(reading.model_dump_json())
            half.replace(file)
        return reading


def height_for(box: Box, width: int) -> int:
    """Pixels of height of a picture of that box. Raises Correctable for a box without area or a width of none."""
    x0, y0, x1, y1 = box
    if not (x1 > x0 and y1 > y0 and width >= 1):
        raise Correctable(
            f"The box {box} at {width} pixels has no area; it needs x0 < x1, y0 < y1 and a width above 0."
        )
    return max(1, round(width * (y1 - y0) / (x1 - x0)))


def clamped(box: Box, page: Page) -> Box:
    """The part of the box that lies on the page. Raises Correctable where none does."""
    x0, y0, x1, y1 = max(box[0], 0.0), max(box[1], 0.0), min(box[2], page.width), min(box[3], page.height)
    if x0 >= x1 or y0 >= y1:
        raise Correctable(f"The box {box} lies off the sheet, which is {page.width:.0f} × {page.height:.0f} mm.")
    return x0, y0, x1, y1


def png_of(pixels: Pixels) -> bytes:
    """Grey where nothing is coloured: a third of the bytes to deflate."""
    red, green, blue = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    grey = bool((red == green).all() and (green == blue).all())
    return encoded(Image.fromarray(np.ascontiguousarray(red) if grey else pixels))


def encoded(image: Any) -> bytes:
    out = BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()
