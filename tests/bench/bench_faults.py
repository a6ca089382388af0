"""Fault injection: runs over real HTTP against a model that errs, is slow, is cut off, calls nonsense, and workers that die.

Every run has to end in a right answer, a question or a clear failure; the books have to equal what the server counted;
and no conversation may be one that a provider refuses. `python -m tests.bench faults` plays 500 runs; a test plays a few.
"""

import asyncio
import contextlib
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from langgraph.checkpoint.memory import InMemorySaver

from agent import Limits, stream
from agent.answer import Answer
from agent.budget import Purse
from agent.executor import Outcome, ToolCall
from agent.providers.openai import OpenAI
from agent.script import Conversation, Fault, Line, Script, ScriptedCall
from agent.scripted_server import ScriptedServer
from tests.agent.desk import INFO, Laid, count
from tools.ask_user import ask_user
from tools.kit.ledger import Ledger

TRUTH = {"D2": 6, "W1": 4, "KZ1": 12}
SHARE_KILLED = 0.25
MOST_ATTEMPTS = 20
FAULTS = (
    Fault(status=500), Fault(status=503), Fault(status=429, retry_after=0), Fault(cut_after=0), Fault(cut_after=1),
    Fault(cut_after=3), Fault(status=400, code="bad"), Fault(status=401),
)  # fmt: skip
NONSENSE = (
    ScriptedCall(name="count_marks", raw='{"mark": "D'), ScriptedCall(name="no_such_tool"), ScriptedCall(name="count_marks", raw="[]"),
    ScriptedCall(name="bad name!", arguments={"x": 1}), ScriptedCall(name="count_marks", arguments={"mark": "D2"}, id="y" * 70),
)  # fmt: skip


@dataclass
class Outcomes:
    """What came of the runs."""

    ended: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    booked: int = 0
    billed: int = 0
    lost: int = 0
    off: list[str] = field(default_factory=list)
    refused_histories: int = 0
    kills: int = 0

    @property
    def sound(self) -> bool:
        return not self.wrong and not self.refused_histories and not self.off


class Counting(ScriptedServer):
    """Counts the conversations that a provider would refuse."""

    def __init__(self, script: Script) -> None:
        super().__init__(script)
        self.refused = 0

    def refusal(self, body: dict[str, Any]) -> str:
        fault = super().refusal(body)
        self.refused += bool(fault)
        return fault


def conversation(number: int, dice: random.Random) -> Conversation:
    """A model that counts one mark, with what goes wrong on the way; some also ask the user, lie, or fall silent."""
    mark = dice.choice(list(TRUTH))
    right = f"There are {TRUTH[mark]} {mark} [q1*]."
    lines = [Line(calls=(dice.choice(NONSENSE),))] if dice.random() < 0.3 else []
    lines.append(Line(calls=(ScriptedCall(name="count_marks", arguments={"mark": mark}),)))
    if dice.random() < 0.2:
        lines.append(Line(calls=(ScriptedCall(name="ask_user", arguments={"question": "Which floor?"}),)))
    if dice.random() < 0.2:
        lines.append(Line(text=dice.choice(["", f"There are {TRUTH[mark] + 1} {mark} [q1*]."])))
    lines.append(Line(text=right))
    faulty = [_faulty(line, dice) for line in lines]
    return Conversation(match=f"run {number}: {mark}?", lines=tuple(faulty))


def _faulty(line: Line, dice: random.Random) -> Line:
    faults = tuple(dice.choice(FAULTS) for _ in range(dice.choice((0, 0, 0, 1, 1, 2))))
    return line.model_copy(update={"faults": faults, "delay": dice.random() * 0.01, "pace": dice.choice((0, 0, 0.001))})


def found(call: ToolCall, ledger: Ledger) -> Outcome:
    if call.name == "ask_user":
        return Outcome(result=ask_user(ledger=ledger, **call.arguments))
    mark = str(call.arguments["mark"])
    return Outcome(result=count(mark, TRUTH[mark]))


