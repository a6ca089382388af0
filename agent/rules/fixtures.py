"""Rules for sanitary fixtures: WCs, basins, baths … as blocks of a DXF drawing name them."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from agent.provider import Reply
from agent.rules.asked import Asked, Failed
from agent.rules.blocks import main_one
from tools.kit.quantity import Quantity
from tools.kit.result import Result

MOST_NAMES = 4


class Fixture(NamedTuple):
    """What it is called, the words that ask for it, and how blocks of it are named (alternatives)."""

    en: str
    zh: str
    asked: re.Pattern[str]
    blocks: str


def _fixture(en: str, zh: str, asked: str, blocks: str) -> Fixture:
    return Fixture(en, zh, re.compile(asked, re.I), blocks)


FIXTURES = (
    _fixture("urinals", "小便器", r"\burinals?\b|小便[器斗池槽]", "*URINAL*|URN*|*小便*"),
    _fixture("WCs", "坐便器", r"\bW\.?C\.?(?:s| pans?)?\b(?!.{0,12}rooms?)|\btoilets?\b(?! (?:rooms?|slab|door))|\btoilet (?:pans?|bowls?|fixtures?|seats?)\b|\bwater closets?\b|马桶|坐便器?|大便器|蹲便器?|蹲位|座便器?", "WC*|*TOILET*|*W.C*|*CLOSET*|*马桶*|*坐便*|*大便*|*蹲便*|*蹲位*|*座便*"),
    _fixture("basins", "洗脸盆", r"\b(?:wash ?)?(?:hand ?)?basins?\b|\blavator(?:y|ies)\b|\bWHBs?\b|洗[脸手面]盆|面盆|台盆|洗手台", "*BASIN*|*LAVATORY*|LAV*|WHB*|*脸盆*|*面盆*|*手盆*|*台盆*"),
    _fixture("baths", "浴缸", r"\bbath ?tubs?\b|\bbaths\b|\btubs?\b|浴缸|浴盆", "*BATHTUB*|BATH*|*TUB*|*浴缸*|*浴盆*"),
    _fixture("showers", "淋浴", r"\bshowers?(?: trays?)?\b|淋浴(?!间)", "*SHOWER*|*淋浴*"),
    _fixture("sinks", "水槽", r"\bsinks?\b|水槽|洗[菜涤]盆", "*SINK*|*水槽*|*洗菜*|*洗涤*"),
    _fixture("floor drains", "地漏", r"\bfloor (?:drains?|traps?)\b|地漏", "*DRAIN*|*地漏*"),
)  # fmt: skip
NOT_FIXTURES = (
    r"\bareas?\b", r"\brooms?\b", r"\bfinish", r"\btiles?\b", r"\bslab\b", r"\bheight", r"\bsizes?\b", r"\bschedule\b", r"\blegend\b", r"\blabell?ed\b", r"\bmarked\b", "面积", "间", "尺寸", "高", "表", "图例", "标注", "写",
)  # fmt: skip
HOW_MANY = (
    r"\bhow many\b",
    r"\bnumber of\b",
    r"\bcount\b",
    r"\bno\.? of\b",
    r"\bquantity\b",
    "多少",
    "几",
    "数量?",
    "总数",
    "合计",
)


def fixture_in(text: str) -> Fixture | None:
    """The one kind of fixture that a text names."""
    found = [fixture for fixture in FIXTURES if fixture.asked.search(text)]
    return found[0] if len(found) == 1 else None


def fixtures_inserted(asked: Asked) -> Reply | None:
    """How many WCs, basins, baths, by the blocks that are named so; each kind that the question names."""
    wanted = [fixture for fixture in FIXTURES if fixture.asked.search(asked.text)]
    if not wanted or not asked.has(*HOW_MANY) or asked.has(*NOT_FIXTURES) or asked.marks:
        return None
    try:
        results = [(one, asked.need("count_blocks", block=one.blocks, sheet=asked.sheet)) for one in wanted]
    except Failed:
        return None
    found = [(one, result) for one, result in results if result.items]
    return _told(asked, found, [one for one, result in results if not result.items]) if found else None


def _told(asked: Asked, found: Sequence[tuple[Fixture, Result]], missing: Sequence[Fixture]) -> Reply | None:
    counts = [(one, main_one(asked, result), result) for one, result in found]
    known = [(one, count, result) for one, count, result in counts if count is not None]
    if not known:
        return None
    parts = [_part(asked, one, count, result) for one, count, result in known]
    rooms = _rooms_so_named(asked, known[0][0], known[0][1]) if len(known) == 1 else ""
    lacking = asked.say(", ", "、").join(asked.say(one.en, one.zh) for one in missing)
    left = asked.say(f" No block is named so for: {lacking}.", f"没有以此命名的图块：{lacking}。") if missing else ""
    sure = not missing and not rooms and not any(_nested(result) for _, _, result in known)
    text = asked.say(" ", "").join(parts) + rooms + left
    return Reply(text=text, headline=known[0][1].id, verdict="answered" if sure else "refused")


def _part(asked: Asked, one: Fixture, count: Quantity, result: Result) -> str:
    names = list({item.label: item for item in result.items if item.evidence.sheet == count.sources[0].sheet}.values())
    listed = asked.say(", ", "、").join(f"“{item.label}” [{item.id}]" for item in names[:MOST_NAMES])
    return asked.say(
        f"{one.en}: {count.value:f} [{count.id}], inserted as blocks {listed}.",
        f"{one.zh} {count.value:f} 个 [{count.id}]，为插入的图块 {listed}。",
    )


def _rooms_so_named(asked: Asked, one: Fixture, count: Quantity) -> str:
    """WCs may be rooms as well as pans: where there are as many of both it does not matter which is meant."""
    if one.en != "WCs" or not asked.has(r"\bW\.?C", r"\btoilets?\b(?! (?:pan|bowl|fixture|seat))"):
        return ""
    rooms = [q for q in asked.need("count_rooms", kind="bathroom", sheet=count.sources[0].sheet).quantities if q.value]
    if not rooms or rooms[0].value == count.value:
        return ""
    return asked.say(
        f" Rooms that are named so: {rooms[0].value:f} [{rooms[0].id}]. Please say which you mean.",
        f"以此命名的房间有 {rooms[0].value:f} 间 [{rooms[0].id}]，请说明所指。",
    )


def _nested(result: Result) -> bool:
    """Whether one may stand within another of its kind, and so be counted twice."""
    return any(", in " in item.note for item in result.items)
