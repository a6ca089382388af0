"""Choosing block references: by name or pattern, attribute and layer; which of them count and which are withheld."""

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from tools.kit.drawing import Sheet
from tools.kit.entities import Insert, entities_of
from tools.kit.evidence import Box, Evidence
from tools.kit.geometry import inside
from tools.kit.language import Message
from tools.kit.titleblock import strip_of
from tools.kit.zones import Zone, zone_at, zones_of

NEAR_NAMES = 8
SAME_PLACE = 0.02
"""Of its size: how near two references to one block have to lie to be one that was inserted twice."""


class Wanted(NamedTuple):
    """`block` and `layer` may hold * and ?; `attribute` is a tag, or "TAG=value" where both may hold them."""

    block: str = "*"
    attribute: str | None = None
    layer: str | None = None
    box: Box | None = None

    def takes(self, insert: Insert) -> bool:
        return (
            named(self.block, insert.block)
            and (self.layer is None or named(self.layer, insert.layer))
            and (self.attribute is None or _has(insert, self.attribute))
            and (self.box is None or inside(insert.box, self.box))
        )


class Found(NamedTuple):
    """A reference that was asked for; `reason` tells why it is not counted."""

    sheet: int
    insert: Insert
    reason: Message | None

    @property
    def evidence(self) -> Evidence:
        values = " ".join(f"{tag}={value}" for tag, value in self.insert.attributes if value)[:80]
        text = f"{self.insert.block} {values}".strip()
        return Evidence(sheet=self.sheet, box=self.insert.box, method="vector", text=text)


def folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def named(pattern: str, name: str) -> bool:
    """Whether the name is that, case and width aside; * stands for any characters, ? for one, | parts alternatives."""
    if "|" in pattern and folded(pattern) != folded(name):
        return any(named(one, name) for one in pattern.split("|"))
    wanted = re.sub(r"[\[\]]", lambda bracket: f"[{bracket[0]}]", folded(pattern))
    return fnmatchcase(folded(name), wanted)


def _has(insert: Insert, attribute: str) -> bool:
    tag, equals, value = attribute.partition("=")
    return any(
        named(tag.strip() or "*", own) and (not equals or named(value.strip(), said)) for own, said in insert.attributes
    )


def found_on(sheet: Sheet, wanted: Wanted) -> list[Found]:
    """All references of a sheet that are wanted, those that do not count with the reason."""
    known = entities_of(sheet)
    if known is None:
        return []
    taken = [insert for insert in known.inserts if wanted.takes(insert)]
    zones, strip = (zones_of(sheet.reading), strip_of(sheet.reading)) if taken else ([], None)
    twice = _doubles(taken)
    return [
        Found(sheet.number, insert, _reason(insert, sheet, zones, strip) or (DOUBLE if number in twice else None))
        for number, insert in enumerate(taken)
    ]


DOUBLE = Message(
    en="lies exactly on another reference to the same block", zh="与另一个相同图块完全重叠，只计一次"
)  # fmt: skip


def _reason(insert: Insert, sheet: Sheet, zones: list[Zone], strip: Box | None) -> Message | None:
    if insert.hidden == "layer_off":
        return Message(en=f"its layer {insert.layer} is off or frozen", zh=f"所在图层 {insert.layer} 已关闭或冻结")
    if insert.hidden:
        return Message(en="it is set invisible", zh="被设为不可见")
    if not inside(insert.box, (0.0, 0.0, sheet.reading.width, sheet.reading.height)):
        return Message(en="it lies far off the sheet", zh="位于图面之外很远处")
    zone = zone_at(zones, insert.box)
    if zone is not None and zone.kind != "notes":
        words = {"schedule": "表格", "legend": "图例"}
        return Message(en=f"stands in the {zone.kind} “{zone.title}”", zh=f"位于{words[zone.kind]}“{zone.title}”中")
    if strip is not None and inside(insert.box, strip):
        return Message(en="stands in the title block", zh="位于图签栏中")
    return None


def _doubles(inserts: Sequence[Insert]) -> set[int]:
    """Numbers of those that repeat an earlier one at the same place, turned and scaled alike."""
    seen: set[tuple[object, ...]] = set()
    doubles = set()
    for number, insert in enumerate(inserts):
        size = max(insert.box[2] - insert.box[0], insert.box[3] - insert.box[1], 1e-6) * SAME_PLACE
        place = tuple(round(edge / size) for edge in insert.box)
        key = (insert.block, insert.hidden, insert.viewport, round(insert.rotation), insert.attributes, *place)
        if insert.inked and key in seen:
            doubles.add(number)
        seen.add(key)
    return doubles


def near_names(name: str, sheets: Iterable[Sheet]) -> list[str]:
    """Names of blocks that resemble it, the most alike first; the most frequent ones where none does."""
    known = Counter(one.block for sheet in sheets if (found := entities_of(sheet)) for one in found.inserts)
    bare = folded(name).strip("*?")
    holding = [own for own in known if bare and (bare in folded(own) or folded(own) in bare)]
    alike = difflib.get_close_matches(bare, [folded(own) for own in known], n=NEAR_NAMES, cutoff=0.6)
    resembling = [own for own in known if folded(own) in alike]
    return list(dict.fromkeys([*holding, *resembling]))[:NEAR_NAMES] or [
        own for own, _ in known.most_common(NEAR_NAMES)
    ]
