"""Cells of tables in pictures."""

from pathlib import Path

import numpy as np
from PIL import Image

from tools.kit.raster import RasterSource
from tools.kit.scanned_cells import with_cells
from tools.kit.text import SheetReading, TextLine


def test_a_fine_picture_is_looked_at_within_the_pixels_that_a_view_may_have(tmp_path: Path) -> None:
    pixels = np.full((4800, 6400), 255, np.uint8)
    for row in (1000, 1060, 1120):
        pixels[row : row + 3, 400:801] = 0
    for column in (400, 600, 800):
        pixels[1000:1123, column : column + 3] = 0
    path = tmp_path / "sheet.png"
    Image.fromarray(pixels).save(path, dpi=(150, 150))
    source = RasterSource(path, None)
    page = source.pages[0]
    mm = page.width / 6400
    words = (
        ("DOOR SCHEDULE", 400, 960),
        ("MARK", 430, 1024),
        ("WIDTH", 630, 1024),
        ("D1", 430, 1084),
        ("900", 630, 1084),
    )
    lines = tuple(
        TextLine(text=text, box=(x * mm, y * mm, (x + 60) * mm, (y + 16) * mm), height=16 * mm) for text, x, y in words
    )
    read = SheetReading(number=1, name="sheet", width=page.width, height=page.height, method="ocr", lines=lines)
    assert with_cells(source, page, read).cells
