"""Draws houses of many styles whose every door and window is known: rooms in a grid, a door in each inner wall."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pymupdf
from PIL import Image, ImageFilter

from tests.pen import GREY, INK, MM, Pen, Point

At = Callable[[float, float], Point]
Walls = Literal["solid", "grey", "hollow", "hatched"]
SHEET = (297.0, 210.0)
OUTER, INNER = 3.0, 1.2
"""Thickness of walls, mm on paper at 1:100."""
NAMES = ("BEDROOM", "KITCHEN", "LIVING", "BATH", "STUDY", "HALL", "LAUNDRY", "DINING")


@dataclass(frozen=True)
class House:
    """What to draw, in mm on paper. `panes` counts the inner lines of a window; a double entrance counts as one door."""

    columns: int = 3
    rows: int = 2
    walls: Walls = "solid"
    door: float = 9.0
    window: float = 14.0
    panes: int = 2
    double: bool = True
    cell: Point = (44.0, 40.0)
    at: Point = (50.0, 50.0)

    @property
    def doors(self) -> int:
        return (self.columns - 1) * self.rows + self.columns * (self.rows - 1) + 1

    @property
    def windows(self) -> int:
        return 2 * self.columns + 2 * self.rows - 1

    @property
    def size(self) -> Point:
        return self.columns * self.cell[0], self.rows * self.cell[1]


def draw(path: Path, house: House, *, noise: float = 0.0, dpi: int = 150) -> Path:
    """A PDF, or a picture of that resolution where the name ends so; `noise` is that of a scanner, in levels of grey."""
    document = pymupdf.open()
    page = document.new_page(width=SHEET[0] * MM, height=SHEET[1] * MM)
    pen = Pen(page)
    _house(pen, house)
    pen.finish()
    if path.suffix == ".pdf":
        document.save(path)
    else:
        _picture(page, dpi, noise).save(path, dpi=(dpi, dpi))
    return path


def _picture(page: pymupdf.Page, dpi: int, noise: float) -> Image.Image:
    drawn = page.get_pixmap(dpi=dpi)
    image = Image.frombytes("RGB", (drawn.width, drawn.height), drawn.samples).convert("L")
    if not noise:
        return image
    blurred = np.asarray(image.filter(ImageFilter.GaussianBlur(0.6)), float)
    grain = np.random.default_rng(7).normal(0, noise, blurred.shape)
    return Image.fromarray(np.clip(blurred * 0.92 + grain, 0, 255).astype(np.uint8))


def _house(pen: Pen, house: House) -> None:
    (x0, y0), (width, height), (across, down) = house.at, house.size, house.cell
    for row in range(house.rows + 1):
        gaps = [(x0 + (c + 0.5) * across, "door" if 0 < row < house.rows else "window") for c in range(house.columns)]
        if row == house.rows:
            gaps[0] = (gaps[0][0], "entrance")
        _wall(pen, house, (x0, y0 + row * down), width, False, gaps, row in (0, house.rows))
    for column in range(house.columns + 1):
        gaps = [(y0 + (r + 0.5) * down, "door" if 0 < column < house.columns else "window") for r in range(house.rows)]
        _wall(pen, house, (x0 + column * across, y0), height, True, gaps, column in (0, house.columns))
    for number in range(house.columns * house.rows):
        row, column = divmod(number, house.columns)
        at = x0 + (column + 0.5) * across, y0 + row * down + 8
        pen.centred(at, NAMES[number % len(NAMES)], 2.5)
    pen.line((x0, y0 - 15), (x0 + width, y0 - 15), 0.13)
    pen.text((x0 + width / 2, y0 - 16), f"{width * 100:.0f}", 2.5, align="centre")


def _wall(
    pen: Pen, house: House, start: Point, length: float, upright: bool, gaps: list[tuple[float, str]], outer: bool
) -> None:
    """A straight wall with its openings; `gaps` are (middle along the wall, kind)."""
    thick = OUTER if outer else INNER
    along, across = (start[1], start[0]) if upright else start

    def at(a: float, b: float) -> Point:
        return (across + b, a) if upright else (a, across + b)

    edges = [along - thick / 2]
    for middle, kind in gaps:
        half = _width(house, kind) / 2
        edges += [middle - half, middle + half]
        _opening(pen, house, kind, middle, half, thick, at)
    edges.append(along + length + thick / 2)
    for a, b in zip(edges[::2], edges[1::2], strict=True):
        _piece(pen, house.walls, at(a, -thick / 2), at(b, thick / 2))


def _width(house: House, kind: str) -> float:
    return {"door": house.door, "window": house.window, "entrance": house.door * (2 if house.double else 1)}[kind]


def _piece(pen: Pen, walls: Walls, a: Point, b: Point) -> None:
    (x0, x1), (y0, y1) = sorted((a[0], b[0])), sorted((a[1], b[1]))
    fill = {"solid": INK, "grey": GREY}.get(walls)
    pen.rect(x0, y0, x1, y1, fill=fill, width=0.25)
    if walls == "hatched":
        for p, q in _hatch(x0, y0, x1, y1):
            pen.line(p, q, 0.13)


def _hatch(x0: float, y0: float, x1: float, y1: float) -> Iterator[tuple[Point, Point]]:
    step = 1.2
    for n in range(1, int((x1 - x0 + y1 - y0) / step) + 1):
        s = n * step
        yield (max(x0, x0 + s - (y1 - y0)), min(y1, y0 + s)), (min(x1, x0 + s), max(y0, y0 + s - (x1 - x0)))


def _opening(pen: Pen, house: House, kind: str, middle: float, half: float, thick: float, at: At) -> None:
    if kind == "window":
        for n in range(house.panes + 2):
            b = thick * (n / (house.panes + 1) - 0.5)
            pen.line(at(middle - half, b), at(middle + half, b), 0.13)
        return
    hinges = [(middle - half, middle)] if kind == "entrance" and house.double else [(middle - half, middle + half)]
    if kind == "entrance" and house.double:
        hinges.append((middle + half, middle))
    for hinge, latch in hinges:
        leaf = abs(latch - hinge)
        pen.line(at(hinge, 0), at(hinge, -leaf), 0.35)
        pen.quarter(at(hinge, 0), at(hinge, -leaf), at(latch, 0))
