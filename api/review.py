"""The quantities of answers as a table: what was proposed, what the user made of it, and what follows from that."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from agent.answer import Answer
from api.models import Review
from tools.kit.evidence import Box, Evidence
from tools.kit.quantity import Quantity
from tools.kit.result import Frozen
from tools.kit.revision import revised, stale

State = Literal["proposed", "corrected", "approved"]


class Spot(Frozen):
    """A place that the user struck out of a count or added to it; `sheet` is the run's number."""

    sheet: int
    box: Box


class Row(Frozen):
    """One quantity of a run. `value` is what stands after the user's corrections, `proposed` what the run found."""

    run: str
    quantity: str
    question: str
    label: str
    unit: str
    proposed: str
    value: str
    headline: bool
    state: State
    by: str = Field(description="the model that proposed it, or the user who corrected or approved it")
    at: float
    kind: str
    expression: str | None
    inputs: tuple[str, ...]
    sources: tuple[Evidence, ...]
    note: str = ""
    struck: tuple[Spot, ...] = ()
    added: tuple[Spot, ...] = ()
    own: bool = Field(False, description="the user set the value, by hand or by striking and adding places")
    countable: bool = Field(False, description="each of its places stands for one piece")
    stale: bool = Field(False, description="an input was corrected and this one could not follow")


def rows_of(run: str, question: str, finished: float, answer: Answer, reviews: Sequence[Review]) -> list[Row]:
    """Every quantity of a run's answer, the headline first."""
    by_id = {review.quantity: review for review in reviews}
    own = {name: value for name, review in by_id.items() if (value := corrected(answer, review)) is not None}
    values = revised(answer.quantities, own)
    late = stale(answer.quantities, values, own)
    author = " · ".join(filter(None, (answer.provider, answer.model if answer.model != answer.provider else "")))
    rows = [
        Row(
            run=run, quantity=quantity.id, question=question, label=quantity.named(answer.language), unit=quantity.unit,
            proposed=f"{quantity.value:f}", value=f"{values[quantity.id]:f}", headline=quantity.id == answer.headline,
            kind=quantity.kind, expression=quantity.expression, inputs=quantity.inputs, sources=quantity.sources,
            stale=quantity.id in late, own=quantity.id in own, countable=countable(quantity), **_signed(by_id.get(quantity.id), quantity.id in own, author, finished),
        )
        for quantity in answer.quantities
    ]  # fmt: skip
    return sorted(rows, key=lambda row: not row.headline)


def _signed(review: Review | None, corrected: bool, author: str, finished: float) -> dict[str, Any]:
    """Who stands for the value, since when, and what he did to it."""
    if review is None:
        return {"state": "proposed", "by": author, "at": finished}
    state = "approved" if review.approved else "corrected" if corrected else "proposed"
    return {
        "state": state, "by": author if state == "proposed" else review.by, "at": review.at, "note": review.note,
        "struck": review.struck, "added": review.added,
    }  # fmt: skip


def corrected(answer: Answer, review: Review) -> Decimal | None:
    """The user's own value, else the count without what he struck and with what he added."""
    if review.value is not None:
        return Decimal(review.value)
    quantity = next((each for each in answer.quantities if each.id == review.quantity), None)
    if quantity is None or not (review.struck or review.added):
        return None
    return quantity.value - len(review.struck) + len(review.added)


def countable(quantity: Quantity) -> bool:
    """Whether each place of a quantity stands for one piece, so that striking one takes one away."""
    places = [source for source in quantity.sources if source.box]
    return quantity.unit == "nos" and quantity.kind == "read" and len(places) == quantity.value
