"""Putting a streamed reply together from its pieces."""

import json

from openai.types import CompletionUsage
from openai.types.chat import ChatCompletionChunk
from openai.types.chat.chat_completion_chunk import ChoiceDeltaToolCall

from agent.executor import ToolCall


class _Slot:
    """One tool call that grows."""

    def __init__(self, index: int) -> None:
        self.index, self.id, self.name, self.arguments = index, "", "", ""


class Gathered:
    """The reply so far."""

    def __init__(self) -> None:
        self.text = ""
        self.slots: list[_Slot] = []
        self.finished = False
        self.usage: CompletionUsage | None = None

    def take(self, chunk: ChatCompletionChunk) -> str:
        """Add a piece; returns its text."""
        self.usage = chunk.usage or self.usage
        if not chunk.choices:
            return ""
        choice = chunk.choices[0]
        self.finished = self.finished or choice.finish_reason is not None
        for part in (choice.delta.tool_calls or []) if choice.delta else []:
            self._add(part)
        piece = (choice.delta.content or "") if choice.delta else ""
        self.text += piece
        return piece

    def _add(self, part: ChoiceDeltaToolCall) -> None:
        slot = next((slot for slot in reversed(self.slots) if slot.index == part.index), None)
        # Some endpoints send every call whole and under index 0; only the id tells them apart.
        if slot is None or (part.id and slot.id and part.id != slot.id):
            slot = _Slot(part.index)
            self.slots.append(slot)
        slot.id = part.id or slot.id
        if part.function:
            slot.name += part.function.name or ""
            slot.arguments += part.function.arguments or ""

    def calls(self, step: int) -> tuple[tuple[ToolCall, ...], tuple[tuple[ToolCall, str], ...]]:
        """The calls that can be made, and those whose arguments are no JSON object, with what to tell the model."""
        good, bad = [], []
        for number, slot in enumerate(self.slots):
            arguments = _object(slot.arguments)
            call = ToolCall(id=slot.id or f"call_{step}_{number}", name=slot.name, arguments=arguments or {})
            if arguments is None:
                why = f"The arguments of {slot.name} are no JSON object: {slot.arguments[:200]!r}. Call it again."
                bad.append((call, why))
            else:
                good.append(call)
        return tuple(good), tuple(bad)


def _object(text: str) -> dict[str, object] | None:
    try:
        data = json.loads(text or "{}")
    except ValueError:
        return None
    return data if isinstance(data, dict) else None
