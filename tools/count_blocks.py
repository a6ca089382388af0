"""Tool: how often a block is inserted in a DXF drawing."""

from collections import Counter
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from tools.kit.drawing import Drawing, Sheet
from tools.kit.entities import entities_of
from tools.kit.errors import Correctable
from tools.kit.evidence import Box
from tools.kit.inserts import Found, Wanted, found_on, near_names
from tools.kit.language import Message
from tools.kit.quantity import Quantity
from tools.kit.result import Coverage, Item, Result, Withheld
from tools.kit.unread import unread_messages

DXF_ONLY = True
TITLE = Message(en="Counting the block {block}", zh="统计图块 {block}")
MOST_ITEMS = 200
MOST_ROWS = 40
MOST_WITHHELD = 60


def count_blocks(
    drawing: Drawing,
    block: Annotated[str, Field(description='name or pattern: "DOOR*"; "*" lists the blocks')] = "*",
    attribute: Annotated[str | None, Field(description='"MARK", "MARK=D1", "TYPE=F*"')] = None,
    layer: Annotated[str | None, Field(description="name or pattern")] = None,
    sheet: Annotated[int | None, Field(description="only this sheet")] = None,
    box: Annotated[Box | None, Field(description="only this region: x0, y0, x1, y1 in mm; needs `sheet`")] = None,
) -> Result:
    """Count the inserts of a block in a DXF drawing, exactly.

    Blocks within blocks and arrays are counted one by one. Those on layers that are off or frozen, in legends, schedules and
    the title block, far off the sheet or exactly upon one another are withheld, with the reason. Case does not matter; where
    there is no such block, names that resemble it are listed. One count per sheet is entered into the ledger: a layout shows
    model space through viewports, so never add model and layouts up. "*" lists what blocks there are."""
    if box is not None and sheet is None:
        raise Correctable("A box needs its sheet: give `sheet` as well.")
    sheets = [one for one in drawing.chosen(sheet) if entities_of(one) is not None]
    if not sheets:
        raise Correctable("This drawing holds no blocks: it is no DXF file. Count its marks or its symbols instead.")
    wanted = Wanted(block, attribute, layer, box)
    found = [one for each in sheets for one in found_on(each, wanted)]
    counted = [one for one in found if one.reason is None]
    left_out = [one for one in found if one.reason is not None]
    return Result(
        summary=_summary(wanted, found, counted, sheets),
        quantities=tuple(_count(wanted, number, counted) for number in sorted({one.sheet for one in counted})),
        items=tuple(Item(label=one.insert.block, evidence=one.evidence, note=_note(one)) for one in counted[:MOST_ITEMS]),
        total_items=len(counted),
        withheld=tuple(
            Withheld(label=one.insert.block, reason=one.reason, evidence=one.evidence)
            for one in left_out[:MOST_WITHHELD]
            if one.reason
        ),
        coverage=_coverage(sheets, box is not None),
    )  # fmt: skip


def _note(found: Found) -> str:
    within = " in ".join(reversed(found.insert.within))
    return f"layer {found.insert.layer}" + (f", in {within}" if within else "")


def _count(wanted: Wanted, sheet: int, counted: list[Found]) -> Quantity:
    here = [one for one in counted if one.sheet == sheet]
    filters = [f"with {wanted.attribute}"] * bool(wanted.attribute) + [f"on layer {wanted.layer}"] * bool(wanted.layer)
    label = " ".join([f"block {wanted.block}", *filters, f"on sheet {sheet}"])
    given = [f"（{wanted.attribute}）"] * bool(wanted.attribute) + [f"，图层 {wanted.layer}"] * bool(wanted.layer)
    return Quantity(
        value=Decimal(len(here)), unit="nos", label=label, label_zh=f"图块 {wanted.block}{''.join(given)}，第 {sheet} 张图",
        sources=tuple(one.evidence for one in here),
    )  # fmt: skip


def _summary(wanted: Wanted, found: list[Found], counted: list[Found], sheets: list[Sheet]) -> str:
    if not found:
        names = ", ".join(near_names(wanted.block, sheets))
        return (
            f"There is no reference to {wanted.block} with these filters. Names of blocks like it: {names or 'none'}."
        )
    rows = Counter((one.sheet, one.insert.block) for one in counted).most_common()
    shown = [f"sheet {number}: {name} × {count}" for (number, name), count in rows[:MOST_ROWS]]
    cut = f" … and {len(rows) - MOST_ROWS} more" if len(rows) > MOST_ROWS else ""
    nested = sum(bool(one.insert.within) for one in counted)
    lead = f"{len(counted)} counted ({nested} of them within other blocks), {len(found) - len(counted)} withheld. "
    return lead + "; ".join(shown) + cut + _values(counted)


def _values(counted: list[Found]) -> str:
    """What the attributes say, where the references of one block have some."""
    values = Counter((tag, said) for one in counted for tag, said in one.insert.attributes if said)
    shown = [f"{tag}={said} × {count}" for (tag, said), count in values.most_common(MOST_ROWS)]
    return f". Attributes: {'; '.join(shown)}" if shown and len({one.insert.block for one in counted}) <= 3 else ""


def _coverage(sheets: list[Sheet], part: bool) -> Coverage:
    numbers = ", ".join(str(one.number) for one in sheets)
    part_en, part_zh = (" (only the given region)", "（仅指定区域）") if part else ("", "")
    searched = Message(
        en=f"block references of sheet {numbers}, also those within other blocks{part_en}",
        zh=f"第 {numbers} 张图的图块参照（含嵌套）{part_zh}",
    )
    drawn = Message(en="the same thing drawn without the block", zh="未用图块绘制的同类构件")
    return Coverage(searched=(searched,), not_searched=(drawn, *unread_messages(sheets)))
