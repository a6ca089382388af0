"""How long a drawing unit is. Templates leave inches or metres in drawings that are made in millimetres, and many files
declare nothing: what dimensions print, how high letters are and how far the drawing reaches tell what is meant."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from statistics import median
from typing import Any

from ezdxf import units

from tools.kit.dxf_marks import Mark
from tools.kit.entities import Dimension, Settled
from tools.kit.figures import figures_in
from tools.kit.quantity import unit_named

MILLIMETRES = 4
METRES, INCHES = 1000.0, 25.4
LETTERS = (0.8, 2500.0)
"""Millimetres of capitals that a unit is believed for: 1:1 details up to letters that name a whole site."""
SITE = 3_000_000.0
"""Millimetres of a drawing's longer side up to which a unit is believed where there are no letters."""
ENOUGH = 3
"""Dimensions that settle a unit."""
AGREEING = 0.6
"""Share of the dimensions that have to say the same."""
NEAR = 0.02
TYPICAL_MM = 150
"""The median of dimensions that are printed as whole millimetres; those of a building are larger."""
TYPICAL_M = 60
LONG = 60_000.0
"""Millimetres of the median dimension of a building: a unit that makes it longer is not believed."""
IMPERIAL = (INCHES, 304.8)
"""What templates leave behind in metric drawings; who draws in inches prints them as such."""
BARE = re.compile(r"^\D{0,3}?(\d+(?:[.,]\d+)?)\D{0,3}$")


def settled(header: Any, marks: Iterable[Mark], dimensions: Sequence[Dimension], extent: float) -> Settled:
    """The unit of a drawing, from what it declares and what it shows. `extent` is its longer side in units; the
    dimensions are given with real lengths in drawing units."""
    code = int(header.get("$INSUNITS", 0) or 0)
    declared = float(units.conversion_factor(code, MILLIMETRES)) if code in range(1, 25) else None
    heights = [float((mark.writing.up[0] ** 2 + mark.writing.up[1] ** 2) ** 0.5) for mark in marks if mark.writing]
    letters = median(heights) if heights else None
    shown = _by_dimensions(dimensions, letters, declared)
    if declared and (shown is None or abs(shown / declared - 1) < NEAR) and _plausible(declared, letters, extent):
        return Settled(millimetres=declared, declared=code, by="declared")
    if shown is not None:
        return Settled(millimetres=shown, declared=code, by="dimensions", believed=not declared)
    fitting = _by_letters(letters, declared)
    if fitting is not None:
        return Settled(millimetres=fitting, declared=code, by="letters", believed=not declared)
    by = "extent" if declared and letters is None else "assumed"
    return Settled(millimetres=1.0, declared=code, by=by, believed=not declared)


def doubts(unit: Settled) -> tuple[str, ...]:
    """The problems of a sheet whose unit this is."""
    if not unit.believed:
        return ("declared_unit_not_believed",)
    return ("unit_not_declared",) if unit.declared not in range(1, 25) and unit.by != "dimensions" else ()


def _plausible(scale: float, letters: float | None, extent: float) -> bool:
    if letters is None:
        return extent * scale <= SITE or extent > SITE
    low, high = LETTERS
    others = (scale, 1.0, METRES)
    return low <= letters * scale <= high or not any(low <= letters * other <= high for other in others)


def _by_letters(letters: float | None, declared: float | None) -> float | None:
    """Metres where letters of a millimetre's fraction could not be read; None where millimetres are as likely."""
    if letters is None or letters >= LETTERS[0] or declared == METRES:
        return None
    return METRES if letters * METRES <= LETTERS[1] else None


def _by_dimensions(dimensions: Sequence[Dimension], letters: float | None, declared: float | None) -> float | None:
    """Millimetres a drawing unit by what the linear dimensions print over the distance that they measure."""
    seen = [one for one in dimensions if one.kind in ("linear", "aligned") and one.length > 0 and not one.hidden]
    named = [ratio for one in seen if (ratio := _named(one)) is not None]
    found = _agreed(named)
    if found is not None and len(named) >= AGREEING * len(seen):
        return found
    bare = [(Decimal(match[1].replace(",", ".")), one) for one in seen if (match := BARE.match(one.text.strip()))]
    factor = _factor([value for value, _ in bare], letters, declared)
    return _agreed([float(value) * factor / one.length for value, one in bare]) if factor else None


def _named(dimension: Dimension) -> float | None:
    """By a text that states its unit: 12'-6", 3.60 m."""
    figures = figures_in(dimension.text)
    if len(figures) != 1 or not figures[0].value:
        return None
    unit = unit_named(figures[0].unit)
    return (
        float(figures[0].value) * float(unit.factor) * 1000 / dimension.length if unit.dimension.length == 1 else None
    )


def _factor(values: Sequence[Decimal], letters: float | None, declared: float | None) -> float | None:
    """What bare numbers are: whole ones as large as parts of buildings are millimetres, small ones with decimals metres.
    The latter are believed only where nothing else is: 12.50 may as well be inches or a part of a machine."""
    if len(values) < ENOUGH:
        return None
    whole = sum(value == value.to_integral_value() for value in values)
    middle = median(values)
    if whole >= AGREEING * len(values) and middle >= TYPICAL_MM:
        chosen = declared is not None and declared not in IMPERIAL and float(middle) * declared <= LONG
        return declared if chosen else 1.0
    doubtful = declared is None or (letters is not None and not _plausible(declared, letters, 0.0))
    small = letters is None or letters * METRES <= LETTERS[1]
    return METRES if whole < AGREEING * len(values) and middle < TYPICAL_M and doubtful and small else None


def _agreed(ratios: Sequence[float]) -> float | None:
    """The ratio that most share, rounded to a unit that people draw in; None where they are too few or differ."""
    if len(ratios) < ENOUGH:
        return None
    middle = median(ratios)
    if sum(abs(ratio / middle - 1) < NEAR for ratio in ratios) < AGREEING * len(ratios):
        return None
    return next((unit for unit in (1.0, 10.0, METRES, INCHES, 304.8) if abs(middle / unit - 1) < NEAR), None)
