"""Rules for what schedules count: doors in total, how many of one mark, plan and schedule side by side."""

import re
from collections import defaultdict
from collections.abc import Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.beside import tagged_otherwise
from agent.rules.rows import SCHEDULE_NAMES, Line, asked_subjects, figure, read_lines, subject, titles
from tools.kit.quantity import Quantity
from tools.kit.subjects import Subject

HOW_MANY = (r"\bhow many\b", r"\bnumber of\b", r"\bcount\b", r"\btotal\b", r"多少[樘扇个根道块套件]?", r"几[樘扇个根道块套件]", r"总数", r"数量", r"合计", r"总共")  # fmt: skip
OTHER = (
    r"\bareas?\b", r"面积", r"\bvolumes?\b", r"体积", r"混凝土", r"\bconcrete\b", r"\bsizes?\b", r"尺寸", r"\blength", r"长度", r"\bheights?\b", r"高",
    r"\btypes?\b", r"[几多]少?种", r"种类", r"\brows?\b", r"[几多]少?行", r"\bwidths?\b", r"宽", r"重量", r"\bweight\b", r"\blargest\b", r"最[大小]", r"\bperimeter\b",
    r"\bcost\b", r"造价", r"\bfirst (?:type|row)\b", r"第一", r"\bstop\b", r"\bcontinue", r"\bspacing\b", r"间距", r"\brebar\b", r"钢筋",
)  # fmt: skip
STOREY = (
    r"\b(?:ground|first|second|third|fourth|fifth|top|upper|lower|mezzanine|typical)[ -](?:floor|storey|story|level)\b", r"\bbasement\b", r"\broof\b",
    r"[一二三四五六七八九十首顶底\d]\s*[层楼]", r"地下", r"屋面", r"标准层", r"\blevel \d",
)  # fmt: skip
BY_SCHEDULE = (r"\bscheduled?s?\b", r"\btable\b", r"表", r"清单")
IDLE = re.compile(
    r"\b(?:how|many|much|number|count|of|the|a|an|in|is|are|there|total|all|together|altogether|overall|whole|entire|this|that|what|does|do|have|has|"
    r"please|drawings?|drawn|sheets?|plans?|house|building|project|according|to|by|per|from|on|schedules?|table|shown|listed|given|state[sd]?|say|quantity|"
    r"quantities|sum|up|for|and|we|you|me|tell|find|add|required|need(?:ed)?|page|no|nos|which|units?|types?|leaf|leaves|or|with|it|its)\b",
    re.I,
)
IDLE_ZH = re.compile(
    r"门窗(?:统计|明细|一览)?表|根据|按照?|依据|图纸|图中|图上|表中|表里|上面|里面|一共|总共|共计|合计|总计|总数|数量|总|共|有|多少|几|樘|扇|个|根|道|块|套|件|的|是|请问|请|"
    r"这|该|张|图|栋|楼|房子|建筑|工程|项目|全部|所有|表|中|里|上|用|需要|吗|呢|各|分别|统计|一下|和|与|及|为|在|编号|型|号"
)


def total_by_schedule(asked: Asked) -> Reply | None:
    """How many doors in total: the quantities of the schedule's rows that are doors, added up."""
    if asked.marks or asked.family or not asked.has(*HOW_MANY) or asked.has(*OTHER, *STOREY):
        return None
    subjects = [one for one in asked_subjects(asked) if one.name not in ("room", "slab")]
    if not 0 < len(subjects) <= 2:
        return None
    words = qualifiers(asked.text, subjects)
    parts = [(one, _lines_about(asked, one, words)) for one in subjects]
    if not all(lines for _, lines in parts):
        return None
    doubt = next((text for one, lines in parts if (text := _doubt(asked, one, lines))), None)
    if doubt:
        return Reply(text=doubt, verdict="refused")
    return _total(asked, parts, words)


def qualifiers(question: str, subjects: Sequence[Subject]) -> list[str]:
    """The words of the question that are neither idle nor the subject: timber, glazed, 防火."""
    text = SCHEDULE_NAMES.sub(" ", question).replace("门窗", "门 窗")
    for one in subjects:
        text = one.words.sub(" ", text)
    text = IDLE_ZH.sub(" ", IDLE.sub(" ", text))
    return re.findall(r"[a-z][a-z-]+|[\u3400-\u9fff]+", text.casefold())


def _lines_about(asked: Asked, one: Subject, words: Sequence[str]) -> list[Line]:
    """The rows about it that state a quantity, of those whose description holds the words."""
    lines = [line for line in read_lines(asked, title=one.name) if not line.row.total and line.row.kind == "schedule"]
    about = [line for line in lines if line.row.amounts and subject(line) == one]
    return [line for line in about if all(word in line.description.casefold() for word in words)]


