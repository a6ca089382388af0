"""Plans full of symbols for the tests and the benchmark of symbols: each symbol's place, turn and kind is known."""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pymupdf
from PIL import Image, ImageFilter

from tests.pen import MM

Point = tuple[float, float]
Stroke = tuple[str, tuple[Point, ...], bool]
"""("line" | "arc" | "ring", points, filled): an arc is its cubic curve, a ring its middle and a point on it."""
Box = tuple[float, float, float, float]


def line(*points: Point) -> list[Stroke]:
    return [("line", pair, False) for pair in pairwise(points)]


def ring(x: float, y: float, r: float, filled: bool = False) -> list[Stroke]:
    return [("ring", ((x, y), (x + r, y)), filled)]


def box(x0: float, y0: float, x1: float, y1: float) -> list[Stroke]:
    return line((x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0))


def area(*points: Point) -> list[Stroke]:
    return [("area", points, True)]


def arc(x: float, y: float, r: float, start: float, end: float) -> list[Stroke]:
    """Degrees; in pieces of at most a quarter, as PDF writers cut them."""
    pieces = max(1, math.ceil(abs(end - start) / 90 - 1e-9))
    found: list[Stroke] = []
    for n in range(pieces):
        a, b = (math.radians(start + (end - start) * k / pieces) for k in (n, n + 1))
        k = 4 / 3 * math.tan((b - a) / 4) * r
        p0, p3 = (x + r * math.cos(a), y + r * math.sin(a)), (x + r * math.cos(b), y + r * math.sin(b))
        p1, p2 = (p0[0] - k * math.sin(a), p0[1] + k * math.cos(a)), (p3[0] + k * math.sin(b), p3[1] - k * math.cos(b))
        found.append(("arc", (p0, p1, p2, p3), False))
    return found


def _switch(gangs: int) -> list[Stroke]:
    """A stem with a tick for each gang; ticks stand on the stem."""
    ticks = [((0.5 + 2.1 * t, -0.75 - 3.25 * t), (1.4 + 2.1 * t, -0.25 - 3.25 * t)) for t in (0.95, 0.75, 0.55)]
    return [*ring(0, 0, 0.9), *line((0.5, -0.75), (2.6, -4.0)), *(s for tick in ticks[:gangs] for s in line(*tick))]


def _fan() -> list[Stroke]:
    blades = []
    for n in range(4):
        a = math.radians(90 * n + 10)
        u, v = (math.cos(a), math.sin(a)), (-math.sin(a), math.cos(a))
        corners = [
            (u[0] * r + v[0] * w, u[1] * r + v[1] * w) for r, w in ((1, 0.4), (3.4, 0.5), (3.4, -0.5), (1, -0.3))
        ]
        blades += line(*corners, corners[0])
    return [*ring(0, 0, 0.8), *blades]


SYMBOLS: dict[str, list[Stroke]] = {
    "light": ring(0, 0, 1.8),
    "cross light": [*ring(0, 0, 1.8), *line((-1.27, -1.27), (1.27, 1.27)), *line((-1.27, 1.27), (1.27, -1.27))],
    "double light": [*ring(0, 0, 1.8), *ring(0, 0, 1.1)],
    "filled light": ring(0, 0, 1.8, filled=True),
    "outlet": [*arc(0, 0, 1.5, -90, 90), *line((0, -1.5), (0, 1.5)), *line((-1.4, -1.2), (0, 0), (-1.4, 1.2))],
    "switch 1": _switch(1),
    "switch 2": _switch(2),
    "switch 3": _switch(3),
    "fan": _fan(),
    "valve": line((-2, -1), (-2, 1), (2, -1), (2, 1), (-2, -1)),
    "board": [*box(-2.5, -1.2, 2.5, 1.2), *area((-2.5, 1.2), (2.5, 1.2), (2.5, -1.2))],
    "detector": [*ring(0, 0, 1.7), *line((-0.8, 0.9), (0, -1.1), (0.8, 0.9), (-0.8, 0.9))],
    "door": [*line((0, 0), (0, -6)), *arc(0, 0, 6, -90, 0)],
    "sink": [*box(-3, -2, 3, 2), *ring(-1, 0, 0.9), *ring(1.6, 0.9, 0.35)],
    "toilet": [*box(-1.6, -3, 1.6, -1.8), *arc(0, 0, 1.5, 0, 180), *line((-1.5, 0), (-1.2, -1.8)), *line((1.5, 0), (1.2, -1.8))],
    "arrow": line((0, -2.5), (0, 2.5), (-0.9, 1), (0.9, 1), (0, 2.5)),
    "column": line((-1.5, -2), (1.5, -2), (1.5, -1.6), (0.2, -1.6), (0.2, 1.6), (1.5, 1.6), (1.5, 2), (-1.5, 2),
                   (-1.5, 1.6), (-0.2, 1.6), (-0.2, -1.6), (-1.5, -1.6), (-1.5, -2)),
    "sprinkler": [*ring(0, 0, 1.2), *line((0, -2.2), (0, 2.2)), *line((-2.2, 0), (2.2, 0))],
}  # fmt: skip


