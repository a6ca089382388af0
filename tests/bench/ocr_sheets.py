"""A1 sheets for the benchmark of OCR: beams, axes, hatches and 300 texts, each text known with its place."""

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pymupdf
from PIL import Image, ImageFilter

from tests.pen import MM, Pen, Point

A1 = (841.0, 594.0)
TEXTS = 300
HEIGHTS = (2.0, 2.5, 2.5, 3.0, 3.5, 5.0)
APART = 1.2
"""Least distance of two texts over their height."""
CROSSED = 0.15
"""Share of the texts at a line that are left there: drafters move most of them, not all."""
NOTES = (
    "标高: 基础顶~3.870", "首层结构平面图 1:100", "说明: 未注明板厚均为120", "混凝土强度等级C30", "梁顶标高同板顶标高",
    "GROUND FLOOR PLAN", "SEE DETAIL 5/A-501", "WOMEN'S TOILET 1B-104", "地下一层平面图", "疏散楼梯间", "配电室", "REINFORCED CONCRETE",
)  # fmt: skip


@dataclass(frozen=True)
class Label:
    """A text as written: the middle of its box, size and direction on the sheet, mm and degrees counter-clockwise, and
    whether a line runs through its letters."""

    text: str
    centre: Point
    width: float
    height: float
    angle: float
    crossed: bool = False


@dataclass(frozen=True)
class Sheet:
    name: str
    path: Path
    labels: tuple[Label, ...]


def words(chance: random.Random) -> str:
    """Something that drawings say."""
    n, size = chance.randint(1, 48), f"{50 * chance.randint(4, 12)}"
    kinds: tuple[Callable[[], str], ...] = (
        lambda: f"KL{n}({chance.randint(1, 5)}) {size}x{50 * chance.randint(8, 16)}",
        lambda: f"Φ{chance.choice((8, 10))}@100/200({chance.choice((2, 4))})",
        lambda: f"{chance.randint(2, 4)}Φ{chance.choice((20, 22, 25))};{chance.randint(2, 6)}Φ25",
        lambda: f"{chance.choice('GN')}{chance.choice((2, 4))}Φ12",
        lambda: f"KZ{n}", lambda: f"D{n:02d}", lambda: f"W{n}", lambda: f"M{chance.randint(7, 18):02d}21",
        lambda: f"-0.{chance.randint(1, 19) * 50:03d}", lambda: f"{chance.randint(1, 60) * 0.45:.3f}",
        lambda: f"{100 * chance.randint(6, 84)}", lambda: f"{100 * chance.randint(6, 84)}",
        lambda: f"{10 * chance.randint(60, 240)}×2100", lambda: f"LB{n} h={10 * chance.randint(10, 18)}",
        lambda: f"B:X&YΦ8@{50 * chance.randint(2, 4)}", lambda: f"{chance.randint(3, 40)}'-{chance.randint(0, 11)}\"",
        lambda: chance.choice(NOTES), lambda: chance.choice(NOTES),
    )  # fmt: skip
    return chance.choice(kinds)()


def drawn(
    path: Path, name: str, seed: int, angles: tuple[float, ...], plan: float = 0.0, hatched: bool = False
) -> Sheet:
    """A sheet whose linework is turned by `plan` degrees and whose texts take the `angles` in turn."""
    chance = random.Random(seed)
    document = pymupdf.open()
    pen = Pen(document.new_page(width=A1[0] * MM, height=A1[1] * MM))
    lines = _linework(pen, chance, plan)
    labels = tuple(_placed(pen, chance, angles, plan, lines))
    for label in labels:
        if hatched:
            _patch(pen, label, chance)
    pen.finish()
    for label in labels:
        _written(pen, label)
    document.subset_fonts()
    document.save(path / f"{name}.pdf", garbage=4, deflate=True)
    return Sheet(name, path / f"{name}.pdf", labels)


def scanned(sheet: Sheet, path: Path, dpi: int, skew: float = 0.4, seed: int = 1) -> Sheet:
    """The sheet as a scanner gives it: askew, a little soft, grey paper with noise, JPEG."""
    drawn = pymupdf.open(sheet.path)[0].get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY)
    image = Image.frombytes("L", (drawn.width, drawn.height), drawn.samples)
    image = image.rotate(skew, Image.Resampling.BICUBIC, fillcolor=255).filter(ImageFilter.GaussianBlur(0.6))
    levels = np.asarray(image, np.float32) * 0.82 + 30
    levels += np.random.default_rng(seed).normal(0, 5, levels.shape).astype(np.float32)
    out = path / f"{sheet.name}-scan.jpg"
    Image.fromarray(levels.clip(0, 255).astype(np.uint8)).save(out, quality=80, dpi=(dpi, dpi))
    return Sheet(f"{sheet.name} scanned", out, tuple(_turned(label, skew) for label in sheet.labels))


def _turned(label: Label, skew: float) -> Label:
    x, y = turned(label.centre, skew, (A1[0] / 2, A1[1] / 2))
    return replace(label, centre=(x, y), angle=label.angle + skew)


