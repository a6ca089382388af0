"""Messages between a process and its children: a length-prefixed JSON object and a blob of bytes, never pickle."""

import json
import struct
from typing import Any

from tools.kit import errors
from tools.kit.errors import LiangtuError, Refused

HEAD = struct.Struct(">II")
"""Lengths of the JSON and of the blob, in bytes."""
MAX_MESSAGE = 512 * 1024 * 1024


def packed(data: dict[str, Any], blob: bytes = b"") -> bytes:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return HEAD.pack(len(text), len(blob)) + text + blob


def lengths(head: bytes) -> tuple[int, int]:
    """Raises ValueError for a message that nobody of ours would send."""
    text, blob = HEAD.unpack(head)
    if text + blob > MAX_MESSAGE:
        raise ValueError(f"a message of {text + blob} bytes")
    return text, blob


def parsed(text: bytes) -> dict[str, Any]:
    data = json.loads(text.decode("utf-8", "surrogatepass"))
    if not isinstance(data, dict):
        raise ValueError("a message is an object")
    return data


def error_data(error: LiangtuError) -> dict[str, str]:
    """An error of tools.kit.errors as data; one of a subclass elsewhere as its nearest base there."""
    name = next(kind.__name__ for kind in type(error).__mro__ if getattr(errors, kind.__name__, None) is kind)
    if isinstance(error, Refused):
        return {"type": name, "code": error.code, "en": error.message.en, "zh": error.message.zh}
    return {"type": name, "en": str(error)}


def error_from(data: dict[str, str]) -> LiangtuError:
    kind = getattr(errors, data["type"])
    words = (data["code"], data["en"], data["zh"]) if issubclass(kind, Refused) else (data["en"],)
    made: LiangtuError = kind(*words)
    return made
