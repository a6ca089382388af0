"""Runs that stop and go on: questions to the user, crashes, cancels, endpoints that are down."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from agent import Event, Limits, stream
from agent.answer import Answer
from agent.executor import Outcome, ToolCall
from agent.provider import ProviderError, Reply, Turn
from agent.providers.scripted import Scripted
from agent.script import Script
from tests.agent.desk import INFO, Laid, answer_of, count, kinds, played, read, say, use, watch
from tools.ask_user import ask_user
from tools.kit.evidence import Evidence
from tools.kit.ledger import Ledger
from tools.kit.quantity import Quantity
from tools.kit.result import Result

D2, W1 = ("count_marks", {"mark": "D2"}), ("count_marks", {"mark": "W1"})


def questions(call: ToolCall, ledger: Ledger) -> Outcome:
    if call.name == "ask_user":
        return Outcome(result=ask_user(ledger=ledger, **call.arguments))
    return Outcome(result=count(call.arguments["mark"], 6))


ASK = ("ask_user", {"question": "Which storey?", "choices": ["ground", "first"]})


async def test_a_question_waits_for_the_user_and_goes_on() -> None:
    saver, provider = InMemorySaver(), played(use(ASK, D2), say("On the ground floor 6 [q1]."))
    laid = Laid(found=questions)
    first = await watch("How many?", provider, laid, checkpointer=saver, thread_id="t")
    assert first[-1].type == "question"
    assert first[-1].data["choices"] == ["ground", "first"]
    assert first[-1].data["question"]["en"] == "Which storey?"
    again = await watch("How many?", provider, laid, checkpointer=saver, thread_id="t")
    assert again[-1] == first[-1]
    events = await watch(
        "How many?", provider, laid, checkpointer=saver, thread_id="t", resume="the ground floor, 2.8 m"
    )
    assert answer_of(events).status == "answered"
    assert len(laid.made) == 2
    assert provider.turns[-1].told[0].said == "the ground floor, 2.8 m"
    late = await watch("How many?", provider, laid, checkpointer=saver, thread_id="t", resume="first")
    assert answer_of(late) == answer_of(events)


async def test_a_question_about_a_count_brings_its_numbered_places_and_what_was_spent() -> None:
    about = ("ask_user", {"question": "Which are none?", "items": ["q1"]})
    events = await watch("How many?", played(use(D2), use(about), say("Noted.")), Laid(found=questions))
    asked = events[-1].data
    assert [one["number"] for one in asked["candidates"]] == [1]
    assert asked["candidates"][0]["sheet"] == 1
    assert len(asked["candidates"][0]["box"]) == 4
    assert asked["usage"]["prompt_tokens"] >= 0


@pytest.mark.parametrize(
    ("answer", "fits"), [("Yes, use them", True), ("对，就用这些", True), ("No, measure it", False)]
)
async def test_a_figure_of_the_question_is_the_users_where_they_say_yes(answer: str, fits: bool) -> None:
    ask = ("ask_user", {"question": "By a look A to B is 3.6 m. Is that right?"})
    state = ("calculate", {"expression": "a*1", "label": "bay", "inputs": []})
    given = Quantity(
        value=Decimal("3.6"), unit="m", label="a", kind="given", sources=(Evidence(method="user", text="a"),)
    )

    def found(call: ToolCall, ledger: Ledger) -> Outcome:
        asked = call.name == "ask_user"
        return Outcome(
            result=ask_user(ledger=ledger, **call.arguments) if asked else Result(summary="", quantities=(given,))
        )

    more: dict[str, Any] = {"checkpointer": InMemorySaver(), "thread_id": "t"}
    provider, laid = played(use(ask), use(state), say("The bay is 3.6 m [q1].")), Laid(found=found)
    await watch("How long is the bay?", provider, laid, **more)
    events = await watch("How long is the bay?", provider, laid, **more, resume=answer)
    assert bool(answer_of(events).quantities) is fits


async def test_two_questions_of_one_step_are_asked_one_after_the_other() -> None:
    saver = InMemorySaver()
    provider = played(use(ASK, ("ask_user", {"question": "How high?"})), say("Thank you."))
    more: dict[str, Any] = {"checkpointer": saver, "thread_id": "t"}
    laid = Laid(found=questions)
    first = await watch("?", provider, laid, **more)
    second = await watch("?", provider, laid, **more, resume="ground")
    assert (first[-1].data["id"], second[-1].data["id"]) == ("call_1_0", "call_1_1")
    answer_of(await watch("?", provider, laid, **more, resume="3.3 m"))
    assert [told.said for told in provider.turns[-1].told] == ["ground", "3.3 m"]


class Breaking(Scripted):
    """A provider that dies once in a given step."""

    def __init__(self, script: Script, step: int, error: BaseException) -> None:
        super().__init__(script)
        self.step, self.error = step, error
        self.broken = False

    async def think(self, turn: Turn, emit: Any) -> Reply:
        if turn.step == self.step and not self.broken:
            self.broken = True
            raise self.error
        return await super().think(turn, emit)


@pytest.fixture
async def saver(tmp_path: Path) -> AsyncIterator[AsyncSqliteSaver]:
    async with AsyncSqliteSaver.from_conn_string(str(tmp_path / "checkpoints.db")) as saver:
        yield saver


class Crash(Exception):
    pass


CONVERSATION = (use(D2), use(W1), say("7 [q1] and 4 [q2]."), say("6 [q1] and 4 [q2]."))


@pytest.mark.parametrize("step", [1, 2, 3, 4])
async def test_a_run_goes_on_after_a_crash_in_any_thought(saver: AsyncSqliteSaver, step: int) -> None:
    provider, laid = Breaking(Script.of(*CONVERSATION), step, Crash()), Laid()
    with pytest.raises(Crash):
        await watch("Both?", provider, laid, checkpointer=saver, thread_id="t")
    events = await watch("Both?", provider, laid, checkpointer=saver, thread_id="t", attempt=2)
    assert answer_of(events).text == "6 and 4."
    assert len(laid.made) == len(set(laid.made)) == 2
    assert sum(event.type == "step" for event in events) == 5 - step


async def test_a_run_goes_on_after_a_crash_between_the_tools_of_a_step(saver: AsyncSqliteSaver) -> None:
    crashed: list[str] = []

    def once(call: ToolCall, ledger: Ledger) -> Outcome:
        if call.arguments["mark"] == "W1" and not crashed:
            crashed.append(call.id)
            raise Crash
        return Outcome(result=count(call.arguments["mark"], laid.marks[call.arguments["mark"]]))

    laid = Laid(found=once)
    provider = played(use(D2, W1), say("6 [q1] and 4 [q2]."))
    with pytest.raises(Crash):
        await watch("Both?", provider, laid, checkpointer=saver, thread_id="t")
    before = len(provider.turns)
    events = await watch("Both?", provider, laid, checkpointer=saver, thread_id="t", attempt=2)
    assert answer_of(events).status == "answered"
    assert laid.stored.keys() == {"call_1_0", "call_1_1"}
    assert len(provider.turns) == before + 1


async def test_a_cancelled_run_ends_its_tools_and_can_go_on(saver: AsyncSqliteSaver) -> None:
    laid, provider = Laid(pause=30), played(use(D2), say("6 [q1]."))

    async def consume() -> None:
        await watch("D2?", provider, laid, checkpointer=saver, thread_id="t")

    task = asyncio.create_task(consume())
    await laid.begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (laid.under_way, laid.made) == (0, [])
    laid.pause = 0
    assert answer_of(await watch("D2?", provider, laid, checkpointer=saver, thread_id="t")).status == "answered"


async def test_a_reader_that_leaves_ends_the_run(saver: AsyncSqliteSaver) -> None:
    laid = Laid(pause=30)
    events = stream("D2?", INFO, played(use(D2)), executor=laid, checkpointer=saver, thread_id="t")
    async for event in events:
        if event.type == "tool_started":
            break
    await events.aclose()
    assert laid.under_way == 0


async def test_a_finished_run_tells_its_answer_again(saver: AsyncSqliteSaver) -> None:
    provider = played(use(D2), say("6 [q1]."))
    events = await watch("D2?", provider, checkpointer=saver, thread_id="t")
    again = await watch("D2?", provider, checkpointer=saver, thread_id="t", attempt=2)
    assert kinds(again) == ["run_started", "answer", "run_finished"]
    assert again[-2:] == events[-2:]
    assert [event.key for event in again] == ["run_started:2", "answer", "run_finished"]


async def test_an_endpoint_that_is_down_fails_the_run_which_can_go_on(saver: AsyncSqliteSaver) -> None:
    error = ProviderError("The endpoint is down.", "服务不可用。", retryable=True)
    provider = Breaking(Script.of(use(D2), say("6 [q1].")), 2, error)
    events = await watch("D2 多少?", provider, checkpointer=saver, thread_id="t")
    answer = answer_of(events)
    assert (answer.status, answer.text) == ("failed", "服务不可用。")
    assert events[-1].data == {"status": "failed", "reason": {"en": "The endpoint is down.", "zh": "服务不可用。"}}
    assert answer.quantities[0].value == Decimal(6)
    assert answer_of(await watch("D2 多少?", provider, checkpointer=saver, thread_id="t")).status == "answered"


async def test_runs_share_a_checkpointer_without_mixing(saver: AsyncSqliteSaver) -> None:
    laid = Laid(marks={f"D{n}": n + 20 for n in range(6)}, pause=0.01)

    async def one(n: int) -> Answer:
        provider = played(use(("count_marks", {"mark": f"D{n}"})), say(f"{n + 20} doors [q1]."))
        own = Laid(marks=laid.marks)
        return answer_of(await watch(f"D{n}?", provider, own, checkpointer=saver, thread_id=f"t{n}"))

    answers = await asyncio.gather(*(one(n) for n in range(6)))
    assert [answer.claims[0].text for answer in answers] == [str(n + 20) for n in range(6)]


async def test_forty_steps_write_little(saver: AsyncSqliteSaver, tmp_path: Path) -> None:
    def lines(call: ToolCall, ledger: Ledger) -> Outcome:
        found = read(*[f"{call.arguments['pattern']} room {n} {n * 37 % 91} m2" for n in range(15)])
        return Outcome(result=found)

    provider = played(*[use(("find_text", {"pattern": f"D{n}"})) for n in range(39)], say('"D3 room 1 37 m2" [e47]'))
    answer = answer_of(
        await watch("?", provider, Laid(found=lines), checkpointer=saver, thread_id="t", limits=Limits(steps=60))
    )
    assert answer.steps == 40
    latest = await saver.aget_tuple({"configurable": {"thread_id": "t"}})
    assert latest is not None
    assert len(latest.checkpoint["channel_values"]["run"]) <= 50_000
    assert (tmp_path / "checkpoints.db").stat().st_size < 12_000_000


async def test_a_bug_in_an_executor_is_raised() -> None:
    def bug(call: ToolCall, ledger: Ledger) -> Outcome:
        raise KeyError("bug")

    with pytest.raises(KeyError):
        await watch("D2?", played(use(D2)), Laid(found=bug))


def inconsistent(call: ToolCall, ledger: Ledger) -> Outcome:
    broken = Quantity(value=Decimal(1), unit="m", label="x", kind="computed", expression="q77", inputs=("q77",))
    return Outcome(result=Result(summary="", quantities=(*count("D2", 6).quantities, broken)))


async def test_a_result_that_does_not_fit_the_ledger_leaves_nothing_behind() -> None:
    provider = played(use(D2), say("I could not."))
    events: list[Event] = await watch("D2?", provider, Laid(found=inconsistent))
    assert provider.turns[-1].ledger.quantities == []
    assert "no quantity 'q77'" in provider.turns[-1].told[0].error
    assert "tool_failed" in kinds(events)
