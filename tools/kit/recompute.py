"""Computed quantities anew: the value of an expression in its unit, and all that depends on what was changed."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from tools.kit.errors import Correctable
from tools.kit.expression import Value, evaluate
from tools.kit.language import Message
from tools.kit.ledger import Ledger
from tools.kit.quantity import Dimension, Quantity, Unit, decimal_of, unit_named, unit_of_dimension
from tools.kit.result import Withheld

PIECES = Dimension(pieces=1)
NO_FORMULA = Message(
    en="it rests on the changed figure, but not by a formula that can be repeated; find it again",
    zh="它以被更正的数值为依据，但不是可以重复的算式，需要重新查找",
)
NAME = re.compile(r"#\d+|[A-Za-z]\w*\b(?!\s*\()")


def value_of(quantity: Quantity) -> Value:
    """In base units."""
    unit = unit_named(quantity.unit)
    return Value(Fraction(quantity.value) * unit.factor, unit.dimension)


def in_unit(value: Value, name: str) -> tuple[Fraction, Unit]:
    """The value in the wanted unit. A whole pure number may be called a count: ceil(length / spacing)."""
    unit = unit_named(name) if name.strip() else unit_of_dimension(value.dimension)
    counted = {unit.dimension, value.dimension} == {PIECES, Dimension()} and value.number.denominator == 1
    if unit.dimension != value.dimension and not counted:
        actual = unit_of_dimension(value.dimension)
        raise Correctable(f"The result is in {actual.symbol or 'no unit'}; it cannot be given in {name}.")
    return value.number / unit.factor, unit


def renamed(expression: str, names: Mapping[str, str]) -> str:
    """The expression with other ids in it."""
    return NAME.sub(lambda found: names.get(found[0], found[0]), expression.strip())


class Again(NamedTuple):
    """What was computed anew, and what could not be."""

    done: tuple[Quantity, ...]
    left: tuple[Withheld, ...]


def recomputed(ledger: Ledger, changed: Mapping[str, str], values: Mapping[str, Quantity], first: int) -> Again:
    """What was computed from the changed quantities, directly or not, in the ledger's order, each in place of the old.

    `changed` gives for an id the name of what stands in for it, `values` the quantity of that name. The results are
    called #first, #first+1, … until the ledger gives them ids.
    """
    names, known, done, left = dict(changed), dict(values), list[Quantity](), list[Withheld]()
    for old in ledger.quantities:
        if old.id in names or not set(old.inputs) & set(names) or ledger.latest(old.id) != old:
            continue
        try:
            done.append(computed_anew(old, ledger, names, known).model_copy(update={"replaces": old.id}))
        except Correctable:
            left.append(Withheld(label=f"{old.label} ({old.id})", reason=NO_FORMULA))
            continue
        names[old.id] = f"#{first + len(done) - 1}"
        known[names[old.id]] = done[-1]
    return Again(tuple(done), tuple(left))


def computed_anew(old: Quantity, ledger: Ledger, names: Mapping[str, str], known: Mapping[str, Quantity]) -> Quantity:
    """The expression of `old` with its inputs named anew, over the quantities of those names and of the ledger."""
    inputs = tuple(names.get(name, name) for name in old.inputs)
    expression = renamed(old.expression or "", names)
    values = {_spelled(name): value_of(known[name] if name in known else ledger.quantity(name)) for name in inputs}
    number, unit = in_unit(evaluate(_spelled(expression), values), old.unit)
    update = {"id": "", "value": decimal_of(number), "unit": unit.symbol, "expression": expression, "inputs": inputs}
    return old.model_copy(update=update)


def _spelled(expression: str) -> str:
    """#1 is no name in an expression; new_1 is."""
    return expression.replace("#", "new_")
