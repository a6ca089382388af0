"""A provider that plays a script: for tests and demonstrations. The step decides the line, so a resumed run fits."""

import asyncio
from pathlib import Path
from typing import Any

from agent.events import Emit, Event
from agent.executor import ToolCall
from agent.provider import Reply, Turn
from agent.script import PIECE, Line, Script
from tools.kit.result import Usage
from tools.kit.vision import Seen


class Scripted:
    """Says the lines of a script, given as a value or as the path of its JSON file."""

    name = "scripted"
    model = "script"
    sees = True
    overview = False

    def __init__(self, script: Script | str | Path) -> None:
        self.script = script if isinstance(script, Script) else Script.load(script)
        self.turns: list[Turn] = []
        self.seen = 0

    async def think(self, turn: Turn, emit: Emit) -> Reply:
        self.turns.append(turn)
        line = self.script.line(turn.question, turn.step)
        await asyncio.sleep(line.delay)
        for at in range(0, len(line.text), PIECE):
            await asyncio.sleep(line.pace)
            emit(Event(type="token", data={"step": turn.step, "text": line.text[at : at + PIECE]}))
        calls = tuple(_calls(line, turn.step))
        usage = Usage(prompt_tokens=100 * turn.step, completion_tokens=len(line.text) // 4 + 10 * len(calls))
        return Reply(text=line.text, calls=calls, headline=line.headline, usage=usage)

    async def see(self, png: bytes, question: str, schema: dict[str, Any]) -> Seen:
        data = self.script.sees[min(self.seen, len(self.script.sees) - 1)]
        self.seen += 1
        return Seen(data=data, model=self.model)


def _calls(line: Line, step: int) -> list[ToolCall]:
    return [
        ToolCall(id=call.id or f"call_{step}_{number}", name=call.name, arguments=call.arguments)
        for number, call in enumerate(line.calls)
    ]
