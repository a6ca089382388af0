"""Rules for what is drawn on plans without a mark: rooms by their names, doors and windows by their drawing."""

import re
from collections.abc import Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.counting import BEYOND, HOW_MANY
from tools.kit.quantity import Quantity
from tools.kit.result import Item, Result

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
OF_ONE_PLAN = re.compile(r"\b(?:PLANTA|PIANTA|PISO|ETAGE|ÉTAGE|REZ-DE-CHAUSS[EÉ]E|GESCHOSS|PELAN|DENAH)\b")
"""Titles of plans in other languages: a sheet may hold several, and names are counted on all of it."""
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
    # None by the names that were read is no proof that there is none: a name may not have been readable.
    sure = (chosen.value > 0 or chosen.sources[0].method == "text") and not OF_ONE_PLAN.search(asked.text)
    mended = [item for item in result.items if item.note and item.evidence.sheet == chosen.sources[0].sheet]
    text += _doubts(asked, mended)
    return Reply(text=text, headline=chosen.id, verdict="answered" if sure and not mended else "refused")


def _doubts(asked: Asked, mended: Sequence[Item]) -> str:
    """The names that OCR could not read clearly."""
    if not mended:
        return ""
    listed = asked.say(", ", "、").join(f"“{item.label}” [{item.id}]" for item in mended)
    return asked.say(
        f" Not clearly read and taken for such names: {listed}; please check them.",
        f"以下文字未能清楚识别，按此类名称计入，请核对：{listed}。",
    )


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


OPENINGS = (("door", r"\bdoors?\b|门", ("doors", "樘门")), ("window", r"\bwindows?\b|窗", ("windows", "樘窗")))
OTHER_OPENINGS = (
    r"\bschedule\b", r"\blegend\b", r"\btypes?\b", r"\bmarks?\b", r"\bdetails?\b", r"\bsliding\b", r"\bgarage doors\b", r"\bshutter",
    r"\bfire\b", r"\bdouble\b", r"\bsingle\b", r"\bleaf", r"\bnoted\b", r"\blabell?ed\b", r"\btagged\b", r"表", r"图例", r"类型", r"编号",
    r"详图", r"大样", r"卷帘", r"防火", r"双扇", r"单扇", r"标注", r"幕墙", r"厚", r"门厅", r"推拉门",
)  # fmt: skip
"""Questions about one sort of door, or about what is written of them, are for other rules."""


def count_of_openings(asked: Asked) -> Reply | None:
    """How many doors / windows does the plan draw, where no schedule and no mark settles it."""
    plain = _without_asides(asked.text)
    other = any(re.search(words, plain, re.I) for words in OTHER_OPENINGS)
    if not asked.has(*HOW_MANY) or asked.has(*BEYOND) or other or asked.marks or asked.family:
        return None
    kinds = [(kind, names) for kind, asks, names in OPENINGS if re.search(asks, plain, re.I)]
    if len(kinds) != 1:
        return None
    (kind, names), sheet = kinds[0], asked.sheet or _only_sheet(asked)
    if sheet is None:
        text = asked.say(
            f"The drawing has several sheets; please name the one whose {names[0]} I should count.",
            f"图纸有多张，请指明要在哪一张上统计{names[1][-1]}。",
        )
        return Reply(text=text, verdict="refused")
    return _openings(asked, asked.need("find_openings", kind=kind, sheet=sheet), names)


def _without_asides(text: str) -> str:
    """(not the garage door), （不含车库门） and ", counting the sliding bay" say nothing about what is counted."""
    return re.sub(
        r"[(（][^)）]*[)）]|[,，;；]\s*(?:not )?(?:counting|including|excluding|包括|不?含|不?计)[^,，?？]*", " ", text
    )


def _only_sheet(asked: Asked) -> int | None:
    sheets = {item.evidence.sheet for item in asked.need("list_sheets").items}
    return next(iter(sheets)) if len(sheets) == 1 else None


def _openings(asked: Asked, result: Result, names: tuple[str, str]) -> Reply:
    count, doubtful = result.quantities[0], len(result.withheld)
    sheet, convention = count.sources[0].sheet, result.assumptions[0]
    sound = "NOT sound" not in result.summary
    parts = [
        asked.say(
            f"{count.value:f} {names[0]} [{count.id}] are drawn on sheet {sheet}. {convention.en}",
            f"第 {sheet} 张图上共画有 {count.value:f} {names[1]} [{count.id}]。{convention.zh}",
        )
        if sound
        else asked.say(
            f"I cannot settle this reliably: the way this plan is drawn leaves doubt. My best count is {count.value:f} {names[0]} "
            f"[{count.id}] on sheet {sheet}; please check the candidates that are marked. {convention.en}",
            f"该图的画法使我无法可靠确定数量。第 {sheet} 张图上的最佳估计是 {count.value:f} {names[1]} [{count.id}]，请核对标出的候选。{convention.zh}",
        )
    ]
    if doubtful:
        parts.append(
            asked.say(
                "Places that resemble them but were not counted are listed as withheld; they could change the count.",
                "另有相似但未计入的位置列在下方，可能会改变数量。",
            )
        )
    text = ("" if asked.language == "zh" else " ").join(parts)
    return Reply(text=text, headline=count.id, verdict="answered" if sound else "refused")
