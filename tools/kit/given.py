"""Figures that a model states with their source: what the user wrote, what a read text holds, what is assumed."""

from fractions import Fraction

from pydantic import BaseModel, Field

from tools.kit.errors import Correctable
from tools.kit.evidence import Evidence
from tools.kit.ledger import Ledger
from tools.kit.numerals import Numeral, numerals
from tools.kit.quantity import Quantity, Unit, decimal_of, unit_named
from tools.kit.result import Item

CHINESE = {
    "b": "宽 b", "h": "高 h", "height": "高度", "width": "宽度", "length": "长度", "depth": "深度", "thickness": "厚度",
    "count": "数量", "side": "边长", "area": "面积", "waste": "损耗", "spacing": "间距", "diameter": "直径", "noted": "注明的数量",
}  # fmt: skip
"""What the usual names of inputs are called in Chinese."""


class GivenInput(BaseModel):
    """A number that is not in the ledger yet."""

    name: str = Field(pattern=r"^[A-Za-z]\w{0,30}$")
    value: str | float = Field(description="as written: 3.3, 3/4, 12'-6\"")
    unit: str = Field("", description="m, mm2, kg/m, nos, ft …")
    source: str = Field(description='"user" (wrote it), the id of the text that holds it ("e5"), or "assumption"')
    why: str = Field("", description="of an assumption")


def stated(entry: GivenInput, ledger: Ledger) -> Quantity:
    """The figure as a quantity with its source. Raises Correctable where it is not where it should be."""
    value, unit = _written(entry)
    named = not entry.why or entry.source == "assumption"
    basis = {
        "value": decimal_of(value), "unit": unit.symbol, "label": entry.name if named else entry.why,
        "label_zh": CHINESE.get(entry.name.casefold(), "") if named else "",
    }  # fmt: skip
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
    if item.evidence.method == "vision":
        raise Correctable(
            f"{entry.source} was seen by the vision model, which proves no figure. Read it with a tool, or ask the user to "
            "confirm it; a factor of 1 needs no input."
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
