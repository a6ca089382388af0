"""Tool: a question about a region to the vision model."""

from collections.abc import Sequence
from math import dist
from typing import Annotated, Any

from pydantic import Field

from tools.kit.candidates import UNNUMBERED
from tools.kit.drawing import Drawing
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
MOST_MISSED = 30
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
        "description": "numbers of red boxes that hold something else, or part of what another number marks",
    },
    "missed": {
        "type": "array",
        "items": {"type": "array", "items": {"type": "number"}},
        "description": "middles [x, y], in mm by the rulers, of more of the same that no box marks; [] for none",
    },
}
PART = 0.1
TOUCHING = 0.4
"""A point nearer than that share of a place's size to its middle is that place; neighbours stand close."""


def look(
    drawing: Drawing,
    vision: Vision,
    ledger: Ledger,
    progress: Progress,
    sheet: Annotated[int, Field(description="number of the sheet")],
    question: Annotated[str, Field(description="what to name, read or check", max_length=400)],
    box: Annotated[Box | None, Field(description="about 250 x 125 mm stay readable")] = None,
    count: Annotated[
        str,
        Field(
            description="id of a count to draw numbered",
            pattern=r"^(q\d+)?$",
        ),
    ] = "",
) -> Result:
    """Ask a vision model about one region. It names, reads and checks; it never counts or measures. With `count` it tells which
    numbered places are wrong and where more are without a number: strike takes both.

    Its figures never enter the ledger, and every statement of it is marked as vision: say that it was seen. A region costs
    about 400 tokens: look at the whole sheet first, then at a few regions at most."""
    one = drawing.sheet(sheet)
    region, width, height = fitted(one, box)
    places = _places(ledger, count, sheet)
    shown = [number for number, place in enumerate(places, 1) if inside(place, region)]
    progress(0, 2, "rendering")
    png = crop_png(one, region, width, places if len(shown) <= MOST_NUMBERS else ())
    progress(1, 2, "looking")
    seen = vision.ask(png, _asked(question, shown, bool(count)), _schema(bool(count)))
    found = _result(seen, sheet, region, (width, height), shown)
    return _with_missed(found, seen, sheet, region, places) if count else found


def _places(ledger: Ledger, count: str, sheet: int) -> list[Box]:
    if not count:
        return []
    return [place.box if place.box and place.sheet == sheet else OFF for place in ledger.quantity(count).sources]


def _asked(question: str, shown: Sequence[int], numbered: bool) -> str:
    if not numbered:
        return question
    if not shown:
        return (
            f"{question}\nNone is marked in this part yet. Where are they? All leaves or panes of one opening are one."
        )
    return (
        f"{question}\nRed boxes with the numbers {', '.join(map(str, shown))} mark candidates. Which hold something else, "
        "or a leaf or pane of an opening that bears a number already? Where are more of the same without a box? All leaves or panes "
        "of one opening are one."
    )


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


def _with_missed(result: Result, seen: Seen, sheet: int, region: Box, places: Sequence[Box]) -> Result:
    """More of the same that bear no number, each as a place of the usual size."""
    points = [p for p in map(_point, _listed(seen.data.get("missed"))) if p and _free(p, region, places)][:MOST_MISSED]
    width, height = _usual(places, region)
    items = []
    for x, y in points:
        box = (max(x - width / 2, 0.0), max(y - height / 2, 0.0), x + width / 2, y + height / 2)
        text = f"one more, seen at {x:.0f},{y:.0f}"
        evidence = Evidence(sheet=sheet, box=box, method="vision", text=text, confidence=_sure(seen))
        items.append(Item(label=UNNUMBERED, evidence=evidence))
    told = f" It sees {len(items)} more without a number; strike adds them by their e ids." if items else ""
    return result.model_copy(update={"items": (*result.items, *items), "summary": result.summary + told})


def _usual(places: Sequence[Box], region: Box) -> tuple[float, float]:
    """The size of most places, at most a share of the region: a count of nothing has the whole sheet for its place."""
    most = PART * (region[2] - region[0])
    width, height = (sorted(box[i + 2] - box[i] for box in places)[len(places) // 2] for i in (0, 1))
    return min(width, most), min(height, most)


def _point(value: object) -> tuple[float, float] | None:
    pair = [float(v) for v in _listed(value) if isinstance(v, int | float)]
    return (pair[0], pair[1]) if len(pair) == 2 else None


def _free(point: tuple[float, float], region: Box, places: Sequence[Box]) -> bool:
    """Within the region, and not about the middle of a place that has a number already: a wide box may hold a neighbour too."""
    near = any(_reach(point, box) < TOUCHING for box in places if not inside(region, box))
    return inside((*point, *point), region) and not near


def _reach(point: tuple[float, float], box: Box) -> float:
    """How far a point lies from the middle of a box, in lengths of its longer side."""
    middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return dist(point, middle) / max(box[2] - box[0], box[3] - box[1])


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
