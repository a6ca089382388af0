"""Rules for blocks of DXF drawings: how often one is inserted, which there are."""

import re

from agent.provider import Reply
from agent.rules.asked import Asked, Failed
from agent.rules.counting import HOW_MANY
from agent.rules.words import times
from tools.kit.quantity import Quantity
from tools.kit.result import Result

BLOCK = r"\bblocks?\b|\binserts?\b|\binserted\b|图块|块参照|块名|块定义"
SURE = r"图块|块参照|块名|\binsert(?:s|ed)?\b|\bblocks? (?:named|called)\b|\bblock references?\b|[\d_$]\S* blocks?\b|\bblocks? \S*[\d_$]|\b[A-Z]{3,} blocks?\b"
"""Blocks of a building are no blocks of a drawing."""
OTHER_BLOCKS = (
    r"\btitle blocks?\b",
    r"\bblock ?work\b",
    r"\b(?:concrete|apartment|tower|building|office) blocks?\b",
    r"砌块|混凝土块",
)
NAME = r"(?P<name>[*$A-Za-z0-9\u3400-\u9fff][\w$*.\-+/\u3400-\u9fff]{0,60}|\*)"
NAMED = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"\b(?:block|insert)s?\s+(?:named|called|with (?:the )?name|of)?\s*{NAME}",
        rf"(?:图块|块参照|块名)\s*(?:名称?)?\s*[为是：:]?\s*{NAME}(?=\s*(?:[插出被在共有一的，,？?）)]|$))",
        rf"名(?:称)?[为叫是]\s*{NAME}\s*的?(?:图块|块)",
        rf"[（(]\s*{NAME}\s*(?:图块|块|blocks?)\s*[)）]",
        rf"(?<![\w\-$]){NAME}\s*(?:图块|块参照|blocks?\b|\binserts?\b)",
        rf"\btimes? (?:is|was|has) (?:the )?{NAME} (?:been )?(?:inserted|used|placed)",
    )
)
NO_NAME = re.compile(
    r"(?:are|is|there|have|has|do|does|in|on|of|the|all|any|inserted|used|total|count|were|with|each|and|or|reference|references|many|"
    r"blocks?|inserts?|layers?|attributes?|named|called|type|which|what|different|types?|kinds?|共|有|有多少.*|多少.*|插入.*|被.*|几.*|哪些.*|数量.*|在.*|的|中|一共.*|总.*|种.*|名.*)",
    re.I,
)  # fmt: skip
CODED = re.compile(
    r"(?<![\w$*\-])(?=[\w$*\-.]*[\d_$])[A-Za-z$*][A-Za-z0-9_$*\-.]*[A-Za-z0-9_*]|(?<![\w$\-])[A-Z]{2,}(?![\w$\-])"
)
"""Words that look like names of blocks wherever they stand."""
TAIL = re.compile(r"(?<=.)(?:一?共|有|插入|多少|几|的|数量|个数|被|在)")
MOST_TRIED = 4
WITH = re.compile(
    r"(?:with|where|having|whose)\s+(?:the\s+)?(?:attribute\s+)?(?P<tag>[A-Z][\w\-]*)\s*(?:=|is|of|:|equals?)\s*[\"“'「]?(?P<value>[\w\-./*]+)"
    r"|属性\s*(?P<tag_zh>[\w\-]+?)\s*(?:=|为|是|：|:|等于)\s*[\"“「]?(?P<value_zh>(?!多少|几|什么|哪)[\w\-./*]+?)(?=[\"”」]|的|有|共|,|，|\s|[?？]|$)"
    r"|(?<![\w])(?P<tag_bare>[A-Z][A-Z0-9_\-]*)\s*(?:=|为|是|：|等于)\s*[\"“「]?(?P<value_bare>(?!多少|几|什么|哪)[\w\-./*]+?)(?=[\"”」]|的|有|共|,|，|\s|[?？]|$)",
    re.I,
)
LAYER = re.compile(
    r"\bon (?:the )?layer\s+[\"“']?(?P<a>[\w\-$*.\u3400-\u9fff]+)|\bon (?:the )?[\"“']?(?P<b>[\w\-$*.]+)[\"”']? layer\b"
    r"|图层\s*[\"“「]?(?P<c>[\w\-$*.]+)|(?P<d>[\w\-$*.]+)\s*图层",
    re.I,
)
PLACED = (
    r"\b(?:inside|within|between|near|along|around|next to|axis|axes)\b",
    r"\bin (?:the )?(?!(?:the|drawing|plan|model|file|sheet|total|all|layout|dxf|legend|whole|this|that|row|dwg|\d)\b)[a-z]+\b",
    r"\bon (?:the )?(?:first|second|third|fourth|ground|upper|lower|top|left|right|north|south|east|west)\b",
    r"轴|[室厅房间厨卫厕]\s*[内里中]|[首一二三四五六七八九]层|标准层|地下室|左侧|右侧|左边|右边|区域",
)  # fmt: skip
"""A part of the drawing, which a count of a whole sheet would not answer."""
WHICH = (r"\b(?:which|what|list)\b.*\bblocks?\b", r"(?:哪些|列出|所有|什么).*图块", r"图块.*(?:哪些|列表|清单)")
MOST_SHOWN = 12


