"""Regions that a model asks for: kept on the sheet, and sized so that an image of them costs few tokens."""

from tools.kit.drawing import Sheet
from tools.kit.errors import Correctable
from tools.kit.evidence import Box

WIDEST, HIGHEST = 1024, 512
"""Pixels. GPT-4o bills tiles of 512 px; 1024 × 512 gives the most pixels a token."""
LEAST = 5.0  # mm


def fitted(sheet: Sheet, box: Box | None) -> tuple[Box, int, int]:
    """The box cut to the sheet, with the width and height in pixels that fit 1024 × 512 (or 512 × 1024 for tall ones).

    Raises Correctable where the box is empty, turned round or off the sheet.
    """
    reading = sheet.reading
    x0, y0, x1, y1 = box or (0.0, 0.0, reading.width, reading.height)
    x0, y0, x1, y1 = max(x0, 0.0), max(y0, 0.0), min(x1, reading.width), min(y1, reading.height)
    if x1 - x0 < LEAST or y1 - y0 < LEAST:
        raise Correctable(
            f"The box {box} leaves less than {LEAST:.0f} mm of sheet {sheet.number}, which is {reading.width:.0f} x "
            f"{reading.height:.0f} mm. Give x0 < x1 and y0 < y1 in mm from the top left."
        )
    wide, high = (WIDEST, HIGHEST) if x1 - x0 >= y1 - y0 else (HIGHEST, WIDEST)
    pixels = min(wide / (x1 - x0), high / (y1 - y0))
    return (x0, y0, x1, y1), round((x1 - x0) * pixels), round((y1 - y0) * pixels)
