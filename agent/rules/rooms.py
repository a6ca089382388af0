"""Rules for rooms by their tags: lists, the largest by printed area, the area printed with a room, totals."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.rooms_there import Rooms, rooms_there
from agent.rules.schedules import sum_of
from tools.kit.quantity import Quantity, unit_named
from tools.kit.result import Item
from tools.kit.room_names import WORDS, folded
from tools.kit.rooms import kinds_in

LIST = (
    r"\blist\b.*\brooms?\b", r"\broom names\b", r"\bwhich rooms (?:are|do)\b", r"\bwhat rooms\b", r"\bname (?:all )?(?:the )?rooms\b", r"列出.*(?:房间|房名|空间)", r"有哪些(?:房间|空间)", r"房间(?:名称)?有哪些",
)  # fmt: skip
EXTREME = (
    r"\b(?P<max>largest|biggest|greatest|most)\b(?! likely)|\b(?P<min>smallest|least)\b|最(?:大|小)|面积(?:排名?)?第[二2]",
)
AREA = (r"\bareas?\b", r"\brooms?\b", r"\bspaces?\b", r"面积", r"房间", r"卧室", r"\bbig", r"\blarge", r"\bsmall")
NOT_ROOMS = (r"\bfootings?\b", r"\bdoors?\b", r"\bwindows?\b", r"\bcolumns?\b", r"\bbeams?\b", r"\bslabs?\b", r"[柱梁板]", r"基础", r"[门窗](?!厅)", r"\bschedule\b", r"\bmeasured?\b", r"测量|量取", r"\bopenings?\b", r"\bwalls?\b")  # fmt: skip
SECOND = (r"\bsecond[- ]?(?:largest|biggest|smallest)\b", r"第二")
TOTAL = (r"\btotal\b", r"\bsum\b", r"总", r"合计", r"之和")
AS_PRINTED = (r"\bprinted\b", r"\btags?\b", r"\bnoted\b", r"标注", r"标签")
"""Of what is written, and of no room that has nothing written."""
ALL_ROOMS = (
    r"\brooms?\b",
    r"\bindoor\b",
    r"\binternal\b",
    r"\bprinted\b",
    r"\btags?\b",
    r"\bnoted\b",
    r"房间",
    r"室内",
    r"标注",
)
WITHOUT = re.compile(
    r"\b(?:without|excluding|except(?: for)?|not counting|less|other than|apart from|besides|ignoring|leaving out)\s+(?:the\s+)?(?P<en>[\w ,()]+)|不(?:含|包括|计)\s*(?P<zh>[^）)，,。？?]+)|除(?P<zh2>[^）)，,。？?]+?)外",
    re.I,
)
AREA_OF = (
    re.compile(
        r"\barea(?: is)? (?:noted |printed |given |shown |stated |listed )?(?:of|for|in) (?:the |room )?[\"“']?(?P<name>.+?)[\"”']?(?: on .*| in .*| from .*)?\s*[?？]?\s*$",
        re.I,
    ),
    re.compile(r"^[\"“]?(?P<name>.+?)[\"”]?\s*(?:的|标注的?|图上标注的?)*\s*(?:地面|楼面|房间|标注)?面积"),
    re.compile(r"\bhow (?:big|large) is (?:the )?(?P<name>.+?)\s*[?？]?\s*$", re.I),
)
FEWEST, MOST_TOLD = 3, 60
HALF, MOST_SCANNED, SURE = 0.5, 0.85, 0.9
GENERIC = frozenset(["ROOM", "ROOMS", "AREA", "SPACE", "RUANG", "BILIK"])


def list_of_rooms(asked: Asked) -> Reply | None:
    """The names of the rooms, each once, with how often it stands where that is more than once."""
    if not asked.has(*LIST) or asked.has(r"\bschedule\b", "表", r"\bfinish", "做法"):
        return None
    result = rooms_there(asked)
    items = _of_one_view(result)
    if len(items) < FEWEST or result.total > len(result.items):
        return None
    counts = Counter(item.label for item in items)
    first = {item.label: item for item in reversed(items)}
    listed = [f"“{name}” [{first[name].id}]" + (f" ×{count}" if count > 1 else "") for name, count in counts.items()]
    listed = [re.sub(r" ×\d+$", "", entry) for entry in listed]
    repeated = [name for name, count in counts.items() if count > 1]
    more = asked.say(
        f" Several rooms are called {', '.join(repeated)}." if repeated else "",
        f"其中 {'、'.join(repeated)} 有多间。" if repeated else "",
    )
    if may_lack(result, items):
        more += asked.say(" The names were read by OCR and may not be all of them.", "房间名称由 OCR 读出，可能不全。")
    more += result.where(asked)
    text = asked.say(
        f"Rooms named on the plan: {', '.join(listed)}.{more}", f"图上写出的房间：{'、'.join(listed)}。{more}"
    )
    return Reply(text=text, verdict="refused" if may_lack(result, items) else "answered")


def may_lack(result: Rooms, items: Sequence[Item]) -> bool:
    """Whether OCR may have missed a name: an area stands without one, or a name is doubtful."""
    scanned = any(item.evidence.method == "ocr" for item in items)
    return scanned and (bool(result.loose) or any(item.evidence.confidence < SURE for item in items))


def _of_one_view(result: Rooms) -> list[Item]:
    """The rooms of the sheet that names most; the same rooms stand on other plans again."""
    sheets = Counter(item.evidence.sheet for item in result.items)
    most = sheets.most_common(1)[0][0] if sheets else 0
    return sorted((item for item in result.items if item.evidence.sheet == most), key=_place)


def _place(item: Item) -> tuple[float, float]:
    box = item.evidence.box or (0, 0, 0, 0)
    return round(box[1]), box[0]


def largest_room(asked: Asked) -> Reply | None:
    """Which room has the largest, second largest or smallest printed area."""
    found = re.search(EXTREME[0], asked.text, re.I)
    if found is None or not (asked.has(*AREA) or kinds_in(asked.text)) or asked.has(*NOT_ROOMS):
        return None
    there = rooms_there(asked)
    areas = _areas(asked.about(WITHOUT.sub(" ", asked.text)), there)
    left = left_out(asked)
    if left and not any(_excluded(item.label, left) for item in there.items):
        return None
    areas = [area for area in areas if not (left and _excluded(area.label, left))]
    if len({unit_named(q.unit).symbol for q in areas}) != 1 or len(areas) < 2:
        return None
    smallest = found["min"] is not None or "最小" in asked.text
    ranked = sorted(areas, key=lambda q: q.value, reverse=not smallest)
    place = 1 if asked.has(*SECOND) else 0
    ranked = _distinct(ranked)
    if len(ranked) <= place:
        return None
    chosen = ranked[place]
    ties = [q for q in ranked if q.value == chosen.value]
    names = asked.say(" and ", "和").join(f"{q.label} {q.shown()} [{q.id}]" for q in ties)
    text = asked.say(
        f"By the areas printed on the plan: {names}. Rooms without a printed area are not compared.",
        f"按图上标注的面积：{names}。没有标注面积的房间不参与比较。",
    )
    sure = _most_have_areas(there)
    return Reply(text=text + there.where(asked), headline=chosen.id, verdict="answered" if sure else "refused")


def _most_have_areas(there: Rooms) -> bool:
    """Whether the rooms without a printed area are few: read by OCR they may have one that was not read."""
    scanned = any(item.evidence.method == "ocr" for item in there.items)
    return len(there.areas) >= (MOST_SCANNED if scanned else HALF) * len(there.items)


def are_meant(asked: Asked) -> Callable[[str], bool]:
    """Whether a room of that name is meant: bedrooms or bathrooms, or another kind, where the question says so."""
    kind = next((kind for kind, words in KINDS if asked.has(words)), None)
    names = WORDS[kind] if kind else [names for _, _, names in kinds_in(asked.text)]
    return lambda label: not names or any(name.search(folded(label)) for name in names)


def _areas(asked: Asked, there: Rooms) -> list[Quantity]:
    """The printed areas of the rooms that are meant."""
    meant = are_meant(asked)
    return [area for area in there.areas if meant(area.label)]


KINDS = (
    ("bedroom", r"\bbed ?rooms?\b|卧室|\bchambres?\b|\bdormitori\w*\b"), ("bathroom", r"\bbath ?rooms?\b|\btoilets?\b|卫生间|浴室|厕所"),
)  # fmt: skip


def _distinct(areas: Sequence[Quantity]) -> list[Quantity]:
    """Each room once, though several plans show it."""
    seen: set[tuple[str, Decimal]] = set()
    kept = []
    for quantity in areas:
        key = (quantity.label, quantity.value)
        if key not in seen:
            kept.append(quantity)
        seen.add(key)
    return kept


def area_of_room(asked: Asked) -> Reply | None:
    """The area that stands with the tag of one room."""
    if not asked.has(r"\bareas?\b", "面积", r"\bhow (?:big|large)\b") or asked.has(*TOTAL, *EXTREME, *NOT_ROOMS):
        return None
    name = next((match["name"].strip() for words in AREA_OF if (match := words.search(asked.text))), "")
    wanted = folded(re.sub(r"\([^)]*\)|（[^）]*）", "", asked.quoted[0] if asked.quoted else name)).strip()
    if not 1 < len(wanted) <= 40:
        return None
    areas = _distinct([q for q in rooms_there(asked).areas if _named(q, wanted)])
    if len(areas) != 1:
        return None
    quantity = areas[0]
    source = quantity.sources[0].text
    text = asked.say(
        f"The area printed with {quantity.label} is {quantity.shown()} [{quantity.id}] (“{source}”).",
        f"图上 {quantity.label} 标注的面积为 {quantity.shown('zh')} [{quantity.id}]（“{source}”）。",
    )
    return Reply(text=text, headline=quantity.id, verdict="answered")


def _named(quantity: Quantity, wanted: str) -> bool:
    """Whether the tag is called so, with its number if the question gives one: CORRIDOR CE-3."""
    tag = re.sub(r"\s+", " ", folded(quantity.sources[0].text))
    edged = rf"(?<![A-Z0-9]){re.escape(wanted)}(?![A-Z0-9])" if wanted.isascii() else re.escape(wanted)
    return folded(quantity.label) == wanted or bool(re.match(edged, tag)) or wanted in folded(quantity.label).split()


def total_of_rooms(asked: Asked) -> Reply | None:
    """The printed areas of all rooms added up, without those that the question leaves out."""
    if (
        not asked.has(*TOTAL)
        or not asked.has(r"\bareas?\b", "面积")
        or not asked.has(*ALL_ROOMS)
        or asked.has(*NOT_ROOMS)
    ):
        return None
    result = rooms_there(asked)
    sheets = {q.sources[0].sheet for q in result.areas}
    words = left_out(asked)
    kept = [q for q in result.areas if not (words and _excluded(q.label, words))]
    without = Counter(item.label for item in result.items) - Counter(q.label for q in result.areas)
    bare = [name for name in without.elements() if not (words and _excluded(name, words))]
    if (
        len(sheets) != 1
        or len(kept) < FEWEST
        or len({q.unit for q in kept}) != 1
        or (words and not any(_excluded(item.label, words) for item in result.items))
    ):
        return None
    total = sum_of(asked, asked.say("printed room areas", "房间标注面积合计"), kept, kept[0].unit)
    listed = asked.say("; ", "；").join(f"{q.label} {q.shown()} [{q.id}]" for q in kept[:MOST_TOLD])
    names = asked.say(", ", "、").join(f"“{name}”" for name in bare[:MOST_TOLD])
    note = asked.say(
        f" That is not all of it: no printed area was read for {names}." if bare else "",
        f"这不是全部：{names} 没有读到标注面积。" if bare else "",
    )
    text = asked.say(
        f"The printed areas add up to {total.shown()} [{total.id}]: {listed}.{result.where(asked)}{note}",
        f"标注面积合计 {total.shown('zh')} [{total.id}]：{listed}。{result.where(asked)}{note}",
    )
    unread = any(item.evidence.method == "ocr" for item in result.items)
    whole = not bare or (asked.has(*AS_PRINTED) and not unread)
    return Reply(text=text, headline=total.id, verdict="answered" if whole else "refused")


def left_out(asked: Asked) -> str:
    """The rooms that the question leaves out, as it says them; empty where it leaves out none."""
    left = WITHOUT.search(asked.text)
    return next((group for group in left.groups() if group), "") if left else ""


def _excluded(label: str, said: str) -> bool:
    """Whether the question leaves it out by its whole name, by a word of it that is not just ROOM, or as a room of a kind."""
    words = folded(said)
    if any(names.search(folded(label)) for _, _, names in kinds_in(said)):
        return True
    parts = [part for part in folded(label).split() if part not in GENERIC and len(part) > (3 if part.isascii() else 1)]
    return folded(label) in words or any(part in words for part in parts)
