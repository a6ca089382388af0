"""Rules for sheets of door and window details: how many of a kind in a row, their sizes from left to right."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from agent.provider import Reply
from agent.rules.asked import Asked, Failed
from agent.rules.counting import HOW_MANY
from tools.kit.quantity import Quantity
from tools.kit.result import Result

ROW = re.compile(
    r"\b(?P<en>top|first|second|third|fourth|fifth|bottom|last|lowest|middle|\d(?:st|nd|rd|th))\s+row\b|\brow\s+(?P<n>\d)\b"
    r"|第\s*(?P<zh>[一二三四五\d])\s*[排行]|(?P<word>最上|顶|最下|最后一|底|末)[一面]?[排行]",
    re.I,
)
ROWS = {"top": 1, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "bottom": -1, "last": -1, "lowest": -1,
        "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "最上": 1, "顶": 1, "最下": -1, "最后一": -1, "底": -1, "末": -1}  # fmt: skip
THAT_ROW = (r"\b(?:that|this|the same) row\b", "其中", "该排", "这一?排", "此排")
LEFT, RIGHT = (r"\bleft(?:[- ]hand)? (?:sheet|frame|drawing)\b", "左[侧边]?(?:的)?(?:图|张)"), (r"\bright(?:[- ]hand)? (?:sheet|frame|drawing)\b", "右[侧边]?(?:的)?(?:图|张)")  # fmt: skip
HINGED = (r"\bhinged\b", r"\bswing(?:ing)?\b", r"\bdoors?\b", r"\bleaf\b", r"\bleaves\b", "平开门", "门")
SHUTTERS = (r"\broll(?:ing|er)\b", r"\bshutters?\b", "卷帘", "卷闸")
LEAVES = (r"\bdouble[- ]leaf\b", r"\bsingle[- ]leaf\b", r"\bleaf\b", r"\bleaves\b", "双扇", "单扇", "双开", "单开")
SIZES = (
    r"\bsizes?\b",
    r"\bdimensions?\b",
    r"\bw\s*x\s*h\b",
    r"\bhow (?:wide|high|large|big)\b",
    "尺寸",
    "洞口",
    "多大",
    "宽",
    "高",
    r"\b(?:height|width)s?\b",
)
DETAILS = (r"\bdetails?\b", r"\bopenings?\b", r"\belevations?\b", "大样", "详图", "洞口", "立面")
COUNTED = re.compile(r"\b(?P<en>two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\s+(?:\w+[- ])?(?:doors|shutters|details|openings)\b|(?P<zh>\d{1,2}|[两三四五六七八九十])\s*[樘个扇]", re.I)  # fmt: skip
NUMBERS = {
    word: n for n, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 2)
}
DIGITS = {"两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
NOTE = re.compile(r"frame (\d+), row (\d+), no\. (\d+), (\w+)(?: (\d)-leaf)?")


NTH = re.compile(
    r"\b(?P<en>first|second|third|fourth|fifth|sixth|seventh|eighth|last)\s+(?:\w+\s+)?(?:door|shutter|opening|detail|window)\b|第\s*(?P<zh>[一二三四五六七八九\d])\s*[樘个扇]",
    re.I,
)
NTHS = {
    word: n for n, word in enumerate(("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"), 1)
}
NTHS |= {"last": -1, **{word: n for n, word in enumerate("一二三四五六七八九", 1)}}


class Opening(NamedTuple):
    """A detail as a rule knows it: its frame and row, its kind, the ids of its width and height."""

    part: int
    row: int
    kind: str
    leaves: int
    width: Quantity
    height: Quantity

    @property
    def size(self) -> str:
        return f"{self.width.value:f} [{self.width.id}] x {self.height.value:f} [{self.height.id}]"


def opening_details(asked: Asked) -> Reply | None:
    """Details of doors and shutters in a row of a detail sheet: their number, leaves and sizes."""
    row = _row(asked)
    if asked.has(r"\bschedule\b", r"\btable\b", "[门窗明细数量统计]表", "表格"):
        return None
    if (row is None and not asked.has(*THAT_ROW)) or not asked.has(*HINGED, *SHUTTERS, *DETAILS):
        return None
    try:
        result = asked.need("read_details", row=row, sheet=asked.sheet)
    except Failed:
        return None
    kind = "shutter" if asked.has(*SHUTTERS) else "hinged" if asked.has(*HINGED) else None
    openings = _chosen(asked, [one for one in _openings(result) if kind in (None, one.kind)], row)
    if not openings:
        return None
    one = _nth(asked, openings)
    if one or asked.has(*LEAVES):
        return _one(asked, one) if one else _leaves(asked, openings, result)
    return _sizes(asked, openings, kind) if asked.has(*SIZES) else _number(asked, openings, kind, result)


def _nth(asked: Asked, openings: Sequence[Opening]) -> Opening | None:
    """The one of the row that the question counts to, from the left."""
    match = NTH.search(asked.text)
    word = (match["en"] or match["zh"]).lower() if match else ""
    place = NTHS.get(word, int(word) if word.isdigit() else 0)
    return openings[place - 1 if place > 0 else place] if place and place <= len(openings) else None


def _one(asked: Asked, one: Opening) -> Reply:
    wants = [
        q
        for q, words in (
            (one.width, ("宽", r"\bwidths?\b", r"\bwide\b")),
            (one.height, ("高", r"\bheights?\b", r"\b(?:high|tall)\b")),
        )
        if asked.has(*words)
    ]
    head = wants[0].id if len(wants) == 1 else None
    text = asked.say(
        f"Width x height in mm: {one.size}, in {_place(asked, one)}.",
        f"{_place(asked, one)}的宽 x 高（mm）：{one.size}。",
    )
    return Reply(text=text, headline=head, verdict="answered")


def _row(asked: Asked) -> int | None:
    match = ROW.search(asked.text)
    if match is None:
        return None
    word = (match["en"] or match["n"] or match["zh"] or match["word"]).lower()
    digit = re.match(r"\d", word)
    return int(digit[0]) if digit else ROWS.get(word)


def _openings(result: Result) -> list[Opening]:
    """Items and quantities of a result stand in one order: width and height of each."""
    found = []
    for number, item in enumerate(result.items):
        match = NOTE.match(item.note)
        if match:
            width, height = result.quantities[2 * number : 2 * number + 2]
            found.append(Opening(int(match[1]), int(match[2]), match[4], int(match[5] or 0), width, height))
    return found


def _chosen(asked: Asked, openings: Sequence[Opening], row: int | None) -> list[Opening]:
    """Those of one frame and one row; none where the question leaves open which is meant."""
    parts = sorted({one.part for one in openings})
    if asked.has(*LEFT) or asked.has(*RIGHT):
        parts = parts[:1] if asked.has(*LEFT) else parts[-1:]
    wanted = _wanted(asked)
    rows = {(one.part, one.row) for one in openings if one.part in parts}
    groups = [[one for one in openings if (one.part, one.row) == key] for key in sorted(rows)]
    fitting = [group for group in groups if wanted is None or len(group) == wanted]
    return fitting[0] if len(fitting) == 1 else []


def _wanted(asked: Asked) -> int | None:
    """How many the question says that there are: "the eight doors"."""
    match = COUNTED.search(asked.text)
    if match is None or asked.has(r"\bhow many (?:two|three|four)\b"):
        return None
    word = (match["en"] or match["zh"]).lower()
    return NUMBERS.get(word) or DIGITS.get(word) or (int(word) if word.isdigit() else None)


def _counts(result: Result, openings: Sequence[Opening], leaves: int | None = None) -> list[Quantity]:
    one = openings[0]
    end = f" in row {one.row} of frame {one.part}"
    counts = [
        q for q in result.quantities if q.unit == "nos" and q.label.endswith(end) and q.label.startswith(one.kind)
    ]
    return [q for q in counts if leaves is None or f"{leaves}-leaf" in q.label]


def _place(asked: Asked, one: Opening) -> str:
    frame = asked.say(f" of frame {one.part} from the left", f"左起第 {one.part} 个图框") if one.part else ""
    return asked.say(f"row {one.row}{frame}", f"{frame}第 {one.row} 排")


def _number(asked: Asked, openings: Sequence[Opening], kind: str | None, result: Result) -> Reply | None:
    counts = _counts(result, openings)
    if kind is None or not counts or not asked.has(*HOW_MANY):
        return None
    total = counts[0] if len(counts) == 1 else _sum(asked, counts, asked.say(f"{kind} details", f"{KINDS[kind]}大样"))
    how = _how(asked, kind)
    text = asked.say(
        f"{total.value:f} [{total.id}] details in {_place(asked, openings[0])} {how}: {_listed(openings)} mm, from left to right.",
        f"{_place(asked, openings[0])}共 {total.value:f} 个 [{total.id}]{how}，从左到右为 {_listed(openings)} mm。",
    )
    return Reply(text=text, headline=total.id, verdict="answered")


KINDS = {"shutter": "卷帘门", "hinged": "平开门"}


def _how(asked: Asked, kind: str) -> str:
    if kind == "shutter":
        return asked.say("are slatted over their whole face", "整面为横向条纹的卷帘门大样")
    return asked.say("have a plan with swinging leaves", "平开门大样（平面有开启弧线）")


def _sum(asked: Asked, counts: Sequence[Quantity], label: str) -> Quantity:
    expression = " + ".join(quantity.id for quantity in counts)
    return asked.need("calculate", expression=expression, label=label, unit="nos").quantities[-1]


def _listed(openings: Sequence[Opening]) -> str:
    return ", ".join(one.size for one in openings)


def _sizes(asked: Asked, openings: Sequence[Opening], kind: str | None) -> Reply:
    how = asked.say(" (those slatted over their whole face)", "（整面为横向条纹者）") if kind == "shutter" else ""
    text = asked.say(
        f"Width x height in mm, from left to right in {_place(asked, openings[0])}{how}: {_listed(openings)}.",
        f"{_place(asked, openings[0])}从左到右的宽 x 高（mm）{how}：{_listed(openings)}。",
    )
    return Reply(text=text, verdict="answered")


def _leaves(asked: Asked, openings: Sequence[Opening], result: Result) -> Reply | None:
    hinged = [one for one in openings if one.kind == "hinged"]
    parts = []
    for leaves, names in ((2, ("double-leaf", "双扇门")), (1, ("single-leaf", "单扇门"))):
        counts = _counts(result, hinged, leaves) if hinged else []
        widths = ", ".join(f"{one.width.value:f} [{one.width.id}]" for one in hinged if one.leaves == leaves)
        if counts:
            number = f"{counts[0].value:f} [{counts[0].id}]"
            parts.append(
                asked.say(f"{number} {names[0]} ({widths} mm wide)", f"{names[1]} {number} 个（宽 {widths} mm）")
            )
    if not parts:
        return None
    text = asked.say(
        f"In {_place(asked, hinged[0])}: {' and '.join(parts)}, by the swings of their plans.",
        f"{_place(asked, hinged[0])}：{'，'.join(parts)}，按平面开启弧线判断。",
    )
    return Reply(text=text, verdict="answered")