def _doubt(asked: Asked, one: Subject, lines: Sequence[Line]) -> str | None:
    """Why the rows cannot be added up: a blank quantity, or one mark with two of them."""
    blank = [line for line in lines if line.blank_amount]
    if blank:
        name = blank[0].name
        return asked.say(
            f"The schedule states no quantity for {name} [{blank[0].item.id}]: the cell is blank or not a plain number, so the "
            f"total number of {one.en[1]} is not stated.",
            f"表中 {name} [{blank[0].item.id}] 没有写明数量（空白或不是单一数字），因此{one.zh}的总数无法给出。",
        )
    tables = {line.row.table for line in lines}
    strange = [
        x
        for x in read_lines(asked)
        if x.row.table in tables and x.amounts and not (x.row.total or x.name or x.row.subject)
    ]
    if strange:
        return asked.say(
            f"One row of the schedule has a quantity but no mark that can be read: “{strange[0].item.evidence.text}” "
            f"[{strange[0].item.id}]. So the total number of {one.en[1]} is not certain.",
            f"表中有一行有数量但编号无法读出：“{strange[0].item.evidence.text}” [{strange[0].item.id}]，因此{one.zh}的总数不能确定。",
        )
    by_name: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_name[line.name].append(line)
    twice = next((found for name, found in by_name.items() if name and len(found) > 1 and _differ(found)), None)
    if twice:
        shown = ", ".join(f"“{line.item.evidence.text}” [{line.item.id}]" for line in twice[:4])
        return asked.say(
            f"The schedules state {twice[0].name} more than once: {shown}. Which one counts is not clear, so nothing was added up.",
            f"{twice[0].name} 在表中出现多次：{shown}。无法确定以哪一行为准，因此没有相加。",
        )
    return None


def _differ(lines: Sequence[Line]) -> bool:
    """Whether two rows of one mark stand in different tables or say the same: rows of one table may differ by storey."""
    return len({line.row.table for line in lines}) > 1 or len({line.texts for line in lines}) < len(lines)


def _total(asked: Asked, parts: Sequence[tuple[Subject, list[Line]]], words: Sequence[str]) -> Reply:
    totals = [
        (one, lines, sum_of(asked, asked.say(one.en[1], one.zh), [q for line in lines for q in line.amounts]))
        for one, lines in parts
    ]
    texts = [_one_total(asked, one, lines, total) for one, lines, total in totals]
    if words:
        said = asked.say(", ", "、").join(f"“{word}”" for word in words)
        texts.append(asked.say(f"Only rows that say {said} are counted.", f"仅计入写有{said}的行。"))
    headline = totals[0][2]
    if len(totals) > 1:
        headline = sum_of(
            asked, " + ".join(asked.say(one.en[1], one.zh) for one, _, _ in totals), [total for _, _, total in totals]
        )
        texts.append(asked.say(f"Together {figure(headline)}.", f"合计 {figure(headline)}。"))
    printed = [text for one, lines, total in totals if (text := _against_printed(asked, one, lines, total))]
    if not asked.has(*BY_SCHEDULE):
        texts += [text for _, lines, _ in totals if (text := tagged_otherwise(asked, lines))]
    return Reply(
        text=asked.say(" ", "").join([*texts, *printed]),
        headline=headline.id,
        verdict="refused" if printed else "answered",
    )


def sum_of(asked: Asked, label: str, quantities: Sequence[Quantity], unit: str = "nos") -> Quantity:
    """Their sum in the ledger; one alone is its own."""
    if len(quantities) == 1:
        return quantities[0]
    groups = [quantities[i : i + 50] for i in range(0, len(quantities), 50)]
    sums = [
        asked.need("calculate", expression=f"sum({', '.join(q.id for q in group)})", label=label, unit=unit).quantities[
            -1
        ]
        for group in groups
    ]
    return sum_of(asked, label, sums, unit)


def _one_total(asked: Asked, one: Subject, lines: Sequence[Line], total: Quantity) -> str:
    unread = asked.say("(no mark read)", "（编号未读出）")
    listed = asked.say(", ", "、").join(f"{line.name or unread} {_amount(line)}" for line in lines[:40])
    more = asked.say(f" and {len(lines) - 40} more rows", "等") if len(lines) > 40 else ""
    count = f"{total.value.normalize():f}"
    name = one.en[total.value != 1]
    return asked.say(
        f"{count} {name} [{total.id}] according to {titles(lines, asked)}: {listed}{more}.",
        f"按{titles(lines, asked)}，{one.zh}共 {count} {one.unit} [{total.id}]：{listed}{more}。",
    )


def _amount(line: Line) -> str:
    return " + ".join(figure(quantity) for quantity in line.amounts)


def _against_printed(asked: Asked, one: Subject, lines: Sequence[Line], total: Quantity) -> str | None:
    """What is to be said where the printed total of the same tables differs."""
    tables = {line.row.table for line in lines}
    every = [line for line in read_lines(asked) if line.row.table in tables]
    if any(subject(line) != one for line in every if not line.row.total):
        return None
    printed = [line for line in every if line.row.total and len(line.amounts) == 1]
    if len(printed) != 1 or printed[0].amounts[0].value == total.value:
        return None
    return asked.say(
        f"The total row of the schedule says {figure(printed[0].amounts[0])} instead: the two do not agree.",
        f"但表中合计行写作 {figure(printed[0].amounts[0])}，两者不一致。",
    )
