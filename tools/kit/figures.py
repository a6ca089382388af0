"""Figures with a unit in a text: 706 SF, 9.61 m², 150 THK, 16'-6", 2400 mm."""

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from tools.kit.quantity import decimal_of
from tools.kit.result import Frozen

NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+,\d{1,2}(?![\d,])|\d+(?:\.\d+)?|\.\d+"
"""Three digits behind a comma are thousands, one or two the decimals of most of Europe: 19,50 m2."""
UNIT_WORDS = {
    "ft2": r"(?i:SQ\.?\s?FT\.?|SQFT|SQ(?:UARE|\.)?\s?F(?:EE|OO)T)|S\.?F\.?|ft2|ft²|平方英尺",
    "m2": r"m2|m²|㎡|(?i:SQ\.?\s?M\.?|SQM|SQ\.?\s?MTS?\.?|SQ(?:UARE|\.)?\s?MET(?:ER|RE)S?)|平方米|平米|M\^2",
    "m3": r"m3|m³|CU\.?\s?M\.?|CUM|立方米",
    "ft3": r"CU\.?\s?FT\.?|CF|ft3|ft³",
    "mm": r"mm|毫米|MM",
    "cm": r"cm|CM|厘米",
    "m": r"m|M|米",
    "kg": r"kg|KG|公斤|千克",
    "t": r"吨",
}
WITH_UNIT = re.compile(
    rf"(?<![\w.,/:-])(?P<number>{NUMBER})\s?(?:(?P<"
    + "|(?P<".join(f"{unit}>{words})" for unit, words in UNIT_WORDS.items())
    + r")(?![A-Za-z0-9²³])"
)
FEET = re.compile(
    r"(?<![\w.])(?:(?P<feet>\d+)\s?['′’]\s?-?\s?)?(?:(?P<inches>\d+)?(?:[\s-]?(?P<over>\d+)/(?P<under>\d+))?\s?[\"″”])?"
)


class Figure(Frozen):
    """A number with its unit as it stands in a text, characters `start` to `end`."""

    value: Decimal
    unit: str
    start: int
    end: int


def feet_and_inches(text: str) -> Iterator[Figure]:
    """16'-6" and 5 1/2" as exact feet; a bare foot mark counts, a bare number does not. 4'-82" is misread and is none."""
    for match in FEET.finditer(text):
        if match.end() == match.start():
            continue
        inches = Fraction(int(match["inches"] or 0))
        if match["under"] and int(match["under"]):
            inches += Fraction(int(match["over"]), int(match["under"]))
        feet = Fraction(int(match["feet"] or 0)) + inches / 12
        if match["feet"] and inches >= 12:
            continue
        if match["feet"]:
            yield Figure(value=decimal_of(feet), unit="ft", start=match.start(), end=match.end())
        elif match["inches"] or match["under"]:
            yield Figure(value=decimal_of(inches), unit="in", start=match.start(), end=match.end())


def figures_in(text: str) -> list[Figure]:
    """Every figure that states its unit, in reading order. A number without a unit is none."""
    found = list(feet_and_inches(text))
    for match in WITH_UNIT.finditer(text):
        decimal = re.fullmatch(r"\d+,\d{1,2}", match["number"])
        value = Decimal(match["number"].replace(",", "." if decimal else ""))
        found.append(Figure(value=value, unit=str(match.lastgroup), start=match.start(), end=match.end()))
    return sorted(found, key=lambda figure: figure.start)
