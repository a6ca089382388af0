"""Putting the answer together from what the run holds."""

import re
from collections.abc import Iterable
from typing import Any, TypeVar

from agent.answer import Answer, Status
from agent.offered import OVERVIEW
from agent.provider import Provider, Reply
from agent.run import DrawingInfo, Run
from agent.verify import Checked
from tools.kit.language import Language, Message
from tools.kit.numerals import numerals
from tools.kit.quantity import Quantity
from tools.kit.result import Coverage, Result

IMAGES_KEPT = 20
MOST_WARNINGS = 5
ASKS_FIGURE = re.compile(
    r"\bhow (?:many|much|long|high|wide|deep|thick|big|large|tall|far)\b|\b(?:count|number|total|sum|volume|weight) of\b"
    r"|多少|几[个根樘扇间块张道处套台]|总[量数长面]|合计",
    re.IGNORECASE,
)
REFUSES = re.compile(
    r"^[^.。；;\n]*?(?:\b(?:cannot|can't|could not|couldn't|unable to|not able to|impossible)\b|\b(?:does|do) not (?:give|say|state|show|tell|settle|let|allow|permit|contain|hold)\b"
    r"|\bno reliable\b|无法|不能(?:确定|给出|可靠)|未能|难以确定|没有给出|未给出)",
    re.IGNORECASE,
)
"""A first sentence that says that the figure asked for cannot be given; the figures behind it are what was found instead."""
ABSENT = re.compile(
    r"^[^.。；;\n]*?(?:\bthere (?:is|are) no\b|\b(?:is|are|was|were) not (?:given|shown|stated|marked|found|printed|dimensioned|drawn)\b"
    r"|\bno [\w\s-]+ (?:is|are) (?:given|shown|stated|marked|found|printed)\b|没有|[查找]不到|未(?:标|注|写|见|找到|查到|说明))",
    re.IGNORECASE,
)
"""A first sentence that says that the thing itself is not there; no refusal where a figure of the ledger is told of it."""
T = TypeVar("T")
UNPROVEN = Message(
    en="Figures marked as unverified rest on nothing that was found on the drawing.",
    zh="标为未核实的数字在图纸上没有找到依据。",
)
SEEN = Message(
    en="Some of the texts or places that the answer rests on were seen by a vision model and not read by a tool; check them on the drawing.",
    zh="回答所依据的部分文字或位置由视觉模型辨认，并非由工具读出，请对照图纸核实。",
)
NOTHING = Message(en="The model gave no answer.", zh="模型没有给出回答。")


def answered(
    question: str,
    checked: Checked,
    reply: Reply,
    run: Run,
    drawing: DrawingInfo,
    language: Language,
    provider: Provider,
) -> Answer:
    """The answer of a run that came to its end. Without a verdict it is a refusal where nothing is proven, or where the
    figure that was asked for is not."""
    stands = checked.proven and (checked.headline is not None or not checked.unproven) and _answers(question, checked)
    gives_up = not checked.starred and _gives_up(question, checked)
    status: Status = reply.verdict or ("answered" if stands and not gives_up else "refused")
    refs = {claim.ref for claim in checked.claims if claim.ref}
    rests = any(place.method == "vision" for ref in refs for place in run.ledger.evidence(ref))
    notes = _unique([*_notes(run), *([UNPROVEN] if checked.unproven else []), *([SEEN] if rests else [])])
    return Answer(
        status=status,
        language=language,
        text=checked.text or NOTHING.say(language),
        headline=None if gives_up else checked.headline,
        claims=checked.claims,
        notes=notes,
        **_findings(run, drawing, {claim.ref for claim in checked.claims}),
        **_spent(run, provider),
    )


def _answers(question: str, checked: Checked) -> bool:
    """Whether a figure is given where one is asked for; a quotation alone then says why there is none."""
    if not ASKS_FIGURE.search(question):
        return True
    return any(claim.verified and numerals(claim.text, names=True) for claim in checked.claims)


def _gives_up(question: str, checked: Checked) -> bool:
    """Whether the first sentence says that there is no figure to give."""
    absent = ASKS_FIGURE.search(question) and checked.headline is None and ABSENT.match(checked.text)
    return bool(absent or REFUSES.match(checked.text))


def failed(reason: Message, run: Run, drawing: DrawingInfo, language: Language, provider: Provider) -> Answer:
    """The answer of a run whose endpoint did not answer: what was found until then, and why it stopped."""
    return Answer(
        status="failed",
        language=language,
        text=reason.say(language),
        notes=_unique([*_notes(run), reason]),
        **_findings(run, drawing, set()),
        **_spent(run, provider),
    )


def unfinished(run: Run, limit: Message, language: Language) -> str:
    """The text where even the last step brought none: the limit, and what stands in the ledger, with citations."""
    latest = run.ledger.quantities[-8:]
    if not latest:
        return limit.say(language)
    if language == "zh":
        return f"{limit.zh}目前已得：" + "；".join(f"{q.named('zh')}：{q.shown()} [{q.id}]" for q in latest) + "。"
    return f"{limit.en} So far: " + "; ".join(f"{q.label}: {q.shown()} [{q.id}]" for q in latest) + "."


def closed(reply: Reply, run: Run, limit: Message, language: Language) -> Reply:
    """A reply of the last step: whatever it still calls is left out."""
    if reply.text and not reply.calls and not reply.problems:
        return reply
    text = unfinished(run, limit, language)
    return reply.model_copy(update={"text": text, "calls": (), "problems": (), "verdict": "refused"})


def _findings(run: Run, drawing: DrawingInfo, cited: set[str | None]) -> dict[str, Any]:
    results = [told.result for told in run.told if told.result]
    asked_for = [told for told in run.told if not told.call.id.startswith(OVERVIEW)]
    return {
        "quantities": _own(run, cited),
        "items": tuple(item for item in run.ledger.items if item.id in cited),
        "assumptions": _unique(message for result in results for message in result.assumptions),
        "withheld": _unique(entry for told in asked_for if told.result for entry in told.result.withheld),
        "coverage": _coverage(results),
        "images": _unique(image for result in results for image in result.images)[:IMAGES_KEPT],
        "sheets": drawing.sheets,
    }


def _own(run: Run, cited: set[str | None]) -> tuple[Quantity, ...]:
    """What this run found, and of what the chat had found before what it rests on."""
    ledger, before = run.ledger, {quantity.id for quantity in run.base.quantities}
    roots = [quantity.id for quantity in ledger.quantities if quantity.id not in before or quantity.id in cited]
    return tuple(ledger.history(roots))


def _coverage(results: Iterable[Result]) -> Coverage:
    parts = [result.coverage for result in results]
    return Coverage(
        searched=_unique(message for part in parts for message in part.searched),
        not_searched=_unique(message for part in parts for message in part.not_searched),
    )


def _spent(run: Run, provider: Provider) -> dict[str, Any]:
    return {
        "provider": provider.name,
        "model": provider.model,
        "usage": run.usage,
        "steps": len(run.taken),
        "seconds": round(run.seconds, 3),
    }


def _notes(run: Run) -> list[Message]:
    replies = [note for taken in run.taken for note in taken.reply.notes]
    warnings = [warning for told in run.told if told.result for warning in told.result.warnings]
    return [*replies, *run.notes, *_unique(warnings)[:MOST_WARNINGS]]


def _unique(values: Iterable[T]) -> tuple[T, ...]:
    found: list[T] = []
    for value in values:
        if value not in found:
            found.append(value)
    return tuple(found)
