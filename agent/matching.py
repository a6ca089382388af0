"""Does a figure as written show this quantity, or stand in this text? Pure comparisons, no judgement of meaning."""

import re
import unicodedata
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

from tools.kit.numerals import Numeral, numerals, words_as_numerals
from tools.kit.quantity import UNITS, Quantity, unit_named
from tools.kit.result import Item

NAME = re.compile(r"(?<![\w-])[^\W\d_]{3,}\s(?P<last>[^\W\d_]{3,})\s$")
NO_NAMES = {
    "are", "has", "have", "was", "were", "total", "count", "number", "only", "says", "with", "and", "the", "for", "about",
}  # fmt: skip
STANDARD = re.compile(
    r"(?<![A-Za-z\d])[A-Z]{2,5}(?:/T)?[\s-]?(?:EN[\s-]?)?\d[\d.]*(?:-\d{1,2})?\s?[-–:]\s?(?:19|20)\d\d(?!\d)|\bASTM\s[A-Z]\d+"
)
"""The name of a standard: GB/T 1499.2-2018, IS 456-2000, BS 4449:2005, ASTM A615."""
COARSEST = Fraction(2, 100)  # a figure rounded further than this no longer shows its quantity


def shows(numeral: Numeral, quantity: Quantity, *, strict: bool = False) -> bool:
    """Is it that quantity at the rounding at which it is written? `strict`: a bare number shows no measured quantity."""
    if numeral.value is None:
        return False
    value, unit = Fraction(quantity.value), unit_named(quantity.unit)
    if numeral.kind == "ratio":
        return quantity.unit == "" and numeral.value in (value, 1 / value if value else None)
    if numeral.unit is None:
        return not (strict and (unit.dimension.length or unit.dimension.mass)) and _rounded(numeral, value, unit.symbol)
    wanted = unit_named(numeral.unit)
    if {wanted.symbol, unit.symbol} == {"", "nos"}:
        return numeral.value == value
    if wanted.dimension != unit.dimension:
        return False
    return _rounded(numeral, value * unit.factor / wanted.factor, wanted.symbol)


def shows_in_some_unit(numeral: Numeral, quantity: Quantity) -> bool:
    """Is the bare number that quantity in another unit, as the 0.4 of "6 × 0.4 × 0.4" is 400 mm?"""
    if numeral.value is None or numeral.unit is not None or numeral.kind == "ratio":
        return False
    own = unit_named(quantity.unit)
    return any(
        _rounded(numeral, Fraction(quantity.value) * own.factor / unit.factor, unit.symbol)
        for unit in UNITS.values()
        if unit.dimension == own.dimension
    )


def _rounded(numeral: Numeral, value: Fraction, unit: str) -> bool:
    assert numeral.value is not None
    off = abs(value - numeral.value)
    return off == 0 or (unit != "nos" and off <= numeral.step / 2 and off <= abs(value) * COARSEST)


def in_texts(numeral: Numeral, texts: Iterable[str], *, spelled: bool = False) -> bool:
    """Does that number stand in one of the texts, alone or in a mark? `spelled` takes "six" for 6."""
    return any(_same(numeral, other) for text in texts for other in _numbers(text, spelled))


def reads(numeral: Numeral, item: Item) -> bool:
    """Does that number stand in the text that was read, or in what a tool tells of drawn lines: the 10 of "10 LWPOLYLINE"?"""
    told = [item.note] if item.evidence.method == "vector" else []
    return in_texts(numeral, [item.evidence.text or item.label, *told])


@lru_cache(maxsize=2048)
def _numbers(text: str, spelled: bool) -> tuple[Numeral, ...]:
    return (*numerals(text, names=True), *(words_as_numerals(text) if spelled else ()))


def _same(one: Numeral, other: Numeral) -> bool:
    if one.value is None or other.value is None:
        return one.kind == other.kind == "date" and _digits(one.text) == _digits(other.text)
    if "ratio" in (one.kind, other.kind):
        return one.value == other.value or one.value * other.value == 1
    if one.unit and other.unit:
        first, second = unit_named(one.unit), unit_named(other.unit)
        return first.dimension == second.dimension and one.value * first.factor == other.value * second.factor
    return one.value == other.value


def _digits(text: str) -> list[str]:
    return [digits.lstrip("0") for digits in re.findall(r"\d+", text)]


def quotes_item(quote: str, item: Item) -> bool:
    """Is the quotation a whole part of what was read there? Blanks, width and case do not count."""
    wanted = folded(quote).strip(" .,;:，。；：")
    edges = rf"(?<![a-z0-9.]){re.escape(wanted)}(?![a-z0-9]|\.\d)"
    return bool(wanted) and any(re.search(edges, folded(text)) for text in (item.evidence.text, item.label) if text)


def name_with(numeral: Numeral, text: str) -> str:
    """The name that the number at its place in the text is part of: "link corridor 6", "GB/T 1499.2-2018"; "" for none."""
    standards = (m.group() for m in STANDARD.finditer(text) if m.start() <= numeral.start and numeral.end <= m.end())
    plain = numeral.kind == "number" and not numeral.unit
    words = NAME.search(text, 0, numeral.start) if plain else None
    named = f"{words.group().strip()} {numeral.text}" if words and words["last"].casefold() not in NO_NAMES else ""
    return next(standards, named)


def folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def constants(expression: str | None) -> frozenset[Fraction]:
    """The plain numbers of a computed quantity's expression: the 2 of "2 * (q1 + q2)"."""
    return frozenset(Fraction(number) for number in re.findall(r"(?<![\w.#])\d+(?:\.\d+)?(?![\w.])", expression or ""))
