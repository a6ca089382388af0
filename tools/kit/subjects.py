"""What schedules and their rows are about: doors, windows, columns, beams, footings … by words and marks in both languages."""

import re
from collections.abc import Iterable
from typing import NamedTuple


class Subject(NamedTuple):
    """`en` and `zh` are its names for the user, `unit` how it is counted in Chinese, `words` stand in titles and cells,
    `marks` begin the marks of its rows."""

    name: str
    en: tuple[str, str]
    zh: str
    unit: str
    words: re.Pattern[str]
    marks: re.Pattern[str]


def _subject(name: str, en: tuple[str, str], zh: str, unit: str, words: str, marks: str) -> Subject:
    return Subject(name, en, zh, unit, re.compile(words, re.I), re.compile(rf"^(?:{marks})[-_ ]?[A-Z]{{0,2}}\d", re.I))


SUBJECTS = (
    _subject("door", ("door", "doors"), "门", "樘", r"\bDOORS?\b|门(?!窗|厅|卫|诊|[牌房])|\bPINTU\b|\bPUERTAS?\b", r"DR?|[A-Z]?M|[FSH]M|TLM|MD|JLM|FJLM|AD|SD|FD"),
    _subject("window", ("window", "windows"), "窗", "樘", r"\bWINDOWS?\b|窗(?!台)户?|\bTINGKAP\b|\bVENTANAS?\b", r"W|WD|[A-Z]?C|TLC|TC|GC|BYC|PC"),
    _subject("column", ("column", "columns"), "柱", "根", r"\bCOLUMNS?\b|柱|\bTIANG\b", r"[KXLQ]?Z|KZZ|[GYA]BZ|COL|C|SC|RC"),
    _subject("beam", ("beam", "beams"), "梁", "根", r"\bBEAMS?\b|梁|\bRASUK\b", r"W?K?L|[FRG]?B|JZL|XL|LL|[A-Z]?BM"),
    _subject("footing", ("footing", "footings"), "基础", "个", r"\b(?:FOOTINGS?|FOUNDATIONS?|PILE\s*CAPS?)\b|基础|承台|\bASAS\b", r"D?J|DJ[JPZ]?|F|PF|CT|PC|ZJ"),
    _subject("pile", ("pile", "piles"), "桩", "根", r"\bPILES?\b|桩|\bCERUCUK\b", r"ZH|P|BP"),
    _subject("lintel", ("lintel", "lintels"), "过梁", "根", r"\bLINTELS?\b|过梁", r"GL|LT?"),
    _subject("slab", ("slab", "slabs"), "板", "块", r"\bSLABS?\b|楼?板", r"[LWX]?B|S"),
    _subject("room", ("room", "rooms"), "房间", "间", r"\bROOMS?\b|房间|房号|室内(?:装修|做法)|装修", r"(?!)"),
)  # fmt: skip
BY_NAME = {subject.name: subject for subject in SUBJECTS}
COMBINED = re.compile(r"门\s*[连带]\s*窗|DOOR\s*(?:/|-|\+|WITH|C/W)\s*(?:SIDE)?\s*WINDOW", re.I)


def subjects_in(text: str) -> list[Subject]:
    """Every subject that a text names, 门窗 and lintels over beams included."""
    plain = re.sub(r"门窗", "门 窗", text)
    named = [subject for subject in SUBJECTS if subject.words.search(plain)]
    hidden = (
        {"beam"}
        if any(s.name == "lintel" for s in named) and not re.search(r"\bBEAM|(?<!过)梁", plain, re.I)
        else set()
    )
    return [subject for subject in named if subject.name not in hidden]


def subject_of(title: str, texts: Iterable[str], mark: str, heads: str = "") -> Subject | None:
    """What a row is about: its table's title where that names one thing, else its own words, else its mark among what the
    title names, else the heads of its columns. A door with a window in one frame is neither."""
    titled = subjects_in(title)
    said = " ".join(texts)
    if COMBINED.search(said):
        return None
    own = [subject for subject in subjects_in(said) if not titled or subject in titled]
    marked = [s for s in titled or [BY_NAME["door"], BY_NAME["window"]] if s.marks.match(mark)]
    return next(
        (found[0] for found in (titled, own, marked, [] if titled else subjects_in(heads)) if len(found) == 1), None
    )