@dataclass(frozen=True)
class Placed:
    """A symbol on the sheet: where its own origin lies, degrees counter-clockwise as seen, and the box of its lines."""

    kind: str
    at: Point
    angle: float
    mirrored: bool
    scale: float

    def strokes(self) -> list[Stroke]:
        return [(kind, tuple(self._to(p) for p in points), filled) for kind, points, filled in SYMBOLS[self.kind]]

    def _to(self, p: Point) -> Point:
        a = math.radians(-self.angle)
        x, y = (-p[0] if self.mirrored else p[0]) * self.scale, p[1] * self.scale
        return self.at[0] + math.cos(a) * x - math.sin(a) * y, self.at[1] + math.sin(a) * x + math.cos(a) * y

    @property
    def box(self) -> Box:
        xs, ys = zip(*(p for stroke in self.strokes() for p in _corners(stroke)), strict=True)
        return min(xs), min(ys), max(xs), max(ys)


def _corners(stroke: Stroke) -> Iterator[Point]:
    kind, points, _ = stroke
    if kind == "ring":
        (x, y), r = points[0], math.dist(*points[:2])
        yield from ((x - r, y - r), (x + r, y + r))
    elif kind == "arc":
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points
        for n in range(9):
            t = n / 8
            b = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            yield (b[0] * x0 + b[1] * x1 + b[2] * x2 + b[3] * x3, b[0] * y0 + b[1] * y1 + b[2] * y2 + b[3] * y3)
    else:
        yield from points


@dataclass(frozen=True)
class Sheet:
    """`wanted` are the symbols that a sweep has to find, the first of them the example."""

    path: Path
    size: Point
    placed: tuple[Placed, ...]
    kind: str

    @property
    def wanted(self) -> tuple[Placed, ...]:
        return tuple(one for one in self.placed if one.kind == self.kind)

    @property
    def example(self) -> Box:
        x0, y0, x1, y1 = self.wanted[0].box
        return x0 - 0.4, y0 - 0.4, x1 + 0.4, y1 + 0.4


@dataclass(frozen=True)
class Style:
    """How a plan is drawn. `turns`: "square", "plan" (all turned with the plan, four ways) or "any"."""

    turns: str = "square"
    plan: float = 0.0
    scale: float = 1.0
    mirrors: bool = True
    together: bool = False
    """Each symbol as one path."""
    facets: int = 0
    """Sides that a whole turn of an arc has, 0 for curves."""
    close: float = 0.0
    """Share of symbols that touch or overlap the one before."""
    wires: bool = True
    clutter: int = 60
    width: float = 0.18
    lone: bool = False
    """Whether walls and axes keep away from the example too, as one would choose it on a scan."""


def style_of(chance: random.Random) -> Style:
    turns = chance.choice(("square", "square", "plan", "any"))
    return Style(
        turns=turns,
        plan=chance.choice((0, 0, 15, 30, 37.5, 45)) if turns == "plan" else 0,
        scale=chance.choice((0.7, 1.0, 1.0, 1.4)),
        mirrors=chance.random() < 0.7,
        together=chance.random() < 0.5,
        facets=chance.choice((0, 0, 24, 36)),
        close=chance.choice((0, 0.15, 0.3)),
        wires=chance.random() < 0.7,
        clutter=chance.choice((20, 60, 150)),
        width=chance.choice((0.1, 0.18, 0.35)),
    )


