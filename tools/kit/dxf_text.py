"""How wide writing is and where it stands. Fonts of the machine play no part, so that a file reads alike everywhere."""

import math
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from ezdxf.addons.drawing.mtext_complex import ComplexMTextRenderer
from ezdxf.fonts.fonts import FontMeasurements, MonospaceFont
from numpy.typing import NDArray

from tools.kit.lines import CAPITAL, Fragment, frame

Points = NDArray[np.float64]
"""n × 2, x to the right and y up, in drawing units."""
LATIN = re.compile(r"[\x20-\xff‘’“”–—•…€™]+")
HELVETICA = (
    "278278355556556889667191333333389584278333278278556556556556556556556556556556278278584584584556"
    "1015667667722722667611778722278500667556833722778667778722667611722667944667667611278278278469556"
    "333556556500556556278556556222222500222833556556556556333500278556500722500500500334260334584"
)
"""Widths of the printable ASCII characters in thousandths of the size; @ alone has four digits."""
EM = 1 / 0.718
"""Size of Helvetica over the height of its capitals."""
IDEOGRAPH = 1.2
"""Width of an ideograph over the height of the capitals beside it."""

SLACK = 1.12
BLANK = (0.3, 0.55)
"""Between words that are set one by one, over the height of capitals: what a reader takes for neither a joint nor a gap."""
GARBLED = re.compile(r"(?:[\x20-\x7e]|[\xb0-\xf7][\xa1-\xfe])*")


class Writing(NamedTuple):
    """A run of text on one line: where it starts on its baseline, the vector along it, and the one up its capitals."""

    text: str
    start: tuple[float, float]
    along: tuple[float, float]
    up: tuple[float, float]

    @property
    def corners(self) -> Points:
        """Around the capitals, and around what hangs below the baseline where anything may."""
        low = 0.0 if re.fullmatch(r"[A-Z0-9 .:+\-=]*", self.text) else 0.25
        start, along, up = map(np.array, (self.start, self.along, self.up))
        foot, head = start - low * up, start + up
        return np.array([foot, foot + along, head + along, head], dtype=np.float64)


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces that one font can write, and whether that is the Latin one."""
    at = 0
    for match in LATIN.finditer(text):
        if match.start() > at:
            yield text[at : match.start()], False
        yield match.group(), True
        at = match.end()
    if at < len(text):
        yield text[at:], False


def advance(text: str) -> float:
    """Width over the height of capitals."""
    return sum(sum(map(_letter, piece)) * EM if latin else len(piece) * IDEOGRAPH for piece, latin in runs(text))


def _letter(character: str) -> float:
    place = 3 * (ord(character) - 0x20) + (character > "@")
    if character > "~":
        return 0.7 if character.isupper() else 0.556
    return int(HELVETICA[place : place + 3 + (character == "@")]) / 1000


def readable(text: str, encoding: str = "") -> str:
    """Without bytes that the file's encoding cannot explain: they would break whoever writes JSON. In Chinese files,
    words that an earlier program took for Western ones are put right."""
    if encoding == "gbk" and GARBLED.fullmatch(text) and not text.isascii():
        text = text.encode("latin-1").decode("gbk", "replace")
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def loosen(mtext: Any) -> None:
    """Lets lines be a little longer than the file says, since our letters are not the file's: a word too many on a line
    reads better than a line cut in two. Where no width is given, lines end only where they are told to."""
    longest = max(map(advance, mtext.plain_text(split=True)), default=0.0) * mtext.dxf.char_height
    resized = 2.5 if "\\H" in mtext.text else 1.0
    mtext.dxf.width = SLACK * (mtext.dxf.get("width", 0.0) or longest * resized)


def fragment(writing: Writing, corners: Points, scale: float, hidden: str) -> Fragment:
    """In the sheet's millimetres: `corners` are those of the writing there, y down, and `scale` is mm a drawing unit."""
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    angle = math.degrees(math.atan2(writing.along[1], writing.along[0])) % 360
    capitals = math.hypot(*writing.up) * scale
    ends = [frame(x, y, angle) for x, y in corners.tolist()]
    low = (np.array(writing.corners[0]) - np.array(writing.start)) * scale
    baseline = frame(corners[0][0] - low[0], corners[0][1] + low[1], angle)[1]
    return Fragment(
        text=writing.text, angle=angle, along=min(end[0] for end in ends), end=max(end[0] for end in ends),
        across=baseline, size=capitals / CAPITAL, box=(float(x0), float(y0), float(x1), float(y1)), hidden=hidden,
    )  # fmt: skip


class Lettering(MonospaceFont):  # type: ignore[misc]
    """A font that only knows widths."""

    def text_width_ex(self, text: str, cap_height: float, width_factor: float = 1.0) -> float:
        return advance(text) * cap_height * width_factor

    def space_width(self) -> float:
        low, high = BLANK
        return float(min(max(self.text_width("-"), low * self.height), high * self.height))

    @property
    def height(self) -> float:
        return float(self.measurements.cap_height)


class Measure:
    """Takes the place of ezdxf's text engine, which would look for fonts on the machine."""

    def get_font(self, face: Any) -> Lettering:
        return Lettering(1.0)

    def get_font_measurements(self, face: Any, cap_height: float = 1.0) -> FontMeasurements:
        return Lettering(cap_height).measurements

    def get_text_line_width(self, text: str, face: Any, cap_height: float = 1.0) -> float:
        return advance(text) * cap_height

    def is_stroke_font(self, face: Any) -> bool:
        return False


class Paragraphs(ComplexMTextRenderer):  # type: ignore[misc]
    """MTEXT with formatting codes, set in letters of known width."""

    def get_font(self, ctx: Any) -> Lettering:
        return Lettering(ctx.cap_height, ctx.width_factor)
