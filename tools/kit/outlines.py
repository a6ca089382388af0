"""Choosing closed outlines of CAD sheets, taking those that are drawn twice once, and grouping equal ones."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tools.kit.drawing import Sheet
from tools.kit.entities import Outline, entities_of
from tools.kit.evidence import Box, Evidence
from tools.kit.geometry import inside
from tools.kit.inserts import folded, named
from tools.kit.language import Message
from tools.kit.text import TextLine

KINDS = ("polyline", "chain", "circle", "ellipse", "hatch")
"""What is taken where several draw the same outline, the first one of these."""
SAME = 0.004
"""Of the sides: how much equal outlines may differ."""
SAME_MM = 2.0
TWICE = 0.02
"""Of the size: how near two outlines have to lie to be one that is drawn twice."""
SIZED = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*[xX×*]\s*(\d+(?:\.\d+)?)\s*(?:mm)?\s*$")


class Asked(NamedTuple):
    """Which outlines are wanted. `size` are the sides in mm, areas are in m²; `holding` is a text that stands within."""

    layer: str | None = None
    kind: str | None = None
    size: tuple[float, float] | None = None
    least: float = 0.0
    most: float | None = None
    holding: str | None = None
    box: Box | None = None

    def takes(self, outline: Outline) -> bool:
        area = outline.area / 1e6
        return (
            (self.layer is None or on_layer(self.layer, outline.layer))
            and (self.kind is None or outline.kind == self.kind)
            and (self.size is None or equal(self.size, outline.size))
            and area >= self.least
            and (self.most is None or area <= self.most)
            and (self.box is None or inside(outline.box, self.box))
        )


class Placed(NamedTuple):
    """An outline on a sheet; `reason` tells why it is not measured."""

    sheet: int
    outline: Outline
    reason: Message | None = None

    @property
    def evidence(self) -> Evidence:
        one = self.outline
        text = f"{sides(one)}, {one.area / 1e6:.4f} m2, {one.kind} on layer {one.layer}"
        return Evidence(sheet=self.sheet, box=one.box, method="vector", text=text)


class Group(NamedTuple):
    """Outlines of equal sides and area."""

    members: tuple[Placed, ...]

    @property
    def first(self) -> Outline:
        return self.members[0].outline


def on_layer(pattern: str, layer: str) -> bool:
    """Whether one of the alternatives names the layer and none that starts with ! does: "*COL*|!*TEXT*"."""
    parts = [part for part in pattern.split("|") if part]
    wanted = [part for part in parts if not part.startswith("!")] or ["*"]
    return any(named(part, layer) for part in wanted) and not any(
        named(part[1:], layer) for part in parts if part.startswith("!")
    )


def size_of(text: str) -> tuple[float, float] | None:
    """The sides that 750x750 states."""
    found = SIZED.match(text)
    return (float(found[1]), float(found[2])) if found else None


def sides(outline: Outline) -> str:
    """750 x 400 mm, or Ø600 mm."""
    long, short = (f"{side:.0f}" for side in outline.size)
    return f"Ø{long} mm" if outline.kind == "circle" else f"{long} x {short} mm"


def equal(one: Sequence[float], other: Sequence[float]) -> bool:
    return all(abs(a - b) <= max(SAME_MM, SAME * max(a, b)) for a, b in zip(sorted(one), sorted(other), strict=True))


def placed_on(sheet: Sheet, asked: Asked) -> list[Placed]:
    """The outlines of a sheet that are wanted, each once; those that cannot be measured with the reason."""
    known = entities_of(sheet)
    if known is None:
        return []
    taken = [outline for outline in known.outlines if asked.takes(outline)]
    if asked.holding is not None:
        taken = list(_holding(taken, asked.holding, sheet.reading.visible))
    paper = (0.0, 0.0, sheet.reading.width, sheet.reading.height)
    return [Placed(sheet.number, outline, _reason(outline, paper)) for outline in once(taken)]


def _reason(outline: Outline, paper: Box) -> Message | None:
    if outline.hidden:
        return Message(en=f"its layer {outline.layer} is off or frozen", zh=f"所在图层 {outline.layer} 已关闭或冻结")
    if outline.area <= 0:
        return Message(en="it is drawn on the paper and has no real size", zh="画在图纸空间，没有实际尺寸")
    if outline.crossing:
        return Message(en="its sides cross, so it has no certain area", zh="边线自相交，面积不确定")
    if not inside(outline.box, paper):
        return Message(en="it lies far off the sheet", zh="位于图面之外很远处")
    return None


def once(outlines: Iterable[Outline]) -> list[Outline]:
    """A column that is a polyline and its hatch is one column. In the order in which they are drawn."""
    given = list(outlines)
    across = sorted(range(len(given)), key=lambda number: given[number].box[0])
    dropped = set()
    for place, number in enumerate(across):
        one = given[number]
        size = max(one.box[2] - one.box[0], one.box[3] - one.box[1])
        for other in across[place + 1 :]:
            if given[other].box[0] - one.box[0] > TWICE * size:
                break
            if _same_place(one, given[other], size):
                dropped.add(max(number, other, key=lambda n: (KINDS.index(given[n].kind), n)))
    return [outline for number, outline in enumerate(given) if number not in dropped]


def _same_place(one: Outline, other: Outline, size: float) -> bool:
    near = all(abs(a - b) <= TWICE * size for a, b in zip(one.box, other.box, strict=True))
    same_area = abs(one.area - other.area) <= 2 * TWICE * max(one.area, other.area)
    return near and same_area and one.hidden == other.hidden and one.viewport == other.viewport


def grouped(placed: Sequence[Placed]) -> list[Group]:
    """Equal ones together, the most frequent first, then the largest."""
    groups: list[list[Placed]] = []
    for one in sorted(placed, key=lambda entry: entry.outline.size):
        last = groups[-1][0].outline if groups else None
        if last and equal(last.size, one.outline.size) and _alike(last.area, one.outline.area):
            groups[-1].append(one)
        else:
            groups.append([one])
    ranked = sorted(groups, key=lambda group: (-len(group), -group[0].outline.area))
    return [Group(tuple(group)) for group in ranked]


def _alike(one: float, other: float) -> bool:
    return abs(one - other) <= 3 * SAME * max(one, other)


def holds(outline: Outline, point: tuple[float, float]) -> bool:
    """Whether a point of the sheet lies within."""
    x, y = point
    x0, y0, x1, y1 = outline.box
    if not (x0 <= x <= x1 and y0 <= y <= y1):
        return False
    crossings = 0
    for (ax, ay), (bx, by) in zip(outline.points, (*outline.points[1:], outline.points[0]), strict=True):
        if (ay > y) != (by > y) and ax + (y - ay) * (bx - ax) / (by - ay) > x:
            crossings += 1
    return crossings % 2 == 1


def _holding(outlines: Sequence[Outline], text: str, lines: Sequence[TextLine]) -> Iterable[Outline]:
    """For each place where the text stands, the smallest outline around it that is larger than the text itself."""
    for line in lines:
        if folded(text) in folded(line.text):
            middle = ((line.box[0] + line.box[2]) / 2, (line.box[1] + line.box[3]) / 2)
            room = 2 * (line.box[2] - line.box[0]) * (line.box[3] - line.box[1])
            around = [one for one in outlines if holds(one, middle) and _paper_area(one) > room]
            if around:
                yield min(around, key=_paper_area)


def _paper_area(outline: Outline) -> float:
    x0, y0, x1, y1 = outline.box
    return (x1 - x0) * (y1 - y0)
