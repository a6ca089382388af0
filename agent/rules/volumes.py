"""Rules for the concrete of one member: its section as read on the drawing or as the user gives it, its length as given."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from agent.provider import Reply
from agent.rules.asked import Asked
from tools.kit.quantity import Quantity
from tools.kit.result import Item, Result

VOLUME = (r"\bvolumes?\b", r"\bconcrete\b", r"\bcubic\b", "体积", "混凝土", "砼", "方量", "多少方")
CONCRETE = (r"\bconcrete\b", r"混凝土", r"砼", r"\bvolume\b", r"体积")
NOT_VOLUME = (
    r"\bgrade\b",
    r"\bstrength\b",
    r"\bclass\b",
    "等级",
    "标号",
    "强度",
    r"\bhow many\b(?!.*\b(?:volume|cubic|cu\.?|m3|m³|yards?|yd3)\b)",
)
REPEATED = re.compile(r"K?Z\d|[A-Z]*Z\d|C\d|COL")
"""Columns share their marks: without a word for one of them, all are meant."""
ONE = (r"\bone\b", r"\bsingle\b", r"\beach\b", r"\bper\b", r"\ba\b", "单根", "一根", "每根", "一个", "单个", "每个")
ALL = (r"\ball\b", r"\btotal\b", r"\bevery\b", "全部", "所有", "总", "合计")
NUMBER = r"\d+(?:\.\d+)?"
UNIT = r"(?:mm|cm|m|ft|in|毫米|厘米|米|[\"”″]|['’′])"
SIDE = rf"({NUMBER})\s*({UNIT})?\s*(?:\([A-Za-z]\))?"
BY = r"\s*(?:[xX×*]|by|乘)\s*"
THREE = re.compile(rf"(?<![\w.]){SIDE}{BY}{SIDE}{BY}{SIDE}(?![\d.])")
TWO = re.compile(rf"(?<![\w.]){SIDE}{BY}{SIDE}(?![\d.])")
LENGTH = re.compile(
    rf"(?:\b(?:length|span|long|height|high|tall|depth)\b|净长|长度?|净跨|跨度|高度?|柱高)\s*(?:is|of|=|:|：|为|是|取|按)?\s*({NUMBER})\s*({UNIT})?(?![\d.])"
    rf"|(?<![\w.])({NUMBER})\s*({UNIT})\s*(?:long|high|tall|长|高)",
    re.I,
)
WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
    "一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
}  # fmt: skip
MEMBERS = r"(?:columns?|beams?|footings?|piles?|pads?|lintels?|posts?|pillars?|blocks?|slabs?|members?|walls?)"
COUNT = re.compile(
    rf"\b(\d{{1,4}}|{'|'.join(word for word in WORDS if word.isascii())})\s+(?:no\.?s?\s+|nos\.?\s+)?(?:[a-z]+\s+){{0,3}}?{MEMBERS}\b"
    rf"|(\d{{1,4}}|[一两二三四五六七八九十])\s*(?:根|个|条|道|块|榀)",
    re.I,
)
PLURAL = re.compile(r"\b(?:columns|beams|footings|piles|pads|lintels|posts|pillars|blocks|walls)\b", re.I)
PLAIN_UNITS = {'"': "in", "”": "in", "″": "in", "'": "ft", "’": "ft", "′": "ft", "毫米": "mm", "厘米": "cm", "米": "m"}


class Side(NamedTuple):
    """A side of a member as written, and where: "user" or the id of a text."""

    value: str
    unit: str
    source: str


def volume_given(asked: Asked) -> Reply | None:
    """The two columns of 200x300x3000; beam FB26 with a length of 6495."""
    if not asked.has(*VOLUME) or asked.has(*NOT_VOLUME):
        return None
    count, three = _count(asked.text), THREE.search(asked.text)
    if count is not None and three:
        return _given(asked, _sides(three.groups(), "user"), count, "")
    length = length_given(asked.text)
    if count is None or length is None or asked.has(*ALL):
        return None
    return _by_length(asked, length, count)


def _by_length(asked: Asked, length: Side, count: int) -> Reply | None:
    two = TWO.search(asked.text)
    if two:
        return _given(asked, [*_sides(two.groups(), "user"), length], count, "")
    if len(asked.marks) != 1 or (REPEATED.match(asked.marks[0]) and not asked.has(*ONE)):
        return None
    return _marked(asked, asked.marks[0], length, count)


def _count(text: str) -> int | None:
    """How many members the question speaks of; None where it speaks of several and does not say how many."""
    found = COUNT.search(text)
    if found is None:
        return None if PLURAL.search(text) else 1
    word = (found[1] or found[2]).lower()
    return WORDS.get(word) or int(word)


def _sides(groups: Sequence[str | None], source: str) -> list[Side]:
    """A unit that stands with one side holds for those without."""
    values, units = groups[::2], [PLAIN_UNITS.get(unit, unit) if unit else "" for unit in groups[1::2]]
    common = next((unit for unit in reversed(units) if unit), "")
    return [
        Side(value, unit or common or _usual(value), source)
        for value, unit in zip(values, units, strict=True)
        if value is not None
    ]


def _usual(value: str) -> str:
    """Whole numbers of some size are millimetres, as on drawings; small ones are metres."""
    return "mm" if float(value) >= 50 else "m"


def length_given(text: str) -> Side | None:
    """A length or height that the question itself states."""
    found = LENGTH.search(text)
    if found is None:
        return None
    value, unit = found[1] or found[3], found[2] or found[4]
    return Side(value, PLAIN_UNITS.get(unit, unit) if unit else _usual(value), "user")


def _marked(asked: Asked, mark: str, length: Side, count: int) -> Reply | None:
    """The section that is printed with the mark: FB26 (300X450)."""
    found = asked.need("find_text", pattern=mark, sheet=asked.sheet)
    if not any(TWO.search(written_behind(item, mark)) for item in found.items) and asked.sheet is not None:
        found = asked.need("find_text", pattern=mark)
    sections = [(item, match) for item in found.items if (match := TWO.search(written_behind(item, mark)))]
    sizes = {tuple(side[:2] for side in _sides(match.groups(), "")) for _, match in sections}
    if len(sizes) > 1:
        listed = asked.say("; ", "；").join(f"“{item.label}” [{item.id}]" for item, _ in sections[:4])
        return Reply(text=asked.say(f"Several sections stand with {mark}: {listed}. Please choose one.",
                                    f"{mark} 处有多个截面：{listed}，请指明。"), verdict="refused")  # fmt: skip
    if not sections:
        return None
    item, match = sections[0]
    return _given(asked, [*_sides(match.groups(), item.id), length], count, mark)


def written_behind(item: Item, mark: str) -> str:
    """What is written with a mark, from the mark on: a schedule's row before it belongs to others."""
    text = item.evidence.text or item.label
    at = re.sub(r"\s", "", text).upper().find(mark.upper())
    return text if at <= 0 or mark not in text else text[text.index(mark) + len(mark) :]


