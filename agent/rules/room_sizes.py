"""Rules for the rooms as a set: how many are named, how many are larger than 20 m2, and their average area as printed."""

import re
from collections.abc import Callable, Sequence
from fractions import Fraction

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.rooms import are_meant, may_lack
from agent.rules.rooms_there import Rooms, rooms_there
from tools.kit.quantity import Quantity, unit_named

UNIT = r"(?P<unit>m2|m²|㎡|平方?米|平(?!面)|sq\.?\s*m(?:et(?:er|re)s?)?|sqm|square met(?:er|re)s?|sq\.?\s*f(?:t|eet)\.?|SF|square feet|ft2|平方英尺)"
FIGURE = rf"(?P<value>\d[\d,]*(?:\.\d+)?)\s*{UNIT}"
COMPARED = (
    (rf"(?:\b(?:at least|no(?:t)? (?:less|smaller) than)|不小于|不少于|至少|≥|>=)\s*{FIGURE}", ">="),
    (rf"{FIGURE}\s*(?:\bor (?:more|larger|bigger)\b|及?以上)", ">="),
    (rf"(?:\b(?:at most|up to|no(?:t)? (?:more|larger|bigger) than)|不大于|不超过|至多|≤|<=)\s*{FIGURE}", "<="),
    (rf"{FIGURE}\s*(?:\bor (?:less|smaller)\b|及?以下)", "<="),
    (rf"(?:\b(?:larger|bigger|greater|more|over|above|exceed\w*)(?: than)?|大于|超过|高于|>)\s*{FIGURE}", ">"),
    (rf"(?:\b(?:smaller|less|under|below)(?: than)?|小于|低于|不足|不到|<)\s*{FIGURE}", "<"),
)
"""Those of a bound that counts itself first: "not less than" holds "less than"."""
HOLDS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    ">=": lambda a, b: a >= b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, "<": lambda a, b: a < b,
}  # fmt: skip
ROOMS = r"\brooms?\b|\bspaces?\b|\boffices?\b|房间|房|室|空间"
AVERAGE = r"\b(?:average|mean)\b.*\b(?:areas?|sizes?)\b|\b(?:areas?|sizes?)\b.*\bon average\b|平均.*面积|面积.*平均"
OTHERS = r"\b(?:doors?|windows?|columns?|beams?|footings?|openings?|slabs?)\b|[柱梁板]|[门窗](?!厅)|洞口|基础"
IN_ALL = (
    r"^\W*how many (?:different |separate |named )?rooms(?: are| does| do| has| have)?\b(?:\W*(?:there|named|shown|drawn|in total|in all|altogether|(?:on|in|does|has)? ?"
    r"(?:this|the) (?:plan|sheet|drawing|building|house|floor)|have|has))*\W*$",
    r"^\W*(?:请问)?(?:这张图|该图|图中|图上|平面图上?)?(?:一共|总共|共)?有?(?:多少|几)[个间]?房间(?:吗|呢)?\W*$", r"^\W*房间(?:总数|数量|一共|总共|共)?(?:有|是)?(?:多少|几)[个间]?\W*$",
)  # fmt: skip
MOST = 60


def rooms_in_all(asked: Asked) -> Reply | None:
    """How many rooms there are: each name that is written on the one sheet with rooms."""
    if not asked.has(*IN_ALL):
        return None
    there = rooms_there(asked)
    if not 1 < len(there.items) <= MOST or not _all(there) or len({item.evidence.sheet for item in there.items}) > 1:
        return None
    label = asked.say("rooms named on the plan", "图上写出名称的房间数")
    count = _calculated(asked, f"count({', '.join(item.id for item in there.items)})", label, "nos")
    listed = asked.say(", ", "、").join(f"“{item.label}” [{item.id}]" for item in there.items)
    text = asked.say(
        f"{count.value:f} [{count.id}] rooms are named: {listed}. Corridors and stairs that bear a name are among them; rooms "
        "without a name are not.",
        f"图上写出名称的房间共 {count.value:f} 间 [{count.id}]：{listed}。写有名称的走廊、楼梯也计入，没有写名称的房间不计。",
    )
    lacks = may_lack(there, there.items)
    return Reply(text=text + there.where(asked), headline=count.id, verdict="refused" if lacks else "answered")


