"""Crops of a sheet for people and models to look at: with rulers in mm, so that whoever looks can name a place."""

import math
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw, ImageFont

from tools.kit.evidence import Box
from tools.kit.pages import encoded, height_for

if TYPE_CHECKING:
    from tools.kit.drawing import Sheet

MARGIN = 30
"""Pixels of a ruler."""
LEAST_WITH_RULERS = 120
TICK_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
FLAG = 13
"""Pixels of a number's tab: legible, and small enough to leave the symbols beside it in sight."""
TICK_GAP = 70
"""Pixels between labelled ticks, at least."""
PAPER, INK, MARK = (244, 245, 247), (60, 66, 76), (214, 40, 40)


def crop_png(
    sheet: "Sheet", box: Box, width: int, boxes: Sequence[Box] = (), rulers: bool = True, numbers: Sequence[int] = ()
) -> bytes:
    """A PNG of that box of the sheet, `width` pixels wide and as high as the box asks for.

    `boxes` are drawn over it with their `numbers`, from 1 where none are given. Rulers in mm of the sheet stand at the top and at the left; the drawing
    is made smaller by them, as a model bills an image by its size. Raises Correctable for a box without area, TooLarge
    beyond the pixel budget.
    """
    height = height_for(box, width)
    margin = MARGIN if rulers and min(width, height) > LEAST_WITH_RULERS else 0
    drawn = min(width - margin, round((height - margin) * width / height))
    png = sheet.source.render(sheet.page, box, drawn)
    if not boxes and not margin:
        return png
    image = Image.open(BytesIO(png)).convert("RGB")
    _number(image, box, boxes, numbers or range(1, len(boxes) + 1))
    return encoded(_ruled(image, box, (width, height)) if margin else image)


def _number(image: Any, view: Box, boxes: Sequence[Box], numbers: Sequence[int]) -> None:
    pen = ImageDraw.Draw(image)
    scale = image.width / (view[2] - view[0])
    font = ImageFont.load_default(FLAG - 2)
    for number, box in zip(numbers, boxes, strict=True):
        x0, y0, x1, y1 = ((v - view[i % 2]) * scale for i, v in enumerate(box))
        pen.rectangle((x0 - 3, y0 - 3, x1 + 3, y1 + 3), outline=MARK, width=1)
        _flag(pen, x0 - 3, y0 - 3, str(number), font)


def _flag(pen: Any, x: float, y: float, text: str, font: Any) -> None:
    """A number on a filled tab above the corner of its box, or below it at the picture's edge."""
    width = pen.textlength(text, font=font) + 4
    top = y - FLAG if y >= FLAG else y
    pen.rectangle((x, top, x + width, top + FLAG), fill=MARK)
    pen.text((x + width / 2, top + FLAG / 2), text, fill="white", font=font, anchor="mm")


def _ruled(image: Any, view: Box, size: tuple[int, int]) -> Any:
    whole = Image.new("RGB", size, PAPER)
    whole.paste(image, (MARGIN, MARGIN))
    pen = ImageDraw.Draw(whole)
    right, bottom = MARGIN + image.width, MARGIN + image.height
    pen.line((MARGIN - 1, MARGIN - 1, right, MARGIN - 1), fill=INK)
    pen.line((MARGIN - 1, MARGIN - 1, MARGIN - 1, bottom), fill=INK)
    font = ImageFont.load_default(13)
    pen.text((MARGIN / 2 - 1, MARGIN / 2 - 1), "mm", fill=INK, font=font, anchor="mm")
    for at, value, labelled in _ticks(view[0], view[2], image.width):
        pen.line((MARGIN + at, MARGIN - (9 if labelled else 5), MARGIN + at, MARGIN - 1), fill=INK)
        if labelled and 14 < at < image.width - 14:
            pen.text((MARGIN + at, MARGIN - 12), value, fill=INK, font=font, anchor="ms")
    for at, value, labelled in _ticks(view[1], view[3], image.height):
        pen.line((MARGIN - (9 if labelled else 5), MARGIN + at, MARGIN - 1, MARGIN + at), fill=INK)
        if labelled and 14 < at < image.height - 14:
            _sideways(whole, (MARGIN - 12, MARGIN + at), value, font)
    return whole


def _ticks(start: float, end: float, pixels: int) -> list[tuple[float, str, bool]]:
    """(pixels from the edge, label, whether it is labelled): a labelled tick and four plain ones each step."""
    scale = pixels / (end - start)
    step = next((step for step in TICK_STEPS if step * scale >= TICK_GAP), TICK_STEPS[-1])
    first, last = math.ceil(start * 5 / step), math.floor(end * 5 / step)
    return [((n * step / 5 - start) * scale, f"{n * step / 5:.0f}", n % 5 == 0) for n in range(first, last + 1)]


def _sideways(image: Any, at: tuple[float, float], text: str, font: Any) -> None:
    """Text that reads from bottom to top, its baseline at x and centred at y."""
    left, top, right, bottom = font.getbbox(text)
    label = Image.new("RGB", (math.ceil(right - left) + 2, math.ceil(bottom - top) + 2), PAPER)
    ImageDraw.Draw(label).text((1 - left, 1 - top), text, fill=INK, font=font)
    label = label.rotate(90, expand=True)
    image.paste(label, (round(at[0] - label.width), round(at[1] - label.height / 2)))
