"""A conversation that does not fit an endpoint's context, made to fit: results told in a few lines, the latest last."""

from collections.abc import Sequence
from typing import Any

KEPT = 2
"""The latest results that keep more of their text."""
BRIEF, FULLER = 300, 2_000


def shortened(messages: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same messages in the same order, with the contents of tool messages cut."""
    results = [at for at, message in enumerate(messages) if message["role"] == "tool"]
    late = set(results[-KEPT:])
    return [
        message | {"content": _cut(message["content"], FULLER if at in late else BRIEF)} if at in results else message
        for at, message in enumerate(messages)
    ]


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most].rstrip()}\n(cut: ask again for the rest)"
