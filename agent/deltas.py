"""Putting a streamed reply together from its pieces."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from agent.executor import ToolCall

LONGEST_TEXT = 60_000
LONGEST_ARGUMENTS = 8_000
MOST_CALLS = 200
"""Beyond these a reply is no longer read on: a model that repeats itself has no end of its own."""


class Tokens(NamedTuple):
    """What an endpoint says that a request came to."""

    prompt: int
    completion: int


class _Slot:
    """One tool call that grows."""

    def __init__(self, index: int) -> None:
        self.index, self.id, self.name, self.arguments = index, "", "", ""


class Gathered:
    """The reply so far. `ending` is why the endpoint ended it: stop, length, content_filter, tool_calls."""

    def __init__(self) -> None:
        self.text = ""
        self.refusal = ""
        self.slots: list[_Slot] = []
        self.ending = ""
        self.begun = False
        self.usage: Tokens | None = None

    @property
    def finished(self) -> bool:
        return bool(self.ending)

    @property
    def length(self) -> int:
        """Characters received, for endpoints that tell no usage."""
        return len(self.text) + len(self.refusal) + sum(len(slot.name) + len(slot.arguments) for slot in self.slots)

    @property
    def full(self) -> bool:
        """Nothing more is read of a reply that is as long as this."""
        over = any(len(slot.arguments) > 2 * LONGEST_ARGUMENTS for slot in self.slots)
        return over or len(self.text) > LONGEST_TEXT or len(self.slots) > MOST_CALLS

    def take(self, chunk: Any) -> str:
        """Add a piece as it came, a JSON object of whatever is in it; returns its text."""
        self.usage = tokens(_part(chunk, "usage")) or self.usage
        choices = chunk.get("choices") if isinstance(chunk, dict) else None
        if not choices:
            return ""
        delta = _part(choices[0], "delta")
        self.ending = choices[0].get("finish_reason") or self.ending
        for part in delta.get("tool_calls") or []:
            self._add(part)
        self.refusal += delta.get("refusal") or ""
        piece: str = delta.get("content") or ""
        self.text += piece
        return piece

    def _add(self, part: dict[str, Any]) -> None:
        index, name_of = part.get("index", 0), part.get("id")
        slot = next((slot for slot in reversed(self.slots) if slot.index == index), None)
        # Some endpoints send every call whole and under index 0; only the id tells them apart.
        if slot is None or (name_of and slot.id and name_of != slot.id):
            slot = _Slot(index)
            self.slots.append(slot)
        slot.id = name_of or slot.id
        function = _part(part, "function")
        name = function.get("name") or ""
        slot.name += "" if name == slot.name else name  # sent again with every piece by some
        slot.arguments += function.get("arguments") or ""

    def calls(self, step: int) -> tuple[tuple[ToolCall, ...], tuple[tuple[ToolCall, str], ...]]:
        """The calls that can be made, and those that cannot, with what to tell the model."""
        good, bad = list[ToolCall](), list[tuple[ToolCall, str]]()
        for call, why in self._read(step):
            if why:
                bad.append((call, why))
            else:
                good.append(call)
        return tuple(good), tuple(bad)

    def _read(self, step: int) -> Iterator[tuple[ToolCall, str]]:
        for number, slot in enumerate(self.slots):
            arguments, why = _object(slot.arguments), ""
            if len(slot.arguments) > LONGEST_ARGUMENTS:
                why = f"The arguments of {slot.name} are over {LONGEST_ARGUMENTS} characters long. Call it with less."
            elif arguments is None:
                why = f"The arguments of {slot.name} are no JSON object: {slot.arguments[:200]!r}. Call it again."
            name = slot.name.rpartition(".")[2]  # functions.find_text
            given = {} if why or arguments is None else arguments
            yield ToolCall(id=slot.id or f"call_{step}_{number}", name=name, arguments=given), why


def tokens(usage: dict[str, Any]) -> Tokens | None:
    """The usage of a reply, where the endpoint tells one."""
    asked, said = usage.get("prompt_tokens"), usage.get("completion_tokens")
    return Tokens(asked, said or 0) if isinstance(asked, int) else None


def _part(data: Any, name: str) -> dict[str, Any]:
    """The object of that name in another; empty where there is none."""
    found = data.get(name) if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}


def _object(text: str) -> dict[str, object] | None:
    try:
        data = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None
