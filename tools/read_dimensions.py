"""Tool: the printed dimensions of a sheet, in chains."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from tools.kit.chains import Chain, Direction, chains_of, nearest_mark, whole_of
from tools.kit.dimensions import dimensions_of
from tools.kit.drawing import Drawing, Sheet
from tools.kit.errors import Correctable
from tools.kit.evidence import Box, Evidence
from tools.kit.geometry import inside
from tools.kit.language import Message
from tools.kit.quantity import Quantity
from tools.kit.result import Coverage, Item, Result, Withheld
from tools.kit.text import TextLine
from tools.kit.unread import partly_read

TITLE = Message(en="Reading the dimensions", zh="读取尺寸标注")
MOST_CHAINS = 40
MOST_DIMS = 160
SAME = Decimal("0.001")


def read_dimensions(
    drawing: Drawing,
    sheet: Annotated[int | None, Field(description="only this sheet")] = None,
    box: Annotated[Box | None, Field(description="only this region: x0, y0, x1, y1 in mm; needs `sheet`")] = None,
    direction: Direction | None = None,
    near: Annotated[str | None, Field(description="only at this mark: the elevation of W3")] = None,
) -> Result:
    """Read the printed dimensions, each as a quantity labelled by view, chain and place in the chain.

    A chain is dimensions end to end, from left to right or from the bottom up; a chain of one part may be an overall
    dimension. Upright chains tell the levels at their ends, lower first, where such are written. Add the parts up by
    calculate. Dimensions that do not fit the scale of those around them are withheld."""
    if box is not None and sheet is None:
        raise Correctable("A box needs its sheet: give `sheet` as well.")
    sheets = list(drawing.chosen(sheet))
    found = [
        (one, chain) for one in sheets for chain in _wanted(one, box, near) if direction in (None, chain.direction)
    ]
    found.sort(key=lambda pair: -pair[1].total)
    shown = found[:MOST_CHAINS]
    quantities = [q for n, (one, chain) in enumerate(shown, 1) for q in _quantities(one, chain, n)][:MOST_DIMS]
    return Result(
        summary=_summary(found, sheets),
        quantities=tuple(quantities),
        items=tuple(item for one, chain in shown for item in _levels(one, chain)),
        total_items=None,
        withheld=tuple(held for one in sheets for held in _doubted(one, box)) if near is None else (),
        coverage=_coverage(sheets),
    )


def _wanted(sheet: Sheet, box: Box | None, near: str | None) -> Iterator[Chain]:
    chains = [chain for chain in chains_of(sheet) if box is None or inside(chain.box, box)]
    if near is None:
        yield from chains
        return
    mark = near.strip().upper()
    marks = [line for line in sheet.reading.visible if _marks_like(line, mark)]
    for chain in chains:
        nearest = nearest_mark(chain, marks)
        if nearest and nearest.text.strip().upper() == mark:
            yield chain


def _marks_like(line: TextLine, mark: str) -> bool:
    """Whether a line is a mark of the same kind: W1 and W2 beside W3."""
    text = line.text.strip().upper()
    letters = mark.rstrip("0123456789")
    return text == mark or (text.startswith(letters) and text[len(letters) :].isdigit())


def _quantities(sheet: Sheet, chain: Chain, number: int) -> Iterator[Quantity]:
    for n, dim in enumerate(chain.dims, 1):
        of, rise = len(chain.dims), _rise(chain, n - 1, n)
        yield dim.quantity(
            sheet.number,
            f"view {chain.view}, chain {number} {chain.direction}, part {n} of {of}{rise.en}",
            f"视图 {chain.view} 尺寸链 {number} 第 {n} 段（共 {of} 段）{rise.zh}",
        )


def _rise(chain: Chain, low: int, high: int) -> Message:
    """The words of the levels at two points of a chain."""
    ends = (chain.levels[low], chain.levels[high]) if chain.levels else (None, None)
    if ends == (None, None):
        return Message(en="", zh="")
    lower, upper = (line.text if line else "?" for line in ends)
    return Message(en=f", from {lower} to {upper}", zh=f"，{lower} 至 {upper}")


def _levels(sheet: Sheet, chain: Chain) -> Iterator[Item]:
    for line in chain.levels:
        if line:
            place = Evidence(sheet=sheet.number, box=line.box, method=line.method, text=line.text, confidence=line.confidence)  # fmt: skip
            yield Item(label=line.text, evidence=place, note="level")


def _doubted(sheet: Sheet, box: Box | None) -> Iterator[Withheld]:
    scaled = dimensions_of(sheet).scales
    for dim in dimensions_of(sheet).dims:
        if not dim.agrees and scaled and (box is None or inside(dim.box, box)):
            reason = Message(
                en="It does not fit the scale on which the other dimensions agree, or is no dimension.",
                zh="与其他尺寸所反映的比例不符，或并非尺寸标注。",
            )
            yield Withheld(label=dim.text, reason=reason, evidence=dim.evidence(sheet.number))


def _summary(found: Sequence[tuple[Sheet, Chain]], sheets: Sequence[Sheet]) -> str:
    if not found:
        numbers = ", ".join(str(one.number) for one in sheets)
        return f"No dimension text on sheet {numbers} could be paired with a line that it measures."
    told = "; ".join(_told(one, chain, [c for s, c in found if s is one]) for one, chain in found[:12])
    more = f"; and {len(found) - 12} shorter chains" if len(found) > 12 else ""
    return f"{len(found)} chains of dimensions. {told}{more}."


def _told(sheet: Sheet, chain: Chain, chains: Sequence[Chain]) -> str:
    parts = " + ".join(dim.text for dim in chain.dims)
    checks = [dim.text for dim in whole_of(chain, chains)]
    whole = f", printed whole {', '.join(checks)}" if checks else ""
    levels = _rise(chain, 0, len(chain.dims))
    return f"sheet {sheet.number} view {chain.view} {chain.direction}{levels.en}: {parts} = {chain.total.normalize():f} mm{whole}"


def _coverage(sheets: Sequence[Sheet]) -> Coverage:
    numbers = ", ".join(str(one.number) for one in sheets)
    return Coverage(
        searched=(Message(en=f"dimensions of sheet {numbers}", zh=f"第 {numbers} 张图的尺寸标注"),),
        not_searched=tuple(partly_read(sheets)),
    )
