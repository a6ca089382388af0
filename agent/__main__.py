"""`python -m agent plan.pdf "How many D2 doors?"`: the agent without a service."""

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any

from agent import Event, Provider, stream
from agent.answer import Answer
from agent.local import InProcess, info_of
from agent.providers import provider_named
from tools.kit.drawing import Drawing
from tools.kit.errors import BadDrawing
from tools.kit.evidence import Evidence
from tools.kit.language import Message, language_of
from tools.kit.ledger import Ledger

if TYPE_CHECKING:
    from langgraph.checkpoint.memory import InMemorySaver

NOBODY = Message(
    en="The question above needs an answer. Run this in a terminal, or put the answer into your question.",
    zh="需要您回答上面的问题。请在终端中运行，或把答案写进问题里。",
)
Put = Callable[[str], None]


async def main(arguments: list[str], put: Put = print, reply: Callable[[str], str] = input) -> int:
    """0 where the question was answered, 1 where it was not, 2 where the file is no drawing, 3 where nobody replies."""
    chosen = _parser().parse_args(arguments)
    language = language_of(chosen.question)
    provider = _provider(chosen)
    try:
        executor = InProcess(Drawing.open(chosen.file), provider)
    except BadDrawing as error:
        put(error.say(language))
        return 2
    try:
        answer = await _talk(chosen.question, chosen.page, provider, executor, put, reply)
    except EOFError:
        put(NOBODY.say(language))
        return 3
    finally:
        executor.close()
    for line in told(answer):
        put(line)
    return 0 if answer.status == "answered" else 1


async def _talk(
    question: str, page: str | None, provider: Provider, executor: InProcess, put: Put, reply: Callable[[str], str]
) -> Answer:
    """Run until there is an answer, with the user's replies to the run's questions."""
    from langgraph.checkpoint.memory import InMemorySaver

    saver, resume = InMemorySaver(), None
    while True:
        last = await _watched(_run(question, page, provider, executor, saver, resume), put)
        if last.type == "answer":
            return Answer.model_validate(last.data)
        asked = Message.model_validate(last.data["question"]).say(last.data["language"])
        resume = await asyncio.to_thread(reply, f"{asked} {' / '.join(last.data['choices'])}\n> ")


def _run(
    question: str,
    page: str | None,
    provider: Provider,
    executor: InProcess,
    saver: "InMemorySaver",
    resume: str | None,
) -> AsyncIterator[Event]:
    info = info_of(executor.drawing)
    return stream(
        question, info, provider,
        executor=executor, checkpointer=saver, thread_id="shell", page=page, resume=resume,
    )  # fmt: skip


async def _watched(events: AsyncIterator[Event], put: Put) -> Event:
    """Show the steps as they happen; returns the question or the answer."""
    last = Event(type="run_queued")
    async for event in events:
        line = _line(event.type, event.data)
        if line:
            put(line)
        if event.type in ("question", "answer"):
            last = event
    return last


def _line(kind: str, data: dict[str, Any]) -> str:
    if kind == "run_started":
        return f"{data['provider']} · {data['model']}"
    if kind == "tool_started":
        return f"  {data['title']['en']}"
    if kind == "tool_progress":
        return f"    {data['doing']} {data['done']}/{data['total']}"
    if kind == "tool_finished":
        return f"    {data['summary']} ({data['seconds']:.2f} s)"
    if kind == "tool_failed":
        return f"    {data['message']}"
    return ""


def told(answer: Answer) -> list[str]:
    """The answer with what it rests on, a line each."""
    ledger = Ledger(quantities=list(answer.quantities), items=list(answer.items))
    lines = ["", answer.text, ""]
    for claim in answer.claims:
        if claim.ref is None:
            lines.append(f"  “{claim.text}” unverified")
            continue
        places = ledger.evidence(claim.ref)
        lines.append(f"  “{claim.text}” ← {claim.ref}: {'; '.join(map(_place, places[:4]))}{_more(len(places) - 4)}")
    lines += [f"  {message.say(answer.language)}" for message in (*answer.assumptions, *answer.notes)]
    lines += [f"  – {entry.label}: {entry.reason.say(answer.language)}" for entry in answer.withheld]
    spent = answer.usage
    lines.append(
        f"  {answer.status} · {answer.model} · {answer.steps} steps · {answer.seconds:.1f} s · "
        f"{spent.prompt_tokens + spent.completion_tokens} tokens · ${spent.cost_usd:.4f}"
    )
    return lines


def _place(evidence: Evidence) -> str:
    where = f"sheet {evidence.sheet}" if evidence.sheet else evidence.method
    box = f" [{', '.join(f'{value:.1f}' for value in evidence.box)}]" if evidence.box else ""
    return f"{where}{box} “{evidence.text}”" if evidence.text else f"{where}{box}"


def _more(count: int) -> str:
    return f" and {count} more" if count > 0 else ""


def _provider(chosen: argparse.Namespace) -> Provider:
    key = os.environ.get("OPENAI_API_KEY", "")
    name = chosen.provider or ("openai" if key else "rules")
    if name == "openai":
        model = os.environ.get("OPENAI_MODEL", "gpt-4o")
        return provider_named(name, api_key=key, base_url=os.environ.get("OPENAI_BASE_URL"), model=model)
    return provider_named(name, script=chosen.script) if name == "scripted" else provider_named(name)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m agent", description="Ask a question about a drawing.")
    parser.add_argument("file", help="a PDF, an image or a DXF")
    parser.add_argument("question")
    parser.add_argument("--page", help="a sheet number or a layout name to look at first")
    parser.add_argument("--provider", choices=["openai", "rules", "scripted"])
    parser.add_argument("--script", help="the script of the scripted provider")
    return parser


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
