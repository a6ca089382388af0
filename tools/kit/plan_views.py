"""The plan views of a sheet: which part of it belongs to which title, GROUND FLOOR PLAN, 二层平面图, FIRST FLOOR BEAM LAYOUT."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from tools.kit.drawing import Sheet
from tools.kit.evidence import Box
from tools.kit.geometry import centre, inside, overlap
from tools.kit.text import TextLine
from tools.kit.titleblock import strip_of
from tools.kit.view_titles import WORDS
from tools.kit.zones import zone_at, zones_of

STOREY = re.compile(
    r"\b(?:GROUND|FIRST|SECOND|THIRD|FOURTH|FIFTH|SIXTH|SEVENTH|EIGHTH|NINTH|TENTH|\d{1,2}\s?(?:ST|ND|RD|TH)|LOWER|UPPER|MEZZANINE|BASEMENT"
    r"|ATTIC|TYPICAL|ROOF|PLINTH|LEVEL\s*-?\d{1,2})\b.{0,30}\b(?:PLAN|LAYOUT)\b"
    r"|(?:[首底夹一二三四五六七八九十]|\d{1,2}|标准|地下[一二三]?)\s*层.{0,12}(?:平\s*面|布置|施工|配筋|结构|模板)|屋[顶面].{0,6}平\s*面"
    r"|^\s*(?:PLANTA\s+(?:BAI?[XJ]A|PRIMERA|SEGON\w*|SEGUNDA|TERCER\w*|TIPUS?|COBERTA|CUBIERTA|SOTERRAN\w*|S[OÓ]TANO|PIS|ALTA|\d)|PIANTA\s+PIANO|PIANO\s+(?:TERRA|PRIMO|SECONDO|TERZO|INTERRATO)"
    r"|REZ-DE-CHAUSS[EÉ]E|(?:\d\s?(?:ER|E|EME|ÈME)\s+)?[EÉ]TAGE|(?:GRUNDRISS\s+)?(?:ERD|OBER|UNTER|KELLER|DACH)GESCHOSS|(?:\d\.\s?)(?:OG|UG)\b|(?:PELAN\s+|DENAH\s+)?(?:LANTAI|TINGKAT|ARAS)\s+(?:DASAR|BAWAH|ATAS|SATU|DUA|TANAH|\d))",
    re.I,
)
LONGEST = 48
SAME_ROW = 3.0
"""Heights of a title by which titles of one row may stand apart."""
SIDED = 2.0
"""How many times as much must be written on the one side of the titles than on the other."""
LIKE, BARE, FEW = 0.5, 0.2, 2
"""Shares of what is written between two rows of titles from which, and up to which, a part beyond them is a plan or none; and
how much may be written above each title that stands above its plan."""
MIDDLE = 0.15
"""Share of the way from title to title, at either end, where the gap between two plans cannot lie."""


class PlanView(NamedTuple):
    """A plan of a storey: its title and the part of the sheet that is its own."""

    sheet: int
    title: TextLine
    box: Box


def plan_views(sheet: Sheet) -> list[PlanView]:
    """In reading order; one that is alone has the whole sheet. Empty where the parts cannot be told apart."""
    titles = _titles(sheet)
    reading = sheet.reading
    whole = (0.0, 0.0, reading.width, reading.height)
    if len(titles) < 2:
        return [PlanView(sheet.number, title, whole) for title in titles]
    written = _written(sheet, titles)
    rows = _rows(titles)
    below = _titles_stand_below(rows, written)
    if below is None:
        return []
    views: list[PlanView] = []
    for n, row in enumerate(rows):
        top, bottom = _band(rows, n, below, whole)
        here = [box for box in written if top <= centre(box)[1] <= bottom]
        limits = _limits(row, here, whole)
        if limits is None:
            return []
        views += [
            PlanView(sheet.number, title, (left, top, right, bottom))
            for title, (left, right) in zip(row, pairwise(limits), strict=True)
        ]
    return views


def _titles(sheet: Sheet) -> list[TextLine]:
    """Those of storeys, outside tables and the title block; one that is said again in smaller letters only once."""
    reading = sheet.reading
    zones, strip = zones_of(reading), strip_of(reading)
    found: dict[str, TextLine] = {}
    for line in reading.visible:
        if len(line.text) > LONGEST or not STOREY.search(line.text) or zone_at(zones, line.box) is not None:
            continue
        if strip is not None and inside(line.box, strip):
            continue
        key = re.sub(r"\W", "", line.text).casefold()
        if key not in found or line.height > found[key].height:
            found[key] = line
    tall = max((line.height for line in found.values()), default=0.0)
    return [line for line in found.values() if line.height >= 0.6 * tall]


def _written(sheet: Sheet, titles: Sequence[TextLine]) -> list[Box]:
    """The texts of the views."""
    zones, strip = zones_of(sheet.reading), strip_of(sheet.reading)
    return [
        line.box
        for line in sheet.reading.visible
        if line not in titles
        and not WORDS.search(line.text)
        and zone_at(zones, line.box) is None
        and not (strip is not None and inside(line.box, strip))
    ]


def _rows(titles: Sequence[TextLine]) -> list[list[TextLine]]:
    """From top to bottom, each from left to right."""
    rows: list[list[TextLine]] = []
    for title in sorted(titles, key=lambda line: centre(line.box)[1]):
        if rows and abs(centre(rows[-1][0].box)[1] - centre(title.box)[1]) <= SAME_ROW * title.height:
            rows[-1].append(title)
        else:
            rows.append([title])
    return [sorted(row, key=lambda line: line.box[0]) for row in rows]


def _titles_stand_below(rows: Sequence[Sequence[TextLine]], written: Sequence[Box]) -> bool | None:
    """Whether plans stand above their titles; None where that is not plain. Below the last titles there may be notes and tables
    as well, above the first ones hardly anything but a plan."""
    edges = [centre(row[0].box)[1] for row in rows]
    above = sum(centre(box)[1] < edges[0] for box in written)
    beneath = sum(centre(box)[1] > edges[-1] for box in written)
    within = [sum(y < centre(box)[1] < below for box in written) for y, below in pairwise(edges)]
    if within:
        usual = sum(within) / len(within)
        return True if above > LIKE * usual else False if above < BARE * usual and beneath > LIKE * usual else None
    if above > SIDED * beneath:
        return True
    return False if beneath > SIDED * above and above <= FEW * len(rows[0]) else None


def _band(rows: Sequence[Sequence[TextLine]], n: int, below: bool, whole: Box) -> tuple[float, float]:
    """From the row of titles before to this one, or from this one to the next."""
    lows = [max(line.box[3] for line in row) for row in rows]
    highs = [min(line.box[1] for line in row) for row in rows]
    if below:
        return (lows[n - 1] if n else whole[1]), lows[n]
    return highs[n], (highs[n + 1] if n + 1 < len(rows) else whole[3])


def _limits(row: Sequence[TextLine], written: Sequence[Box], whole: Box) -> list[float] | None:
    """Where the plans of a row end: in the widest gap of what is written from title to title."""
    limits = [whole[0]]
    for left, right in pairwise(row):
        a, b = centre(left.box)[0], centre(right.box)[0]
        gap = _widest_gap(a, b, written)
        if gap is None:
            return None
        limits.append(gap)
    return [*limits, whole[2]]


def _widest_gap(a: float, b: float, written: Sequence[Box]) -> float | None:
    """The middle of the widest part between `a` and `b` over which nothing is written; None where it lies at an end."""
    covered = sorted((max(box[0], a), min(box[2], b)) for box in written if overlap(box[0], box[2], a, b) > 0)
    best, reached = (0.0, (a + b) / 2), a
    for start, end in [*covered, (b, b)]:
        best = max(best, (start - reached, (start + reached) / 2))
        reached = max(reached, end)
    share = (best[1] - a) / (b - a)
    return best[1] if MIDDLE <= share <= 1 - MIDDLE else None
