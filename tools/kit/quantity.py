"""Quantities: exact decimals with units and sources."""

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tools.kit.errors import Correctable
from tools.kit.evidence import Evidence
from tools.kit.language import Language


class Dimension(NamedTuple):
    """Exponents of length, mass and pieces. Pieces never cancel against a pure number: 3 nos + 3 is refused."""

    length: int = 0
    mass: int = 0
    pieces: int = 0


class Unit(NamedTuple):
    symbol: str
    dimension: Dimension
    factor: Fraction  # to m, kg or pieces
    places: int  # decimals shown


def _units() -> dict[str, Unit]:
    # International yard and pound agreement of 1959: 1 ft = 0.3048 m, 1 lb = 0.45359237 kg exactly.
    foot, pound = Fraction(3048, 10000), Fraction(45359237, 100000000)
    length, area, volume = Dimension(length=1), Dimension(length=2), Dimension(length=3)
    mass, pieces, none = Dimension(mass=1), Dimension(pieces=1), Dimension()
    rows = [
        ("", none, Fraction(1), 3), ("%", none, Fraction(1, 100), 1), ("nos", pieces, Fraction(1), 0),
        ("mm", length, Fraction(1, 1000), 0), ("cm", length, Fraction(1, 100), 1), ("m", length, Fraction(1), 3),
        ("in", length, foot / 12, 2), ("ft", length, foot, 2), ("yd", length, foot * 3, 2),
        ("mm2", area, Fraction(1, 10**6), 0), ("cm2", area, Fraction(1, 10**4), 1), ("m2", area, Fraction(1), 2),
        ("ft2", area, foot**2, 2), ("yd2", area, (foot * 3) ** 2, 2),
        ("m3", volume, Fraction(1), 3), ("ft3", volume, foot**3, 2), ("yd3", volume, (foot * 3) ** 3, 2),
        ("L", volume, Fraction(1, 1000), 1),
        ("kg/m", Dimension(-1, 1), Fraction(1), 3), ("kg/m2", Dimension(-2, 1), Fraction(1), 2),
        ("kg/m3", Dimension(-3, 1), Fraction(1), 1), ("kg", mass, Fraction(1), 1), ("t", mass, Fraction(1000), 3),
        ("lb", mass, pound, 1),
    ]  # fmt: skip
    return {symbol: Unit(symbol, dimension, factor, places) for symbol, dimension, factor, places in rows}


UNITS = _units()
SPELLINGS = {
    "no": "nos", "no.": "nos", "ea": "nos", "pcs": "nos", "count": "nos", "each": "nos", "个": "nos", "樘": "nos",
    "根": "nos", "道": "nos", "处": "nos", "sqm": "m2", "sq m": "m2", "平方米": "m2", "㎡": "m2", "sqft": "ft2",
    "sf": "ft2",
    "sq ft": "ft2", "sq.ft": "ft2", "cuft": "ft3", "cf": "ft3", "cu ft": "ft3", "cy": "yd3", "cu yd": "yd3",
    "立方米": "m3", "方": "m3", "cum": "m3", "米": "m", "毫米": "mm", "feet": "ft", "foot": "ft", "inch": "in",
    "inches": "in", "metre": "m", "metres": "m", "meter": "m", "meters": "m", "吨": "t", "千克": "kg", "公斤": "kg",
    "litre": "L", "l": "L", "lbs": "lb", "none": "", "1": "",
}  # fmt: skip


def unit_named(name: str) -> Unit:
    """The unit of that symbol or common spelling. Raises Correctable with the list of units where there is none."""
    key = name.strip().replace("²", "2").replace("³", "3").replace("^", "")
    for candidate in (key, key.lower(), SPELLINGS.get(key.lower())):
        if candidate is not None and candidate in UNITS:
            return UNITS[candidate]
    raise Correctable(f"There is no unit {name!r}. Units are: {', '.join(u for u in UNITS if u)}.")


def unit_of_dimension(dimension: Dimension) -> Unit:
    """The metric base unit of a dimension. Raises Correctable where no unit of the field has it."""
    for symbol in ("", "nos", "m", "m2", "m3", "kg", "kg/m", "kg/m2", "kg/m3"):
        if UNITS[symbol].dimension == dimension:
            return UNITS[symbol]
    raise Correctable(
        f"The result would have the dimension length^{dimension.length}·mass^{dimension.mass}·"
        f"pieces^{dimension.pieces}, which is no unit. Check which quantities you multiply or divide."
    )


class Quantity(BaseModel):
    """A value, its unit and where it comes from. `id` (q1, q2, …) is given by the ledger.

    A quantity that is read, given or assumed needs evidence; a computed one needs its expression and inputs.
    Raises ValueError without.
    """

    model_config = ConfigDict(frozen=True)

    id: str = ""
    value: Decimal
    unit: str = Field(description="symbol of a unit")
    label: str = Field(description="what it is, in English or as it is read or called by the user")
    label_zh: str = Field("", description="the same in Chinese; empty where the label is of no language of ours")
    kind: Literal["read", "given", "assumed", "computed"] = "read"
    sources: tuple[Evidence, ...] = ()
    expression: str | None = None
    inputs: tuple[str, ...] = Field((), description="ids of the ledger's quantities that the expression uses")
    replaces: str = Field("", description="id of the quantity that this one corrects and stands in for from now on")

    @model_validator(mode="after")
    def _has_a_source(self) -> Self:
        unit_named(self.unit)
        if not self.value.is_finite():
            raise ValueError(f"{self.label}: {self.value} is no finite number")
        if self.kind == "computed" and not self.expression:
            raise ValueError(f"{self.label}: a computed quantity needs its expression")
        if not self.sources and not self.inputs:
            raise ValueError(f"{self.label}: a quantity needs a source")
        return self

    def named(self, language: Language) -> str:
        """The label in that language."""
        return self.label_zh or self.label if language == "zh" else self.label

    def shown(self, language: Language = "en") -> str:
        """Value and unit rounded half up to the decimals that its unit is shown with."""
        text = shown_value(self.value, self.unit)
        if self.unit == "nos" and language == "zh":
            return f"{text} 个"
        return f"{text} {self.unit}" if self.unit not in ("", "%") else f"{text}{self.unit}"

    def in_unit(self, name: str) -> Decimal:
        """The exact value in another unit of the same dimension. Raises Correctable where dimensions differ."""
        old, new = unit_named(self.unit), unit_named(name)
        if old.dimension != new.dimension:
            raise Correctable(f"{self.label} is in {old.symbol or 'no unit'}; it cannot be given in {name}.")
        return decimal_of(Fraction(self.value) * old.factor / new.factor)


def shown_value(value: Decimal, unit: str) -> str:
    """Rounded half up to the unit's decimals, without trailing zeros that say nothing, with thousands as typed."""
    exponent = Decimal(1).scaleb(-unit_named(unit).places)
    rounded = value.quantize(exponent, rounding=ROUND_HALF_UP)
    text = f"{rounded:f}"
    return re.sub(r"\.?0+$", "", text) if "." in text else text


def decimal_of(fraction: Fraction) -> Decimal:
    """The decimal of a fraction: exact where it terminates, else to 28 significant digits."""
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)
