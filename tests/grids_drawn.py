"""Draws ruled tables with known cells: merged heads and bodies, any alignment, with the lines that each make has."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Literal, NamedTuple

import pymupdf

from tests.pen import Pen, Point, a2_sheet

WRAP = "\n"
STEP = 1.5
"""Distance of lines in a cell over the height of its text."""
LEFT, UP = "<", "^"
"""A cell that belongs to the one at its left, or to the one above it."""
Lines = Literal["all", "none", "columns", "rows", "open"]


class Span(NamedTuple):
    """A cell of the grid with what stands in it: rows and columns from and to."""

    text: str
    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Grid:
    """A table to draw: the first `heads` of its rows are heads. `align` has one letter a column: l, c or r. `lines` are those
    around every cell, none, upright ones with a frame, only level ones, or all but the outermost at the sides."""

    rows: Sequence[Sequence[str]]
    heads: int = 1
    title: str = ""
    at: Point = (40, 40)
    widths: Sequence[float] = ()
    height: float = 2.5
    pitch: float = 6.5
    align: str = ""
    lines: Lines = "all"
    gap: float = 2.0
    """Height of the title over its table in heights of its text."""

    @property
    def xs(self) -> list[float]:
        widths = self.widths or [28.0] * len(self.rows[0])
        return [self.at[0], *(self.at[0] + x for x in accumulate(widths))]

    @property
    def ys(self) -> list[float]:
        tall = [self.pitch + (max(cell.count(WRAP) for cell in row) * STEP * self.height) for row in self.rows]
        return [self.at[1], *(self.at[1] + y for y in accumulate(tall))]

    def spans(self) -> Iterator[Span]:
        for i, row in enumerate(self.rows):
            for j, text in enumerate(row):
                if text not in (LEFT, UP):
                    right = j + 1
                    while right < len(row) and row[right] == LEFT:
                        right += 1
                    bottom = i + 1
                    while bottom < len(self.rows) and self.rows[bottom][j] == UP:
                        bottom += 1
                    yield Span(text, i, j, bottom, right)


def sheet(
    path: Path,
    *grids: Grid,
    labels: Sequence[tuple[Point, str]] = (),
    turned: int = 0,
    strays: Sequence[tuple[Point, Point]] = (),
) -> Path:
    """A PDF of A2 with those tables, labels of a plan and further lines around them; `turned` turns the page."""
    with a2_sheet(path, turned) as pen:
        for grid in grids:
            draw(pen, grid)
        for at, text in labels:
            pen.centred(at, text)
        for a, b in strays:
            pen.line(a, b)
    return path


def picture(path: Path, *grids: Grid, dpi: int = 200) -> Path:
    """The same as a picture without any text layer."""
    with pymupdf.open(sheet(path.with_suffix(".pdf"), *grids)) as document:
        document[0].get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY).save(path)
    return path


def draw(pen: Pen, grid: Grid) -> None:
    xs, ys = grid.xs, grid.ys
    if grid.title:
        pen.text((xs[0], ys[0] - grid.gap * 3.5), grid.title, 3.5)
    for span in grid.spans():
        box = xs[span.left], ys[span.top], xs[span.right], ys[span.bottom]
        align = "c" if span.top < grid.heads else (grid.align or "l" * len(xs))[span.left]
        _write(pen, grid, span.text, box, align)
        _rule(pen, grid, box)


def _write(pen: Pen, grid: Grid, text: str, box: tuple[float, float, float, float], align: str) -> None:
    lines = text.split(WRAP)
    step = STEP * grid.height
    x = {"l": box[0] + 1.2, "c": (box[0] + box[2]) / 2, "r": box[2] - 1.2}[align]
    first = (box[1] + box[3] + grid.height - (len(lines) - 1) * step) / 2
    for n, line in enumerate(lines):
        if line:
            pen.text((x, first + n * step), line, grid.height, align={"l": "left", "c": "centre", "r": "right"}[align])


def _rule(pen: Pen, grid: Grid, box: tuple[float, float, float, float]) -> None:
    x0, y0, x1, y1 = box
    level, upright = grid.lines in ("all", "rows", "open"), grid.lines in ("all", "columns", "open")
    outer = grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1]
    for a, b in pairwise([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]):
        flat = a[1] == b[1]
        side = not flat and a[0] in (outer[0], outer[2])
        framed = grid.lines == "columns" and flat and a[1] in (outer[1], grid.ys[grid.heads], outer[3])
        if (flat and level) or framed or (not flat and upright and not (side and grid.lines == "open")):
            pen.line(a, b)
