"""Tool: the layers of a DXF drawing, what lies on them, and how the file is to be measured."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from tools.kit.drawing import Drawing, Sheet
from tools.kit.entities import Entities, Layer, entities_of
from tools.kit.errors import Correctable
from tools.kit.evidence import Evidence
from tools.kit.language import Message
from tools.kit.outlines import on_layer
from tools.kit.result import Coverage, Item, Result, Withheld
from tools.kit.unread import unread_messages

DXF_ONLY = True
TITLE = Message(en="Listing the layers", zh="列出图层")
MOST_LAYERS = 60
MOST_KINDS = 6


def list_layers(
    drawing: Drawing,
    layer: Annotated[str | None, Field(description='names or patterns: "A-*|*柱*"')] = None,
    sheet: Annotated[int | None, Field(description="else the first")] = None,
) -> Result:
    """List the layers of a DXF drawing with what is drawn on each, its unit, the scales of its viewports, and what could not be
    read (天正 objects, missing blocks).

    Layers that are off or frozen are withheld: nothing on them is counted or measured. Use it to choose layers for
    count_blocks and measure_outlines."""
    shown = next((one for one in drawing.chosen(sheet) if entities_of(one) is not None), None)
    known = entities_of(shown) if shown else None
    if shown is None or known is None:
        raise Correctable("This drawing has no layers: it is no DXF file.")
    layers = [one for one in known.layers if layer is None or on_layer(layer, one.name)]
    seen = sorted((one for one in layers if one.entities and not _unseen(one)), key=lambda one: -_count(one))
    unseen = [one for one in layers if _unseen(one)]
    return Result(
        summary=_summary(seen, unseen, known),
        items=tuple(_item(shown, known, one) for one in seen[:MOST_LAYERS]),
        total_items=len(seen),
        withheld=tuple(Withheld(label=one.name, reason=_why(one)) for one in unseen[:MOST_LAYERS]),
        coverage=_coverage(shown),
    )


def _unseen(layer: Layer) -> bool:
    return layer.off or layer.frozen


def _count(layer: Layer) -> int:
    return sum(count for _, count in layer.entities)


def _why(layer: Layer) -> Message:
    return Message(en="frozen", zh="已冻结") if layer.frozen else Message(en="off", zh="已关闭")


def _kinds(layer: Layer) -> str:
    ranked = sorted(layer.entities, key=lambda entry: -entry[1])
    return ", ".join(f"{count} {kind}" for kind, count in ranked[:MOST_KINDS])


def _item(sheet: Sheet, known: Entities, layer: Layer) -> Item:
    """With the place of the first thing on it that has one."""
    things = (*known.inserts, *known.outlines, *known.dimensions)
    box = next((one.box for one in things if one.layer == layer.name and not one.hidden), None)
    whole = (0.0, 0.0, sheet.reading.width, sheet.reading.height)
    evidence = Evidence(sheet=sheet.number, box=box or whole, method="vector", text=layer.name)
    return Item(label=layer.name, evidence=evidence, note=_kinds(layer))


def _summary(seen: list[Layer], unseen: list[Layer], known: Entities) -> str:
    off = f" Off or frozen: {', '.join(one.name for one in unseen[:MOST_LAYERS])}." if unseen else ""
    there = [one.name for one in known.layers if one.entities and not _unseen(one)]
    none = "" if seen or unseen else f" The layers are: {', '.join(there[:MOST_LAYERS])}."
    return f"{len(seen)} layers with something on them.{none}{off} {' '.join(_measured(known))}"


def _measured(known: Entities) -> Iterator[str]:
    unit = known.unit
    doubt = "" if unit.believed else "; the unit that the file declares is not believed"
    yield f"One drawing unit is {unit.millimetres:.6g} mm, by {unit.by}{doubt}."
    if known.viewports:
        yield "Viewports: " + ", ".join(f"1:{port.scale:.6g}" for port in known.viewports) + "."


def _coverage(sheet: Sheet) -> Coverage:
    searched = Message(en=f"layers of sheet {sheet.number}", zh=f"第 {sheet.number} 张图的图层")
    return Coverage(searched=(searched,), not_searched=tuple(unread_messages([sheet])))
