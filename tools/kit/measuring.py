"""Measuring on a sheet: rooms around a point, outlines and lines by their points, with the scale that holds there."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from tools.kit.barriers import Barriers, barriers
from tools.kit.dimensions import dimensions_of
from tools.kit.drawing import Sheet
from tools.kit.errors import Correctable, Refused
from tools.kit.evidence import Box
from tools.kit.flooding import OPEN, Region, flooded
from tools.kit.geometry import centre, grown
from tools.kit.grids import rows_of
from tools.kit.memo import per_sheet
from tools.kit.polygons import Point, area_of, crosses_itself, holds, length_of
from tools.kit.room_tags import RoomTag, room_tags
from tools.kit.snapping import reach_of, snapped
from tools.kit.strokes import strokes_of
from tools.kit.views import ViewScale, scale_at

COARSE = 7.0
"""Pixels per mm under which a room is flooded again in a window of its own."""
LEAST_ROOM = Decimal("0.3")
MARGIN = 3.0


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
    region = _region(sheet, seed, view)
    if region.open:
        raise Correctable(
            f"The room around ({seed[0]:.0f}, {seed[1]:.0f}) is not closed by lines: an opening without a door leaf, or a gap in a wall. "
            "Give its corners as `points` instead."
        )
    names = [tag.name for tag in room_tags(sheet.reading) if holds(region.points, _middle_of(tag))]
    if len(set(names)) > 1 or len(names) > 1:
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
    return found


def _region(sheet: Sheet, seed: Point, view: ViewScale) -> Region:
    """Flooded once over the sheet, and again closer by where the sheet is large."""
    linework, lines = strokes_of(sheet), _lines_of(sheet, view)
    page: Box = (0, 0, sheet.reading.width, sheet.reading.height)
    region = flooded(seed, lines, linework, page)
    longest = max(page[2], page[3])
    if region.open or 5000 / longest >= COARSE:
        return region
    xs, ys = zip(*region.points, strict=True)
    window = grown((min(xs), min(ys), max(xs), max(ys)), MARGIN * max(1.0, longest / 1200))
    closer = flooded(seed, lines, linework, window)
    return closer if not closer.open else OPEN


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
