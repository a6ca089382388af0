"""Details of doors and windows on CAD sheets: elevations with their dimensions, in rows as 门窗大样图 have them."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np

from tools.kit.drawing import Sheet
from tools.kit.entities import Arc, Dimension, Entities, Outline, entities_of
from tools.kit.evidence import Box
from tools.kit.floors import is_frame
from tools.kit.geometry import centre, inside, overlap
from tools.kit.memo import per_sheet
from tools.kit.outlines import once

Kind = Literal["hinged", "shutter", "other"]
APART = 4.0
"""Heights of dimension text between dimensions of one detail."""
LARGEST = 15_000.0
"""Millimetres of a detail; what is larger is an elevation of the building or a plan."""
MOST_DIMENSIONS = 2500
SLACK = 0.01
LEAF = (350.0, 1600.0)
"""Millimetres of a leaf of a door that swings."""
SWING = (55.0, 125.0)
"""Degrees of a swing."""
SHUTTER = (1500.0, 2000.0)
"""Least width and height of a slatted opening that is a door."""
NUMBER = re.compile(r"^\D{0,2}?(\d+(?:\.\d+)?)$")


class Size(NamedTuple):
    """A width or height in mm as its dimensions print it: one, or the parts of a chain."""

    value: Decimal
    dimensions: tuple[Dimension, ...]


class Detail(NamedTuple):
    """One opening. `part` numbers the frames of the sheet from the left (0 without frames), `row` from the top, `place` from
    the left; `leaves` are the swings of its plan."""

    part: int
    row: int
    place: int
    box: Box
    width: Size
    height: Size
    kind: Kind
    leaves: int


class _Found(NamedTuple):
    box: Box
    width: Size
    height: Size


@per_sheet
def details_of(sheet: Sheet) -> list[Detail]:
    """The details of a sheet, frame by frame, row by row, from the left."""
    known = entities_of(sheet)
    if known is None:
        return []
    frames = sorted(
        (one.box for one in once(o for o in known.outlines if is_frame(o))), key=lambda box: (box[0], box[1])
    )
    outer = [box for box in frames if not any(other != box and _within(box, other) for other in frames)]
    found = [one for group in _clusters(_usable(known)) if (one := _detail(group)) is not None]
    parts: dict[int, list[_Found]] = {}
    for one in found:
        parts.setdefault(_part(one.box, outer), []).append(one)
    return [detail for part in sorted(parts) for detail in _placed(part, parts[part], known)]


def _within(box: Box, other: Box) -> bool:
    return inside(box, other) and (box[2] - box[0]) <= (other[2] - other[0])


def _part(box: Box, frames: Sequence[Box]) -> int:
    return next((number for number, frame in enumerate(frames, 1) if inside(box, frame)), 0)


# Dimensions that belong together


def _usable(known: Entities) -> list[Dimension]:
    straight = [
        one for one in known.dimensions if one.kind in ("linear", "aligned") and not one.hidden and one.length > 0
    ]
    return [one for one in straight if _across(one) or _upright(one)][:MOST_DIMENSIONS]


def _across(one: Dimension) -> bool:
    return one.angle < 1 or one.angle > 179


def _upright(one: Dimension) -> bool:
    return abs(one.angle - 90) < 1


def _clusters(dimensions: Sequence[Dimension]) -> list[list[Dimension]]:
    """Dimensions whose boxes lie near one another, and those that are near these."""
    heights = [min(box[2] - box[0], box[3] - box[1]) for one in dimensions if (box := one.text_box)]
    if not heights:
        return []
    boxes = np.array([one.box for one in dimensions])
    room = APART * float(np.median(heights)) / 2
    low, high = boxes[:, :2] - room, boxes[:, 2:] + room
    near = np.asarray((low[:, None] <= high[None]).all(axis=2) & (low[None] <= high[:, None]).all(axis=2))
    left = set(range(len(dimensions)))
    clusters = []
    while left:
        group, waiting = set(), [min(left)]
        while waiting:
            one = waiting.pop()
            if one not in group:
                group.add(one)
                waiting.extend(np.flatnonzero(near[one]).tolist())
        left -= group
        clusters.append([dimensions[n] for n in sorted(group)])
    return clusters


def _detail(group: Sequence[Dimension]) -> _Found | None:
    width = _overall([one for one in group if _across(one)], 0)
    height = _overall([one for one in group if _upright(one)], 1)
    if width is None or height is None:
        return None
    (x0, x1), (y0, y1) = _span(width.dimensions, 0), _span(height.dimensions, 1)
    if max(float(width.value), float(height.value)) > LARGEST:
        return None
    return _Found((x0, y0, x1, y1), width, height)


def _span(dimensions: Iterable[Dimension], axis: int) -> tuple[float, float]:
    ends = [point[axis] for one in dimensions for point in one.line]
    return min(ends), max(ends)


def _overall(dimensions: Sequence[Dimension], axis: int) -> Size | None:
    """What spans all of them: one dimension, or a chain on one line without gaps."""
    if not dimensions:
        return None
    low, high = _span(dimensions, axis)
    slack = SLACK * (high - low)
    for one in dimensions:
        start, end = _span([one], axis)
        if start - low <= slack and high - end <= slack:
            return Size(printed(one), (one,))
    for chain in _chains(dimensions, axis, slack):
        start, end = _span(chain, axis)
        if start - low <= slack and high - end <= slack:
            return Size(sum((printed(one) for one in chain), Decimal(0)), tuple(chain))
    return None


def _chains(dimensions: Sequence[Dimension], axis: int, slack: float) -> list[list[Dimension]]:
    """Those on one line, in order, where each ends where the next begins."""
    lines: dict[int, list[Dimension]] = {}
    for one in dimensions:
        lines.setdefault(round(one.line[0][1 - axis] / max(slack, 1e-6)), []).append(one)
    chains = []
    for members in lines.values():
        spans = {_rounded(_span([one], axis), slack): one for one in members}
        ordered = sorted(spans.values(), key=lambda one: _span([one], axis))
        if all(abs(_span([a], axis)[1] - _span([b], axis)[0]) <= slack for a, b in pairwise(ordered)):
            chains.append(ordered)
    return chains


def _rounded(span: tuple[float, float], slack: float) -> tuple[int, int]:
    return round(span[0] / max(slack, 1e-6)), round(span[1] / max(slack, 1e-6))


def printed(one: Dimension) -> Decimal:
    """The number that a dimension prints in millimetres; what it measures where it prints none of them."""
    match = NUMBER.match(one.text.strip().replace(",", ""))
    if match and (one.overridden or abs(float(match[1]) - one.length) <= max(1.0, 2 * SLACK * one.length)):
        return Decimal(match[1])
    return Decimal(repr(one.length)).quantize(Decimal(1))


# Rows and kinds


def _placed(part: int, found: Sequence[_Found], known: Entities) -> list[Detail]:
    rows: list[list[_Found]] = []
    for one in sorted(found, key=lambda one: centre(one.box)[1]):
        row = next((row for row in rows if any(_abreast(one.box, other.box) for other in row)), None)
        if row is None:
            rows.append([one])
        else:
            row.append(one)
    ordered = [(number, place, one) for number, row in enumerate(rows, 1)
               for place, one in enumerate(sorted(row, key=lambda one: one.box[0]), 1)]  # fmt: skip
    return [
        Detail(part, row, place, one.box, one.width, one.height, *_kind(one, known)) for row, place, one in ordered
    ]  # fmt: skip


def _abreast(one: Box, other: Box) -> bool:
    return overlap(one[1], one[3], other[1], other[3]) >= 0.5 * min(one[3] - one[1], other[3] - other[1])


def _kind(found: _Found, known: Entities) -> tuple[Kind, int]:
    swings = _swings(found, known.arcs)
    if swings:
        return "hinged", swings
    width, height = float(found.width.value), float(found.height.value)
    slatted = width >= SHUTTER[0] and height >= SHUTTER[1] and _slats(found, known.outlines)
    return ("shutter" if slatted else "other"), 0


def _swings(found: _Found, arcs: Sequence[Arc]) -> int:
    """Leaves of the plan above or below the elevation whose widths add up to the opening."""
    x0, y0, x1, y1 = found.box
    spare, reach = 0.1 * (x1 - x0), 2.2 * (y1 - y0)
    leaves: list[Arc] = []
    for arc in arcs:
        fits = LEAF[0] <= arc.radius <= LEAF[1] and SWING[0] <= arc.sweep <= SWING[1]
        level = 0 <= y0 - arc.box[3] <= reach or 0 <= arc.box[1] - y1 <= reach / 2
        within = x0 - spare <= arc.box[0] and arc.box[2] <= x1 + spare
        if fits and level and within and not any(_same_leaf(arc, other) for other in leaves):
            leaves.append(arc)
    total = sum(arc.radius for arc in leaves)
    return len(leaves) if len(leaves) in (1, 2) and 0.75 <= total / float(found.width.value) <= 1.1 else 0


def _same_leaf(one: Arc, other: Arc) -> bool:
    room = 0.15 * max(one.box[2] - one.box[0], other.box[2] - other.box[0])
    return abs(one.centre[0] - other.centre[0]) <= room


def _slats(found: _Found, outlines: Sequence[Outline]) -> bool:
    """Whether one line hatch fills most of an elevation."""
    area = float(found.width.value * found.height.value)
    return any(
        one.area >= 0.6 * area and inside(one.box, found.box)
        for one in outlines
        if one.kind == "hatch" and one.pattern.upper() != "SOLID" and not one.hidden
    )
