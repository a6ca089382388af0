"""Lengths as a drawing writes them."""

from collections.abc import Sequence
from fractions import Fraction

from tools.kit.dimension_text import feet_and_inches
from tools.kit.quantity import Quantity, unit_named


def common_unit(quantities: Sequence[Quantity]) -> str:
    """Metres where some are in metres, feet where some are in feet, else what they are in."""
    units = [quantity.unit for quantity in quantities]
    return next((unit for unit in ("m", "ft") if unit in units), "ft" if units[0] == "in" else units[0])


def millimetres(quantity: Quantity) -> int:
    return round(float(quantity.value) * float(unit_named(quantity.unit).factor) * 1000)


def shown(quantity: Quantity) -> str:
    """As the drawing writes it: 22250 mm, 36'-8", 15.00 m."""
    if quantity.unit in ("ft", "in"):
        return feet_and_inches(_exact(quantity))
    if quantity.unit == "m":
        return f"{quantity.value:.2f} m" if quantity.value == round(quantity.value, 2) else quantity.shown()
    return quantity.shown()


def _exact(quantity: Quantity) -> Fraction:
    """Millimetres."""
    return Fraction(quantity.value) * unit_named(quantity.unit).factor * 1000
