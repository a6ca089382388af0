"""From one axis to another: the printed dimensions that lead there, and the part of the sheet between them."""

from collections.abc import Sequence
from math import cos, radians, sin

from tools.kit.dim_chains import chains_along, level_of, reach_of, runs_along, spans_in
from tools.kit.dims import Dim
from tools.kit.drawing import Sheet
from tools.kit.evidence import Box
from tools.kit.grids import Row, rows_of
from tools.kit.lines import frame

MOST_STEPS, MOST_PATHS = 12, 40


def between(row: Row, first: str, last: str, dims: Sequence[Dim]) -> tuple[list[Dim], list[Dim]]:
    """(the printed dimensions end to end from one axis to the other, those that state the whole length at once).

    Both are empty where no dimensions lead from axis to axis. The chain nearest to the names is taken."""
    start, end = row.axis(first), row.axis(last)
    if start is None or end is None:
        return [], []
    low, high = sorted((start.along, end.along))
    along = [dim for dim in dims if runs_along(dim, row.angle)]
    along.sort(key=lambda dim: abs(level_of(dim, row.angle) - row.across))
    whole = [dim for dim in along if _spans(dim, row.angle, low, high)]
    chains = [path for chain in chains_along(along, row.angle) if len(path := _path(chain, row.angle, low, high)) > 1]
    chains.sort(key=lambda path: (-len(path), abs(level_of(path[0], row.angle) - row.across)))
    return (chains[0] if chains else whole[:1] or _stepping(along, row.angle, low, high)), whole


def _stepping(dims: Sequence[Dim], angle: float, low: float, high: float) -> list[Dim]:
    """The fewest dimensions, on whatever lines, each of which begins where the one before ends."""
    paths: list[list[Dim]] = [[]]
    for _ in range(MOST_STEPS):
        paths = [[*path, dim] for path in paths for dim in _onwards(dims, angle, path, low, high)]
        done = [path for path in paths if abs(spans_in(path[-1], angle)[1] - high) <= reach_of(path[-1])]
        if done:
            return done[0]
        paths = paths[:MOST_PATHS]
    return []


def _onwards(dims: Sequence[Dim], angle: float, path: Sequence[Dim], low: float, high: float) -> list[Dim]:
    """What begins where the path ends and goes no further than wanted; of those that end in one place the first."""
    at = spans_in(path[-1], angle)[1] if path else low
    found: list[Dim] = []
    for dim in dims:
        start, end = spans_in(dim, angle)
        reach = reach_of(dim)
        if (
            abs(start - at) <= reach
            and end <= high + reach
            and not any(abs(spans_in(other, angle)[1] - end) <= reach for other in found)
        ):
            found.append(dim)
    return found


def _spans(dim: Dim, angle: float, low: float, high: float) -> bool:
    start, end = spans_in(dim, angle)
    return abs(start - low) <= reach_of(dim) and abs(end - high) <= reach_of(dim)


def _path(chain: Sequence[Dim], angle: float, low: float, high: float) -> list[Dim]:
    """The part of a chain that begins at one place and ends at the other."""
    starts = [n for n, dim in enumerate(chain) if abs(spans_in(dim, angle)[0] - low) <= reach_of(dim)]
    ends = [n for n, dim in enumerate(chain) if abs(spans_in(dim, angle)[1] - high) <= reach_of(dim)]
    return list(chain[starts[0] : ends[-1] + 1]) if starts and ends and starts[0] <= ends[-1] else []


def region_between_axes(sheet: Sheet, *pairs: tuple[str, str], margin: float = 2.0) -> Box | None:
    """The box on the sheet between two axes, or between two and two others that cross them (1 to 5, A to D). With one
    pair it reaches across the sheet. None where an axis is not found; the box around it where the grid is slanted."""
    reading = sheet.reading
    corners = [(0.0, 0.0), (reading.width, 0.0), (0.0, reading.height), (reading.width, reading.height)]
    limits: list[tuple[float, float, float]] = []
    for first, last in pairs:
        row = next((row for row in rows_of(sheet) if row.axis(first) and row.axis(last)), None)
        if row is None:
            return None
        ends = sorted(axis.along for axis in row.axes if axis.name in (first, last))
        limits.append((row.angle, ends[0] - margin, ends[-1] + margin))
    if not limits:
        return None
    angle = limits[0][0]
    bands = {round(limit[0] - angle) % 180: limit[1:] for limit in limits}
    along = bands.get(0, _extent(corners, angle, 0))
    across = bands.get(90) or _extent(corners, angle + 90, 0)
    points = [_sheet_point(a, angle, b) for a in along for b in across]
    xs, ys = zip(*points, strict=True)
    return max(min(xs), 0.0), max(min(ys), 0.0), min(max(xs), reading.width), min(max(ys), reading.height)


def _extent(points: Sequence[tuple[float, float]], angle: float, axis: int) -> tuple[float, float]:
    values = [frame(x, y, angle)[axis] for x, y in points]
    return min(values), max(values)


def _sheet_point(along: float, angle: float, along_other: float) -> tuple[float, float]:
    """The point with that place along a direction, and that along the direction at right angles to it."""
    one, two = ((cos(radians(a)), -sin(radians(a))) for a in (angle, angle + 90))
    return along * one[0] + along_other * two[0], along * one[1] + along_other * two[1]
