"""Tool: areas, sides and numbers of closed outlines in a DXF drawing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from tools.kit.drawing import Drawing, Sheet
from tools.kit.entities import entities_of
from tools.kit.errors import Correctable
from tools.kit.evidence import Box, Evidence
from tools.kit.language import Message
from tools.kit.outlines import Asked, Group, Placed, grouped, on_layer, placed_on, sides, size_of
from tools.kit.quantity import Quantity
from tools.kit.result import Coverage, Item, Result, Withheld
from tools.kit.unread import unit_messages, unread_messages

DXF_ONLY = True
TITLE = Message(en="Measuring closed outlines", zh="量取闭合轮廓")
MOST_GROUPS = 12
MOST_ITEMS = 120
MOST_WITHHELD = 40
MOST_LAYERS = 30
TENTH = Decimal("0.1")


def measure_outlines(
    drawing: Drawing,
    layer: Annotated[str | None, Field(description='patterns: "*COL*|*柱*|!*TEXT*"')] = None,
    kind: Annotated[
        Literal["polyline", "chain", "circle", "ellipse", "hatch"] | None,
        Field(description="chain: rings of single lines"),
    ] = None,
    size: Annotated[str | None, Field(description='sides in mm: "750x750"')] = None,
    holding: Annotated[str | None, Field(description="the smallest around this text")] = None,
    min_area: Annotated[float, Field(description="m2", ge=0)] = 0.0,
    max_area: Annotated[float | None, Field(description="m2")] = None,
    sheet: Annotated[int | None, Field(description="only this sheet")] = None,
    box: Annotated[Box | None, Field(description="only this region: x0, y0, x1, y1 in mm; needs `sheet`")] = None,
) -> Result:
    """Count and measure closed outlines of a DXF drawing in real units: columns, slabs, rooms, floors.

    Equal ones are grouped: for each group the ledger gets, in this order, its count, longer side, shorter side and the area
    of one; for a single outline also its perimeter; at the end the area of all. What is drawn twice (a polyline and its
    hatch) counts once; outlines on layers that are off, that cross themselves or lie on the paper of a layout are withheld.
    Without a filter it tells which layers have outlines. Model space and a layout show the same things: choose one."""
    if box is not None and sheet is None:
        raise Correctable("A box needs its sheet: give `sheet` as well.")
    sides_wanted = size_of(size) if size else None
    if size and sides_wanted is None:
        raise Correctable(f'The size {size!r} is none. Give the sides in mm, such as "750x750".')
    sheets = [one for one in drawing.chosen(sheet) if entities_of(one) is not None][: 1 if sheet is None else None]
    if not sheets:
        raise Correctable("This drawing holds no outlines with a real size: it is no DXF file.")
    asked = Asked(layer, kind, sides_wanted, min_area, max_area, holding, box)
    found = [one for each in sheets for one in placed_on(each, asked)]
    return _result(found, sheets, narrow=asked._replace(box=None) != Asked(), open_ones=_open_ones(sheets, asked))


def _open_ones(sheets: list[Sheet], asked: Asked) -> tuple[Message, ...]:
    """What to say of polylines on the layers that were asked for that do not close: a column may be drawn as one."""
    left = Counter[str]()
    for layer, outlines in (
        (layer, entities.outlines) for entities in map(entities_of, sheets) if entities for layer in entities.layers
    ):
        if asked.layer is not None and on_layer(asked.layer, layer.name):
            drawn = dict(layer.entities).get("LWPOLYLINE", 0)
            left[layer.name] += drawn - sum(one.layer == layer.name and one.kind == "polyline" for one in outlines)
    return tuple(
        Message(
            en=f"{count} polylines on layer {name} that do not close by themselves: those whose ends meet in a ring are told as chain, the others are not counted",
            zh=f"图层 {name} 上有 {count} 条未自行闭合的多段线：首尾相接成环的按 chain 计，其余未计入",
        )
        for name, count in left.most_common(MOST_LAYERS)
        if count > 0
    )


def _result(found: Sequence[Placed], sheets: list[Sheet], narrow: bool, open_ones: tuple[Message, ...]) -> Result:
    measured = [one for one in found if one.reason is None]
    groups = grouped(measured)
    shown = groups[:MOST_GROUPS] if narrow else []
    inside_shown = [one for group in groups for one in group.members][:MOST_ITEMS]
    held = Counter((one.reason.en, one.reason.zh) for one in found if one.reason)
    return Result(
        summary=_summary(groups, measured, narrow, len(found) - len(measured)),
        quantities=tuple(quantity for group in shown for quantity in _of_group(group)) + _total(measured, shown),
        items=tuple(
            Item(label=sides(one.outline), evidence=one.evidence, note=_note(one)) for one in inside_shown if narrow
        ),
        total_items=len(measured),
        withheld=tuple(_withheld(found, en, zh, count) for (en, zh), count in held.most_common(MOST_WITHHELD)),
        assumptions=tuple(unit_messages(sheets)) if measured else (),
        coverage=_coverage(sheets, open_ones),
    )  # fmt: skip


def _of_group(group: Group) -> Iterator[Quantity]:
    first, places = group.first, tuple(one.evidence for one in group.members)
    name, zh = f"outlines of {sides(first)}", f"{sides(first)} 轮廓"
    yield Quantity(
        value=Decimal(len(places)), unit="nos", label=f"number of {name}", label_zh=f"{zh}的数量", sources=places
    )
    yield _length(first.size[0], Message(en=f"longer side of {name}", zh=f"{zh}的长边"), places)
    yield _length(first.size[1], Message(en=f"shorter side of {name}", zh=f"{zh}的短边"), places)
    yield Quantity(
        value=_square_metres(first.area), unit="m2", label=f"area of one of the {name}", label_zh=f"单个 {zh}的面积",
        sources=places[:1],
    )  # fmt: skip
    if len(places) == 1:
        yield _length(first.perimeter, Message(en=f"perimeter of the {name}", zh=f"{zh}的周长"), places)


def _length(millimetres: float, label: Message, places: tuple[Evidence, ...]) -> Quantity:
    value = Decimal(repr(millimetres)).quantize(TENTH)
    return Quantity(value=value, unit="mm", label=label.en, label_zh=label.zh, sources=places)


def _square_metres(area: float) -> Decimal:
    """Square millimetres as m², to a square centimetre."""
    return Decimal(repr(area / 1e6)).quantize(Decimal("0.0001"))


def _total(measured: Sequence[Placed], shown: Sequence[Group]) -> tuple[Quantity, ...]:
    if len(measured) < 2 or not shown:
        return ()
    area = _square_metres(sum(one.outline.area for one in measured))
    return (
        Quantity(
            value=area, unit="m2", label="area of all these outlines", label_zh="这些轮廓的面积合计",
            sources=tuple(one.evidence for one in measured),
        ),
    )  # fmt: skip


def _summary(groups: list[Group], measured: Sequence[Placed], narrow: bool, left_out: int) -> str:
    if not measured:
        return f"No closed outline with these filters was found; {left_out} were withheld."
    rows = [
        f"{len(group.members)} × {sides(group.first)} ({group.first.area / 1e6:.3f} m2) on "
        + ", ".join(sorted({one.outline.layer for one in group.members})[:4])
        for group in groups[:MOST_GROUPS]
    ]
    cut = f" … and {len(groups) - MOST_GROUPS} other sizes" if len(groups) > MOST_GROUPS else ""
    layers = Counter(one.outline.layer for one in measured)
    by_layer = "; ".join(f"{name}: {count}" for name, count in layers.most_common(MOST_LAYERS))
    lead = f"{len(measured)} outlines, {left_out} withheld. Layers: {by_layer}. "
    return lead + ("; ".join(rows) + cut if narrow else "Choose a layer, a size or an area to measure them.")


def _note(one: Placed) -> str:
    return f"{one.outline.area / 1e6:.4f} m2, layer {one.outline.layer}, {one.outline.kind}"


def _withheld(found: Sequence[Placed], en: str, zh: str, count: int) -> Withheld:
    first = next(one for one in found if one.reason and one.reason.en == en)
    return Withheld(label=f"{count} × {sides(first.outline)}…", reason=Message(en=en, zh=zh), evidence=first.evidence)


def _coverage(sheets: list[Sheet], open_ones: tuple[Message, ...]) -> Coverage:
    numbers = ", ".join(str(one.number) for one in sheets)
    searched = Message(en=f"closed outlines of sheet {numbers}", zh=f"第 {numbers} 张图的闭合轮廓")
    gaps = Message(en="outlines that are drawn with gaps or cross other lines", zh="未闭合或与其他线相交的轮廓")
    return Coverage(searched=(searched,), not_searched=(*open_ones, gaps, *unread_messages(sheets)))
