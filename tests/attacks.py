"""Files that attack whoever reads them: small, and asking for work or memory without end. Each is made by a test."""

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import ezdxf

from tests.odd_files import nested_forms, plain_pdf, png_head, stream_object


class Attack(NamedTuple):
    """`survives`: whether the file may also be read and painted, where an engine has found a way around the trap."""

    name: str
    make: Callable[[Path], object]


def _deflated(data: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        data = zlib.compress(data, 9)
    return data


def _blank_gigabyte() -> bytes:
    """A gigabyte of blanks, deflated without ever standing in memory."""
    squeezer, piece = zlib.compressobj(9), b" " * (1 << 20)
    return b"".join(squeezer.compress(piece) for _ in range(1024)) + squeezer.flush()


def self_reference(path: Path) -> None:
    """A form that draws itself."""
    form = stream_object(
        10, b"/F Do", "/Type/XObject/Subtype/Form/BBox[0 0 400 300]/Resources<</XObject<</F 10 0 R>>>>"
    )
    path.write_bytes(plain_pdf([b"/F Do"], objects={10: form}, resources="/XObject<</F 10 0 R>>"))


def inflated_stream(path: Path) -> None:
    """Contents of one gigabyte, deflated twice into a few kilobytes."""
    data = zlib.compress(_blank_gigabyte(), 9)
    head = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[100 0 R]>>endobj\n"
    contents = stream_object(3, data, "/Filter[/FlateDecode/FlateDecode]")
    page = b"100 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 300]/Contents 3 0 R/Resources<<>>>>endobj\n"
    path.write_bytes(head + contents + page + b"trailer<</Root 1 0 R>>\n%%EOF\n")


def inflated_image(path: Path) -> None:
    """A picture of 900 megapixels inside a PDF."""
    rows = zlib.compressobj(9)
    data = b"".join(rows.compress(bytes(30_000)) for _ in range(30_000)) + rows.flush()
    image = stream_object(10, data, "/Type/XObject/Subtype/Image/Width 30000/Height 30000/ColorSpace/DeviceGray"
                          "/BitsPerComponent 8/Filter/FlateDecode")  # fmt: skip
    path.write_bytes(plain_pdf([b"400 0 0 300 0 0 cm /I Do"], objects={10: image}, resources="/XObject<</I 10 0 R>>"))


def tiny_tiles(path: Path) -> None:
    """The page filled with a pattern that repeats every hundredth of a point."""
    tile = stream_object(10, b"0 0 1 1 re f", "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]"
                         "/XStep 0.01/YStep 0.01/Resources<<>>")  # fmt: skip
    fill = b"/Pattern cs /P scn 0 0 400 300 re f"
    path.write_bytes(plain_pdf([fill], objects={10: tile}, resources="/Pattern<</P 10 0 R>>"))


def many_segments(path: Path) -> None:
    """Two million segments in one path."""
    lines = b"".join(b"%d %d l\n" % (n * 7919 % 400, n * 104729 % 300) for n in range(2_000_000))
    path.write_bytes(plain_pdf([b"0 0 m\n" + lines + b"S"]))


def deep_dictionaries(path: Path) -> None:
    """Brackets a hundred thousand deep."""
    path.write_bytes(plain_pdf([b"[" * 100_000 + b"]" * 100_000]))


def looping_pages(path: Path) -> None:
    """A page tree that is its own child."""
    path.write_bytes(b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                     b"2 0 obj<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")  # fmt: skip


def wide_box(path: Path) -> None:
    path.write_bytes(plain_pdf([b"0 0 m 1000000 1000000 l S"], box=(1_000_000, 1_000_000)))


def png_bomb(path: Path) -> None:
    """169 megapixels in twenty kilobytes."""
    rows = zlib.compressobj(9)
    data = b"".join(rows.compress(bytes(1 + 13_000 // 8)) for _ in range(13_000)) + rows.flush()
    path.write_bytes(png_head(13_000, 13_000, zlib.decompress(data)))


def nested_blocks(path: Path) -> None:
    """Blocks that insert the next ten times, ten deep: ten thousand million lines."""
    document = ezdxf.new()
    for depth in range(10):
        block = document.blocks.new(f"B{depth}")
        for n in range(10):
            block.add_blockref(f"B{depth + 1}", (n, depth))
    document.blocks.new("B10").add_line((0, 0), (1, 1))
    document.modelspace().add_blockref("B0", (0, 0))
    document.saveas(path)


def block_array(path: Path) -> None:
    """One insert of a hundred million copies."""
    document = ezdxf.new()
    document.blocks.new("B").add_line((0, 0), (1, 1))
    document.modelspace().add_blockref(
        "B", (0, 0), {"row_count": 10_000, "column_count": 10_000, "row_spacing": 1, "column_spacing": 1}
    )
    document.saveas(path)


def block_in_itself(path: Path) -> None:
    """A block that inserts itself."""
    document = ezdxf.new()
    block = document.blocks.new("B")
    block.add_line((0, 0), (1, 1))
    block.add_blockref("B", (1, 1))
    document.modelspace().add_blockref("B", (0, 0))
    document.saveas(path)


def endless_dxf(path: Path) -> None:
    """Thirty megabytes of a section that never ends."""
    path.write_bytes(b"0\nSECTION\n2\nENTITIES\n" + b"0\nLINE\n8\n0\n10\n0\n20\n0\n11\n1\n21\n1\n" * 800_000)


ATTACKS = (
    Attack("nested_forms.pdf", nested_forms), Attack("self_reference.pdf", self_reference),
    Attack("inflated_stream.pdf", inflated_stream), Attack("inflated_image.pdf", inflated_image),
    Attack("tiny_tiles.pdf", tiny_tiles), Attack("many_segments.pdf", many_segments),
    Attack("deep_dictionaries.pdf", deep_dictionaries), Attack("looping_pages.pdf", looping_pages),
    Attack("wide_box.pdf", wide_box), Attack("bomb.png", png_bomb), Attack("nested_blocks.dxf", nested_blocks),
    Attack("block_array.dxf", block_array), Attack("block_in_itself.dxf", block_in_itself),
    Attack("endless.dxf", endless_dxf),
)  # fmt: skip