def blocks_inserted(asked: Asked) -> Reply | None:
    """How many references to a block there are, also by attribute or layer."""
    if not asked.has(BLOCK) or asked.has(*OTHER_BLOCKS):
        return None
    if asked.has(*WHICH) and not asked.has(*HOW_MANY):
        return _list(asked)
    if not asked.has(*HOW_MANY, r"\bhow often\b", "[几多]少?次", "[个次]数"):
        return None
    if asked.has(*PLACED):
        return _placed(asked) if asked.has(SURE) else None
    return _of_name(asked)


def _of_name(asked: Asked) -> Reply | None:
    """The count of the block, attribute and layer that the question names; the first name that the drawing knows."""
    attribute, layer = _attribute(asked), layer_named(asked)
    names = _names(asked, layer) or ["*"] * bool(attribute)
    if not names:
        return None
    try:
        results = [asked.need("count_blocks", block=names[0], attribute=attribute, layer=layer)]
        while not (results[-1].items or results[-1].withheld) and len(results) < len(names):
            results.append(asked.need("count_blocks", block=names[len(results)], attribute=attribute, layer=layer))
    except Failed:
        return _no_dxf(asked) if asked.has(SURE) else None
    if not asked.has(SURE) and not any(result.items or result.withheld for result in results):
        return None
    there = next((n for n, result in enumerate(results) if result.items or result.withheld), 0)
    shown = " ".join([names[there], *[part for part in (attribute, layer) if part]])
    return _counted(asked, shown, results[there])


def _placed(asked: Asked) -> Reply:
    text = asked.say(
        "The built-in rules count the blocks of a whole sheet only, not those of one room, floor or bay. Ask for the whole "
        "sheet, or connect a model.",
        "内置规则只能统计整张图的图块，不能只统计某个房间、楼层或轴线范围。请按整张图提问，或接入模型。",
    )
    return Reply(text=text, verdict="refused")


def _names(asked: Asked, layer: str | None) -> list[str]:
    """What may be the name of the block in the question, the likeliest first."""
    if asked.quoted:
        return asked.quoted[:1]
    text = WITH.sub(" ", asked.text)
    named = [TAIL.split(match["name"])[0].strip(".-，,") for pattern in NAMED for match in pattern.finditer(text)]
    likely = [name for name in named if name and not NO_NAME.fullmatch(name)]
    coded = [word for word in CODED.findall(text) if word != layer or text.count(word) > 1]
    return list(dict.fromkeys([*likely, *coded]))[:MOST_TRIED]


