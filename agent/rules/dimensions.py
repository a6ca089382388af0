"""Rules for printed dimensions: from axis to axis, overall length and width, heights, sills."""

import re
from collections.abc import Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.chained import height_beside
from agent.rules.lengths import common_unit, millimetres, shown
from tools.kit.quantity import Quantity, shown_value
from tools.kit.result import Result

AXIS = (
    r"\baxis\b", r"\baxes\b", r"\bgrids?\b", r"\bgrid ?lines?\b", r"\bbays?\b", r"\bcolumn lines?\b", "轴", "开间", "进深", "柱距",
)  # fmt: skip
LENGTH = (
    r"\blengths?\b", r"\bwidths?\b", r"\blong\b", r"\bwide\b", r"\bdistances?\b", r"\bspacings?\b", r"\bdimensions?\b", r"\btotal\b",
    r"\boverall\b", r"\bsize\b", r"\bspans?\b", r"\bfar\b", r"\bbays?\b", "长", "宽", "距", "尺寸", "总", "跨", "开间", "进深", "多少",
)  # fmt: skip
NOT_LENGTH = (
    r"\bhow many\b", r"\bcount\b", r"\bvolume\b", r"\bconcrete\b", r"\bareas?\b", r"\brebar\b", r"\bscales?\b", "多少[个根樘道处扇块]", "体积",
    "混凝土", "砼", "面积", "比例", "数量",
)  # fmt: skip
NAME = r"(?:\d{1,2}[-–](?:\d{1,2}|[A-Z])|[A-Z][-–]\d{1,2}|\d/[A-Z0-9]{1,2}|[A-Z]{1,2}|\d{1,2}|[①-⑳])"
PLAIN = r"(?:[A-Z]{1,2}|\d{1,2}|[①-⑳])"
LEFT, RIGHT = r"(?<![A-Za-z0-9.'\-])", r"(?![A-Za-z0-9.'\"]|-\d)"
FILLER = r"\s*(?:轴线?|axis|axes|grid ?lines?|grids?|lines?)?\s*"
WIDE = re.compile(rf"{LEFT}({NAME}){FILLER}(?:[~～∼]|&|to|through|thru|and|至|到|和|与){FILLER}({NAME}){RIGHT}")
NARROW = re.compile(rf"{LEFT}({PLAIN}){FILLER}[-–—/]{FILLER}({PLAIN}){RIGHT}")
MOST_PAIRS = 4
HEIGHT = (r"\bheights?\b", r"\bhigh\b", r"\btall\b", "高")


def pairs_of(text: str) -> list[tuple[str, str]]:
    """The pairs of axes that a question names, in its order: A~E, from axis 1 to 13, A-D by 1-4, between 1-1 and 1-2."""
    found: dict[int, tuple[str, str]] = {}
    taken: list[tuple[int, int]] = []
    for expression in (WIDE, NARROW):
        for match in expression.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end in taken) and match[1] != match[2]:
                found[match.start()] = (_plain(match[1]), _plain(match[2]))
                taken.append(match.span())
    return [found[start] for start in sorted(found)][:MOST_PAIRS]


def _plain(name: str) -> str:
    return str(ord(name) - ord("①") + 1) if "①" <= name <= "⑳" else name.replace("–", "-")


def between_axes(asked: Asked) -> Reply | None:
    """What is the length from grid A to H; A~E and 2~5; the bay D-F."""
    if not asked.has(*AXIS) or not asked.has(*LENGTH) or asked.has(*NOT_LENGTH):
        return None
    pairs = pairs_of(asked.text)
    if not pairs:
        return None
    read = [(pair, asked.need("read_grid", start=pair[0], end=pair[1], sheet=asked.sheet)) for pair in pairs]
    told = [_way(asked, pair, result) for pair, result in read]
    parts = [text for text, _, _ in told]
    good = all(ok for _, _, ok in told)
    heads = [total.id for _, total, _ in told if total]
    if asked.has(*HEIGHT):
        height = height_beside(asked, [quantity for _, result in read for quantity in result.quantities])
        parts.append(height or asked.say("No height is printed beside it.", "旁边没有标注高度。"))
        good = good and height is not None
    headline = heads[0] if len(parts) == 1 and heads else None
    return Reply(text=asked.say(" ", "").join(parts), headline=headline, verdict="answered" if good else "refused")


