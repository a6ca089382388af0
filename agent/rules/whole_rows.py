"""Rules for what a schedule says of a mark where the question names no column: the whole row, or those that hold its words."""

import re
from collections.abc import Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.marked import marked_lines
from agent.rules.rows import Line, figure, titles
from agent.rules.schedules import HOW_MANY, OTHER, sum_of
from agent.rules.words import named_things

ASKS = (r"^\W*(?:what|which|describe|tell me|show|give|whose)\b", r"是什么|是啥|有什么|有哪些|包括|什么样|怎么做|做法|介绍|内容")  # fmt: skip
NOT_ROWS = (r"\bwhere\b", r"\bwhy\b", r"\bmeans?\b", r"\bmeaning\b", r"\bscale\b", "比例", "在哪", "意思", "代表")
MOST_ROWS = 8


def whole_row(asked: Asked) -> Reply | None:
    """What is lintel L3, what is in hardware set HW-2, which lockset has HW-1."""
    if not asked.has(*ASKS) or asked.has(*HOW_MANY, *NOT_ROWS) or (asked.has(*OTHER) and not asked.has(r"\btypes?\b")):
        return None
    lines = [line for line in marked_lines(asked) if line.row.kind == "schedule"]
    things = [thing for thing in named_things(_without_marks(asked, lines)) if any(_holds(x, thing) for x in lines)]
    chosen = [line for line in lines if all(_holds(line, thing) for thing in things)]
    if not 0 < len(chosen) <= MOST_ROWS or len({line.row.table for line in chosen}) > 1:
        return None
    rows = asked.say("; ", "；").join(f"“{_told(line)}” [{line.item.id}]" for line in chosen)
    where = titles(chosen, asked)
    return Reply(text=asked.say(f"{where} says: {rows}.", f"{where}写道：{rows}。"), verdict="answered")


def count_in_rows(asked: Asked) -> Reply | None:
    """How many hinges has hardware set HW-1: the quantity of those of its rows that name the thing."""
    if not asked.has(*HOW_MANY) or asked.has(*OTHER):
        return None
    lines = [line for line in marked_lines(asked) if line.row.amounts]
    things = [thing for thing in named_things(_without_marks(asked, lines)) if any(_holds(x, thing) for x in lines)]
    chosen = [line for line in lines if all(_holds(line, thing) for thing in things)]
    if not things or not 0 < len(chosen) < len(lines) or any(len(line.amounts) != 1 for line in chosen):
        return None
    total = sum_of(asked, asked.text[:60], [line.amounts[0] for line in chosen])
    rows = asked.say("; ", "；").join(f"“{_told(line)}” [{line.item.id}]" for line in chosen)
    where = titles(chosen, asked)
    text = asked.say(f"{figure(total)} by {where}: {rows}.", f"按{where}共 {figure(total)}：{rows}。")
    return Reply(text=text, headline=total.id, verdict="answered")


def _without_marks(asked: Asked, lines: Sequence[Line]) -> str:
    text = asked.text
    for name in {line.name for line in lines if line.name}:
        text = re.sub(re.escape(name), " ", text, flags=re.I)
    return text


def _holds(line: Line, thing: str) -> bool:
    return any(re.search(thing, text, re.I) for text in line.texts)


def _told(line: Line) -> str:
    """The row as it is written, without its blank cells."""
    return " | ".join(part for part in line.item.evidence.text.split(" | ") if part != "∅")
