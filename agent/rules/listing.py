"""Rules that list what a schedule or legend names: its plants, its paint codes with their colours."""

import re
from collections.abc import Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.marked import HEADS, KINDS
from agent.rules.rows import Line, asked_subjects, subject, titles
from agent.rules.said import terms_of
from agent.rules.tabular import best_table, body_lines
from tools.kit.result import ReadCell

LIST = (r"^\W*list\b", r"\bplease list\b", r"\bname (?:all|the)\b", r"\bwhat (?:\w+ ){1,3}are (?:listed|in|shown)\b", r"\bwhich (?:\w+ ){1,3}are (?:listed|in)\b", "列出", "列一下", "有哪些", "有哪几", "哪些")  # fmt: skip
TABLE = (r"\bschedule\b", r"\blegend\b", r"\btable\b", r"\blist(?:ed)? in\b", r"\bkey\b", "表", "图例", "清单")
ROOMS = (r"\brooms?\b", "房间")
MOST_LISTED = 40


def names_listed(asked: Asked) -> Reply | None:
    """List the plants in the legend, the paints with their colours: the rows of the table that is meant, each quoted."""
    if not asked.has(*LIST) or not asked.has(*TABLE) or asked.marks:
        return None
    lines = _meant(asked, [line for line in body_lines(asked) if line.name or line.cell("name")])
    if not 0 < len(lines) <= MOST_LISTED:
        return None
    wanted = [kind for kind, words in KINDS if kind != "quantity" and asked.has(words)]
    listed = asked.say("; ", "；").join(_said(asked, line, wanted) for line in lines)
    text = asked.say(f"{titles(lines, asked)} lists: {listed}.", f"{titles(lines, asked)}列有：{listed}。")
    return Reply(text=text, verdict="answered")


def _meant(asked: Asked, lines: Sequence[Line]) -> list[Line]:
    """The rows about what the question names by its kind or in words; else all of the table that it names best."""
    subjects = [one for one in asked_subjects(asked) if one.name != "room"]
    about = [line for line in lines if subject(line) in subjects]
    table = best_table(asked, about or lines)
    terms = [
        term
        for term in terms_of(re.sub("|".join(TABLE), " ", asked.text, flags=re.I))
        if not asked_subjects_say(asked, term.word)
    ]
    worded = [line for line in table or lines if any(re.search(term.pattern, _text(line), re.I) for term in terms)]
    one_table = len({line.row.table for line in worded}) == 1
    return worded if one_table and not about else table


def asked_subjects_say(asked: Asked, word: str) -> bool:
    return any(one.words.search(word) for one in asked_subjects(asked))


def _text(line: Line) -> str:
    return " ".join(cell.text for cell in line.row.cells)


def _said(asked: Asked, line: Line, wanted: Sequence[str]) -> str:
    """Name and description of a row, and what stands under the heads that are asked for."""
    key = line.row.cells[line.row.key]
    headed = [c for c in line.row.cells if any(re.search(h, c.column, re.I) and asked.has(q) for h, q in HEADS)]
    cells = [c for c in line.row.cells if c is key or c.kind == "name" or c.kind in wanted or c in headed]
    return ", ".join(
        f"“{text}” [{line.item.id}]" for text in dict.fromkeys(_written(line, cell) for cell in cells) if text
    )


def _written(line: Line, cell: ReadCell) -> str:
    return cell.text if cell.text in line.item.evidence.text else ""
