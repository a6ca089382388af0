"""Drawings that are unlike the sample, and files that are no drawings: each made anew by a test."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pymupdf
from PIL import Image

from tests.pen import MM, Pen
from tests.plans import Truth, draw_sheet, sample


def rotated(path: Path, angle: int) -> Truth:
    """The sample with the page's /Rotate set: its points turn with it."""
    truth = sample(path)
    with pymupdf.open(path) as document:
        document[0].set_rotation(angle)
        document.saveIncr()
    return truth


def multi_page(path: Path, pages: int = 3) -> Truth:
    """Plan sheets whose title blocks differ in nothing but their order."""
    document = pymupdf.open()
    for _ in range(pages):
        truth = draw_sheet(document.new_page(width=420 * MM, height=297 * MM))
    document.subset_fonts()
    document.save(path, garbage=4, deflate=True)
    return truth


def picture(path: Path, dpi: int = 150, *, stated: bool = True, noise: float = 0) -> Truth:
    """The sample as a scanner gives it; the kind is that of the path's name."""
    drawn = path.with_suffix(".source.pdf")
    truth = sample(drawn)
    with pymupdf.open(drawn) as document:
        drawn_pixels = document[0].get_pixmap(dpi=dpi)
    drawn.unlink()
    pixels = np.frombuffer(drawn_pixels.samples, np.uint8).reshape(drawn_pixels.height, drawn_pixels.width, 3)
    if noise:
        grain = np.random.default_rng(7).normal(0, noise, pixels.shape)
        pixels = np.clip(pixels * 0.93 + grain, 0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(path, **({"dpi": (dpi, dpi)} if stated else {}))
    return truth


def picture_in_pdf(path: Path, dpi: int = 150) -> Truth:
    """A scan in a PDF: a page without a text layer."""
    png = path.with_suffix(".png")
    truth = picture(png, dpi)
    document = pymupdf.open()
    page = document.new_page(width=420 * MM, height=297 * MM)
    page.insert_image(page.rect, filename=png)
    document.save(path)
    return truth


def without_unicode(path: Path) -> Truth:
    """The sample whose fonts do not tell what their glyphs mean: its text layer reads as rubbish."""
    truth = sample(path)
    with pymupdf.open(path) as document:
        for xref in range(1, document.xref_length()):
            if document.xref_get_key(xref, "ToUnicode")[0] != "null":
                document.xref_set_key(xref, "ToUnicode", "null")
        document.saveIncr()
    return truth


def many_paths(path: Path, paths: int = 38_000, size: tuple[float, float] = (841, 594)) -> None:
    """An A1 sheet as full as a real floor plan."""
    random = np.random.default_rng(3)
    starts = random.uniform((0, 0), size, (paths, 2)) * MM
    ends = starts + random.normal(0, 12, (paths, 2))
    strokes = "".join(f"{a:.2f} {b:.2f} m {c:.2f} {d:.2f} l S\n" for (a, b), (c, d) in zip(starts, ends, strict=True))
    document = pymupdf.open()
    page = document.new_page(width=size[0] * MM, height=size[1] * MM)
    Pen(page).text((20, 20), "A1 SHEET", 5)
    xref = document.get_new_xref()
    document.update_object(xref, "<<>>")
    document.update_stream(xref, b"0.4 w\n" + strokes.encode())
    contents = " ".join(f"{number} 0 R" for number in (*page.get_contents(), xref))
    document.xref_set_key(page.xref, "Contents", f"[{contents}]")
    document.save(path, deflate=True)


class Bad(NamedTuple):
    """A file that must be refused, with the code of the refusal."""

    name: str
    code: str
    make: Callable[[Path], object]


def _encrypted(path: Path) -> None:
    document = pymupdf.open()
    document.new_page()
    document.save(path, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="secret", owner_pw="owner")


def _truncated(path: Path) -> None:
    sample(path)
    path.write_bytes(path.read_bytes()[:900])


def _sized(width: float, height: float, user_unit: float = 1) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.write_bytes(plain_pdf([b""], box=(width, height), extra=f"/UserUnit {user_unit}"))

    return make


def _many_pages(path: Path) -> None:
    path.write_bytes(plain_pdf([b""], pages=10_000))


def plain_pdf(
    streams: list[bytes], *, pages: int = 1, box: tuple[float, float] = (400, 300), extra: str = "",
    objects: dict[int, bytes] | None = None, resources: str = "",
) -> bytes:  # fmt: skip
    """A PDF written by hand, without a cross-reference table that readers could trust."""
    kids = " ".join(f"{100 + i} 0 R" for i in range(pages))
    parts = [
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        f"2 0 obj<</Type/Pages/Count {pages}/Kids[{kids}]>>endobj\n".encode(),
        stream_object(3, streams[0]),
        *(number_body for number_body in (objects or {}).values()),
    ]
    for i in range(pages):
        parts.append(
            f"{100 + i} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 {box[0]} {box[1]}]{extra}"
            f"/Contents 3 0 R/Resources<<{resources}>>>>endobj\n".encode()
        )
    return b"".join(parts) + b"trailer<</Root 1 0 R>>\n%%EOF\n"


def stream_object(number: int, data: bytes, entries: str = "") -> bytes:
    return f"{number} 0 obj<<{entries}/Length {len(data)}>>stream\n".encode() + data + b"\nendstream endobj\n"


def nested_forms(path: Path) -> None:
    """Ten forms deep, each drawing the next ten times: ten thousand million strokes in two kilobytes."""
    forms = {
        n: stream_object(
            n, b"/F Do " * 10, f"/Type/XObject/Subtype/Form/BBox[0 0 400 300]/Resources<</XObject<</F {n + 1} 0 R>>>>"
        )
        for n in range(10, 20)
    }
    leaf = stream_object(20, b"0 0 m 400 300 l S", "/Type/XObject/Subtype/Form/BBox[0 0 400 300]")
    path.write_bytes(plain_pdf([b"/F Do"], objects=forms | {20: leaf}, resources="/XObject<</F 10 0 R>>"))


def png_head(width: int, height: int, data: bytes = b"") -> bytes:
    """A PNG of any stated size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def _cut_picture(path: Path) -> None:
    picture(path, 60)
    path.write_bytes(path.read_bytes()[:3000])


BAD = (
    Bad("empty.pdf", "file_empty", lambda path: path.write_bytes(b"")),
    Bad("letter.pdf", "unknown_kind", lambda path: path.write_text("Dear Sirs, please find enclosed")),
    Bad("sheet.docx", "unknown_kind", lambda path: path.write_bytes(b"PK\x03\x04" + bytes(200))),
    Bad("plan.dwg", "dwg", lambda path: path.write_bytes(b"AC1032" + bytes(200))),
    Bad("truncated.pdf", "file_damaged", _truncated),
    Bad("header_only.pdf", "file_damaged", lambda path: path.write_bytes(b"%PDF-1.7\n")),
    Bad("encrypted.pdf", "file_encrypted", _encrypted),
    Bad("many_pages.pdf", "too_many_pages", _many_pages),
    Bad("huge_page.pdf", "page_size", _sized(14_400, 14_400, 1000)),
    Bad("sliver.pdf", "page_size", _sized(400, 2)),
    Bad("bomb.png", "too_many_pixels", lambda path: path.write_bytes(png_head(30_000, 30_000))),
    Bad("giant_bomb.png", "too_many_pixels", lambda path: path.write_bytes(png_head(60_000, 60_000))),
    Bad("zero.png", "file_damaged", lambda path: path.write_bytes(png_head(0, 10))),
    Bad("head.jpg", "file_damaged", lambda path: path.write_bytes(b"\xff\xd8\xff\xe0" + bytes(30))),
)
"""Refused when opened."""

BAD_INSIDE = (
    Bad("cut.png", "file_damaged", _cut_picture),
    Bad("cut.jpg", "file_damaged", _cut_picture),
    Bad("cut.tif", "file_damaged", _cut_picture),
)
"""Refused when read or painted: their heads are sound."""
