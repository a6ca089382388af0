"""Exact arithmetic over the ledger, so that every computed figure can be followed back to its sources."""

import re
from fractions import Fraction

from pydantic import BaseModel, Field

from tools.kit.errors import Correctable
from tools.kit.evidence import Evidence
from tools.kit.expression import Value, evaluate, names_in
from tools.kit.language import Message
from tools.kit.ledger import Ledger
from tools.kit.numerals import Numeral, numerals
from tools.kit.quantity import Dimension, Quantity, Unit, decimal_of, unit_named, unit_of_dimension
from tools.kit.result import Item, Result

TITLE = Message(en="Calculating {label}", zh="计算：{label}")
PIECES = Dimension(pieces=1)


class GivenInput(BaseModel):
    """A number that is not in the ledger yet."""

    name: str = Field(description="the name that the expression uses, such as height", pattern=r"^[A-Za-z]\w{0,30}$")
    value: str | float = Field(description="the number as it is written: 3.3, 1,200, 3/4 or 12'-6\"")
    unit: str = Field("", description="m, mm, m2, m3, kg, kg/m, kg/m3, nos, ft, in … ; empty for a pure number")
    source: str = Field(
        description='where it comes from: "user" if the user wrote it, the id of a read text such as "e5" if it stands '
        'there, or "assumption" for a usual value'
    )
    why: str = Field("", description="for an assumption: what makes it a usual value; else what the number is")


def calculate(
    expression: str, label: str, ledger: Ledger, unit: str = "", inputs: list[GivenInput] | None = None
) -> Result:
    """Compute a figure from quantities of the ledger and stated inputs. All arithmetic is done here, also sums,
    differences and conversions.

    `expression` uses ids (q1), names of inputs, + - * / **, min, max, sum, ceil, floor, round, sqrt, abs and pi, such as
    "q1 * width * height". Numbers other than 0, 1, 2, 4, 0.5 and powers of ten are facts: give them as inputs with their
    source. `label` says what the result is. `unit` is the unit wanted; without it the metric base unit is taken. A count
    times a length, area, volume or weight gives the total. A text that was read becomes a figure by an input whose source
    is its id, and the expression "name".
    """
    stated = _stated(inputs or [], ledger)
    sources = _sources(names_in(expression), stated, ledger)
    value = evaluate(expression, {name: _value(quantity) for name, (_, quantity) in sources.items()})
    number, shown = _in_unit(value, unit)
    computed = Quantity(
        value=decimal_of(number),
        unit=shown.symbol,
        label=label,
        kind="computed",
        expression=_renamed(expression, {name: ref for name, (ref, _) in sources.items()}),
        inputs=tuple(ref for ref, _ in sources.values()),
    )
    assumptions = tuple(_assumption(quantity) for quantity in stated.values() if quantity.kind == "assumed")
    return Result(
        summary=f"{label} = {computed.shown()}", quantities=(*stated.values(), computed), assumptions=assumptions
    )


def _stated(inputs: list[GivenInput], ledger: Ledger) -> dict[str, Quantity]:
    """The inputs as quantities by name. Raises Correctable where a name is taken or a number is not where it should be."""
    names = [entry.name for entry in inputs]
    for name in names:
        if names.count(name) > 1 or re.fullmatch(r"[qe]\d+", name):
            raise Correctable(
                f"{name!r} cannot name an input: it is used twice or looks like an id. Choose another name."
            )
    return {entry.name: _quantity(entry, ledger) for entry in inputs}


def _sources(used: list[str], stated: dict[str, Quantity], ledger: Ledger) -> dict[str, tuple[str, Quantity]]:
    """Each name of the expression with the id that the ledger knows or will give it, and its quantity."""
    if not used:
        raise Correctable("The expression uses no id and no input, so its result would have no source.")
    fresh = {name: (f"#{number}", quantity) for number, (name, quantity) in enumerate(stated.items(), 1)}
    return {name: fresh[name] if name in fresh else (name, ledger.quantity(name)) for name in used}


