"""Tool: columns that a plan draws as filled or hatched rectangles."""

import re
from collections.abc import Sequence
from decimal import Decimal
from statistics import median
from typing import Annotated, NamedTuple

from pydantic import Field

from tools.kit.drawing import Drawing, Sheet
from tools.kit.evidence import Box, Evidence
from tools.kit.filled import Block, Style, blocks_of
from tools.kit.geometry import centre, grown, inside, overlap
from tools.kit.language import Message
from tools.kit.quantity import Quantity
from tools.kit.result import Coverage, Item, Result, Withheld

TITLE = Message(en="Counting columns by their drawing on sheet {sheet}", zh="按图形统计第 {sheet} 张图上的柱")
COLUMN = re.compile(r"COLUMN|\bCOLS?\b|PILLAR|柱", re.I)
EXPLAINS = re.compile(r"COLUMN|\bCOLS?\b|PILLAR|CONCRETE|SLAB|WALL|SUNK|FILLED|柱|墙|板|混凝土", re.I)
LIKE = 1.9
"""Times the usual side that a column's may be longer or shorter."""
FEWEST, PER_SIZE = 4, 4
SAME, TOUCHING = 0.08, 0.1
ALIGNED, COMMON = 0.8, 0.7
"""Shares of the rectangles that stand in one line with another, and that are of the usual size: with fewer they may be anything."""
CHINESE: dict[Style, str] = {"filled": "填实", "hatched": "填充图案"}
OTHER_SIZE = Message(en="a rectangle of another size than the columns", zh="矩形大小与柱不同")
SAMPLE = Message(en="it explains how columns are drawn", zh="这是图例样例")
CONVENTION = Message(
    en="Every filled or hatched rectangle of the size of the others counts as one column.",
    zh="与其他柱大小相近的填实或填充矩形，每个计为一根柱。",
)


class Sorted(NamedTuple):
    columns: tuple[Block, ...]
    others: tuple[Block, ...]
    samples: tuple[Block, ...]

    def within(self, box: Box) -> "Sorted":
        """Those of a region; what explains them may stand anywhere."""
        columns, others = (tuple(b for b in blocks if inside(b.box, box)) for blocks in (self.columns, self.others))
        return Sorted(columns, others, self.samples)


def find_columns(
    drawing: Drawing,
    sheet: Annotated[int, Field(description="number of the sheet")],
    box: Annotated[Box | None, Field(description="only this region: x0, y0, x1, y1 in mm; needs `sheet`")] = None,
) -> Result:
    """Count the columns that one plan draws as filled or hatched rectangles, without marks; every column with its box.

    One count for each way of drawing (filled, hatched) is entered into the ledger, with what the legend says of it. The summary
    says whether the count is sound: the rectangles are of one size and stand in rows. Columns drawn as empty outlines or as
    circles are not found. Where columns carry marks, count_marks is the better tool; for DXF layers measure_outlines."""
    one = drawing.sheet(sheet)
    drawn = _sorted(blocks_of(one))
    found = drawn if box is None else drawn.within(box)
    styles: list[Style] = [style for style in CHINESE if any(block.style == style for block in found.columns)]
    return Result(
        summary=_summary(drawn, found, sheet),
        quantities=tuple(_count(found, style, one) for style in styles),
        items=tuple(Item(label=sample.text.text, evidence=_read(sample, sheet), note=sample.style) for sample in found.samples if sample.text),
        withheld=tuple(Withheld(label="rectangle", reason=OTHER_SIZE, evidence=_drawn(block, sheet)) for block in found.others),
        assumptions=(CONVENTION,) if styles else (),
        coverage=Coverage(
            searched=(Message(en=f"filled and hatched rectangles of sheet {sheet}", zh=f"第 {sheet} 张图上填实或带填充图案的矩形"),),
            not_searched=(Message(en="columns drawn as empty outlines or circles", zh="画成空心轮廓或圆形的柱"),),
        ),
    )  # fmt: skip


def is_sound(found: Sorted) -> bool:
    """Whether they are columns beyond reasonable doubt: enough of one size, standing in rows."""
    blocks = found.columns
    if len(blocks) < FEWEST or len(blocks) < COMMON * (len(blocks) + len(found.others)):
        return False
    if len(_sizes(blocks)) > max(2, len(blocks) // PER_SIZE):
        return False
    if sum(any(_touches(one, other) for other in blocks if other is not one) for one in blocks) > TOUCHING * len(
        blocks
    ):
        return False
    in_line = sum(any(_in_line(one, other) for other in blocks if other is not one) for one in blocks)
    return in_line >= ALIGNED * len(blocks)


def _sorted(blocks: Sequence[Block]) -> Sorted:
    samples = [block for block in blocks if block.text and EXPLAINS.search(block.text.text)]
    drawn = [block for block in blocks if block not in samples]
    if not drawn:
        return Sorted((), (), tuple(samples))
    long, short = median(block.long for block in drawn), median(block.short for block in drawn)
    usual = [b for b in drawn if 1 / LIKE < b.long / long < LIKE and 1 / LIKE < b.short / short < LIKE]
    others = [block for block in drawn if block not in usual]
    return Sorted(tuple(usual), tuple(others), tuple(s for s in samples if s.text and COLUMN.search(s.text.text)))


def _touches(one: Block, other: Block) -> bool:
    """Whether they stand closer than half a column: pieces of walls do, columns stand apart."""
    a, b = grown(one.box, one.short / 2), other.box
    return overlap(a[0], a[2], b[0], b[2]) > 0 and overlap(a[1], a[3], b[1], b[3]) > 0


def _sizes(blocks: Sequence[Block]) -> list[Block]:
    """One of each size."""
    kept: list[Block] = []
    for one in blocks:
        if not any(abs(one.long / b.long - 1) < SAME and abs(one.short / b.short - 1) < SAME for b in kept):
            kept.append(one)
    return kept


def _in_line(one: Block, other: Block) -> bool:
    (x0, y0), (x1, y1) = centre(one.box), centre(other.box)
    return min(abs(x1 - x0), abs(y1 - y0)) < one.short < max(abs(x1 - x0), abs(y1 - y0))


def _count(found: Sorted, style: Style, sheet: Sheet) -> Quantity:
    said = next((sample.text.text for sample in found.samples if sample.style == style and sample.text), "")
    label = f"columns drawn {style} on sheet {sheet.number}" + (f" (“{said}”)" if said else "")
    places = tuple(_drawn(block, sheet.number) for block in found.columns if block.style == style)
    return Quantity(value=Decimal(len(places)), unit="nos", label=label, sources=places)


def _drawn(block: Block, sheet: int) -> Evidence:
    said = f"{block.style} rectangle {block.long:.1f} x {block.short:.1f} mm"
    return Evidence(sheet=sheet, box=block.box, method="vector", text=said, confidence=0.95)


def _read(sample: Block, sheet: int) -> Evidence:
    assert sample.text
    line = sample.text
    return Evidence(sheet=sheet, box=line.box, method=line.method, text=line.text, confidence=line.confidence)


def _summary(drawn: Sorted, found: Sorted, sheet: int) -> str:
    if not found.columns:
        return f"No filled or hatched rectangles stand on the views of sheet {sheet}."
    sound = (
        "The count is sound."
        if is_sound(drawn)
        else "The count is NOT sound: the rectangles are few, of many sizes or out of line."
    )
    return f"{len(found.columns)} rectangles like columns on sheet {sheet}, {len(found.others)} of other sizes withheld. {sound}"
