"""Exact arithmetic over the ledger, so that every computed figure can be followed back to its sources."""

import re

from tools.kit.errors import Correctable
from tools.kit.expression import evaluate, names_in
from tools.kit.given import GivenInput, stated
from tools.kit.language import Message
from tools.kit.ledger import Ledger
from tools.kit.quantity import Quantity, decimal_of
from tools.kit.recompute import in_unit, renamed, value_of
from tools.kit.result import Result
from tools.kit.tallies import tallied

TITLE = Message(en="Calculating {label}", zh="计算：{label}")


def calculate(
    expression: str, label: str, ledger: Ledger, unit: str = "", inputs: list[GivenInput] | None = None
) -> Result:
    """Compute a figure; all arithmetic and conversion is done here. `expression` takes ids, names of inputs, + - * / **, min, max,
    sum, count, ceil, floor, round, sqrt, abs, pi: "q1 * width"; count(e3, e5-e8) for how many read places you name. Numbers other than 0, 1, 2, 4, 0.5 and powers of ten are facts: give
    them as inputs. `unit` is the wanted one, `label` in the user's language.
    """
    expression, tallies = tallied(expression, label, ledger)
    given = tallies | _stated(inputs or [], ledger)
    sources = _sources(names_in(expression), given, ledger)
    value = evaluate(expression, {name: value_of(quantity) for name, (_, quantity) in sources.items()})
    number, shown = in_unit(value, unit)
    computed = Quantity(
        value=decimal_of(number),
        unit=shown.symbol,
        label=label,
        kind="computed",
        expression=renamed(expression, {name: ref for name, (ref, _) in sources.items()}),
        inputs=tuple(ref for ref, _ in sources.values()),
    )
    assumptions = tuple(_assumption(quantity) for quantity in given.values() if quantity.kind == "assumed")
    return Result(
        summary=f"{label} = {computed.shown()}", quantities=(*given.values(), computed), assumptions=assumptions
    )


def _stated(inputs: list[GivenInput], ledger: Ledger) -> dict[str, Quantity]:
    """The inputs as quantities by name. Raises Correctable where a name is taken or a number is not where it should be."""
    names = [entry.name for entry in inputs]
    for name in names:
        if names.count(name) > 1 or re.fullmatch(r"[qe]\d+", name):
            raise Correctable(
                f"{name!r} cannot name an input: it is used twice or looks like an id. Choose another name."
            )
    return {entry.name: stated(entry, ledger) for entry in inputs}


def _sources(used: list[str], stated: dict[str, Quantity], ledger: Ledger) -> dict[str, tuple[str, Quantity]]:
    """Each name of the expression with the id that the ledger knows or will give it, and its quantity."""
    if not used:
        raise Correctable("The expression uses no id and no input, so its result would have no source.")
    fresh = {name: (f"#{number}", quantity) for number, (name, quantity) in enumerate(stated.items(), 1)}
    return {name: fresh[name] if name in fresh else (name, ledger.quantity(name)) for name in used}


def _assumption(quantity: Quantity) -> Message:
    why = quantity.sources[0].text
    return Message(
        en=f"Assumed {quantity.label} = {quantity.shown()}: {why}",
        zh=f"假定 {quantity.label} = {quantity.shown()}：{why}",
    )
