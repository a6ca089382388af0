"""How users type marks and how the drawing writes them: kz1, ＫＺ１ and KZ-1 for KZ1."""

import re
from collections.abc import Sequence

from agent.rules.asked import Asked

FULL_WIDTH = {code: code - 0xFEE0 for code in (0xFF0D, *range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}  # fmt: skip
SMALL = re.compile(
    r"(?<![A-Za-z0-9.\-/:'\"_])(?:[a-z]{1,2}-)?(?P<letters>[a-z]{1,4})-?\d{1,4}(?:[a-z](?![a-z]))?(?![A-Za-z0-9.])"
)
NO_MARKS = frozenset(
    [
        "m",
        "mm",
        "cm",
        "dm",
        "km",
        "ft",
        "in",
        "yd",
        "sq",
        "cu",
        "x",
        "q",
        "e",
        "no",
        "nr",
        "fig",
        "page",
        "type",
        "unit",
        "room",
        "lot",
        "part",
        "row",
        "step",
        "item",
        "area",
        "line",
        "on",
        "to",
        "of",
        "at",
        "by",
        "top",
        "dn",
        "phi",
    ]
)
"""Units, factors and words that stand before a number without making a mark of it."""


def as_typed(question: str) -> str:
    """The question with its marks in capitals and of ordinary width; a small letter behind the number stays: KZ1a."""
    return SMALL.sub(_capital, question.translate(FULL_WIDTH))


def _capital(found: re.Match[str]) -> str:
    word = found[0]
    if found["letters"] in NO_MARKS:
        return word
    last = max(n for n, letter in enumerate(word) if letter.isdigit())
    return word[: last + 1].upper() + word[last + 1 :]


def as_drawn(asked: Asked) -> dict[str, str]:
    """How the drawing writes the marks of the question that it does not write as they were asked: {"KZ-1": "KZ1"}.

    Only blanks and dashes between letters and figures and noughts before these may differ, and only one such form may stand on
    the drawing: KZ1a is another mark, and where both RB1 and RB-1 stand they may be two."""
    forms = {mark: _forms(asked, mark) for mark in asked.marks}
    return {mark: next(iter(found)) for mark, found in forms.items() if len(found) == 1 and mark not in found}


def _forms(asked: Asked, mark: str) -> set[str]:
    parts = re.findall(r"[A-Za-z]+|\d+", mark)
    loose = r"[-–\s]?".join(rf"0*{int(part)}" if part.isdigit() else re.escape(part) for part in parts)
    written = rf"(?<![A-Za-z0-9\-]){loose}(?![A-Za-z0-9])"
    items = asked.need("find_text", pattern=written, regex=True, sheet=asked.sheet).items
    return {form for item in items for form in re.findall(written, item.evidence.text)}


def respelled(question: str, drawn: dict[str, str]) -> str:
    for mark, form in drawn.items():
        question = re.sub(rf"(?<![A-Za-z0-9\-]){re.escape(mark)}(?![A-Za-z0-9])", form, question)
    return question


def told(asked: Asked, drawn: dict[str, str]) -> str:
    listed: Sequence[str] = [asked.say(f"{form} for {mark}", f"{mark} 写作 {form}") for mark, form in drawn.items()]
    return asked.say(f"The drawing writes {', '.join(listed)}. ", f"图上 {'，'.join(listed)}。")
