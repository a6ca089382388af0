"""Titles of the views of a sheet: FIRST FLOOR PLAN, SECTION A-A, 二层平面图, by their words and their size."""

import re
from statistics import median

from tools.kit.text import SheetReading, TextLine

WORDS = re.compile(
    r"\b(?:PLANS?|ELEVATIONS?|SECTIONS?|DETAILS?|LAYOUT|SCHEDULES?|DIAGRAM|GRUNDRISS|PELAN|TAMPAK|DENAH|PIANTA|ANSICHT|SCHNITT)\b"
    r"|[平立剖]面|布置图|详图|大样|系统图|配筋图|节点|一览表|明细表",
    re.IGNORECASE,
)
LONGEST = 60
TALLER = 1.25
"""Times the usual text height."""


def view_titles(reading: SheetReading, most: int = 6) -> list[str]:
    """The tallest first, each once."""
    lines = [line for line in reading.visible if line.height > 0]
    if not lines:
        return []
    usual = median(line.height for line in lines)
    found = [line for line in lines if _is_title(line) and line.height >= TALLER * usual]
    found.sort(key=lambda line: -line.height)
    return list(dict.fromkeys(line.text for line in found))[:most]


def _is_title(line: TextLine) -> bool:
    return (
        len(line.text) <= LONGEST
        and bool(WORDS.search(line.text))
        and not re.search(r"[.;:。；]\s*\w+\s\w+\s\w+", line.text)
    )
