"""Text lines: the smallest readable things on a sheet."""

import unicodedata
from typing import Literal

from tools.kit.evidence import Box
from tools.kit.result import Frozen

FOLDED = {"<wide>", "<narrow>", "<compat>", "<font>", "<square>", "<noBreak>", "<small>", "<vertical>"}
"""Kinds of characters that are read as their plain form; raised digits and fractions keep their meaning."""
PLAIN = str.maketrans(
    {
        "−": "-",
        "‐": "-",
        "‑": "-",
        "″": '"',
        "′": "'",
        "”": '"',
        "“": '"',
        "’": "'",
        "‘": "'",
        "\u00ad": "",
        "\u200b": "",
        "\ufeff": "",
    }
)


def normalised(text: str) -> str:
    """Full-width and ligature forms folded, blanks folded and stripped, minus signs and inch marks plain.

    m², ½, ①, ×, x and Φ stay as they are, unlike under NFKC, which reads 3½ as 31/2.
    """
    return " ".join("".join(map(_plain, text.translate(PLAIN))).translate(PLAIN).split())


def _plain(character: str) -> str:
    kind, *codes = unicodedata.decomposition(character).split() or [""]
    return "".join(chr(int(code, 16)) for code in codes) if kind in FOLDED else character


class TextLine(Frozen):
    """A run of text. `angle` is the reading direction in degrees, counter-clockwise as seen, 90 reads bottom to top.

    `raw` is what stood there before normalisation (NFKC, folded blanks); `hidden` tells why nobody sees it on paper:
    white or transparent ink, off the page, a layer that is off.
    """

    text: str
    box: Box
    angle: float = 0.0
    height: float = 0.0
    method: Literal["text", "ocr"] = "text"
    confidence: float = 1.0
    raw: str = ""
    hidden: Literal["", "invisible", "off_page", "layer_off"] = ""


class SheetReading(Frozen):
    """All text of a sheet. `paper_known` is False where a raster file states no resolution and 150 dpi was taken. `cells` are
    the boxes of its ruled tables, bounded by lines on all sides."""

    number: int
    name: str
    width: float
    height: float
    paper_known: bool = True
    method: Literal["text", "ocr", "none"] = "text"
    lines: tuple[TextLine, ...] = ()
    cells: tuple[Box, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def visible(self) -> tuple[TextLine, ...]:
        return tuple(line for line in self.lines if not line.hidden)
