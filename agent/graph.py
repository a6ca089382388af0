"""The agent's graph: think → act → (ask) → think … → verify. Facts and references only; no file, no image.

Each node reads the run from its checkpoint and writes it back whole, so a node that runs again after a crash starts from
the same values and emits the same event keys.
"""

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import Any, TypedDict
from uuid import uuid4

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command, interrupt

from agent.acting import Acting, pending
from agent.answer import Answer, Exchange
from agent.answering import answered, closed, failed
from agent.budget import Budget, Purse, expected
from agent.carried import Carried, carried
from agent.events import Emit, Event
from agent.executor import Executor
from agent.limiting import DAY, affords, reached, run_limit
from agent.messages import conversation
from agent.naming import named_once
from agent.offered import first_calls, offered
from agent.provider import Provider, ProviderError, Reply, Told, Turn
from agent.run import DrawingInfo, Limits, Run, Taken
from agent.telling import ending, question
from agent.verify import assumed_by, check
from tools import Tool, catalogue
from tools.kit.language import Language, Message, language_of

THINKING = Message(en="Deciding what to look at", zh="决定查看什么")
SURVEYING = Message(en="Looking over the sheets", zh="浏览图纸")
MENDING = Message(en="Checking the figures of the answer", zh="核对回答中的数字")
EMPTY = "the reply was empty: call a tool, or write the answer"
CLOSING = Message(en="Writing down what was found", zh="写下已查到的内容")


class State(TypedDict):
    run: bytes


@dataclass(frozen=True)
class Asked:
    """What a run was asked and what it may use; given anew at every call, never part of a checkpoint."""

    question: str
    drawing: DrawingInfo
    provider: Provider
    executor: Executor
    history: tuple[Exchange, ...] = ()
    page: str | None = None
    limits: Limits = field(default_factory=Limits)
    attempt: int = 1
    budget: Budget = field(default_factory=Purse)
    tools: dict[str, Tool] = field(default_factory=catalogue)

    @cached_property
    def chat(self) -> Carried:
        """What the chat has found before this question."""
        return carried(self.history)

    @property
    def language(self) -> Language:
        return language_of(self.question)

    def said(self, run: Run) -> list[str]:
        """All that the user wrote in this chat."""
        return [*(e.question for e in self.history), self.question, *(word for told in run.told for word in told.words)]


async def think(state: State, runtime: Runtime[Asked]) -> State:
    """Ask the provider what to do next. Where it wants an overview, that is the first step, which asks nobody."""
    began, asked, run = time.monotonic(), runtime.context, Run.unpack(state["run"])
    if not run.taken and (calls := first_calls(asked.provider, _usable(asked, run))):
        _emitter(runtime)(_step(run, asked, 1, SURVEYING))
        return _packed(run, began, taken=(Taken(reply=Reply(calls=calls)),))
    limit = reached(run, asked.limits)
    turn = _turn(asked, run, limit)
    usd = expected(asked.provider.model, turn)
    if not limit and not affords(run, asked.limits, 2 * usd):  # this step would leave nothing for the closing one
        limit = run_limit(asked.limits)
        turn = _turn(asked, run, limit)
    title = CLOSING if limit else MENDING if turn.unproven else THINKING
    emit = _emitter(runtime)
    emit(_step(run, asked, turn.step, title))
    ticket = f"{asked.attempt}:{turn.step}"
    if not await asked.budget.reserve(ticket, usd):
        limit, reply = DAY, Reply()
    else:
        reply = named_once(await _thought(asked, turn, emit, ticket), run)
    if limit:
        reply = closed(reply, run, limit, asked.language)
        run = run.model_copy(update={"notes": (*run.notes, *([] if limit in run.notes else [limit]))})
    return _packed(run, began, taken=(*run.taken, Taken(reply=reply)), usage=run.usage + reply.usage)


