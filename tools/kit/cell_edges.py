"""Lines between cells that are none: strokes of letters that stand under one another in a close table run on like a line."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tools.kit.evidence import Box
from tools.kit.geometry import overlap, union
from tools.kit.text import TextLine

DEEP = 0.25  # text heights by which a word has to reach over the line on both sides
NEAR = 0.25  # text heights that two edges of one line may be apart
MOSTLY = 0.5
"""The share of the written pairs of cells beside a line whose words run through it, above which it is none."""


class Pair(NamedTuple):
    """Two cells side by side, by their numbers, and the line between them."""

    left: int
    right: int
    x: float
    y: tuple[float, float]


def without_strokes(cells: Sequence[Box], lines: Sequence[TextLine], height: float) -> list[Box]:
    """The cells, those joined again that strokes of words in them part. `height` is that of the texts."""
    written = [line for line in lines if not line.hidden and line.angle % 180 == 0]
    joined: list[Pair] = []
    for pairs in _by_line(cells, height):
        told = [struck for pair in pairs if (struck := _struck(pair, cells, written, height)) is not None]
        if sum(told) > MOSTLY * len(told):
            joined += pairs
    return _together(cells, joined)


def _by_line(cells: Sequence[Box], height: float) -> Iterator[list[Pair]]:
    """Cells side by side, those together that one upright line parts."""
    begins: dict[int, list[int]] = defaultdict(list)
    near = NEAR * height
    for i, cell in enumerate(cells):
        begins[round(cell[0] / near)].append(i)
    lines: dict[int, list[Pair]] = defaultdict(list)
    for i, cell in enumerate(cells):
        at = round(cell[2] / near)
        for j in (j for step in (-1, 0, 1) for j in begins[at + step]):
            low, high = max(cell[1], cells[j][1]), min(cell[3], cells[j][3])
            if high - low > 0.8 * max(cell[3] - cell[1], cells[j][3] - cells[j][1]):
                lines[at].append(Pair(i, j, (cell[2] + cells[j][0]) / 2, (low, high)))
    yield from lines.values()


def _struck(pair: Pair, cells: Sequence[Box], lines: Sequence[TextLine], height: float) -> bool | None:
    """Whether a word runs through the line between the two; None where nothing is written in either."""
    left, right = cells[pair.left], cells[pair.right]
    inside = [line for line in lines if pair.y[0] < (line.box[1] + line.box[3]) / 2 < pair.y[1]]
    held = [line for line in inside if overlap(line.box[0], line.box[2], left[0], right[2]) > 0]
    return any(_runs_through(line, pair.x, DEEP * height) for line in held) if held else None


def _runs_through(line: TextLine, x: float, deep: float) -> bool:
    """Whether it reaches over the place on both sides, with no blank there at which two cells may have been read as one."""
    x0, _, x1, _ = line.box
    if not x0 + deep < x < x1 - deep:
        return False
    at = (x - x0) / (x1 - x0) * len(line.text)
    return " " not in line.text[max(round(at) - 2, 0) : round(at) + 2]


def _together(cells: Sequence[Box], pairs: Sequence[Pair]) -> list[Box]:
    group = list(range(len(cells)))
    for pair in sorted(pairs, key=lambda pair: pair.x):
        group[pair.right] = group[pair.left]
    held: dict[int, list[Box]] = defaultdict(list)
    for i, cell in enumerate(cells):
        held[group[i]].append(cell)
    return [union(boxes) for boxes in held.values()]
