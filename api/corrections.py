"""What a user has made of an answer's quantities on the page, as nodes of the ledger of the next question."""

from collections.abc import Sequence
from decimal import Decimal

from agent.answer import Answer
from api.models import Review
from api.review import corrected
from tools.kit.evidence import Box, Evidence
from tools.kit.quantity import Quantity

NEAR_MM = 0.5


def corrections(answer: Answer, reviews: Sequence[Review]) -> tuple[Quantity, ...]:
    """A quantity for each one that was corrected, in place of the one that was found."""
    by_id = {review.quantity: review for review in reviews}
    found = [(quantity, by_id[quantity.id]) for quantity in answer.quantities if quantity.id in by_id]
    return tuple(
        _corrected(quantity, review, value)
        for quantity, review in found
        if (value := corrected(answer, review)) is not None
    )


def _corrected(old: Quantity, review: Review, value: Decimal) -> Quantity:
    update = {"id": "", "value": value, "expression": None, "inputs": (), "replaces": old.id}
    places = _places(old, review)
    if review.value is None and len(places) == value > 0:
        return old.model_copy(update={**update, "kind": "read", "sources": places})
    said = " ".join(filter(None, (f"{old.label} = {value:f} {old.unit}".strip(), review.note)))
    return old.model_copy(update={**update, "kind": "given", "sources": (Evidence(method="user", text=said),)})


def _places(old: Quantity, review: Review) -> tuple[Evidence, ...]:
    """The places of a count without those that were struck, and with those that were added."""
    struck = [(spot["sheet"], spot["box"]) for spot in review.struck]
    kept = [place for place in old.sources if not any(place.sheet == n and _same(place.box, box) for n, box in struck)]
    added = [
        Evidence(sheet=spot["sheet"], box=tuple(spot["box"]), method="user", text="added by hand")
        for spot in review.added
    ]
    return (*kept, *added)


def _same(place: Box | None, box: Sequence[float]) -> bool:
    return place is not None and all(abs(a - b) < NEAR_MM for a, b in zip(place, box, strict=True))
