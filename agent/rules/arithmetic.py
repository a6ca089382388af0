"""Rules for sums: plain arithmetic, the total of printed areas, the concrete of marked columns."""

import re
from collections.abc import Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from tools.kit.quantity import Quantity
from tools.kit.result import Result

SUM = re.compile(
    r"^\s*(?:what is|what's|calculate|compute|how much is|计算|求|算一下|请计算)?\s*(?P<sum>[\d.(][\d.\s+\-*/×x÷()^]*[\d.)])\s*(?P<unit>m2|m3|m²|m³|m|nos|kg)?\s*[=?？是多少等于]*\s*$",
    re.I,
)
ALL_AREAS = (
    r"\b(total|sum)\b.*\bareas?\b.*\b(printed|tags?|labels?|noted)\b",
    r"(标注|标签|印|标出).*面积.*(总|合计|之和)",
    r"(总|合计).*(标注|标签|印|标出).*面积",
    r"(标签|标注).*面积合计",
    r"面积.*(总和|合计|之和).*(标注|标签)",
)
AREA_TAG = r"\d[\d,.]*\s?(?:SF|SQ\.?\s?FT\.?|m2|m²|㎡|SQM|平方米)(?![A-Za-z0-9])"
CONCRETE = (r"\bconcrete\b", r"混凝土", r"砼", r"\bvolume\b", r"体积")
SECTION = re.compile(r"(?<![\d.])(\d{3,4})\s*[xX×*]\s*(\d{3,4})(?![\d.])")
HEIGHT = r"(?:storey|story|floor[- ]to[- ]floor|column)\s*height|层\s*高|柱\s*高"


def plain_sum(asked: Asked) -> Reply | None:
    """14 × 0.5 × 0.5 × 3.3 = ?"""
    match = SUM.match(asked.text)
    if match is None or not re.search(r"[+\-*/×x÷]", match["sum"]):
        return None
    expression = re.sub(
        r"\s+", "", match["sum"].replace("×", "*").replace("x", "*").replace("÷", "/").replace("^", "**")
    )
    numbers = re.findall(r"\d+(?:\.\d+)?", expression)
    named = iter(range(1, len(numbers) + 1))
    inputs = [{"name": f"n{n}", "value": value, "unit": "", "source": "user"} for n, value in enumerate(numbers, 1)]
    symbolic = re.sub(r"\d+(?:\.\d+)?", lambda _: f"n{next(named)}", expression)
    result = asked.need("calculate", expression=symbolic, label=match["sum"].strip(), unit="", inputs=inputs)
    quantity = result.quantities[-1]
    return Reply(
        text=f"{match['sum'].strip()} = {quantity.shown()} [{quantity.id}]", headline=quantity.id, verdict="answered"
    )


def total_of_printed_areas(asked: Asked) -> Reply | None:
    """The sum of every area that is printed on the views of one sheet."""
    if not asked.has(*ALL_AREAS):
        return None
    result = asked.need("find_text", pattern=AREA_TAG, regex=True, sheet=asked.sheet)
    areas = [quantity for quantity in result.quantities if quantity.unit in ("m2", "ft2")]
    sheets = {quantity.sources[0].sheet for quantity in areas}
    if not areas or len(sheets) > 1 or (result.total_items or 0) > len(result.items):
        return Reply(
            text=asked.say(
                "I found no single sheet whose printed areas can be added up; please name the sheet.",
                "没有找到可以合计的标注面积，请指明图纸。",
            ),
            verdict="refused",
        )
    expression = " + ".join(quantity.id for quantity in areas)
    total = asked.need(
        "calculate", expression=expression, label=asked.say("printed areas", "标注面积合计"), unit=areas[0].unit
    ).quantities[-1]
    listed = ", ".join(f"{quantity.shown()} [{quantity.id}]" for quantity in areas)
    text = asked.say(
        f"The printed areas add up to {total.shown()} [{total.id}]: {listed}.",
        f"标注面积合计 {total.shown()} [{total.id}]：{listed}。",
    )
    return Reply(text=text, headline=total.id, verdict="answered")


def concrete_of_marked(asked: Asked) -> Reply | None:
    """Count × b × h × height of a column mark, each read on the drawing; what is missing is asked for."""
    if len(asked.marks) != 1 or not asked.has(*CONCRETE) or not re.match(r"K?Z|C\d|COL", asked.marks[0]):
        return None
    mark = asked.marks[0]
    counted = asked.need("count_marks", mark=mark, sheet=asked.sheet)
    if len(counted.quantities) != 1:
        return Reply(
            text=asked.say(
                f"{mark} is not marked on exactly one sheet, so I cannot tell how many there are; please name the sheet.",
                f"{mark} 没有恰好只在一张图上标注，无法确定数量，请指明图纸。",
            ),
            verdict="refused",
        )
    count = counted.quantities[0]
    result = asked.need(
        "calculate",
        expression=f"{count.id} * b * h * height",
        label=asked.say(f"concrete of {mark}", f"{mark} 混凝土体积"),
        unit="m3",
        inputs=[*_section(asked, mark), _height(asked)],
    )
    return _concrete(asked, mark, count, result)


def _concrete(asked: Asked, mark: str, count: Quantity, result: Result) -> Reply:
    b, h, height, total = result.quantities
    sizes = f"{b.shown()} [{b.id}] × {h.shown()} [{h.id}] × {height.shown()} [{height.id}]"
    text = asked.say(
        f"{mark}: {total.shown()} [{total.id}] of concrete = {count.value:f} [{count.id}] × {sizes}. "
        "Full storey height, beams and slabs not deducted.",
        f"{mark} 混凝土量 {total.shown()} [{total.id}] = {count.value:f} [{count.id}] × {sizes}。按全层高计算，未扣除梁板。",
    )
    return Reply(text=text, headline=total.id, verdict="answered")


def _section(asked: Asked, mark: str) -> Sequence[dict[str, str]]:
    found = asked.need("find_text", pattern=mark)
    for item in found.items:
        match = SECTION.search(item.evidence.text)
        if match:
            return [
                {"name": n, "value": v, "unit": "mm", "source": item.id}
                for n, v in zip("bh", match.groups(), strict=True)
            ]
    said = _asked_user(
        asked,
        asked.say(
            f"What is the section of {mark} in mm, such as 500x500?", f"{mark} 的截面尺寸是多少（mm，例如 500x500）？"
        ),
    )
    match = SECTION.search(said)
    values = match.groups() if match else ("0", "0")
    return [{"name": n, "value": v, "unit": "mm", "source": "user"} for n, v in zip("bh", values, strict=True)]


def _height(asked: Asked) -> dict[str, str]:
    found = asked.need("find_text", pattern=HEIGHT, regex=True)
    for item in found.items:
        match = re.search(r"(\d+(?:\.\d+)?)\s*(mm|m)\b", item.evidence.text, re.I)
        if match:
            return {"name": "height", "value": match[1], "unit": match[2].lower(), "source": item.id}
    said = _asked_user(asked, asked.say("What is the height of the columns in m? The drawing does not state a storey height.",
                                        "柱高是多少米？图上没有写明层高。"))  # fmt: skip
    match = re.search(r"\d+(?:\.\d+)?", said)
    value = match[0] if match else "0"
    return {"name": "height", "value": value, "unit": "mm" if float(value) > 100 else "m", "source": "user"}


def _asked_user(asked: Asked, question: str) -> str:
    """The user's answer to that question; asks it the first time."""
    asked.need("ask_user", question=question)
    return asked.said(question)
