"""What the cells of a schedule state: how many of a thing, and how wide and high it is."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from tools.kit.columns import ColumnKind
from tools.kit.figures import feet_and_inches

AMOUNT = re.compile(
    r"^\W*(?:\d+\s*[x×X*+]\s*\d+\s*=\s*)?(?P<number>\d{1,5})\s*(?:NOS?\b\.?|PCS?\b\.?|SETS?\b|EA(?:CH)?\b\.?|UNITS?\b|BIL\b|[樘扇个根套件处台块只株棵盏组榀])?\W*$",
    re.I,
)
WHOLE = re.compile(r"合\s*计|总\s*计|总\s*数|小\s*计|\bTOTALS?\b|\bJUMLAH\b", re.I)
PRODUCT = re.compile(r"^\W*" + r"\s*[xX×*]\s*".join(r"([^xX×*]*\d[^xX×*]*?)" for _ in "ab") + r"(?:\s*[xX×*]\s*([^xX×*]*\d[^xX×*]*?))?\s*$")  # fmt: skip
METRIC = re.compile(r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(?P<unit>mm|cm|m)?", re.I)
LETTER = re.compile(r"^[WHBLD]\s*[=:：]?\s*(?=\d)|\s*\(?[WHBLD]\)?$", re.I)
HEAD_UNIT = re.compile(
    r"[(（\[【]\s*(?:in\s+)?(?P<unit>mm|cm|m|ft|feet|inch(?:es)?|in|毫米|厘米|米)\.?\s*[)）\]】]", re.I
)
UNIT_NAMES = {"feet": "ft", "inch": "in", "inches": "in", "毫米": "mm", "厘米": "cm", "米": "m"}
LEAST_MM = 50
"""A bare side of that size and more is in millimetres; a smaller one could be anything."""


class Side(NamedTuple):
    """One side of a size: the numbers as they are written, which add up to it, and their unit."""

    parts: tuple[str, ...]
    unit: str


def amount(text: str) -> Decimal | None:
    """How many a cell states: "07", "3 NOS", "12樘". None where it says anything else, such as "1 / 4 / 2"."""
    found = AMOUNT.match(text)
    return Decimal(found["number"]) if found else None


def amount_columns(columns: Sequence[tuple[str, ColumnKind | None]]) -> tuple[int, ...]:
    """The columns that together state the quantity of a row: the only one, the one of totals, or those of the storeys."""
    several = [i for i, (_, kind) in enumerate(columns) if kind == "quantity"]
    whole = [i for i in several if WHOLE.search(columns[i][0])]
    return tuple(whole[-1:] or several)


def unit_of_head(head: str) -> str:
    """The unit that the head of a column states for its bare numbers: WIDTH (m), 宽度（毫米）; "" where it states none."""
    found = HEAD_UNIT.search(head)
    return UNIT_NAMES.get(found["unit"].lower(), found["unit"].lower()) if found else ""


def unit_of_bare(number: str, head: str) -> str:
    """The unit of a bare number under that head: what the head states, else millimetres where it is large enough; else ""."""
    return unit_of_head(head) or ("mm" if Decimal(number.replace(",", "")) >= LEAST_MM else "")


def sides_in(text: str, head: str = "") -> tuple[Side, ...] | None:
    """The two or three sides of "900x2100", "900MM X 2100MM", "10'-0\\" x 10'-0\\"" or "3125+2870X2100", in their order. `head` is
    that of the column, which may state the unit.

    None where anything else stands there too: a size that is not understood whole is not understood.
    """
    found = PRODUCT.match(text.replace("”", '"').replace("“", '"').replace("’", "'"))
    sides = [side_in(part) for part in found.groups() if part] if found else []
    known = [side for side in sides if side]
    units = {side.unit for side in known}
    if not known or len(known) < len(sides) or (units & {"ft", "in"} and units - {"ft", "in"}):
        return None
    unit = next((side.unit for side in reversed(known) if side.unit), "") or unit_of_head(head) or _bare(known)
    return tuple(side._replace(unit=side.unit or unit) for side in known) if unit else None


def _bare(sides: Sequence[Side]) -> str:
    numbers = [Decimal(part.replace(",", "")) for side in sides for part in side.parts]
    return "mm" if min(numbers) >= LEAST_MM else ""


def side_in(text: str) -> Side | None:
    """One side alone, with "" for the unit where none is written."""
    text = text.strip().strip("()（）[]").strip()
    imperial = list(feet_and_inches(text))
    if imperial:
        whole = len(imperial) == 1 and (imperial[0].start, imperial[0].end) == (0, len(text))
        return Side((text,), imperial[0].unit) if whole else None
    text = LETTER.sub("", text)
    if re.fullmatch(r"\d+(?:\s*\+\s*\d+)+\s*(?:mm)?", text, re.I):
        return Side(tuple(re.findall(r"\d+", text)), "mm" if re.search("mm", text, re.I) else "")
    found = METRIC.fullmatch(text)
    return Side((found["number"],), (found["unit"] or "").lower()) if found else None
