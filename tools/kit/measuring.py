"""Measuring on a sheet: rooms around a point, outlines and lines by their points, with the scale that holds there."""

import math
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from tools.kit.barriers import Barriers, barriers
from tools.kit.dimensions import dimensions_of
from tools.kit.drawing import Sheet
from tools.kit.errors import Correctable, Refused
from tools.kit.evidence import Box
from tools.kit.flooding import OPEN, Region, flooded, reached
from tools.kit.geometry import centre, grown
from tools.kit.grids import rows_of
from tools.kit.memo import per_sheet
from tools.kit.polygons import Point, area_of, crosses_itself, holds, length_of
from tools.kit.quantity import unit_named
from tools.kit.room_tags import RoomTag, room_tags
from tools.kit.snapping import reach_of, snapped
from tools.kit.strokes import strokes_of
from tools.kit.views import ViewScale, scale_at

FEWEST_DOORS = 4
LEAST_ROOM = Decimal(1)
MARGIN = 6.0
MOST_DOUBTFUL, LEAST_WALLED = 0.04, (0.05, 0.6)
"""Shares of an outline: rooms of a plan with double walls are walled nearly all around, those of single lines nowhere."""


class Measured(NamedTuple):
    """An outline on paper with what it measures in the building: m² and m. `snapped` counts the points that lie on lines."""

    points: tuple[Point, ...]
    area: Decimal
    perimeter: Decimal
    view: ViewScale
    holes: int = 0
    snapped: int = 0


def scale_for(sheet: Sheet, at: Point) -> ViewScale:
    """The scale that holds at a point. Raises Refused where there is none: no scale, no length."""
    view = scale_at(sheet, at)
    if view.state == "unset" or view.ratio <= 0:
        raise Refused(
            "no_scale",
            "No scale is known here: the sheet states none and no printed dimension could be paired with its line. Ask the user "
            "for the scale or for one known length.",
            "此处比例未知：图上没有比例标注，也没有可核对的尺寸。请向用户询问比例或某一段的实际长度。",
        )
    if view.distorted:
        raise Refused(
            "distorted",
            "The sheet is stretched: level and upright dimensions give scales that differ by over 1 %. Only printed dimensions hold.",
            "图纸在两个方向上的比例相差超过 1%，已变形，只能采用标注尺寸。",
        )
    return view


def on_sheet(sheet: Sheet, points: Sequence[Point]) -> None:
    """Raises Correctable where a point lies off the sheet."""
    width, height = sheet.reading.width, sheet.reading.height
    for x, y in points:
        if not (0 <= x <= width and 0 <= y <= height):
            raise Correctable(
                f"The point ({x:g}, {y:g}) lies off sheet {sheet.number}, which is {width:.0f} x {height:.0f} mm. "
                "Give points in mm from the top left."
            )


def measured_outline(sheet: Sheet, points: Sequence[Point], snap: bool = True) -> Measured:
    """A closed outline by its corners, each moved onto the linework nearby. Raises Correctable for what is no outline."""
    on_sheet(sheet, points)
    if len(points) < 3:
        raise Correctable(f"An area needs at least 3 corners; {len(points)} were given.")
    placed = _placed(sheet, points, snap)
    corners = [point for point, _ in placed]
    if crosses_itself(corners):
        raise Correctable("The outline crosses itself. Give its corners in order, once around.")
    if area_of(corners) < 0.5:
        raise Correctable("The corners enclose next to nothing. Give them in order, once around the region.")
    view = scale_for(sheet, _middle(corners))
    return _measured(
        view, tuple(corners), area_of(corners), length_of(corners, closed=True), 0, sum(ok for _, ok in placed)
    )


def measured_line(sheet: Sheet, points: Sequence[Point], snap: bool = True) -> Measured:
    """The length of a line by its points, as `perimeter`."""
    on_sheet(sheet, points)
    if len(points) < 2:
        raise Correctable("A length needs at least 2 points.")
    placed = _placed(sheet, points, snap)
    corners = [point for point, _ in placed]
    if length_of(corners) < 0.05:
        raise Correctable("The points fall together. Give the two ends of the line.")
    view = scale_for(sheet, corners[0])
    return _measured(view, tuple(corners), 0.0, length_of(corners), 0, sum(ok for _, ok in placed))


