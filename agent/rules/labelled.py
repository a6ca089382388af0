"""Rules for things that are counted by what is written on them: stairwells, ABA toilets, "ARCHED OPENING", 设备阳台."""

import re

from agent.provider import Reply
from agent.rules.asked import MARK, Asked
from agent.rules.counting import AGREES, BEYOND, HOW_MANY
from agent.rules.symbols import COUNTED
from agent.rules.words import times
from tools.kit.quantity import Quantity
from tools.kit.result import Result

WRITTEN = (
    r"\blabell?ed\b",
    r"\bmarked\b",
    r"\btagged\b",
    r"\bnoted\b",
    r"\bwritten\b",
    r"\bcalled\b",
    r"\bnamed\b",
    "标注",
    "写",
    "注明",
    "标了",
    "标有",
    "名为",
)
DRAWN = re.compile(
    r"\b(?:doors?|windows?|columns?|beams?|walls?|slabs?|footings?|piles?|stairs?|steps?|risers?|treads?|chairs?|tables?|beds?|sinks?|basins?|trees?|cars?|fixtures?|lights?|"
    r"fans?|switch(?:es)?|outlets?|sockets?|points?|rows?|sheets?|pages?|storeys?|floors?|levels?|types?|kinds?|bars?|axes|axis|grids?|lines?|dimensions?|rooms?|units?|lifts?|"
    r"elevators?|spaces?|things?|symbols?|blocks?|layers?|tags?|marks?)$",
    re.I,
)
"""What is drawn, not written: its label may stand elsewhere, or not with each of them."""
DRAWN_ZH = re.compile(
    r"[门窗柱梁墙板桩层灯扇座点图表行页根]$|基础|楼梯|电梯|车位|房间|构件|洞口|轴线?$|^(?:个|处|间|多少|几)*$"
)
IDLE = re.compile(
    r"^(?:the|all|total|different|separate|individual|of|any|a|an|labell?ed|marked|tagged|noted|single)\s+", re.I
)
PHRASE = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Z0-9.'/\-]+(?:\s+[A-Z0-9][A-Z0-9.'/\-]*)*(?![A-Za-z0-9])")
ZH = re.compile(
    r"(?:图上|图中|平面图?上?|图里|本层|该层|全图|这张图)?(?:一?共|总共)?(?:标注|标|写|注明)?(?:有|了)?(?:多少|几)[个处间座条部](?P<after>[\u3400-\u9fff]{2,8})"
    r"|(?P<before>[\u3400-\u9fff]{2,8}?)(?:在?图上|图中)?(?:一?共|总共|总计)?(?:标注?|写)?(?:有|了|出现)?(?:多少|几)[个处间座条部]",
)
SHORTEST = 3


def count_of_labelled(asked: Asked) -> Reply | None:
    """How many labels on the views say it; of things that are drawn only where the question speaks of labels."""
    if not asked.has(*HOW_MANY, r"几处", r"多少处") or asked.has(*BEYOND, *AGREES) or asked.family:
        return None
    phrase = phrase_of(asked)
    if phrase is None:
        return None
    result = asked.need("count_labels", words=[phrase], sheet=asked.sheet)
    positive = [quantity for quantity in result.quantities if quantity.value]
    if len({quantity.value for quantity in positive}) != 1:
        return _spread(asked, phrase, positive) if positive else None
    return _told(asked, phrase, positive[0], result)


ROOM = re.compile(r"\b(?:bed ?rooms?|bath ?rooms?|toilets?|wash ?rooms?|rest ?rooms?|w\.?c\.?s?)$", re.I)
PLAIN = re.compile(
    r"^(?:the|all|total|bed|sleeping|bath|powder|and|or|of|number|numbered|named|separate|bedrooms?|bathrooms?|toilets?|sanitary|public)$",
    re.I,
)


