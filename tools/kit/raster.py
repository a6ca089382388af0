"""PNG, JPEG and TIFF: scans and pictures of drawings, one page or many."""

import math
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from tools.kit import faults
from tools.kit.evidence import Box
from tools.kit.pages import PagedSource, Pixels
from tools.kit.reading import Page
from tools.kit.text import SheetReading, TextLine
from tools.kit.vision import Progress

NOMINAL_DPI = 150
PAPER_DPI = (149, 2400)
"""Scanners and plotters state 100 or some value in here; 72, 96 and 120 are what screens have."""
ORIENTATION = 0x0112
DEEP = {"I", "F", "I;16", "I;16B", "I;16L"}
TURNED = {5, 6, 7, 8}
"""EXIF orientations that exchange width and height."""


SMALL_SIDE, BLOWN_UP = 1700, 2.0
"""Pixels of the longer side up to which a picture's text is read from one blown up: its letters are as small as six pixels."""


class RasterSource(PagedSource):
    """Pixels × 25.4/dpi. One decoded page is kept at a time: a sheet of 140 megapixels fills hundreds of megabytes."""

    def __init__(self, path: Path, cache: Path | None) -> None:
        self._lock = threading.RLock()
        self._decoded: tuple[int, Any] | None = None
        with _opened(path) as image:
            pages = tuple(_pages(image))
        super().__init__(path, cache, pages)

    def extract(self, page: Page, progress: Progress) -> SheetReading:
        from tools.kit.ocr import recognised
        from tools.kit.scanned_cells import with_cells

        own = self.resolution(page.number)
        factor = BLOWN_UP if max(page.width, page.height) * own <= SMALL_SIDE else 1.0
        larger = page.model_copy(update={"width": page.width * factor, "height": page.height * factor})
        read = recognised(self, larger, own, progress)
        lines = tuple(_shrunk(line, factor) for line in read.lines)
        reading = SheetReading(
            number=page.number, name=page.name, width=page.width, height=page.height, paper_known=page.paper_known,
            method="ocr" if read.lines else "none", problems=read.problems, lines=lines,
        )  # fmt: skip
        return with_cells(self, page, reading)

    def resolution(self, number: int) -> float:
        """Pixels per mm of the file itself."""
        with self._lock:
            return float(self._image(number).width) / self.pages[number - 1].width

    def pixels(self, page: Page, box: Box, width: int, height: int) -> Pixels:
        with self._lock:
            image = self._image(page.number)
            across, down = image.width / page.width, image.height / page.height
            wanted = (box[0] * across, box[1] * down, box[2] * across, box[3] * down)
            return _cut(image, wanted, width, height)

    def _image(self, number: int) -> Any:
        if self._decoded is None or self._decoded[0] != number:
            self._decoded = None
            self._decoded = number, _decoded(self.path, number)
        return self._decoded[1]


def _opened(path: Path) -> Any:
    """Reads the head only. Raises BadDrawing for what is no picture, TooLarge for too many pixels."""
    Image.MAX_IMAGE_PIXELS = faults.MAX_IMAGE_PIXELS
    Image.init()  # else Pillow does not know WebP yet; MPO files come as JPEG
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            return Image.open(path, formats=("PNG", "JPEG", "TIFF", "WEBP"))
        except Image.DecompressionBombError as error:
            raise faults.too_many_pixels(*_stated_size(path)) from error
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
            raise faults.damaged(_kind(path)) from error


def _stated_size(path: Path) -> tuple[int, int]:
    """Of an image that Pillow will not open for its size."""
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(path) as image:
            return image.width, image.height
    finally:
        Image.MAX_IMAGE_PIXELS = faults.MAX_IMAGE_PIXELS


