"""Rules for rooms that the question names in whatever words: their area, the sum of several, the difference of two.

A room is found by its name standing in the question, not by the question's form, so that "Storage 134A: area?", "BILIK 3 面积多少"
and "how big is the kitchen (DAPUR)" are one case.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.ranges import spelled_out
from agent.rules.room_areas import area_with, called, once_each, shown
from agent.rules.rooms import ALL_ROOMS, EXTREME, NOT_ROOMS, TOTAL
from agent.rules.rooms_there import rooms_there
from agent.rules.schedules import sum_of
from agent.rules.volumes import WORDS as NUMBERS
from tools.kit.quantity import Quantity
from tools.kit.result import Item
from tools.kit.room_names import folded
from tools.kit.rooms import kinds_in

AREA = (
    r"\bareas?\b",
    r"\bhow (?:big|large|many (?:sq|m2))\b",
    r"\bsq(?:uare)?\.? ?(?:f|m)",
    "面积",
    "多大",
    "平米",
    "平方",
)
BIGGER = (r"\b(?:bigger|larger|smaller|greater|difference|compared?)\b", r"\bmore (?:area|space)\b", "哪个?更?[大小]", "谁大", "相差", "差多少", "比.*[大小]", "[大小]多少", "更[大小]")  # fmt: skip
SMALLER = (r"\bsmaller\b", "哪[个间]?更?小", "谁小", "更小")
ADDED = (*TOTAL, r"\bcombined\b", r"\btogether\b", r"\baltogether\b", r"\badd(?:ed)? up\b", "一共", "共计", "总共", "加起来", "相加")  # fmt: skip
LEFT_OUT = re.compile(
    r"\b(?:without|excluding|except(?: for)?|not counting|less|but not|not)\s+(?P<en>.+)|不(?:含|包括|计|算)\s*(?P<zh>[^）)，,。？?]+)|除(?:去|了|开)?(?P<zh2>[^）)，,。？?]+?)(?:以外|之外|外)",
    re.I,
)
SOME = re.compile(
    r"\b(?P<en>two|three|four|five|six|both|\d{1,2})\s+(?:\w+\s+){0,2}?$|(?P<zh>[两二三四五六七八]|\d{1,2})\s*[间个条处块]?\s*$",
    re.I,
)
EACH = (r"\beach\b", r"\brespectively\b", r"\bevery\b", "各[是为有多]?", "分别")
OTHER_THINGS = (
    r"\bperimeter\b",
    r"\bvolume\b",
    r"\bconcrete\b",
    "周长",
    "体积",
    "混凝土",
    r"\bmeasured?\b",
    "量取",
    "测量",
    "实测",
)
OF_NUMBERS = re.compile(
    r"\s*(?:no\.?|nos\.?|numbers?|#)?\s*(?P<all>\d{1,2}(?:\s*(?:,|、|，|and|&|/|和|与|及|-|–|~|～|to|至|到)\s*\d{1,2})*)"
    r"(?![\dA-Za-z.'\"×]|\s*(?:sq|m2|m²|平|㎡|间|个|%))",
    re.I,
)
RANGED = re.compile(r"-|–|~|～|to|至|到", re.I)
MOST_TOLD = 12
MOST_ROOMS = 150


class Named(NamedTuple):
    """Where the question says a name, and the rooms that are called so."""

    start: int
    end: int
    rooms: tuple[Item, ...]


def area_of_named(asked: Asked) -> Reply | None:
    """The area of the one room that the question names, printed or from its noted size."""
    if not asked.has(*AREA) or asked.has(*ADDED, *BIGGER, EXTREME[0], *OTHER_THINGS) or _beside(asked):
        return None
    groups = rooms_named(asked)
    rooms = once_each(asked, [room for named in groups for room in named.rooms])
    if len(rooms) != 1:
        return _each(asked, rooms) if _are_told_apart(asked, groups) else None
    area = area_with(asked, rooms[0])
    if area is None:
        return None
    text = asked.say(
        f"{called(rooms[0])}: {shown(asked, area, rooms[0])}.",
        f"{called(rooms[0])}：{shown(asked, area, rooms[0])}。",
    )
    return Reply(text=text, headline=area.id, verdict="answered")


def _are_told_apart(asked: Asked, groups: Sequence[Named]) -> bool:
    """Whether the question names several rooms one by one, or asks for each of a kind."""
    return (len(groups) > 1 and all(len(one.rooms) == 1 for one in groups)) or (bool(groups) and asked.has(*EACH))


def _each(asked: Asked, rooms: Sequence[Item]) -> Reply | None:
    """The area of each; refused where one has none."""
    areas = [(room, area_with(asked, room)) for room in rooms]
    if not any(area for _, area in areas):
        return None
    told = asked.say("; ", "；").join(
        f"{called(room)} {area.shown()} [{area.id}]"
        if area
        else f"“{called(room)}” [{room.id}]" + asked.say(" without an area", " 无标注面积")
        for room, area in areas[:MOST_TOLD]
    )
    whole = len(rooms) <= MOST_TOLD and all(area for _, area in areas)
    return Reply(text=told + asked.say(".", "。"), verdict="answered" if whole else "refused")


def areas_compared(asked: Asked) -> Reply | None:
    """Which of two rooms is larger, and by how much."""
    if not asked.has(*BIGGER) or asked.has(*ADDED, *OTHER_THINGS) or _beside(asked):
        return None
    named = [once_each(asked, one.rooms) for one in rooms_named(asked)]
    rooms = once_each(asked, [rooms[0] for rooms in named if len(rooms) == 1])
    if len(rooms) != 2:
        return None
    areas = [area for room in rooms if (area := area_with(asked, room))]
    if len(areas) != 2:
        return _unsettled(asked, [(room, area_with(asked, room)) for room in rooms])
    if areas[0].unit != areas[1].unit:
        return None
    ranked = sorted(zip(areas, rooms, strict=True), key=lambda pair: -pair[0].value)
    (large, first), (small, second) = ranked
    less = asked.need(
        "calculate", expression=f"{large.id} - {small.id}", label="difference of the areas", unit=large.unit
    )
    apart = less.quantities[-1]
    told = [f"{called(room)} {shown(asked, area, room)}" for area, room in ranked]
    text = asked.say(
        f"{called(first)} is larger than {called(second)} by {apart.shown()} [{apart.id}]: {'; '.join(told)}.",
        f"{called(first)} 比 {called(second)} 大 {apart.shown('zh')} [{apart.id}]：{'；'.join(told)}。",
    )
    if apart.value == 0:
        text = asked.say(f"Both are equal: {'; '.join(told)}.", f"两者相等：{'；'.join(told)}。")
    return Reply(text=text, headline=apart.id, verdict="answered")


def sum_of_named(asked: Asked) -> Reply | None:
    """The areas of the rooms that the question names, added up; a number that it gives has to be that of the rooms."""
    if not asked.has(*ADDED) or not asked.has(*AREA) or asked.has(*OTHER_THINGS) or _beside(asked):
        return None
    groups = rooms_named(asked)
    left = LEFT_OUT.search(asked.text)
    kept = [one for one in groups if left is None or one.start < left.start() or one.start >= left.end()]
    struck = {room.id for one in groups if one not in kept for room in one.rooms}
    rooms = once_each(asked, [room for one in kept for room in one.rooms if room.id not in struck])
    areas = [(room, area_with(asked, room)) for room in rooms]
    if len(rooms) < 2 or (asked.has(*ALL_ROOMS) and not any(one.rooms for one in kept)):
        return None
    if any(area is None for _, area in areas) or _miscounted(asked, kept, len(rooms)):
        return _unsettled(asked, areas)
    found = [area for _, area in areas if area]
    if len({area.unit for area in found}) != 1:
        return None
    total = sum_of(asked, asked.say("areas of the named rooms", "所列房间面积"), found, found[0].unit)
    told = asked.say("; ", "；").join(
        f"{called(room)} {area.shown()} [{area.id}]" for room, area in areas[:MOST_TOLD] if area
    )
    text = asked.say(
        f"{total.shown()} [{total.id}] together: {told}.", f"合计 {total.shown('zh')} [{total.id}]：{told}。"
    )
    return Reply(text=text, headline=total.id, verdict="answered")


def _unsettled(asked: Asked, areas: Sequence[tuple[Item, Quantity | None]]) -> Reply:
    told = asked.say("; ", "；").join(
        f"“{called(room)}” [{room.id}]"
        + (f" {area.shown()} [{area.id}]" if area else asked.say(" without an area", " 无标注面积"))
        for room, area in areas[:MOST_TOLD]
    )
    text = asked.say(
        f"These rooms fit the question, but they are not as many as it names, or lack an area: {told}. Please name the rooms.",
        f"符合的房间：{told}；其数量与所问不一致或缺少面积，请指明房间。",
    )
    return Reply(text=text, verdict="refused")


def _miscounted(asked: Asked, groups: Sequence[Named], rooms: int) -> bool:
    """Whether the question gives another number of rooms than were found: the two smaller bedrooms of three."""
    before = [SOME.search(asked.text[: one.start]) for one in groups]
    said = [match["en"] or match["zh"] for match in before if match]
    numbers = [2 if word.lower() == "both" else NUMBERS.get(word.lower()) or int(word) for word in said]
    return len(numbers) == 1 and len(groups) == 1 and numbers[0] != rooms


def _beside(asked: Asked) -> bool:
    """Whether it is about things other than rooms."""
    return asked.has(*NOT_ROOMS, r"\bschedule\b", "表中", "装修表")


def rooms_named(asked: Asked) -> list[Named]:
    """Where the question says the name of rooms, the longest names first taken, in the order of the question."""
    result = rooms_there(asked)
    if result.total > MOST_ROOMS:
        return []
    question = spelled_out(asked.text)
    plain = folded(question)
    text = plain if len(plain) == len(question) else question.upper()
    said = [
        Named(match.start(), match.end(), tuple(rooms))
        for name, rooms in _names(result.items).items()
        for match in re.finditer(_edged(name), text)
    ]
    kinds = [
        Named(start, end, rooms)
        for start, end, names in kinds_in(question)
        if (rooms := tuple(item for item in result.items if names.search(folded(item.label))))
    ]
    numbered = [_of_numbers(question, one) for one in [*said, *kinds]]
    found: list[Named] = []
    for one in sorted(numbered, key=lambda one: (one.start - one.end, len(one.rooms))):
        if not any(other.start < one.end and one.start < other.end for other in found):
            found.append(one)
    if not all(one.rooms for one in found):
        return []
    return sorted(_without_glosses(question, [one for one in found if not _is_summed_up(one, found)]))


def _of_numbers(question: str, one: Named) -> Named:
    """Bedrooms 1 and 2, 卧室1~3: those of several rooms that bear these numbers; none where a number is nobody's."""
    match = OF_NUMBERS.match(question, one.end) if len(one.rooms) > 1 else None
    if match is None:
        return one
    wanted = [int(number) for number in re.findall(r"\d+", match["all"])]
    if RANGED.search(match["all"]):
        wanted = list(range(wanted[0], wanted[-1] + 1))
    chosen = [tuple(room for room in one.rooms if _number_of(room) == number) for number in wanted]
    return Named(one.start, match.end(), sum(chosen, ()) if all(chosen) else ())


