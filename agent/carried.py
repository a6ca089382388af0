"""What a chat has found so far, carried over into its next run: facts and ledger, no prose.

Ids go on from answer to answer, so that the same id means the same node in the whole chat.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

from agent.answer import Answer, Exchange
from tools.kit.ledger import Ledger
from tools.kit.quantity import Quantity
from tools.kit.recompute import recomputed
from tools.kit.result import Frozen, Item, Result

MOST_PLACES = 600
"""Places carried over, so that a run's checkpoints stay small; the latest answers go first."""
UNCITED = 12
Entry = TypeVar("Entry", Quantity, Item)
ID = re.compile(r"\b[qe]\d+\b")


class Carried(Frozen):
    """The ledger that a run begins with, and the earlier exchanges of its chat in the ids of that ledger."""

    ledger: Ledger = Ledger()
    history: tuple[Exchange, ...] = ()


def carried(history: Sequence[Exchange]) -> Carried:
    """The answers of a chat, oldest first, as one ledger. Ids that mean different nodes are given anew; what the user has
    corrected since stands in place of what was found, and what was computed from that is computed anew."""
    ledger = Ledger()
    entered = tuple(_entered(exchange, ledger) for exchange in history)
    if new := [quantity for exchange in entered for quantity in exchange.corrections]:
        names, values = {each.replaces: each.id for each in new}, {each.id: each for each in new}
        again = recomputed(ledger, names, values, 1).done
        new += ledger.enter(Result(summary="", quantities=again)).quantities
        entered = tuple(_followed(exchange, ledger, new) for exchange in entered)
    return Carried(ledger=_affordable(ledger), history=entered)


def _followed(exchange: Exchange, ledger: Ledger, new: Sequence[Quantity]) -> Exchange:
    """The exchange with what stands now in place of its quantities, its headline among them."""
    answer = exchange.answer
    quantities = {quantity.id: quantity for quantity in answer.quantities}
    for quantity in new:
        if quantity.replaces in quantities:
            quantities[quantity.id] = quantity
    headline = ledger.latest(answer.headline).id if answer.headline else None
    update = {"quantities": tuple(quantities.values()), "headline": headline}
    return exchange.model_copy(update={"answer": answer.model_copy(update=update)})


def _entered(exchange: Exchange, ledger: Ledger) -> Exchange:
    """The exchange in the ledger's ids, after what it rests on was put there."""
    answer = exchange.answer
    names: dict[str, str] = {}
    quantities = []
    for quantity in relevant(answer):
        quantities.append(_put(_renamed(quantity, names), ledger.quantities))
        names[quantity.id] = quantities[-1].id
    items = [_put(item, ledger.items) for item in answer.items]
    names |= {old.id: new.id for old, new in zip(answer.items, items, strict=True)}
    update = {
        "quantities": tuple(quantities),
        "items": tuple(items),
        "headline": names.get(answer.headline or ""),
        "claims": tuple(c.model_copy(update={"ref": names.get(c.ref or "", c.ref)}) for c in answer.claims),
    }
    corrections = [ledger.add(_renamed(each, names)) for each in exchange.corrections if each.replaces in names]
    return exchange.model_copy(update={"answer": answer.model_copy(update=update), "corrections": tuple(corrections)})


def relevant(answer: Answer) -> list[Quantity]:
    """What the answer cites and all that was computed from or with; of an answer that cites nothing, the latest few."""
    ledger = Ledger(quantities=list(answer.quantities))
    known = {quantity.id for quantity in answer.quantities}
    cited = [ref for ref in (answer.headline, *(claim.ref for claim in answer.claims)) if ref in known]
    if not cited:
        cited = [quantity.id for quantity in answer.quantities[-UNCITED:]]
    return ledger.history(ref for ref in cited if ref)


def _put(entry: Entry, entries: list[Entry]) -> Entry:
    """The entry of that id where it is the same, else the entry at the end, under the next id if its own is gone by."""
    if any(entry == known for known in entries):
        return entry
    last = int(entries[-1].id[1:]) if entries else 0
    if int(entry.id[1:]) <= last:
        entry = entry.model_copy(update={"id": f"{entry.id[0]}{last + 1}"})
    entries.append(entry)
    return entry


def _renamed(quantity: Quantity, names: Mapping[str, str]) -> Quantity:
    expression = quantity.expression and ID.sub(lambda found: names.get(found[0], found[0]), quantity.expression)
    update = {
        "expression": expression,
        "inputs": tuple(names.get(name, name) for name in quantity.inputs),
        "replaces": names.get(quantity.replaces, ""),
    }
    return quantity.model_copy(update=update)


def _affordable(ledger: Ledger) -> Ledger:
    """Without the oldest places where there are too many: their quantities keep their first place."""
    left, quantities = MOST_PLACES, list[Quantity]()
    for quantity in reversed(ledger.quantities):
        kept = quantity.sources[: max(left, 1)]
        left -= len(kept)
        quantities.append(
            quantity if len(kept) == len(quantity.sources) else quantity.model_copy(update={"sources": kept})
        )
    return Ledger(quantities=quantities[::-1], items=ledger.items)
