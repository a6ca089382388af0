"""Questions to begin with: what a drawing can be asked, by the marks, areas, notes and fields that stand on it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from tools.kit.geometry import inside
from tools.kit.language import Message
from tools.kit.marks import natural, occurrences, pattern_of
from tools.kit.text import SheetReading
from tools.kit.titleblock import fields_of, strip_of
from tools.kit.zones import zone_at, zones_of

MOST_SHEETS = 6
"""Sheets that are looked at: the first ones tell what a set is about."""
FEWEST = 2
MARK = re.compile(r"^(?:[A-Z]{1,3}-)?[A-Z]{1,4}-?\d{1,4}[a-zA-Z]?$")
AREA = re.compile(r"\d\s*(?:m²|㎡|m2|sq\.?\s*ft|ft²|平方米)", re.I)
KINDS = (
    (re.compile(r"^(?:D|FM|DR)-?\d"), "doors"), (re.compile(r"^W-?\d"), "windows"),
    (re.compile(r"^(?:KZ|GZ|Z)-?\d"), "columns"), (re.compile(r"^(?:KL|WKL|FB)-?\d"), "beams"),
)  # fmt: skip


def suggested(readings: Sequence[SheetReading], most: int = 5) -> list[Message]:
    """At most that many questions, those about quantities first. Every one of them names what really stands there."""
    looked = readings[:MOST_SHEETS]
    return [*list(_questions(looked))[: most - 1], *list(_about_the_sheet(looked))[:1]][:most]


def _questions(readings: Sequence[SheetReading]) -> Iterator[Message]:
    for mark in _families(_marks(readings))[:3]:
        yield _how_many(mark)
    lines = [line for reading in readings for line in reading.visible]
    if sum(bool(AREA.search(line.text)) for line in lines) >= FEWEST:
        yield Message(en="What is the total of the printed areas?", zh="标注的面积合计是多少？")
    if any("scale" in fields_of(reading) for reading in readings):
        yield Message(en="What is the scale?", zh="图纸的比例是多少？")


def _about_the_sheet(readings: Iterable[SheetReading]) -> Iterator[Message]:
    if any({"title", "number"} & set(fields_of(reading)) for reading in readings):
        yield Message(en="What is in the title block?", zh="图签里写了什么？")
    else:
        yield Message(en="Which sheets are there?", zh="有哪些图纸？")


def _marks(readings: Iterable[SheetReading]) -> Counter[str]:
    """How often each mark stands alone on the views."""
    found: Counter[str] = Counter()
    for reading in readings:
        zones, strip = zones_of(reading), strip_of(reading)
        for line in reading.visible:
            aside = zone_at(zones, line.box) is not None or (strip is not None and inside(line.box, strip))
            text = line.text.strip().upper()
            if not aside and MARK.match(text) and any(one.alone for one in occurrences(pattern_of(text), text)):
                found[text] += 1
    return found


def _families(counts: Counter[str]) -> list[str]:
    """The most frequent mark of each family of letters, the families with most marks first."""
    families: dict[str, Counter[str]] = {}
    for mark, count in counts.items():
        families.setdefault(natural(mark)[0], Counter())[mark] = count
    often = [family for family in families.values() if max(family.values()) >= FEWEST]
    return [family.most_common(1)[0][0] for family in sorted(often, key=lambda f: -sum(f.values()))]


def _how_many(mark: str) -> Message:
    for pattern, english in KINDS:
        if pattern.match(mark):
            return Message(en=f"How many {mark} {english} are there?", zh=f"{mark} 有多少个？")
    return Message(en=f"How many {mark} are there?", zh=f"{mark} 有多少个？")