async def played(
    number: int, seed: int, script: Conversation, provider: OpenAI, outcomes: Outcomes, purse: Purse
) -> None:
    """One run to its end, its worker killed now and then; a killed or failed run is taken up again, as a service does."""
    dice, saver = random.Random(seed * 100_003 + number), InMemorySaver()
    laid, reply, question = Laid(found=found, pause=0.002), None, script.match
    for attempt in range(1, MOST_ATTEMPTS + 1):
        run = stream(
            question, INFO, provider, executor=laid, checkpointer=saver, thread_id="t", attempt=attempt, resume=reply,
            limits=Limits(), budget=_Own(purse, number),
        )  # fmt: skip
        events: list[Any] = []
        task = asyncio.create_task(_gather(run, events))
        if dice.random() < SHARE_KILLED:
            await asyncio.sleep(dice.random() * 0.05)
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        if not events or events[-1].type not in ("run_finished", "question"):
            outcomes.kills += 1
            continue
        if events[-1].type == "question":
            reply = "the ground floor"
            outcomes.ended["question"] += 1
            continue
        answer = Answer.model_validate(events[-2].data)
        if answer.status != "failed" or attempt == MOST_ATTEMPTS:
            break
        outcomes.ended["clear failure"] += bool(answer.text)
    else:
        outcomes.wrong.append(f"{question} never ended")
        return
    _judge(question, answer, outcomes)


async def _gather(run: Any, events: list[Any]) -> None:
    async for event in run:
        events.append(event)


class _Own:
    """Tickets of one run in a shared purse."""

    def __init__(self, purse: Purse, number: int) -> None:
        self.purse, self.number = purse, number

    async def reserve(self, ticket: str, usd: float) -> bool:
        return await self.purse.reserve(f"{self.number}:{ticket}", usd)

    async def settle(self, ticket: str, usage: Any) -> None:
        await self.purse.settle(f"{self.number}:{ticket}", usage)


def _judge(question: str, answer: Answer, outcomes: Outcomes) -> None:
    mark = question.partition(": ")[2].rstrip("?")
    head = next((q for q in answer.quantities if q.id == answer.headline), None)
    if (
        answer.status == "answered"
        and head is not None
        and head.value == TRUTH[mark]
        and str(TRUTH[mark]) in answer.text
    ):
        outcomes.ended["right answer"] += 1
    elif answer.status in ("failed", "refused") and answer.text and answer.headline is None:
        outcomes.ended[answer.status] += 1
    else:
        outcomes.wrong.append(f"{question} → {answer.status}: {answer.text}")


async def faults(runs: int, seed: int = 1, at_once: int = 8) -> Outcomes:
    """Play so many runs."""
    dice, outcomes, purse = random.Random(seed), Outcomes(), Purse()
    scripts = [conversation(number, dice) for number in range(runs)]
    with Counting(Script(conversations=tuple(scripts))) as server:
        provider = OpenAI(api_key="x", base_url=server.url, backoff=0.005, silence=5, overview=False)
        slots = asyncio.Semaphore(at_once)

        async def one(number: int) -> None:
            async with slots:
                await played(number, seed, scripts[number], provider, outcomes, purse)

        await asyncio.gather(*(one(number) for number in range(runs)))
        await provider.close()
        await asyncio.sleep(0.2)  # what the server still sends to nobody
    _audit(scripts, server, purse, outcomes)
    return outcomes


def _audit(scripts: list[Conversation], server: Counting, purse: Purse, outcomes: Outcomes) -> None:
    """The books against what the server counted, run by run. Calls that died with their worker stay set aside."""
    for number, script in enumerate(scripts):
        mine = f"{number}:"
        booked = sum(
            u.prompt_tokens + u.completion_tokens for ticket, u in purse.settled.items() if ticket.startswith(mine)
        )
        billed = sum(tokens for question, tokens in server.bills if question == script.match)
        lost = sum(ticket.startswith(mine) for ticket in purse.open)
        if booked > billed or (not lost and booked != billed):
            outcomes.off.append(f"{script.match} booked {booked}, counted {billed}, {lost} lost")
        outcomes.booked, outcomes.billed, outcomes.lost = (
            outcomes.booked + booked, outcomes.billed + billed, outcomes.lost + lost,
        )  # fmt: skip
    outcomes.refused_histories = server.refused


def main() -> None:
    began = time.monotonic()
    outcomes = asyncio.run(faults(500))
    print(f"fault injection, 500 runs in {time.monotonic() - began:.0f} s, workers killed {outcomes.kills} times")
    for ending, number in outcomes.ended.most_common():
        print(f"  {ending:16} {number}")
    print(f"  wrong            {len(outcomes.wrong)} {outcomes.wrong[:3]}")
    print(
        f"  tokens booked    {outcomes.booked} of {outcomes.billed} that the server counted; the rest went with {outcomes.lost} killed calls"
    )
    print(f"  runs whose books are off: {len(outcomes.off)} {outcomes.off[:3]}")
    print(f"  histories that a provider refuses: {outcomes.refused_histories}")


if __name__ == "__main__":
    main()
