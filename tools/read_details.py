"""Tool: the details of doors and windows in a DXF drawing, row by row."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, NamedTuple

from pydantic import Field

from tools.kit.details import Detail, Size, details_of
from tools.kit.drawing import Drawing
from tools.kit.entities import entities_of
from tools.kit.errors import Correctable
from tools.kit.evidence import Evidence
from tools.kit.geometry import union
from tools.kit.language import Message
from tools.kit.quantity import Quantity
from tools.kit.result import Coverage, Item, Result

DXF_ONLY = True
TITLE = Message(en="Reading the details of doors and windows", zh="读取门窗大样")
MOST_DETAILS = 60


class Placed(NamedTuple):
    sheet: int
    detail: Detail


def read_details(
    drawing: Drawing,
    part: Annotated[int | None, Field(description="only this frame, from the left")] = None,
    row: Annotated[int | None, Field(description="only this row, from the top; -1 is the last")] = None,
    sheet: Annotated[int | None, Field(description="only this sheet")] = None,
) -> Result:
    """Read a DXF sheet of door and window details (门窗大样): for each elevation its opening's width and height, whether it is
    hinged (1 or 2 leaves) or slatted (as rolling shutters are drawn), and its place: frame, row from the top, number from the left.

    The ledger gets for each detail its width and its height, then for each row the counts of hinged ones by leaves, of
    slatted ones and of others. Each detail is one type of opening, not the number of openings in the building."""
    sheets = [one for one in drawing.chosen(sheet) if entities_of(one) is not None][:1]
    if not sheets:
        raise Correctable("This drawing has no dimension entities: it is no DXF file. Read its text and crops instead.")
    every = [Placed(one.number, detail) for one in sheets for detail in details_of(one)]
    chosen = [one for one in every if part in (None, one.detail.part) and _in_row(one.detail, row, every)]
    shown = chosen[:MOST_DETAILS]
    sizes = [quantity for one in shown for quantity in _sizes(one)]
    return Result(
        summary=f"{len(chosen)} details. " + "; ".join(map(_line, shown)),
        quantities=(*sizes, *_counts(shown)),
        items=tuple(Item(label=_label(one.detail), evidence=_whole(one), note=_note(one.detail)) for one in shown),
        total_items=len(chosen),
        coverage=_coverage(sheets[0].number),
    )  # fmt: skip


def _in_row(detail: Detail, row: int | None, every: list[Placed]) -> bool:
    last = max((one.detail.row for one in every if one.detail.part == detail.part), default=0)
    return row is None or detail.row == (row if row > 0 else last + 1 + row)


def _line(one: Placed) -> str:
    return f"{_note(one.detail)}: {_label(one.detail)}"


def _label(detail: Detail) -> str:
    return f"{detail.width.value}x{detail.height.value}"


def _note(detail: Detail) -> str:
    leaves = f" {detail.leaves}-leaf" if detail.leaves else ""
    return f"frame {detail.part}, row {detail.row}, no. {detail.place}, {detail.kind}{leaves}"


def _sizes(one: Placed) -> Iterator[Quantity]:
    detail = one.detail
    for name, zh, size in (("width", "宽", detail.width), ("height", "高", detail.height)):
        yield Quantity(
            value=size.value, unit="mm", sources=tuple(_places(one.sheet, size)),
            label=f"{name} of detail {detail.place} in row {detail.row} of frame {detail.part}",
            label_zh=f"图框 {detail.part} 第 {detail.row} 排第 {detail.place} 个大样的{zh}",
        )  # fmt: skip


def _places(sheet: int, size: Size) -> Iterator[Evidence]:
    for dimension in size.dimensions:
        yield Evidence(
            sheet=sheet, box=dimension.box, method="vector", text=dimension.text or f"{dimension.length:.0f}"
        )


def _counts(shown: list[Placed]) -> Iterator[Quantity]:
    groups: dict[tuple[int, int, str], list[Placed]] = defaultdict(list)
    for one in shown:
        groups[one.detail.part, one.detail.row, f"{one.detail.kind} {one.detail.leaves}-leaf"].append(one)
    for (part, row, kind), members in sorted(groups.items()):
        name = kind.removesuffix(" 0-leaf")
        yield Quantity(
            value=Decimal(len(members)), unit="nos", label=f"{name} details in row {row} of frame {part}",
            label_zh=f"图框 {part} 第 {row} 排的 {name} 大样", sources=tuple(_whole(one) for one in members),
        )  # fmt: skip


def _whole(one: Placed) -> Evidence:
    """The elevation with its dimensions."""
    sizes = (*one.detail.width.dimensions, *one.detail.height.dimensions)
    box = union([one.detail.box, *(dimension.box for dimension in sizes)])
    return Evidence(sheet=one.sheet, box=box, method="vector", text=f"{_label(one.detail)} {one.detail.kind}")


def _coverage(sheet: int) -> Coverage:
    searched = Message(en=f"dimensioned elevations of sheet {sheet}", zh=f"第 {sheet} 张图上标有尺寸的大样")
    rest = Message(en="details without a width and a height dimension", zh="没有标注宽和高的大样")
    return Coverage(searched=(searched,), not_searched=(rest,))
