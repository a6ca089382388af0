"""What a mark is a mark of: KL1 a beam, KZ1 a column, C1815 a window where a sheet speaks of windows and C1 a column where not."""

import re
from collections.abc import Iterable, Sequence

from tools.kit.drawing import Sheet
from tools.kit.marks import marks_in
from tools.kit.subjects import SUBJECTS, Subject
from tools.kit.zones import zone_at, zones_of

GRADES = re.compile(r"C(?:1[05]|[2-8][05])|M(?:5|7\.5|10|15|2[05]|3[05]|40)|HPB\d+|HRB\d+|FE\d+", re.I)
"""Grades of concrete, mortar and steel look like marks of windows and doors."""


def letters_of_kind(sheet: Sheet, kind: str) -> list[str]:
    """The letters of those marks on the views that are of this kind beyond doubt, in the order in which they stand."""
    told = subjects_told(sheet)
    zones = zones_of(sheet.reading)
    marks = (
        mark
        for line in sheet.reading.visible
        if zone_at(zones, line.box) is None
        for mark in marks_in(line.text)
        if not GRADES.fullmatch(mark)
    )
    return list(dict.fromkeys(_letters(mark) for mark in marks if _kind(mark, told) == kind))


def subjects_told(sheet: Sheet) -> list[Subject]:
    """What a sheet speaks of."""
    texts = [line.text for line in sheet.reading.visible]
    return [subject for subject in SUBJECTS if any(subject.words.search(text) for text in texts)]


def _kind(mark: str, told: Sequence[Subject]) -> str | None:
    """Of the kinds that the sheet speaks of the one whose marks begin so; letters of a single kind need no word."""
    fitting = [subject for subject in SUBJECTS if subject.marks.match(mark)]
    if len(fitting) == 1 and len(_letters(mark)) > 1:
        return fitting[0].name
    return _only(subject.name for subject in fitting if subject in told)


def _only(names: Iterable[str]) -> str | None:
    found = list(names)
    return found[0] if len(found) == 1 else None


def _letters(mark: str) -> str:
    found = re.match(r"(?:[A-Z]{1,3}-)?[A-Z]+", mark)
    return found.group() if found else mark
