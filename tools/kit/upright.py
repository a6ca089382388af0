"""Sheets whose text lies on its side, turned upright, and boxes turned back."""

from collections import Counter

from tools.kit.evidence import Box
from tools.kit.geometry import turned
from tools.kit.text import SheetReading, TextLine


def upright(reading: SheetReading) -> tuple[SheetReading, int]:
    """The sheet turned so that most of its text reads from left to right, and the angle that its text had."""
    written: Counter[int] = Counter()
    for line in reading.visible:
        written[round(line.angle / 90) % 4 * 90] += len(line.text)
    angle = max(written, key=lambda one: written[one], default=0)
    if angle == 0:
        return reading, 0
    width, height = (reading.height, reading.width) if angle % 180 else (reading.width, reading.height)
    shift = _shift(reading, angle)
    lines = tuple(
        line.model_copy(update={"box": _moved(turned(line.box, angle), shift), "angle": (line.angle - angle) % 360})
        for line in reading.lines
    )
    cells = tuple(_moved(turned(cell, angle), shift) for cell in reading.cells)
    return reading.model_copy(update={"width": width, "height": height, "lines": lines, "cells": cells}), angle


def _shift(reading: SheetReading, angle: int) -> tuple[float, float]:
    x0, y0, _, _ = turned((0.0, 0.0, reading.width, reading.height), angle)
    return -x0, -y0


def _moved(box: Box, by: tuple[float, float]) -> Box:
    return box[0] + by[0], box[1] + by[1], box[2] + by[0], box[3] + by[1]


def laid_back(box: Box, reading: SheetReading, angle: int) -> Box:
    """A box of the upright sheet on the sheet as it lies."""
    if angle == 0:
        return box
    x, y = _shift(reading, angle)
    return turned(_moved(box, (-x, -y)), (360 - angle) % 360)


def line_laid_back(line: TextLine, reading: SheetReading, angle: int) -> TextLine:
    """A line of the upright sheet as it lies on the sheet itself."""
    if angle == 0:
        return line
    return line.model_copy(update={"box": laid_back(line.box, reading, angle), "angle": (line.angle + angle) % 360})
