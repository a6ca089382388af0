"""Tool: the plan views of the sheets, each with the part of the sheet that is its own."""

from typing import Annotated

from pydantic import Field

from tools.kit.drawing import Drawing
from tools.kit.evidence import Evidence
from tools.kit.geometry import rounded
from tools.kit.language import Message
from tools.kit.plan_views import PlanView, plan_views
from tools.kit.result import Coverage, Item, Result

TITLE = Message(en="Telling the plan views apart", zh="区分各平面图的范围")


def read_views(drawing: Drawing, sheet: Annotated[int | None, Field(description="only this sheet")] = None) -> Result:
    """List the plans of storeys by their titles, each with its part of the sheet as its note: the `box` to count on one storey.

    Where the parts of a sheet cannot be told apart, its views are not listed."""
    sheets = list(drawing.chosen(sheet))
    views = [view for one in sheets for view in plan_views(one)]
    numbers = ", ".join(str(one.number) for one in sheets)
    return Result(
        summary=f"{len(views)} plan views of storeys.",
        items=tuple(_item(view) for view in views),
        coverage=Coverage(searched=(Message(en=f"titles of sheet {numbers}", zh=f"第 {numbers} 张图的图名"),)),
    )


def _item(view: PlanView) -> Item:
    line = view.title
    place = Evidence(sheet=view.sheet, box=line.box, method=line.method, text=line.text, confidence=line.confidence)
    return Item(label=line.text, evidence=place, note=",".join(f"{side:g}" for side in rounded(view.box)))
