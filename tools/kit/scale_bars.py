"""Scale bars: a row of rising numbers at even steps, 0 5 10 m."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from tools.kit.evidence import Box
from tools.kit.figures import feet_and_inches
from tools.kit.geometry import centre, union
from tools.kit.text import TextLine

LEAST = 3
LEVEL = 0.6
"""Text heights that the numbers of one bar may stand off each other's level."""
EVEN = 0.04
"""Of the bar's length: how far a number's middle may stand from its tick."""
MILLIMETRES = {"m": 1000.0, "km": 1e6, "cm": 10.0, "mm": 1.0, "ft": 304.8, "'": 304.8, "feet": 304.8, "米": 1000.0}


class ScaleBar(NamedTuple):
    """`ratio` is real length per paper length."""

    ratio: float
    box: Box
    text: str
    lines: tuple[TextLine, ...]


class _Mark(NamedTuple):
    value: float
    x: float
    unit: str
    line: TextLine


def scale_bars(lines: Sequence[TextLine]) -> list[ScaleBar]:
    """Every level scale bar; its unit stands with the last number or beside it. Bars without a unit are left out."""
    marks = [mark for line in lines if round(line.angle) % 360 == 0 and (mark := _mark(line))]
    return [bar for row in _rows(marks) for bar in _bars(row, lines)]


def _mark(line: TextLine) -> _Mark | None:
    number, _, unit = line.text.strip().partition(" ")
    number, unit = (number[:-1], number[-1]) if number[-1:] in ("m", "'", "米") else (number, unit.strip())
    try:
        value = float(number)
    except ValueError:
        feet = list(feet_and_inches(line.text))
        return _Mark(float(feet[0].value), centre(line.box)[0], "ft", line) if len(feet) == 1 else None
    return _Mark(value, centre(line.box)[0], unit, line) if not unit or unit in MILLIMETRES else None


def _rows(marks: Sequence[_Mark]) -> Iterator[list[_Mark]]:
    """Numbers on one level, from a nought to the right for as long as they rise."""
    for zero in (mark for mark in marks if mark.value == 0):
        level, height = centre(zero.line.box)[1], zero.line.height
        row = [
            mark for mark in marks
            if abs(centre(mark.line.box)[1] - level) < LEVEL * height and mark.x >= zero.x
            and 0.7 < mark.line.height / height < 1.4
        ]  # fmt: skip
        rising = [zero]
        for mark in sorted(row, key=lambda mark: mark.x):
            if mark.value > rising[-1].value:
                rising.append(mark)
        if len(rising) >= LEAST:
            yield rising


def _bars(row: Sequence[_Mark], lines: Sequence[TextLine]) -> Iterator[ScaleBar]:
    unit = next((mark.unit for mark in reversed(row) if mark.unit), "") or _unit_after(row[-1], lines)
    if unit not in MILLIMETRES:
        return
    values, xs = np.array([mark.value for mark in row]), np.array([mark.x for mark in row])
    slope, start = np.polyfit(values, xs, 1)
    if slope <= 0 or np.abs(start + slope * values - xs).max() > EVEN * (xs[-1] - xs[0]):
        return
    used = tuple(mark.line for mark in row)
    yield ScaleBar(
        MILLIMETRES[unit] / float(slope), union(line.box for line in used), " ".join(line.text for line in used), used
    )


def _unit_after(last: _Mark, lines: Sequence[TextLine]) -> str:
    """A unit that stands for itself behind the last number."""
    for line in lines:
        gap = line.box[0] - last.line.box[2]
        level = abs(centre(line.box)[1] - centre(last.line.box)[1]) < LEVEL * last.line.height
        if level and 0 <= gap < 4 * last.line.height and line.text.strip().strip(".").lower() in MILLIMETRES:
            return line.text.strip().strip(".").lower()
    return ""
