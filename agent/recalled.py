"""Earlier questions of a chat as a model is told about them: the latest in their words, the rest as facts."""

from collections.abc import Iterator, Sequence
from typing import Any

from agent.answer import Answer, Exchange
from agent.told import item_line, quantity_line
from tools.kit.ledger import Ledger
from tools.kit.quantity import Quantity

IN_WORDS = 3
FACTS_SHOWN = 24
ITEMS_SHOWN = 12


def recalled(history: Sequence[Exchange], ledger: Ledger) -> Iterator[dict[str, Any]]:
    """The messages. Only what is in this run's ledger is named by its id."""
    early, late = history[:-IN_WORDS], history[-IN_WORDS:]
    if early:
        facts = [_fact(exchange, ledger) for exchange in early]
        yield {"role": "user", "content": "\n".join(["Earlier in this chat, as facts only:", *facts])}
        yield {"role": "assistant", "content": "Noted; these ids are in the ledger."}
    for exchange in late:
        yield {"role": "user", "content": exchange.question}
        yield {"role": "assistant", "content": _answer(exchange.answer, ledger)}
        if exchange.corrections:
            yield {"role": "user", "content": _corrected(exchange.corrections)}
            yield {"role": "assistant", "content": "Noted; these figures hold from now on."}


def _corrected(corrections: Sequence[Quantity]) -> str:
    return "\n".join(["I have corrected this answer by hand:", *map(quantity_line, corrections)])


def _fact(exchange: Exchange, ledger: Ledger) -> str:
    answer = exchange.answer
    head = next((q for q in _known(answer, ledger) if q.id == answer.headline), None)
    found = quantity_line(head) if head else f"{answer.status}, no figure"
    return f"- asked: {' '.join(exchange.question.split())[:200]} → {found}"


def _answer(answer: Answer, ledger: Ledger) -> str:
    """The text with its citations put back, and the ledger that it rests on."""
    known = _known(answer, ledger)
    read = [item for item in answer.items if item in ledger.items][:ITEMS_SHOWN]
    lines = [*map(quantity_line, known[-FACTS_SHOWN:]), *map(item_line, read)]
    text = cited(answer) if len(known) == len(answer.quantities) else answer.text
    return "\n".join([text or "(no text)", *(["(still in the ledger:", *lines, ")"] if lines else [])])


def _known(answer: Answer, ledger: Ledger) -> list[Quantity]:
    """What of the answer this run has under the same id."""
    held = {(q.id, q.value, q.unit, q.label) for q in ledger.quantities}
    return [q for q in answer.quantities if (q.id, q.value, q.unit, q.label) in held]


def cited(answer: Answer) -> str:
    """The text with the id of each claim behind it, as the model wrote it."""
    text, at = "", 0
    for claim in answer.claims:
        mark = f" [{claim.ref}{'*' if claim.ref == answer.headline else ''}]" if claim.ref else " [unverified]"
        text += answer.text[at : claim.end] + mark
        at = claim.end
    return text + answer.text[at:]
