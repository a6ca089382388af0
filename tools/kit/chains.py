"""Chains of dimensions end to end, by view, with the levels that upright ones lead between."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from tools.kit.dim_chains import chains_along
from tools.kit.dimensions import dimensions_of
from tools.kit.dims import Dim, clusters_of
from tools.kit.drawing import Sheet
from tools.kit.evidence import Box
from tools.kit.geometry import centre, union
from tools.kit.memo import per_sheet
from tools.kit.result import Frozen
from tools.kit.text import TextLine

LEVEL = re.compile(
    r"\bLEVEL\b|\bLVL\b|\bF\.?F\.?L\b|\bS\.?S\.?L\b|\bFLOOR\b|\bCEILING\b|\bROOF\b|\bPARAPET\b|\bGROUND\b|\bSLAB\b|\bBEAM\b|\bRIDGE\b|\bEAVES?\b"
    r"|\bSILL\b|\bPLINTH\b|\bFOUNDATION\b|标高|[一二三四五六七八九十\d首底顶屋]层|屋面|女儿墙|檐口|地面|室外|室内|天花|吊顶|梁底|板底|基础|窗台|^[±+\-]?\d{1,3}\.\d{3}$",
    re.I,
)
ABOVE, UNDER = 1.3, 0.8
"""Text heights that the words of a level may stand over and under its line."""
FARTHEST = 60.0
"""Text heights from a dimension to the words of its levels."""
SAME = Decimal("0.001")

Direction = Literal["level", "upright", "slanted"]


class Chain(Frozen):
    """Dimensions end to end on one line, from left to right or from the bottom up. `view` numbers the group of dimensions
    that stand together on the sheet; `levels` are the words at its points, one more than its dimensions, the lowest first, where such stand there."""

    dims: tuple[Dim, ...]
    direction: Direction
    view: int = 1
    levels: tuple[TextLine | None, ...] = ()

    @property
    def total(self) -> Decimal:
        """Real millimetres."""
        return sum((dim.length for dim in self.dims), Decimal(0))

    @property
    def box(self) -> Box:
        return union(dim.place for dim in self.dims)


@per_sheet
def chains_of(sheet: Sheet) -> list[Chain]:
    """The chains of a sheet, the longest first; only dimensions that fit the scale around them."""
    dims = [dim for dim in dimensions_of(sheet).dims if dim.agrees]
    words = [line for line in sheet.reading.visible if round(line.angle) % 360 == 0 and LEVEL.search(line.text)]
    chains = []
    for number, view in enumerate(sorted(clusters_of(dims), key=lambda view: -_size(view)), 1):
        for angle in sorted({round(dim.angle) % 180 for dim in view}):
            ours = [dim for dim in view if round(dim.angle) % 180 == angle]
            chains += [_chain(dims, angle, number, words) for dims in chains_along(ours, float(angle))]
    return sorted(chains, key=lambda chain: -chain.total)


def _size(view: Sequence[Dim]) -> float:
    box = union(dim.place for dim in view)
    return (box[2] - box[0]) * (box[3] - box[1])


def _chain(dims: Sequence[Dim], angle: int, view: int, words: Sequence[TextLine]) -> Chain:
    direction: Direction = "level" if angle == 0 else "upright" if angle == 90 else "slanted"
    lowest = max(dims[0].start, dims[0].end, key=lambda point: point[1])
    rising = [lowest, *(min(dim.start, dim.end, key=lambda point: point[1]) for dim in dims)]
    levels = tuple(_level(point, words) for point in rising) if direction == "upright" else ()
    return Chain(dims=tuple(dims), direction=direction, view=view, levels=levels)


def _level(point: tuple[float, float], words: Sequence[TextLine]) -> TextLine | None:
    """The words of a level at a point: their bottom stands on its line, or they stand just under it."""
    x, y = point
    near = []
    for line in words:
        tall = line.height or line.box[3] - line.box[1]
        over, aside = y - line.box[3], max(line.box[0] - x, x - line.box[2], 0)
        if -(UNDER + 1) * tall <= over <= ABOVE * tall and aside <= FARTHEST * tall:
            near.append((abs(over) / tall + aside / tall / 20, line))
    return min(near, key=lambda pair: pair[0])[1] if near else None


def whole_of(chain: Chain, chains: Sequence[Chain]) -> list[Dim]:
    """The single dimensions beside a chain that state its whole length at once."""
    if len(chain.dims) == 1:
        return []
    return [
        other.dims[0]
        for other in chains
        if len(other.dims) == 1 and other.direction == chain.direction and other.view == chain.view
        and _same_span(other.box, chain.box, chain.direction)
    ]  # fmt: skip


def _same_span(a: Box, b: Box, direction: Direction) -> bool:
    axis = 0 if direction == "level" else 1
    size = b[axis + 2] - b[axis]
    return abs(a[axis] - b[axis]) < 0.02 * size and abs(a[axis + 2] - b[axis + 2]) < 0.02 * size


def nearest_mark(chain: Chain, marks: Sequence[TextLine]) -> TextLine | None:
    """The mark that a chain belongs to: elevations of a schedule stand above or below their marks."""

    def away(line: TextLine) -> float:
        (x, y), box = centre(line.box), chain.box
        return max(box[0] - x, x - box[2], 0) * 2 + max(box[1] - y, y - box[3], 0)

    return min(marks, key=away, default=None)
