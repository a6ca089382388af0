"""Marks: the drawn identifiers of things (D1, KZ3, FB10, K-JKZ1a, M1021) and the patterns that ask for them."""

import re

from tools.kit.errors import Correctable
from tools.kit.result import Frozen

MARK = re.compile(r"(?<![A-Za-z0-9.\-])(?:[A-Z]{1,3}-)?[A-Z]{1,5}-?\d{1,4}[A-Za-z]{0,2}(?![A-Za-z0-9])")
SIZE_AFTER = re.compile(
    r"^\s*(?:[(（]\s*\d*\s*[A-Za-z]?\s*[)）])?\s*[(（]?\s*(?:[bh=]*\s*)?[\d.]*\s*(?:[x×X*]\s*[\d.]+){0,2}\s*(?:mm)?\s*[)）]?\s*$"
)
SIZES = re.compile(r"\(?\s*\d[\d.]*\s*(?:[xX*]\s*[\d.]+){1,2}\s*(?:mm)?\s*\)?|\(\s*\d{1,2}[A-Z]?\s*\)", re.I)
SEPARATORS = re.compile(r"[\s,，、;；/&+]+")


class Occurrence(Frozen):
    """A mark in a line: `alone` where the line is nothing but the mark, perhaps with its size or span number."""

    mark: str
    alone: bool


def pattern_of(wanted: str) -> re.Pattern[str]:
    """The expression for a wanted mark, where * stands for any run of digits and letters: "D2", "FB*", "KZ*".

    D2 never matches D20, D2a, AD2, D2+ or D2'. Raises Correctable for a pattern without a letter or digit.
    """
    wanted = wanted.strip().upper().replace("×", "X")
    if not re.search(r"\w", wanted.replace("*", "")):
        raise Correctable(f"{wanted!r} is no mark. Give one such as D2, or a family such as FB*.")
    body = re.escape(wanted).replace(r"\*", r"[A-Z0-9]*")
    if wanted.endswith("*") and wanted[-2:-1].isalpha():
        body = re.escape(wanted[:-1]) + r"-?\d+[A-Z]{0,2}"
    return re.compile(rf"(?<![A-Z0-9.\-]){body}(?![A-Z0-9\-]|\+(?:\s|$)|['′’]$)")


def occurrences(pattern: re.Pattern[str], text: str) -> list[Occurrence]:
    """Where the pattern stands in a line. "FB26 (300X450)" holds FB26 alone, "see D2 on sheet 4" holds it in a sentence,
    "D1, D2" and "FB1 (300X450) FB2 (300X450)" hold two alone."""
    upper = text.upper().replace("×", "X")
    found = list(pattern.finditer(upper))
    if not found:
        return []
    rest = SIZES.sub(" ", pattern.sub(" ", MARK.sub(" ", upper)))
    others_only_marks = not SEPARATORS.sub("", rest)
    return [
        Occurrence(mark=match.group(), alone=others_only_marks or _size_follows(upper, match.end(), match.start()))
        for match in found
    ]


def _size_follows(text: str, end: int, start: int) -> bool:
    return not text[:start].strip() and bool(SIZE_AFTER.match(text[end:]))


def marks_in(text: str) -> list[str]:
    """Every mark that a text holds."""
    return [match.group() for match in MARK.finditer(text.upper())]


def natural(mark: str) -> tuple[str, int, str]:
    """Sort key: D2 before D10."""
    match = re.match(r"(.*?)(\d+)([A-Za-z]*)$", mark)
    return (match[1], int(match[2]), match[3]) if match else (mark, 0, "")
