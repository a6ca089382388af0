"""What a question counts, as tools that count it within a part of a sheet: marks, kinds of members, rooms, columns, fixtures."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from agent.rules.asked import Asked, Failed
from agent.rules.columns import COLUMNS
from agent.rules.fixtures import fixture_in
from agent.rules.floors import NAMED
from agent.rules.outlines import ELEMENTS, NOT, groups_of
from agent.rules.places import Place
from agent.rules.plans import NAMED_ROOMS
from agent.rules.rooms_named import words_of_rooms
from agent.rules.rows import asked_subjects
from agent.rules.schedules import qualifiers
from tools.kit.language import Language
from tools.kit.quantity import Quantity
from tools.kit.subjects import Subject

ON_AXES = re.compile(r"^(?:[KXLQ]?Z|[GYA]BZ|KZZ|DJ[JPZ]?|ZJ|J|CT|PC|P|F|C|SC|RC|COL)-?\d{1,3}[a-z]?$", re.I)
"""Marks of columns, footings and piles: they stand on the crossings of axes."""
STAND_ON_AXES = ("column", "footing", "pile")
ANY_ROOM = (
    r"\b(?:how many|number of|no\.? of|count(?: of| all| the)*)\s+(?:[\w-]+\s+){0,4}?rooms?\b(?! (?:no|number|\d|finish))",
    "(?:多少|几)[个间]?(?:写?有名[称字]的)?房间?(?:$|[?？。，,呢])",
    "房间(?:的?总?数|一?共?有?(?:多少|几)[个间]?(?:$|[?？。，,呢]))",
)
LETTERS = (
    ("框架梁|\\bframe beams?\\b", ("KL", "WKL")),
    ("次梁|非框架梁|\\bsecondary beams?\\b", ("L", "LL", "B", "SB")),
    ("框架柱", ("KZ",)),
)
"""Words for a part of the beams or columns, and the letters of their marks."""
OF_A_SORT = (
    r"\bwith\b", r"\bhaving\b", r"\bthat\b", r"\bfacing\b", r"\b(?:larg|bigg|small|wid|tall|long)er\b", r"\b(?:more|less|fewer) than\b", r"\b(?:over|under|above|below) \d",
    "带", "朝", "超过", "大于", "小于", "以上", "以下", "不到", "没有",
)  # fmt: skip
"""Only some of them are meant, by what is not written with each."""
MOST_NAMES = 30


class Counted(NamedTuple):
    """A thing that is counted: its names, whether it stands on axes, how to count it in a place, and whether that is by
    marks, which may stand beside what they mark."""

    en: str
    zh: str
    on_axes: bool
    within: Callable[[Asked, Place], Quantity | None]
    by_mark: bool = False

    @property
    def is_mark(self) -> bool:
        return self.by_mark and self.en == self.zh

    def named(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


def counted_in(asked: Asked) -> list[Counted]:
    """What the question counts, each by itself; nothing where it is not plain or only those of a certain sort are meant."""
    marks = [asked.family] if asked.family else asked.marks
    if marks:
        return [_of_mark(mark, asked) for mark in marks]
    if asked.has(*OF_A_SORT):
        return []
    fixture = fixture_in(asked.text)
    if fixture:
        return [Counted(fixture.en, fixture.zh, False, lambda a, p: _blocks(a, fixture.blocks, p))]
    if asked.has(*COLUMNS):
        return [Counted("columns", "柱", True, _columns)]
    subjects = [one for one in asked_subjects(asked) if one.name not in ("room", "slab")]
    if subjects:
        return [] if _of_a_word(asked, subjects) else [_of_kind(asked, one.name, one.en[1], one.zh) for one in subjects]
    return _of_rooms(asked)


PLACED = frozenset(
    ["floor", "storey", "story", "level", "upstairs", "downstairs", "between", "along", "axis", "axes", "axe", "grid", "gridline", "gridlines", "line", "lines", "bay", "bays", "plan", "marked", "tagged", "drawn", "shown", "each", "every", "per", "层", "楼", "轴", "轴线", "号轴", "之间", "范围", "范围内", "间", "平面", "平面图", "上", "沿", "每", "每层", "各层", "各楼层", "分层", "逐层", "标注", "楼上", "楼下", "根", "樘"]
)  # fmt: skip
"""Words that say where or how they are counted, not which."""


def _of_a_word(asked: Asked, subjects: Sequence[Subject]) -> bool:
    """Whether a word says which of them are meant: glazed doors, which marks do not tell."""
    if letters_meant(asked):
        return False
    plain = NAMED.sub(
        " ", re.sub(r"(?<![A-Za-z])[A-Z]?\d{0,2}(?:\s*[-~～至到和与]\s*[A-Z]?\d{1,2})?\s*轴线?|之间", " ", asked.text)
    )
    return any(len(word) > 1 and word not in PLACED for word in qualifiers(plain, subjects))


def _of_mark(mark: str, asked: Asked) -> Counted:
    on_axes = bool(ON_AXES.match(mark.replace("*", "1"))) or any(s.name in STAND_ON_AXES for s in asked_subjects(asked))
    return Counted(mark, mark, on_axes, lambda a, p: _first(a, "count_marks", p, mark=mark), True)


def _of_kind(asked: Asked, kind: str, en: str, zh: str) -> Counted:
    letters = letters_meant(asked)
    return Counted(
        en, zh, kind in STAND_ON_AXES, lambda a, p: of_kind(a, kind, letters, sheet=p.sheet, box=list(p.box)), True
    )


def of_kind(asked: Asked, kind: str, letters: Sequence[str], **where: object) -> Quantity | None:
    """The marks of a kind, or of those letters alone where the question means only these."""
    counts = asked.need("count_marked", kind=kind, **where).quantities
    if letters:
        counts = tuple(count for count in counts if count.label.split()[0] in letters)
    return counts[0] if counts else None


def letters_meant(asked: Asked) -> Sequence[str]:
    return next((letters for words, letters in LETTERS if asked.has(words)), ())


def _of_rooms(asked: Asked) -> list[Counted]:
    kind, names = next(((kind, names) for kind, asks, names in NAMED_ROOMS if asks.search(asked.text)), ("", ("", "")))
    if kind:
        return [
            Counted(
                names[0], names[1].lstrip("间"), False, lambda a, p: _positive(_first(a, "count_rooms", p, kind=kind))
            )
        ]
    words = words_of_rooms(asked)
    if words:
        shown = f"“{words[-1]}”", f"“{words[0]}”"
        return [Counted(*shown, False, lambda a, p: _first(a, "count_labels", p, words=words))]
    return [Counted("named rooms", "写有名称的房间", False, _rooms)] if asked.has(*ANY_ROOM) and words is None else []


def _first(asked: Asked, tool: str, place: Place, **given: object) -> Quantity | None:
    counts = asked.need(tool, **given, sheet=place.sheet, box=list(place.box)).quantities
    return counts[0] if counts else None


def _positive(count: Quantity | None) -> Quantity | None:
    return count if count and count.value else None


def _blocks(asked: Asked, pattern: str, place: Place) -> Quantity | None:
    try:
        return _first(asked, "count_blocks", place, block=pattern)
    except Failed:
        return None


def _columns(asked: Asked, place: Place) -> Quantity | None:
    """As they are drawn filled, else by their marks, else as closed outlines on a layer of their own."""
    drawn = asked.need("find_columns", sheet=place.sheet, box=list(place.box))
    if drawn.quantities and "NOT sound" not in drawn.summary:
        return _added(asked, drawn.quantities, "columns")
    marked = of_kind(asked, "column", letters_meant(asked), sheet=place.sheet, box=list(place.box))
    return marked or _outlined(asked, place)


def _outlined(asked: Asked, place: Place) -> Quantity | None:
    try:
        result = asked.need("measure_outlines", layer=ELEMENTS[0].layers + NOT, sheet=place.sheet, box=list(place.box))
    except Failed:
        return None
    least, most = ELEMENTS[0].sides
    fitting = [g.number for g in groups_of(result) if least <= g.short.value and g.long.value <= most]
    whole = sum(number.value for number in fitting) == (result.total_items or 0)
    return _added(asked, fitting, "columns") if fitting and whole else None


def _added(asked: Asked, counts: Sequence[Quantity], label: str) -> Quantity:
    if len(counts) == 1:
        return counts[0]
    expression = " + ".join(count.id for count in counts)
    return asked.need("calculate", expression=expression, label=label, unit="nos").quantities[-1]


def _rooms(asked: Asked, place: Place) -> Quantity | None:
    """All rooms with a name: their names are counted as labels, where that finds as many as there are rooms."""
    x0, y0, x1, y1 = place.box
    named = [
        item for item in asked.need("list_rooms", sheet=place.sheet).items
        if item.evidence.box and x0 <= (item.evidence.box[0] + item.evidence.box[2]) / 2 <= x1
        and y0 <= (item.evidence.box[1] + item.evidence.box[3]) / 2 <= y1
    ]  # fmt: skip
    words = list(dict.fromkeys(item.label for item in named))
    if not words or len(words) > MOST_NAMES:
        return None
    count = _first(asked, "count_labels", place, words=words)
    return count if count and count.value == len(named) else None
