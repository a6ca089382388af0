"""Rules for one row of a schedule: what it says of a mark or a room, and how often the plans show it."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.leveled import at_level
from agent.rules.rows import Line, asked_subjects, figure, quoted, read_lines, subject, titles
from agent.rules.schedules import BY_SCHEDULE
from agent.rules.words import times
from tools.kit.result import ReadCell

KINDS: tuple[tuple[str, str], ...] = (
    ("quantity", r"\bhow many\b|\bquantity\b|\bnumber of\b|[多几]少?[樘个根扇套件]|数量|樘数|合计"),
    ("size", r"\bsizes?\b|\bdimensions?\b|\bhow (?:big|large)\b|\bsection\b|尺寸|多大|规格|截面"),
    ("width", r"\bwidth\b|\bhow wide\b|宽度|多宽|净宽|洞宽"),
    ("height", r"(?<!sill )\bheight\b|\bhow (?:high|tall)\b|(?<!窗台)高度|多高|洞高"),
    ("thickness", r"\bthick(?:ness)?\b|\bdepth\b|\bhow deep\b|厚|多深|深度"),
    ("length", r"\blength\b|\bhow long\b|长度|多长"),
    ("name", r"\bdescri\w+|\bwhat (?:kind|type|sort)\b|说明|类型|名称|描述|什么样"),
    (
        "location",
        r"\blocation\b|\bwhere\b|\blocated\b|\b(?:in|for) (?:which|what) rooms?\b|位置|部位|[在于]哪|哪[些个几]?间?(?:房间?|地方)",
    ),
    ("remark", r"\bremarks?\b|\bcomments?\b|备注"),
)
HEADS: tuple[tuple[str, str], ...] = (
    (r"FLOOR|楼面|地面", r"(?<!first )(?<!ground )(?<!second )\bfloor(?:ing)?\b|楼面|地面|地坪"), (r"\bBASE|SKIRTING|踢脚", r"\bbase\b|skirting|踢脚"),
    (r"\bWALL|墙面|内墙|墙裙", r"\bwalls?\b|墙面|内墙|墙裙"), (r"CEILING|顶棚|天棚|吊顶|天花", r"\bceilings?\b|顶棚|天棚|吊顶|天花"),
    (r"NORTH|北", r"\bnorth\b|北"), (r"SOUTH|南", r"\bsouth\b|南"), (r"EAST|东", r"\beast\b|东"), (r"WEST|西", r"\bwest\b|西"),
    (r"FINISH|做法|装修", r"\bfinish(?:es)?\b|做法|装修|饰面"), (r"REINF|REBAR|BARS?\b|配筋|钢筋", r"\breinf\w*|\brebars?\b|\bbars\b|配筋|钢筋"),
    (r"纵筋|MAIN|LONG", r"\bmain\b|\blongitudinal\b|纵筋|主筋"), (r"角筋", r"角筋"),
    (r"STIRRUP|LINK|TIES|箍筋", r"\bstirrups?\b|\blinks?\b|\bties\b|箍筋"), (r"\bTOP\b|上部|面筋", r"\btop\b|上部|面筋"),
    (r"\bBOTT?OM\b|下部|底筋", r"\bbottom\b|下部|底筋"), (r"CONCRETE|混凝土|砼", r"\bconcrete\b|混凝土|砼"), (r"GRADE|强度|等级", r"\bgrade\b|强度|等级|标号"),
    (r"FRAME|框", r"\bframes?\b|框"), (r"GLASS|GLAZING|玻璃", r"\bglass\b|\bglazing\b|玻璃"), (r"HARDWARE|IRONMONGERY|五金", r"\bhardware\b|ironmongery|五金"),
    (r"FIRE|防火|耐火", r"\bfire\b|防火|耐火"), (r"MATERIAL|PRODUCT|材料|材质", r"\bmaterials?\b|\bproduct\b|材料|材质"),
    (r"MANUFACTURER|MAKE\b|厂家|品牌", r"\bmanufactur\w+|\bwho makes\b|\bmade by\b|厂家|品牌"), (r"COLOU?R|颜色", r"\bcolou?rs?\b|颜色"),
    (r"STYLE|款式|样式", r"\bstyles?\b|款式|样式"), (r"SILL|窗台", r"\bsill\b|窗台"), (r"LEVEL|ELEVATION|标高", r"\blevels?\b|\belevation\b|标高"),
    (r"STOREY|层高", r"\bstorey height\b|层高"), (r"COVER|保护层", r"\bcover\b|保护层"), (r"图集|选用", r"图集|选用"), (r"SPACING|间距", r"\bspacing\b|间距"),
)  # fmt: skip
MEASURED = {"width", "height", "thickness", "length"}
AGGREGATE = (
    r"\btotal\b.*\b(?:areas?|length|volume|weight)\b", r"\bvolumes?\b", r"\bhow much (?:concrete|steel|rebar)\b", r"体积", r"(?:混凝土|砼)的?(?:总|用|工程)?量", r"多少(?:立?方)?(?:混凝土|砼)", r"\bareas?\b", r"面积", r"\bwhich\b", r"哪[些个几种]", r"\btypes\b", r"[几多]少?种",
    r"\brows?\b", r"\blist\b", r"列出", r"\bmissing\b", r"缺", r"\bmeasured?\b", r"\bweight\b", r"重量", r"\bperimeter\b", r"\bformwork\b", r"模板",
)  # fmt: skip
AGREES = (r"\bschedules?\b", r"\blegend\b", r"\bagree", r"\bmatch", r"\bcompare", r"\bconsistent\b", r"表", r"图例", r"一致", r"相符", r"吻合", r"核对")  # fmt: skip
ON_PLAN = (
    r"\bplans?\b",
    r"\btagged\b",
    r"\bmarked\b",
    r"\bdrawn\b",
    r"\bagree",
    r"\bmatch",
    r"平面",
    r"标注",
    r"画",
    r"一致",
    r"相符",
)
NUMBERED = re.compile(
    r"\b(?:room|door|window|no\.?|number|mark|type|space|item|code)s?\s*(?:no\.?\s*)?(?P<a>[A-Z]{0,3}-?\d{1,4}[A-Z]{0,2})\b"
    r"|(?<![\w-])(?P<b>\d{1,4}[A-Z]?)\s*(?:号|房间|室)|(?<![\w-])(?P<c>\d{2,4}[A-Z]?)(?![\w\"'.])|(?<![\w-])(?P<d>[A-Z]{1,4}-[A-Z0-9]{1,4})(?![\w-])|\btype\s+(?-i:(?P<e>[A-Z]))\b|(?<![\w-])(?-i:(?P<f>[A-Z]))\s*(?:型|类|号)(?=[门窗柱梁])",
    re.I,
)
LEVELS = re.compile(r"LEVEL|ELEVATION|FLOOR|STOREY|标\s*高|楼\s*层|层\s*[号次]", re.I)
LOCATED = (
    r"\b(?:in|for) (?:which|what) (?:rooms?|spaces?|places?)\b",
    r"\bwhich rooms?\b",
    "[在于]哪",
    "哪[些个几]?间?(?:房间?|地方)",
)
MOST_ROWS = 6


class Wanted(NamedTuple):
    """A row, and those of its cells that the question asks for."""

    line: Line
    cells: tuple[ReadCell, ...]


def row_says(asked: Asked) -> Reply | None:
    """The size and description of D7, the floor finish of room 153: the cells of its row, quoted."""
    if asked.has(*AGGREGATE) and not (asked.marks and asked.has(*LOCATED)):
        return None
    known = asked.has(*(words for _, words in (*KINDS, *HEADS)))
    named = _named(asked) if known else marked_lines(asked)
    wanted = [found for line in named if (found := _wanted(asked, line)).cells]
    if not wanted:
        return None
    if asked.has(KINDS[0][1]) and not any(cell.kind == "quantity" for found in wanted for cell in found.cells):
        return None
    only_count = all(cell.kind == "quantity" for found in wanted for cell in found.cells)
    if only_count and asked.marks:
        return None
    return _said(asked, wanted)


def _named(asked: Asked) -> list[Line]:
    """The rows that the question names by their mark, number or name; a number with a name must fit both."""
    found = marked_lines(asked)
    return _fitting(asked, found) if found else _by_name(asked)


def marked_lines(asked: Asked) -> list[Line]:
    """Those that it names by their mark or number."""
    keys = [*asked.marks, *(next(g for g in m.groups() if g) for m in NUMBERED.finditer(asked.text))]
    found: list[Line] = []
    for key in dict.fromkeys(key.upper() for key in keys):
        lines = [line for line in read_lines(asked, row=key) if line.name.upper() == key and not line.row.total]
        found += [line for line in lines if line not in found and not (len(key) == 1 and _of_another_kind(asked, line))]
    return found


def _of_another_kind(asked: Asked, line: Line) -> bool:
    """Whether it is about other things than those that the question names: door A, where windows of type A are meant."""
    return bool(asked_subjects(asked)) and subject(line) not in asked_subjects(asked)


def _fitting(asked: Asked, lines: Sequence[Line]) -> list[Line]:
    """Of several rows of one number those whose name the question says."""
    said = [line for line in lines if (name := line.cell("name")) and _says(asked.text, name.text)]
    return at_level(asked.text, said or lines)


def _by_name(asked: Asked) -> list[Line]:
    """The rows whose name the question says in full; of names within names the longest."""
    lines = [line for line in read_lines(asked) if not line.row.total]
    said = [
        (name.text, line) for line in lines for name in [line.cell("name")] if name and _says(asked.text, name.text)
    ]
    longest = max((len(name) for name, _ in said), default=0)
    return [line for name, line in said if len(name) == longest]


def _says(question: str, name: str) -> bool:
    plain = re.escape(name).replace(r"\ ", r"\s*")
    edged = rf"(?<![A-Za-z]){plain}(?![A-Za-z])" if name.isascii() else plain
    return len(name) >= (4 if name.isascii() else 2) and bool(re.search(edged, question, re.I))


def _wanted(asked: Asked, line: Line) -> Wanted:
    """The cells whose head says most of what the question asks for; for each of its kinds."""
    cells = [cell for i, cell in enumerate(line.row.cells) if i != line.row.key and cell.column]
    kinds = {kind for kind, words in KINDS if asked.has(words)}
    known = {cell.kind for cell in cells}
    if "size" in kinds and "size" not in known:
        kinds |= {"width", "height"}
    if kinds & {"width", "height"} - known:
        kinds |= {"size"}
    by_kind = [cell for cell in cells if cell.kind in kinds]
    scores = [(sum(bool(re.search(h, cell.column, re.I)) and asked.has(q) for h, q in HEADS), cell) for cell in cells]
    best = max((score for score, _ in scores), default=0)
    by_head = [cell for score, cell in scores if score == best > 0]
    if kinds & MEASURED and not by_kind:
        return Wanted(line, tuple(cell for cell in by_head if _speaks_of(cell.column, kinds & MEASURED)))
    by_word = [] if by_kind or by_head else [cell for cell in cells if _says_head(asked.text, cell.column)]
    return Wanted(line, tuple(cell for cell in cells if cell in by_kind or cell in by_head or cell in by_word))


def _speaks_of(column: str, kinds: set[str]) -> bool:
    """A head that names the measure itself: CEILING HEIGHT, which CEILING FINISH does not."""
    return any(kind in kinds and re.search(words, column, re.I) for kind, words in KINDS)


def _says_head(question: str, head: str) -> bool:
    """Whether the question says a word of a head that no vocabulary knows: the stiffeners of BP3."""
    words = re.findall(r"[A-Za-z]{4,}|[\u3400-\u9fff]{2,}", head)
    return any(
        re.search(rf"\b{re.sub('s$', '', word, flags=re.I)}" if word.isascii() else word, question, re.I)
        for word in words
    )


def _told_apart(wanted: Sequence[Wanted]) -> list[Wanted]:
    """With the level or storey of each where several rows have one name: the segments of a column."""
    names = [found.line.name for found in wanted]
    if len(set(names)) == len(names):
        return list(wanted)
    levels = [
        tuple(c for c in found.line.row.cells if LEVELS.search(c.column) and c.text and c not in found.cells)
        for found in wanted
    ]
    return [found._replace(cells=(*level, *found.cells)) for found, level in zip(wanted, levels, strict=True)]


def _said(asked: Asked, rows: Sequence[Wanted]) -> Reply:
    wanted = _told_apart(rows)
    parts = [_row(asked, found) for found in wanted[:MOST_ROWS]]
    left = len(wanted) - MOST_ROWS
    if left > 0:
        parts.append(asked.say("Further rows fit; name one of them.", "还有其他行符合，请指明其中一行。"))
    amounts = [q for found in wanted for q in found.line.amounts if any(c.kind == "quantity" for c in found.cells)]
    unread = any(_doubtful(found.line) and not cell.text for found in wanted for cell in found.cells)
    stated = any(cell.text for found in wanted for cell in found.cells) and not unread
    headline = amounts[0].id if len(amounts) == 1 else None
    return Reply(
        text=asked.say(" ", "").join(parts),
        headline=headline,
        verdict="answered" if stated and left <= 0 else "refused",
    )


def _doubtful(line: Line) -> bool:
    """Whether it was read by OCR: then a cell that seems blank may only be unread."""
    return any(cell.confidence < 1 for cell in line.row.cells)


def _row(asked: Asked, found: Wanted) -> str:
    line = found.line
    cells = asked.say("; ", "；").join(_cell(asked, line, cell) for cell in found.cells)
    name = f"“{line.name}” [{line.item.id}]"
    where = titles([line], asked)
    return asked.say(f"{name} in {where}: {cells}.", f"{where}中 {name}：{cells}。")


def _cell(asked: Asked, line: Line, cell: ReadCell) -> str:
    if not cell.text and _doubtful(line):
        return asked.say(
            f"nothing could be read under {cell.column}; please look there", f"“{cell.column}”一栏未能读出，请查看原图"
        )
    if not cell.text:
        return asked.say(
            f"{cell.column} is blank, so the drawing does not state it", f"“{cell.column}”为空白，图上没有写明"
        )
    if cell.kind == "quantity" and len(line.amounts) == 1:
        return f"{cell.column}: {figure(line.amounts[0])}"
    return f"{cell.column}: {quoted(cell.text, line.item)}"


def marks_beside_schedule(asked: Asked) -> Reply | None:
    """How many D5: the tags on the plans beside the quantity of the schedule, and whether they agree."""
    if len(asked.marks) != 1 or asked.family or not asked.has(KINDS[0][1]) or asked.has(*AGGREGATE):
        return None
    mark = asked.marks[0]
    lines = [line for line in read_lines(asked, row=mark) if line.name.upper() == mark.upper() and not line.row.total]
    stated = [line for line in lines if len(line.amounts) == 1]
    beyond = asked.has(*(words for _, words in (*KINDS[1:], *HEADS)))
    if len(stated) != 1 or len(lines) != 1 or (beyond and len(_wanted(asked, stated[0]).cells) < 2):
        return None
    return _beside(asked, mark, stated[0])


def _beside(asked: Asked, mark: str, line: Line) -> Reply | None:
    """With one count of tags both are told; with none the schedule's; with several the schedule's where they agree with it."""
    scheduled = line.amounts[0]
    counted = asked.need("count_marks", mark=mark, sheet=None if asked.sheet == line.sheet else asked.sheet).quantities
    others = [cell for cell in _wanted(asked, line).cells if cell.kind != "quantity"]
    more = asked.say("; ", "；").join(_cell(asked, line, cell) for cell in others)
    more = asked.say(f" {more}.", f"{more}。") if more else ""
    by_schedule = asked.say(
        f"By {titles([line], asked)} there are {figure(scheduled)} of {mark}.",
        f"{titles([line], asked)}中 {mark} 的数量为 {figure(scheduled)}。",
    )
    by_table = asked.has(*BY_SCHEDULE) and not asked.has(*ON_PLAN)
    if len(counted) == 1 and not by_table:
        tagged = counted[0]
        on_plan = asked.say(
            f"{mark} is marked {figure(tagged)} {times(tagged)} on sheet {tagged.sources[0].sheet}.",
            f"第 {tagged.sources[0].sheet} 张图上标注 {mark} 共 {figure(tagged)} 个。",
        )
        agreement = _agreement(asked, tagged.value == scheduled.value)
        if tagged.value < scheduled.value and tagged.sources[0].method == "ocr" and not asked.has(*ON_PLAN):
            agreement = asked.say(" Tags may not have been read.", "可能有标注未能识别。")
            return Reply(text=by_schedule + _join(asked) + on_plan + agreement + more, headline=scheduled.id, verdict="answered")  # fmt: skip
        if tagged.value < scheduled.value and tagged.sources[0].method == "ocr":
            agreement = asked.say(" They do not agree, but tags may not have been read; please check on the plan.", "两者不一致，但可能有标注未能识别，请对照平面图核对。")  # fmt: skip
            return Reply(text=on_plan + _join(asked) + by_schedule + agreement + more, headline=tagged.id, verdict="refused")  # fmt: skip
        return Reply(text=on_plan + _join(asked) + by_schedule + agreement + more, headline=tagged.id, verdict="answered")  # fmt: skip
    if counted and not by_table and not asked.has(*AGREES) and any(q.value != scheduled.value for q in counted):
        return None
    per_sheet = asked.say(", ", "、").join(
        asked.say(f"{figure(q)} on sheet {q.sources[0].sheet}", f"第 {q.sources[0].sheet} 张 {figure(q)} 个")
        for q in counted
    )
    tags = asked.say(f" Tags on the plans: {per_sheet}.", f"平面图上的标注：{per_sheet}。") if counted else ""
    return Reply(text=by_schedule + tags + more, headline=scheduled.id, verdict="answered")


def _join(asked: Asked) -> str:
    return asked.say(" ", "")


def _agreement(asked: Asked, agree: bool) -> str:
    if agree:
        return asked.say(" They agree.", "两者一致。")
    return asked.say(" They do not agree.", "两者不一致。")
