"""Rules for measuring: the area or perimeter of a named room where none is printed, or where the question asks to measure."""

import re

from agent.provider import Reply
from agent.rules.asked import Asked, Failed
from tools.kit.quantity import Quantity
from tools.kit.result import Item, Result

AREA = (r"\bareas?\b", r"\bhow (?:big|large)\b", "面积", "多大")
PERIMETER = (r"\bperimeter\b", r"\bgirth\b", "周长")
MEASURE = (r"\bmeasured?\b", r"\bscaled?\b", r"\btake ?off\b", "量取", "测量", "实测", "量一下", "量出")
BEYOND = (
    r"\btotal\b", r"\ball\b", r"\blargest\b", r"\bsmallest\b", r"\bwhich\b", r"\bgross\b", r"\bfloors\b", r"\bdoors?\b", r"\bwindows?\b",
    r"\bopenings?\b", r"\bprinted\b", r"\bnoted\b", "总", "合计", "最大", "最小", "哪", "建筑面积", "[门窗](?!厅)", "标注", "洞口",
)  # fmt: skip
NAME = (
    re.compile(
        r"\b(?:area|perimeter|girth)(?: and (?:the )?(?:area|perimeter))? (?:of|for|in) (?:the )?(?P<name>.+?)(?:,| by\b| from\b| on\b)?\s*(?:\bmeasured\b.*)?[?？.]?\s*$",
        re.I,
    ),
    re.compile(r"\bhow (?:big|large) is (?:the )?(?P<name>.+?)\s*[?？]?\s*$", re.I),
    re.compile(r"\bmeasure (?:the )?(?:room )?(?P<name>.+?)(?:'s)?(?: (?:area|perimeter))?\s*[?？.]?\s*$", re.I),
    re.compile(
        r"^(?:请?(?:量取|测量|量一下|量出|实测)(?:一下)?)?\s*(?P<name>[^，,。？?]+?)\s*的?(?:量取|测量|实测|净)?(?:面积|周长)"
    ),
)
PRINTED = "printed area of"


def measured_room(asked: Asked) -> Reply | None:
    """How big is the PANTRY: measured where no area is printed with it; both where the question says "measured"."""
    if not asked.has(*AREA, *PERIMETER) or asked.has(*BEYOND):
        return None
    name = _name(asked)
    found = asked.find(name) if name else None
    if not name or not found or not found.items:
        return None
    printed = [quantity for quantity in found.quantities if quantity.unit in ("m2", "ft2")]
    if printed and not asked.has(*MEASURE, *PERIMETER):
        return None
    sheets = {item.evidence.sheet for item in found.items}
    if len(sheets) != 1:
        return None
    return _measured(asked, name, sheets.pop(), found.items[0])


def _name(asked: Asked) -> str | None:
    if asked.quoted:
        return asked.quoted[0]
    found = next((match for expression in NAME if (match := expression.search(asked.text))), None)
    name = found["name"].strip(" ?？。\"'“”") if found else ""
    return name if 0 < len(name) <= 40 else None


def _measured(asked: Asked, name: str, sheet: int, item: Item) -> Reply | None:
    """By the tool; where it cannot, why not, and what to do."""
    imperial = asked.has(r"\bsq\.? ?(?:ft|feet)\b", r"\bsquare feet\b", r"\bft2\b", "平方英尺")
    try:
        result = asked.need("measure_area", sheet=sheet, room=name, units="imperial" if imperial else None)
    except Failed as failed:
        text = asked.say(f"{name} stands here [{item.id}], but its area could not be measured: {failed}",
                         f"{name} 位置见 [{item.id}]，但未能量取面积：没有找到由墙线围合、只用这一名称标注的房间。请框选该房间后再问，或给出它的角点。")  # fmt: skip
        return Reply(text=text, verdict="refused")
    return _said(asked, name, result)


def _said(asked: Asked, name: str, result: Result) -> Reply:
    area, perimeter = result.quantities[:2]
    printed = next((quantity for quantity in result.quantities if quantity.label.startswith(PRINTED)), None)
    sure = not result.assumptions
    wanted = perimeter if asked.has(*PERIMETER) and not asked.has(*AREA) else area
    text = _figures(asked, name, area, perimeter, wanted)
    if printed and wanted is area:
        text += asked.say(f" {printed.shown()} [{printed.id}] is printed with it, which wins.",
                          f"图上标注为 {printed.shown('zh')} [{printed.id}]，以标注为准。")  # fmt: skip
    if not sure:
        text += asked.say(
            " The scale is not confirmed: no dimension could be checked.", "比例未经核实：没有可核对的尺寸。"
        )
    head = printed if printed and wanted is area and not asked.has(*MEASURE) else wanted
    return Reply(text=text, headline=head.id, verdict="answered" if sure else "refused")


def _figures(asked: Asked, name: str, area: Quantity, perimeter: Quantity, wanted: Quantity) -> str:
    if wanted is perimeter:
        return asked.say(f"The perimeter of {name}, measured along the faces of its walls, is {perimeter.shown()} [{perimeter.id}].",
                         f"{name} 沿墙面量得周长 {perimeter.shown('zh')} [{perimeter.id}]。")  # fmt: skip
    return asked.say(
        f"{name} measures {area.shown()} [{area.id}] clear between the faces of its walls, its perimeter {perimeter.shown()} [{perimeter.id}].",
        f"{name} 墙面间净面积量得 {area.shown('zh')} [{area.id}]，周长 {perimeter.shown('zh')} [{perimeter.id}]。")  # fmt: skip
