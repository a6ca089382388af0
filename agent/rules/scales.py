"""Rules for scales: what is printed, what is plotted, and whether the two agree."""

import re
from collections.abc import Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from tools.kit.quantity import Quantity, shown_value
from tools.kit.result import Item, Result
from tools.kit.scale import ratio_in

SCALE = (r"\bscales?\b", "比例")
PLOTTED = (
    r"\bactual", r"\btrue\b", r"\breal\b", r"\bplotted\b", r"\beffective\b", r"\bmeasured?\b", r"\bcalculated?\b",
    r"\b(?:by|from|using) (?:the )?(?:grid )?dimensions?\b", "实际", "真实", "反算", "按尺寸", "出图比例", "推算",
)  # fmt: skip
AGREES = (
    r"\bagrees?\b", r"\bcorrect\b", r"\bmatch", r"\bright\b", r"\btrust\b", r"\bconsistent\b", r"\bto scale\b", r"\bverif",
    r"\bcheck", "一致", "相符", "正确", "吻合", "准确", "对不对", "是否", "核对",
)  # fmt: skip
ONE_VIEW = re.compile(
    r"\b(?:section|elevation|detail)\s*[-–]?\s*(?P<en>(?-i:[A-Z])(?:\s*-\s*(?-i:[A-Z]))?|\d{1,2}(?:\s*-\s*\d{1,2})?)\b|(?<![A-Z\d:：.])(?P<zh>[A-Z\d]{1,2}(?:-[A-Z\d]{1,2})?)\s*号?\s*(?:剖面|断面|大样|详图|立面)",
    re.I,
)
"""One view of several of its kind: section B, 1-1剖面."""
MOST_SHOWN = 6
NEAR = 0.01


def scale(asked: Asked) -> Reply | None:
    """What scale is printed, what scale is plotted by dimensions or viewports, do they agree."""
    if not asked.has(*SCALE):
        return None
    result = asked.need("read_scale", sheet=asked.sheet)
    if _unscaled(asked, result):
        return _none_for_it(asked, result)
    notes, plotted = _chosen(asked, result)
    if asked.has(*AGREES):
        return _compared(asked, notes, plotted)
    return _plotted(asked, notes, plotted) if asked.has(*PLOTTED) else _printed(asked, notes, plotted)


def _chosen(asked: Asked, result: Result) -> tuple[list[Item], list[Quantity]]:
    """The notes and plotted scales of the view that the question names; all of them where it names none."""
    distinct = {item.label.replace(" ", ""): item for item in reversed(result.items)}
    notes = sorted(distinct.values(), key=lambda item: (item.evidence.sheet, item.evidence.box or ()))
    named_notes = [item for item in result.items if _names(asked.text, item.note.partition(" ")[2])]
    named_scales = [quantity for quantity in result.quantities if _names(asked.text, _title(quantity))]
    if named_notes and {_ratio(item) for item in named_notes} != {_ratio(item) for item in notes}:
        notes = list({item.label.replace(" ", ""): item for item in reversed(named_notes)}.values())
        return notes, named_scales
    return notes, named_scales or list(result.quantities)


def _unscaled(asked: Asked, result: Result) -> bool:
    """Whether the question names one section, elevation or detail and nothing states a scale for that."""
    match = ONE_VIEW.search(asked.text)
    if match is None:
        return False
    name = re.escape(re.sub(r"\s", "", match["en"] or match["zh"]))
    titles = [*(item.note.partition(" ")[2] for item in result.items), *map(_title, result.quantities)]
    return not any(
        re.search(rf"(?<![A-Z0-9]){name}(?![A-Z0-9])", re.sub(r"(?<=-)\s|\s(?=-)", "", t), re.I) for t in titles
    )


def _none_for_it(asked: Asked, result: Result) -> Reply:
    others = _joined(asked, [_note(asked, one) for one in result.items])
    rest = asked.say(f" Printed for other views: {others}.", f"其他视图标注：{others}。") if others else ""
    text = asked.say("No scale is stated for that view.", "该视图没有标注比例。") + rest
    return Reply(text=text, verdict="refused")