def _number_of(room: Item) -> int | None:
    """The 2 of BEDROOM 2, whether it stands in the name or apart from it."""
    found = re.search(r"(?<!\d)(\d{1,2})$", f"{room.label} {room.note}".strip())
    return int(found[1]) if found else None


def _is_summed_up(one: Named, found: Sequence[Named]) -> bool:
    """Whether it only says what the rooms are that are named one by one: 走廊 beside CE-2 and CE-3."""
    singles = [room.id for other in found if other is not one and len(other.rooms) == 1 for room in other.rooms]
    return len(one.rooms) > 1 and bool(singles) and {room.id for room in one.rooms} >= set(singles)


def _names(items: Sequence[Item]) -> dict[str, list[Item]]:
    """What the rooms may be called: CORRIDOR CE-3, CE-3, CORRIDOR; CHAMBRE for CHAMBRE 1 to 3."""
    found: dict[str, list[Item]] = {}
    for item in items:
        label = folded(item.label)
        stem = re.sub(r"[\s-]*\d{1,2}$", "", label)
        first = label.split()[0] if " " in label else ""
        numbers = [f"{label} {item.note}", f"{item.note} {label}"] if item.note else []
        codes = [item.note] if item.note and re.search(r"\d", item.note) and len(item.note) > 1 else []
        for name in {label, stem, *numbers, *codes} - {""}:
            found.setdefault(folded(name), []).append(item)
        if first and sum(folded(other.label).startswith(first + " ") for other in items) > 1:
            found.setdefault(first, []).append(item)
    return {name: rooms for name, rooms in found.items() if len(name) > 1}


def _edged(name: str) -> str:
    spaced = r"[\s-]*".join(re.escape(part) for part in re.split(r"[\s-]+", name) if part)
    return rf"(?<![A-Z0-9]){spaced}(?![A-Z0-9])" if name.isascii() else spaced


def _without_glosses(question: str, found: Sequence[Named]) -> list[Named]:
    """A name in brackets says which one is meant by the word before it: the kitchen (DAPUR), 露台（PATIO）, 卧室 CHAMBRE 2."""
    kept = list(found)
    for one in found:
        for other in found:
            between = question[one.end : other.start]
            bare = not between.strip() and len(one.rooms) == len(other.rooms) == 1 and one.rooms != other.rooms
            if one is not other and re.fullmatch(r"\s*[(（\[]?\s*", between) and one.end <= other.start and not bare:
                kept = [x for x in kept if x is not (one if len(other.rooms) <= len(one.rooms) else other)]
    return kept
