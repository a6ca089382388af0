"""Rules for what is drawn on plans without a mark: rooms by their names."""

import re

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.counting import BEYOND, HOW_MANY
from tools.kit.quantity import Quantity
from tools.kit.result import Result

NAMED_ROOMS = (
    ("bedroom", re.compile(r"\bbed ?rooms?\b|\bsleeping rooms?\b|卧室|臥室|睡房|房间数", re.I), ("bedrooms", "间卧室")),
    (
        "bathroom",
        re.compile(
            r"\bbath ?rooms?\b|\btoilets?\b|\bwash ?rooms?\b|\brest ?rooms?\b|\bpowder rooms?\b|\bW\.?C\.?s?\b|卫生间|衛生間|洗手间|厕所|浴室",
            re.I,
        ),
        ("bathrooms and toilets", "间卫生间（含浴室）"),
    ),
)
AREA_OR_FIXTURE = (
    r"\barea\b",
    r"面积",
    r"\bfixtures?\b",
    r"洁具",
    r"马桶",
    r"\bbowls?\b",
    r"\bdoors?\b",
    r"\bwindows?\b",
    r"[门窗]",
)


def count_of_named_rooms(asked: Asked) -> Reply | None:
    """How many bedrooms / toilets: by the names written in them, as one convention for all plans."""
    if not asked.has(*HOW_MANY) or asked.has(*BEYOND, *AREA_OR_FIXTURE) or asked.marks:
        return None
    kind, names = next(((kind, names) for kind, asks, names in NAMED_ROOMS if asks.search(asked.text)), ("", ("", "")))
    if not kind:
        return None
    result = asked.need("count_rooms", kind=kind, sheet=asked.sheet)
    chosen = only(result)
    if chosen is None:
        return _unsettled(asked, result)
    text = asked.say(
        f"{chosen.value:f} {names[0]} [{chosen.id}], by the room names written on sheet {chosen.sources[0].sheet}. "
        f"{result.assumptions[0].en}",
        f"第 {chosen.sources[0].sheet} 张图共 {chosen.value:f} {names[1]} [{chosen.id}]，按图上写出的房间名称计数。{result.assumptions[0].zh}",
    )
    return Reply(text=text, headline=chosen.id, verdict="answered")


def only(result: Result) -> Quantity | None:
    """The count of the one sheet that has any; None where several sheets differ."""
    positive = [quantity for quantity in result.quantities if quantity.value]
    several = positive or list(result.quantities[:1])
    return several[0] if len({quantity.value for quantity in several}) == 1 else None


def _unsettled(asked: Asked, result: Result) -> Reply:
    if not result.quantities:
        text = asked.say(
            "I found no room names on the drawing that would settle this. If the text is poor, try a sharper scan.",
            "图上没有找到能确定该数量的房间名称。如果文字不清晰，请换用更清晰的扫描件。",
        )
    else:
        counts = ", ".join(f"{q.sources[0].sheet}: {q.value:f} [{q.id}]" for q in result.quantities)
        text = asked.say(
            f"The sheets name different numbers of them (sheet: count — {counts}); please name the sheet.",
            f"各张图上的数量不同（图号：数量 — {counts}），请指明图纸。",
        )
    return Reply(text=text, verdict="refused")
