"""Rules for sums: plain arithmetic, the total of printed areas."""

import re

from agent.provider import Reply
from agent.rules.asked import Asked

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
        f"标注面积合计 {total.shown('zh')} [{total.id}]：{listed}。",
    )
    return Reply(text=text, headline=total.id, verdict="answered")
