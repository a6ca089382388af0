"""Rules for a question with an area that was drawn on the sheet: "How many of these? [sheet 1, area 10,20,60,40 mm]"."""

import re
from typing import NamedTuple

from agent.provider import Reply
from agent.rules.asked import Asked, Failed
from agent.rules.counting import HOW_MANY
from tools.kit.evidence import Box
from tools.kit.marks import marks_in
from tools.kit.quantity import Quantity
from tools.kit.result import Item, Result

AREA = re.compile(
    r"\s*[\[【]\s*(?:sheet|第)\s*(?P<sheet>\d+)\s*张?\s*[,，]\s*(?:area|区域)\s*(?P<box>[\d.]+(?:\s*,\s*[\d.]+){3})\s*mm\s*[\]】]\s*$",
    re.I,
)
WHAT = (r"\bwhat\b", r"\bwritten\b", r"\bread\b", r"\bsays?\b", "什么", "写", "文字", "内容", "是啥")
MOST_SHOWN = 12


class Area(NamedTuple):
    sheet: int
    box: Box


def area_in(question: str) -> tuple[str, Area | None]:
    """The question without its area, and the area in mm of its sheet."""
    found = AREA.search(question)
    if found is None:
        return question, None
    x0, y0, x1, y1 = (float(value) for value in found["box"].split(","))
    return question[: found.start()].strip(), Area(int(found["sheet"]), (x0, y0, x1, y1))


def in_an_area(asked: Asked) -> Reply | None:
    """Whatever is asked about an area is answered about it, or refused: never about the whole sheet instead."""
    text, area = area_in(asked.text)
    if area is None:
        return None
    plain = Asked(asked.turn.model_copy(update={"question": text}))
    if plain.has(*HOW_MANY):
        return _marks_named(asked, plain.marks, area) if plain.marks else _like_these(asked, area)
    return _written(asked, area) if plain.has(*WHAT) else _cannot(asked)


def _marks_named(asked: Asked, marks: list[str], area: Area) -> Reply:
    """Each mark that the question names, within the area."""
    counts = [asked.need("count_marks", mark=mark, sheet=area.sheet, box=list(area.box)) for mark in marks]
    found = [(mark, result.quantities[0]) for mark, result in zip(marks, counts, strict=True) if result.quantities]
    if len(found) < len(marks):
        missing = next(mark for mark in marks if mark not in dict(found))
        text = asked.say(f"{missing} is not written within the area.", f"所选区域内没有写 {missing}。")
        return Reply(text=text, verdict="refused")
    lines = [asked.say(f"{m}: {_value(q)} within the area", f"所选区域内 {m}：{_value(q)} 个") for m, q in found]
    text = asked.say("; ", "；").join(lines) + asked.say(".", "。")
    return Reply(text=text, headline=found[0][1].id if len(found) == 1 else None, verdict="answered")


def _like_these(asked: Asked, area: Area) -> Reply:
    """What the area holds, everywhere on its sheet: a mark where nothing but one mark is written there, else the symbol."""
    texts = _texts(asked, area)
    marks = {mark for item in texts for mark in marks_in(item.evidence.text)}
    if len(texts) == 1 and len(marks) == 1:
        mark = marks.pop()
        result = asked.need("count_marks", mark=mark, sheet=area.sheet)
        if result.quantities:
            return _counted(asked, result.quantities[0], mark, result)
    try:
        found = asked.need("find_symbol", sheet=area.sheet, box=list(area.box))
    except Failed as failed:
        text = asked.say(
            f"I could not take what lies in the area for one symbol: {failed} Draw the area closely around one, or name its mark.",
            f"无法把所选区域识别为一个符号：{failed} 请紧贴一个符号框选，或写出它的编号。",
        )
        return Reply(text=text, verdict="refused")
    if len(found.quantities) != 1:
        return Reply(text=asked.say("Nothing like it was found.", "没有找到相同的符号。"), verdict="refused")
    return _counted(asked, found.quantities[0], asked.say("The symbol in the area", "所选符号"), found)


def _counted(asked: Asked, quantity: Quantity, name: str, result: Result) -> Reply:
    sheet = quantity.sources[0].sheet
    text = asked.say(
        f"{name} stands {_value(quantity)} times on sheet {sheet}.",
        f"{name} 在第 {sheet} 张图上共 {_value(quantity)} 个。",
    )
    if result.withheld:
        text += asked.say(" What was not counted is listed below.", "未计入的见下方列表。")
    return Reply(text=text, headline=quantity.id, verdict="answered")


def _value(quantity: Quantity) -> str:
    return f"{quantity.value.normalize():f} [{quantity.id}]"


def _texts(asked: Asked, area: Area) -> list[Item]:
    result = asked.need("find_text", pattern=".+", sheet=area.sheet, box=list(area.box), regex=True)
    return list(result.items)


def _written(asked: Asked, area: Area) -> Reply:
    texts = _texts(asked, area)
    if not texts:
        text = asked.say(
            "Nothing is written within the area, and the built-in rules cannot see what is drawn there.",
            "所选区域内没有文字；内置规则无法辨认其中的图形。",
        )
        return Reply(text=text, verdict="refused")
    lines = [f"“{item.evidence.text}” [{item.id}]" for item in texts[:MOST_SHOWN]]
    more = asked.say(" and more", "等") if len(texts) > MOST_SHOWN else ""
    lead = asked.say("Within the area is written: ", "所选区域内写着：")
    return Reply(text=lead + asked.say(", ", "、").join(lines) + more + asked.say(".", "。"), verdict="answered")


def _cannot(asked: Asked) -> Reply:
    text = asked.say(
        "About an area, the built-in rules count marks and symbols and read what is written. For other questions, connect a "
        "model with OPENAI_API_KEY.",
        "对所选区域，内置规则可以数编号和符号、读取文字。其他问题请设置 OPENAI_API_KEY 接入模型。",
    )
    return Reply(text=text, verdict="refused")
