"""The numbers that stand in a sentence, as a reader sees them: 1,250.5 m², 12'-6 1/2", 1:100, 3/4, 十二根, 2024-05-01.

A mark (KZ1), an axis, a sheet or floor number is a name and no number; `names=True` takes those digits too.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Literal, NamedTuple

from tools.kit.quantity import SPELLINGS, UNITS
from tools.kit.result import Frozen

NUMBER = r"\d{1,3}(?:[,\u202f\u00a0]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|(?<!\d)\.\d+"
CHINESE = "零〇一二两三四五六七八九十百千万半"
MEASURES = (
    "个|根|樘|扇|道|处|块|台|套|条|件|间|张|片|榀|跨|组|座|户|步|级|盏|只|支|口|座|幢|栋|段|面|排|种|类|平方英尺|平方码|立方英尺|立方码|英尺|英寸|平方米|平方|立方米|立方|"
    "毫米|厘米|米|吨|公斤|千克"
)
FORMS = re.compile(
    rf"""(?P<date>\d{{4}}(?:-\d{{1,2}}-|/\d{{1,2}}/|\.\d{{1,2}}\.|年\d{{1,2}}月)\d{{1,2}}日?|\d{{1,2}}/\d{{1,2}}/\d{{2,4}})
    |(?P<ratio>(?<![A-Za-z\d])(?P<first>{NUMBER})(?:[:：∶]|\s[:：∶]\s)(?P<second>{NUMBER}))
    |(?P<share>百分之(?P<hundredth>[{CHINESE}]+|\d+(?:\.\d+)?))
    |(?P<parts>(?P<lower>[{CHINESE}]+)分之(?P<upper>[{CHINESE}]+))
    |(?P<vulgar>(?:(?P<full>\d+)\s?)?[½⅓⅔¼¾⅛⅜⅝⅞])(?P<vulgar_marks>\s?["″”])?
    |(?P<foot>\d+)\s?(?:ft|feet|foot)\.?[\s-]+(?P<toes>\d+(?:\.\d+)?)\s?in(?:ch(?:es)?|\.)?(?![A-Za-z])
    |(?P<feet>\d+)\s?['′’](?:[\s-]*(?:(?P<inch>\d+)(?![\d/]))?(?:[\s-]*(?P<over>\d+)/(?P<under>[1-9]\d*))?\s?(?:["″”]|''))?
    |(?:(?P<whole>\d+)[\s-])?(?P<up>\d+)/(?P<down>[1-9]\d*)(?P<marks>\s?["″”])?
    |(?P<inches>\d+(?:\.\d+)?)\s?["″”]
    |(?P<number>{NUMBER})
    |(?P<chinese>[{CHINESE}]+)(?=\s?(?:{MEASURES}))
    """,
    re.VERBOSE,
)
DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
PLACES = {"十": 10, "百": 100, "千": 1000, "万": 10000}
ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = (
    {word: Fraction(number) for number, word in enumerate(ONES)}
    | {word: Fraction(10 * number) for number, word in enumerate(TENS, 2)}
    | {
        "no": Fraction(0),
        "none": Fraction(0),
        "dozen": Fraction(12),
        "hundred": Fraction(100),
        "thousand": Fraction(1000),
    }
)
PARTS = {"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4}
SPELLED = re.compile(
    rf"\b(?P<tens>{'|'.join(TENS)})[\s-](?P<ones>{'|'.join(ONES[1:10])})\b"
    rf"|\b(?:(?P<many>{'|'.join(ONES[:13])}|an?)[\s-])?(?P<part>{'|'.join(PARTS)})(?=\s+(?:of|the)\b)"
    rf"|\b(?:(?P<times>{'|'.join(ONES[1:13])}|an?) )?(?P<big>dozen|hundred|thousand)\b"
    rf"|\b(?P<word>{'|'.join(WORDS)})\b",
    re.IGNORECASE,
)
MORE_UNITS = {
    "square metres": "m2", "square meters": "m2", "square metre": "m2", "square meter": "m2", "square feet": "ft2",
    "sq. ft": "ft2", "sq. m": "m2", "cubic metres": "m3", "cubic meters": "m3", "cubic metre": "m3",
    "cubic meter": "m3", "per cent": "%", "percent": "%", "平方": "m2", "立方": "m3", "平方英尺": "ft2", "平方码": "yd2", "立方英尺": "ft3", "立方码": "yd3", "英尺": "ft", "英寸": "in", "平方毫米": "mm2", "平方厘米": "cm2", "cubic feet": "ft3", "cubic yards": "yd3", "millimetres": "mm", "millimeters": "mm",
    "tonnes": "t", "tons": "t", "in.": "in", "扇": "nos", "块": "nos", "台": "nos", "套": "nos", "条": "nos",
    "件": "nos", "间": "nos", "厘米": "cm", "％": "%",
} | dict.fromkeys("张片榀跨组座户步级盏只支口幢栋段面排种类", "nos")  # fmt: skip
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
TALK_AFTER = re.compile(
    r"\s?(?:[个张种处条项])?(?:来源|地方|图|表|说明|方[式法]|视图|数[字值]|结果|值|问题|方面|部分|标注|依据|文字|读数|类型)"
)
NAME_AFTER = re.compile(r"(?:\s*[-–~～至到]\s*\d+)?\s*(?:轴|号|层|楼|页|(?:st|nd|rd|th)\b)", re.IGNORECASE)
JOINED = re.compile(r"\s?(?:[-–—~～]|to|至|到)\s?|[x×*]", re.IGNORECASE)
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
    return _shared(text, list(_scan(text, names)))


def _shared(text: str, found: list[Numeral]) -> list[Numeral]:
    """The unit behind a range or a size is that of both its ends: 3-5 m, 3 至 5 m, 400x500 mm."""
    for at in range(len(found) - 2, -1, -1):
        one, other = found[at], found[at + 1]
        between = text[one.end : other.start]
        shared = one.unit is None and other.unit not in (None, "nos", "%") and one.kind == other.kind == "number"
        if shared and JOINED.fullmatch(between):
            found[at] = one.model_copy(update={"unit": other.unit})
    return found


def words_as_numerals(text: str) -> list[Numeral]:
    """Spelled-out English numbers: six doors, twenty-four, a dozen, two thirds of the doors, no doors."""
    return [
        Numeral(text=m[0], start=m.start(), end=m.end(), value=_spelled(m), kind="word") for m in SPELLED.finditer(text)
    ]


def _spelled(match: re.Match[str]) -> Fraction:
    if match["tens"]:
        return WORDS[match["tens"].lower()] + WORDS[match["ones"].lower()]
    if match["part"]:
        return WORDS.get((match["many"] or "one").lower(), Fraction(1)) / PARTS[match["part"].lower()]
    if match["big"]:
        return WORDS.get((match["times"] or "one").lower(), Fraction(1)) * WORDS[match["big"].lower()]
    return WORDS[match["word"].lower()]


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
        numeral = _numeral(text, match)
        at = numeral.end
        if names or not _is_name(text, match):
            yield numeral


def _is_name(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - 40) : match.start()], text[match.end() : match.end() + 16]
    if match["chinese"]:
        part = match["chinese"] == "零" and after.startswith("件")  # 零件 is a machine part
        return match["chinese"] == "一" or part or before.endswith("第") or bool(TALK_AFTER.match(after))
    if match["date"] or match["ratio"] or match["share"] or match["parts"] or match["vulgar"] or match["foot"]:
        return False
    if LETTER_BEFORE.search(before) and not SIZE_BEFORE.search(before):
        return True
    whole = match["number"] is not None and match["number"].isdigit()
    if whole and (NAME_BEFORE.search(before) or (NAME_AFTER.match(after) and not before.endswith(("共", "有")))):
        return True
    size_follows = re.match(r"\s*[xX]\s*\d", after)
    return bool(LETTER_AFTER.match(after) and not UNIT.match(after) and not size_follows)


def _numeral(text: str, match: re.Match[str]) -> Numeral:
    value, step, unit, kind = _value(match)
    start, end = match.start(), match.end()
    if value is not None and match["number"] and text[end : end + 1] == "万":
        value, step, end = value * 10000, step * 10000, end + 1
    if unit is None and kind == "number" and (found := UNIT.match(text, end)):
        unit, end = UNIT_WORDS.get(found[1]) or UNIT_WORDS.get(found[1].lower()), found.end()
    if value is not None and re.search(r"(?:^|[\s(（:：=＝，,])[-−]$", text[:start]):
        value, start = -value, start - 1
    return Numeral(text=text[start:end], start=start, end=end, value=value, unit=unit, step=step, kind=kind)


class _Stated(NamedTuple):
    """What stands there: the value, how finely it is stated, its unit if the form itself has one."""

    value: Fraction | None
    step: Fraction = Fraction(1)
    unit: str | None = None
    kind: Literal["number", "ratio", "date"] = "number"


def _value(match: re.Match[str]) -> _Stated:
    return next(read(match) for group, read in READERS.items() if match[group])


def _ratio(match: re.Match[str]) -> _Stated:
    first, second = _fraction(match["first"]), _fraction(match["second"])
    return _Stated(second / first if first else None, kind="ratio")


def _share(match: re.Match[str]) -> _Stated:
    digits = match["hundredth"]
    return _Stated(_fraction(digits) if digits[0].isdigit() else chinese_number(digits), _step(digits), "%")


def _parts(match: re.Match[str]) -> _Stated:
    under = chinese_number(match["lower"]) or Fraction(1)
    return _Stated(chinese_number(match["upper"]) / under, 1 / under)


def _vulgar(match: re.Match[str]) -> _Stated:
    part = Fraction(unicodedata.numeric(match["vulgar"][-1])).limit_denominator(8)
    unit = "in" if match["vulgar_marks"] else None
    return _Stated(int(match["full"] or 0) + part, Fraction(1, part.denominator), unit)


def _foot(match: re.Match[str]) -> _Stated:
    return _Stated(int(match["foot"]) + _fraction(match["toes"]) / 12, _step(match["toes"]) / 12, "ft")


def _feet(match: re.Match[str]) -> _Stated:
    """None where more than a foot of inches stands behind the feet: 4'-82" is 4'-8½" or anything else, misread."""
    part = Fraction(int(match["over"] or 0), int(match["under"] or 1))
    if int(match["inch"] or 0) >= 12:
        return _Stated(None, unit="ft")
    step = Fraction(1, 12 * int(match["under"] or 1)) if match["inch"] or match["under"] else Fraction(1)
    return _Stated(int(match["feet"]) + (int(match["inch"] or 0) + part) / 12, step, "ft")


def _over(match: re.Match[str]) -> _Stated:
    value = int(match["whole"] or 0) + Fraction(int(match["up"]), int(match["down"]))
    return _Stated(value, Fraction(1, int(match["down"])), "in" if match["marks"] else None)


def _digits(match: re.Match[str]) -> _Stated:
    digits = match["inches"] or match["number"]
    return _Stated(_fraction(digits), _step(digits), "in" if match["inches"] else None)


READERS: dict[str, Callable[[re.Match[str]], _Stated]] = {
    "date": lambda match: _Stated(None, kind="date"),
    "ratio": _ratio, "share": _share, "parts": _parts, "vulgar": _vulgar, "foot": _foot, "feet": _feet, "down": _over,
    "inches": _digits, "number": _digits, "chinese": lambda match: _Stated(chinese_number(match["chinese"])),
}  # fmt: skip


def _fraction(digits: str) -> Fraction:
    return Fraction(re.sub(r"[,\u202f\u00a0]", "", digits))


def _step(digits: str) -> Fraction:
    """How finely the digits are stated."""
    return Fraction(1, 10 ** len(digits.partition(".")[2]))
