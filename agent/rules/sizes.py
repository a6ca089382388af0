"""Rules for sizes that are printed: with a mark or a name, things of one size, slab thickness, areas from a noted size."""

import re

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.counting import HOW_MANY
from agent.rules.volumes import CONCRETE
from tools.kit.marks import marks_in
from tools.kit.result import Item, Result

SIZE = re.compile(
    r"\d{2,5}\s*[xX×*]\s*\d{2,5}|\d+\s*['′]\s*-?\s*\d+[^xX×]{0,6}[xX×]\s*\d+\s*['′]|\d+(?:[ -]?\d/\d)?\s*[\"″]\s*[xX×]\s*\d+(?:[ -]?\d/\d)?\s*[\"″]"
)
ASKED_SIZE = (r"\bsizes?\b", r"\bsection\b", r"尺寸", r"截面")
SECTION = re.compile(r"(?<![\d.])(\d{2,4})\s*[xX×*]\s*(\d{2,4})(?![\d.])")
COUNTED = (r"\bhow many\b", r"\bcount\b", r"[多几]少?[间个根樘道处扇块]")
NAME = re.compile(
    r"\bsize of (?:the )?(?P<name>[a-z][a-z ]{2,30}?)\s*[?？.]?\s*$|^(?P<zh>[\u3400-\u9fff]{2,8}?)的?尺寸(?:是多少)?[?？。]?$",
    re.I,
)
NOTED = (r"\bnoted size\b", r"\bfrom its (?:noted |printed )?(?:size|dimensions)\b", r"按标注尺寸")
AREA_OF = (
    re.compile(r"\barea of (?:the )?(?P<name>.+?)(?: from .*)?\s*[?？]?\s*$", re.I),
    re.compile(r"^(?P<name>.{1,20}?)(?:的)?按标注尺寸"),
)
SLAB = (r"\bslab thickness\b", r"板厚", r"\bthickness of (?:the )?slabs?\b")
SLAB_NOTE = r"slabs?\b.{0,60}\d.{0,12}(?:thk|thick)|slab\s+thickness.{0,30}\d|板厚.{0,12}\d"
BEYOND_THICKNESS = (
    r"\bvolumes?\b",
    r"\bareas?\b",
    r"\bweights?\b",
    "体积",
    "混凝土量",
    "砼量",
    "方量",
    "工程量",
    "面积",
    "重量",
)
THICKNESS = re.compile(
    r"(?P<a>\d+(?:\.\d+)?)\s*(?P<unit>mm|\")?\s*-?\s*(?:THK|THICK|厚)"
    r"|(?:THICKNESS|THK|板厚|厚度)\D{0,12}(?P<b>\d+(?:\.\d+)?)\s*(?P<unit_b>mm|\")?",
    re.I,
)
MOST_SHOWN = 4
WHICH = (r"\bwhich\b", r"\blist\b", "哪[些个几根]", "列出")
SECTION_AREA = (
    r"\b(?:cross[- ]?)?section(?:al)?[- ]area\b|\barea of (?:the )?(?:cross[- ]?)?section\b",
    "截面(?:的)?面?积",
)


def count_of_sized(asked: Asked) -> Reply | None:
    """How many beams are 300x600: the labels on the views that state this size."""
    found = SECTION.search(asked.text)
    if found is None or asked.marks or not asked.has(*HOW_MANY):
        return None
    size = f"{found[1]}x{found[2]}"
    result = asked.need("count_labels", words=[f"{found[1]}X{found[2]}", f"{found[1]}×{found[2]}"], sheet=asked.sheet)
    if len(result.quantities) != 1:
        text = asked.say(
            f"Labels that state {size} stand on no single sheet; please name the sheet.",
            f"没有恰好只在一张图上标注 {size}，请指明图纸。",
        )
        return Reply(text=text, verdict="refused")
    quantity = result.quantities[0]
    text = asked.say(
        f"{quantity.value:f} [{quantity.id}] labels on sheet {quantity.sources[0].sheet} state {size}.",
        f"第 {quantity.sources[0].sheet} 张图上标注尺寸 {size} 的共 {quantity.value:f} 个 [{quantity.id}]。",
    )
    return Reply(text=text, headline=quantity.id, verdict="answered")


def marks_of_size(asked: Asked) -> Reply | None:
    """Which beams are 230x600: the labels on the views that state this size."""
    found = SECTION.search(asked.text)
    if found is None or asked.marks or not asked.has(*WHICH) or asked.has(*HOW_MANY):
        return None
    size = f"{found[1]}x{found[2]}"
    result = asked.need("count_labels", words=[f"{found[1]}X{found[2]}", f"{found[1]}×{found[2]}"], sheet=asked.sheet)
    named = [item for item in result.items if marks_in(item.evidence.text)]
    if not named or len(named) < len(result.items) or (result.total_items or 0) > len(named):
        return None
    told = asked.say(", ", "、").join(
        f"{name} [{item.id}]" for item in named for name in marks_in(item.evidence.text)[:1]
    )
    text = asked.say(f"The labels of these state {size}: {told}.", f"标注尺寸为 {size} 的有：{told}。")
    return Reply(text=text, verdict="answered")


