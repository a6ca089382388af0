"""Rule for where a thing stands: the part of the sheet, and the room that is written nearest."""

import re
from collections.abc import Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.marked import LOCATED
from agent.rules.said import Term, nearest, terms_of
from tools.kit.evidence import Box
from tools.kit.geometry import centre, union
from tools.kit.result import Item
from tools.kit.room_names import folded
from tools.kit.rooms import kinds_in

WHERE = re.compile(
    r"^\W*(?:and\s+)?where\s+(?:is|are|do(?:es)?|can|stands?)\b|^\W*(?:on|in|at)?\s*(?:which|what)\s+(?:part|corner|side|half|quadrant|place)\s+of\s+the\s+(?:drawing|sheet|page|plan)\b"
    r"|在(?:图[纸上中面]*的?)?(?:哪|什么位置|何处)|位于(?:图[纸上中面]*的?)?(?:哪|什么位置|何处)|(?:哪个|什么)(?:位置|角|部位)",
    re.I,
)
FRAME = re.compile(
    r"\b(?:locat\w*|positioned|placed|situated|found|relative|entire|whole|section|stands?|parts?|corner|side|half|quadrant|sheet|drawing|page|see|i|the|an?|rooms?(?=\s+[A-Z]{0,2}\d)|to)\b"
    r"|房间|位置|哪里|哪儿|何处|哪个|位于|图纸|部位|角落?",
    re.I,
)
OTHERWISE = (
    r"\bfrom where\b",
    r"\bhow many\b",
    r"\b(?:project|job|site|building)\b",
    r"\bmeasured\b",
    r"\b(?:which|what) (?:floor|level|storey)\b",
    "哪[一几个]?层",
    "工程|项目",
    "多少|几个",
    "坐标",
)
"""Where the building is, on which storey, from where something is measured: no place on the sheet."""
TITLE_BLOCK = (r"\btitle\s*block\b", "图签", "标题栏")
ACROSS, DOWN = ("left", "centre", "right"), ("top", "middle", "bottom")
ACROSS_ZH, DOWN_ZH = ("左", "中", "右"), ("上", "中", "下")
NEAR = 0.12
"""Of the longer side of a sheet: how far the name of a room may stand from what lies in it."""
LABEL = 16
"""Characters that a label may have beside twice the name that is asked for."""
STRIP = 0.6
"""Of a side of the sheet, from which a title block runs along it."""
MOST_SHOWN = 6


def located(asked: Asked) -> Reply | None:
    """Where something that is written on the drawing stands; the title block by the fields that were read of it."""
    if not WHERE.search(asked.text) or asked.has(*OTHERWISE) or (asked.marks and asked.has(*LOCATED)):
        return None
    if asked.has(*TITLE_BLOCK):
        return _title_block(asked)
    found = _marked(asked) or _rooms_of_kind(asked) or _holding_all(asked)
    if not found:
        return None
    shown = [_told(asked, item) for item in found[:MOST_SHOWN]]
    if len(found) > MOST_SHOWN:
        shown.append(asked.say("and at further places", "以及其他位置"))
    text = asked.say("It is written here: ", "标注位置：") + asked.say("; ", "；").join(shown) + asked.say(".", "。")
    return Reply(text=text, verdict="answered")


def _title_block(asked: Asked) -> Reply | None:
    items = asked.need("read_title_block", sheet=asked.sheet).items
    places = [item for item in items if item.evidence.box]
    if not places:
        return None
    first = places[0].evidence.sheet
    box = union([item.evidence.box for item in places if item.evidence.sheet == first and item.evidence.box])
    part = _along(asked, first, box) or _part(asked, first, box)
    read = asked.say(", ", "、").join(f"“{item.evidence.text}” [{item.id}]" for item in places[:3])
    text = asked.say(
        f"The title block is at the {part} of sheet {first}: {read} stand there.",
        f"图签在第 {first} 张图的{part}：{read} 写在该处。",
    )
    return Reply(text=text, verdict="answered")


def _along(asked: Asked, sheet: int, box: Box) -> str:
    """The side of the sheet along which a strip runs; empty for what is no strip."""
    width, height = _size(asked, sheet)
    x, y = centre(box)
    if box[2] - box[0] > STRIP * width:
        return asked.say("bottom edge", "下边") if y > height / 2 else asked.say("top edge", "上边")
    if box[3] - box[1] > STRIP * height:
        return asked.say("right edge", "右边") if x > width / 2 else asked.say("left edge", "左边")
    return ""


