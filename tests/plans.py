"""Draws the fixtures of the tests: drawings whose every count, size and text is known beforehand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pymupdf

from tests.pen import BLUE, GREY, MM, RED, Pen, Point

XS = (0, 6000, 9900, 15000, 21000)
YS = (0, 4800, 7200, 12000)
OUTER, INNER = 240, 120
SCALE = 100
ORIGIN: Point = (72, 214)
"""Where axes 1 and A cross, mm on paper."""
COLUMNS = {"KZ1": ((0, 2, 4), 400), "KZ2": ((1, 3), 500)}
ROOMS = (
    ("办公室 OFFICE", 0, 0), ("会议室 MEETING", 1, 0), ("档案室 ARCHIVE", 2, 0), ("实验室 LABORATORY", 3, 0),
    ("办公室 OFFICE", 0, 2), ("茶水间 PANTRY", 1, 2), ("接待室 RECEPTION", 2, 2), ("教室 CLASSROOM", 3, 2),
)  # fmt: skip
SCHEDULE = (
    ("D1", "门 Door", "900×2100", 8), ("D2", "双扇门 Double door", "1500×2400", 3), ("W1", "窗 Window", "1800×1500", 8),
)  # fmt: skip
TITLE = {
    "工程名称 PROJECT": "量图示例办公楼 Liangtu Sample Office",
    "图名 TITLE": "首层平面图 Ground Floor Plan",
    "图号 DRAWING NO.": "A-101",
    "比例 SCALE": "1:100",
    "日期 DATE": "2026-03-18",
    "版次 REVISION": "B",
}
NOTES = (
    "说明 NOTES",
    "1. 尺寸单位为毫米，标高单位为米。",
    "   Dimensions in mm, levels in m.",
    "2. 混凝土强度等级 C30。",
    "   Concrete grade C30.",
    "3. 楼板厚度 120 mm。",
    "   Slab thickness 120 mm.",
    "4. 层高 3.3 m。",
    "   Storey height 3.3 m.",
    "5. 外墙厚 240，内墙厚 120。",
    "   Outer walls 240, inner walls 120.",
)


@dataclass(frozen=True)
class Truth:
    """What the sample sheet says and shows. Points are mm on paper, areas m², lengths mm in the building.

    `marks` counts the plan only; `scheduled` is what the door schedule claims, which is one D2 too many.
    """

    size: tuple[float, float]
    scale: int
    marks: Mapping[str, tuple[Point, ...]]
    scheduled: Mapping[str, int]
    rooms: tuple[tuple[str, Decimal], ...]
    title: Mapping[str, str]
    dimensions: tuple[int, ...]
    slab_thickness: Decimal = Decimal("0.12")
    storey_height: Decimal = Decimal("3.3")

    def count(self, mark: str) -> int:
        return len(self.marks[mark])


def paper(x: float, y: float) -> Point:
    """Building millimetres, from axes 1 and A, to paper."""
    return ORIGIN[0] + x / SCALE, ORIGIN[1] - y / SCALE


def sample(path: Path) -> Truth:
    """A bilingual A3 floor plan at 1:100 with a text layer."""
    document = pymupdf.open()
    truth = draw_sheet(document.new_page(width=420 * MM, height=297 * MM))
    document.set_metadata({"title": "Ground Floor Plan", "author": "Liangtu"})
    document.subset_fonts()
    document.save(path, garbage=4, deflate=True, no_new_id=True)
    return truth


def draw_sheet(page: pymupdf.Page) -> Truth:
    pen = Pen(page)
    pen.rect(25, 5, 415, 292, width=0.7)
    _grid(pen)
    _walls(pen)
    marks: dict[str, tuple[Point, ...]] = {}
    for part in (_columns, _doors, _windows):
        marks |= part(pen)
    rooms = tuple(_rooms(pen))
    _dimensions(pen)
    _furniture(pen)
    _schedules(pen)
    _title_block(pen)
    pen.finish()
    return Truth(
        size=(420, 297), scale=SCALE, marks=marks, scheduled={row[0]: row[3] for row in SCHEDULE}, rooms=rooms,
        title=TITLE, dimensions=(*_gaps(XS), *_gaps(YS), XS[-1], YS[-1]),
    )  # fmt: skip


def _gaps(axes: tuple[int, ...]) -> list[int]:
    return [b - a for a, b in pairwise(axes)]


def _grid(pen: Pen) -> None:
    top, left = ORIGIN[1] - YS[-1] / SCALE - 32, ORIGIN[0] - 32
    for name, x in zip("12345", XS, strict=True):
        at = paper(x, 0)[0]
        pen.line((at, top), (at, ORIGIN[1] + 6), 0.13, RED, "[8 2 2 2] 0")
        pen.circle((at, top - 4), 4)
        pen.centred((at, top - 4), name, 3.5)
    for name, y in zip("ABCD", YS, strict=True):
        at = paper(0, y)[1]
        pen.line((left, at), (ORIGIN[0] + XS[-1] / SCALE + 6, at), 0.13, RED, "[8 2 2 2] 0")
        pen.circle((left - 4, at), 4)
        pen.centred((left - 4, at), name, 3.5)


def _openings() -> Iterator[tuple[str, str, float, float, float]]:
    """(mark, "h" or "v" wall, the wall's axis, from, to) in the building."""
    for start, end in pairwise(XS):
        middle = (start + end) / 2
        for axis in (YS[0], YS[3]):
            yield "W1", "h", axis, middle - 900, middle + 900
        for axis in (YS[1], YS[2]):
            yield "D1", "h", axis, start + 600, start + 1500
    for axis in (XS[0], XS[4]):
        yield "D2", "v", axis, YS[1] + 450, YS[1] + 1950


def _walls(pen: Pen) -> None:
    for axis in YS:
        _wall(pen, "h", axis, -OUTER / 2, XS[-1] + OUTER / 2, OUTER if axis in (YS[0], YS[3]) else INNER)
    for axis in (XS[0], XS[4]):
        _wall(pen, "v", axis, OUTER / 2, YS[3] - OUTER / 2, OUTER)
    for axis in XS[1:4]:
        _wall(pen, "v", axis, OUTER / 2, YS[1] - INNER / 2, INNER)
        _wall(pen, "v", axis, YS[2] + INNER / 2, YS[3] - OUTER / 2, INNER)


def _wall(pen: Pen, kind: str, axis: float, start: float, end: float, thickness: float) -> None:
    gaps = sorted((a, b) for _, k, at, a, b in _openings() if k == kind and at == axis and start < a < end)
    edges = [start, *(edge for gap in gaps for edge in gap), end]
    for a, b in zip(edges[::2], edges[1::2], strict=True):
        low, high = axis - thickness / 2, axis + thickness / 2
        corners = ((a, low), (b, high)) if kind == "h" else ((low, a), (high, b))
        (x0, y1), (x1, y0) = paper(*corners[0]), paper(*corners[1])
        pen.rect(x0, y0, x1, y1, fill=GREY, width=0)


def _columns(pen: Pen) -> dict[str, tuple[Point, ...]]:
    places: dict[str, tuple[Point, ...]] = {}
    for mark, (axes, side) in COLUMNS.items():
        for x, y in [(XS[i], y) for i in axes for y in (YS[0], YS[3])]:
            (x0, y1), (x1, y0) = paper(x - side / 2, y - side / 2), paper(x + side / 2, y + side / 2)
            pen.rect(x0, y0, x1, y1, fill=(0, 0, 0), width=0)
            tag = (x1 + 4.2, y0 - 2.2 if y else y1 + 2.6)
            pen.centred(tag, mark, 2.2, BLUE)
            places[mark] = (*places.get(mark, ()), tag)
    return places


def _doors(pen: Pen) -> dict[str, tuple[Point, ...]]:
    tags: dict[str, list[Point]] = {"D1": [], "D2": []}
    for mark, kind, axis, a, b in _openings():
        if mark == "D1" and kind == "h":
            side = -1 if axis == YS[1] else 1
            hinge, latch, open_ = paper(a, axis), paper(b, axis), paper(a, axis + side * (b - a))
            pen.line(hinge, open_, 0.35)
            pen.quarter(hinge, open_, latch)
            tags["D1"].append((paper(b, axis)[0] + 2.5, paper(0, axis + side * 350)[1]))
        elif mark == "D2":
            side, middle = (-1 if axis else 1), (a + b) / 2
            for end in (a, b):
                hinge, open_ = paper(axis, end), paper(axis + side * (b - a) / 2, end)
                pen.line(hinge, open_, 0.35)
                pen.quarter(hinge, open_, paper(axis, middle))
            tags["D2"].append((paper(axis + side * 1250, 0)[0], paper(0, middle)[1]))
    for mark, points in tags.items():
        for point in points:
            pen.centred(point, mark, 2.2, BLUE)
    return {mark: tuple(points) for mark, points in tags.items()}


def _windows(pen: Pen) -> dict[str, tuple[Point, ...]]:
    tags = []
    for _mark, _, axis, a, b in (opening for opening in _openings() if opening[0] == "W1"):
        for offset in (-OUTER / 2, -OUTER / 6, OUTER / 6, OUTER / 2):
            pen.line(paper(a, axis + offset), paper(b, axis + offset), 0.13)
        for x in (a, b):
            pen.line(paper(x, axis - OUTER / 2), paper(x, axis + OUTER / 2), 0.13)
        tag = paper((a + b) / 2, axis + (350 if axis else -350))
        pen.centred(tag, "W1", 2.2, BLUE)
        tags.append(tag)
    return {"W1": tuple(tags)}


def _rooms(pen: Pen) -> Iterator[tuple[str, Decimal]]:
    for name, i, j in ROOMS:
        width = XS[i + 1] - XS[i] - sum(OUTER if k in (0, 4) else INNER for k in (i, i + 1)) // 2
        depth = YS[j + 1] - YS[j] - (OUTER + INNER) // 2
        yield name, _room(pen, name, (XS[i] + XS[i + 1]) / 2, (YS[j] + YS[j + 1]) / 2, width, depth)
    corridor = YS[2] - YS[1] - INNER
    yield "走廊 CORRIDOR", _room(pen, "走廊 CORRIDOR", XS[-1] / 2, (YS[1] + YS[2]) / 2, XS[-1] - OUTER, corridor)


def _room(pen: Pen, name: str, x: float, y: float, width: float, depth: float) -> Decimal:
    area = Decimal(int(width)) * Decimal(int(depth)) / 1_000_000
    at = paper(x, y)
    pen.centred((at[0], at[1] - 2.4), name, 2.8)
    pen.centred((at[0], at[1] + 2.6), f"{area:.2f} m²", 2.5)
    return area


def _dimensions(pen: Pen) -> None:
    top, left = ORIGIN[1] - YS[-1] / SCALE, ORIGIN[0]
    for offset, axes in ((12, XS), (20, (XS[0], XS[-1]))):
        _chain(pen, [(paper(x, 0)[0], top - offset) for x in axes], _gaps(tuple(axes)), 0)
    for offset, axes in ((12, YS), (20, (YS[0], YS[-1]))):
        _chain(pen, [(left - offset, paper(0, y)[1]) for y in axes], _gaps(tuple(axes)), 90)


def _chain(pen: Pen, points: list[Point], values: list[int], angle: int) -> None:
    pen.line(points[0], points[-1], 0.13)
    for x, y in points:
        pen.line((x - 1, y + 1), (x + 1, y - 1), 0.4)
        pen.line((x, y - 2.5), (x, y + 2.5), 0.13) if angle == 0 else pen.line((x - 2.5, y), (x + 2.5, y), 0.13)
    for (ax, ay), (bx, by), value in zip(points, points[1:], values, strict=False):
        at = ((ax + bx) / 2, ay - 0.9) if angle == 0 else (ax - 0.9, (ay + by) / 2)
        pen.text(at, str(value), 2.5, align="centre", angle=angle)


def _furniture(pen: Pen) -> None:
    """The view's title, a scale bar, a north arrow and a level mark."""
    x, y = ORIGIN[0] + 78, ORIGIN[1] + 19
    pen.text((x, y), "首层平面图 GROUND FLOOR PLAN", 4)
    end = x + pen.width_of("首层平面图 GROUND FLOOR PLAN", 4)
    pen.text((end + 6, y), "1:100", 3.5)
    pen.line((x - 2, y + 1.8), (end + 2, y + 1.8), 0.6)
    for metres in range(5):
        pen.rect(x + 10 * metres, y + 6, x + 10 * metres + 10, y + 7.5, fill=None if metres % 2 else (0, 0, 0))
        pen.centred((x + 10 * metres, y + 10), str(metres), 2)
    pen.centred((x + 51, y + 10), "5 m", 2)
    pen.circle((297, 32), 7)
    pen.polygon(((297, 25), (294.4, 38.4), (297, 36), (299.6, 38.4)), fill=(0, 0, 0))
    pen.centred((297, 21.6), "N", 3.5)
    level = paper(XS[-1] / 2 + 4200, YS[1] + 900)
    pen.polygon(((level[0], level[1]), (level[0] - 1.6, level[1] - 1.6), (level[0] + 1.6, level[1] - 1.6)))
    pen.line((level[0] - 1.6, level[1] - 1.6), (level[0] + 11, level[1] - 1.6), 0.13)
    pen.text((level[0] + 2.4, level[1] - 2.2), "±0.000", 2)


def _schedules(pen: Pen) -> None:
    doors = [(m, kind, size, str(count)) for m, kind, size, count in SCHEDULE]
    _table(pen, (322, 90), (16, 32, 24, 15), "门窗表 DOOR & WINDOW SCHEDULE", ("编号", "类型", "洞口尺寸", "数量"),
           ("MARK", "TYPE", "SIZE", "QTY"), doors)  # fmt: skip
    columns = [(m, f"{side}×{side}", "C30", str(2 * len(axes))) for m, (axes, side) in COLUMNS.items()]
    _table(pen, (322, 136), (16, 32, 24, 15), "柱表 COLUMN SCHEDULE", ("编号", "截面", "混凝土", "数量"),
           ("MARK", "SECTION", "CONCRETE", "QTY"), columns)  # fmt: skip


def _table(
    pen: Pen, at: Point, widths: tuple[int, ...], title: str, chinese: tuple[str, ...], english: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
) -> None:  # fmt: skip
    edges = [at[0] + sum(widths[:i]) for i in range(len(widths) + 1)]
    levels = [at[1], at[1] + 9, *(at[1] + 9 + 6 * (i + 1) for i in range(len(rows)))]
    pen.text((at[0], at[1] - 2), title, 3)
    pen.rect(edges[0], levels[0], edges[-1], levels[-1], width=0.4)
    for y in levels[1:-1]:
        pen.line((edges[0], y), (edges[-1], y))
    for x in edges[1:-1]:
        pen.line((x, levels[0]), (x, levels[-1]))
    centres = [(a + b) / 2 for a, b in pairwise(edges)]
    for x, upper, lower in zip(centres, chinese, english, strict=True):
        pen.centred((x, levels[0] + 2.9), upper, 2.2)
        pen.centred((x, levels[0] + 6.5), lower, 1.8)
    for y, row in zip(levels[1:], rows, strict=False):
        for x, cell in zip(centres, row, strict=True):
            pen.centred((x, y + 3), cell, 2.2)


def _title_block(pen: Pen) -> None:
    pen.line((317, 5), (317, 292), 0.5)
    for i, note in enumerate(NOTES):
        pen.text((322, 16 + 5.4 * i), note, 3.2 if i == 0 else 2.3)
    pen.line((317, 190), (415, 190), 0.5)
    for i, (label, value) in enumerate(TITLE.items()):
        top = 190 + 17 * i
        pen.line((317, top), (415, top))
        pen.text((320, top + 5.5), label, 2, colour=GREY)
        pen.text((320, top + 13), value, 3.5)
