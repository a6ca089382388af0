"""Rules for what a code stands for: its row in a legend or list, or the text right beside it."""

import re

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.rows import read_lines
from agent.rules.said import COUNTED, MEASURED, cut
from tools.kit.evidence import Box
from tools.kit.result import Item

MEANS = (
    r"\bstands? for\b", r"\bmeans?\b", r"\bmeaning\b", r"\brefers? to\b", r"\babbreviat", r"\brepresents?\b", r"\bdenotes?\b", r"\bdefin(?:ed?|ition)\b",
    r"\bdescri(?:be|ption)", r"\bdoes\b.*\bcovers?\W*$", r"代表", r"意思", r"含义", r"指什么", r"缩写", r"表示", r"是什么", r"什么(?:做法|材料|墙|门|窗)", r"做法",
)  # fmt: skip
DIRECT = r"\bwhat (?:is|are) (?:the )?(?:(?!of\b)[a-z]+ ){{0,3}}{code}\W*$"
"""What is the ceiling finish GB; but not what is the fire rating of GB."""
CODE = re.compile(
    r"(?<![A-Za-z0-9.\-/'])(?=[A-Z0-9-]{2,9}(?![A-Za-z0-9]))(?:[A-Z]{1,5}(?:-[A-Z0-9]{1,3})?\d{0,3}|\d{4,6})(?![A-Za-z0-9'\"]|[.:]\d)"
)
NO_CODE = frozenset(
    ["WHAT", "WHICH", "WHO", "WHERE", "HOW", "DOES", "THE", "AND", "FOR", "PDF", "DXF", "DWG", "CAD", "SF", "MM", "CM"]
)
REACH = 9.0  # heights of a code: how far to its right its meaning begins
WIDE = 150.0  # heights: how wide the place is in which its text may stand
LABEL = 4.0  # heights of a code: how far the lines of its meaning go on under the first
MOST_PLACES = 3


def meaning(asked: Asked) -> Reply | None:
    """What LVT stands for: the row of a legend or list that begins with that code, or the text right beside the code."""
    codes = [code for code in CODE.findall(asked.text) if code not in NO_CODE]
    if (
        not codes
        or not asked.has(*MEANS, DIRECT.format(code=re.escape(codes[-1])))
        or asked.has(*COUNTED)
        or MEASURED.search(asked.text)
    ):
        return None
    told = [_of_code(asked, code) for code in dict.fromkeys(codes)]
    if not all(told):
        return None
    return Reply(text=asked.say(" ", "").join(text for text in told if text), verdict="answered")


def _of_code(asked: Asked, code: str) -> str | None:
    rows = [line for line in read_lines(asked, row=code) if line.name.upper() == code and not line.row.total]
    said = {line.item.evidence.text: line.item for line in rows if _worded(line.item.evidence.text.replace(code, " "))}
    beside = {} if said else {item.evidence.text: item for item in _beside(asked, code)}
    found = said or beside
    if len(found) != 1:
        return None
    text, item = next(iter(found.items()))
    return asked.say(f"{code}: “{cut(text)}” [{item.id}].", f"{code}：“{cut(text)}” [{item.id}]。")


def _worded(text: str) -> bool:
    return bool(re.search(r"[A-Za-z]{3}|[\u3400-\u9fff]{2}", text))


def _beside(asked: Asked, code: str) -> list[Item]:
    """The texts that begin right of the code, on its row, on the sheet that is meant or where that has none, on any."""
    found = _beside_on(asked, code, asked.sheet)
    return found or ([] if asked.sheet is None or asked.sheet_named else _beside_on(asked, code, None))


def _beside_on(asked: Asked, code: str, sheet: int | None) -> list[Item]:
    """Where it stands alone in several places, all of them."""
    places = asked.need("find_text", pattern=code, sheet=sheet, alone=True).items
    alone = [item for item in places if item.evidence.text.strip(" .:：=-") == code and item.evidence.box]
    return [near for item in alone[:MOST_PLACES] if (near := _right_of(asked, item.evidence.sheet, item.evidence.box))]


def _right_of(asked: Asked, sheet: int, box: Box | None) -> Item | None:
    """The label of a few lines that begins nearest to the right of a code; in a list of codes its one line."""
    if box is None:
        return None
    height = min(box[3] - box[1], box[2] - box[0] + 1)
    room = [box[2], box[1] - LABEL * height, box[2] + WIDE * height, box[3] + LABEL * height]
    wanted = {"pattern": r"[A-Za-z]{3}|[\u3400-\u9fff]{2}", "regex": True, "sheet": sheet, "box": room}
    for alone in ({}, {"alone": True}):
        near = [
            (right[0] - box[2], item)
            for item in asked.need("find_text", **wanted, **alone).items
            if (right := item.evidence.box) and _level(right, box)
        ]
        gap, item = min(near, key=lambda pair: pair[0], default=(0.0, None))
        if item and -height < gap < REACH * height:
            return item
    return None


def _level(box: Box, code: Box) -> bool:
    """Whether the text stands on the row of the code: one line, or a few about its middle."""
    height = code[3] - code[1]
    return (
        box[1] < (code[1] + code[3]) / 2 < box[3]
        and abs(box[1] + box[3] - code[1] - code[3]) < 2 * height
        and box[3] - box[1] < LABEL * height
    )