def drawn(path: Path, seed: int, style: Style, size: Point = (420.0, 297.0), count: int = 70, kind: str = "") -> Sheet:
    """A plan with `count` symbols of all kinds, those of one kind more often."""
    chance = random.Random(seed)
    kind = kind or chance.choice(sorted(SYMBOLS))
    placed = tuple(_scattered(chance, style, size, count, kind))
    document = pymupdf.open()
    shape = document.new_page(width=size[0] * MM, height=size[1] * MM).new_shape()
    _clutter(shape, chance, style, size, placed[0].box)
    for one in placed:
        _symbol(shape, one.strokes(), style)
        if style.wires and chance.random() < 0.5 and not (style.lone and one is placed[0]):
            _wire(shape, chance, one, style)
    shape.commit()
    document.save(path, deflate=True)
    return Sheet(path, size, placed, kind)


def _scattered(chance: random.Random, style: Style, size: Point, count: int, kind: str) -> Iterator[Placed]:
    """None on top of another but those that are to touch, which overlap their neighbour by up to a third."""
    others = sorted(set(SYMBOLS) - {kind})
    kept: list[Placed] = []
    while len(kept) < count:
        which = kind if not kept or chance.random() < 0.35 else chance.choice(others)
        turn = chance.uniform(0, 360) if style.turns == "any" else style.plan + chance.choice((0, 90, 180, 270))
        mirrored = style.mirrors and chance.random() < 0.5
        at = (chance.uniform(20, size[0] - 20), chance.uniform(20, size[1] - 20))
        touching = len(kept) > 2 and chance.random() < style.close
        if touching:
            at = _beside(chance, kept[-1])
        one = Placed(which, at, turn, mirrored, style.scale)
        near = [other for other in kept if _overlap(one.box, other.box, 0.0 if touching else -2.5)]
        if not near or (touching and near == [kept[-1]] and _shared(one.box, near[0].box) < 0.3):
            kept.append(one)
    yield from kept


def _beside(chance: random.Random, other: Placed) -> Point:
    x0, y0, x1, y1 = other.box
    reach = max(x1 - x0, y1 - y0)
    a = chance.uniform(0, 2 * math.pi)
    return (x0 + x1) / 2 + reach * math.cos(a), (y0 + y1) / 2 + reach * math.sin(a)


def _overlap(a: Box, b: Box, by: float) -> bool:
    return min(a[2], b[2]) - max(a[0], b[0]) > by and min(a[3], b[3]) - max(a[1], b[1]) > by


def _shared(a: Box, b: Box) -> float:
    across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (a, b))
    return max(across, 0) * max(down, 0) / smaller


def _points(points: Sequence[Point]) -> list[pymupdf.Point]:
    return [pymupdf.Point(x * MM, y * MM) for x, y in points]


def _symbol(shape: pymupdf.Shape, strokes: Sequence[Stroke], style: Style) -> None:
    for kind, points, filled in strokes:
        _stroke(shape, kind, points, style.facets)
        if filled or not style.together:
            shape.finish(width=style.width * MM, color=(0, 0, 0), fill=(0, 0, 0) if filled else None, closePath=False)
    if style.together:
        shape.finish(width=style.width * MM, color=(0, 0, 0), closePath=False)


def _stroke(shape: pymupdf.Shape, kind: str, points: Sequence[Point], facets: int) -> None:
    if kind == "line":
        shape.draw_line(*_points(points))
    elif kind == "area":
        shape.draw_polyline(_points([*points, points[0]]))
    elif kind == "arc" and not facets:
        shape.draw_bezier(*_points(points))
    elif kind == "arc":
        shape.draw_polyline(_points(_faceted(points, facets)))
    elif facets:
        (x, y), r = points[0], math.dist(*points[:2])
        first = math.atan2(points[1][1] - y, points[1][0] - x)
        turns = [first + 2 * math.pi * n / facets for n in range(facets + 1)]
        shape.draw_polyline(_points([(x + r * math.cos(a), y + r * math.sin(a)) for a in turns]))
    else:
        shape.draw_circle(_points(points)[0], math.dist(*points[:2]) * MM)


