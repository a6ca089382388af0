"""The numbers that stand in a sentence, as a reader sees them: 1,250.5 m², 12'-6 1/2", 1:100, 3/4, 十二根, 2024-05-01.

A mark (KZ1), an axis, a sheet or floor number is a name and no number; `names=True` takes those digits too.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from tools.kit.quantity import SPELLINGS, UNITS
from tools.kit.result import Frozen

NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|(?<!\d)\.\d+"
FORMS = re.compile(
    rf"""(?P<date>\d{{4}}(?:-\d{{1,2}}-|/\d{{1,2}}/|\.\d{{1,2}}\.|年\d{{1,2}}月)\d{{1,2}}日?|\d{{1,2}}/\d{{1,2}}/\d{{2,4}})
    |(?P<ratio>(?<![A-Za-z\d])(?P<first>{NUMBER})(?:[:：∶]|\s[:：∶]\s)(?P<second>{NUMBER}))
    |(?P<feet>\d+)\s?['′’](?:[\s-]*(?:(?P<inch>\d+)(?![\d/]))?(?:[\s-]*(?P<over>\d+)/(?P<under>[1-9]\d*))?\s?(?:["″”]|''))?
    |(?:(?P<whole>\d+)[\s-])?(?P<up>\d+)/(?P<down>[1-9]\d*)(?P<marks>\s?["″”])?
    |(?P<inches>\d+(?:\.\d+)?)\s?["″”]
    |(?P<number>{NUMBER})
    |(?P<chinese>[零〇一二两三四五六七八九十百千万半]+)(?=\s?(?:个|根|樘|扇|道|处|块|台|套|条|件|间|平方米|立方米|毫米|米|吨|公斤|千克))
    """,
    re.VERBOSE,
)
DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
PLACES = {"十": 10, "百": 100, "千": 1000, "万": 10000}
WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
MORE_UNITS = {
    "square metres": "m2", "square meters": "m2", "square metre": "m2", "square meter": "m2", "square feet": "ft2",
    "sq. ft": "ft2", "sq. m": "m2", "cubic metres": "m3", "cubic meters": "m3", "cubic metre": "m3",
    "cubic meter": "m3", "cubic feet": "ft3", "cubic yards": "yd3", "millimetres": "mm", "millimeters": "mm",
    "tonnes": "t", "tons": "t", "in.": "in", "扇": "nos", "块": "nos", "台": "nos", "套": "nos", "条": "nos",
    "件": "nos", "间": "nos", "厘米": "cm", "％": "%",
}  # fmt: skip
AMBIGUOUS = {"", "in", "no", "no.", "none", "1", "l", "方", "count"}


def _unit_words() -> dict[str, str]:
    words = {symbol: symbol for symbol in UNITS} | SPELLINGS | MORE_UNITS
    powers = {w.replace("2", p).replace("3", q): u for w, u in words.items() for p, q in (("²", "³"), ("^2", "^3"))}
    return {word: unit for word, unit in (powers | words).items() if word not in AMBIGUOUS}


UNIT_WORDS = _unit_words()
UNIT = re.compile(
    r"\s?(" + "|".join(map(re.escape, sorted(UNIT_WORDS, key=len, reverse=True))) + r")(?![A-Za-z0-9²³]|-[a-z])",
    re.IGNORECASE,
)
NAME_BEFORE = re.compile(
    r"(?:第|[图页轴层]|\b(?:sheet|page|p\.|floor|level|axis|axes|grid|gridline|line|step|note|item|room|detail|section|view|"
    r"figure|table|phase|type|zone|drawing|layout|rev\.?|revision|no\.|q|e)s?)\s*"
    r"(?:\d+\s*(?:[-–~～、,&]|and|to|和|至|到)\s*)*$",
    re.IGNORECASE,
)
NAME_AFTER = re.compile(r"(?:\s*[-–~～至到]\s*\d+)?\s*(?:轴|号|层|楼|页|(?:st|nd|rd|th)\b)", re.IGNORECASE)
LETTER_BEFORE = re.compile(r"[A-Za-z_][-_.]?$")
SIZE_BEFORE = re.compile(r"\d\s*[xX×*]\s*$")
LETTER_AFTER = re.compile(r"[-_]?[A-Za-z]")


class Numeral(Frozen):
    """A number at characters `start` to `end` of a text (its unit included) and how finely it is stated.

    A ratio 1:100 has the value 100; a date has none and can only be quoted.
    """

    text: str
    start: int
    end: int
    value: Fraction | None
    unit: str | None = None
    step: Fraction = Fraction(1)
    kind: Literal["number", "ratio", "date", "word"] = "number"


def numerals(text: str, *, names: bool = False) -> list[Numeral]:
    """Every number of the text in reading order."""
    return list(_scan(text, names))


def words_as_numerals(text: str) -> list[Numeral]:
    """Spelled-out English numbers ("six doors", "no doors"), for places where a number is expected."""
    pattern = re.compile(rf"\b(?:{'|'.join(WORDS)}|no|none)\b", re.IGNORECASE)
    value = {word: number for number, word in enumerate(WORDS)} | {"no": 0, "none": 0}
    return [
        Numeral(text=m[0], start=m.start(), end=m.end(), value=Fraction(value[m[0].lower()]), kind="word")
        for m in pattern.finditer(text)
    ]


def chinese_number(text: str) -> Fraction:
    """十二 → 12, 一百零五 → 105, 两万三 → 20003 (no ellipsis is guessed), 半 → 1/2."""
    total = section = 0
    digit: int | None = None
    for char in text.rstrip("半"):
        if char in DIGITS:
            digit = DIGITS[char] if digit is None else digit * 10 + DIGITS[char]
        elif char == "万":
            total, section, digit = (total + section + (digit or 0)) * 10000, 0, None
        elif char in PLACES:
            section += (1 if digit is None else digit) * PLACES[char]
            digit = None
    return Fraction(total + section + (digit or 0)) + (Fraction(1, 2) if "半" in text else 0)


def _scan(text: str, names: bool) -> Iterator[Numeral]:
    at = 0
    while match := FORMS.search(text, at):
        at = match.end()
        if names or not _is_name(text, match):
            yield _numeral(text, match)


def _is_name(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - 40) : match.start()], text[match.end() : match.end() + 16]
    if match["date"] or match["ratio"] or match["chinese"]:
        return match["chinese"] == "一" or bool(match["chinese"] and before.endswith("第"))
    if LETTER_BEFORE.search(before) and not SIZE_BEFORE.search(text[: match.start()]):
        return True
    whole = match["number"] is not None and match["number"].isdigit()
    if whole and (NAME_BEFORE.search(before) or (NAME_AFTER.match(after) and not before.endswith(("共", "有")))):
        return True
    size_follows = re.match(r"\s*[xX]\s*\d", after)
    return bool(LETTER_AFTER.match(after) and not UNIT.match(after) and not size_follows)


def _numeral(text: str, match: re.Match[str]) -> Numeral:
    value, step, unit, kind = _value(match)
    start, end = match.start(), match.end()
    if unit is None and kind == "number" and (found := UNIT.match(text, end)):
        unit, end = UNIT_WORDS.get(found[1]) or UNIT_WORDS.get(found[1].lower()), found.end()
    if value is not None and re.search(r"(?:^|[\s(（:：=＝，,])[-−]$", text[:start]):
        value, start = -value, start - 1
    return Numeral(text=text[start:end], start=start, end=end, value=value, unit=unit, step=step, kind=kind)


def _value(
    match: re.Match[str],
) -> tuple[Fraction | None, Fraction, str | None, Literal["number", "ratio", "date"]]:
    if match["date"]:
        return None, Fraction(1), None, "date"
    if match["ratio"]:
        first, second = _fraction(match["first"]), _fraction(match["second"])
        return (second / first if first else None), Fraction(1), None, "ratio"
    if match["feet"]:
        part = Fraction(int(match["over"] or 0), int(match["under"] or 1))
        step = Fraction(1, 12 * int(match["under"] or 1)) if match["inch"] or match["under"] else Fraction(1)
        return int(match["feet"]) + (int(match["inch"] or 0) + part) / 12, step, "ft", "number"
    if match["down"]:
        value = int(match["whole"] or 0) + Fraction(int(match["up"]), int(match["down"]))
        return value, Fraction(1, int(match["down"])), "in" if match["marks"] else None, "number"
    if match["chinese"]:
        return chinese_number(match["chinese"]), Fraction(1), None, "number"
    digits = match["inches"] or match["number"]
    decimals = len(digits.partition(".")[2])
    return _fraction(digits), Fraction(1, 10**decimals), "in" if match["inches"] else None, "number"


def _fraction(digits: str) -> Fraction:
    return Fraction(digits.replace(",", ""))
