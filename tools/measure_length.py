"""Tool: the length of a line by its points."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from tools.kit.drawing import Drawing
from tools.kit.evidence import Evidence
from tools.kit.language import Message
from tools.kit.measuring import measured_line
from tools.kit.polygons import Point
from tools.kit.quantity import Quantity, decimal_of, unit_named
from tools.kit.result import Coverage, Result
from tools.kit.views import told

TITLE = Message(en="Measuring a length on sheet {sheet}", zh="在第 {sheet} 张图上量取长度")
DIGITS = 4


def measure_length(
    drawing: Drawing,
    sheet: int,
    points: Annotated[list[Point], Field(description="in order")],
    snap: Annotated[bool, Field(description="onto the lines nearby")] = True,
    units: Annotated[Literal["metric", "imperial"], Field(description="m or ft")] = "metric",
) -> Result:
    """Measure the length of a line through points, where no dimension is printed.

    What is printed wins (read_dimensions). Without a scale nothing is measured; an unconfirmed scale is said with the figure."""
    one = drawing.sheet(sheet)
    found = measured_line(one, points, snap)
    unit = "ft" if units == "imperial" else "m"
    value = decimal_of(Fraction(found.perimeter) / unit_named(unit).factor)
    xs, ys = zip(*found.points, strict=True)
    said = told(found.view)
    place = Evidence(
        sheet=sheet, box=(min(xs), min(ys), max(xs), max(ys)), method="vector", text=said.en, confidence=0.9
    )
    sure = found.view.state == "confirmed"
    length = Quantity(
        value=Decimal(f"{value:.{DIGITS}g}") if value < 10**DIGITS else value.quantize(Decimal(1)), unit=unit,
        label=f"measured length{'' if sure else ', scale unconfirmed'}",
        label_zh=f"量测长度{'' if sure else '（比例未确认）'}", sources=(place,),
    )  # fmt: skip
    doubt = Message(en=f"Measured with an unconfirmed scale: {said.en}.", zh=f"按未经核实的比例量取：{said.zh}。")
    return Result(
        summary=f"{length.shown()}, {said.en}. {found.snapped} of {len(points)} points moved onto lines.",
        quantities=(length,),
        assumptions=() if sure else (doubt,),
        coverage=Coverage(searched=(Message(en=f"one line on sheet {sheet}", zh=f"第 {sheet} 张图的一条线"),)),
    )
