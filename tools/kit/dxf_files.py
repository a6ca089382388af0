"""DXF files as they come: in odd encodings, damaged, too large, or as DWG, which another program has to convert."""

import mmap
import re
import tempfile
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import ezdxf
from ezdxf import recover
from ezdxf.addons import odafc

from tools.kit import faults
from tools.kit.dxf_text import loosen

MOST_BYTES = 24 * 1024 * 1024
"""Of a file that is read whole: its entities then take up to a gigabyte of memory and half a minute."""
SHARE = 0.4
"""Of these bytes for blocks, where both they and the entities are too many."""
SECTION = re.compile(rb"(?:^|[\r\n])[ \t]*0\r?\n[ \t]*SECTION\r?\n[ \t]*2\r?\n[ \t]*(\w+)")
NEAR = 48
"""Bytes around the word SECTION in which its tags stand."""
END = b"  0\nENDSEC\n"
ENTITY = re.compile(rb"[\r\n][ \t]*0\r?\n[ \t]*((?=\d*[A-Z])[A-Z_0-9]+)\r?\n")
PARTS = (b"VERTEX", b"ATTRIB", b"SEQEND")
"""What belongs to the entity before it."""
BROKEN = (
    ezdxf.DXFError, OSError, ValueError, LookupError, AttributeError, TypeError, ArithmeticError, AssertionError,
    RuntimeError, StopIteration,
)  # fmt: skip
"""What ezdxf runs into in damaged files; MemoryError is none of it."""


class Section(NamedTuple):
    """Bytes `start` to `end` of a file, from its own SECTION to before the next one."""

    name: bytes
    start: int
    end: int


def document_at(path: Path) -> tuple[Any, tuple[str, ...]]:
    """Reads the file, mends it where that can be done; with what is to be said of it. Raises BadDrawing where it cannot."""
    with tempfile.TemporaryDirectory(prefix="dxf-") as folder:
        whole = path.stat().st_size <= MOST_BYTES
        document = _read(path if whole else shortened(path, Path(folder) / "part.dxf"))
    for mtext in document.query("MTEXT"):
        loosen(mtext)
    return document, () if whole else ("only_part_read",)


def _read(path: Path) -> Any:
    encoding = encoding_of(path.read_bytes())
    try:
        return ezdxf.readfile(path, encoding=encoding)
    except BROKEN:
        pass  # the slower reader that follows forgives more
    try:
        return recover.readfile(path)[0]
    except BROKEN as error:
        raise faults.damaged("DXF") from error


def shortened(path: Path, to: Path) -> Path:
    """A copy that holds as many blocks and entities as can be read, the first ones. Raises TooLarge for binary files."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data, to.open("wb") as out:
        if data[:14] == b"AutoCAD Binary":
            raise faults.too_large_a_dxf(MOST_BYTES)
        every = sections_of(data)
        for section in every:
            _copy(data, section, out, every)
        out.write(b"  0\nEOF\n")
    return to


def sections_of(data: Any) -> list[Section]:
    starts = []
    at = data.find(b"SECTION")
    while at >= 0:
        match = SECTION.search(data[max(at - NEAR, 0) : at + NEAR])
        if match:
            starts.append((match[1], max(at - NEAR, 0) + match.start()))
        at = data.find(b"SECTION", at + NEAR)
    ends = [start for _, start in starts[1:]] + [len(data)]
    return [Section(name, start, end) for (name, start), end in zip(starts, ends, strict=True)]


def _copy(data: Any, section: Section, out: BinaryIO, every: list[Section]) -> None:
    size, room = section.end - section.start, _room(section, every)
    if size <= room:
        out.write(data[section.start : section.end].lstrip(b"\r\n").removesuffix(b"  0\nEOF\n"))
        out.write(b"" if data[section.end - 1 : section.end] == b"\n" else b"\n")
    elif section.name in (b"ENTITIES", b"BLOCKS"):
        out.write(data[section.start : _last_whole(data, section, room)].lstrip(b"\r\n") + b"\n" + END)


def _room(section: Section, every: list[Section]) -> int:
    """Bytes that a section may take: blocks and entities share what the others leave."""
    sizes = {one.name: one.end - one.start for one in every}
    shared = max(
        MOST_BYTES
        - sum(size for name, size in sizes.items() if name not in (b"ENTITIES", b"BLOCKS") and size <= MOST_BYTES // 8),
        MOST_BYTES // 2,
    )
    if section.name == b"BLOCKS":
        return max(int(SHARE * shared), shared - sizes.get(b"ENTITIES", 0))
    if section.name == b"ENTITIES":
        return max(int((1 - SHARE) * shared), shared - sizes.get(b"BLOCKS", 0))
    return MOST_BYTES // 8


def _last_whole(data: Any, section: Section, room: int) -> int:
    """Where the last entity (or block) ends that fits as a whole."""
    end = section.start + room
    piece = data[max(section.start, end - 1024 * 1024) : end]
    last = None
    for match in ENTITY.finditer(piece):
        opens = match[1] == b"BLOCK" if section.name == b"BLOCKS" else match[1] not in PARTS
        last = match.start() if opens else last
    return end - len(piece) + (last if last is not None else 0)


def converted(path: Path, folder: Path) -> Path:
    """The DXF of a DWG file. Raises BadDrawing with what to do where no converter is installed or it fails."""
    target = folder / "converted.dxf"
    if target.exists():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="dwg-") as place:
        named = Path(place) / "drawing.dwg"
        named.write_bytes(path.read_bytes())
        try:
            odafc.convert(named, target, version="R2018", replace=True)
        except odafc.ODAFCNotInstalledError as error:
            raise faults.dwg() from error
        except (odafc.ODAFCError, OSError, KeyError) as error:  # KeyError: a display is wanted and there is none
            raise faults.dwg_failed() from error
    return target


def encoding_of(data: bytes) -> str | None:
    """The encoding where the file does not declare the one that it is in, else None."""
    version = re.search(rb"\$ACADVER\s+1\s+(AC\d+)", data[:4096])
    page = re.search(rb"\$DWGCODEPAGE\s+3\s+(\S+)", data[:8192])
    if data.startswith(b"AutoCAD Binary") or data.isascii():
        return None
    unicode = version is not None and version.group(1) >= b"AC1021"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        western = page is None or page.group(1).upper() in (b"ANSI_1252", b"DOS850", b"ASCII")
        chinese = (unicode or western) and _is_gbk(data)
        return "gbk" if chinese else None
    return None if unicode else "utf-8"


def _is_gbk(data: bytes) -> bool:
    """Western text has its few high bytes one by one, Chinese has them in pairs of common characters."""
    pairs = len(re.findall(rb"[\xb0-\xf7][\xa1-\xfe]", data))
    high = sum(map(len, re.findall(rb"[\x80-\xff]+", data)))
    return 2 * pairs > 0.8 * high
