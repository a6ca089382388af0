"""What the tests of the agent share: an executor that finds what a test lays out, and a run that is watched."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from agent import DrawingInfo, Event, stream
from agent.answer import Answer, SheetName
from agent.events import Emit
from agent.executor import Outcome, ToolCall
from agent.provider import Provider
from agent.providers.scripted import Scripted
from agent.script import Line, Script, ScriptedCall
from tools.kit.evidence import Evidence
from tools.kit.ledger import Ledger
from tools.kit.quantity import Quantity
from tools.kit.result import Item, Result

INFO = DrawingInfo(sheets=(SheetName(sheet=1, drawing="plan.pdf", page=1, name="page 1"),))
Found = Callable[[ToolCall, Ledger], Outcome]


def place(text: str = "D2", at: float = 10) -> Evidence:
    return Evidence(sheet=1, box=(at, at, at + 5, at + 2), method="text", text=text)


def count(label: str, value: int) -> Result:
    quantity = Quantity(value=Decimal(value), unit="nos", label=f"count of {label}", sources=(place(label),))
    return Result(summary=f"{value} × {label}", quantities=(quantity,))


def read(*texts: str) -> Result:
    return Result(summary="read", items=tuple(Item(label=text, evidence=place(text)) for text in texts))


def say(text: str, **more: Any) -> Line:
    return Line(text=text, **more)


def use(*calls: tuple[str, dict[str, Any]], **more: Any) -> Line:
    return Line(calls=tuple(ScriptedCall(name=name, arguments=arguments) for name, arguments in calls), **more)


@dataclass
class Laid:
    """An executor whose findings are laid out by mark. Stores results by call id, as a service does."""

    marks: dict[str, int] = field(default_factory=lambda: {"D2": 6, "W1": 4})
    found: Found | None = None
    pause: float = 0.0
    made: list[str] = field(default_factory=list)
    stored: dict[str, Outcome] = field(default_factory=dict)
    under_way: int = 0
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    most: int = 0

    async def execute(self, call: ToolCall, ledger: Ledger, emit: Emit) -> Outcome:
        if call.id in self.stored:
            return self.stored[call.id]
        self.under_way += 1
        self.begun.set()
        self.most = max(self.most, self.under_way)
        try:
            await asyncio.sleep(self.pause)
            self.made.append(call.id)
            self.stored[call.id] = self.found(call, ledger) if self.found else self._counted(call)
        finally:
            self.under_way -= 1
        return self.stored[call.id]

    def _counted(self, call: ToolCall) -> Outcome:
        mark = str(call.arguments.get("mark", call.arguments.get("pattern")))
        return Outcome(result=count(mark, self.marks[mark]), seconds=0.01)


def played(*lines: Line, **more: Any) -> Scripted:
    return Scripted(Script.of(*lines, **more))


async def watch(
    question: str, provider: Provider, executor: Any = None, *, drawing: DrawingInfo = INFO, **more: Any
) -> list[Event]:
    events: AsyncIterator[Event] = stream(question, drawing, provider, executor=executor or Laid(), **more)
    return [event async for event in events]


def answer_of(events: list[Event]) -> Answer:
    assert [event.type for event in events[-2:]] == ["answer", "run_finished"]
    return Answer.model_validate(events[-2].data)


def kinds(events: list[Event]) -> list[str]:
    return [event.type for event in events if event.type != "token"]
