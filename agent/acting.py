"""The act node: the calls of one step, side by side, their results entered in the order of the calls."""

import asyncio
import json
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, Self

from agent.events import Emit, Event
from agent.executor import Executor, Outcome, ToolCall
from agent.provider import Told
from agent.run import Limits, Run, cut
from agent.verify import ungiven
from tools import Tool
from tools.kit.errors import Correctable
from tools.kit.language import Message
from tools.kit.ledger import Ledger
from tools.kit.result import Result

AGAIN = "You have made this very call before; nothing has changed since. Its result was:"


def pending(run: Run) -> bool:
    """Has the latest step calls that nothing has come of yet?"""
    latest = run.taken[-1]
    return bool(latest.reply.calls or latest.reply.problems) and not latest.told


class Acting:
    """Everything that one act node works with."""

    def __init__(
        self,
        run: Run,
        executor: Executor,
        tools: Mapping[str, Tool],
        limits: Limits,
        said: Sequence[str],
        emit: Emit,
    ) -> None:
        self.run, self.executor, self.tools, self.limits, self.said, self.emit = (
            run,
            executor,
            tools,
            limits,
            said,
            emit,
        )
        self.ledger = run.ledger
        self.frozen = run.ledger
        self.slots = asyncio.Semaphore(limits.parallel)
        self.before = {_signature(told.call): told for told in run.told}

    async def act(self) -> Run:
        """The run with all that came of the calls. A call of the step that was made before is not made again."""
        reply = self.run.taken[-1].reply
        problems = {call.id: why for call, why in reply.problems}
        calls = [*reply.calls, *(call for call, _ in reply.problems)]
        told: list[Told] = []
        async with _Tasks() as tasks:
            started = {call.id: tasks.start(self._outcome(call)) for call in self._new(reply.calls)}
            for call in calls:
                told.append(await self._settle(call, started.get(call.id), problems.get(call.id, "")))
        usage = sum((t.result.usage for t in told if t.result and t.call.id in started), self.run.usage)
        return self.run.with_last(told=tuple(told)).model_copy(update={"usage": usage})

    def _new(self, calls: Sequence[ToolCall]) -> list[ToolCall]:
        """The calls to make: known tools, not made before, within the run's limit."""
        seen, new = set(self.before), list[ToolCall]()
        for call in calls:
            if call.name in self.tools and _signature(call) not in seen:
                seen.add(_signature(call))
                new.append(call)
        return new[: max(0, self.limits.calls - len(self.run.told))]

    async def _outcome(self, call: ToolCall) -> Outcome:
        async with self.slots:
            self._started(call)
            return await self.executor.execute(call, self.frozen, self.emit)

    async def _settle(self, call: ToolCall, task: "asyncio.Task[Outcome] | None", problem: str) -> Told:
        """What is told about one call. Runs in the order of the calls, so that ids are the same after a crash."""
        if task is None:
            return self._not_made(call, problem)
        outcome = await task
        told = self._entered(call, outcome)
        self.before[_signature(call)] = told
        self._finished(told, outcome)
        return told

    def _not_made(self, call: ToolCall, problem: str) -> Told:
        earlier = self.before.get(_signature(call))
        if problem or call.name not in self.tools:
            why = problem or f"There is no tool {call.name!r}. The tools are: {', '.join(self.tools)}."
        elif earlier:
            return Told(call=call, result=earlier.result, error=f"{AGAIN} {earlier.error}".strip(), said=earlier.said)
        else:
            why = f"This run may make {self.limits.calls} tool calls; this one was not made."
        self.emit(_failed(call, why, final=False))
        return Told(call=call, error=why)

    def _entered(self, call: ToolCall, outcome: Outcome) -> Told:
        if outcome.result is None:
            return Told(call=call, error=outcome.error or "The tool gave no result.")
        known = len(self.ledger.quantities), len(self.ledger.items)
        try:
            _raise(ungiven(outcome.result, self.said))
            return Told(call=call, result=self.ledger.enter(cut(outcome.result)))
        except Correctable as error:
            _take_back(self.ledger, *known)
            return Told(call=call, error=str(error))

    def _started(self, call: ToolCall) -> None:
        tool = self.tools[call.name]
        data = {"call_id": call.id, "tool": call.name, "arguments": call.arguments, "long": tool.long}
        title = tool.doing(call.arguments).model_dump()
        self.emit(Event(type="tool_started", key=f"tool_started:{call.id}", data={**data, "title": title}))

    def _finished(self, told: Told, outcome: Outcome) -> None:
        if told.result is None:
            self.emit(_failed(told.call, told.error, final=outcome.final))
            if outcome.final:
                note = outcome.message or Message(en=told.error, zh=told.error)
                self.run = self.run.model_copy(update={"notes": (*self.run.notes, note)})
            return
        self.emit(_done(told.call, told.result, outcome.seconds))


class _Tasks:
    """The calls under way. Leaving ends those that are left over, and waits until they have ended."""

    def __init__(self) -> None:
        self.tasks: list[asyncio.Task[Outcome]] = []

    def start(self, work: Coroutine[Any, Any, Outcome]) -> asyncio.Task[Outcome]:
        self.tasks.append(asyncio.create_task(work))
        return self.tasks[-1]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


def _signature(call: ToolCall) -> str:
    return f"{call.name} {json.dumps(call.arguments, sort_keys=True, ensure_ascii=False)}"


def _raise(error: Correctable | None) -> None:
    if error:
        raise error


def _take_back(ledger: Ledger, quantities: int, items: int) -> None:
    """Undo a half-entered result: nobody has seen its ids yet."""
    del ledger.quantities[quantities:]
    del ledger.items[items:]


def _failed(call: ToolCall, why: str, *, final: bool) -> Event:
    data = {"call_id": call.id, "tool": call.name, "message": why, "final": final}
    return Event(type="tool_failed", key=f"tool_failed:{call.id}", data=data)


def _done(call: ToolCall, result: Result, seconds: float) -> Event:
    wanted = {"summary", "quantities", "items", "total_items", "withheld", "images"}
    data = {"call_id": call.id, "tool": call.name, "seconds": round(seconds, 3)}
    data |= result.model_dump(mode="json", include=wanted)
    return Event(type="tool_finished", key=f"tool_finished:{call.id}", data=data)
