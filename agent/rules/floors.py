"""Rules for floor areas: of one storey, of several together, within the outer outline; printed and measured."""

import re
from collections.abc import Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from tools.kit.quantity import Quantity
from tools.kit.result import Result
from tools.kit.rooms import kinds_in

AREA = (
    r"\bareas?\b",
    r"\bG\.?F\.?A\b",
    "面积",
    r"\bhow (?:big|large)\b",
    r"\bhow much (?:larger|bigger|smaller) is (?:the )?[\w-]+ (?:floor|level|storey)\b",
)
NO_FLOORS = (r"\bopenings?\b", r"\bdoors?\b", r"\bwindows?\b", r"\bpaint", r"\bfinish", r"\btiles?\b", r"\bslab reinforcement\b", "门", "窗", "涂料", "瓷砖", "防水", "幕墙", "配筋", r"\brooms?\b", "房间", "卧|厅|厨|卫|阳台|走廊|办公|楼梯|车库|机房|外墙面积|墙面|屋面",
             r"\b(?:lobby|corridor|kitchen|offices?|stores?|balcony|void|stairs?|walls?|columns?|beams?|parking|garden|shop|bath|toilet)\b")  # fmt: skip
SEVERAL = (r"\btogether\b", r"\ball (?:the )?(?:\w+ )?(?:floors|levels|storeys)\b", r"\b(?:gross|total)\b", r"\bG\.?F\.?A\b", r"\bsum\b", "合计", "总", "之和", "一共", "共")  # fmt: skip
GROSS = (
    r"\bgross\b",
    r"\bfloors\b",
    r"\bstoreys\b",
    r"\blevels\b",
    r"\bG\.?F\.?A\b",
    "建筑面积",
    "各层",
    "[二三四五六七八九十两]层",
    "总面积",
)
MEASURED = (
    r"\bmeasured?\b",
    r"\bgeometry\b",
    r"\bpolylines?\b",
    r"\boutlines?\b",
    "量测",
    "测量",
    "量取",
    "几何",
    "轮廓",
    "多段线",
)
OUTER = (r"\bouter\b", r"\boverall\b.*\b(?:outline|rectangle|footprint)\b", r"\bfootprint\b", r"\bperimeter (?:wall|rectangle)\b", r"\bexternal (?:walls?|outline|rectangle)\b", "外轮廓", "外框", "外围", "外墙(?:外边)?线", "外墙轮廓", "最外")  # fmt: skip
NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "both": 2,
           "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8}  # fmt: skip
HOW_MANY_FLOORS = re.compile(
    r"\b(?P<en>two|three|four|five|six|seven|eight|both|\d{1,2})\s+(?:floors|levels|storeys|stories)\b|(?P<zh>[两二三四五六七八]|\d{1,2})\s*个?(?:楼)?层(?:楼)?(?:的)?(?:总|建筑|楼地面)?面积",
    re.I,
)
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
            "ninth": 9, "tenth": 10}  # fmt: skip
