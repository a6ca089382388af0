"""Rules that compute from the sizes in a schedule: opening areas, the concrete of one footing."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.rows import Line, asked_subjects, figure, read_lines, subject, titles
from agent.rules.schedules import STOREY, qualifiers, sum_of
from tools.kit.amounts import Side, side_in, sides_in, unit_of_bare
from tools.kit.quantity import Quantity
from tools.kit.result import ReadCell
from tools.kit.subjects import Subject

AREA = (r"\bareas?\b", r"面积")
BEYOND = (
    r"\bwalls?\b", r"墙", r"\bnet\b", r"\bglass\b", r"\bglaz\w+ area", r"玻璃面积", r"\bpaint", r"油漆", r"涂料", r"\bratio\b", r"比例", r"\brooms?\b", r"\bmeasured?\b", r"\bfloor area\b",
)  # fmt: skip
AREA_WORDS = re.compile(
    r"\b(?:openings?|areas?|m2|m²|square|met(?:re|er)s?|sq\.?|ft2?|feet|sqm|sqft|calculate|compute|based|their|sizes?|dimensions?)\b|洞口|面积|平方米|平方|平米|计算|求|尺寸|尺",
    re.I,
)
VOLUME = (r"\bvolumes?\b", r"\bconcrete\b.*\b(?:cubic|m3|m³|quantity|how much)\b", r"\bhow much concrete\b", r"体积", r"(?:混凝土|砼)\S{0,3}量", r"多少方")  # fmt: skip
EVERY = (r"\ball\b", r"\btotal\b", r"\btogether\b", r"全部", r"所有", r"合计", r"总")
ONE = (
    r"\bone\b(?! and)",
    r"\beach\b",
    r"\bsingle\b(?!-| leaf| door| panel)",
    r"\bper\b",
    r"\ban?\b",
    r"[一单每]\s*[个樘扇]",
)
PLURAL = r"\b(?:doors|windows)\b"
SOLID = ("footing", "pile", "slab")
CUBIC: tuple[tuple[str, str], ...] = (
    ("ft3", r"cubic f(?:ee|oo)t|\bcu\.? ?ft|\bft3|立方英尺"), ("yd3", r"cubic yards?|\bcu\.? ?yd|\bcy\b|立方码"), ("m3", r"cubic met|\bm3\b|m³|立方米|方(?!英)"),
)  # fmt: skip
A_CALL = 9  # rows: an expression has its limit of parts


class Sized(NamedTuple):
    line: Line
    sides: tuple[Side, ...]


def opening_area(asked: Asked) -> Reply | None:
    """Number × width × height of every row of the schedule that is a door, or a window."""
    if not asked.has(*AREA) or asked.has(*BEYOND, *STOREY) or len(asked.marks) > 1:
        return None
    subjects = [one for one in _subjects(asked) if one.name in ("door", "window")]
    words = [] if asked.marks else qualifiers(AREA_WORDS.sub(" ", asked.text), subjects)
    lines = [
        line
        for one in subjects
        for line in _rows(asked, one.name)
        if all(w in line.description.casefold() for w in words)
    ]
    lines = [line for line in lines if not asked.marks or line.name.upper() == asked.marks[0]]
    if not lines:
        return None
    sized = [found for line in lines if (found := sized_of(line))]
    unread = [line for line in lines if not any(found.line is line for found in sized) or len(line.amounts) != 1]
    if len(sized) == 1 == len(lines) and asked.marks and (asked.has(*ONE) or not asked.has(*EVERY, PLURAL)):
        return area_of_one(asked, lines[0])
    return _not_stated(asked, unread) if unread else _areas(asked, sized)


def _subjects(asked: Asked) -> list[Subject]:
    """What the question names, else what the row of its mark is about."""
    lines = read_lines(asked, row=asked.marks[0]) if asked.marks else []
    return asked_subjects(asked) or [one for x in lines if x.name.upper() == asked.marks[0] and (one := subject(x))][:1]


def _rows(asked: Asked, name: str) -> list[Line]:
    lines = read_lines(asked, title=name)
    return [x for x in lines if not x.row.total and x.row.amounts and (found := subject(x)) and found.name == name]


def sized_of(line: Line) -> Sized | None:
    """Width and height as the row states them, in one cell or in two."""
    size, width, height = line.cell("size"), line.cell("width"), line.cell("height")
    sides = sides_in(size.text, size.column) if size else None
    if sides is None and width and height:
        found = [_side_of(cell) for cell in (width, height)]
        sides = tuple(side for side in found if side) if all(found) else None
    return Sized(line, sides[:2]) if sides and len(sides) >= 2 else None


def _side_of(cell: ReadCell) -> Side | None:
    """The side that a cell states, with its unit; None where its unit is not known."""
    side = side_in(cell.text)
    unit = side.unit or unit_of_bare(side.parts[0], cell.column) if side else ""
    return side._replace(unit=unit) if side and unit else None


def _not_stated(asked: Asked, lines: Sequence[Line]) -> Reply:
    rows = asked.say("; ", "；").join(f"“{line.item.evidence.text}” [{line.item.id}]" for line in lines[:6])
    text = asked.say(
        f"The total cannot be given: in these rows the size or the quantity is blank or not plain: {rows}.",
        f"无法给出合计：以下各行的尺寸或数量为空白或不明确：{rows}。",
    )
    return Reply(text=text, verdict="refused")


def area_of_one(asked: Asked, line: Line) -> Reply | None:
    """Width × height; with the area of all where the question does not say that one is meant."""
    sized = sized_of(line)
    if sized is None:
        return None
    unit = _unit(asked, [sized])
    one = _area_of(asked, [sized], unit, alone=True)
    stated = _row(sized, alone=True)
    text = asked.say(
        f"One {line.name}: {one.shown()} [{one.id}], width × height as {titles([line], asked)} states them: {stated}.",
        f"单个 {line.name}：{one.shown('zh')} [{one.id}]，按{titles([line], asked)}的宽 × 高计算：{stated}。",
    )
    if len(line.amounts) == 1 and line.amounts[0].value > 1 and not asked.has(*ONE):
        every = _area_of(asked, [sized], unit, alone=False)
        text += asked.say(
            f" All {figure(line.amounts[0])} of them: {every.shown()} [{every.id}].",
            f"全部 {figure(line.amounts[0])} 个：{every.shown('zh')} [{every.id}]。",
        )
    return Reply(text=text, headline=one.id, verdict="answered")


def _unit(asked: Asked, sized: Sequence[Sized]) -> str:
    imperial = any(side.unit in ("ft", "in") for found in sized for side in found.sides)
    return "ft2" if imperial or asked.has(r"sq\.? ?f(?:ee|oo)?t|square f(?:ee|oo)t|ft2|平方英尺") else "m2"


def _areas(asked: Asked, sized: Sequence[Sized]) -> Reply:
    unit = _unit(asked, sized)
    groups = [sized[i : i + A_CALL] for i in range(0, len(sized), A_CALL)]
    total = sum_of(
        asked, asked.say("opening area", "洞口面积"), [_area_of(asked, group, unit) for group in groups], unit
    )
    listed = asked.say("; ", "；").join(_row(found) for found in sized)
    text = asked.say(
        f"{total.shown()} [{total.id}], number × width × height as {titles([x.line for x in sized], asked)} states them: {listed}.",
        f"{total.shown('zh')} [{total.id}]，按{titles([x.line for x in sized], asked)}的数量 × 宽 × 高计算：{listed}。",
    )
    return Reply(text=text, headline=total.id, verdict="answered")


def _row(found: Sized, alone: bool = False) -> str:
    line = found.line
    cell = line.cell("size")
    stated = cell.text if cell and cell.text else " x ".join("+".join(side.parts) for side in found.sides)
    shown = f"“{stated}” [{line.item.id}]" if stated in line.item.evidence.text else f"[{line.item.id}]"
    return f"{line.name} {shown}" if alone else f"{line.name} {figure(line.amounts[0])} × {shown}"


def _area_of(asked: Asked, sized: Sequence[Sized], unit: str, alone: bool = False) -> Quantity:
    """The area of all that the rows count; of one of them where it stands alone."""
    terms = [(x, *_named(x, f"r{n}")) for n, x in enumerate(sized, 1)]
    counts = ["" if alone else f"{x.line.amounts[0].id}*" for x in sized]
    expression = " + ".join(f"{count}{'*'.join(sides)}" for count, (_, sides, _) in zip(counts, terms, strict=True))
    inputs = [entry for _, _, entries in terms for entry in entries]
    return asked.need(
        "calculate", expression=expression, label=asked.say("opening area", "洞口面积"), unit=unit, inputs=inputs
    ).quantities[-1]


def _named(found: Sized, prefix: str) -> tuple[list[str], list[dict[str, str]]]:
    """Each side as it stands in an expression, and the inputs that it needs."""
    sides, inputs = [], []
    for n, side in enumerate(found.sides):
        names = [f"{prefix}{'wht'[n]}{m}" for m in range(len(side.parts))]
        sides.append(f"({' + '.join(names)})" if len(names) > 1 else names[0])
        inputs += inputs_of(found, side, names)
    return sides, inputs


def inputs_of(found: Sized, side: Side, names: Sequence[str]) -> list[dict[str, str]]:
    """The parts of a side under those names, as `calculate` takes them."""
    given = {"unit": side.unit, "source": found.line.item.id, "why": f"side of {found.line.name}"}
    return [{"name": name, "value": part, **given} for name, part in zip(names, side.parts, strict=True)]


def volume_of_scheduled(asked: Asked) -> Reply | None:
    """The concrete of a footing: length × width × thickness of its row, times how many there are if all are asked for."""
    if len(asked.marks) != 1 or not asked.has(*VOLUME):
        return None
    mark = asked.marks[0]
    lines = [x for x in read_lines(asked, row=mark) if x.name.upper() == mark and not x.row.total]
    found = subject(lines[0]) if len(lines) == 1 else None
    if found is None or found.name not in SOLID:
        return None
    sized = _solid(lines[0])
    return _volume(asked, sized) if sized else _not_stated(asked, lines)


def _solid(line: Line) -> Sized | None:
    """The three sides of a row, each with its unit: a bare thickness beside feet could be anything."""
    size, thick = line.cell("size"), line.cell("thickness", "height")
    sides = (sides_in(size.text, size.column) if size else None) or ()
    last = side_in(thick.text) if thick and len(sides) == 2 else None
    if thick and last and not last.unit and all(side.unit == "mm" for side in sides):
        last = last._replace(unit=unit_of_bare(last.parts[0], thick.column))
    sides = (*sides, last) if last and last.unit else sides
    return Sized(line, sides) if len(sides) == 3 else None


def _volume(asked: Asked, sized: Sized) -> Reply | None:
    line = sized.line
    every = asked.has(*EVERY) and not asked.has(*ONE[:4], *ONE[5:])
    if every and len(line.amounts) != 1:
        return None
    sides, inputs = _named(sized, "f")
    unit = next((u for u, words in CUBIC if asked.has(words)), "ft3" if sized.sides[0].unit in ("ft", "in") else "m3")
    times = f"{line.amounts[0].id}*" if every else ""
    result = asked.need(
        "calculate",
        expression=times + "*".join(sides),
        label=asked.say(f"volume of {line.name}", f"{line.name} 体积"),
        unit=unit,
        inputs=inputs,
    )
    total = result.quantities[-1]
    count = (
        asked.say(f" for {figure(line.amounts[0])} of them", f"（共 {figure(line.amounts[0])} 个）") if every else ""
    )
    text = asked.say(
        f"{total.shown()} [{total.id}] of concrete{count or f' for one {line.name}'}: {titles([line], asked)} states “{line.item.evidence.text}” [{line.item.id}].",
        f"{line.name} 混凝土体积 {total.shown('zh')} [{total.id}]{count or '（单个）'}：{titles([line], asked)}写明“{line.item.evidence.text}” [{line.item.id}]。",
    )
    return Reply(text=text, headline=total.id, verdict="answered")
