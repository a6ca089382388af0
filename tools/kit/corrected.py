"""Figures that are found again after the user has corrected them: the correction stands in their place."""

from collections.abc import Mapping, Sequence

from tools.kit.errors import Correctable
from tools.kit.language import Message
from tools.kit.ledger import Ledger
from tools.kit.quantity import Quantity
from tools.kit.recompute import computed_anew
from tools.kit.result import Result


def with_corrections(result: Result, ledger: Ledger) -> Result:
    """What a tool found, with the user's corrections in place of the same figures found again, and what the tool computed
    from those computed anew. A warning says so."""
    swapped = {f"#{n}": new for n, one in enumerate(result.quantities, 1) if (new := _correction(one, ledger))}
    if not swapped:
        return result
    quantities = _redone(result.quantities, swapped, ledger)
    told = [_told(result.quantities[int(name[1:]) - 1], new) for name, new in swapped.items()]
    summary = " ".join([result.summary, *(message.en for message in told)])
    return result.model_copy(
        update={"quantities": quantities, "summary": summary, "warnings": (*result.warnings, *told)}
    )


def _correction(found: Quantity, ledger: Ledger) -> Quantity | None:
    """What stands in place of the same figure read earlier: of the same label, value, unit and first place."""
    if found.kind == "computed" or not found.sources:
        return None
    for old in ledger.quantities:
        if _same(found, old) and (latest := ledger.latest(old.id)).id != old.id:
            return latest.model_copy(update={"id": "", "replaces": latest.id})
    return None


def _same(one: Quantity, other: Quantity) -> bool:
    return (
        (one.label, one.value, one.unit, one.kind) == (other.label, other.value, other.unit, other.kind)
        and bool(other.sources)
        and one.sources[0] == other.sources[0]
    )


def _redone(found: Sequence[Quantity], swapped: Mapping[str, Quantity], ledger: Ledger) -> tuple[Quantity, ...]:
    known: dict[str, Quantity] = {}
    for number, quantity in enumerate(found, 1):
        name = f"#{number}"
        known[name] = swapped.get(name) or _anew(quantity, known, ledger)
    return tuple(known.values())


def _anew(quantity: Quantity, known: Mapping[str, Quantity], ledger: Ledger) -> Quantity:
    """Computed from what stands now; as it was found where it is no formula."""
    if not any(name.startswith("#") for name in quantity.inputs):
        return quantity
    try:
        return computed_anew(quantity, ledger, {}, known)
    except Correctable:
        return quantity


def _told(found: Quantity, new: Quantity) -> Message:
    return Message(
        en=f"{found.label}: {new.shown()} as you corrected it, where the drawing gives {found.shown()}.",
        zh=f"{found.named('zh')}：按您的更正取 {new.shown()}，图上为 {found.shown()}。",
    )
