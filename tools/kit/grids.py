"""Grids: rows of axis bubbles, the axes that they name, and the printed dimensions between two of them."""

import re
from collections.abc import Iterator, Sequence
from math import cos, radians, sin

from tools.kit.dimensions import Dim, dimensions_of
from tools.kit.drawing import Sheet
from tools.kit.evidence import Box, Evidence
from tools.kit.geometry import centre, union
from tools.kit.lines import frame
from tools.kit.memo import per_sheet
from tools.kit.result import Frozen
from tools.kit.strokes import strokes_of
from tools.kit.text import TextLine
from tools.kit.vectors import Floats

NAME = re.compile(
    r"^(?:\d{1,2}[A-Z]?|[A-Z]{1,2}|[A-Z]['′]|\d{1,2}-(?:\d{1,2}|[A-Z])|[A-Z]-[A-Z\d]{1,2}|\d/(?:\d{1,2}|[A-Z])|[①-⑳])$"
)
LEVEL = 0.6
"""Text heights that the names of one row may stand off their line."""
SIZES = 1.25
WIDEST_STEP = 4
"""Names that may be missing between two neighbours of a row: 1, 2, 5 is a row, 1, 9 is none."""
RING = (0.6, 4.0)
"""Radius of a bubble over the height of its name."""
MOST_STEPS, MOST_PATHS = 12, 40
APART = 1.6
"""Text heights between two names at the least: closer ones are digits of something else."""


class Axis(Frozen):
    """An axis by its name. `at` is where its name stands, `along` the place of the axis in the frame of its row."""

    name: str
    at: tuple[float, float]
    along: float
    line: TextLine


class Row(Frozen):
    """Axes whose names stand in one row, in the order of the row. The row runs in the direction `angle` (degrees), the axes
    at right angles to it. `ringed` tells whether most names stand in bubbles."""

    angle: float
    across: float
    axes: tuple[Axis, ...]
    ringed: bool

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(axis.name for axis in self.axes)

    @property
    def box(self) -> Box:
        return union(axis.line.box for axis in self.axes)

    def axis(self, name: str) -> Axis | None:
        return next((axis for axis in self.axes if axis.name == name), None)


@per_sheet
def rows_of(sheet: Sheet) -> list[Row]:
    """The rows of axis names of a sheet, the longest first. Slanted rows follow the directions of the dimensions."""
    dims = dimensions_of(sheet).dims
    lines = [line for line in sheet.reading.visible if NAME.match(line.text.strip())]
    rounds = strokes_of(sheet).circles
    rows = [
        row
        for angle in _angles(dims)
        for group in _levels(lines, angle)
        for names in _sequences(group, angle)
        if (row := _row(names, angle, rounds)) is not None
    ]
    kept: list[Row] = []
    for row in sorted(rows, key=lambda row: (-row.ringed, -len(row.axes))):
        taken = {id(axis.line) for other in kept for axis in other.axes if other.angle == row.angle}
        if sum(id(axis.line) in taken for axis in row.axes) < 2:
            kept.append(_settled(row, dims))
    return kept


def _angles(dims: Sequence[Dim]) -> list[float]:
    """The level and the upright, and what the dimensions run along besides."""
    turns = (0.0, 90.0)
    slanted = {(round(dim.angle) + turn) % 180 for dim in dims if dim.agrees for turn in turns}
    return [*turns, *sorted(slanted.difference(turns))][:8]


def _levels(lines: Sequence[TextLine], angle: float) -> Iterator[list[TextLine]]:
    """Names of about one height on one line of that direction."""
    placed = sorted(((frame(*centre(line.box), angle), line) for line in lines), key=lambda pair: pair[0][1])
    rest = list(placed)
    while rest:
        (_, level), first = rest[0]
        group = [
            pair for pair in rest
            if abs(pair[0][1] - level) <= LEVEL * _tall(first) and 1 / SIZES < _tall(pair[1]) / _tall(first) < SIZES
        ]  # fmt: skip
        if len(group) > 1:
            yield [line for _, line in sorted(group, key=lambda pair: pair[0][0])]
        rest = [pair for pair in rest if not any(pair is one for one in group)] if len(group) > 1 else rest[1:]


def _tall(line: TextLine) -> float:
    return line.height or line.box[3] - line.box[1]


def _sequences(group: Sequence[TextLine], angle: float) -> Iterator[list[TextLine]]:
    """Runs of a row whose names go on in one sense: A B C, 5 4 3, 1-1 1-2."""
    for sense in (1, -1):
        run: list[TextLine] = []
        for line in group:
            if run and _follows(run[-1], line, sense, angle):
                run.append(line)
                continue
            if len(run) > 1:
                yield run
            run = [line]
        if len(run) > 1:
            yield run


