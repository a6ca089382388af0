"""Tool: the axes of a grid and the printed dimensions between two of them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from tools.kit.dimensions import dimensions_of
from tools.kit.dims import Dim
from tools.kit.drawing import Drawing, Sheet
from tools.kit.evidence import Evidence
from tools.kit.geometry import union
from tools.kit.grid_spans import between
from tools.kit.grids import Row, evidence_of, rows_of
from tools.kit.language import Message
from tools.kit.lines import frame
from tools.kit.quantity import Quantity
from tools.kit.result import Coverage, Item, Result, Withheld
from tools.kit.views import scale_at

TITLE = Message(en="Reading the grid from {start} to {end}", zh="读取轴网 {start} 至 {end}")
MOST_ROWS = 12


def read_grid(
    drawing: Drawing,
    start: Annotated[str | None, Field(description="name of an axis")] = None,
    end: Annotated[str | None, Field(description="another of the same row")] = None,
    sheet: Annotated[int | None, Field(description="only this sheet")] = None,
) -> Result:
    """Read the grid: its rows of axis names, or with `start` and `end` the printed dimensions between those two axes.

    The dimensions come as quantities, one for each bay ("A to B"), end to end: add them up by calculate for the distance.
    Where a dimension states the whole distance at once it comes as well ("whole A to E"): compare. Several grids on a
    sheet are told apart by their number."""
    sheets = list(drawing.chosen(sheet))
    if start is None or end is None:
        return _listed(sheets)
    first, last = start.strip().upper(), end.strip().upper()
    found = [
        (one, row) for one in sheets for row in rows_of(one) if row.axis(first) and row.axis(last) and first != last
    ]
    ringed = [pair for pair in found if pair[1].ringed] or found
    measured = [(one, row, *between(row, first, last, dimensions_of(one).dims)) for one, row in ringed]
    ways = [way for way in measured if way[2]] or measured
    return Result(
        summary=_summary(first, last, sheets, ways),
        quantities=tuple(q for n, way in enumerate(ways, 1) for q in _quantities(way, first, last, n, len(ways))),
        items=tuple(item for one, row, *_ in ways for item in _items(one, row, first, last)),
        withheld=tuple(held for way in ways for held in _doubts(way, first, last)),
        coverage=_coverage(sheets),
    )


Way = tuple[Sheet, Row, list[Dim], list[Dim]]


def _listed(sheets: Sequence[Sheet]) -> Result:
    rows = [(one, row) for one in sheets for row in rows_of(one)]
    told = "; ".join(f"sheet {one.number}: {' '.join(row.names)}" for one, row in rows[:MOST_ROWS])
    return Result(
        summary=f"{len(rows)} rows of axis names. {told or 'No axis names were found.'}",
        items=tuple(_row_item(one, row) for one, row in rows[:MOST_ROWS]),
        total_items=len(rows),
        coverage=_coverage(sheets),
    )


def _row_item(sheet: Sheet, row: Row) -> Item:
    line = row.axes[0].line
    text = " ".join(row.names)
    note = "in bubbles" if row.ringed else "without bubbles"
    return Item(
        label=text, evidence=Evidence(sheet=sheet.number, box=row.box, method=line.method, text=text), note=note
    )


def _items(sheet: Sheet, row: Row, first: str, last: str) -> Iterator[Item]:
    """The two axes, and those next to them on the outside."""
    low, high = sorted((row.names.index(first), row.names.index(last)))
    for axis in (row.axis(first), row.axis(last)):
        assert axis is not None
        yield Item(label=f"axis {axis.name}", evidence=evidence_of(axis, sheet.number))
    for axis in (*row.axes[low - 1 : low], *row.axes[high + 1 : high + 2]):
        yield Item(label=f"axis {axis.name}", evidence=evidence_of(axis, sheet.number), note="next")


def _quantities(way: Way, first: str, last: str, number: int, of: int) -> Iterator[Quantity]:
    """The bays in the order from `first` to `last`, then the dimensions that state the whole."""
    sheet, row, path, whole = way
    grid, zh = (f" (grid {number})", f"（轴网 {number}）") if of > 1 else ("", "")
    ordered = path if _forwards(row, first, last) else path[::-1]
    for dim in ordered:
        bay = _bay(row, dim)
        yield dim.quantity(sheet.number, f"{bay.en}{grid}", f"{bay.zh}{zh}")
    for dim in whole:
        if not (len(path) == 1 and dim is path[0]):
            yield dim.quantity(sheet.number, f"whole {first} to {last}{grid}", f"{first} 至 {last} 轴总尺寸{zh}")
    measured = None if path else _measured(sheet, row, first, last)
    if measured is not None:
        places = tuple(evidence_of(axis, sheet.number) for axis in row.axes if axis.name in (first, last))
        yield Quantity(
            value=measured, unit="mm", label=f"measured {first} to {last}{grid}",
            label_zh=f"{first} 至 {last} 轴量测距离{zh}", sources=places,
        )  # fmt: skip


def _forwards(row: Row, first: str, last: str) -> bool:
    return row.names.index(first) < row.names.index(last)


def _bay(row: Row, dim: Dim) -> Message:
    """A to B where both ends stand on named axes, else what is printed."""
    ends = [frame(*point, row.angle)[0] for point in (dim.start, dim.end)]
    slack = min(dim.box[2] - dim.box[0], dim.box[3] - dim.box[1])
    names = [min(row.axes, key=lambda axis: abs(axis.along - end)) for end in ends]
    if all(abs(axis.along - end) <= slack for axis, end in zip(names, ends, strict=True)):
        return Message(en=f"{names[0].name} to {names[1].name}", zh=f"{names[0].name} 至 {names[1].name} 轴")
    return Message(en=f"part printed {dim.text}", zh=f"标注 {dim.text} 的一段")


def _doubts(way: Way, first: str, last: str) -> Iterator[Withheld]:
    """The printed dimensions against each other and against the scale."""
    sheet, row, path, whole = way
    total = sum((dim.length for dim in path), Decimal(0))
    for dim in whole:
        if path and abs(dim.length - total) > Decimal("0.001") * total:
            yield Withheld(
                label=dim.text, evidence=dim.evidence(sheet.number), reason=Message(
                    en=f"The bays from {first} to {last} add up to {total.normalize():f} mm, but {dim.text} is printed for the whole.",
                    zh=f"{first} 至 {last} 各分尺寸合计 {total.normalize():f} mm，而总尺寸标注为 {dim.text}。",
                ))  # fmt: skip
    if not path:
        place = union(axis.line.box for axis in row.axes if axis.name in (first, last))
        yield Withheld(
            label=f"{first} to {last}", evidence=Evidence(sheet=sheet.number, box=place, method="text", text=f"{first} {last}"),
            reason=Message(en=f"No printed dimensions lead from axis {first} to axis {last}.",
                           zh=f"没有从 {first} 轴到 {last} 轴连续的尺寸标注。"))  # fmt: skip


def _measured(sheet: Sheet, row: Row, first: str, last: str) -> Decimal | None:
    """Real millimetres between two axes by the scale; None where there is no scale that is confirmed."""
    ends = [axis.along for name in (first, last) if (axis := row.axis(name))]
    view = scale_at(sheet, row.axes[0].at)
    sure = view.state == "confirmed" and len(ends) == 2
    return view.real(abs(ends[1] - ends[0])).quantize(Decimal(1)) if sure else None


def _summary(first: str, last: str, sheets: Sequence[Sheet], ways: Sequence[Way]) -> str:
    if not ways:
        known = "; ".join(" ".join(row.names) for one in sheets for row in rows_of(one)[:6]) or "none"
        return f"No row of axis names holds both {first} and {last}. Rows found: {known}."
    return " ".join(_way(way, first, last) for way in ways)


def _way(way: Way, first: str, last: str) -> str:
    sheet, row, path, whole = way
    measured = _measured(sheet, row, first, last)
    by_scale = f" Measured by the scale: {measured:.0f} mm." if measured is not None else ""
    if not path:
        return f"Sheet {sheet.number}: no printed dimensions lead from {first} to {last}.{by_scale}"
    listed = " + ".join(dim.text for dim in path)
    overall = f"; the whole is printed as {', '.join(dim.text for dim in whole)}" if whole and len(path) > 1 else ""
    return f"Sheet {sheet.number}: from {first} to {last} stand {listed}{overall}.{by_scale}"


def _coverage(sheets: Sequence[Sheet]) -> Coverage:
    numbers = ", ".join(str(one.number) for one in sheets)
    return Coverage(searched=(Message(en=f"axis names and dimensions of sheet {numbers}", zh=f"第 {numbers} 张图的轴线编号与尺寸"),))  # fmt: skip
