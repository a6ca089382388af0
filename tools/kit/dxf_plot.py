"""The marks of a layout as a PDF page, which is quick to paint at any size."""

import math
import zlib
from collections.abc import Iterable, Iterator

import numpy as np

from tools.kit.dxf_marks import Mark
from tools.kit.dxf_text import EM, IDEOGRAPH, Points, Writing, advance, runs

POINTS = 72 / 25.4
MIN_DASH = 0.3
"""Points of a whole pattern of dashes; finer ones are painted through."""
BRIGHTEST = 0.42
"""Luminance of a line on white paper: colours are picked on a black screen."""
FONTS = (
    b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[5 0 R]>>",
    b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000"
    b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/FontDescriptor 6 0 R>>",
    b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
    b"/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
)


def plotted(marks: Iterable[Mark], size: tuple[float, float], origin: tuple[float, float], scale: float,
            lineweights: float) -> bytes:  # fmt: skip
    """A PDF of one page. `size` is in points, `origin` the drawing's point at the page's lower left, `scale` points a
    drawing unit; a line of 1 mm is painted `lineweights` mm wide."""
    pieces = (piece for mark in marks if not mark.hidden for piece in _painted(mark, origin, scale, lineweights))
    content = zlib.compress("\n".join(("1 J 1 j", *pieces)).encode("ascii"), 1)
    page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {size[0]:.3f} {size[1]:.3f}]/Contents 8 0 R"
    return _file([
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[7 0 R]/Count 1>>", *FONTS,
        page.encode() + b"/Resources<</Font<</L 3 0 R/C 4 0 R>>>>>>",
        b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(content), content),
    ])  # fmt: skip


def _file(objects: list[bytes]) -> bytes:
    out, starts = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return out + head + table + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, len(out),
    )  # fmt: skip


def _painted(mark: Mark, origin: tuple[float, float], scale: float, lineweights: float) -> Iterator[str]:
    if mark.writing:
        yield f"{_color(mark.color, dark=True)} rg BT"
        yield from _written(mark.writing, origin, scale)
        yield "ET"
        return
    paths = _segments(mark, origin, scale) or " ".join(_path((part - origin) * scale) for part in mark.parts)
    if mark.kind == "area":
        yield f"{_color(mark.color, dark=False)} rg {paths} f*"
    else:
        width = mark.width * lineweights * POINTS
        yield f"{_color(mark.color, dark=True)} RG {width:.3f} w {_dashes(mark.dashes, scale)} d {paths} S"


def _segments(mark: Mark, origin: tuple[float, float], scale: float) -> str:
    """Hatches are thousands of single lines; nothing where the mark is more than such."""
    if any(len(part) != 2 for part in mark.parts):
        return ""
    ends = ((np.stack(mark.parts) - origin) * scale).reshape(-1, 4).tolist()
    return " ".join(f"{x0:.2f} {y0:.2f} m {x1:.2f} {y1:.2f} l" for x0, y0, x1, y1 in ends)


def _path(points: Points) -> str:
    """Consecutive points that fall together are written once, but a dot stays a dot."""
    rounded = np.round(points, 2)
    keep = np.concatenate(([True], (rounded[1:] != rounded[:-1]).any(axis=1)))
    first, *rest = rounded[keep].tolist()
    return f"{first[0]:.2f} {first[1]:.2f} m " + " ".join(f"{x:.2f} {y:.2f} l" for x, y in rest or [first])


def _dashes(dashes: tuple[float, ...], scale: float) -> str:
    lengths = [max(abs(dash) * scale, 0.01) for dash in dashes]
    return f"[{' '.join(f'{length:.2f}' for length in lengths)}] 0" if sum(lengths) > MIN_DASH else "[] 0"


def _color(color: str, dark: bool) -> str:
    """Red, green and blue from 0 to 1; lines and letters are darkened to be seen on white, areas are not."""
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    light = 0.3 * red + 0.59 * green + 0.11 * blue
    factor = BRIGHTEST / light if dark and light > BRIGHTEST else 1.0
    return " ".join(f"{channel * factor:.3f}" for channel in (red, green, blue))


def _written(writing: Writing, origin: tuple[float, float], scale: float) -> Iterator[str]:
    width = advance(writing.text)
    across = np.array(writing.along) * scale / max(width, 1e-9)
    up = np.array(writing.up) * scale
    at = (np.array(writing.start) - origin) * scale
    for piece, latin in runs(writing.text):
        em = EM if latin else IDEOGRAPH
        place = " ".join(f"{number:.4f}" for number in (*(across * em), *(up * em), *at))
        coded = piece.encode("cp1252", "replace") if latin else piece.encode("utf-16-be")
        yield f"/{'L' if latin else 'C'} 1 Tf {place} Tm <{coded.hex()}> Tj"
        at = at + across * advance(piece)


def points_within(width: float, height: float) -> float:
    """Points a millimetre for a page of that many millimetres, so that the page is neither a speck nor a field."""
    longest = max(width, height)
    return POINTS * min(max(1.0, 100 / longest), 4900 / longest) if math.isfinite(longest) else POINTS
