"""Draws plans whose dimensions, grids, scale and room areas are known: many styles of lines, texts, walls and openings."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Literal

import pymupdf

from tests.pen import GREY, MM, Pen, Point

Notation = Literal["mm", "m", "comma", "ft"]
Ends = Literal["slash", "arrow", "dot", "cross"]
Place = Literal["above", "broken", "below"]
Walls = Literal["double", "filled", "single", "hatched"]


@dataclass(frozen=True)
class Style:
    """How a plan is drawn. `shrunk` is by how much the plot is smaller than its printed scale says."""

    notation: Notation = "mm"
    ends: Ends = "slash"
    place: Place = "above"
    walls: Walls = "double"
    scale: int = 100
    shrunk: float = 1.0
    angle: float = 0.0
    height: float = 2.5
    bubbles: bool = True
    doors: bool = True
    hatch: bool = False
    columns: bool = False
    note: bool = True
    seed: int = 1


@dataclass(frozen=True)
class Room:
    """`seed` lies in it, in mm on paper; `area` is its clear area in m²."""

    name: str
    seed: Point
    area: float
    perimeter: float


@dataclass(frozen=True)
class MeasuredTruth:
    """`ratio` is the plotted scale. Axes are building millimetres from the first."""

    ratio: float
    xs: tuple[int, ...]
    ys: tuple[int, ...]
    rooms: tuple[Room, ...]
    texts: tuple[str, ...] = field(default=())


def styles(count: int, seed: int = 7) -> list[Style]:
    """That many different styles."""
    pick = random.Random(seed)
    return [
        Style(
            notation=pick.choice(("mm", "mm", "m", "comma", "ft")), ends=pick.choice(("slash", "arrow", "dot", "cross")),
            place=pick.choice(("above", "above", "broken", "below")),
            walls=pick.choice(("double", "filled", "single", "hatched")), scale=pick.choice((50, 100, 100, 150)),
            shrunk=pick.choice((1.0, 1.0, 0.707, 0.983)), angle=pick.choice((0, 0, 0, 0, 6, 17, -30)),
            height=pick.choice((2.0, 2.5, 3.5)), bubbles=pick.random() < 0.8, doors=pick.random() < 0.8,
            hatch=pick.random() < 0.3, columns=pick.random() < 0.4, note=pick.random() < 0.8, seed=n + 1,
        )
        for n in range(count)
    ]  # fmt: skip


def written(length: int, notation: Notation) -> str:
    """A length in mm as such a drawing writes it."""
    if notation == "mm":
        return str(length)
    if notation == "ft":
        inches = round(Fraction(length * 10, 254))
        return f"{inches // 12}'-{inches % 12}\""
    if length < 1000:
        return str(length // 10)
    text = f"{length / 1000:.2f}"
    return text.replace(".", ",") if notation == "comma" else text


class Plan:
    """One plan being drawn: building millimetres to paper, turned about the middle of the sheet."""

    def __init__(self, page: pymupdf.Page, style: Style) -> None:
        self.pen = Pen(page)
        self.style = style
        self.ratio = style.scale / style.shrunk
        self.size = (page.rect.width / MM, page.rect.height / MM)
        pick = random.Random(style.seed)
        step = Fraction(254, 10) * 6 if style.notation == "ft" else 50
        self.xs = self._axes(pick, 4, step)
        self.ys = self._axes(pick, 3, step)

    def _axes(self, pick: random.Random, bays: int, step: Fraction | int) -> tuple[int, ...]:
        axes = [0]
        for _ in range(bays):
            steps = pick.randint(17, 36) if self.style.notation == "ft" else pick.randint(52, 110)
            axes.append(axes[-1] + round(steps * step))
        return tuple(axes)

    def at(self, x: float, y: float) -> Point:
        """Building millimetres to paper; y grows upwards in the building."""
        dx, dy = (x - self.xs[-1] / 2) / self.ratio, (self.ys[-1] / 2 - y) / self.ratio
        turn = math.radians(-self.style.angle)
        return (
            self.size[0] / 2 + dx * math.cos(turn) - dy * math.sin(turn),
            self.size[1] / 2 + dx * math.sin(turn) + dy * math.cos(turn),
        )

    def shifted(self, point: Point, right: float, down: float) -> Point:
        """Millimetres of paper, in the turned axes of the plan."""
        turn = math.radians(-self.style.angle)
        return (
            point[0] + right * math.cos(turn) - down * math.sin(turn),
            point[1] + right * math.sin(turn) + down * math.cos(turn),
        )

    def line(self, a: Point, b: Point, width: float = 0.18, dash: str = "") -> None:
        self.pen.line(a, b, width, dash=dash)


def measured(path: Path, style: Style) -> MeasuredTruth:
    """One A2 sheet with that plan."""
    document = pymupdf.open()
    page = document.new_page(width=594 * MM, height=420 * MM)
    plan = Plan(page, style)
    rooms = _rooms(plan)
    texts = (*_chain(plan, plan.xs, "h"), *_chain(plan, plan.ys, "v"))
    if style.bubbles:
        _grid(plan)
    if style.note:
        plan.pen.text((40, 400), "GROUND FLOOR PLAN", 5)
        plan.pen.text((40, 409), f"SCALE 1:{style.scale}", 3.5)
    plan.pen.finish()
    document.save(path)
    return MeasuredTruth(plan.ratio, plan.xs, plan.ys, tuple(rooms), texts)


def _grid(plan: Plan) -> None:
    for number, x in enumerate(plan.xs, 1):
        start, end = plan.shifted(plan.at(x, plan.ys[-1]), 0, -36), plan.at(x, -600)
        plan.line(start, end, 0.13, "[8 2 2 2] 0")
        middle = plan.shifted(start, 0, -4)
        plan.pen.circle(middle, 4)
        plan.pen.centred(middle, str(number), 3)
    for letter, y in zip("ABCDEFG", plan.ys, strict=False):
        start, end = plan.shifted(plan.at(0, y), -36, 0), plan.at(plan.xs[-1] + 600, y)
        plan.line(start, end, 0.13, "[8 2 2 2] 0")
        middle = plan.shifted(start, -4, 0)
        plan.pen.circle(middle, 4)
        plan.pen.centred(middle, letter, 3)


def _chain(plan: Plan, axes: Sequence[int], kind: Literal["h", "v"]) -> list[str]:
    """The bays and, outside of them, the whole length."""
    texts = []
    for offset, ends in ((14, tuple(axes)), (24, (axes[0], axes[-1]))):
        for a, b in pairwise(ends):
            texts.append(_dimension(plan, a, b, offset, kind))
    return texts


def _dimension(plan: Plan, a: int, b: int, offset: float, kind: Literal["h", "v"]) -> str:
    style, h = plan.style, plan.style.height
    if kind == "h":
        start, end = (plan.shifted(plan.at(v, plan.ys[-1]), 0, -offset) for v in (a, b))
    else:
        end, start = (plan.shifted(plan.at(0, v), -offset, 0) for v in (a, b))
        start, end = end, start
    ux, uy = _unit(start, end)
    nx, ny = uy, -ux
    text = written(b - a, style.notation)
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    gap = plan.pen.width_of(text, h) / 2 + 1
    if style.place == "broken":
        plan.line(start, (middle[0] - gap * ux, middle[1] - gap * uy), 0.13)
        plan.line((middle[0] + gap * ux, middle[1] + gap * uy), end, 0.13)
    else:
        plan.line(start, end, 0.13)
    for point, sign in ((start, 1), (end, -1)):
        plan.line((point[0] - 1.5 * nx, point[1] - 1.5 * ny), (point[0] + 3 * nx, point[1] + 3 * ny), 0.13)
        _end(plan, point, (sign * ux, sign * uy))
    away = {"above": 0.8, "broken": -h / 2, "below": -h - 0.8}[style.place]
    base = (middle[0] + away * nx, middle[1] + away * ny)
    plan.pen.text(base, text, h, align="centre", angle=math.degrees(math.atan2(-uy, ux)))
    return text


def _unit(a: Point, b: Point) -> Point:
    length = math.hypot(b[0] - a[0], b[1] - a[1])
    return (b[0] - a[0]) / length, (b[1] - a[1]) / length


def _end(plan: Plan, at: Point, inwards: Point) -> None:
    (x, y), (ux, uy) = at, inwards
    nx, ny = uy, -ux
    match plan.style.ends:
        case "slash":
            plan.line((x - ux - nx, y - uy - ny), (x + ux + nx, y + uy + ny), 0.35)
        case "arrow":
            sides = [(x + 2.5 * ux + s * 0.4 * nx, y + 2.5 * uy + s * 0.4 * ny) for s in (1, -1)]
            plan.pen.polygon([at, *sides], fill=(0, 0, 0), width=0)
        case "dot":
            plan.pen.circle(at, 0.6, fill=(0, 0, 0))
        case "cross":
            plan.line((x - 1.2 * nx, y - 1.2 * ny), (x + 1.2 * nx, y + 1.2 * ny), 0.25)


def _rooms(plan: Plan) -> list[Room]:
    """A room for each bay, walls along the axes, doors in the walls between neighbours, a window's lines in outer walls."""
    style = plan.style
    thick = 0 if style.walls == "single" else 200
    rooms = []
    for i, (x0, x1) in enumerate(pairwise(plan.xs)):
        for j, (y0, y1) in enumerate(pairwise(plan.ys)):
            width, depth = x1 - x0 - thick, y1 - y0 - thick
            seed = plan.at((x0 + x1) / 2, (y0 + y1) / 2)
            plan.pen.centred((seed[0], seed[1] - 4), f"ROOM {i + 1}{j + 1}", 2.5)
            area = width * depth
            if style.columns:
                side = 600
                area -= side * side
                _block(plan, x0 + thick / 2 + width * 0.7, y0 + thick / 2 + depth * 0.25, side)
            if style.hatch and (i + j) % 2 == 0:
                _tiles(plan, x0 + thick / 2, y0 + thick / 2, x1 - thick / 2, y1 - thick / 2)
            rooms.append(Room(f"ROOM {i + 1}{j + 1}", seed, area / 1e6, 2 * (width + depth) / 1e3))
    _walls(plan, thick)
    return rooms