def _marked(asked: Asked) -> list[Item]:
    """The places on the views of the one mark that is asked for."""
    if len(asked.marks) != 1:
        return []
    return [*asked.need("count_marks", mark=asked.marks[0], sheet=asked.sheet).items]


def _rooms_of_kind(asked: Asked) -> list[Item]:
    """The rooms of the one kind that is asked for, whatever the language of their names: the kitchen is DAPUR."""
    kinds = kinds_in(asked.text)
    if (
        len(kinds) != 1
        or asked.quoted
        or re.search(r"\w", _bare(f"{asked.text[: kinds[0][0]]} {asked.text[kinds[0][1] :]}"))
    ):
        return []
    rooms = asked.need("list_rooms", sheet=asked.sheet).items
    return [room for room in rooms if kinds[0][2].search(folded(room.label))]


def _bare(text: str) -> str:
    """The name of what is asked for, without the words that ask."""
    return " ".join(FRAME.sub(" ", WHERE.sub(" ", text)).strip(" ?？。.,，").split())


def _holding_all(asked: Asked) -> list[Item]:
    """The labels that hold the name that is asked for, else those that hold every word of it; labels rather than notes."""
    name = asked.quoted[0] if asked.quoted else _bare(asked.text)
    if len(name) < 2:
        return []
    named = asked.find(name).items
    return _short([*named] if named else _by_words(asked.about(name)), name)


def _by_words(asked: Asked) -> list[Item]:
    terms: list[Term] = terms_of(asked.text)
    if not terms or asked.has(r"\d"):
        return []
    return [item for item in nearest(asked) if all(re.search(term.pattern, item.evidence.text, re.I) for term in terms)]


def _short(items: Sequence[Item], name: str) -> list[Item]:
    """What names it rather than what speaks of it: the labels that hold little else, where there are some."""
    labels = [item for item in items if len(item.evidence.text) <= 2 * len(name) + LABEL]
    return labels or list(items)


def _told(asked: Asked, item: Item) -> str:
    sheet, box = item.evidence.sheet, item.evidence.box
    quoted = f"“{item.evidence.text[:80]}” [{item.id}]"
    if box is None:
        return asked.say(f"{quoted} on sheet {sheet}", f"第 {sheet} 张图 {quoted}")
    room = _room_near(asked, item, box)
    by = asked.say(f", by “{room.label}” [{room.id}]", f"，靠近“{room.label}” [{room.id}]") if room else ""
    part = _part(asked, sheet, box)
    return asked.say(f"{quoted} at the {part} of sheet {sheet}{by}", f"{quoted} 在第 {sheet} 张图的{part}{by}")


def _part(asked: Asked, sheet: int, box: Box) -> str:
    """The ninth of the sheet in which the middle of a box lies."""
    width, height = _size(asked, sheet)
    x, y = centre(box)
    column, row = (min(max(int(3 * share), 0), 2) for share in (x / width, y / height))
    if column == row == 1:
        return asked.say("middle", "中部")
    if column == 1:
        return asked.say(DOWN[row], f"{DOWN_ZH[row]}方中部")
    if row == 1:
        return asked.say(ACROSS[column], f"{ACROSS_ZH[column]}侧中部")
    return asked.say(f"{DOWN[row]} {ACROSS[column]}", f"{ACROSS_ZH[column]}{DOWN_ZH[row]}部")


def _size(asked: Asked, sheet: int) -> tuple[float, float]:
    boxes = (one.evidence.box for one in asked.need("list_sheets").items if one.evidence.sheet == sheet)
    _, _, width, height = next((box for box in boxes if box), (0.0, 0.0, 1.0, 1.0))
    return width, height


def _room_near(asked: Asked, item: Item, box: Box) -> Item | None:
    """The nearest room by its name; none for what is a room's name itself or belongs to no plan."""
    rooms = [one for one in _rooms(asked, item.evidence.sheet) if one.evidence.box]
    if any(one.evidence.box and _gap(one.evidence.box, box) == 0 for one in rooms):
        return None
    reach = NEAR * max(_size(asked, item.evidence.sheet))
    near = [(gap, one) for one in rooms if one.evidence.box and (gap := _gap(one.evidence.box, box)) <= reach]
    return min(near, key=lambda pair: pair[0])[1] if near else None


def _rooms(asked: Asked, sheet: int) -> Sequence[Item]:
    return asked.need("list_rooms", sheet=sheet).items


def _gap(a: Box, b: Box) -> float:
    across = max(a[0] - b[2], b[0] - a[2], 0.0)
    down = max(a[1] - b[3], b[1] - a[3], 0.0)
    return float((across**2 + down**2) ** 0.5)
