"""A ledger as it reads after its user has corrected some of its figures: what was computed from them follows."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from tools.kit.errors import Correctable
from tools.kit.expression import evaluate
from tools.kit.quantity import Quantity, decimal_of
from tools.kit.recompute import in_unit, value_of


def revised(quantities: Sequence[Quantity], corrected: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The values by id, in the units of the quantities. One whose expression cannot be evaluated anew keeps its value.

    Inputs stand before what uses them, so one pass in the ledger's order is enough.
    """
    values: dict[str, Decimal] = {}
    for quantity in quantities:
        changed = any(values.get(name) != _of(quantities, name) for name in quantity.inputs)
        if quantity.id in corrected:
            values[quantity.id] = corrected[quantity.id]
        elif changed and quantity.expression:
            values[quantity.id] = _anew(quantity, quantities, values)
        else:
            values[quantity.id] = quantity.value
    return values


def stale(quantities: Sequence[Quantity], values: Mapping[str, Decimal], corrected: Mapping[str, Decimal]) -> set[str]:
    """Ids whose inputs have changed while their own value could not follow."""
    moved = {quantity.id for quantity in quantities if values[quantity.id] != quantity.value}
    return {
        quantity.id
        for quantity in quantities
        if quantity.id not in moved and quantity.id not in corrected and moved & set(quantity.inputs)
    }


def _of(quantities: Sequence[Quantity], name: str) -> Decimal | None:
    return next((quantity.value for quantity in quantities if quantity.id == name), None)


def _anew(quantity: Quantity, quantities: Sequence[Quantity], values: Mapping[str, Decimal]) -> Decimal:
    known = {
        each.id: value_of(each.model_copy(update={"value": values[each.id]}))
        for each in quantities
        if each.id in quantity.inputs and each.id in values
    }
    try:
        return decimal_of(in_unit(evaluate(quantity.expression or "", known), quantity.unit)[0])
    except Correctable:
        return quantity.value