def measured_room(sheet: Sheet, seed: Point) -> Measured:
    """The room around a point. Raises Correctable where it is open, next to nothing, or holds more than one room's name."""
    on_sheet(sheet, [seed])
    view = scale_for(sheet, seed)
    lines = _lines_of(sheet, view)
    region = _region(sheet, seed, view, lines)
    if region.open:
        raise Correctable(
            f"The room around ({seed[0]:.0f}, {seed[1]:.0f}) is not closed by lines: an opening without a door leaf, or a gap in a wall. "
            "Give its corners as `points` instead."
        )
    tags = [tag for tag in room_tags(sheet.reading) if holds(region.points, _middle_of(tag))]
    names = [tag.name for tag in tags]
    if len(names) > 1:
        raise Correctable(
            f"The region around ({seed[0]:.0f}, {seed[1]:.0f}) holds several rooms: {', '.join(names[:6])}. A wall between them was not "
            "recognised or is missing. Give the corners of the room as `points` instead."
        )
    found = _measured(view, region.points, region.area, region.perimeter, len(region.holes), 0)
    if found.area < LEAST_ROOM:
        raise Correctable(
            f"What encloses ({seed[0]:.0f}, {seed[1]:.0f}) is only {found.area:.2f} m², too small for a room. Give a point in the open "
            "floor of the room."
        )
    half_walled = LEAST_WALLED[0] < region.walled < LEAST_WALLED[1]
    doubted = region.doubtful > MOST_DOUBTFUL or half_walled or not _has_door(region, lines, view)
    if doubted and not any(_agrees(found, tag) for tag in tags):
        raise Correctable(
            f"What bounds the region around ({seed[0]:.0f}, {seed[1]:.0f}) is partly furniture, fixtures or other lines, not walls "
            f"({1 - region.walled:.0%} of its outline). Give the corners of the room as `points` instead."
        )
    return found


def _agrees(found: Measured, tag: RoomTag) -> bool:
    """Whether the area that is printed with a room is the measured one."""
    if tag.area is None or tag.area.unit not in ("m2", "ft2"):
        return False
    printed = float(tag.area.value) * float(unit_named(tag.area.unit).factor)
    return abs(float(found.area) - printed) <= 0.03 * printed


def _region(sheet: Sheet, seed: Point, view: ViewScale, lines: Barriers) -> Region:
    """Found coarsely over the sheet, then measured in a window of its own."""
    page: Box = (0, 0, sheet.reading.width, sheet.reading.height)
    box = reached(seed, lines, page)
    if box is None:
        return OPEN
    window = grown(box, MARGIN * max(1.0, max(page[2], page[3]) / 1200))
    names = [_middle_of(tag) for tag in room_tags(sheet.reading)]
    return flooded(seed, lines, strokes_of(sheet), window, float(view.ratio), names)


def _has_door(region: Region, lines: Barriers, view: ViewScale) -> bool:
    """Whether a closed door lies on the outline; where the sheet shows next to no doors, none is missed."""
    if len(lines.doors) < FEWEST_DOORS:
        return True
    slack = 60 / float(view.ratio)
    middles = [((a + c) / 2, (b + d) / 2) for a, b, c, d in lines.doors.tolist()]
    sides = list(pairwise([*region.points, region.points[0]]))
    return any(_off(middle, a, b) <= slack for middle in middles for a, b in sides)


def _off(at: Point, a: Point, b: Point) -> float:
    """How far a point is from a side."""
    run = (b[0] - a[0], b[1] - a[1])
    share = ((at[0] - a[0]) * run[0] + (at[1] - a[1]) * run[1]) / max(run[0] ** 2 + run[1] ** 2, 1e-12)
    share = min(max(share, 0.0), 1.0)
    return math.dist(at, (a[0] + share * run[0], a[1] + share * run[1]))


def _lines_of(sheet: Sheet, view: ViewScale) -> Barriers:
    kept = _barriers_by_ratio(sheet)
    ratio = float(view.ratio)
    if ratio not in kept:
        kept[ratio] = barriers(strokes_of(sheet), ratio, dimensions_of(sheet).dims, rows_of(sheet))
    return kept[ratio]


@per_sheet
def _barriers_by_ratio(sheet: Sheet) -> dict[float, Barriers]:
    return {}


def _placed(sheet: Sheet, points: Sequence[Point], snap: bool) -> list[tuple[Point, bool]]:
    reach = reach_of(sheet.reading.width, sheet.reading.height)
    return snapped(points, strokes_of(sheet), reach) if snap else [(point, False) for point in points]


def _middle(points: Sequence[Point]) -> Point:
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def _middle_of(tag: RoomTag) -> Point:
    return centre(tag.lines[0].box)


def _measured(view: ViewScale, points: tuple[Point, ...], area: float, length: float, holes: int, on: int) -> Measured:
    square = Decimal(repr(area)) * view.ratio * view.ratio / 1_000_000
    return Measured(points, square, view.real(length) / 1000, view, holes, on)
