"""One question on one file, answered without the service: the unit of work of the shell's ask and batch.

The agent and its model live here; whatever parses the file runs in a sandboxed child, so that a file that kills its
parser costs one pair.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent import DrawingInfo, Limits, stream
from agent.answer import Answer, SheetName
from agent.budget import Purse
from agent.pooled import Pooled
from agent.provider import Provider
from tools.kit.drawing import FileRef
from tools.kit.errors import Refused
from tools.kit.evidence import Evidence
from tools.kit.language import Language, Message, language_of
from tools.kit.ledger import Ledger
from tools.kit.result import Usage
from tools.kit.sandbox import ChildFailed, Pool

MOST_EVIDENCE = 60
Step = Callable[[str], None]


@dataclass(frozen=True)
class Spending:
    """What the runs of a shell may spend: each of them, and all together."""

    limits: Limits = field(default_factory=Limits)
    purse: Purse = field(default_factory=Purse)


async def answer_pair(
    pair: dict[str, Any], pool: Pool, provider: Provider, on_step: Step, spending: Spending | None = None
) -> dict[str, Any]:
    """`pair`: id, path, cache, question, page. Returns one line of a batch's results, whatever happens to the child."""
    started = time.monotonic()
    try:
        line = line_of(await _answer(pair, pool, provider, on_step, spending or Spending()))
    except Refused as error:
        return failure(pair["id"], error.say(language_of(pair["question"])), time.monotonic() - started)
    except ChildFailed as error:
        return failure(pair["id"], str(error).strip().splitlines()[-1], time.monotonic() - started)
    return {"id": pair["id"], **line, "seconds": round(time.monotonic() - started, 2)}


async def _answer(pair: dict[str, Any], pool: Pool, provider: Provider, on_step: Step, spending: Spending) -> Answer:
    path = Path(pair["path"])
    file = FileRef(id=str(path), name=path.name, path=str(path), cache=pair.get("cache"))
    info = await _described(file, pool)
    question = pair["question"]
    language = language_of(question)
    answer: Answer | None = None
    asked: dict[str, Any] = {}
    executor = Pooled(pool, [file], provider)
    events = stream(
        question,
        info,
        provider,
        executor=executor,
        page=pair.get("page"),
        limits=spending.limits,
        budget=spending.purse,
    )
    async for event in events:
        if event.type == "tool_started":
            on_step(event.data["title"][language])
        elif event.type == "question":
            asked = event.data
        elif event.type == "answer":
            answer = Answer.model_validate(event.data)
    return answer or Answer(
        status="asked", language=language, text=_question(asked, language), provider=provider.name, model=provider.model,
        usage=Usage.model_validate(asked.get("usage", {})),
    )  # fmt: skip


async def _described(file: FileRef, pool: Pool) -> DrawingInfo:
    """Raises BadDrawing with what to do where the file is no drawing."""
    found = await pool.run("tools.kit.tasks:describe", {"path": file.path}, prefer=file.id)
    sheets = [
        SheetName(sheet=page["number"], drawing=file.name, page=page["number"], name=page["name"])
        for page in found.data["pages"]
    ]
    return DrawingInfo(sheets=tuple(sheets))


def _question(asked: dict[str, Any], language: Language) -> str:
    """What the run asks, with the candidates that it found."""
    choices = " / ".join(asked["choices"])
    said = Message.model_validate(asked["question"]).say(language)
    return f"{said} ({choices})" if choices else said


def line_of(answer: Answer) -> dict[str, Any]:
    """The result of a pair as batches write it: value and unit of the headline, the places that prove the answer."""
    ledger = Ledger(quantities=list(answer.quantities), items=list(answer.items))
    head = ledger.quantity(answer.headline) if answer.headline else None
    return {
        "status": answer.status,
        "answer": answer.text,
        "value": float(head.value) if head else None,
        "unit": head.unit if head else None,
        "evidence": [_place(evidence) for evidence in _proof(answer, ledger)[:MOST_EVIDENCE]],
        "ledger": [quantity.model_dump(mode="json", exclude={"sources"}) for quantity in answer.quantities],
        "withheld": [
            {"label": held.label, "reason": held.reason.say(answer.language)} for held in answer.withheld[:20]
        ],
        "assumptions": [message.say(answer.language) for message in answer.assumptions],
        "notes": [message.say(answer.language) for message in answer.notes],
        "unverified": [claim.text for claim in answer.claims if not claim.verified],
        "provider": answer.provider,
        "model": answer.model,
        "usage": answer.usage.model_dump(),
    }


def _proof(answer: Answer, ledger: Ledger) -> list[Evidence]:
    """The headline's places first, then those of the other claims, each once."""
    names = [answer.headline, *(claim.ref for claim in answer.claims)]
    proof = [evidence for name in dict.fromkeys(names) if name for evidence in ledger.evidence(name)]
    return list({(e.sheet, e.box, e.method, e.text): e for e in proof}.values())


def _place(evidence: Evidence) -> dict[str, Any]:
    return evidence.model_dump(mode="json", include={"sheet", "box", "method", "text"})


def failure(name: str, reason: str, seconds: float) -> dict[str, Any]:
    """The line of a pair that could not be worked on."""
    return {"id": name, "status": "failed", "answer": reason, "value": None, "unit": None, "evidence": [], "ledger": [],
            "usage": {}, "seconds": round(seconds, 2)}  # fmt: skip