def _follows(left: TextLine, right: TextLine, sense: int, angle: float) -> bool:
    first, second = _order(left.text), _order(right.text)
    step = sense * (second[1] - first[1])
    apart = frame(*centre(right.box), angle)[0] - frame(*centre(left.box), angle)[0]
    return first[0] == second[0] and 0 < step <= WIDEST_STEP and apart > APART * _tall(left)


def _order(name: str) -> tuple[str, float]:
    """The kind of a name and its place among those: B is 2, 1-3 the third of kind 1-, C1 a little after C, 1/A one before B."""
    text = name.strip()
    if "①" <= text[0] <= "⑳":
        return "1", ord(text[0]) - ord("①") + 1
    if found := re.fullmatch(r"(\d|[A-Z])/(\d{1,2}|[A-Z])", text):
        kind, place = _order(found[2])
        return kind, place + 0.1 * (int(found[1]) if found[1].isdigit() else 1)
    if found := re.fullmatch(r"(\d{1,2}|[A-Z])-(\w{1,2})", text):
        return f"{found[1]}-{_order(found[2])[0]}", _order(found[2])[1]
    if found := re.fullmatch(r"(\d{1,2})([A-Z]?)", text):
        return "1", int(found[1]) + (0.1 * (ord(found[2]) - 64) if found[2] else 0)
    letters = re.fullmatch(r"([A-Z]{1,2})(\d?)['′]?", text)
    if letters is None:
        return text, 0
    place = 0.0
    for letter in letters[1]:
        place = 26 * place + ord(letter) - 64
    return "A", place + (0.1 * int(letters[2]) if letters[2] else 0) + (0.5 if text[-1] in "'′" else 0)


def _row(lines: Sequence[TextLine], angle: float, rounds: Floats) -> Row | None:
    """Two names need bubbles to be a row; without bubbles it takes three, written larger than small print."""
    ringed = sum(_in_ring(line, rounds) for line in lines) > len(lines) / 2
    if not ringed and len(lines) < 3:
        return None
    axes = []
    for line in lines:
        at = centre(line.box)
        axes.append(Axis(name=line.text.strip().replace("′", "'"), at=at, along=frame(*at, angle)[0], line=line))
    return Row(angle=angle, across=frame(*axes[0].at, angle)[1], axes=tuple(axes), ringed=ringed)


def _in_ring(line: TextLine, rounds: Floats) -> bool:
    x, y = centre(line.box)
    tall = _tall(line)
    near = (abs(rounds[:, 0] - x) < 0.8 * tall) & (abs(rounds[:, 1] - y) < 0.8 * tall)
    return bool((near & (rounds[:, 2] > RING[0] * tall) & (rounds[:, 2] < RING[1] * tall)).any())


def _settled(row: Row, dims: Sequence[Dim]) -> Row:
    """The axes where the dimensions along the row have them: bubbles are shifted aside where axes stand close together."""
    spots = _chain_spots(row, dims)
    if spots is None:
        return row
    axes = tuple(axis.model_copy(update={"along": spot}) for axis, spot in zip(row.axes, spots, strict=True))
    return row.model_copy(update={"axes": axes})


def _chain_spots(row: Row, dims: Sequence[Dim]) -> list[float] | None:
    """The ends of the dimensions next to the row that are as many as the row has names, most of them on the spot. They are
    one chain, or on one line, as where the text between two close axes could not be read."""
    tall = _tall(row.axes[0].line)
    lines = [*chains_along(dims, row.angle), *_on_lines(dims, row.angle)]
    for line in sorted(lines, key=lambda line: abs(_level(line[0], row.angle) - row.across)):
        spots = _ends(line, row.angle)
        if len(spots) == len(row.axes):
            off = [abs(spot - axis.along) for spot, axis in zip(spots, row.axes, strict=True)]
            if sum(one < 0.5 * tall for one in off) > len(off) / 2 and max(off) < 6 * tall:
                return spots
    return None


def _ends(dims: Sequence[Dim], angle: float) -> list[float]:
    """Where dimensions on one line begin and end, each place once."""
    slack = max(_slack(dim) for dim in dims)
    ends: list[float] = []
    for end in sorted(end for dim in dims for end in spans_in(dim, angle)):
        if not ends or end - ends[-1] > slack:
            ends.append(end)
    return ends


def spans_in(dim: Dim, angle: float) -> tuple[float, float]:
    """From where to where a dimension goes along a direction."""
    a, b = frame(*dim.start, angle)[0], frame(*dim.end, angle)[0]
    return min(a, b), max(a, b)


def _level(dim: Dim, angle: float) -> float:
    return frame(*dim.start, angle)[1]


