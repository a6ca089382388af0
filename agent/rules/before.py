"""What a chat has found before the question: the answer that a follow-up is about, and its figure as it stands now."""

from collections.abc import Sequence
from typing import NamedTuple

from agent.answer import Answer, Exchange
from agent.rules.asked import Asked
from tools.kit.ledger import Ledger
from tools.kit.quantity import Quantity


class Before(NamedTuple):
    """The answer before, all that the chat had found until then, and the answer's figure as it stood then."""

    answer: Answer
    ledger: Ledger
    head: Quantity | None


def before(asked: Asked) -> Before | None:
    """None where the question is the first of its chat."""
    exchange = found_before(asked.turn.history)
    if exchange is None:
        return None
    answer, ledger = exchange.answer, known(asked.turn.history)
    return Before(answer, ledger, ledger.latest(answer.headline) if answer.headline else None)


def found_before(history: Sequence[Exchange]) -> Exchange | None:
    """The latest exchange that found anything: a question that was not understood leaves the one before it in place."""
    found = (each for each in reversed(history) if each.answer.headline or each.answer.items)
    return next(found, history[-1] if history else None)


def known(history: Sequence[Exchange]) -> Ledger:
    """All figures of the chat, each as it was found last."""
    return Ledger(quantities=list({q.id: q for each in history for q in each.answer.quantities}.values()))


def standing(asked: Asked) -> Quantity | None:
    """The figure of the answer before as it stands now, where the question names no mark of its own."""
    earlier = None if asked.marks else before(asked)
    return earlier.head if earlier else None