def turned(point: Point, angle: float, about: Point) -> Point:
    """Counter-clockwise as seen, y downwards."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    x, y = point[0] - about[0], point[1] - about[1]
    return about[0] + x * cos + y * sin, about[1] - x * sin + y * cos


def _linework(pen: Pen, chance: random.Random, plan: float) -> list[tuple[Point, Point]]:
    """The lines that it draws, arcs as two chords."""
    middle = (A1[0] / 2, A1[1] / 2)
    lines: list[tuple[Point, Point]] = []

    def line(a: Point, b: Point, width: float, dash: str = "") -> None:
        a, b = turned(a, plan, middle), turned(b, plan, middle)
        lines.append((a, b))
        pen.line(a, b, width, dash=dash)

    for n in range(14):
        x, y = 60 + 54 * n, 60 + 36 * n
        line((x, 40), (x, 550), 0.13, "[12 3 2 3] 0")
        pen.circle(turned((x, 34), plan, middle), 5)
        ring = [turned(turned((x + 5, 34), 30 * step, (x, 34)), plan, middle) for step in range(13)]
        lines.extend(pairwise(ring))
        if y < 540:
            line((50, y), (790, y), 0.13, "[12 3 2 3] 0")
        for shift in (-1.5, 1.5):
            line((x + shift, 60), (x + shift, 530), 0.25, "[6 3] 0" if n % 2 else "")
            line((60, min(y, 530) + shift), (770, min(y, 530) + shift), 0.25)
    for _ in range(40):
        x, y = chance.uniform(40, 760), chance.uniform(40, 520)
        for step in range(12):
            line((x + 1.5 * step, y), (x + 1.5 * step + 8, y + 8), 0.13)
    for _ in range(60):
        x, y = chance.uniform(40, 760), chance.uniform(40, 520)
        pen.quarter(*(turned(p, plan, middle) for p in ((x, y), (x + 9, y), (x, y - 9))))
        arc = [turned(turned((x + 9, y), 15 * step, (x, y)), plan, middle) for step in range(7)]
        lines.extend(pairwise(arc))
        line((x, y), (x + 9, y), 0.35)
    return lines


def _crossed(label: Label, lines: list[tuple[Point, Point]]) -> bool:
    """Whether one of the lines comes within a quarter of a millimetre of the label's letters."""
    return any(_meets(*(turned(point, -label.angle, label.centre) for point in line), label) for line in lines)


def _meets(a: Point, b: Point, label: Label) -> bool:
    first, last = 0.0, 1.0
    for i, half in ((0, label.width / 2 + 0.25), (1, label.height / 2 + 0.25)):
        low, high = label.centre[i] - half, label.centre[i] + half
        step = b[i] - a[i]
        if abs(step) < 1e-9:
            if not low <= a[i] <= high:
                return False
            continue
        near, far = sorted(((low - a[i]) / step, (high - a[i]) / step))
        first, last = max(first, near), min(last, far)
    return first <= last


def _along_a_beam(x: float, y: float, height: float, angle: float) -> bool:
    """Whether a beam's line runs lengthwise through a text, which nobody draws; x and y as if the plan stood straight."""
    across = {0: y, 90: x}.get(round(angle) % 180)
    if across is None:
        return False
    off = (across - 60 + 18) % (36 if round(angle) % 180 == 0 else 54) - 18
    return abs(off) < 1.5 + height / 2 + 0.5


def _placed(
    pen: Pen, chance: random.Random, angles: tuple[float, ...], plan: float, lines: list[tuple[Point, Point]]
) -> Iterator[Label]:
    kept: list[tuple[float, float, float]] = []
    count = 0
    while count < TEXTS:
        text, height, angle = words(chance), chance.choice(HEIGHTS), angles[count % len(angles)]
        width = pen.width_of(text, height)
        x, y = chance.uniform(25, A1[0] - 25), chance.uniform(25, A1[1] - 25)
        parts = [turned((x + t * width / 8, y), angle, (x, y)) for t in range(-4, 5)]
        reach = height * (0.5 + APART / 2)
        free = all(math.dist((px, py), (ox, oy)) > reach + r for px, py in parts for ox, oy, r in kept)
        inside = all(12 < px < A1[0] - 12 and 12 < py < A1[1] - 12 for px, py in parts)
        straight = turned((x, y), -plan, (A1[0] / 2, A1[1] / 2))
        if free and inside and not _along_a_beam(*straight, height, angle - plan):
            label = Label(text, (x, y), width, height, angle)
            label = replace(label, crossed=_crossed(label, lines))
            if label.crossed and chance.random() > CROSSED:
                continue
            kept += [(px, py, max(reach, width / 14)) for px, py in parts]
            count += 1
            yield label


def _written(pen: Pen, label: Label) -> None:
    """The middle of the box is the middle of the baseline, lifted by half the height."""
    x, y = label.centre
    foot = turned((x, y + label.height / 2), label.angle, (x, y))
    start = turned((foot[0] - label.width / 2, foot[1]), label.angle, foot)
    pen.text(start, label.text, label.height, angle=label.angle)  # type: ignore[arg-type]


def _patch(pen: Pen, label: Label, chance: random.Random) -> None:
    """Hatching behind a text, at 45 degrees or crossed, as concrete and earth have it."""
    x, y = label.centre
    wide, high = label.width / 2 + 4, label.height / 2 + 4
    corners = [
        turned((x + a * wide, y + b * high), label.angle, (x, y)) for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]
    (x0, x1), (y0, y1) = ((min(c[i] for c in corners), max(c[i] for c in corners)) for i in (0, 1))
    step, reach = chance.choice((2.0, 3.0)), y1 - y0
    at = x0 - reach
    while at < x1:
        a, b = max(x0 - at, 0.0), min(x1 - at, reach)
        pen.line((at + a, y1 - a), (at + b, y1 - b), 0.13)
        at += step
