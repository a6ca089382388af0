"""Rows of one mark at several levels: the segment of a column that reaches over the level in question."""

import re
from collections.abc import Sequence

from agent.rules.rows import Line

LEVEL = r"[-+±]?\d{1,3}\.\d{2,3}"
REACH = re.compile(rf"(?P<low>{LEVEL}|基础\S{{0,2}}?|FDN\S*|FOUNDATION\S*)\s*(?:[~～至到]|-(?=\d)|\bTO\b)\s*(?P<high>{LEVEL}|[屋顶]\S{{0,2}}|ROOF\S*|TOP\S*)", re.I)  # fmt: skip
ASKED = re.compile(rf"(?<![\d.]){LEVEL}(?![\d.])")
FOOT = re.compile(r"基础|FDN|FOUNDATION", re.I)


def at_level(question: str, lines: Sequence[Line]) -> list[Line]:
    """Those that reach over the level, or from the one level to the other, which the question names; all where it names none or
    none reaches so."""
    levels = [_level(text) for text in ASKED.findall(question)]
    if len(levels) == 1 and FOOT.search(question):
        levels = [float("-inf"), *levels]
    reaches = [(line, reach) for line in lines if (reach := _reach(line))]
    if not levels or len(reaches) < len(lines):
        return list(lines)
    if len(levels) == 1:
        found = [line for line, (low, high) in reaches if low <= levels[0] < high]
    else:
        found = [line for line, reach in reaches if reach == (min(levels), max(levels))]
    return found or list(lines)


def _reach(line: Line) -> tuple[float, float] | None:
    found = next((match for cell in line.row.cells if (match := REACH.search(cell.text))), None)
    return (_level(found["low"]), _level(found["high"], top=True)) if found else None


def _level(text: str, *, top: bool = False) -> float:
    """A level in metres; the foundation is below, the roof above all others."""
    if re.fullmatch(LEVEL, text):
        return float(text.lstrip("+±"))
    return float("inf") if top else float("-inf")