def _attribute(asked: Asked) -> str | None:
    match = WITH.search(asked.text)
    if match is None:
        return None
    tag = match["tag"] or match["tag_zh"] or match["tag_bare"]
    return f"{tag}={match['value'] or match['value_zh'] or match['value_bare']}"


def layer_named(asked: Asked) -> str | None:
    """The layer that the question names: "on layer X", "X 图层"."""
    match = LAYER.search(asked.text)
    return next((name for name in match.groups() if name), None) if match else None


def main_one(asked: Asked, result: Result) -> Quantity | None:
    """The quantity of the sheet that was asked for; else that of model space, which layouts only show again."""
    by_sheet = {quantity.sources[0].sheet: quantity for quantity in reversed(result.quantities)}
    return by_sheet.get(asked.sheet or 0) or (by_sheet[min(by_sheet)] if by_sheet else None)


def _counted(asked: Asked, name: str, result: Result) -> Reply:
    quantity = main_one(asked, result)
    if quantity is None:
        return _none(asked, name, result)
    number, sheet = f"{quantity.value:f}", quantity.sources[0].sheet
    parts = [asked.say(
        f"{name} is inserted {number} {times(quantity)} [{quantity.id}] on sheet {sheet}.",
        f"第 {sheet} 张图中 {name} 共插入 {number} 个 [{quantity.id}]。",
    )]  # fmt: skip
    if len(result.quantities) > 1:
        parts.append(
            asked.say(
                "Layouts that show model space show the same ones again.", "布局通过视口再次显示这些图块，不重复计。"
            )
        )
    held = [one for one in result.withheld if one.evidence and one.evidence.sheet == sheet]
    if held:
        reasons = "; ".join(dict.fromkeys(one.reason.say(asked.language) for one in held))
        parts.append(asked.say(f"Others were left out: {reasons}.", f"另有未计入的：{reasons}。"))
    return Reply(text=asked.say(" ", "").join(parts), headline=quantity.id, verdict="answered")


def _none(asked: Asked, name: str, result: Result) -> Reply:
    if result.withheld:
        reasons = "; ".join(dict.fromkeys(one.reason.say(asked.language) for one in result.withheld))
        text = asked.say(f"No {name} counts on the sheets: {reasons}.", f"图面上没有可计入的 {name}：{reasons}。")
        return Reply(text=text, verdict="refused")
    names = result.summary.partition("Names of blocks like it: ")[2].rstrip(".")
    text = asked.say(
        f"There is no block “{name}”. Blocks of this drawing with similar names: {names or 'none'}.",
        f"没有名为“{name}”的图块。相近的图块名：{names or '无'}。",
    )
    return Reply(text=text, verdict="refused")


def _no_dxf(asked: Asked) -> Reply:
    text = asked.say(
        "This drawing holds no blocks: only DXF files have them. Ask for its marks, labels or symbols instead.",
        "这份图纸没有图块（只有 DXF 文件才有）。可以按编号、文字或图例符号统计。",
    )
    return Reply(text=text, verdict="refused")


def _list(asked: Asked) -> Reply | None:
    try:
        result = asked.need("count_blocks", block="*", sheet=asked.sheet)
    except Failed:
        return _no_dxf(asked) if asked.has(SURE) else None
    first = {item.label: item for item in reversed(result.items)}
    if not first:
        return Reply(text=asked.say("No blocks are inserted.", "图中没有插入图块。"), verdict="refused")
    shown = [f"{name} [{item.id}]" for name, item in list(first.items())[:MOST_SHOWN]]
    more = len(first) - len(shown)
    tail = asked.say(" and others that are listed below", "，其余见下方列表") if more > 0 else ""
    text = asked.say(
        f"Blocks that are inserted: {', '.join(shown)}{tail}.", f"图中插入的图块：{'、'.join(shown)}{tail}。"
    )
    return Reply(text=text, verdict="answered")
