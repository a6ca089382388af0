"""Draws schedules of every make with known cells: ruled and bare, centred and left, on the side, with wrapped cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Literal

from tests.pen import Pen, Point, a2_sheet

Cells = Sequence[Sequence[str]]
WRAP = "\n"
LINE = 1.5
"""Distance of lines in a cell over the height of its text."""


@dataclass(frozen=True)
class Drawn:
    """A table to draw: `at` is its top left in mm; a cell may hold several lines. `heads` are rows of heads; a head that is
    empty belongs to the one at its left (`<`) or above it ("")."""

    title: str
    heads: Cells
    rows: Cells
    at: Point = (40, 40)
    widths: Sequence[float] = ()
    height: float = 2.5
    pitch: float = 6.0
    align: Literal["left", "centre"] = "left"
    ruled: bool = True
    title_at: Literal["left", "centre", "below", "side"] = "left"

    @property
    def edges(self) -> list[float]:
        widths = self.widths or [26.0] * len(self.heads[-1])
        return [self.at[0], *(self.at[0] + right for right in accumulate(widths))]

    def levels(self) -> list[float]:
        """The top of every row, heads first, and the bottom of the last."""
        heights = [self.pitch] * len(self.heads) + [self._tall(row) for row in self.rows]
        return [self.at[1], *(self.at[1] + down for down in accumulate(heights))]

    def _tall(self, row: Sequence[str]) -> float:
        lines = max(cell.count(WRAP) + 1 for cell in row)
        return self.pitch + (lines - 1) * LINE * self.height


def drawing(
    path: Path,
    *tables: Drawn,
    labels: Sequence[tuple[Point, str]] = (),
    left: Sequence[tuple[Point, str]] = (),
    turned: int = 0,
) -> Path:
    """A PDF of A2 with those tables, labels of a plan around them and lines that begin at `left`; `turned` turns the page."""
    with a2_sheet(path, turned) as pen:
        for table in tables:
            _draw(pen, table)
        for at, text in labels:
            pen.centred(at, text)
        for at, text in left:
            pen.text(at, text, 2.5)
    return path


def _draw(pen: Pen, table: Drawn) -> None:
    edges, levels = table.edges, table.levels()
    _title(pen, table)
    for (top, bottom), row in zip(pairwise(levels), [*table.heads, *table.rows], strict=True):
        head = row in table.heads
        for i, cell in enumerate(row):
            if cell not in ("", "<"):
                span = 1 + next((k for k, other in enumerate(row[i + 1 :]) if other != "<"), len(row) - i - 1)
                low = levels[len(table.heads)] if head and _alone(table, row, i) else bottom
                _cell(pen, table, cell, (edges[i], top, edges[i + span], low), centred=head or table.align == "centre")
    if table.ruled:
        _rules(pen, table)


def _alone(table: Drawn, row: Sequence[str], i: int) -> bool:
    """Whether a head reaches down through rows of heads that are empty under it."""
    below = table.heads[list(table.heads).index(row) + 1 :]
    return bool(below) and all(other[i] == "" for other in below)


def _cell(pen: Pen, table: Drawn, text: str, box: tuple[float, float, float, float], *, centred: bool) -> None:
    lines = text.split(WRAP)
    step = LINE * table.height
    first = (box[1] + box[3]) / 2 + table.height / 2 - (len(lines) - 1) * step / 2
    for n, line in enumerate(lines):
        at = ((box[0] + box[2]) / 2 if centred else box[0] + 1.2, first + n * step)
        pen.text(at, line, table.height, align="centre" if centred else "left")


def _title(pen: Pen, table: Drawn) -> None:
    edges, levels = table.edges, table.levels()
    middle = (edges[0] + edges[-1]) / 2
    places: dict[str, tuple[Point, Literal["left", "centre", "right"]]] = {
        "left": ((edges[0], levels[0] - 3), "left"), "centre": ((middle, levels[0] - 3), "centre"),
        "below": ((edges[0], levels[-1] + 8), "left"), "side": ((edges[0] - 6, levels[0] + 8), "right"),
    }  # fmt: skip
    at, align = places[table.title_at]
    pen.text(at, table.title, 4, align=align)


def _rules(pen: Pen, table: Drawn) -> None:
    edges, levels = table.edges, table.levels()
    for n, y in enumerate(levels):
        for i, (x0, x1) in enumerate(pairwise(edges)):
            merged = 0 < n < len(table.heads) and table.heads[n][i] == ""
            if not merged:
                pen.line((x0, y), (x1, y))
    for i, x in enumerate(edges):
        for n, (y0, y1) in enumerate(pairwise(levels)):
            row = [*table.heads, *table.rows][n]
            if not (0 < i < len(row) and row[i] == "<"):
                pen.line((x, y0), (x, y1))