def _quantity(entry: GivenInput, ledger: Ledger) -> Quantity:
    value, unit = _written(entry)
    label = entry.why if entry.why and entry.source != "assumption" else entry.name
    basis = {"value": decimal_of(value), "unit": unit.symbol, "label": label}
    if entry.source == "user":
        return Quantity(**basis, kind="given", sources=(Evidence(method="user", text=f"{entry.name} = {entry.value}"),))
    if entry.source == "assumption":
        if not entry.why:
            raise Correctable(f"{entry.name}: say in `why` what makes {entry.value} a usual value.")
        return Quantity(**basis, kind="assumed", sources=(Evidence(method="assumption", text=entry.why),))
    item = ledger.item(entry.source)
    if item is None:
        raise Correctable(
            f"{entry.name}: the source {entry.source!r} is no read text. Use user, assumption or an id such as e5."
        )
    return Quantity(**basis, kind="read", sources=(_read(entry, value, item),))


def _written(entry: GivenInput) -> tuple[Fraction, Unit]:
    """The number as it was written and its unit, which may stand with the number or in `unit`."""
    text = str(entry.value).strip()
    found = numerals(text, names=True)
    if len(found) != 1 or found[0].value is None or found[0].text != text.lstrip("+"):
        raise Correctable(f"{entry.name}: {text!r} is no number. Give it as 3.3, 1,200, 3/4 or 12'-6\".")
    numeral = found[0]
    stated, wanted = numeral.unit, unit_named(entry.unit) if entry.unit.strip() else None
    assert numeral.value is not None
    if stated is None:
        return numeral.value, wanted or unit_named("")
    own = unit_named(stated)
    if wanted and wanted.dimension != own.dimension:
        raise Correctable(f"{entry.name}: {text!r} is not in {entry.unit}.")
    return numeral.value * own.factor / (wanted or own).factor, wanted or own


def _read(entry: GivenInput, value: Fraction, item: Item) -> Evidence:
    """The evidence of the text, where it does hold the number."""
    text = item.evidence.text or item.label
    written = {abs(numeral.value) for numeral in _numbers_of(text, entry) if numeral.value is not None}
    if abs(value) not in written:
        raise Correctable(f"{entry.name}: {entry.value} does not stand in {item.id}, which reads {text[:80]!r}.")
    return item.evidence


def _numbers_of(text: str, entry: GivenInput) -> list[Numeral]:
    """The numbers of a read text; those with a unit of the input's kind are converted to the input's unit."""
    found = []
    wanted = unit_named(entry.unit)
    for numeral in numerals(text, names=True):
        found.append(numeral)
        own = unit_named(numeral.unit) if numeral.unit else None
        if own and numeral.value is not None and own.dimension == wanted.dimension:
            found.append(numeral.model_copy(update={"value": numeral.value * own.factor / wanted.factor}))
    return found


def _value(quantity: Quantity) -> Value:
    unit = unit_named(quantity.unit)
    return Value(Fraction(quantity.value) * unit.factor, unit.dimension)


def _in_unit(value: Value, name: str) -> tuple[Fraction, Unit]:
    """The value in the wanted unit. A whole pure number may be called a count: ceil(length / spacing)."""
    unit = unit_named(name) if name.strip() else unit_of_dimension(value.dimension)
    counted = {unit.dimension, value.dimension} == {PIECES, Dimension()} and value.number.denominator == 1
    if unit.dimension != value.dimension and not counted:
        actual = unit_of_dimension(value.dimension)
        raise Correctable(f"The result is in {actual.symbol or 'no unit'}; it cannot be given in {name}.")
    return value.number / unit.factor, unit


def _renamed(expression: str, refs: dict[str, str]) -> str:
    return re.sub(r"[A-Za-z]\w*", lambda found: refs.get(found[0], found[0]), expression.strip())


def _assumption(quantity: Quantity) -> Message:
    why = quantity.sources[0].text
    return Message(
        en=f"Assumed {quantity.label} = {quantity.shown()}: {why}",
        zh=f"假定 {quantity.label} = {quantity.shown()}：{why}",
    )
