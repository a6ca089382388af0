"""Rules for "how many": marks, families of marks, rooms by their labels."""

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.words import times
from tools.kit.quantity import Quantity
from tools.kit.result import Result
from tools.kit.rooms import ROOMS

HOW_MANY = (
    r"\bhow many\b",
    r"\bcount\b",
    r"\bnumber of\b",
    r"多少[间个根樘道处扇块]?",
    r"几[间个根樘道处扇块]",
    r"数量",
    r"合计",
)
BEYOND = (
    r"\blargest\b", r"\btype[s]?\b.*\bschedule\b", r"\brows?\b", r"\bspecies\b", r"\bmissing\b", r"缺", r"几种", r"多少种", r"多少行",
    r"\bblock\b", r"图块", r"\d+\s*[x×]\s*\d+", r"\barea\b", r"面积", r"\bvolume\b", r"体积", r"混凝土", r"\bconcrete\b", r"\bcubic\b", r"\bcu\.?\s?(?:ft|m)\b", r"立方", r"方量", r"多少方", r"\bsize\b", r"尺寸", r"多大", r"\bheight\b", r"高", r"厚", r"\bthick",
)  # fmt: skip
ROOMS_WITH = (
    r"\bhow many\b[\w ]*\b(?:rooms?|toilets?|bath ?rooms?|bed ?rooms?|offices?)\b.*\b(?:with|have|has|having)\b",
    "间(?!距).*(?:用|采用|做|为|有)",
)
"""Rooms that have what bears the mark: it is they that are counted."""
AGREES = (r"\bschedule\b", r"\blegend\b", r"\bagree", r"\bmatch", r"表", r"图例", r"一致", r"相符", r"吻合")


def count_of_marks(asked: Asked) -> Reply | None:
    """How many D2 / KZ1 and KZ2 / FB marks."""
    wanted = [asked.family] if asked.family else asked.marks
    if not wanted or not asked.has(*HOW_MANY) or asked.has(*BEYOND, *ROOMS_WITH):
        return None
    results = [(mark, asked.need("count_marks", mark=mark, sheet=asked.sheet)) for mark in wanted]
    missing = [mark for mark, result in results if not result.quantities]
    if missing:
        return _nothing_counted(asked, missing, dict(results))
    spread = [mark for mark, result in results if len(result.quantities) > 1]
    if spread:
        return _which_sheet(asked, spread[0], dict(results)[spread[0]])
    return _counted(asked, results)


def _counted(asked: Asked, results: list[tuple[str, Result]]) -> Reply:
    counts = [(mark, result.quantities[0]) for mark, result in results]
    parts = [_one_count(asked, mark, quantity) for mark, quantity in counts]
    headline = counts[0][1]
    if len(counts) > 1:
        expression = " + ".join(quantity.id for _, quantity in counts)
        total = asked.need("calculate", expression=expression, label=" + ".join(m for m, _ in counts), unit="nos")
        headline = total.quantities[0]
        shown = f"{headline.value.normalize():f} [{headline.id}]"
        parts.append(asked.say(f"Together {shown}.", f"合计 {shown} 个。"))
    parts += [text for mark, result in results if (text := _left_out(asked, mark, result))]
    verdict = "answered"
    if any(source.method == "ocr" for _, count in counts for source in count.sources):
        verdict = "refused"
        parts.append(asked.say("The marks were read by OCR, some may not have been read; please check on the drawing.", "编号由 OCR 读出，可能有遗漏，请对照原图核对。"))  # fmt: skip
    if asked.has(*AGREES):
        verdict = "refused"
        parts.append(
            asked.say(
                "I cannot compare this with the schedule by rules yet; the withheld items show where it names the mark.",
                "内置规则目前还不能与表格数量核对；未计入项列出了表格中的位置。",
            )
        )
    return Reply(text=_join(asked, parts), headline=headline.id, verdict=verdict)


def _one_count(asked: Asked, mark: str, quantity: Quantity) -> str:
    number, sheet = f"{quantity.value:f}", quantity.sources[0].sheet
    return asked.say(
        f"{mark} is marked {number} {times(quantity)} [{quantity.id}] on sheet {sheet}.",
        f"第 {sheet} 张图上标注 {mark} 共 {number} 个 [{quantity.id}]。",
    )


def _left_out(asked: Asked, mark: str, result: Result) -> str:
    if not result.withheld:
        return ""
    return asked.say(
        f"Other places that name {mark} stand in schedules, notes or sentences and were not counted; they are listed below.",
        f"另有写在表格、说明或文字中的 {mark} 未计入，见下方列表。",
    )


def _nothing_counted(asked: Asked, missing: list[str], results: dict[str, Result]) -> Reply:
    mark = missing[0]
    result = results[mark]
    if result.withheld:
        text = asked.say(
            f"{mark} was not found on a view: it stands only in schedules, notes or sentences, which were not counted.",
            f"图面上没有找到 {mark}：它只出现在表格、说明或文字中，未计入。",
        )
    else:
        known = result.summary.partition("Marks that exist: ")[2].rstrip(".")
        known = "" if known == "none" else known
        text = asked.say(
            f"{mark} was not found. These marks exist: {known or 'none'}.",
            f"没有找到 {mark}。图上现有的编号：{known or '无'}。",
        )
    return Reply(text=text, verdict="refused")


def _which_sheet(asked: Asked, mark: str, result: Result) -> Reply:
    sheets = [str(quantity.sources[0].sheet) for quantity in result.quantities]
    counts = ", ".join(f"{q.sources[0].sheet}: {q.value:f}" for q in result.quantities)
    question = asked.say(
        f"{mark} is marked on several sheets (sheet: count — {counts}). The same object may be drawn on more than one of "
        "them, so the counts are not added. Which sheet do you mean?",
        f"{mark} 在多张图上都有标注（图号：数量 — {counts}）。同一构件可能在几张图上重复出现，因此没有相加。请问以哪一张为准？",
    )
    asked.need("ask_user", question=question, choices=sheets)
    chosen = asked.said(question)
    number = next((sheet for sheet in sheets if sheet in chosen.replace("第", " ").replace("张", " ").split()), None)
    if number is None:
        return Reply(text=asked.say("That is none of the sheets named.", "回答不在所列图纸之中。"), verdict="refused")
    quantity = result.quantities[sheets.index(number)]
    return Reply(text=_one_count(asked, mark, quantity), headline=quantity.id, verdict="answered")


def count_of_rooms(asked: Asked) -> Reply | None:
    """How many bedrooms / patient rooms: by the names written in them."""
    if not asked.has(*HOW_MANY):
        return None
    kind = next((kind for kind in ROOMS if kind.asked.search(asked.text)), None)
    if kind is None:
        return None
    result = asked.need("count_labels", words=list(kind.words), sheet=asked.sheet)
    if len(result.quantities) != 1:
        return Reply(
            text=asked.say(
                "I found no sheet whose room names settle this; please name the sheet.",
                "没有找到能确定该数量的房间名称，请指明图纸。",
            ),
            verdict="refused",
        )
    quantity = result.quantities[0]
    text = asked.say(
        f"{quantity.value:f} [{quantity.id}], counted by the room names written on sheet {quantity.sources[0].sheet}.",
        f"共 {quantity.value:f} 间 [{quantity.id}]，按第 {quantity.sources[0].sheet} 张图上写出的房间名称计数。",
    )
    return Reply(text=text, headline=quantity.id, verdict="answered")


def _join(asked: Asked, parts: list[str]) -> str:
    return ("" if asked.language == "zh" else " ").join(parts)
