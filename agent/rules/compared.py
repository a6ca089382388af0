"""Rules for several rows of a schedule: marks added up or compared, and the rows of one width or height."""

import re
from collections.abc import Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.marked import AGGREGATE, HEADS, KINDS, ON_PLAN
from agent.rules.openings import Sized, inputs_of, sized_of
from agent.rules.rows import Line, asked_subjects, figure, read_lines, subject, titles
from agent.rules.schedules import BY_SCHEDULE, HOW_MANY, STOREY, sum_of
from tools.kit.amounts import Side
from tools.kit.quantity import Quantity

MEASURES: tuple[tuple[int, str], ...] = (
    (0, r"\bwid(?:e|er|th|est)\b|\bnarrow(?:er|est)?\b|宽|窄"),
    (1, r"\b(?:high|higher|height|tall|taller)\b|高|矮"),
)
"""Which side of width × height a question is about."""
APART = (r"\bhow much\b.*\bthan\b", r"\bdifference\b", r"比.*多少", r"相差", r"差多少")
VALUE = re.compile(r"(?<![\d.xX×-])(?P<number>\d{3,4})(?!\d|\s*[xX×*]|\.\d)\s*(?:mm|毫米)?")
WHICH = (r"\bwhich\b", r"\blist\b", "哪[些个几樘]", "列出")
MOST_TOLD = 12


def sum_of_marks(asked: Asked) -> Reply | None:
    """How many D3 and D5 together: the quantities of their rows, added up; each with its own where the plans are not meant."""
    if (
        len(asked.marks) < 2
        or not asked.has(KINDS[0][1], r"\btotal\b", "总")
        or asked.has(*ON_PLAN, *AGGREGATE)
        or asked.has(*(words for _, words in (*KINDS[1:], *HEADS)))
    ):
        return None
    lines = [_rows_of(asked, mark) for mark in asked.marks]
    if any(len(found) != 1 or len(found[0].amounts) != 1 for found in lines):
        return _some_unread(asked, lines) if any(lines) and asked.has(*BY_SCHEDULE) else None
    rows = [found[0] for found in lines]
    total = sum_of(asked, " + ".join(asked.marks), [line.amounts[0] for line in rows])
    listed = asked.say(", ", "、").join(f"{line.name} {figure(line.amounts[0])}" for line in rows)
    text = asked.say(
        f"By {titles(rows, asked)} there are {figure(total)} together: {listed}.",
        f"按{titles(rows, asked)}，合计 {figure(total)}：{listed}。",
    )
    return Reply(text=text, headline=total.id, verdict="answered")


def _some_unread(asked: Asked, lines: Sequence[Sequence[Line]]) -> Reply:
    """Which marks have no single quantity: nothing is added up then."""
    without = [m for m, found in zip(asked.marks, lines, strict=True) if len(found) != 1 or len(found[0].amounts) != 1]
    names = asked.say(", ", "、").join(without)
    text = asked.say(
        f"No single quantity could be read in the schedule for {names}, so nothing was added up.",
        f"表中没有读到 {names} 的唯一数量，因此没有相加。",
    )
    return Reply(text=text, verdict="refused")


def marks_compared(asked: Asked) -> Reply | None:
    """How much wider W1 is than W2, by the sizes of their rows."""
    side = _measure(asked)
    if side is None or len(asked.marks) != 2 or not asked.has(*APART):
        return None
    found = [one for mark in asked.marks for line in _rows_of(asked, mark) if (one := sized_of(line))]
    if len(found) != 2 or len({one.line.name for one in found}) != 2:
        return None
    lengths = [_length(asked, one, one.sides[side]) for one in found]
    (large, first), (small, second) = sorted(zip(lengths, found, strict=True), key=lambda pair: -pair[0].value)
    less = asked.need("calculate", expression=f"{large.id} - {small.id}", label=asked.text[:60], unit="mm")
    apart = less.quantities[-1]
    more_en, more_zh = (("wider", "宽"), ("higher", "高"))[side]
    told = "; ".join(
        f"{one.line.name} {length.shown()} [{length.id}]" for length, one in zip(lengths, found, strict=True)
    )
    text = asked.say(
        f"{first.line.name} is {more_en} than {second.line.name} by {apart.shown()} [{apart.id}]: {told}.",
        f"{first.line.name} 比 {second.line.name} {more_zh} {apart.shown('zh')} [{apart.id}]：{told}。",
    )
    return Reply(text=text, headline=apart.id, verdict="answered")


def _rows_of(asked: Asked, mark: str) -> list[Line]:
    return [x for x in read_lines(asked, row=mark) if x.name.upper() == mark.upper() and not x.row.total]


def _measure(asked: Asked) -> int | None:
    found = [side for side, words in MEASURES if asked.has(words)]
    return found[0] if len(found) == 1 else None


def _length(asked: Asked, found: Sized, side: Side) -> Quantity:
    """A side in millimetres; what is written in two parts, added up."""
    names = [f"part{n}" for n in range(len(side.parts))]
    label = asked.say(f"side of {found.line.name}", f"{found.line.name} 的边长")
    return asked.need(
        "calculate", expression=" + ".join(names), label=label, unit="mm", inputs=inputs_of(found, side, names)
    ).quantities[-1]


def rows_of_measure(asked: Asked) -> Reply | None:
    """How many doors are 900 wide, and which: the rows of the schedule whose width, or height, is that."""
    side, wanted = _measure(asked), VALUE.search(asked.text)
    subjects = [one for one in asked_subjects(asked) if one.name in ("door", "window")]
    if side is None or wanted is None or len(subjects) != 1 or asked.marks or asked.has(*STOREY, *ON_PLAN):
        return None
    if not asked.has(*HOW_MANY, *WHICH):
        return None
    lines = [x for x in read_lines(asked, title=subjects[0].name) if not x.row.total and subject(x) == subjects[0]]
    known = [one for line in lines if (one := sized_of(line))]
    fitting = [one.line for one in known if one.sides[side] == Side((wanted["number"],), "mm")]
    if not fitting or len(known) < len(lines) or any(len(line.amounts) != 1 for line in fitting):
        return None
    total = sum_of(asked, asked.say(subjects[0].en[1], subjects[0].zh), [line.amounts[0] for line in fitting])
    told = asked.say("; ", "；").join(
        f"{x.name} “{_size(x)}” [{x.item.id}] {figure(x.amounts[0])}" for x in fitting[:MOST_TOLD]
    )
    text = asked.say(
        f"{figure(total)} by {titles(fitting, asked)}: {told}.",
        f"按{titles(fitting, asked)}共 {figure(total)}：{told}。",
    )
    return Reply(text=text, headline=total.id, verdict="answered")


def _size(line: Line) -> str:
    cells = [cell.text for kind in ("size", "width", "height") if (cell := line.cell(kind)) and cell.text]
    return cells[0] if line.cell("size") else " x ".join(cells)