def section_area(asked: Asked) -> Reply | None:
    """The area of a member's section: the product of the two sides that stand with its mark."""
    if len(asked.marks) != 1 or not asked.has(*SECTION_AREA):
        return None
    items = [item for item in asked.find(asked.marks[0]).items if SECTION.search(item.evidence.text)]
    if not items or not _agree(items):
        return None
    sides = SECTION.search(items[0].evidence.text)
    assert sides
    inputs = [
        {"name": name, "value": side, "unit": "mm", "source": items[0].id}
        for name, side in zip("bh", sides.groups(), strict=True)
    ]
    label = asked.say(f"section of {asked.marks[0]}", f"{asked.marks[0]} 截面面积")
    area = asked.need("calculate", expression="b * h", label=label, unit="m2", inputs=inputs).quantities[-1]
    text = asked.say(
        f"{area.value.normalize():f} m2 [{area.id}], the product of the sides in “{items[0].label}” [{items[0].id}].",
        f"{area.value.normalize():f} m2 [{area.id}]，由标注“{items[0].label}” [{items[0].id}] 的两边相乘。",
    )
    return Reply(text=text, headline=area.id, verdict="answered")


def size_of(asked: Asked) -> Reply | None:
    """The size that is printed with one mark or name, quoted."""
    if not asked.has(*ASKED_SIZE) or asked.has(
        *COUNTED, *NOTED, r"\bthickness\b", "厚度", r"\brolling\b", r"\bcable\b", *CONCRETE
    ):
        return None
    named = NAME.search(asked.text)
    wanted = (
        asked.marks[0]
        if len(asked.marks) == 1
        else (named["name"] or named["zh"]).strip()
        if named and not asked.marks
        else None
    )
    if wanted is None:
        return None
    result = asked.find(wanted)
    sized = [item for item in result.items if SIZE.search(item.evidence.text)]
    if not sized:
        return _no_size(asked, wanted, result)
    return Reply(text=_quoted(asked, wanted, sized), verdict="answered" if _agree(sized) else "refused")


def _agree(items: list[Item]) -> bool:
    """Whether all name one size."""
    return (
        len({re.sub(r"\s", "", found[0].lower()) for item in items if (found := SIZE.search(item.evidence.text))}) == 1
    )


def _quoted(asked: Asked, wanted: str, items: list[Item]) -> str:
    shown = asked.say("; ", "；").join(f"“{item.label}” [{item.id}]" for item in items[:MOST_SHOWN])
    if _agree(items):
        return asked.say(f"The drawing says of {wanted}: {shown}.", f"图上 {wanted} 标注为：{shown}。")
    return asked.say(
        f"Several sizes stand with {wanted}: {shown}. Please choose.", f"{wanted} 处有多个尺寸：{shown}，请指明。"
    )


def _no_size(asked: Asked, wanted: str, result: Result) -> Reply:
    if not result.items:
        return Reply(
            text=asked.say(f"{wanted} was not found on the drawing.", f"图上没有找到 {wanted}。"), verdict="refused"
        )
    shown = ", ".join(f"“{item.label}” [{item.id}]" for item in result.items[:MOST_SHOWN])
    return Reply(
        text=asked.say(
            f"No size is printed with {wanted}; it stands here: {shown}.", f"{wanted} 处没有标注尺寸，位置：{shown}。"
        ),
        verdict="refused",
    )


def area_from_noted_size(asked: Asked) -> Reply | None:
    """The area of GARAGE 24'6" X 23'6", where the question asks for the noted size."""
    named = next((match for words in AREA_OF if (match := words.search(asked.text))), None)
    if named is None or not asked.has(*NOTED):
        return None
    result = asked.find(named["name"].strip())
    sides = [quantity for quantity in result.quantities if quantity.unit in ("ft", "m", "mm")]
    if len(result.items) != 1 or len(sides) != 2:
        return _no_size(asked, named["name"], result)
    unit = "ft2" if sides[0].unit == "ft" else "m2"
    area = asked.need(
        "calculate",
        expression=f"{sides[0].id} * {sides[1].id}",
        label=asked.say(f"area of {named['name']}", f"{named['name']} 面积"),
        unit=unit,
    )
    total = area.quantities[-1]
    item = result.items[0]
    text = asked.say(
        f"{total.shown()} [{total.id}], the product of the sides noted as “{item.label}” [{item.id}].",
        f"{total.shown('zh')} [{total.id}]，由标注“{item.label}” [{item.id}] 的两边相乘。",
    )
    return Reply(text=text, headline=total.id, verdict="answered")


def slab_thickness(asked: Asked) -> Reply | None:
    """The thickness that a note on slabs states; not the concrete that comes of it."""
    if not asked.has(*SLAB) or asked.has(*BEYOND_THICKNESS):
        return None
    result = asked.need("find_text", pattern=SLAB_NOTE, regex=True, sheet=asked.sheet)
    stated = [(item, found) for item in result.items if (found := THICKNESS.search(item.evidence.text))]
    values = {(found["a"] or found["b"], found["unit"] or found["unit_b"] or "mm") for _, found in stated}
    if len(values) != 1:
        shown = "; ".join(f"“{item.label}” [{item.id}]" for item in result.items[:MOST_SHOWN])
        text = asked.say(
            f"No single slab thickness is noted. Notes found: {shown or 'none'}.",
            f"没有唯一的板厚说明。找到：{shown or '无'}。",
        )
        return Reply(text=text, verdict="refused")
    value, unit = values.pop()
    item = stated[0][0]
    given = {"name": "thickness", "value": value, "unit": "in" if unit == '"' else "mm", "source": item.id}
    found_quantity = asked.need(
        "calculate",
        expression="thickness",
        label=asked.say("slab thickness", "板厚"),
        unit=given["unit"],
        inputs=[given],
    )
    quantity = found_quantity.quantities[-1]
    text = asked.say(
        f"{quantity.shown()} [{quantity.id}]: the note says “{item.label}” [{item.id}].",
        f"{quantity.shown('zh')} [{quantity.id}]，说明写道“{item.label}” [{item.id}]。",
    )
    partial = asked.has(r"\bgrade\b", "等级", "强度")
    return Reply(text=text, headline=quantity.id, verdict="refused" if partial else "answered")
