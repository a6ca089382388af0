"""Enclosures: the outline that a mark is written in. The same W3 is a window in a circle and a wall finish in a triangle."""

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np

from tools.kit.drawing import Sheet
from tools.kit.evidence import Box
from tools.kit.language import Message
from tools.kit.memo import per_sheet
from tools.kit.shapes import Lines, lines_of
from tools.kit.strokes import Traced, strokes_of
from tools.kit.vectors import Floats

Outline = Literal["", "circle", "triangle", "box", "diamond", "hexagon", "outline"]
NAMES: dict[Outline, Message] = {
    "": Message(en="no outline", zh="无外框"),
    "circle": Message(en="a circle", zh="圆圈"),
    "triangle": Message(en="a triangle", zh="三角形"),
    "box": Message(en="a box", zh="方框"),
    "diamond": Message(en="a diamond", zh="菱形"),
    "hexagon": Message(en="a hexagon", zh="六边形"),
    "outline": Message(en="an outline", zh="外框"),
}
FAR = 3.5
"""Text heights, and half widths, that an outline is away from the middle of its text at most."""
RAYS = 36
SAME_ANGLE = 12.0
LEAST_RAYS = 4
"""That have to meet a side."""


@per_sheet
def _short_lines(sheet: Sheet) -> tuple[Lines, Floats]:
    """The lines in the order of their left ends, and these."""
    lines = lines_of(strokes_of(sheet)) if isinstance(sheet.source, Traced) else None
    if lines is None:
        empty = np.zeros((0, 4))
        return Lines(empty, np.zeros((0, 3)), np.zeros(0, bool), np.zeros(0, bool)), np.zeros(0)
    order = np.argsort(lines.segments[:, 0])
    return lines._replace(segments=lines.segments[order], solid=lines.solid[order]), lines.segments[order, 0]


def outlines_of(sheet: Sheet, boxes: Sequence[Box]) -> list[Outline]:
    """What each text is written in."""
    lines, starts = _short_lines(sheet)
    return [_outline(lines, starts, box) for box in boxes]


def _outline(lines: Lines, starts: Floats, box: Box) -> Outline:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    half, height = max(box[2] - box[0], box[3] - box[1]) / 2, min(box[2] - box[0], box[3] - box[1])
    reach = half + FAR * height
    circles = lines.circles
    away = np.hypot(circles[:, 0] - x, circles[:, 1] - y)
    if ((away < 0.35 * circles[:, 2]) & (circles[:, 2] > 0.7 * half) & (circles[:, 2] < reach)).any():
        return "circle"
    low, high = np.searchsorted(starts, [x - 2 * reach, x + reach])
    near = lines.segments[low:high]
    inside = (np.abs(near[:, 1::2] - y) < reach).all(axis=1) & (np.abs(near[:, 0::2] - x) < reach).all(axis=1)
    return _ringed(near[inside] - [x, y, x, y], half)


def _ringed(lines: Floats, half: float) -> Outline:
    """The kind of outline that lines make around the origin: every ray from it has to meet one."""
    if len(lines) < 3:
        return ""
    turns = np.linspace(0, 2 * math.pi, RAYS, endpoint=False) + 0.01
    ray = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    vector = lines[:, 2:] - lines[:, :2]
    cross = ray[:, :1] * vector[:, 1] - ray[:, 1:] * vector[:, 0]
    safe = np.where(np.abs(cross) < 1e-9, np.inf, cross)
    distance = (lines[:, 0] * vector[:, 1] - lines[:, 1] * vector[:, 0]) / safe
    along = (lines[:, 0] * ray[:, 1:] - lines[:, 1] * ray[:, :1]) / safe
    met = (distance > 0.3 * half) & (along >= -0.02) & (along <= 1.02)
    if not met.any(axis=1).all():
        return ""
    reached = np.where(met, distance, np.inf)
    nearest = reached.argmin(axis=1)
    return _kind(vector[nearest], len(np.unique(nearest)), reached.min(axis=1))


def _kind(sides: Floats, count: int, away: Floats) -> Outline:
    """By the directions of the sides that the rays meet, opposite ones taken together; what few rays meet crosses by chance."""
    angles = np.degrees(np.arctan2(sides[:, 1], sides[:, 0])) % 180
    groups: list[list[float]] = []
    for angle in angles.tolist():
        fitting = next((g for g in groups if min(abs(angle - g[0]), 180 - abs(angle - g[0])) < SAME_ANGLE), None)
        if fitting is None:
            groups.append([angle])
        else:
            fitting.append(angle)
    kept = [group[0] for group in groups if len(group) >= LEAST_RAYS]
    if len(kept) == 2:
        upright = all(min(k % 90, 90 - k % 90) < SAME_ANGLE for k in kept)
        return "box" if upright else "diamond"
    if len(kept) == 3:
        return "triangle" if away.max() > 1.5 * away.min() else "hexagon"
    return "circle" if count >= 8 and away.max() < 1.25 * away.min() else "outline"


def usual(outlines: Sequence[Outline]) -> Outline:
    """The outline that most of the outlined ones share; none where that is not clear, or where most stand in none, so that
    what is around the others is only what happens to be drawn there: a desk, a duct."""
    drawn = [outline for outline in outlines if is_clear(outline)]
    if len(drawn) < 3 or 2 * len(drawn) < len(outlines):
        return ""
    best = max(set(drawn), key=drawn.count)
    return best if drawn.count(best) >= 0.6 * len(drawn) else ""


def is_clear(outline: Outline) -> bool:
    """Whether it is a shape that tags have, and not whatever happens to stand around a text."""
    return outline not in ("", "outline")