def _block(plan: Plan, x: float, y: float, side: float) -> None:
    corners = [plan.at(x + dx, y + dy) for dx, dy in ((0, 0), (side, 0), (side, side), (0, side))]
    plan.pen.polygon(corners, fill=(0, 0, 0), width=0.2)


def _tiles(plan: Plan, x0: float, y0: float, x1: float, y1: float) -> None:
    for n in range(1, int((x1 - x0) / 600) + 1):
        if x0 + 600 * n < x1:
            plan.line(plan.at(x0 + 600 * n, y0), plan.at(x0 + 600 * n, y1), 0.09)
    for n in range(1, int((y1 - y0) / 600) + 1):
        if y0 + 600 * n < y1:
            plan.line(plan.at(x0, y0 + 600 * n), plan.at(x1, y0 + 600 * n), 0.09)


def _walls(plan: Plan, thick: int) -> None:
    for i, x in enumerate(plan.xs):
        for j, (y0, y1) in enumerate(pairwise(plan.ys)):
            inner = 0 < i < len(plan.xs) - 1
            _wall(plan, "v", x, y0, y1, thick, door=inner and plan.style.doors and j % 2 == 0)
    for j, y in enumerate(plan.ys):
        for x0, x1 in pairwise(plan.xs):
            inner = 0 < j < len(plan.ys) - 1
            _wall(plan, "h", y, x0, x1, thick, door=inner and plan.style.doors)


