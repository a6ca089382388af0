"""Printed dimensions and the scales on which they agree."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from tools.kit.evidence import Box, Evidence
from tools.kit.geometry import grown, overlap, union
from tools.kit.quantity import Quantity, decimal_of, unit_named
from tools.kit.result import Frozen

Point = tuple[float, float]
APART = 14.0
"""Text heights between dimensions of two views."""


class Dim(Frozen):
    """A printed dimension. `length` is in real millimetres; `start` and `end` are the points of the dimension line that
    it measures between. `agrees` tells whether it fits the scale on which the dimensions around it agree."""

    text: str
    length: Decimal
    unit: str
    box: Box
    method: Literal["text", "ocr"] = "text"
    confidence: float = 1.0
    start: Point
    end: Point
    angle: float = 0.0
    agrees: bool = True

    @property
    def paper(self) -> float:
        """Millimetres of paper between its points."""
        return float(((self.end[0] - self.start[0]) ** 2 + (self.end[1] - self.start[1]) ** 2) ** 0.5)

    @property
    def place(self) -> Box:
        (x0, y0), (x1, y1) = self.start, self.end
        return union([self.box, (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))])

    def evidence(self, sheet: int) -> Evidence:
        return Evidence(sheet=sheet, box=self.box, method=self.method, text=self.text, confidence=self.confidence)

    def quantity(self, sheet: int, label: str, label_zh: str = "") -> Quantity:
        """In the unit that it is printed in."""
        value = decimal_of(Fraction(self.length) / unit_named(self.unit).factor / 1000)
        return Quantity(value=value, unit=self.unit, label=label, label_zh=label_zh, sources=(self.evidence(sheet),))


class DimScale(Frozen):
    """A scale on which `dims` agree: real length per paper length, in the region that they span. `across` and `down` are
    that of the level and of the upright ones alone, where there are enough of them. `unit_sure` is False where whole
    numbers could as well be centimetres."""

    ratio: float
    box: Box
    dims: tuple[Dim, ...]
    across: float | None = None
    down: float | None = None
    unit_sure: bool = True

    @property
    def distorted(self) -> bool:
        """Whether the sheet is stretched in one direction by more than 1 %."""
        return bool(self.across and self.down and abs(self.across / self.down - 1) > 0.01)


class Dimensioned(NamedTuple):
    dims: tuple[Dim, ...]
    scales: tuple[DimScale, ...]


def scale_of(dims: Sequence[Dim], ratio: float, sure: bool) -> DimScale:
    level = [dim for dim in dims if dim.angle % 180 < 45 or dim.angle % 180 > 135]
    upright = [dim for dim in dims if dim not in level]
    return DimScale(
        ratio=_pooled(dims), box=union(dim.place for dim in dims), dims=tuple(dims), unit_sure=sure,
        across=_pooled(level) if len(level) >= 3 else None, down=_pooled(upright) if len(upright) >= 3 else None,
    )  # fmt: skip


def _pooled(dims: Sequence[Dim]) -> float:
    """The middle ratio, each weighted by its length: long lines are measured more exactly."""
    ordered = sorted((float(dim.length) / dim.paper, dim.paper) for dim in dims)
    half, passed = sum(paper for _, paper in ordered) / 2, 0.0
    for ratio, paper in ordered:
        passed += paper
        if passed >= half:
            return ratio
    return ordered[-1][0]


def clusters_of(dims: Iterable[Dim]) -> list[list[Dim]]:
    """Dimensions of one view stand near each other."""
    groups: list[tuple[list[Dim], list[Box]]] = []
    for dim in dims:
        height = min(dim.box[2] - dim.box[0], dim.box[3] - dim.box[1])
        reach = grown(dim.place, APART * height / 2)
        touching = [group for group in groups if any(_meet(reach, box) for box in group[1])]
        merged = ([dim], [reach])
        for group in touching:
            merged = (merged[0] + group[0], merged[1] + group[1])
        groups = [group for group in groups if group not in touching] + [merged]
    return [group for group, _ in groups]


def _meet(a: Box, b: Box) -> bool:
    return overlap(a[0], a[2], b[0], b[2]) > 0 and overlap(a[1], a[3], b[1], b[3]) > 0


def stands_apart(group: Sequence[Dim], scales: Sequence[DimScale]) -> bool:
    """Whether most of those stand outside the regions whose scale is known already."""
    inside = [dim for dim in group if any(_meet(dim.box, scale.box) for scale in scales)]
    return len(inside) < len(group) / 2