def rooms_beyond(asked: Asked) -> Reply | None:
    """How many rooms, or which, are larger or smaller than an area, by the areas that are printed with them."""
    found = next(((match, sign) for words, sign in COMPARED if (match := re.search(words, asked.text, re.I))), None)
    if found is None or not asked.has(ROOMS) or asked.has(OTHERS):
        return None
    (match, sign), there = found, rooms_there(asked)
    areas, value, unit = _areas(asked, there), *_bound(match)
    if not areas:
        return None
    bound = Fraction(value) * unit_named(unit).factor
    chosen = [area for area in areas if HOLDS[sign](Fraction(area.value) * unit_named(area.unit).factor, bound)]
    if not chosen:
        text = asked.say(
            f"By the printed areas no room is {_words(asked, sign)} {value} {unit}; the largest is {_shown(areas[0])}.",
            f"按标注面积，没有{_words(asked, sign)} {value} {unit} 的房间；最大的是 {_shown(areas[0])}。",
        )
        return Reply(text=text + _without(asked, there, areas), verdict="refused")
    label = asked.say("rooms by their printed area", "按标注面积的房间数")
    count = _calculated(asked, f"count({', '.join(area.id for area in chosen)})", label, "nos")
    listed = asked.say(", ", "、").join(map(_shown, chosen))
    text = asked.say(
        f"{count.value:f} [{count.id}] by the printed areas: {listed}.", f"按标注面积共 {count.value:f} 间 [{count.id}]：{listed}。"
    )  # fmt: skip
    return _told(asked, text, count, there, areas)


def average_of_rooms(asked: Asked) -> Reply | None:
    """The average of the areas that are printed with the rooms."""
    if not asked.has(AVERAGE) or asked.has(OTHERS):
        return None
    there = rooms_there(asked)
    areas = _areas(asked, there)
    if len(areas) < 2:
        return None
    ids = ", ".join(area.id for area in areas)
    label = asked.say("average area of the rooms", "房间平均面积")
    average = _calculated(asked, f"sum({ids}) / count({ids})", label, areas[0].unit)
    listed = asked.say(", ", "、").join(map(_shown, areas))
    text = asked.say(
        f"{average.shown()} [{average.id}] on average, of: {listed}.",
        f"平均 {average.shown('zh')} [{average.id}]，计入：{listed}。",
    )
    return _told(asked, text, average, there, areas)


def _areas(asked: Asked, there: Rooms) -> list[Quantity]:
    """The printed areas of the rooms that are meant, the largest first; none where they have several units or sheets, or
    are too many to be told."""
    meant = are_meant(asked)
    areas = [area for area in there.areas if meant(area.label)]
    one = len({unit_named(area.unit).symbol for area in areas}) == 1 == len({area.sources[0].sheet for area in areas})
    return sorted(areas, key=lambda area: -area.value) if one and len(areas) <= MOST and _all(there) else []


def _all(there: Rooms) -> bool:
    return there.total <= len(there.items)


def _bound(match: re.Match[str]) -> tuple[str, str]:
    unit = match["unit"].casefold()
    return match["value"].replace(",", ""), "ft2" if re.search(r"f|英尺", unit) else "m2"


def _told(asked: Asked, text: str, head: Quantity, there: Rooms, areas: Sequence[Quantity]) -> Reply:
    """Where rooms have no printed area the figure is none of all rooms."""
    lack = _without(asked, there, areas)
    return Reply(text=text + there.where(asked) + lack, headline=head.id, verdict="refused" if lack else "answered")


def _without(asked: Asked, there: Rooms, areas: Sequence[Quantity]) -> str:
    places = {(area.sources[0].sheet, area.sources[0].box) for area in there.areas}
    sheets, meant = {area.sources[0].sheet for area in areas}, are_meant(asked)
    bare = [
        item
        for item in there.items
        if item.evidence.sheet in sheets
        and meant(item.label)
        and (item.evidence.sheet, item.evidence.box) not in places
    ]
    if not bare:
        return ""
    named = asked.say(", ", "、").join(f"“{item.label}” [{item.id}]" for item in bare[:6])
    return asked.say(
        f" Rooms without a printed area are not among them: {named}.", f"没有标注面积的房间未计入：{named}。"
    )


def _calculated(asked: Asked, expression: str, label: str, unit: str) -> Quantity:
    return asked.need("calculate", expression=expression, label=label, unit=unit).quantities[-1]


def _shown(area: Quantity) -> str:
    return f"{area.label} {area.shown()} [{area.id}]"


def _words(asked: Asked, sign: str) -> str:
    en = {">=": "at least", "<=": "at most", ">": "larger than", "<": "smaller than"}[sign]
    return asked.say(en, {">=": "不小于", "<=": "不大于", ">": "大于", "<": "小于"}[sign])
