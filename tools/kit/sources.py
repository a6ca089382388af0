"""Which kind of drawing a file is, by its first bytes."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from tools.kit import faults
from tools.kit.reading import Source

HEAD = 1024
"""Bytes that are looked at; a PDF may start with that much of something else."""
OPEN_FILES = 6


def source_for(path: Path, cache: Path | None = None) -> Source:
    """Opens the file, or returns it as it was opened before if it is the same. Raises BadDrawing with what to do."""
    stat = path.stat()
    return _opened(path, cache, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=OPEN_FILES)
def _opened(path: Path, cache: Path | None, changed: int, size: int) -> Source:
    with path.open("rb") as file:
        head = file.read(HEAD)
    return _opener(head)(path, cache)


def _opener(head: bytes) -> Callable[[Path, Path | None], Source]:
    if not head:
        raise faults.empty()
    if b"%PDF-" in head:
        return _pdf
    if head.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")):
        return _raster
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return _raster
    if head.startswith((b"AC10", b"AC1.", b"AC2.", b"MC0.")):
        return _dwg
    if head.startswith((b"PK\x03\x04", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")):
        raise faults.packed()
    if _is_dxf(head):
        return _dxf
    raise faults.unknown_kind()


def _is_dxf(head: bytes) -> bool:
    if head.startswith(b"AutoCAD Binary DXF"):
        return True
    lines = [line.strip() for line in head.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n")[:-1]]
    return len(lines) >= 2 and ((lines[0], lines[1]) == (b"0", b"SECTION") or lines[0] == b"999")


def _pdf(path: Path, cache: Path | None) -> Source:
    from tools.kit.pdf import PdfSource

    return PdfSource(path, cache)


def _raster(path: Path, cache: Path | None) -> Source:
    from tools.kit.raster import RasterSource

    return RasterSource(path, cache)


def _dxf(path: Path, cache: Path | None) -> Source:
    from tools.kit.dxf import DxfSource

    return DxfSource(path, cache)


def _dwg(path: Path, cache: Path | None) -> Source:
    from tools.kit.dxf import DwgSource

    return DwgSource(path, cache)