async def _thought(asked: Asked, turn: Turn, emit: Emit, ticket: str) -> Reply:
    """The provider's reply, its cost settled whether or not it came."""
    try:
        reply = await asked.provider.think(turn, emit)
    except ProviderError as error:
        await asked.budget.settle(ticket, error.usage)
        raise
    await asked.budget.settle(ticket, reply.usage)
    return reply


async def act(state: State, runtime: Runtime[Asked]) -> State:
    """Run the calls of the latest step side by side and enter what they found in the order of the calls."""
    began, asked, run = time.monotonic(), runtime.context, Run.unpack(state["run"])
    acting = Acting(
        run, asked.executor, asked.tools, asked.limits, asked.budget, asked.provider.model, asked.said(run), _emitter(runtime)
    )  # fmt: skip
    run = await acting.act()
    return _packed(run, began)


async def ask(state: State) -> State:
    """Wait for the user. Nothing happens before the interrupt, since this node starts again when the answer is there."""
    run = Run.unpack(state["run"])
    waiting = _unanswered(run)[0]
    said = str(interrupt({"id": waiting.call.id}))
    told = [t.model_copy(update={"said": said}) if t.call.id == waiting.call.id else t for t in run.taken[-1].told]
    return {"run": run.with_last(told=tuple(told)).pack()}


async def verify(state: State, runtime: Runtime[Asked]) -> State:
    """Check every figure; send the model back once, then answer with what is proven and what is not."""
    began, asked, run = time.monotonic(), runtime.context, Run.unpack(state["run"])
    reply = run.taken[-1].reply
    assumed = assumed_by(told.result for told in run.told if told.result)
    checked = check(reply.text, run.ledger, asked.said(run), reply.headline, assumed)
    amiss = checked.unproven or (() if checked.text.strip() else (EMPTY,))
    sent_back = any(taken.unproven for taken in run.taken)
    if amiss and not sent_back and len(run.taken) < asked.limits.steps:
        return _packed(run.with_last(unproven=amiss), began)
    run = _timed(run, began)
    answer = answered(asked.question, checked, reply, run, asked.drawing, asked.language, asked.provider)
    return {"run": run.model_copy(update={"answer": answer}).pack()}


async def entry(state: State) -> str:
    """Where a run goes on that its checkpoint leaves without a next node: a worker may die between two writes."""
    run = Run.unpack(state["run"])
    if not run.taken or run.taken[-1].unproven:
        return "think"
    if pending(run):
        return "act"
    return await after_act(state) if run.taken[-1].told else "verify"


async def after_think(state: State) -> str:
    return "act" if pending(Run.unpack(state["run"])) else "verify"


async def after_act(state: State) -> str:
    return "ask" if _unanswered(Run.unpack(state["run"])) else "think"


async def after_verify(state: State) -> str:
    return END if Run.unpack(state["run"]).answer else "think"


@cache
def builder() -> "StateGraph[State, Asked, State, State]":
    graph = StateGraph(State, context_schema=Asked)
    nodes: list[tuple[str, Callable[..., Any]]] = [("think", think), ("act", act), ("ask", ask), ("verify", verify)]
    for name, node in nodes:
        graph.add_node(name, node)
    graph.add_conditional_edges(START, entry, ["think", "act", "ask", "verify"])
    graph.add_conditional_edges("think", after_think, ["act", "verify"])
    graph.add_conditional_edges("act", after_act, ["ask", "think"])
    graph.add_conditional_edges("ask", after_act, ["ask", "think"])
    graph.add_conditional_edges("verify", after_verify, ["think", END])
    return graph


@lru_cache(maxsize=2)
def compiled(checkpointer: BaseCheckpointSaver[Any]) -> Any:
    """The graph on a checkpointer that many runs share: to put it together takes longer than a step."""
    return builder().compile(checkpointer=checkpointer)