DIGITS = {"首": 1, "底": 1, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
NAMED = re.compile(
    r"\b(?P<en>ground|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d{1,2}\s?(?:st|nd|rd|th)|mezzanine|basement|attic|typical)\b"
    r"(?=(?:[\s-]+|\s*(?:,|and|&|to)\s*\w+)*?[\s-]+(?:floor|level|storey|story|stories)s?\b)|(?P<one>\bground|\bmezzanine|\bbasement)\b|(?P<zh>[首底一二三四五六七八九十]|\d{1,2}|夹|标准|地下[一二三]?)\s*层",
    re.I,
)
DIFFER = 0.005
APART = (
    r"\bdifference\b",
    r"\bdiffer\b",
    r"\b(?:larger|bigger|smaller|more|less)\b.*\bthan\b",
    "相差",
    "差(?:多少|几|值)",
    "之差",
    "比.*[大小多少]",
)
MOST = re.compile(
    r"\b(?:which|what) (?:floor|level|storey|story)\b.*\b(?:largest|biggest|greatest|(?P<min>smallest|least))\b"
    r"|[哪几]一?个?楼?层.*最(?:大|(?P<zh>小))|最(?:大|(?P<zh2>小))的?(?:是|为)?[哪几]一?个?楼?层",
    re.I,
)
"""Which floor has the largest area: it is floors that are compared."""


def floor_areas(asked: Asked) -> Reply | None:
    """The area of a floor, of all floors together, or within the outer outline."""
    if not asked.has(*AREA) or asked.has(*NO_FLOORS) or asked.marks or kinds_in(asked.text):
        return None
    outer, several, most = asked.has(*OUTER), asked.has(*SEVERAL) and asked.has(*GROSS), MOST.search(asked.text)
    levels = list(NAMED.finditer(MOST.sub(" ", asked.text)))
    if not (outer or several or levels or most):
        return None
    result = asked.need("measure_floors")
    if not result.quantities:
        return None
    if not levels and (most or outer):
        return _ranked(asked, result, any(most.groups())) if most else _outer(asked, result)
    if len(levels) > 1:
        named = [_floor_named(level, _titles(result)) for level in levels]
        return _apart(asked, result, named) if asked.has(*APART) else _together(asked, result, None, named)
    count = _count(asked) if several or not levels else None
    return _one(asked, result, levels[0]) if levels and not count else _together(asked, result, count)


def _titles(result: Result) -> list[str]:
    return [item.label for item in result.items]


def _count(asked: Asked) -> int | None:
    match = HOW_MANY_FLOORS.search(asked.text)
    word = (match["en"] or match["zh"]).lower() if match else ""
    return NUMBERS.get(word) or (int(word) if word.isdigit() else None)


def _by_floor(result: Result, how: str) -> dict[str, Quantity]:
    suffix = f" {how} area"
    return {q.label.removesuffix(suffix): q for q in result.quantities if q.label.endswith(suffix)}


# Several floors


def _told(asked: Asked, result: Result) -> tuple[dict[str, Quantity], str]:
    """The areas by floor, and how they were found: measured where that is asked for or tells more floors."""
    printed, measured = _by_floor(result, "printed"), _by_floor(result, "measured")
    measured.pop("outer outline", None)
    if asked.has(*MEASURED) or len(measured) > len(printed):
        return measured, asked.say("measured", "量测")
    return printed, asked.say("printed", "标注")


def _ranked(asked: Asked, result: Result, smallest: bool) -> Reply | None:
    """The floor of the largest area, where every floor has one."""
    areas, how = _told(asked, result)
    if len(areas) < 2 or set(areas) != set(_titles(result)):
        return None
    name, area = (min if smallest else max)(areas.items(), key=lambda entry: entry[1].value)
    word_en, word_zh = ("smallest", "最小") if smallest else ("largest", "最大")
    text = asked.say(
        f"{name} has the {word_en} {how} area, {area.shown()} [{area.id}]: {_listed(areas)}.",
        f"{how}面积{word_zh}的是 {name}，{area.shown('zh')} [{area.id}]：{_listed(areas)}。",
    )
    return Reply(text=text, headline=area.id, verdict="answered")


def _apart(asked: Asked, result: Result, named: Sequence[str | None]) -> Reply | None:
    """By how much one floor is larger than another."""
    areas, how = _told(asked, result)
    chosen = {name: areas[name] for name in named if name in areas}
    if len(named) != 2 or len(chosen) != 2:
        return None
    (first, large), (second, small) = sorted(chosen.items(), key=lambda entry: -entry[1].value)
    less = asked.need("calculate", expression=f"{large.id} - {small.id}", label="difference of the areas", unit="m2")
    apart = less.quantities[-1]
    text = asked.say(
        f"{first} is larger than {second} by {apart.shown()} [{apart.id}], by the {how} floor areas: {_listed(chosen)}.",
        f"{first} 比 {second} 大 {apart.shown('zh')} [{apart.id}]（{how}面积）：{_listed(chosen)}。",
    )
    return Reply(text=text, headline=apart.id, verdict="answered")


def _together(
    asked: Asked, result: Result, count: int | None, named: Sequence[str | None] | None = None
) -> Reply | None:
    """The sum over all floors, or over those that are named."""
    chosen, how = _told(asked, result)
    printed, measured = _by_floor(result, "printed"), _by_floor(result, "measured")
    by_print = chosen == printed
    floors = _titles(result) if named is None else list(named)
    if len(chosen) < 2:
        return None
    if named is not None:
        chosen = {name: chosen[name] for name in named if name in chosen}
    if len(chosen) < len(floors) or (count is not None and count != len(chosen)):
        listed = _listed(chosen)
        text = asked.say(
            f"The drawing gives these floor areas, which are not the floors that were asked for: {listed}. Please name the floors.",
            f"图上能得到的各层面积为：{listed}，与所问楼层不一致，请指明楼层。",
        )
        return Reply(text=text, verdict="refused")
    total = _sum(asked, list(chosen.values()), how)
    text = asked.say(
        f"{total.shown()} [{total.id}], the sum of the {how} floor areas: {_listed(chosen)}.",
        f"合计 {total.shown('zh')} [{total.id}]，为各层{how}面积之和：{_listed(chosen)}。",
    )
    other = measured if by_print else printed
    if set(other) >= set(chosen):
        text += _beside(
            asked, total, _sum(asked, [other[name] for name in chosen], asked.say("other", "另一种")), by_print
        )
    return Reply(text=text, headline=total.id, verdict="answered")


def _listed(areas: dict[str, Quantity]) -> str:
    return ", ".join(f"{name} {quantity.value.normalize():f} m2 [{quantity.id}]" for name, quantity in areas.items())


def _sum(asked: Asked, quantities: Sequence[Quantity], label: str) -> Quantity:
    expression = " + ".join(quantity.id for quantity in quantities)
    name = asked.say(f"{label} floor areas", f"各层{label}面积之和")
    return asked.need("calculate", expression=expression, label=name, unit="m2").quantities[-1]


def _beside(asked: Asked, said: Quantity, other: Quantity, printed_first: bool) -> str:
    """What the other way gives, and whether the two agree."""
    how = asked.say("Measured from the outlines", "由轮廓量测") if printed_first else asked.say("Printed", "图上标注")
    off = abs(said.value - other.value) > abs(said.value) * type(said.value)(str(DIFFER))
    agree = asked.say("they differ", "两者不一致") if off else asked.say("they agree", "两者相符")
    return asked.say(
        f" {how}: {other.shown()} [{other.id}]; {agree}.", f"{how}为 {other.shown('zh')} [{other.id}]，{agree}。"
    )


# One floor


def _one(asked: Asked, result: Result, level: re.Match[str]) -> Reply | None:
    name = _floor_named(level, _titles(result))
    printed, measured = _by_floor(result, "printed").get(name or ""), _by_floor(result, "measured").get(name or "")
    headline = measured if asked.has(*MEASURED) else printed or measured
    if name is None or (headline is None and not (printed or measured)):
        return None
    if headline is None:
        return _not_measured(asked, name, printed, result)
    how = (
        asked.say("measured from its outline", "由轮廓量测")
        if headline is measured
        else asked.say("as printed", "图上标注")
    )
    text = asked.say(
        f"{name}: {headline.value.normalize():f} m2 [{headline.id}], {how}.",
        f"{name}：{headline.value.normalize():f} m2 [{headline.id}]，{how}。",
    )
    other = printed if headline is measured else measured
    text += _beside(asked, headline, other, headline is printed) if other else ""
    return Reply(text=text, headline=headline.id, verdict="answered")


def _not_measured(asked: Asked, name: str, printed: Quantity | None, result: Result) -> Reply:
    why = next((held.reason.say(asked.language) for held in result.withheld if held.label == name), "")
    known = (
        asked.say(
            f" The printed area is {printed.shown()} [{printed.id}].",
            f"图上标注为 {printed.shown('zh')} [{printed.id}]。",
        )
        if printed
        else ""
    )
    text = asked.say(
        f"I could not measure {name}: {why or 'its outline is not closed'}.{known}",
        f"无法量测 {name}：{why or '轮廓未闭合'}。{known}",
    )
    return Reply(text=text, verdict="refused")


def _floor_named(named: re.Match[str], floors: Sequence[str]) -> str | None:
    """The floor of the drawing that the question names; 首层 is the ground floor, and the first floor where there is none."""
    ground = any(re.search(r"\bground\b", floor, re.I) for floor in floors)
    wanted = level(named[0], ground)
    found = [floor for floor in floors if level(floor, ground) == wanted]
    return found[0] if len(found) == 1 else None


def level(name: str, ground: bool) -> int | str:
    """The number of a storey from the ground up, 1 for the lowest above ground; a word for those that have none."""
    folded = name.casefold()
    if "夹层" in folded or "mezzanine" in folded:
        return "mezzanine"
    if re.search(r"基|地下|basement|负", folded):
        return "basement"
    if match := re.search(r"([首底一二三四五六七八九十]|\d{1,2})\s*层", folded):
        return DIGITS.get(match[1]) or int(match[1])
    if "ground" in folded:
        return 1
    ordinal = next((number for word, number in ORDINALS.items() if word in folded), None)
    digits = re.search(r"\d{1,2}", folded)
    number = ordinal or (int(digits[0]) if digits else None)
    return folded if number is None else number + (1 if ground else 0)


# The outer outline


def _outer(asked: Asked, result: Result) -> Reply | None:
    outline = _by_floor(result, "measured").get("outer outline")
    if outline is None:
        return None
    place = outline.sources[0].text
    text = asked.say(
        f"{outline.shown()} [{outline.id}] within the outer outline, measured from the geometry ({place}).",
        f"外轮廓内面积为 {outline.shown('zh')} [{outline.id}]，由几何量测（{place}）。",
    )
    return Reply(text=text, headline=outline.id, verdict="answered")
