"""Tool: a question about a region to the vision model."""

from typing import Annotated, Any

from pydantic import Field

from tools.kit.drawing import Drawing
from tools.kit.evidence import Box, Evidence
from tools.kit.language import Message
from tools.kit.region import fitted
from tools.kit.render import crop_png
from tools.kit.result import Coverage, ImageRef, Item, Result
from tools.kit.vision import Progress, Vision

TITLE = Message(en="Having sheet {sheet} looked at: {question}", zh="查看第 {sheet} 张图：{question}")
LONG = True
LONGEST_ANSWER = 600
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "answer": {
            "type": "string",
            "description": "what is seen, in one or two sentences; [?] for what is unreadable",
        },
        "texts": {"type": "array", "items": {"type": "string"}, "description": "texts read, letter by letter"},
        "sure": {"type": "number", "description": "0 to 1"},
    },
    "required": ["answer", "texts", "sure"],
    "additionalProperties": False,
}


def look(
    drawing: Drawing,
    vision: Vision,
    progress: Progress,
    sheet: Annotated[int, Field(description="number of the sheet")],
    question: Annotated[
        str, Field(description="what to name, read or check there; never ask it to count", max_length=400)
    ],
    box: Annotated[
        Box | None, Field(description="x0, y0, x1, y1 in mm; at most about 250 x 125 mm stays readable")
    ] = None,
) -> Result:
    """Ask the vision model a question about one region of a sheet. It names, reads and checks; it does not count or
    measure, and its figures never enter the ledger. Every statement of it is marked as vision."""
    one = drawing.sheet(sheet)
    region, width, height = fitted(one, box)
    progress(0, 2, "rendering")
    png = crop_png(one, region, width)
    progress(1, 2, "looking")
    seen = vision.ask(png, question, SCHEMA)
    answer = str(seen.data.get("answer", ""))[:LONGEST_ANSWER]
    texts = [str(text)[:80] for text in seen.data.get("texts", [])][:30]
    confidence = min(max(float(seen.data.get("sure", 0)), 0.0), 1.0)
    evidence = Evidence(
        sheet=sheet, box=region, method="vision", text=" | ".join([answer, *texts])[:1500], confidence=confidence
    )
    return Result(
        summary=f"The vision model ({seen.model}) says, unproven: {answer} Texts it read: {texts}.",
        items=(Item(label=answer[:160], evidence=evidence, note="vision"),),
        images=(ImageRef(sheet=sheet, box=region, width=width, height=height),),
        coverage=Coverage(searched=(Message(en=f"a look at part of sheet {sheet}", zh=f"看过第 {sheet} 张图的局部"),)),
        usage=seen.usage,
    )
