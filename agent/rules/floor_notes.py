"""Rule for floor areas that a note states: 914 SQUARE FEET / 1ST FLOOR, 二层建筑面积 120.5 m², TOTAL LIVING AREA 2,150 SF."""

import re
from collections.abc import Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.floors import AREA, NAMED, NO_FLOORS, level
from tools.kit.figures import Figure, figures_in
from tools.kit.quantity import Quantity
from tools.kit.result import Item
from tools.kit.rooms import kinds_in

STOREY = (
    r"(?:ground|first|second|third|fourth|fifth|main|upper|lower|\d{1,2}\s?(?:st|nd|rd|th)|mezzanine|basement)\s+(?:floor|level|stor(?:e)?y)|(?:[首底夹一二三四五六七八九十]|\d{1,2}|地下[一二三]?)\s*层"
)  # fmt: skip
NOTED = r"(?s:^(?=.*(?:floor|level|stor(?:e)?y|层))(?=.*\d).*(?:sq|s\.?f|m2|m²|㎡|平))"
"""Labels that may state one: a storey, a figure and a unit in any order."""
WORDS = re.compile(STOREY, re.I)
FARTHEST = 28
"""Characters between a storey and the area that is stated of it."""


def noted_floor_area(asked: Asked) -> Reply | None:
    """The area that a note states of the storey that the question names, where all such notes agree."""
    named = list(NAMED.finditer(asked.text))
    if (
        len(named) != 1
        or asked.marks
        or not asked.has(*AREA, "平方英尺", "多大")
        or asked.has(*NO_FLOORS)
        or kinds_in(asked.text)
    ):
        return None
    found = asked.need("find_text", pattern=NOTED, regex=True, sheet=asked.sheet if asked.sheet_named else None)
    ground = any(re.search(r"\bground\b", item.evidence.text, re.I) for item in found.items)
    wanted = level(named[0][0], ground)
    stated = [(item, area) for item in found.items for area in _areas(item, found.quantities, wanted, ground)]
    if not stated or len({(area.value, area.unit) for _, area in stated}) != 1:
        return None
    item, area = stated[0]
    text = asked.say(
        f"{area.shown()} [{area.id}]: the drawing says “{item.label}” [{item.id}].",
        f"{area.shown('zh')} [{area.id}]，图上写道“{item.label}” [{item.id}]。",
    )
    return Reply(text=text, headline=area.id, verdict="answered")


def _areas(item: Item, quantities: Sequence[Quantity], wanted: int | str, ground: bool) -> list[Quantity]:
    """The figures of a note that stand nearest to the name of that storey."""
    text = item.evidence.text
    storeys = list(WORDS.finditer(text))
    figures = [figure for figure in figures_in(text) if figure.unit in ("m2", "ft2")]
    own = [q for q in quantities if q.sources[0] == item.evidence and q.unit in ("m2", "ft2")]
    if len(own) != len(figures) or not storeys:
        return []
    near = [min(storeys, key=lambda word: _apart(word, figure)) for figure in figures]
    return [
        area
        for area, figure, word in zip(own, figures, near, strict=True)
        if level(word[0], ground) == wanted and _apart(word, figure) <= FARTHEST
    ]


def _apart(word: re.Match[str], figure: Figure) -> int:
    return max(figure.start - word.end(), word.start() - figure.end)
