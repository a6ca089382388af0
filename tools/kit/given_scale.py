"""The scale that a user gave to a sheet by two points and the length between them."""

import math
from decimal import ROUND_HALF_UP, Decimal

from tools.kit.evidence import Box, Evidence
from tools.kit.result import Frozen

Point = tuple[float, float]
AGREES = Decimal("0.01")
"""A click is about that good: a printed scale within one part in a hundred is taken as confirmed."""
SHORTEST = 2.0
"""mm on paper: below that a click's own width would decide."""


class GivenScale(Frozen):
    """Real length per paper length of one page, with the line (mm on paper) that it was measured on."""

    page: int
    ratio: Decimal
    text: str = ""
    line: tuple[Point, Point]

    @property
    def place(self) -> Box:
        """The box around the line, mm."""
        (x0, y0), (x1, y1) = self.line
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def evidence(self, sheet: int) -> Evidence:
        return Evidence(sheet=sheet, box=self.place, method="user", text=self.text)


def measured_ratio(line: tuple[Point, Point], real_mm: Decimal, printed: list[Decimal]) -> Decimal:
    """The printed ratio that the measured one agrees with, else the measured one to four digits. The line has to be at
    least SHORTEST long. Raises ValueError else."""
    paper = math.dist(*line)
    if paper < SHORTEST or real_mm <= 0:
        raise ValueError(f"{paper:.1f} mm of paper or {real_mm} mm are too short")
    ratio = real_mm / Decimal(str(round(paper, 3)))
    near = [each for each in printed if abs(ratio / each - 1) <= AGREES]
    return min(near, key=lambda each: abs(ratio - each)) if near else _four_digits(ratio)


def _four_digits(ratio: Decimal) -> Decimal:
    rounded = ratio.quantize(Decimal(1).scaleb(ratio.adjusted() - 3), rounding=ROUND_HALF_UP)
    whole = rounded.to_integral_value()
    return whole if whole == rounded else rounded