def count_of_qualified_rooms(asked: Asked) -> Reply | None:
    """How many ABA toilets: of rooms with a further word only those that are labelled so, and nothing where none is."""
    if asked.has(*WRITTEN) and _in_capitals(asked) and (said := count_of_labelled(asked)):
        return said
    found = COUNTED.search(asked.text)
    words = found["what"].strip() if found and asked.language == "en" else ""
    if not ROOM.search(words) or all(PLAIN.match(word) for word in ROOM.sub("", words).split()) or asked.has(*BEYOND):
        return None
    reply = count_of_labelled(asked)
    if reply is not None:
        return reply
    text = asked.say(f"No room on the drawing is labelled “{singular(words)}”, so none of its kind were counted.", "")
    return Reply(text=text, verdict="refused")


def phrase_of(asked: Asked) -> str | None:
    """The words as the drawing would write them: quoted, in capitals, or named and taken in the singular."""
    if asked.quoted:
        return asked.quoted[0]
    capitals = _in_capitals(asked)
    if asked.has(*WRITTEN) and len(capitals) == 1:
        return capitals[0]
    if asked.marks:
        return None
    return _chinese(asked) if asked.language == "zh" else _english(asked)


def _in_capitals(asked: Asked) -> list[str]:
    """The words that the question writes in capitals, as drawings do; marks are none."""
    found = [match[0].strip(" .'") for match in PHRASE.finditer(asked.text)]
    return [words for words in found if len(words) > SHORTEST and not MARK.fullmatch(words)]


def _english(asked: Asked) -> str | None:
    found = COUNTED.search(re.sub(r"[(（][^)）]*[)）]", " ", asked.text))
    words = IDLE.sub("", IDLE.sub("", found["what"].strip())) if found else ""
    if (
        len(words) < SHORTEST
        or len(words.split()) > 4
        or not words.isascii()
        or (DRAWN.search(words) and not asked.has(*WRITTEN))
        or DRAWN.fullmatch(words)
    ):
        return None
    return singular(words)


def singular(words: str) -> str:
    """closets is CLOSET, balconies BALCONY, lobbies LOBBY."""
    last = re.sub(r"ies$", "y", words) if words.endswith("ies") else re.sub(r"(?<=[a-zA-Z]{2}[^sS])s$", "", words)
    return last.upper()


def _chinese(asked: Asked) -> str | None:
    found = ZH.search(asked.text)
    words = (found["after"] or found["before"] or "") if found else ""
    words = re.sub(r"^(?:标注|图上|图中|平面|全部|所有|的|有)+|(?:的|在)$", "", words)
    return None if len(words) < SHORTEST or DRAWN_ZH.search(words) else words


def _told(asked: Asked, phrase: str, count: Quantity, result: Result) -> Reply:
    sheet = count.sources[0].sheet
    text = asked.say(
        f"“{phrase}” is written {count.value:f} {times(count)} [{count.id}] on the views of sheet {sheet}.",
        f"第 {sheet} 张图的视图中写有“{phrase}”的共 {count.value:f} 处 [{count.id}]。",
    )
    if result.withheld:
        text += asked.say(" Those in schedules, notes and sentences are not counted.", "表格、说明和句子中的未计入。")
    sure = all(source.confidence >= 0.9 for source in count.sources)
    return Reply(text=text, headline=count.id, verdict="answered" if sure else "refused")


def _spread(asked: Asked, phrase: str, counts: list[Quantity]) -> Reply:
    listed = asked.say(", ", "、").join(
        asked.say(
            f"sheet {q.sources[0].sheet}: {q.value:f} [{q.id}]", f"第 {q.sources[0].sheet} 张 {q.value:f} 处 [{q.id}]"
        )
        for q in counts
    )
    text = asked.say(
        f"“{phrase}” is written on several sheets, which may show the same things: {listed}. Please name the sheet.",
        f"“{phrase}”写在多张图上，可能是同一构件：{listed}。请指明图纸。",
    )
    return Reply(text=text, verdict="refused")
