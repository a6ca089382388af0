"""Tool: a region of a sheet as an image."""

from typing import Annotated

from pydantic import Field

from tools.kit.drawing import Drawing
from tools.kit.evidence import Box
from tools.kit.geometry import inside
from tools.kit.labels import labels_of
from tools.kit.language import Message
from tools.kit.region import fitted
from tools.kit.result import ImageRef, Item, Result

TITLE = Message(en="Cutting out a region of sheet {sheet}", zh="截取第 {sheet} 张图的局部")
MOST_ITEMS = 60


def crop(
    drawing: Drawing,
    sheet: Annotated[int, Field(description="number of the sheet")],
    box: Annotated[
        Box | None, Field(description="x0, y0, x1, y1 in mm on the sheet; the whole sheet if left out")
    ] = None,
) -> Result:
    """Cut a region out of a sheet: the user is shown it as an image with mm rulers, and you get the texts that stand in
    it with their places. To have the drawn lines looked at, call look on the same region."""
    one = drawing.sheet(sheet)
    region, width, height = fitted(one, box)
    found = [label for label in labels_of(one.reading.visible) if inside(label.box, region)]
    return Result(
        summary=f"Sheet {sheet}, region {[round(v, 1) for v in region]} mm, {width} x {height} px, {len(found)} labels.",
        images=(ImageRef(sheet=sheet, box=region, width=width, height=height),),
        items=tuple(Item(label=label.text[:120], evidence=label.evidence(sheet)) for label in found[:MOST_ITEMS]),
        total_items=len(found),
    )