def _title(quantity: Quantity) -> str:
    found = re.search(r"^plotted scale of (.+) on sheet \d+,", quantity.label)
    return found[1] if found else ""


def _names(question: str, title: str) -> bool:
    """Whether the question names that view: its words of more than two letters, or its Chinese name."""
    plain = re.sub(r"[(（][^)）]*[)）]", " ", title.lower())
    words = [
        word
        for word in re.findall(r"[a-z]{3,}|\d+|\b[a-z]\b", plain)
        if word not in ("plan", "the", "and", "scale", "a")
    ]
    chinese = re.findall(r"[\u3400-\u9fff]{2,}", title)
    named = any(len(word) > 2 and word.isalpha() for word in words)
    english = named and all(re.search(rf"(?<![a-z0-9]){word}(?![a-z0-9])", question, re.I) for word in words)
    return english or any(part in question for part in chinese)


def _ratio(item: Item) -> float:
    found = ratio_in(item.label)
    return float(found[0]) if found else 0.0


def _note(asked: Asked, item: Item) -> str:
    return asked.say(
        f"{item.label} [{item.id}] (sheet {item.evidence.sheet})",
        f"{item.label} [{item.id}]（第 {item.evidence.sheet} 张）",
    )


def _drawn(asked: Asked, quantity: Quantity) -> str:
    sheet, title = quantity.sources[0].sheet, _title(quantity)
    how = asked.say("by the file's viewport", "取自视口") if "viewport" in quantity.label else asked.say(
        "by the scale bar", "取自比例尺图形") if "scale bar" in quantity.label else asked.say(
        "by the printed dimensions", "由尺寸标注反算")  # fmt: skip
    name = f"“{title}”" if title else ""
    where = asked.say(f"sheet {sheet}{', ' + name if name else ''}, {how}", f"第 {sheet} 张{name}，{how}")
    return asked.say(
        f"1:{_value(quantity)} [{quantity.id}] ({where})", f"1:{_value(quantity)} [{quantity.id}]（{where}）"
    )


def _value(quantity: Quantity) -> str:
    return shown_value(quantity.value, "")


def _joined(asked: Asked, parts: Sequence[str]) -> str:
    return asked.say("; ", "；").join(parts[:MOST_SHOWN])


def _distinct(quantities: Sequence[Quantity]) -> list[Quantity]:
    """One for each scale, to within 1 %."""
    kept: list[Quantity] = []
    for quantity in quantities:
        if not any(abs(float(quantity.value / other.value) - 1) <= NEAR for other in kept):
            kept.append(quantity)
    return kept


def _off(notes: Sequence[Item], plotted: Sequence[Quantity]) -> bool:
    """Whether some plotted scale is none of the printed ones."""
    printed = [ratio for item in notes if (ratio := _ratio(item))]
    return bool(printed) and any(
        all(abs(float(quantity.value) / ratio - 1) > NEAR for ratio in printed) for quantity in plotted
    )


