"""Rule for the table of revisions: the latest one, one by its mark or its words, all of them."""

import re
from collections.abc import Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.reading import REVISED
from tools.kit.result import Item

LATEST = (r"\b(?:latest|last|newest|most recent|current)\b", r"最新|最后|最近|当前|现行")
NAMED = re.compile(
    r"\b(?:revision|rev)\.? ?(?:no\.? ?|number ?)?(?P<mark>[a-z]{0,2}\d{1,2}|[a-z])\b|第\s*(?P<zh>[A-Z\d]{1,2})\s*[版次]",
    re.I,
)
IDLE = re.compile(
    r"\b(?:what|which|when|who|was|is|were|are|the|a|an|of|on|for|in|date|dated|issued?|made|did|does|say|tell|me|s|revisions?|rev|drawing|sheet|this|please|about|describe|description)\b",
    re.I,
)


def revision_told(asked: Asked) -> Reply | None:
    """What the row of a revision says."""
    if not asked.has(*REVISED):
        return None
    rows = [item for item in asked.need("read_title_block", sheet=asked.sheet).items if item.label == "revision row"]
    found = _latest(rows) if asked.has(*LATEST) else _asked_for(asked, rows)
    if not found:
        listed = asked.say("; ", "；").join(f"“{item.evidence.text}” [{item.id}]" for item in rows[:8])
        seen = (
            asked.say(f" The revisions that could be read: {listed}.", f"能读出的修改记录：{listed}。") if rows else ""
        )
        text = asked.say(
            "The table of revisions does not tell that, as far as it could be read.", "修改记录中没有读出所问内容。"
        )
        return Reply(text=text + seen, verdict="refused")
    told = asked.say("; ", "；").join(f"“{item.evidence.text}” [{item.id}]" for item in found)
    return Reply(text=asked.say(f"The table of revisions says: {told}.", f"修改记录写道：{told}。"), verdict="answered")


def _latest(rows: Sequence[Item]) -> list[Item]:
    """The row with the highest mark, where all have marks of one kind and each its own."""
    marks = [row.note.upper() for row in rows]
    kinds = {re.sub(r"\d+", "0", mark) if any(c.isdigit() for c in mark) else "A" for mark in marks}
    if not marks or not all(marks) or len(set(marks)) < len(marks) or len(kinds) != 1:
        return list(rows) if len(rows) == 1 else []
    return [max(rows, key=lambda row: _order(row.note))]


def _order(mark: str) -> tuple[int, str]:
    digits = re.sub(r"\D", "", mark)
    return (int(digits), mark) if digits else (len(mark), mark.upper())


def _asked_for(asked: Asked, rows: Sequence[Item]) -> list[Item]:
    """By the mark that the question names, else by the words that it shares with a row; all where neither is said."""
    named = NAMED.search(asked.text)
    if named:
        mark = (named["mark"] or named["zh"]).upper()
        return [row for row in rows if row.note.upper() == mark]
    words = re.findall(r"[a-z]{3,}|\d+", IDLE.sub(" ", asked.text.casefold()))
    if not words:
        return list(rows) if asked.has(r"\ball\b|\blist\b|\bhistory\b|记录|历史") else []
    return [row for row in rows if all(re.search(rf"\b{re.escape(word)}\b", row.evidence.text, re.I) for word in words)]
