"""What routes share: the caller, the caller's language, and streaming a file out of a request."""

import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from litestar.connection import ASGIConnection
from litestar.datastructures import State
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from api.parts import Parts
from api.problems import cut_off, empty_file, no_file, too_big
from tools.kit.language import Language

Connection = ASGIConnection[Any, Any, Any, State]
NAME_LENGTH = 200
SCOPES = ("read", "write", "operate")


@dataclass(frozen=True)
class Caller:
    """Who calls."""

    id: str
    name: str
    role: str = "user"
    scopes: tuple[str, ...] = SCOPES
    """What a key of theirs may do; whoever signs in themselves may do all that their role allows."""
    client: str = ""
    """The address that they call from."""

    @property
    def operates(self) -> bool:
        return self.role == "operator" and "operate" in self.scopes


def parts_of(connection: Connection) -> Parts:
    found: Parts = connection.app.state.parts
    return found


def language_of(connection: Connection) -> Language:
    """Chinese where the caller prefers it over English, by the order in Accept-Language."""
    wanted = connection.headers.get("accept-language", "").lower()
    for choice in wanted.split(","):
        if choice.strip().startswith("zh"):
            return "zh"
        if choice.strip().startswith("en"):
            return "en"
    return "en"


@dataclass(frozen=True)
class Upload:
    """A whole file on the local disk under a name of ours; `name` is the user's and only shown."""

    path: Path
    name: str
    size: int
    sha256: str


async def receive(chunks: AsyncIterator[bytes], content_type: str, path: Path, most: int) -> Upload:
    """Stream the part named "file" of a multipart body to that path. Raises Problem, and then leaves nothing behind."""
    kind, options = parse_options_header(content_type)
    if kind != b"multipart/form-data" or b"boundary" not in options:
        raise no_file()
    try:
        with path.open("wb") as target:
            reader = _FilePart(target, most)
            parser = MultipartParser(options[b"boundary"], reader.callbacks())  # type: ignore[arg-type]
            async for chunk in chunks:
                parser.write(chunk)
        return reader.result(path)
    except BaseException as error:
        _forget(path)
        if isinstance(error, MultipartParseError):
            raise cut_off() from None
        raise


def _forget(path: Path) -> None:
    path.unlink(missing_ok=True)


class _FilePart:
    """Callbacks of the parser: writes one part to the disk while counting and hashing it, skips the others."""

    def __init__(self, target: BinaryIO, most: int) -> None:
        self.target, self.most = target, most
        self.size, self.hash, self.name = 0, hashlib.sha256(), ""
        self.found = self.mine = self.whole = False
        self._field = b""
        self._value = b""

    def callbacks(self) -> dict[str, Callable[..., None]]:
        return {
            "on_header_field": lambda data, a, b: self._add("_field", data[a:b]),
            "on_header_value": lambda data, a, b: self._add("_value", data[a:b]),
            "on_header_end": self._header,
            "on_part_data": self._data,
            "on_part_end": self._part_end,
            "on_end": self._end,
        }

    def result(self, path: Path) -> Upload:
        if not self.whole:
            raise cut_off()
        if not self.found:
            raise no_file()
        if not self.size:
            raise empty_file()
        return Upload(path, self.name or "drawing", self.size, self.hash.hexdigest())

    def _add(self, name: str, piece: bytes) -> None:
        setattr(self, name, getattr(self, name) + piece)

    def _header(self) -> None:
        if self._field.lower() == b"content-disposition":
            _, options = parse_options_header(self._value)
            if options.get(b"name") == b"file" and not self.found:
                self.found = self.mine = True
                self.name = shown_name(options.get(b"filename", b"").decode("utf-8", errors="replace"))
        self._field = self._value = b""

    def _data(self, data: bytes, start: int, end: int) -> None:
        if not self.mine:
            return
        self.size += end - start
        if self.size > self.most:
            raise too_big(self.most >> 20)
        self.hash.update(data[start:end])
        self.target.write(data[start:end])

    def _part_end(self) -> None:
        self.mine = False

    def _end(self) -> None:
        self.whole = True


def shown_name(name: str) -> str:
    """A user's file name as it may be shown: no folders, no control characters."""
    text = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in text if letter.isprintable())[:NAME_LENGTH].strip()