def _way(asked: Asked, pair: tuple[str, str], result: Result) -> tuple[str, Quantity | None, bool]:
    """(what to say of one pair, the total, whether it can be relied on)."""
    first, last = pair
    grids = _grids(result.quantities)
    if not grids:
        return _no_way(asked, first, last, result), None, False
    totals = [
        (bays, whole, _total(asked, bays, asked.say(f"{first} to {last}", f"{first} 至 {last} 轴")))
        for bays, whole in grids
    ]
    values = {millimetres(total) for _, _, total in totals}
    bays, whole, total = totals[0]
    if len(values) > 1:
        listed = asked.say(", ", "、").join(f"{shown(one)} [{one.id}]" for _, _, one in totals)
        return asked.say(f"Several grids have axes {first} and {last}: {listed}. Please name the view or the sheet.",
                         f"有多组轴网含 {first} 和 {last} 轴：{listed}，请指明视图或图纸。"), None, False  # fmt: skip
    if bays[0].label.startswith("measured"):
        return asked.say(f"No dimension is printed from {first} to {last}; measured by the scale it is {shown(total)} [{total.id}].",
                         f"{first} 至 {last} 没有标注尺寸，按比例量得 {shown(total)} [{total.id}]。"), total, False  # fmt: skip
    quarrel = next((one for one in whole if millimetres(one) != millimetres(total)), None)
    if quarrel:
        return asked.say(
            f"The bays from {first} to {last} add up to {shown(total)} [{total.id}], but {shown(quarrel)} [{quarrel.id}] is printed for the whole. "
            "Please check which is right.",
            f"{first} 至 {last} 各分尺寸合计 {shown(total)} [{total.id}]，但总尺寸标注为 {shown(quarrel)} [{quarrel.id}]，请核实。"), total, False  # fmt: skip
    return _said(asked, pair, bays, whole, total), total, True


def _said(
    asked: Asked, pair: tuple[str, str], bays: Sequence[Quantity], whole: Sequence[Quantity], total: Quantity
) -> str:
    first, last = pair
    text = asked.say(
        f"Axis {first} to {last}: {shown(total)} [{total.id}]", f"{first}~{last} 轴：{shown(total)} [{total.id}]"
    )
    if len(bays) > 1:
        text += " = " + " + ".join(f"{_bare(bay, total)} [{bay.id}]" for bay in bays)
    if whole:
        text += asked.say(f", and {shown(whole[0])} [{whole[0].id}] is printed for the whole",
                          f"，与总尺寸标注 {shown(whole[0])} [{whole[0].id}] 一致")  # fmt: skip
    return text + asked.say(".", "。")


def _no_way(asked: Asked, first: str, last: str, result: Result) -> str:
    if result.items:
        return asked.say(f"Axes {first} and {last} are on the drawing, but no printed dimensions lead from one to the other.",
                         f"图上有 {first} 轴和 {last} 轴，但没有连续的尺寸标注。")  # fmt: skip
    return asked.say(f"No grid with axes {first} and {last} was found.", f"没有找到含 {first} 轴和 {last} 轴的轴网。")


def grids_of(asked: Asked, pair: tuple[str, str], result: Result) -> list[Quantity]:
    """The printed distance between two axes in each grid that has both; nothing where sums and printed wholes differ."""
    label = asked.say(f"{pair[0]} to {pair[1]}", f"{pair[0]} 至 {pair[1]} 轴")
    grids = [(bays, whole) for bays, whole in _grids(result.quantities) if not bays[0].label.startswith("measured")]
    totals = [(whole, _total(asked, bays, label)) for bays, whole in grids]
    quarrel = any(millimetres(one) != millimetres(total) for whole, total in totals for one in whole)
    return [] if quarrel else [total for _, total in totals]


def _grids(quantities: Sequence[Quantity]) -> list[tuple[list[Quantity], list[Quantity]]]:
    """(bays, printed wholes) of each grid that the tool told apart."""
    groups: dict[str, tuple[list[Quantity], list[Quantity]]] = {}
    for quantity in quantities:
        found = re.search(r"\(grid (\d+)\)$", quantity.label)
        bays, whole = groups.setdefault(found[1] if found else "", ([], []))
        (whole if quantity.label.startswith("whole") else bays).append(quantity)
    return [group for group in groups.values() if group[0]]


def _total(asked: Asked, bays: Sequence[Quantity], label: str) -> Quantity:
    if len(bays) == 1:
        return bays[0]
    expression = " + ".join(bay.id for bay in bays)
    return asked.need("calculate", expression=expression, label=label, unit=common_unit(bays)).quantities[-1]


def _bare(quantity: Quantity, total: Quantity) -> str:
    """One addend: without its unit where the sum has the same."""
    same = quantity.unit == total.unit and quantity.unit not in ("ft", "in", "m")
    return shown_value(quantity.value, quantity.unit) if same else shown(quantity)