async def events(
    asked: Asked, checkpointer: BaseCheckpointSaver[Any] | None, thread_id: str, resume: str | None
) -> AsyncGenerator[Event, None]:
    """Run the graph from where its thread stands to its answer, or to a question to the user."""
    graph = compiled(checkpointer) if checkpointer else builder().compile(checkpointer=InMemorySaver())
    config: Any = {
        "configurable": {"thread_id": thread_id or uuid4().hex},
        "recursion_limit": 4 * asked.limits.steps + 20,
    }
    yield _started(asked)
    before = await graph.aget_state(config)
    try:
        if before.next or not _answer_in(before):
            given = _input(asked, before, resume)
            running: Any = graph.astream(given, config, context=asked, stream_mode="custom", durability="sync")
            async with aclosing(running):
                async for event in running:
                    yield event
        snapshot = await graph.aget_state(config)
        run = Run.unpack(snapshot.values["run"])
        if snapshot.interrupts:
            yield question(_unanswered(run)[0], asked.language, run.usage)
            return
        assert run.answer is not None
        answer, reason = run.answer, None
    except ProviderError as error:
        values = (await graph.aget_state(config)).values
        run = Run.unpack(values["run"]) if values else Run()
        run = run.model_copy(update={"usage": run.usage + error.usage})
        answer, reason = failed(error.message, run, asked.drawing, asked.language, asked.provider), error.message
    for event in ending(answer, reason):
        yield event


def _input(asked: Asked, snapshot: Any, resume: str | None) -> Any:
    """A fresh run, the user's answer where one is waited for, or whatever was left undone.

    Where a worker died between two writes nothing is due: then the run goes on from what is stored, by `entry`.
    """
    if not snapshot.next:
        return {"run": snapshot.values.get("run") or Run(base=asked.chat.ledger).pack()}
    return Command(resume=resume) if resume is not None and snapshot.interrupts else None


def _answer_in(snapshot: Any) -> Answer | None:
    return Run.unpack(snapshot.values["run"]).answer if snapshot.values.get("run") else None


def _turn(asked: Asked, run: Run, limit: Message | None) -> Turn:
    messages = conversation(
        asked.question, asked.language, asked.drawing, run,
        history=asked.chat.history, page=asked.page, limit=limit.en if limit else "",
    )  # fmt: skip
    return Turn(
        step=len(run.taken) + 1,
        language=asked.language,
        question=asked.question,
        page=asked.page,
        messages=messages,
        tools=() if limit else tuple(tool.schema() for tool in _usable(asked, run)),
        told=run.told,
        ledger=run.ledger,
        history=asked.chat.history,
        unproven=run.taken[-1].unproven if run.taken else (),
    )


def _usable(asked: Asked, run: Run) -> list[Tool]:
    return offered(asked.tools, asked.provider, asked.drawing, run)


def _unanswered(run: Run) -> list[Told]:
    return [told for told in run.taken[-1].told if told.result and told.result.question and not told.said]


def _packed(run: Run, began: float, **update: Any) -> State:
    return {"run": _timed(run, began).model_copy(update=update).pack()}


def _timed(run: Run, began: float) -> Run:
    return run.model_copy(update={"seconds": run.seconds + time.monotonic() - began})


def _emitter(runtime: Runtime[Asked]) -> Emit:
    """LangGraph's writer finds its run in the context; executors may emit from callbacks that have another."""
    context = copy_context()
    return lambda event: context.copy().run(runtime.stream_writer, event)


def _event(kind: Any, key: str, **data: Any) -> Event:
    return Event(type=kind, key=key, data=data)


def _step(run: Run, asked: Asked, step: int, title: Message) -> Event:
    """A turn begins; what the run has spent so far goes with it."""
    spent = {"usage": run.usage.model_dump(), "limit_usd": asked.limits.usd}
    return _event("step", f"step:{step}", step=step, title=title.model_dump(), **spent)


def _started(asked: Asked) -> Event:
    who = {"provider": asked.provider.name, "model": asked.provider.model, "attempt": asked.attempt}
    return _event("run_started", f"run_started:{asked.attempt}", **who)
