"""The act node: the calls of one step, side by side, their results entered in the order of the calls."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, Self

from agent.budget import Budget, expected_look
from agent.choosing import chosen, looking, signature
from agent.events import Emit, Event
from agent.executor import Executor, Outcome, ToolCall
from agent.limiting import DAY, affords, run_limit
from agent.provider import Told
from agent.run import Limits, Run, cut
from agent.verify import ungiven
from tools import Tool
from tools.kit.corrected import with_corrections
from tools.kit.errors import Correctable
from tools.kit.language import Message
from tools.kit.ledger import Ledger
from tools.kit.result import Result, Usage

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
        budget: Budget,
        model: str,
        said: Sequence[str],
        emit: Emit,
    ) -> None:
        self.run, self.executor, self.tools, self.limits = run, executor, tools, limits
        self.budget, self.model, self.said, self.emit = budget, model, said, emit
        self.reserved = 0.0
        self.ledger = run.ledger
        self.frozen = run.ledger
        self.slots = asyncio.Semaphore(limits.parallel)
        self.before = {signature(told.call): told for told in run.told if told.made}

    async def act(self) -> Run:
        """The run with all that came of the calls. A call of the step that was made before is not made again."""
        reply = self.run.taken[-1].reply
        calls = [*reply.calls, *(call for call, _ in reply.problems)]
        made, left = chosen(self.run, reply.calls, self.tools, self.limits)
        left = {**left, **{call.id: why for call, why in reply.problems}}
        told, usage = list[Told](), self.run.usage
        async with _Tasks() as tasks:
            started = {call.id: tasks.start(self._outcome(call)) for call in made}
            for call in calls:
                if call.id not in started:
                    told.append(self._not_made(call, left[call.id]))
                    continue
                outcome = await started[call.id]
                told.append(self._settle(call, outcome))
                usage += _cost(outcome)
        return self.run.with_last(told=tuple(told)).model_copy(update={"usage": usage})

    async def _outcome(self, call: ToolCall) -> Outcome:
        async with self.slots:
            self._started(call)
            if not looking(call, self.tools):
                return await self.executor.execute(call, self.frozen, self.emit)
            if limit := await self._unaffordable(call):
                return Outcome(error=f"{limit.en} Answer with what you have.", final=True, message=limit)
            outcome = await self.executor.execute(call, self.frozen, self.emit)
            await self.budget.settle(call.id, _cost(outcome))
            return outcome

    async def _unaffordable(self, call: ToolCall) -> Message | None:
        """Reserve what the look may cost. Returns the limit that it would go over."""
        usd = expected_look(self.model)
        if not affords(self.run, self.limits, self.reserved + usd):
            return run_limit(self.limits)
        self.reserved += usd
        return None if await self.budget.reserve(call.id, usd) else DAY

    def _settle(self, call: ToolCall, outcome: Outcome) -> Told:
        """What is told about one call. Runs in the order of the calls, so that ids are the same after a crash."""
        told = self._entered(call, outcome)
        self.before[signature(call)] = told
        self._finished(told, outcome)
        return told

    def _not_made(self, call: ToolCall, why: str) -> Told:
        earlier = self.before.get(signature(call))
        if earlier and not why:
            return Told(call=call, result=earlier.result, error=f"{AGAIN} {earlier.error}".strip(), said=earlier.said)
        why = why or AGAIN
        self.emit(_failed(call, why, final=False))
        return Told(call=call, error=why, made=False)

    def _entered(self, call: ToolCall, outcome: Outcome) -> Told:
        if outcome.result is None:
            error = outcome.error or "The tool gave no result."
            return Told(call=call, error=error, message=outcome.message)
        known = len(self.ledger.quantities), len(self.ledger.items)
        try:
            _raise(ungiven(outcome.result, self.said))
            return Told(call=call, result=self.ledger.enter(with_corrections(cut(outcome.result), self.ledger)))
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


def _cost(outcome: Outcome) -> Usage:
    """What its looks have cost, as the executor tells it, else as the tool does."""
    told = outcome.result.usage if outcome.result else Usage()
    return outcome.usage if outcome.usage != Usage() else told


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