def runs_along(dim: Dim, angle: float) -> bool:
    """Whether a dimension measures in that direction."""
    along, across = (b - a for a, b in zip(frame(*dim.start, angle), frame(*dim.end, angle), strict=True))
    return abs(across) <= 0.03 * abs(along)


def chains_along(dims: Sequence[Dim], angle: float) -> list[list[Dim]]:
    """Dimensions end to end on one line, in the order of the direction; a lone dimension is a chain of one."""
    return [chain for line in _on_lines(dims, angle) for chain in _joined(line, angle)]


def _on_lines(dims: Sequence[Dim], angle: float) -> list[list[Dim]]:
    """Dimensions that stand on one line, in the order of the direction."""
    rows: list[list[Dim]] = []
    for dim in sorted((dim for dim in dims if runs_along(dim, angle)), key=lambda dim: _level(dim, angle)):
        slack = _slack(dim)
        row = next((row for row in rows if abs(_level(row[0], angle) - _level(dim, angle)) <= slack), None)
        if row is None:
            rows.append([dim])
        else:
            row.append(dim)
    return [sorted(row, key=lambda dim: spans_in(dim, angle)) for row in rows]


def _joined(row: Sequence[Dim], angle: float) -> Iterator[list[Dim]]:
    """Each dimension goes behind the chain that ends where it begins, or opens one."""
    chains: list[list[Dim]] = []
    for dim in row:
        start = spans_in(dim, angle)[0]
        ending = [chain for chain in chains if abs(spans_in(chain[-1], angle)[1] - start) <= _slack(dim)]
        if ending:
            ending[0].append(dim)
        else:
            chains.append([dim])
    yield from chains


def _slack(dim: Dim) -> float:
    """Millimetres on paper that ends of neighbouring dimensions may stand apart."""
    return 0.3 * min(dim.box[2] - dim.box[0], dim.box[3] - dim.box[1]) + 0.002 * dim.paper


def between(row: Row, first: str, last: str, dims: Sequence[Dim]) -> tuple[list[Dim], list[Dim]]:
    """(the printed dimensions end to end from one axis to the other, those that state the whole length at once).

    Both are empty where no dimensions lead from axis to axis. The chain nearest to the names is taken."""
    start, end = row.axis(first), row.axis(last)
    if start is None or end is None:
        return [], []
    low, high = sorted((start.along, end.along))
    along = [dim for dim in dims if runs_along(dim, row.angle)]
    along.sort(key=lambda dim: abs(_level(dim, row.angle) - row.across))
    whole = [dim for dim in along if _spans(dim, row.angle, low, high)]
    chains = [path for chain in chains_along(along, row.angle) if len(path := _path(chain, row.angle, low, high)) > 1]
    chains.sort(key=lambda path: (-len(path), abs(_level(path[0], row.angle) - row.across)))
    return (chains[0] if chains else whole[:1] or _stepping(along, row.angle, low, high)), whole


def _stepping(dims: Sequence[Dim], angle: float, low: float, high: float) -> list[Dim]:
    """The fewest dimensions, on whatever lines, each of which begins where the one before ends."""
    paths: list[list[Dim]] = [[]]
    for _ in range(MOST_STEPS):
        paths = [[*path, dim] for path in paths for dim in _onwards(dims, angle, path, low, high)]
        done = [path for path in paths if abs(spans_in(path[-1], angle)[1] - high) <= _reach(path[-1])]
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
        reach = _reach(dim)
        if (
            abs(start - at) <= reach
            and end <= high + reach
            and not any(abs(spans_in(other, angle)[1] - end) <= reach for other in found)
        ):
            found.append(dim)
    return found


def _spans(dim: Dim, angle: float, low: float, high: float) -> bool:
    start, end = spans_in(dim, angle)
    return abs(start - low) <= _reach(dim) and abs(end - high) <= _reach(dim)


def _reach(dim: Dim) -> float:
    """Names stand less exactly over their axes than dimensions end on them."""
    return 2 * _slack(dim)


def _path(chain: Sequence[Dim], angle: float, low: float, high: float) -> list[Dim]:
    """The part of a chain that begins at one place and ends at the other."""
    starts = [n for n, dim in enumerate(chain) if abs(spans_in(dim, angle)[0] - low) <= _reach(dim)]
    ends = [n for n, dim in enumerate(chain) if abs(spans_in(dim, angle)[1] - high) <= _reach(dim)]
    return list(chain[starts[0] : ends[-1] + 1]) if starts and ends and starts[0] <= ends[-1] else []


def evidence_of(axis: Axis, sheet: int) -> Evidence:
    line = axis.line
    return Evidence(sheet=sheet, box=line.box, method=line.method, text=line.text, confidence=line.confidence)


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
