"""Tool: a region of a sheet as an image, with candidates numbered over it."""

from typing import Annotated

from pydantic import Field

from tools.kit.candidates import candidates_of, numbered_in, region_around
from tools.kit.drawing import Drawing, Sheet
from tools.kit.errors import Correctable
from tools.kit.evidence import Box
from tools.kit.geometry import inside
from tools.kit.labels import labels_of
from tools.kit.language import Message
from tools.kit.ledger import Ledger
from tools.kit.region import fitted
from tools.kit.result import ImageRef, Item, Numbered, Result

TITLE = Message(en="Cutting out a region of sheet {sheet}", zh="截取第 {sheet} 张图的局部")
MOST_ITEMS = 60
MOST_NUMBERED = 200


def crop(
    drawing: Drawing,
    ledger: Ledger,
    sheet: Annotated[int, Field(description="number of the sheet")],
    box: Annotated[
        Box | None,
        Field(description="else the whole sheet, or the part with the items"),
    ] = None,
    items: Annotated[
        list[str] | None,
        Field(description='ids to draw numbered: a count ["q3"], or items ["e3", "e7"]'),
    ] = None,
) -> Result:
    """Show the user a region of a sheet as an image, and get the texts in it.

    Wrong ones can then be taken out by number with strike. To have the drawn lines looked at, call look on the same region."""
    one = drawing.sheet(sheet)
    marked = _marked(one, ledger, items, box) if items else ()
    region, width, height = fitted(one, box or (region_around(one, marked) if marked else None))
    found = [label for label in labels_of(one.reading.visible) if inside(label.box, region)]
    shown = [round(v, 1) for v in region]
    drawn = f" Numbered over it: {', '.join(str(n.number) for n in marked)}." if marked else ""
    return Result(
        summary=f"Sheet {sheet}, region {shown} mm, {width} x {height} px, {len(found)} labels.{drawn}",
        images=(ImageRef(sheet=sheet, box=region, width=width, height=height, numbered=marked),),
        items=tuple(Item(label=label.text[:120], evidence=label.evidence(sheet)) for label in found[:MOST_ITEMS]),
        total_items=len(found),
    )


def _marked(one: Sheet, ledger: Ledger, items: list[str], box: Box | None) -> tuple[Numbered, ...]:
    marked = numbered_in(candidates_of(ledger, items), one.number, box)
    if not marked:
        raise Correctable(
            f"None of {', '.join(items)} lies there on sheet {one.number}. Leave `box` out to see them all."
        )
    if len(marked) > MOST_NUMBERED:
        raise Correctable(
            f"{len(marked)} places are too many for one image; crop a smaller box with at most {MOST_NUMBERED}."
        )
    return marked