def _faceted(points: Sequence[Point], facets: int) -> list[Point]:
    steps = max(3, facets // 4)
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points
    found = []
    for n in range(steps + 1):
        t = n / steps
        b = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        found.append((b[0] * x0 + b[1] * x1 + b[2] * x2 + b[3] * x3, b[0] * y0 + b[1] * y1 + b[2] * y2 + b[3] * y3))
    return found


def _wire(shape: pymupdf.Shape, chance: random.Random, one: Placed, style: Style) -> None:
    """A line that ends at the symbol's edge, or one that runs through it."""
    x0, y0, x1, y1 = one.box
    x, y, reach = (x0 + x1) / 2, (y0 + y1) / 2, max(x1 - x0, y1 - y0)
    a = chance.uniform(0, 2 * math.pi)
    start = reach * chance.choice((0.5, 0.5, -1.5))
    points = [(x + d * math.cos(a), y + d * math.sin(a)) for d in (start, start + chance.uniform(15, 40))]
    shape.draw_line(*_points(points))
    shape.finish(width=0.1 * MM, color=(0, 0, 0), dashes=chance.choice((None, "[3 2] 0")))


def _clutter(shape: pymupdf.Shape, chance: random.Random, style: Style, size: Point, clear: Box) -> None:
    """Walls, axes, hatches and dimensions, turned with the plan; small things stay clear of the example."""
    to = _turner(style.plan, (size[0] / 2, size[1] / 2))
    middle = ((clear[0] + clear[2]) / 2, (clear[1] + clear[3]) / 2)
    for n in range(style.clutter):
        x, y = chance.uniform(20, size[0] - 60), chance.uniform(20, size[1] - 30)
        drawer = (_wall, _axis, _hatch, _chain)[n % 4]
        away = math.dist(to((x + 20, y)), middle)
        passes = abs(x - middle[0]) < 12 if drawer is _axis else away < 115
        if (away > 42 or drawer in (_wall, _axis)) and not (style.lone and drawer in (_wall, _axis) and passes):
            drawer(shape, chance, (x, y), size, to)


def _turner(angle: float, middle: Point) -> Callable[[Point], Point]:
    cos, sin = math.cos(math.radians(-angle)), math.sin(math.radians(-angle))

    def to(p: Point) -> Point:
        x, y = p[0] - middle[0], p[1] - middle[1]
        return middle[0] + cos * x - sin * y, middle[1] + sin * x + cos * y

    return to


def _wall(shape: pymupdf.Shape, chance: random.Random, at: Point, size: Point, to: Callable[[Point], Point]) -> None:
    (x, y), length = at, chance.uniform(15, 90)
    across = chance.random() < 0.5
    for shift in (0, 1.2):
        a, b = ((x, y + shift), (x + length, y + shift)) if across else ((x + shift, y), (x + shift, y + length))
        shape.draw_line(*_points([to(a), to(b)]))
        shape.finish(width=0.35 * MM)


def _axis(shape: pymupdf.Shape, chance: random.Random, at: Point, size: Point, to: Callable[[Point], Point]) -> None:
    x = at[0]
    shape.draw_line(*_points([to((x, 14)), to((x, size[1] - 14))]))
    shape.finish(width=0.1 * MM, dashes="[8 2 2 2] 0")
    shape.draw_circle(_points([to((x, 10))])[0], 4 * MM)
    shape.finish(width=0.2 * MM)


def _hatch(shape: pymupdf.Shape, chance: random.Random, at: Point, size: Point, to: Callable[[Point], Point]) -> None:
    (x, y), step = at, chance.choice((0.8, 1.5))
    for n in range(10):
        shape.draw_line(*_points([to((x + step * n, y)), to((x + step * n + 6, y + 6))]))
    shape.finish(width=0.1 * MM)


def _chain(shape: pymupdf.Shape, chance: random.Random, at: Point, size: Point, to: Callable[[Point], Point]) -> None:
    x, y = at
    shape.draw_line(*_points([to((x, y)), to((x + 50, y))]))
    for n in range(6):
        shape.draw_line(*_points([to((x + 10 * n - 1, y + 1)), to((x + 10 * n + 1, y - 1))]))
    shape.finish(width=0.13 * MM)


def scanned(sheet: Sheet, path: Path, dpi: int, skew: float = 0.0, seed: int = 1) -> Sheet:
    """The sheet as a scanner gives it: perhaps askew, a little soft, grey paper with noise."""
    pixels = pymupdf.open(sheet.path)[0].get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY)
    image = Image.frombytes("L", (pixels.width, pixels.height), pixels.samples)
    image = image.rotate(skew, Image.Resampling.BICUBIC, fillcolor=255).filter(ImageFilter.GaussianBlur(0.6))
    levels = np.asarray(image, np.float32) * 0.85 + 30
    levels += np.random.default_rng(seed).normal(0, 4, levels.shape).astype(np.float32)
    Image.fromarray(levels.clip(0, 255).astype(np.uint8)).save(path, dpi=(dpi, dpi))
    return Sheet(path, sheet.size, sheet.placed, sheet.kind)
