"""Rules for the bars that the detail of a member shows: its links, its bars from the top down."""

import re
from collections.abc import Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.materials import LINK, LINKS_ASKED
from tools.kit.evidence import Box
from tools.kit.geometry import centre
from tools.kit.result import Item

MEMBER = re.compile(
    r"\b(?:beam|column|slab|footing|wall|lintel|stair)s?\s+(?P<a>[A-Z]{1,5}\d{0,3}[A-Za-z]?)\b"
    r"|(?<![A-Za-z0-9])(?P<b>[A-Z]{1,5}\d{0,3}[A-Za-z]?)\s*号?(?:的)?\s*(?:\b(?:beam|column|slab|footing|lintel)\b|[过圈框]?[梁柱板墙]|基础)"
)
BARS_ASKED = (
    r"\breinf\w*", r"\brebars?\b", r"\bbars?\b", r"\bsteel\b", "配筋", "纵筋", "主筋", "钢筋", "面筋", "底筋", "上部筋", "下部筋", "通长筋", "怎么配",
)  # fmt: skip
SIZED = (r"\bsection\b", r"\bsizes?\b", r"\bdimensions?\b", "截面", "尺寸")
BARS = r"\d{1,2}\s*[-–]?\s*(?:Y|T|H|R|N|D|C|A|B|#|Φ|φ|Ø|%%13\d)\s?\d{1,2}(?![\d@])"
SIZE = re.compile(r"\d{2,4}\s*[xX×*]\s*\d{2,4}")
HIGH = 14.0  # heights of its title: how far a detail reaches above or below it
WIDE = 22.0  # heights: how far it reaches to either side where no other title stands beside it
MOST_SHOWN = 24


def detail_of_member(asked: Asked) -> Reply | None:
    """Links and bars of a member by its detail: what stands above its title, else under it, in its own part of the row."""
    mark = member(asked)
    wants_links, wants_bars = asked.has(*LINKS_ASKED), asked.has(*BARS_ASKED)
    if mark is None or not (wants_links or wants_bars):
        return None
    titles = _titles(asked, mark)
    if len(titles) != 1 or titles[0].evidence.box is None:
        return None
    rooms = _rooms(titles[0].evidence.box, _others(asked, titles[0], mark))
    links = _written(asked, titles[0], LINK, rooms) if wants_links else []
    bars = _written(asked, titles[0], BARS, rooms) if wants_bars else []
    if not links and not bars:
        return None
    sized = [titles[0]] if asked.has(*SIZED) and SIZE.search(titles[0].evidence.text) else []
    return _told(asked, mark, sized, links, bars)


def member(asked: Asked) -> str | None:
    """The mark of the one member that is meant, with or without a number: FB26, MLB."""
    if asked.marks:
        return asked.marks[0] if len(asked.marks) == 1 else None
    found = MEMBER.search(asked.text)
    return (found["a"] or found["b"]) if found else None


def _titles(asked: Asked, mark: str) -> list[Item]:
    """Where the mark stands with a size; else where it stands alone."""
    found = [
        item
        for item in asked.need("find_text", pattern=mark, sheet=asked.sheet).items
        if item.row is None and item.evidence.method != "schedule"
    ]
    sized = [item for item in found if SIZE.search(item.evidence.text)]
    return sized or [item for item in found if len(item.evidence.text) <= len(mark) + 12]


def _others(asked: Asked, title: Item, mark: str) -> list[Box]:
    """The titles of the other members on the sheet."""
    pattern = (
        r"^[A-Z]{1,5}-?\d{0,3}[A-Z]?\s*[(（]?\s*\d{2,4}\s*[xX×*]\s*\d{2,4}"
        if SIZE.search(title.evidence.text)
        else rf"^{re.sub(r'[^A-Z].*', '', mark)}-?\d+[A-Z]?$"
    )
    items = asked.need("find_text", pattern=pattern, regex=True, sheet=title.evidence.sheet).items
    return [item.evidence.box for item in items if item.evidence.box and item.evidence.box != title.evidence.box]


def _rooms(title: Box, others: Sequence[Box]) -> tuple[Box, Box]:
    """The parts of the sheet above and under a title, up to the middle of the way to the titles beside it."""
    height, x = title[3] - title[1], centre(title)[0]
    level = [centre(other)[0] for other in others if abs(other[1] - title[1]) < 2 * height]
    left = max([x - WIDE * height, *((x + other) / 2 for other in level if other < x)])
    right = min([x + WIDE * height, *((x + other) / 2 for other in level if other > x)])
    over = [other for other in others if left < centre(other)[0] < right]
    top = max([title[1] - HIGH * height, *(other[3] for other in over if other[3] <= title[1])])
    bottom = min([title[3] + HIGH * height, *(other[1] for other in over if other[1] >= title[3])])
    return (left, top, right, title[1]), (left, title[3], right, bottom)


def _written(asked: Asked, title: Item, pattern: str, rooms: Sequence[Box]) -> list[Item]:
    """What is written so in the first of the rooms that has any, from the top down; links with their legs before others."""
    for room in rooms:
        found = asked.need(
            "find_text", pattern=pattern, regex=True, sheet=title.evidence.sheet, box=list(room), alone=True
        ).items
        if found:
            legged = [item for item in found if re.search(r"^\W*\d\s*L", item.evidence.text)] if pattern == LINK else []
            return sorted(legged or found, key=lambda item: item.evidence.box or (0, 0, 0, 0))
    return []


def _told(asked: Asked, mark: str, sized: Sequence[Item], links: Sequence[Item], bars: Sequence[Item]) -> Reply:
    """Answered where all of a kind say the same; else every one is shown, for the user to look at."""
    parts = (
        [asked.say(f"{mark} section: {_shown(asked, sized)}.", f"{mark} 截面：{_shown(asked, sized)}。")]
        if sized
        else []
    )
    if links:
        parts.append(asked.say(f"Links of {mark}: {_shown(asked, links)}.", f"{mark} 箍筋：{_shown(asked, links)}。"))
    if bars:
        parts.append(
            asked.say(
                f"Bars written in the detail of {mark}: {_shown(asked, bars)}.",
                f"{mark} 详图中写出的钢筋：{_shown(asked, bars)}。",
            )
        )
    plain = all(len({_plain(item) for item in items}) < 2 for items in (links, bars))
    if not plain:
        parts.append(asked.say("Please look at the detail for where each runs.", "各自的位置请对照详图。"))
    return Reply(text=asked.say(" ", "").join(parts), verdict="answered" if plain else "refused")


def _plain(item: Item) -> str:
    return re.sub(r"\s", "", item.evidence.text.upper())


def _shown(asked: Asked, items: Sequence[Item]) -> str:
    distinct = list({_plain(item): item for item in reversed(items)}.values())[::-1]
    return asked.say("; ", "；").join(f"“{item.evidence.text}” [{item.id}]" for item in distinct[:MOST_SHOWN])
