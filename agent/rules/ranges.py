"""Ranges of marks spelled out: F1~F4 is F1, F2, F3 and F4; axes are left as they are."""

import re

RANGE = re.compile(
    r"(?<![A-Za-z0-9\-/])(?P<letters>[A-Z]{1,4}-?)(?P<first>\d{1,3})\s*"
    r"(?:(?:~|～|至|到|\bto\b|\bthrough\b|\.{2,3}|…)\s*(?P<again>[A-Z]{1,4}-?)?|(?:-|–|—)\s*(?P<same>[A-Z]{1,4}-?))(?P<last>\d{1,3})(?![\dA-Za-z.])"
    r"(?!\s*(?:轴|号轴|ax[ie]s|grid))",
    re.I,
)  # fmt: skip
AXES_BEFORE = re.compile(r"(?:\b(?:ax[ie]s|grids?|bays?|gridlines?)|轴线?)\s*$", re.I)
BETWEEN = re.compile(
    r"\bbetween\s+(?P<first>[A-Z]{1,4}-?\d{1,3})\s+and\s+(?P<last>[A-Z]{1,4}-?\d{1,3})(?![\dA-Za-z])(?!\s*(?:ax[ie]s|grid))"
)
MOST = 80


def spelled_out(question: str) -> str:
    """The question with the marks of each range named one by one."""
    text = BETWEEN.sub(r"\g<first> to \g<last>", question)
    return RANGE.sub(lambda found: _spelled(found, text[: found.start()]), text)


def _spelled(found: re.Match[str], before: str) -> str:
    again = found["again"] or found["same"]
    first, last = int(found["first"]), int(found["last"])
    other = again is not None and again.upper() != found["letters"].upper()
    if (
        AXES_BEFORE.search(before)
        or other
        or not first < last <= first + MOST
        or found["letters"] != found["letters"].upper()
    ):
        return found[0]
    width = len(found["first"]) if found["first"].startswith("0") else 0
    return ", ".join(f"{found['letters']}{number:0{width}d}" for number in range(first, last + 1))
