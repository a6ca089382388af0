"""Printed dimensions: each text with the two points of the sheet that it measures between, and the scales they agree on."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from math import cos, radians, sin
from typing import NamedTuple

from tools.kit.agreement import Peak, Vote, peak_of
from tools.kit.dimension_lines import Ruler, Span, extent_of, spans_of
from tools.kit.dimension_text import Notation, Stated, stated_in
from tools.kit.dims import Dim, Dimensioned, DimScale, Point, clusters_of, scale_of, stands_apart
from tools.kit.drawing import Sheet
from tools.kit.entities import Entities, entities_of
from tools.kit.geometry import inside
from tools.kit.memo import per_sheet
from tools.kit.quantity import decimal_of
from tools.kit.ruling import cell_at
from tools.kit.scale import scale_notes
from tools.kit.schedules import tables_of
from tools.kit.strokes import strokes_of
from tools.kit.text import SheetReading, TextLine
from tools.kit.vectors import Linework

NOTATIONS: tuple[Notation, ...] = ("ft", "m", "mm", "cm")
LEAST_CONFIDENCE = 0.6
MOST_TEXTS = 1200
MOST_SCALES = 4
LATER_BELIEF = 1.45
"""A second scale on one sheet needs more belief than the first: what is left over agrees by chance more easily."""
OFF = 0.1
"""Text heights that an end of a dimension may be off, and the relative error of a line on top."""
PRECISION = 0.003
SMALLEST: dict[Notation, float] = {"ft": 20_000, "m": 20_000, "mm": 2_500, "cm": 2_500}
"""Real length per paper length that dimensions of a notation are plotted at: maps and site plans are in metres or feet."""
KEYNOTE = re.compile(r"\d{1,2}")
LARGEST = 0.9
"""Nothing is drawn larger than it is: 1:1 details are the largest."""


class _Text(NamedTuple):
    line: TextLine
    angle: float
    stated: tuple[Stated, ...]
    spans: tuple[Span, ...]


class _Choice(NamedTuple):
    text: int
    stated: Stated
    span: Span


@per_sheet
def dimensions_of(sheet: Sheet) -> Dimensioned:
    """The dimensions of a sheet: those that a CAD file holds, else those that its texts and lines show."""
    known = entities_of(sheet)
    if known and known.dimensions:
        return Dimensioned(tuple(_stated(known)), ())
    reading = sheet.reading
    printed = [float(note.ratio) for note in scale_notes(reading)] if reading.paper_known else []
    return dimensioned(outside_tables(reading), strokes_of(sheet), printed)


def outside_tables(reading: SheetReading) -> list[TextLine]:
    """The visible lines but for those in the cells of a table: 3.600 between the lines of a table measures none of them."""
    tables = [table.box for table in tables_of(reading)] if reading.cells else []
    return [
        line for line in reading.visible
        if not (any(inside(line.box, box) for box in tables) and cell_at(reading.cells, line.box))
    ]  # fmt: skip


def _stated(known: Entities) -> Iterator[Dim]:
    """The dimensions of a CAD file. What is printed wins over what was measured; a difference of 1 % is no agreement."""
    for one in known.dimensions:
        if one.hidden or one.kind not in ("linear", "aligned") or one.length <= 0:
            continue
        readings = stated_in(one.text)
        best = min(readings, key=lambda stated: abs(float(stated.length) / one.length - 1), default=None)
        length = decimal_of(best.length) if best else Decimal(repr(round(one.length, 3)))
        yield Dim(
            text=one.text or f"{one.length:.0f}", length=length, unit=best.unit if best else "mm", box=one.text_box or one.box,
            start=one.line[0], end=one.line[1], angle=one.angle, agrees=abs(float(length) / one.length - 1) <= 0.01,
        )  # fmt: skip


def dimensioned(lines: Iterable[TextLine], linework: Linework, printed: Sequence[float] = ()) -> Dimensioned:
    """Pairs each dimension text with what it measures: under the true scale most of them measure what they say. Of the
    ratios that are `printed` as scales, fewer dimensions need to agree."""
    texts = _texts(lines, linework)
    dims: list[Dim] = []
    scales: list[DimScale] = []
    waiting = set(range(len(texts)))
    while len(scales) < MOST_SCALES:
        found = _best(texts, waiting, _family(dims), printed)
        if found and found[0].ratio < LARGEST:
            break
        if found is None or (dims and found[0].belief < LATER_BELIEF):
            break
        peak, choices = found
        waiting -= {choices[n].text for n in peak.votes}
        agreed = [_dim(texts, choices[n]) for n in peak.votes]
        groups = [group for group in clusters_of(agreed) if not dims or stands_apart(group, scales)]
        kept = [dim for group in groups if not scales or len(group) >= 3 for dim in group]
        sure = _unit_sure(texts, choices, peak)
        dims += kept
        scales += [scale_of(group, peak.ratio, sure) for group in groups if len(group) >= 3] or (
            [scale_of(kept, peak.ratio, sure)] if kept and not scales else []
        )
        if not kept and scales:
            continue
    loose = [_dim(texts, choice, agrees=False) for n in sorted(waiting) for choice in _loose(n, texts[n], dims)]
    return Dimensioned((*dims, *loose), tuple(scales))


def _texts(lines: Iterable[TextLine], linework: Linework) -> list[_Text]:
    rulers: dict[float, Ruler] = {}
    texts: list[_Text] = []
    for line in lines:
        stated = stated_in(line.text) if line.confidence >= LEAST_CONFIDENCE else ()
        if not stated or len(texts) >= MOST_TEXTS:
            continue
        angle = round(line.angle) % 180
        if angle not in rulers:
            rulers[angle] = Ruler(linework, angle)
        spans = spans_of(line, rulers[angle])
        if spans:
            texts.append(_Text(line, angle, stated, tuple(spans)))
    return texts


def _family(dims: Sequence[Dim]) -> tuple[Notation, ...]:
    """The notations that may stand beside those: nobody writes feet and metres on one sheet, but metres and millimetres."""
    if not dims:
        return NOTATIONS
    return ("ft",) if any(dim.unit in ("ft", "in") for dim in dims) else ("m", "mm", "cm")


def _best(
    texts: Sequence[_Text], waiting: set[int], notations: Sequence[Notation], printed: Sequence[float]
) -> tuple[Peak, list[_Choice]] | None:
    """The notation under which most texts agree, and on what. Equal beliefs go to the earlier notation."""
    best: tuple[Peak, list[_Choice]] | None = None
    for notation in notations:
        choices = [
            _Choice(n, stated, span)
            for n in sorted(waiting)
            for stated in texts[n].stated
            if stated.notation == notation
            for span in texts[n].spans
            if float(stated.length) <= SMALLEST[notation] * span.length
        ]
        peak = peak_of([_vote(texts, choice) for choice in choices], printed)
        if peak and _telling(texts, choices, peak) and (best is None or peak.belief > 1.05 * best[0].belief):
            best = peak, choices
    return best


def _telling(texts: Sequence[_Text], choices: Sequence[_Choice], peak: Peak) -> bool:
    """Numbers of one or two digits alone are keynotes, axes or pipe sizes, and dimensions only beside others."""
    return any(not KEYNOTE.fullmatch(texts[choices[n].text].line.text.strip()) for n in peak.votes)


def _vote(texts: Sequence[_Text], choice: _Choice) -> Vote:
    text, span = texts[choice.text], choice.span
    _, level, _, tall = extent_of(text.line, text.angle)
    slack = PRECISION + OFF * (text.line.height or tall) / span.length
    ratio = float(choice.stated.length) / span.length
    return Vote(choice.text, ratio, span.belief, slack, span.length, abs(span.across - level) / tall)


def _unit_sure(texts: Sequence[_Text], choices: Sequence[_Choice], peak: Peak) -> bool:
    """Whole numbers under 1000 only, at a scale of a detail: they may be centimetres of a plan."""
    agreed = [choices[n] for n in peak.votes]
    if any(choice.stated.notation in ("ft", "m") for choice in agreed):
        return True
    return peak.ratio >= 25 or any(choice.stated.length >= 3000 for choice in agreed)


def _dim(texts: Sequence[_Text], choice: _Choice, agrees: bool = True) -> Dim:
    text, span = texts[choice.text], choice.span
    line = text.line
    return Dim(
        text=line.text, length=decimal_of(choice.stated.length), unit=choice.stated.unit, box=line.box, method=line.method,
        confidence=line.confidence, angle=text.angle, agrees=agrees,
        start=_point(span.start, span.across, text.angle), end=_point(span.end, span.across, text.angle),
    )  # fmt: skip


def _point(along: float, across: float, angle: float) -> Point:
    """Back from the frame of a direction to the sheet."""
    c, s = cos(radians(angle)), -sin(radians(angle))
    return along * c - across * s, along * s + across * c


def _loose(n: int, text: _Text, agreed: Sequence[Dim]) -> Iterator[_Choice]:
    """What a text that fits no scale most likely measures, in the notation of the others."""
    units = {"ft" if dim.unit in ("ft", "in") else dim.unit for dim in agreed}
    span = max(text.spans, key=lambda one: one.belief)
    stated = next((one for one in text.stated if one.unit in units), text.stated[0])
    middle, _, length, _ = extent_of(text.line, text.angle)
    if span.belief >= 0.75 and abs((span.start + span.end) / 2 - middle) < length / 2 + 0.05 * span.length:
        yield _Choice(n, stated, span)
