"""The conversation as Chat Completions takes it, made from what a run holds. Images are never part of it."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from agent.answer import Exchange
from agent.executor import ToolCall
from agent.prompts import prompt
from agent.recalled import recalled
from agent.run import DrawingInfo, Run, Taken
from agent.told import told_text
from tools import catalogue
from tools.kit.language import Language

FILES_SHOWN = 40
FULL_CHARACTERS = 16_000
"""What tools told may take of a conversation; what goes beyond is condensed, the oldest first."""
LANGUAGES: dict[Language, str] = {"en": "English", "zh": "Chinese (简体中文)"}
NO_NAME = re.compile(r"[^A-Za-z0-9_-]")
Chat = dict[str, Any]


def conversation(
    question: str,
    language: Language,
    drawing: DrawingInfo,
    run: Run,
    *,
    history: Sequence[Exchange] = (),
    page: str | None = None,
    limit: str = "",
) -> tuple[Chat, ...]:
    """All messages of the run so far; every tool call in it has its answer. `limit` asks for the final text."""
    messages = [_system(language, drawing, page)]
    messages.extend(recalled(history, run.ledger))
    messages.append({"role": "user", "content": question})
    explained = set[str]()
    for taken, brief in zip(run.taken, _condensed(run.taken), strict=True):
        messages.extend(_step(taken, brief, explained))
    if limit:
        messages.append({"role": "user", "content": prompt("closing", limit=limit)})
    return tuple(messages)


def _system(language: Language, drawing: DrawingInfo, page: str | None) -> Chat:
    hint = f"The user points at sheet or layout {page!r}." if page else "The user points at no sheet in particular."
    text = prompt("system", language=LANGUAGES[language], sheets=_sheets(drawing), hint=hint)
    return {"role": "system", "content": text}


def _sheets(drawing: DrawingInfo) -> str:
    """Which sheets each file has; what they show is told by list_sheets."""
    files: dict[str, list[int]] = {}
    for sheet in drawing.sheets:
        files.setdefault(sheet.drawing, []).append(sheet.sheet)
    return "\n".join(f"{name}: {_range(numbers)}" for name, numbers in list(files.items())[:FILES_SHOWN])


def _range(numbers: Sequence[int]) -> str:
    return f"sheet {numbers[0]}" if len(numbers) == 1 else f"sheets {numbers[0]} to {numbers[-1]}"


def _condensed(steps: Sequence[Taken]) -> list[bool]:
    """Which steps are told in brief: all but the latest, as far as their results fit."""
    left, found = FULL_CHARACTERS, list[bool]()
    for taken in reversed(steps):
        left -= sum(len(told_text(told)) for told in taken.told)
        found.append(left < 0 and taken is not steps[-1])
    return found[::-1]


def _step(taken: Taken, brief: bool, explained: set[str]) -> Iterator[Chat]:
    """The messages of a step. What a tool's results mean is told with its first one."""
    reply = taken.reply
    if taken.told:
        calls = [_call(told.call) for told in taken.told]
        yield {"role": "assistant", "content": reply.text or None, "tool_calls": calls}
        for told in taken.told:
            content = told_text(told, brief=brief)
            if told.result and (told.result.quantities or told.result.items):
                content += _explained(told.call.name, explained)
            yield {"role": "tool", "tool_call_id": told.call.id, "content": content}
    else:
        yield {"role": "assistant", "content": reply.text or "(no text)"}
    if taken.unproven:
        listed = "\n".join(f"- {line}" for line in taken.unproven)
        yield {"role": "user", "content": prompt("verify", unproven=listed)}


def _explained(name: str, explained: set[str]) -> str:
    tool = None if name in explained else catalogue().get(name)
    explained.add(name)
    return f"\n(about {name}: {tool.notes})" if tool and tool.notes else ""


def _call(call: ToolCall) -> Chat:
    arguments = json.dumps(call.arguments, ensure_ascii=False)
    name = NO_NAME.sub("_", call.name)[:64] or "unknown"
    return {"id": call.id, "type": "function", "function": {"name": name, "arguments": arguments}}
