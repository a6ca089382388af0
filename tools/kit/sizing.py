"""Sizing: legends draw their symbols at a size of their own, so the size on the plan is found along with the places."""

from collections.abc import Sequence
from dataclasses import replace

from tools.kit.drawing import Sheet
from tools.kit.geometry import inside
from tools.kit.ink import Ink, strokes
from tools.kit.language import Message
from tools.kit.matches import FURTHER, HELD, MISSING, SURE, UNLIKE, Match
from tools.kit.shapes import Shape
from tools.kit.sweep import swept, tolerance_of
from tools.kit.symbols import Example, Found, found_on

SAME_SIZE = 1.03
ANY = (0.2, 5.0)
"""Sizes at which a symbol may be a part of another."""
MOST_LINES = 150
"""Of the other symbols: pictures of many small lines hold nothing that could be mistaken."""
SMALLER = Message(
    en="it is only much like the example, and of another size than the others", zh="仅与样例相似，且大小与其他实例不同"
)
ALIKE = (UNLIKE, MISSING, FURTHER)
PART = Message(en="it is a part of another symbol of the legend", zh="它是图例中另一符号的一部分")


def at_its_size(sheet: Sheet, example: Example, others: Sequence[Shape]) -> Found:
    """The places at the example's size; where there are none, those at the one other size that it is drawn at.

    Places within larger symbols of the same legend are theirs. Where several sizes remain, nothing is counted.
    """
    few = [other for other in others if len(other.lines.segments) <= MOST_LINES]
    larger = [other for other in few if example.shape and _holds(other, example.shape)]
    same = _not_in(found_on(sheet, example), larger)
    if any(not _is_own(match, sheet, example) for match in same.counted):
        return same
    free = _not_in(found_on(sheet, example, None), larger)
    groups = _by_size([match for match in free.counted if not _is_own(match, sheet, example)])
    if len(groups) <= 1:
        return _of_one_size(free, groups)
    held = tuple(replace(match, why=_sized(match), share=HELD) for group in groups for match in group)
    return free._replace(counted=(), withheld=(*free.withheld, *held))


def _of_one_size(found: Found, groups: Sequence[Sequence[Match]]) -> Found:
    """What is only much like the symbol, and of another size than it, is told apart from what may be it."""
    size = groups[0][0].scale if groups else 1.0
    other = {id(match) for match in found.withheld if not size / SAME_SIZE < match.scale < size * SAME_SIZE}
    held = tuple(replace(m, why=SMALLER) if id(m) in other and m.why in ALIKE else m for m in found.withheld)
    return found._replace(withheld=held)


def _is_own(match: Match, sheet: Sheet, example: Example) -> bool:
    return sheet is example.sheet and inside(match.box, example.box)


def _by_size(matches: Sequence[Match]) -> list[list[Match]]:
    groups: list[list[Match]] = []
    for match in sorted(matches, key=lambda one: one.scale):
        if groups and match.scale < SAME_SIZE * groups[-1][-1].scale:
            groups[-1].append(match)
        else:
            groups.append([match])
    return groups


def _sized(match: Match) -> Message:
    return Message(
        en=f"drawn {match.scale:.2f} times as large as the example, while other sizes occur too",
        zh=f"大小为样例的 {match.scale:.2f} 倍，图上还有其他大小",
    )


def _holds(other: Shape, shape: Shape) -> bool:
    """Whether the other symbol has the shape in it, at any size."""
    cell = tolerance_of(shape, ANY[0])
    lines = other.lines
    ink = Ink(strokes(lines.segments, lines.circles, cell, lines.solid, lines.solid_circles), cell)
    found = swept(shape, lines, ink, None, ANY)
    return bool((found.share >= SURE).any())


def _not_in(found: Found, larger: Sequence[Shape]) -> Found:
    """Without the places that lie in a copy of one of the larger symbols."""
    boxes = [match for other in larger for match in _copies(found.sheet, other)]
    part = [m for m in found.counted if any(inside(m.box, b.box) and b.share >= SURE for b in boxes if not _same(m, b))]
    held = tuple(replace(match, why=PART, share=HELD) for match in part)
    return found._replace(counted=tuple(m for m in found.counted if m not in part), withheld=(*found.withheld, *held))


def _copies(sheet: Sheet, shape: Shape) -> tuple[Match, ...]:
    return found_on(sheet, Example(sheet, shape.box, shape), None).counted


def _same(match: Match, other: Match) -> bool:
    """Whether both have one box: then neither is a part of the other."""
    return all(abs(a - b) < 0.2 for a, b in zip(match.box, other.box, strict=True))
