"""Grids: rows of axis bubbles and the axes that they name."""

import re
from collections.abc import Iterator, Sequence

from tools.kit.dim_chains import chains_along, ends_of, level_of, on_lines
from tools.kit.dimensions import dimensions_of
from tools.kit.dims import Dim
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
    lines = [*chains_along(dims, row.angle), *on_lines(dims, row.angle)]
    for line in sorted(lines, key=lambda line: abs(level_of(line[0], row.angle) - row.across)):
        spots = ends_of(line, row.angle)
        if len(spots) == len(row.axes):
            off = [abs(spot - axis.along) for spot, axis in zip(spots, row.axes, strict=True)]
            if sum(one < 0.5 * tall for one in off) > len(off) / 2 and max(off) < 6 * tall:
                return spots
    return None


def evidence_of(axis: Axis, sheet: int) -> Evidence:
    line = axis.line
    return Evidence(sheet=sheet, box=line.box, method=line.method, text=line.text, confidence=line.confidence)