def _given(asked: Asked, sides: Sequence[Side], count: int, mark: str) -> Reply:
    proof = None if mark else _printed(asked, sides)
    used = [side._replace(source=proof.id) for side in sides] if proof else list(sides)
    imperial = any(side.unit in ("ft", "in") for side in used)
    result = _calculated(asked, used, count, mark, "ft3" if imperial else "m3", proof is not None)
    *inputs, total = result.quantities
    return Reply(text=_said(asked, total, inputs, used, count, mark), headline=total.id, verdict="answered")


def _calculated(asked: Asked, sides: Sequence[Side], count: int, mark: str, unit: str, proven: bool) -> Result:
    inputs: list[dict[str, Any]] = [
        {"name": name, "value": side.value, "unit": side.unit, "source": side.source}
        for name, side in zip(("b", "h", "length"), sides, strict=True)
    ]
    expression = "b * h * length"
    if count != 1:
        inputs.append({"name": "count", "value": str(count), "unit": "", "source": "user"})
        expression = "count * b * h * length"
    label = asked.say(f"concrete of {mark or 'the member'}", f"{mark or '构件'} 混凝土体积")
    return asked.need("calculate", expression=expression, label=label, unit=unit, inputs=inputs)


def _printed(asked: Asked, sides: Sequence[Side]) -> Item | None:
    """A text of the drawing that states the sizes that the user names."""
    numbers = [re.escape(side.value) for side in sides]
    found = asked.need("find_text", pattern=r"\D{1,12}".join(numbers), regex=True, sheet=asked.sheet)
    return found.items[0] if found.items else None


def _said(
    asked: Asked, total: Quantity, inputs: Sequence[Quantity], sides: Sequence[Side], count: int, mark: str
) -> str:
    product = " × ".join(f"{quantity.shown()} [{quantity.id}]" for quantity in inputs[:3])
    times = f"{count} [{inputs[3].id}] × " if count != 1 else ""
    name = asked.say(f"{mark}: ", f"{mark}：") if mark else ""
    text = f"{name}{total.shown()} [{total.id}] = {times}{product}{asked.say('.', '。')}"
    read = next((side.source for side in sides if side.source != "user"), None)
    where = asked.say(f" The sizes stand here [{read}].", f"尺寸见图上 [{read}]。") if read else ""
    if read and any(side.source == "user" for side in sides):
        where = asked.say(
            f" The section stands here [{read}]; the length is the one you gave.",
            f"截面见图上 [{read}]，长度按您所给。",
        )
    net = asked.say(" Full section, nothing deducted.", "按全截面计算，未作扣减。")
    return text + where + net
