"""Dimension texts: 3600, 1.25, 80, 2,40 m, 12'-4 1/2", as the real lengths that they may state."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Literal, NamedTuple

from tools.kit.quantity import UNITS

Notation = Literal["mm", "m", "cm", "ft", "in"]
"""How the dimensions of a drawing are written. Under "m" a whole number below 100 states centimetres: 80 beside 1.25."""

FEET = re.compile(
    r"(?P<feet>\d{1,3})\s?['’]\s?[-–]?\s?(?:(?P<inch>\d{1,2}(?!\d*/))?\s?-?\s?(?:(?P<over>\d{1,2})/(?P<under>2|4|8|16|32))?\s?(?:[\"”]|'')?)?"
    r"|(?P<only>\d{1,3}(?!\d*/))?\s?-?\s?(?:(?P<up>\d{1,2})/(?P<down>2|4|8|16|32))?\s?(?:[\"”]|'')"
)
VULGAR = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8"}
NUMBER = re.compile(
    r"(?P<number>\d{1,3}(?:[, ]\d{3})+|\d{1,6}(?:[.,]\d{1,4})?|[.,]\d{1,3})(?P<half>⁵)?\s?(?P<unit>mm|cm|m|M|MM|毫米|米)?"
)
UNIT_OF = {"mm": "mm", "MM": "mm", "毫米": "mm", "cm": "cm", "m": "m", "M": "m", "米": "m"}
AROUND = re.compile(
    r"^(?:[(（\[]\s*)?(?P<text>.+?)(?:\s*[)）\]])?(?:\s*\(?(?:TYP|typ|C/C|c/c|CLR|O\.?C|净宽|MIN|MAX)\.?\)?)?$"
)
LONGEST = 18
SHORTEST = 30
"""Millimetres; what is shorter is the name of an axis or the number of a note."""


class Stated(NamedTuple):
    """A length in millimetres and the notation under which the text states it. `unit` is the one to show it in."""

    length: Fraction
    notation: Notation
    unit: str


def stated_in(text: str) -> tuple[Stated, ...]:
    """The lengths that a whole text may state, the likeliest first; empty where it is no dimension."""
    if len(text) > LONGEST or not any(character.isdigit() or character in VULGAR for character in text):
        return ()
    inside = AROUND.match(text.strip())
    readings = _readings(inside["text"].strip()) if inside else ()
    return tuple(stated for stated in readings if stated.length >= SHORTEST)


def _readings(text: str) -> Iterator[Stated]:
    plain = "".join(f" {VULGAR[character]}" if character in VULGAR else character for character in text)
    feet = FEET.fullmatch(re.sub(r"\s+", " ", plain).strip())
    if feet:
        yield from _feet(feet)
        return
    number = NUMBER.fullmatch(text)
    if number is None:
        return
    digits = number["number"]
    if number["unit"]:
        unit = UNIT_OF[number["unit"]]
        notation: Notation = {"mm": "mm", "cm": "cm", "m": "m"}[unit]  # type: ignore[assignment]
        yield Stated(_value(digits) * UNITS[unit].factor * 1000, notation, unit)
    elif re.fullmatch(r"\d+", digits):
        yield from _whole(digits)
    else:
        yield from _decimal(digits, bool(number["half"]))


def _feet(match: re.Match[str]) -> Iterator[Stated]:
    whole, inch = match["feet"], match["inch"] or match["only"]
    over, under = match["over"] or match["up"], match["under"] or match["down"]
    inches = Fraction(int(inch or 0)) + (Fraction(int(over), int(under)) if over and under else 0)
    total = 12 * int(whole or 0) + inches
    if total > 0 and (inches < 12 or not whole):
        yield Stated(total * Fraction(254, 10), "ft", "ft" if whole else "in")


def _whole(digits: str) -> Iterator[Stated]:
    value = int(digits)
    if value == 0 or (len(digits) > 1 and digits[0] == "0"):
        return
    yield Stated(Fraction(value), "mm", "mm")
    if value < 100:
        yield Stated(Fraction(value * 10), "m", "cm")
    if value < 10_000:
        yield Stated(Fraction(value * 10), "cm", "cm")


def _decimal(digits: str, half: bool) -> Iterator[Stated]:
    if re.fullmatch(r"[1-9]\d{0,2}(?:[, ]\d{3})+", digits):
        yield Stated(Fraction(re.sub(r"[, ]", "", digits)), "mm", "mm")
    value = _value(digits) + (Fraction(5, 1000) if half else 0)
    places = len(re.split(r"[.,]", digits)[-1])
    if value <= 0 or " " in digits:
        return
    if places >= 2 or value < 100:
        yield Stated(value * 1000, "m", "m")
    if places == 1:
        yield Stated(value * 10, "cm", "cm")
        yield Stated(value, "mm", "mm")


def _value(digits: str) -> Fraction:
    plain = (
        re.sub(r"[, ](?=\d{3}(?:\D|$))", "", digits) if re.fullmatch(r"\d{1,3}(?:[, ]\d{3})+\.\d+", digits) else digits
    )
    return Fraction("0" + plain.replace(",", ".").replace(" ", ""))


def feet_and_inches(length: Fraction) -> str:
    """Millimetres as 36'-8" or 4'-8 1/2", to a sixteenth of an inch."""
    inches = round(length / Fraction(254, 10) * 16)
    feet, rest = divmod(Fraction(inches, 16), 12)
    whole, part = divmod(rest, 1)
    fraction = f" {part.numerator}/{part.denominator}" if part else ""
    return f"{feet}'-{whole}{fraction}\""
