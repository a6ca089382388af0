"""Filled and hatched rectangles of a sheet: how plans draw columns that are cut."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np

from tools.kit.drawing import Sheet
from tools.kit.entities import entities_of
from tools.kit.evidence import Box
from tools.kit.geometry import grown, inside, overlap
from tools.kit.memo import per_sheet
from tools.kit.strokes import strokes_of
from tools.kit.text import TextLine
from tools.kit.titleblock import strip_of
from tools.kit.vectors import Floats, Linework
from tools.kit.zones import zone_at, zones_of

Style = Literal["filled", "hatched"]
PAPER, REAL = (1.2, 40.0), (100.0, 4000.0)
"""Sides in mm on paper, and in mm of a model."""
SLIMMEST = 6.0
MOST_SIDES = 16
MOST_SEGMENTS = 400_000
JOINT = 0.02
SQUARE = 0.06
"""How far a corner may be off a right angle, as the cosine of it."""
LEAST_HATCH = 3
ONE_WAY = 0.5
SLANT = (0.2, 0.98)
"""Of a hatch line: the sine of the angle to the sides of its rectangle."""
SAMPLE = 45.0
"""Millimetres between the sample of a legend and its text."""
WORDS = 8
"""Letters from which a text beside a rectangle explains it."""


class Block(NamedTuple):
    """A rectangle: its box, its sides in sheet millimetres, and how it is drawn; `text` is what a legend says of it."""

    box: Box
    long: float
    short: float
    style: Style
    text: TextLine | None = None


@per_sheet
def blocks_of(sheet: Sheet) -> list[Block]:
    """The filled and hatched rectangles of the size of columns, those outside tables and the title block."""
    work = strokes_of(sheet)
    known = entities_of(sheet)
    limits = REAL if known and known.space == "model" else PAPER
    zones, strip = zones_of(sheet.reading), strip_of(sheet.reading)
    found = [*_rectangles(work, True, limits), *_hatched(work, limits)]
    return [
        block._replace(text=_beside(block.box, sheet.reading.visible))
        for block in _once(found)
        if (zone := zone_at(zones, block.box)) is None or zone.kind == "legend"
        if strip is None or not inside(block.box, strip)
    ]


def _rectangles(work: Linework, solid: bool, limits: tuple[float, float]) -> Iterator[Block]:
    """Closed runs of lines with four corners."""
    flags = work.solid if len(work.solid) == len(work.segments) else np.zeros(len(work.segments), bool)
    chosen = work.segments[flags == solid]
    if not len(chosen):
        return
    style: Style = "filled" if solid else "hatched"
    halves: list[Box] = []
    for loop in _loops(chosen):
        corners = _corners(loop)
        if len(corners) == 3 and solid:
            halves.append(_around(corners))
        elif len(corners) == 4 and (block := _rectangle(corners, style, limits)):
            yield block
    yield from _of_halves(halves, limits)


def _loops(segments: Floats) -> Iterator[Floats]:
    """The points of each closed run; a fill in triangles comes as several runs in one path."""
    if len(segments) > MOST_SEGMENTS:
        return
    points: list[tuple[float, float]] = []
    end: tuple[float, float] | None = None
    for x0, y0, x1, y1 in segments.tolist():
        if end is None or abs(x0 - end[0]) > JOINT or abs(y0 - end[1]) > JOINT or len(points) > MOST_SIDES:
            points = []
        points.append((x0, y0))
        end = (x1, y1)
        if len(points) > 2 and abs(x1 - points[0][0]) <= JOINT and abs(y1 - points[0][1]) <= JOINT:
            yield np.array(points)
            points, end = [], None


def _around(points: Floats) -> Box:
    (x0, y0), (x1, y1) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return x0, y0, x1, y1


def _of_halves(halves: Sequence[Box], limits: tuple[float, float]) -> Iterator[Block]:
    """Two triangles of one box are an upright rectangle: CAD fills it so."""
    pairs = Counter(tuple(round(value, 1) for value in box) for box in halves)
    for (x0, y0, x1, y1), count in pairs.items():
        corners = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
        if count == 2 and (block := _rectangle(corners, "filled", limits)):
            yield block


def _rectangle(corners: Floats, style: Style, limits: tuple[float, float]) -> Block | None:
    sides = np.roll(corners, -1, axis=0) - corners
    lengths = np.hypot(*sides.T)
    if lengths.min() < limits[0] or lengths.max() > limits[1] or lengths.max() > SLIMMEST * lengths.min():
        return None
    turns = [abs(float(sides[i] @ sides[(i + 1) % 4]) / (lengths[i] * lengths[(i + 1) % 4])) for i in range(4)]
    if max(turns) > SQUARE:
        return None
    return Block(_around(corners), float(lengths.max()), float(lengths.min()), style)


def _corners(points: Floats) -> Floats:
    """Without points that lie where the one before does, or straight on."""
    kept: Floats = points[np.hypot(*(points - np.roll(points, 1, axis=0)).T) > JOINT]
    if len(kept) < 4:
        return kept
    before, after = kept - np.roll(kept, 1, axis=0), np.roll(kept, -1, axis=0) - kept
    cross = np.abs(before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0])
    bends: Floats = kept[cross > 0.05 * np.hypot(*before.T) * np.hypot(*after.T)]
    return bends


def _hatched(work: Linework, limits: tuple[float, float]) -> Iterator[Block]:
    """Outlines with slanted lines in them that end within."""
    frames = list(_rectangles(work, False, limits))
    if not frames:
        return
    x0, y0, x1, y1 = work.segments.T
    length = np.hypot(x1 - x0, y1 - y0)
    slant = np.abs(y1 - y0) / length.clip(1e-9)
    hatch = (slant > SLANT[0]) & (slant < SLANT[1]) & (length < 2 * limits[1])
    middle = np.stack([(x0 + x1) / 2, (y0 + y1) / 2], axis=1)
    for frame in frames:
        a, b, c, d = grown(frame.box, -0.05)
        held = (
            (middle[:, 0] > a) & (middle[:, 0] < c) & (middle[:, 1] > b) & (middle[:, 1] < d) & (length < 2 * limits[1])
        )
        if _is_hatch(work.segments[held & hatch], int(held.sum())):
            yield frame


def _is_hatch(lines: Floats, all_held: int) -> bool:
    """Whether several lines run in one slanted direction and hardly any others lie with them: beds and baths are no columns."""
    if len(lines) < LEAST_HATCH:
        return False
    turn = np.degrees(np.arctan2(lines[:, 3] - lines[:, 1], lines[:, 2] - lines[:, 0])) % 180
    alike = int((np.abs((turn - np.median(turn) + 90) % 180 - 90) < 3).sum())
    return alike >= LEAST_HATCH and alike > ONE_WAY * all_held


def _once(blocks: Sequence[Block]) -> list[Block]:
    """Each place once, filled ones first."""
    kept: list[Block] = []
    for block in sorted(blocks, key=lambda one: one.style):
        if not any(inside(block.box, other.box) and inside(other.box, block.box) for other in kept):
            kept.append(block)
    return kept


def _beside(box: Box, lines: Sequence[TextLine]) -> TextLine | None:
    """The text to the right on one row that explains the rectangle, as a legend's does."""
    row = [
        line for line in lines
        if 0 <= line.box[0] - box[2] < SAMPLE and overlap(line.box[1], line.box[3], box[1], box[3]) > 0
        and sum(c.isalpha() for c in line.text) >= (WORDS if line.text.isascii() else WORDS // 2)
    ]  # fmt: skip
    return min(row, key=lambda line: line.box[0], default=None)
