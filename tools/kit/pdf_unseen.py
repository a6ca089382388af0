"""Text that nobody sees on a PDF's page: off it, without ink, or in white where the paper is as white."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pymupdf

from tools.kit.evidence import Box
from tools.kit.pages import Pixels

LIGHT = 235
"""Of 255 in each of red, green and blue: lighter ink is taken for white, and what lies behind it is looked at."""
CONTRAST = 20
SCALE, MOST_PIXELS = 2.0, 4_000_000
"""Pixels per mm of the picture that shows what lies behind white letters: their strokes fill less than half of their box."""


class Unseen:
    """Why a run of text is not to be seen. `picture` draws the whole page at so many pixels a mm, and only if white text is there."""

    def __init__(self, size: tuple[float, float], picture: Callable[[float], Pixels]) -> None:
        self._size, self._picture = size, picture
        self._seen: Pixels | None = None
        self._scale = min(SCALE, (MOST_PIXELS / (size[0] * size[1])) ** 0.5)

    def why(self, span: dict[str, Any], box: Box) -> str:
        """ "", "off_page" or "invisible" for a run of a raw text page whose box is in mm."""
        if box[2] <= 0 or box[3] <= 0 or box[0] >= self._size[0] or box[1] >= self._size[1]:
            return "off_page"
        drawn = span["char_flags"] & (pymupdf.mupdf.FZ_STEXT_FILLED | pymupdf.mupdf.FZ_STEXT_STROKED)
        if not drawn or span["alpha"] == 0:
            return "invisible"
        ink = np.array([span["color"] >> 16 & 255, span["color"] >> 8 & 255, span["color"] & 255])
        outlined = span["char_flags"] & pymupdf.mupdf.FZ_STEXT_STROKED
        return "invisible" if not outlined and ink.min() >= LIGHT and self._as_light(ink, box) else ""

    def _as_light(self, ink: np.ndarray, box: Box) -> bool:
        """Whether what lies behind the letters is as light as they are."""
        if self._seen is None:
            self._seen = self._picture(self._scale)
        x0, y0, x1, y1 = (max(round(v * self._scale), 0) for v in box)
        behind = self._seen[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)].reshape(-1, 3)
        return len(behind) == 0 or bool(np.abs(np.median(behind, axis=0) - ink).max() < CONTRAST)