def _wall(plan: Plan, kind: str, axis: float, start: float, end: float, thick: int, door: bool) -> None:
    gap = (start + 700, start + 1600) if door else None
    half = thick / 2
    pieces = [(start - half, gap[0]), (gap[1], end + half)] if gap else [(start - half, end + half)]
    for a, b in pieces:
        _piece(plan, kind, axis, a, b, half)
    if gap:
        _door(plan, kind, axis, gap, half)


def _piece(plan: Plan, kind: str, axis: float, a: float, b: float, half: float) -> None:
    def at(along: float, across: float) -> Point:
        return plan.at(along, axis + across) if kind == "h" else plan.at(axis + across, along)

    corners = [at(a, -half), at(b, -half), at(b, half), at(a, half)]
    match plan.style.walls:
        case "single":
            plan.line(at(a, 0), at(b, 0), 0.5)
        case "filled":
            plan.pen.polygon(corners, fill=GREY, width=0)
        case "double":
            _faces(plan, at, a, b, half)
        case "hatched":
            _faces(plan, at, a, b, half)
            for n in range(1, int((b - a) / 150)):
                if a + 150 * n + half < b:
                    plan.line(at(a + 150 * n - half, -half), at(a + 150 * n + half, half), 0.09)


def _faces(plan: Plan, at: "object", a: float, b: float, half: float) -> None:
    """Both faces and the ends; where walls cross, the faces run through each other, as many drawings have it."""
    assert callable(at)
    for across in (-half, half):
        plan.line(at(a, across), at(b, across), 0.35)
    for along in (a, b):
        plan.line(at(along, -half), at(along, half), 0.35)


def _door(plan: Plan, kind: str, axis: float, gap: tuple[float, float], half: float) -> None:
    """Leaf and swing into the next bay."""
    a, b = gap

    def at(along: float, across: float) -> Point:
        return plan.at(along, axis + across) if kind == "h" else plan.at(axis + across, along)

    hinge, latch, leaf = at(a, half), at(b, half), at(a, half + b - a)
    plan.line(hinge, leaf, 0.3)
    plan.pen.quarter(hinge, leaf, latch)