def _kind(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(2)
    return {b"\x89P": "PNG", b"\xff\xd8": "JPEG", b"RI": "WebP"}.get(head, "TIFF")


def _pages(image: Any) -> Iterator[Page]:
    frames = 1 if image.format == "MPO" else getattr(image, "n_frames", 1)
    if frames > faults.MAX_PAGES:
        raise faults.too_many_pages(frames)
    for number in range(1, frames + 1):
        yield _page(image, number)


def _page(image: Any, number: int) -> Page:
    try:
        if number > 1:
            image.seek(number - 1)
    except (OSError, EOFError, ValueError, SyntaxError) as error:
        raise faults.damaged(_kind(Path(image.filename))) from error
    width, height = image.size
    if width * height > faults.MAX_IMAGE_PIXELS:
        raise faults.too_many_pixels(width, height)
    turned = image.getexif().get(ORIENTATION) in TURNED
    dpi = _dpi(image)
    across, down = dpi or (NOMINAL_DPI, NOMINAL_DPI)
    size = (width * 25.4 / across, height * 25.4 / down)
    if not all(faults.MIN_SIDE <= side <= faults.MAX_SIDE for side in size):
        raise faults.odd_page(number, *size)
    w, h = reversed(size) if turned else size
    return Page(
        number=number, name=f"page {number}", width=round(w, 3), height=round(h, 3), paper_known=dpi is not None
    )


def _dpi(image: Any) -> tuple[float, float] | None:
    """What the file states, unless it is the resolution of a screen."""
    stated = image.info.get("dpi")
    if not stated:
        return None
    dpi = float(stated[0]), float(stated[1])
    sane = all(math.isfinite(d) and (round(d) == 100 or PAPER_DPI[0] <= d <= PAPER_DPI[1]) for d in dpi)
    return dpi if sane and max(dpi) < 3 * min(dpi) else None


def _decoded(path: Path, number: int) -> Any:
    """The page in its own mode, turned as its camera says. Raises BadDrawing where the file ends too early."""
    image = _opened(path)
    try:
        if number > 1:
            image.seek(number - 1)
        image.load()
    except (OSError, EOFError, ValueError, SyntaxError) as error:
        raise faults.damaged(_kind(path)) from error
    if image.getexif().get(ORIENTATION, 1) != 1:
        image = ImageOps.exif_transpose(image)
    return _plain(image)


def _plain(image: Any) -> Any:
    """In a mode that can be scaled in place: grey, RGB, RGBA or CMYK."""
    if image.mode in DEEP:
        return _from_deep(image)
    if image.mode in ("LA", "PA", "La", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in ("L", "RGB", "RGBA", "CMYK") else image.convert("RGB")


def _from_deep(image: Any) -> Any:
    """16 bits are scaled; values that fit 8 bits, as some writers store them, are taken as they are."""
    values = np.asarray(image)
    top = 65535 if image.mode.startswith("I;16") else float(values.max(initial=0))
    scaled = values >> 8 if top == 65535 and values.dtype.kind == "u" else values * (255 / max(top, 255))
    return Image.fromarray(np.clip(scaled, 0, 255).astype(np.uint8))


def _shrunk(line: TextLine, factor: float) -> TextLine:
    x0, y0, x1, y1 = (round(edge / factor, 2) for edge in line.box)
    return line.model_copy(update={"box": (x0, y0, x1, y1), "height": round(line.height / factor, 2)})


def _cut(image: Any, wanted: Box, width: int, height: int) -> Pixels:
    """That part in pixels of the image, scaled. White beyond the edges and behind what is transparent."""
    part = (max(wanted[0], 0.0), max(wanted[1], 0.0), min(wanted[2], image.width), min(wanted[3], image.height))
    canvas = Image.new("RGB", (width, height), "white")
    if part[0] < part[2] and part[1] < part[3]:
        across, down = width / (wanted[2] - wanted[0]), height / (wanted[3] - wanted[1])
        left, top = round((part[0] - wanted[0]) * across), round((part[1] - wanted[1]) * down)
        size = max(1, round((part[2] - part[0]) * across)), max(1, round((part[3] - part[1]) * down))
        how = Image.Resampling.BOX if across < 1 else Image.Resampling.BICUBIC
        scaled = image.resize(size, how, box=part)
        canvas.paste(scaled.convert("RGB"), (left, top), scaled if scaled.mode == "RGBA" else None)
    return np.asarray(canvas)
