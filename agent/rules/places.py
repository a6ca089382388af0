"""The part of a sheet that a question means: the plan of a storey, what lies between or along axes."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.dimensions import AXIS, pairs_of
from agent.rules.floors import DIGITS, NAMED, ORDINALS, level
from tools.kit.evidence import Box
from tools.kit.result import Item
from tools.kit.room_names import folded

EACH = (r"\b(?:each|every|per|by) (?:floor|storey|story|level)\b", r"\bfloor by floor\b", "每一?层", "各楼?层", "逐层", "分层")  # fmt: skip
OUTSIDE = (
    r"\b(?:except|excluding|without|leaving? out|not counting|outside|other than|apart from)\b",
    "除",
    "不含",
    "不计",
    "以外",
    "之外",
)
SHORT = re.compile(
    r"(?<![A-Za-z0-9])(\d{1,2})\s?F(?![A-Za-z0-9])|(?<![A-Za-z0-9])F(\d)(?=层|楼)|(\d|[一二三四五六七八九十])楼(?!梯|板)"
)
BETWEEN = re.compile(
    r"\bbetween\s+(?:the\s+)?(?:[A-Z]\d?|\d{1,2})\s+(?:and|&|to)\s+(?:[A-Z]\d?|\d{1,2})\b(?!\s*(?:mm|cm|m|ft))|\bbays?\s+[A-Z0-9]"
)
ALONE = re.compile(
    r"\b(?:axis|axes|grid(?: ?line)?|gridline|line)\s+(?P<a>[A-Z]\d?|\d{1,2})(?![\w./-]|\s*(?:to|and|&|~|-)\s*[A-Z0-9]{1,2}\b)"
    r"|(?<![A-Za-z0-9~～\-至到、])(?P<b>[A-Z]|\d{1,2})\s*(?:号)?轴(?:线)?(?!\s*[~～\-至到和与、交]|网|距)"
)
OF_A_PLAN = (
    r"\bplan(?:ta|ts|t)?\b", r"\b(?:pianta|piano|piso|etage|étage|rez-de-chauss\w+|\w*geschoss|lantai|tingkat|aras|denah|pelan|level|layout)\b", "平面", "[图层]",
)  # fmt: skip
"""Words that may be part of the title of a plan, in the languages of drawings."""
MARGIN = 2.0
"""Heights of an axis name: what stands so near to the outermost axes is on them."""
GROUND = re.compile(r"\bground\b|\bbai?[xj]a\b|\bterr[ae]\b|\brez\b|\berdgeschoss\b|\btingkat bawah\b|\bbawah\b", re.I)
"""What the lowest storey is called where the first one is the one above it."""
ON_SEVERAL = (
    r"\b(?:on|along)\s+(?:axes|axis|grids?|grid ?lines?|lines?)\s+\w{1,2}\s*(?:and|&|,)\s*\w{1,2}\b",
    r"[A-Z0-9]轴?线?[和与及、]\s*[A-Z]?\d{0,2}轴线?上",
)
"""On two axes, not between them."""
FAR = 1e6


class Place(NamedTuple):
    """A part of a sheet, and how it is told; `wider` is the box in which names of what stands on its edges may lie as well."""

    sheet: int
    box: Box
    en: str
    zh: str
    wider: Box | None = None


class View(NamedTuple):
    """The plan of a storey."""

    item: Item
    box: Box

    @property
    def sheet(self) -> int:
        return self.item.evidence.sheet

    def place(self) -> Place:
        said = f"“{self.item.label}” [{self.item.id}]"
        return Place(self.sheet, self.box, f"on {said}", f"{said}上")


def names_storey(asked: Asked) -> bool:
    return bool(NAMED.search(asked.text) or SHORT.search(asked.text) or asked.has(*EACH, r"\b(?:up|down)stairs\b"))


def names_view(asked: Asked) -> bool:
    return asked.has(*OF_A_PLAN)


def names_axes(asked: Asked) -> bool:
    return bool(_pairs(asked) or ALONE.search(asked.text))


def views_of(asked: Asked) -> list[View]:
    """The plans of storeys that the drawing tells apart, of the sheet that the question names."""
    sheet = asked.sheet if asked.sheet_named else None
    items = asked.need("read_views", sheet=sheet).items
    return [View(item, _box(item.note)) for item in items]


def _box(note: str) -> Box:
    x0, y0, x1, y1 = map(float, note.split(","))
    return x0, y0, x1, y1


def storeys_meant(asked: Asked, views: Sequence[View]) -> list[list[View]]:
    """For each storey that the question names the plans that may be meant by it; none where a storey has no plan."""
    ground = any(GROUND.search(view.item.label) for view in views)
    if asked.has(*EACH):
        return [[view] for view in views]
    titled = _titled(asked, views)
    if titled:
        return titled
    meant = [_fitting(words, views, ground) for words in _storeys_named(asked, views, ground)]
    return meant if meant and all(meant) else []


def _titled(asked: Asked, views: Sequence[View]) -> list[list[View]]:
    """The plans whose titles the question says as they are written."""
    said = _plain(asked.text)
    titles = {
        title: [v for v in views if _plain(v.item.label) == title] for title in {_plain(v.item.label) for v in views}
    }
    found = [title for title in titles if title in said]
    return [titles[title] for title in found if not any(title in other for other in found if other != title)]


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", folded(text))


def _storeys_named(asked: Asked, views: Sequence[View], ground: bool) -> list[str]:
    named = [match[0] for match in NAMED.finditer(asked.text)]
    named += [f"{next(group for group in match.groups() if group)}层" for match in SHORT.finditer(asked.text)]
    if asked.has(r"\bdownstairs\b"):
        named.append("首层")
    if asked.has(r"\bupstairs\b") and len({level(view.item.label, ground) for view in views}) == 2:
        named.append("二层")
    return list(dict.fromkeys(named))


def _fitting(words: str, views: Sequence[View], ground: bool) -> list[View]:
    """The plans of that storey. 二层 beside a ground floor may be the storey above it, or what is called SECOND FLOOR."""
    wanted = {level(words, ground)}
    number = re.search(r"[一二三四五六七八九十]|\d{1,2}", words)
    if ground and number and re.search(r"[\u3400-\u9fff]", words) and isinstance(next(iter(wanted)), int):
        wanted.add((DIGITS.get(number[0]) or int(number[0])) + 1)
    found = [view for view in views if _level(view.item.label, ground) in wanted]
    return found


def _level(title: str, ground: bool) -> int | str:
    """That of the storey that a title names first: FIRST FLOOR BEAM LAYOUT, 二层梁平法施工图."""
    match = NAMED.search(title)
    if match is None and GROUND.search(title):
        return level("ground", ground)
    ordinal = next((word for word in ORDINALS if match is None and re.search(rf"\b{word}\b", title, re.I)), None)
    return level(match[0] if match else ordinal or title, ground)


def between(asked: Asked, within: View | None, *, snapped: bool) -> Place | Reply | None:
    """Between the axes that the question names, within a storey's plan; `snapped` things stand on the axes themselves, so
    they belong to the nearest one. A reply where these axes cannot be found or are several."""
    pairs = _pairs(asked)
    alone = [] if pairs else [match["a"] or match["b"] for match in ALONE.finditer(asked.text)]
    if (alone and not snapped) or asked.has(*ON_SEVERAL) or (pairs and ALONE.search(asked.text)):
        return _lies_along(asked)
    bands = [_band(asked, pair, within, snapped) for pair in pairs] + [
        _along(asked, name, within, snapped) for name in alone
    ]
    known = [band for band in bands if band is not None]
    if not known or len(known) < len(bands) or len({(band.sheet, band.level) for band in known}) < len(known):
        return _not_found(asked)
    if any(band.several for band in known):
        return _several_grids(asked)
    names = [f"{a}~{b}" for a, b in pairs] or alone
    where_en, where_zh = " and ".join(names), "、".join(names)
    en = f"between axes {where_en}" if pairs else f"along axis {where_en}"
    zh = f"{where_zh} 轴范围内（含轴线上的）" if pairs else f"{where_zh} 轴上"
    whole = within.box if within else (-FAR, -FAR, FAR, FAR)
    wider = None if snapped else _crossed([band._replace(low=band.least, high=band.most) for band in known], whole)
    return Place(
        known[0].sheet, _crossed(known, whole), en + (", those on these axes included" if pairs else ""), zh, wider
    )


class Band(NamedTuple):
    """What lies between two axes: `level` where they follow each other from left to right; `several` grids have them;
    `least` and `most` reach a quarter of the next bays out."""

    sheet: int
    level: bool
    low: float
    high: float
    several: bool
    least: float
    most: float


def _pairs(asked: Asked) -> list[tuple[str, str]]:
    if not (asked.has(*AXIS) or BETWEEN.search(asked.text)):
        return []
    return pairs_of(asked.text)


def _band(asked: Asked, pair: tuple[str, str], within: View | None, snapped: bool) -> Band | None:
    sheet = within.sheet if within else asked.sheet
    items = [
        item
        for item in asked.need("read_grid", start=pair[0], end=pair[1], sheet=sheet).items
        if within is None or _inside(item, within.box)
    ]
    first, last = (_named(items, name) for name in pair)
    if not first or not last or first[0].evidence.sheet != last[0].evidence.sheet:
        return None
    (x0, y0), (x1, y1) = _middle(first[0]), _middle(last[0])
    across = abs(x1 - x0) > abs(y1 - y0)
    axis = 0 if across else 1
    ends = sorted((_middle(first[0])[axis], _middle(last[0])[axis]))
    tall = MARGIN * min(_tall(first[0]), _tall(last[0]))
    several = any(abs(_middle(item)[axis] - _middle(same[0])[axis]) > tall for same in (first, last) for item in same)
    beside = [_middle(item)[axis] for item in items if item.note == "next"]
    before = min((ends[0] - at for at in beside if at < ends[0]), default=ends[1] - ends[0] + 2 * tall)
    after = min((at - ends[1] for at in beside if at > ends[1]), default=ends[1] - ends[0] + 2 * tall)
    low, high = (before / 2, after / 2) if snapped else (tall, tall)
    least, most = max(tall, before / 4), max(tall, after / 4)
    return Band(
        first[0].evidence.sheet, across, ends[0] - low, ends[1] + high, several, ends[0] - least, ends[1] + most
    )


def _along(asked: Asked, name: str, within: View | None, snapped: bool) -> Band | None:
    """The band of a single axis, half the way to those next to it; only for what stands on axes."""
    if not snapped:
        return None
    rows = asked.need("read_grid", sheet=within.sheet if within else asked.sheet).items
    row = next((row.label.split() for row in rows if name in row.label.split()), None)
    if row is None or len(row) < 2:
        return None
    at = row.index(name)
    other = row[at + 1] if at + 1 < len(row) else row[at - 1]
    items = asked.need("read_grid", start=name, end=other, sheet=within.sheet if within else asked.sheet).items
    own = [item for item in items if item.label == f"axis {name}" and (within is None or _inside(item, within.box))]
    near = [item for item in items if item.label != f"axis {name}" and (within is None or _inside(item, within.box))]
    if not own or not near:
        return None
    level_ = abs(_middle(near[0])[0] - _middle(own[0])[0]) > abs(_middle(near[0])[1] - _middle(own[0])[1])
    axis = 0 if level_ else 1
    here = _middle(own[0])[axis]
    gaps = sorted(abs(_middle(item)[axis] - here) for item in near)
    several = any(abs(_middle(item)[axis] - here) > MARGIN * _tall(item) for item in own)
    before = [here - _middle(i)[axis] for i in near if _middle(i)[axis] < here]
    after = [_middle(i)[axis] - here for i in near if _middle(i)[axis] > here]
    low = here - (min(before) if before else gaps[0]) / 2
    high = here + (min(after) if after else gaps[0]) / 2
    return Band(own[0].evidence.sheet, level_, low, high, several, low, high)


def _named(items: Sequence[Item], name: str) -> list[Item]:
    return [item for item in items if item.label == f"axis {name.upper()}" and item.evidence.box and not item.note]


def _middle(item: Item) -> tuple[float, float]:
    x0, y0, x1, y1 = item.evidence.box or (0.0, 0.0, 0.0, 0.0)
    return (x0 + x1) / 2, (y0 + y1) / 2


def _tall(item: Item) -> float:
    x0, y0, x1, y1 = item.evidence.box or (0.0, 0.0, 0.0, 0.0)
    return min(x1 - x0, y1 - y0)


def _inside(item: Item, box: Box) -> bool:
    x, y = _middle(item)
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _crossed(bands: Sequence[Band], within: Box) -> Box:
    x0, y0, x1, y1 = within
    for band in bands:
        if band.level:
            x0, x1 = max(x0, band.low), min(x1, band.high)
        else:
            y0, y1 = max(y0, band.low), min(y1, band.high)
    return round(x0, 1), round(y0, 1), round(x1, 1), round(y1, 1)


def _lies_along(asked: Asked) -> Reply:
    text = asked.say("Which of them lie along these axes cannot be told, so nothing was counted there; please ask for columns on one axis or for what lies between two.",
                     "无法确定哪些沿所问轴线，因此未作统计；请按单根轴线问柱，或问两轴之间的数量。")  # fmt: skip
    return Reply(text=text, verdict="refused")


def _not_found(asked: Asked) -> Reply:
    text = asked.say("I could not find these axes together on one sheet, so nothing was counted between them.",
                     "没有在同一张图上找到这些轴线，因此未作统计。")  # fmt: skip
    return Reply(text=text, verdict="refused")


def _several_grids(asked: Asked) -> Reply:
    text = asked.say("Several plans have these axes, so nothing was counted between them. Please name the storey or the view.",
                     "有多个平面图含这些轴线，因此未作统计，请指明楼层或视图。")  # fmt: skip
    return Reply(text=text, verdict="refused")