def _printed(asked: Asked, notes: list[Item], plotted: list[Quantity]) -> Reply:
    drawn = _distinct(plotted)
    if not notes and not drawn:
        return Reply(
            text=asked.say("No scale note was found on the sheets.", "图上没有找到比例标注。"), verdict="refused"
        )
    if not notes:
        lead = asked.say("No scale is printed; it is plotted at ", "图上没有标注比例；实际出图比例为 ")
        return Reply(text=lead + _joined(asked, [_drawn(asked, one) for one in drawn]) + asked.say(".", "。"),
                     headline=drawn[0].id if len(drawn) == 1 else None, verdict="answered")  # fmt: skip
    text = asked.say("Printed scale: ", "图上标注的比例：") + _joined(asked, [_note(asked, one) for one in notes])
    if not drawn:
        text += asked.say(". Not checked against dimensions.", "。未与尺寸核对。")
        return Reply(text=text + _quarrel(asked, notes), verdict="answered")
    if _off(notes, drawn):
        text += asked.say(". But it is plotted at ", "。但实际出图比例为 ")
        text += _joined(asked, [_drawn(asked, one) for one in drawn])
        text += asked.say("; do not scale by the printed note.", "，不要按标注比例量取。")
        return Reply(text=text, verdict="answered")
    rejected = _rejected(asked, notes)
    lead = asked.say(". Plotted: ", "。实际出图比例：") if rejected else asked.say(
        ". The plotted scale agrees: ", "。与实际出图比例相符：")  # fmt: skip
    text += lead + _joined(asked, [_drawn(asked, one) for one in drawn]) + asked.say(".", "。")
    if rejected:
        named = _joined(asked, [f"{item.label} [{item.id}]" for item in rejected])
        text += asked.say(
            f" {named} contradicts the dimensions of its view: do not measure by it.",
            f"{named} 与该视图的尺寸矛盾，不要按它量取。",
        )
    return Reply(text=text, verdict="answered")


def _rejected(asked: Asked, notes: Sequence[Item]) -> list[Item]:
    """The notes that the dimensions of their own view contradict, though another view may be drawn to them."""
    places = {(one.label, one.evidence.sheet, one.evidence.box) for one in
              asked.need("read_scale", sheet=asked.sheet).withheld if one.evidence}  # fmt: skip
    return [item for item in notes if (item.label, item.evidence.sheet, item.evidence.box) in places]


def _quarrel(asked: Asked, notes: Sequence[Item]) -> str:
    """What is to be said where notes of one view contradict each other."""
    withheld = {one.label for one in asked.need("read_scale", sheet=asked.sheet).withheld}
    if not any(item.label in withheld for item in notes):
        return ""
    return asked.say(
        " Notes of one view contradict each other, so neither is used to measure; give a known length to calibrate.",
        "同一视图的比例标注互相矛盾，均不用于量取；请给出一段已知长度来校准。",
    )


def _plotted(asked: Asked, notes: list[Item], plotted: list[Quantity]) -> Reply:
    drawn = _distinct(plotted)
    if not drawn:
        return _unchecked(asked, notes)
    text = asked.say("Plotted scale: ", "实际出图比例：") + _joined(asked, [_drawn(asked, one) for one in drawn])
    if notes:
        text += asked.say(". Printed: ", "。图上标注：") + _joined(asked, [_note(asked, one) for one in notes])
    return Reply(
        text=text + asked.say(".", "。"), headline=drawn[0].id if len(drawn) == 1 else None, verdict="answered"
    )


def _compared(asked: Asked, notes: list[Item], plotted: list[Quantity]) -> Reply:
    drawn = _distinct(plotted)
    if not drawn or not notes:
        return _unchecked(asked, notes) if not drawn else _printed(asked, notes, plotted)
    verdict = (
        asked.say("The printed and the plotted scale do not agree", "标注比例与实际出图比例不一致")
        if _off(notes, drawn) or _rejected(asked, notes)
        else asked.say("The printed scale agrees with the plotted one", "标注比例与实际出图比例一致")
    )
    both = asked.say(": printed ", "：标注 ") + _joined(asked, [_note(asked, one) for one in notes])
    both += asked.say("; plotted ", "；实际 ") + _joined(asked, [_drawn(asked, one) for one in drawn])
    return Reply(text=verdict + both + asked.say(".", "。"), headline=drawn[0].id, verdict="answered")


def _unchecked(asked: Asked, notes: list[Item]) -> Reply:
    text = asked.say(
        "No printed dimension could be paired with the line that it measures, so the plotted scale is not known",
        "没有找到可与所量线段配对的尺寸标注，无法反算实际出图比例",
    )
    if notes:
        text += asked.say("; printed is ", "；图上标注为 ") + _joined(asked, [_note(asked, one) for one in notes])
    return Reply(text=text + asked.say(".", "。"), verdict="refused")
