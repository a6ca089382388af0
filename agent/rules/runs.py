"""Rules that compare lists of marks: on plans but not in the schedule, missing from a run of numbers."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.rows import Line, asked_subjects, figure, read_lines, subject, titles
from tools.kit.marks import natural
from tools.kit.quantity import Quantity
from tools.kit.subjects import Subject

ON_PLAN_ONLY = (
    r"\bplans?\b.*\bnot (?:\w+ )?(?:in|on|by) (?:the )?(?:\w+ ){0,3}schedule", r"\bmissing from (?:the )?(?:\w+ ){0,3}schedule", r"\bnot (?:listed|scheduled)\b", r"\bunscheduled\b",
    r"平面.*表[中里]?(?:却|但|里|中)?(?:没有|未列|缺|无)", r"表[中里]?(?:没有|未列|漏|缺)",
)  # fmt: skip
IN_SCHEDULE_ONLY = (r"\bschedule\b.*\bnot (?:\w+ )?(?:on|in|shown on) (?:the |any )?(?:\w+ ){0,2}plans?", r"表.*平面.*(?:没有|未)")  # fmt: skip
GAPS = (r"\bmissing\b", r"\bskipped\b", r"\bgaps?\b", r"\bleft out\b", r"缺", r"漏号", r"跳号", r"断号", r"不连续")
RUN_WORDS = (
    r"\bnumbers?\b",
    r"\brun\b",
    r"\bsequence\b",
    r"\bseries\b",
    r"\bmarks?\b",
    r"\btags?\b",
    r"编号",
    r"号",
    r"序列",
)
FIRST_LETTERS: tuple[tuple[str, str], ...] = (
    (r"数据", "D"), (r"语音|电话", "T"), (r"门", "D"), (r"窗", "W"), (r"柱", "C"), (r"房间", "R"), (r"摄像", "C"), (r"梁", "B"),
)  # fmt: skip
LEAST_RUN = 5
MOST_TOLD = 12


def unscheduled_marks(asked: Asked) -> Reply | None:
    """Which window mark stands on the plans but not in the schedule; which one only in the schedule."""
    plan, scheduled = asked.has(*ON_PLAN_ONLY), asked.has(*IN_SCHEDULE_ONLY)
    subjects = asked_subjects(asked)
    if not (plan or scheduled) or len(subjects) != 1:
        return None
    lines = [x for x in read_lines(asked, title=subjects[0].name) if not x.row.total and subject(x) == subjects[0]]
    prefix = _prefix(line.name for line in lines)
    if prefix is None:
        return None
    result = asked.need("count_marks", mark=f"{prefix}*", sheet=asked.sheet)
    tagged = {source.text.upper() for quantity in result.quantities for source in quantity.sources}
    on_plan = {item.label.upper() for item in result.items} | {text for text in tagged if text.startswith(prefix)}
    names = {line.name.upper() for line in lines}
    if not on_plan:
        return None
    return (
        _only_on_plan(asked, subjects[0], lines, on_plan - names) if plan else _only_in_schedule(asked, lines, on_plan)
    )


def _prefix(names: Iterable[str]) -> str | None:
    """The letters that most of the marks begin with."""
    found = Counter(match[1] for name in names if (match := re.match(r"([A-Z]{1,4})-?\d", name.upper())))
    return found.most_common(1)[0][0] if found else None


def _only_on_plan(asked: Asked, one: Subject, lines: Sequence[Line], marks: set[str]) -> Reply:
    where = titles(lines, asked)
    if not marks:
        text = asked.say(
            f"Every {one.en[0]} mark on the plans also stands in {where} [{lines[0].item.id}].",
            f"平面图上的{one.zh}编号在{where}中都有 [{lines[0].item.id}]。",
        )
        return Reply(text=text, verdict="answered")
    told = [_tags(asked, mark) for mark in sorted(marks, key=natural)[:MOST_TOLD]]
    more = asked.say(" and others", "等") if len(marks) > MOST_TOLD else ""
    text = asked.say(
        f"On the plans but not in {where} [{lines[0].item.id}]: {'; '.join(told)}{more}.",
        f"平面图上有、{where} [{lines[0].item.id}] 中没有：{'；'.join(told)}{more}。",
    )
    return Reply(text=text, verdict="answered")


def _tags(asked: Asked, mark: str) -> str:
    counts = asked.need("count_marks", mark=mark, sheet=asked.sheet).quantities
    per_sheet = asked.say(", ", "、").join(
        asked.say(f"{figure(q)} on sheet {q.sources[0].sheet}", f"第 {q.sources[0].sheet} 张 {figure(q)} 个")
        for q in counts
    )
    return f"{mark} ({per_sheet})" if asked.language == "en" else f"{mark}（{per_sheet}）"


def _only_in_schedule(asked: Asked, lines: Sequence[Line], on_plan: set[str]) -> Reply:
    absent = [line for line in lines if line.name and line.name.upper() not in on_plan]
    listed = asked.say(", ", "、").join(f"“{line.name}” [{line.item.id}]" for line in absent[:MOST_TOLD])
    text = asked.say(
        f"In {titles(lines, asked)} but not marked on the plans: {listed or f'none [{lines[0].item.id}]'}.",
        f"{titles(lines, asked)}中有、平面图上没有标注：{listed or f'无 [{lines[0].item.id}]'}。",
    )
    return Reply(text=text, verdict="answered")


def missing_of_run(asked: Asked) -> Reply | None:
    """Which numbers of a run of marks such as D001 to D159 are not on the sheets."""
    if not asked.has(*GAPS) or not asked.has(*RUN_WORDS) or asked.has(*ON_PLAN_ONLY):
        return None
    for letter in _letters(asked):
        counts = asked.need("count_marks", mark=f"{letter}*", sheet=asked.sheet).quantities
        numbers = _numbers(letter, counts)
        if len(numbers) >= LEAST_RUN:
            return _gaps(asked, letter, numbers, counts)
    return None


def _letters(asked: Asked) -> list[str]:
    """The family that the question names, or that the things it names begin with."""
    family = [asked.family.rstrip("*")] if asked.family else []
    marked = [match[1] for mark in asked.marks if (match := re.match(r"([A-Z]+)", mark))]
    named = [letter for words, letter in FIRST_LETTERS if asked.has(words)]
    words = re.findall(
        r"\b(?!which|what|the|are|is|from|missing|number|run|of|in|on|any|mark|tag|point|list|sequence|series|skipped)([a-z])[a-z]{3,}",
        asked.text,
        re.I,
    )
    return list(dict.fromkeys([*family, *marked, *named, *(word.upper() for word in words)]))[:4]


def _numbers(letter: str, counts: Iterable[Quantity]) -> dict[int, str]:
    """The numbers of the family, each as it is written."""
    texts = [source.text.strip().upper() for quantity in counts for source in quantity.sources]
    found = [(match[1], text) for text in texts if (match := re.fullmatch(rf"{letter}-?(\d+)", text))]
    return {int(digits): text for digits, text in found}


def _gaps(asked: Asked, letter: str, numbers: dict[int, str], counts: Sequence[Quantity]) -> Reply | None:
    low, high = min(numbers), max(numbers)
    absent = [number for number in range(low, high + 1) if number not in numbers]
    if len(absent) > len(numbers) / 2:
        return None
    width = len(re.sub(r"\D", "", numbers[low]))
    dash = "-" if "-" in numbers[low] else ""
    names = [f"{letter}{dash}{number:0{width}d}" for number in absent]
    cite = f"[{counts[0].id}]"
    first, last = numbers[low], numbers[high]
    listed = asked.say(", ", "、").join(names)
    text = asked.say(
        f"The marks run from {first} to {last} {cite}; missing: {listed}."
        if names
        else f"None is missing: the marks run from {first} to {last} {cite}.",
        f"编号从 {first} 到 {last} {cite}，缺：{listed}。" if names else f"编号从 {first} 到 {last} {cite}，没有缺号。",
    )
    return Reply(text=text, verdict="answered")
