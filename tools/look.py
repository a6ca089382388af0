"""Tool: a question about a region to the vision model."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field

from tools.kit.drawing import Drawing
from tools.kit.errors import Correctable
from tools.kit.evidence import Box, Evidence
from tools.kit.geometry import inside
from tools.kit.language import Message
from tools.kit.ledger import Ledger
from tools.kit.region import fitted
from tools.kit.render import crop_png
from tools.kit.result import Coverage, ImageRef, Item, Result
from tools.kit.vision import Progress, Seen, Vision

TITLE = Message(en="Having sheet {sheet} looked at: {question}", zh="查看第 {sheet} 张图：{question}")
LONG = True
LONGEST_ANSWER = 600
MOST_NUMBERS = 60
OFF = (-9000.0, -9000.0, -8999.0, -8999.0)
"""Where a place of another sheet is drawn, so that the numbers stay those of the count."""
ANSWER: dict[str, Any] = {
    "answer": {"type": "string", "description": "what is seen, in one or two sentences; [?] for what is unreadable"},
    "texts": {"type": "array", "items": {"type": "string"}, "description": "texts read, letter by letter"},
    "sure": {"type": "number", "description": "0 to 1"},
}
WRONG: dict[str, Any] = {
    "wrong": {
        "type": "array",
        "items": {"type": "integer"},
        "description": "numbers of red boxes that hold something else",
    }
}


def look(
    drawing: Drawing,
    vision: Vision,
    ledger: Ledger,
    progress: Progress,
    sheet: Annotated[int, Field(description="number of the sheet")],
    question: Annotated[str, Field(description="what to name, read or check there", max_length=400)],
    box: Annotated[Box | None, Field(description="at most about 250 x 125 mm stays readable")] = None,
    count: Annotated[
        str,
        Field(
            description="id of a count whose places are drawn numbered, to learn which are wrong",
            pattern=r"^(q\d+)?$",
        ),
    ] = "",
) -> Result:
    """Ask the vision model about one region of a sheet. It names, reads and checks; it never counts or measures.

    Its figures never enter the ledger, and every statement of it is marked as vision: say that it was seen. A region costs
    about 400 tokens: look at the whole sheet first, then at a few regions at most."""
    one = drawing.sheet(sheet)
    region, width, height = fitted(one, box)
    places = _places(ledger, count, sheet)
    shown = [number for number, place in enumerate(places, 1) if inside(place, region)]
    if count and not shown:
        raise Correctable(f"No place of {count} lies in this region of sheet {sheet}.")
    progress(0, 2, "rendering")
    png = crop_png(one, region, width, places if len(shown) <= MOST_NUMBERS else ())
    progress(1, 2, "looking")
    seen = vision.ask(png, _asked(question, shown), _schema(bool(count)))
    return _result(seen, sheet, region, (width, height), shown)


def _places(ledger: Ledger, count: str, sheet: int) -> list[Box]:
    if not count:
        return []
    return [place.box if place.box and place.sheet == sheet else OFF for place in ledger.quantity(count).sources]


def _asked(question: str, shown: Sequence[int]) -> str:
    if not shown:
        return question
    return f"{question}\nRed boxes with the numbers {', '.join(map(str, shown))} mark candidates. Which hold something else?"


def _schema(numbered: bool) -> dict[str, Any]:
    properties = ANSWER | WRONG if numbered else ANSWER
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _result(seen: Seen, sheet: int, region: Box, size: tuple[int, int], shown: Sequence[int]) -> Result:
    answer = str(seen.data.get("answer", ""))[:LONGEST_ANSWER]
    texts = [str(text)[:80] for text in _listed(seen.data.get("texts"))][:30]
    wrong = [number for number in shown if number in _listed(seen.data.get("wrong"))]
    read = [answer, *texts]
    items = [_item(text, sheet, region, _sure(seen)) for text in dict.fromkeys(read) if text.strip()]
    doubts = f" It doubts these numbers of {len(shown)}: {wrong or 'none'}." if shown else ""
    return Result(
        summary=f"What the vision model ({seen.model}) says, unproven, and the texts it read:{doubts}",
        items=tuple(items),
        images=(ImageRef(sheet=sheet, box=region, width=size[0], height=size[1]),),
        coverage=Coverage(searched=(Message(en=f"a look at part of sheet {sheet}", zh=f"看过第 {sheet} 张图的局部"),)),
        usage=seen.usage,
    )


def _item(text: str, sheet: int, region: Box, sure: float) -> Item:
    evidence = Evidence(sheet=sheet, box=region, method="vision", text=text, confidence=sure)
    return Item(label=text[:160], evidence=evidence)


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _sure(seen: Seen) -> float:
    try:
        return min(max(float(seen.data.get("sure", 0)), 0.0), 1.0)
    except (TypeError, ValueError):
        return 0.0
