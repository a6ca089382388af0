"""Tables whose cells are bounded by lines: heads of any number of storeys, merged cells, one record between two lines."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tools.kit.cells import Piece, bands, place
from tools.kit.columns import REVISIONS, ColumnKind, strong
from tools.kit.evidence import Box
from tools.kit.geometry import inside, overlap, union
from tools.kit.growing import MARKLIKE, signed
from tools.kit.headings import heading_kind
from tools.kit.slots import Slot, near_of, slots_of

COVERED = 0.6
"""The share of a table's width that cells have to cover for a row to be one of it."""
BESIDE = 14.0  # text heights beside a row of heads in which another head shows that its cells are open there
MOST_STOREYS = 4


class Leaf(NamedTuple):
    """A column: its head with those over it, and from where to where it reaches."""

    text: str
    kind: ColumnKind | None
    x: tuple[float, float]


class Level(NamedTuple):
    """A strip between two lines: for each column the slot that is there, and whether it began further up."""

    y: tuple[float, float]
    slots: tuple[Slot | None, ...]
    merged: tuple[bool, ...]


class Ruled(NamedTuple):
    """A ruled table: its title where that stands in a cell over the heads, its columns and its strips under the heads."""

    title: str
    top: float
    leaves: tuple[Leaf, ...]
    levels: tuple[Level, ...]
    heads: tuple[Slot, ...]

    @property
    def edges(self) -> list[float]:
        return [self.leaves[0].x[0], *(leaf.x[1] for leaf in self.leaves)]

    @property
    def box(self) -> Box:
        bottom = self.levels[-1].y[1] if self.levels else self.heads[0].box[3]
        return self.edges[0], self.top, self.edges[-1], bottom


def ruled_tables(pieces: Sequence[Piece], cells: Sequence[Box]) -> list[Ruled]:
    """Every table whose heads stand in cells, from the top down."""
    slots = slots_of(pieces, cells)
    found: list[Ruled] = []
    runs = sorted(_head_runs(slots, pieces), key=lambda run: run[0].box[3])
    for run in runs:
        if not any(inside(run[0].box, table.box) for table in found):
            begun = [slot for other in runs if other is not run and other[0].kind for slot in other]
            table = _table(run, slots, begun)
            if table and table.levels:
                found.append(table)
    return found


def _head_runs(slots: Sequence[Slot], pieces: Sequence[Piece]) -> Iterator[list[Slot]]:
    """Slots side by side that end on one line and read like the heads of a table."""
    seeds = [slot for slot in slots if (slot.pieces and any(strong(p.text) for p in slot.pieces)) or strong(slot.text)]
    seen: set[Box] = set()
    for seed in seeds:
        if seed.box not in seen:
            near = near_of([seed])
            level = [slot for slot in slots if abs(slot.box[3] - seed.box[3]) < near]
            for run in _parted(_beside_one_another(seed, level, near)):
                seen |= {slot.box for slot in run}
                if _counts(run) and not _open(run, pieces):
                    yield run


def _beside_one_another(seed: Slot, level: Sequence[Slot], near: float) -> list[Slot]:
    """The slots of a level that hang together with the seed, from the left."""
    ordered = sorted(level, key=lambda slot: slot.box[0])
    at = ordered.index(seed)
    first = last = at
    while first > 0 and ordered[first].box[0] - ordered[first - 1].box[2] < near:
        first -= 1
    while last + 1 < len(ordered) and ordered[last + 1].box[0] - ordered[last].box[2] < near:
        last += 1
    return ordered[first : last + 1]


def _parted(run: Sequence[Slot]) -> Iterator[list[Slot]]:
    """Cut where the first head comes again: two tables that share a line."""
    first = next((slot.text.casefold() for slot in run if slot.kind), "")
    part: list[Slot] = []
    for slot in run:
        if slot.text.casefold() == first and any(s.text.casefold() == first for s in part):
            yield part
            part = []
        part.append(slot)
    yield part


def _counts(run: Sequence[Slot]) -> bool:
    """Whether it is a row of heads: most are known ones, of several kinds, and no revisions. A legend that goes on at the right
    of its heads has names in their row."""
    written = [slot for slot in run if slot.pieces]
    kinds = [slot.kind for slot in written if slot.kind]
    sure = sum(strong(slot.text) or any(strong(p.text) for p in slot.pieces) for slot in written)
    revised = any(REVISIONS.search(slot.text) for slot in written)
    several = len(set(kinds)) > 1 or len(kinds) > 2
    return len(kinds) >= 2 and sure >= 2 and 2 * len(kinds) >= len(run) and several and not revised


def _open(run: Sequence[Slot], pieces: Sequence[Piece]) -> bool:
    """Whether another head stands right beside the run: then its outermost columns have no lines at their sides."""
    box = union(slot.box for slot in run)
    height = run[0].pieces[0].height if run[0].pieces else 0.5 * (box[3] - box[1])
    return any(
        strong(p.text) and box[1] < p.middle < box[3] and 0 < max(box[0] - p.box[2], p.box[0] - box[2]) < BESIDE * height
        for p in pieces
    )  # fmt: skip


def _table(run: list[Slot], slots: Sequence[Slot], begun: Sequence[Slot]) -> Ruled | None:
    near = near_of(run)
    x0, _, x1, _ = union(slot.box for slot in run)
    within = [slot for slot in slots if slot.box[0] > x0 - near and slot.box[2] < x1 + near]
    run, over = _deepest(run, within, near)
    title, top, parents = _above(run, over, within, near)
    levels = _levels(run, within, begun, near)
    leaves = [_leaf(slot, parents) for slot in run]
    heads = (*parents, *run)
    if signed([[p for s in level.slots if s for p in s.pieces] for level in levels]):
        return None
    return Ruled(title, top, tuple(leaves), tuple(levels), heads)


def _deepest(run: list[Slot], inside: Sequence[Slot], near: float) -> tuple[list[Slot], list[Slot]]:
    """The lowest row of heads: where those right under the run are all heads too, they part its columns."""
    over: list[Slot] = []
    for _ in range(MOST_STOREYS):
        bottom = max(slot.box[3] for slot in run)
        below = sorted([slot for slot in inside if abs(slot.box[1] - bottom) < near], key=lambda slot: slot.box[0])
        written = [slot for slot in below if slot.pieces]
        ends = {round(slot.box[3] / near) for slot in below}
        if not written or len(written) < 2 or len(ends) > 2 or not all(slot.kind for slot in written):
            return run, over
        over, run = [*over, *run], below
    return run, over


def _above(run: Sequence[Slot], over: list[Slot], inside: Sequence[Slot], near: float) -> tuple[str, float, list[Slot]]:
    """The title in the table, its top, and the heads over the run."""
    x0, top, x1, _ = union(slot.box for slot in [*run, *over])
    parents, title = list(over), ""
    for _ in range(MOST_STOREYS):
        known = [*run, *parents]
        higher = [
            slot for slot in inside
            if slot not in known and slot.pieces and any(abs(slot.box[3] - k.box[1]) < near and _across(slot, k) for k in known)
        ]  # fmt: skip
        whole = [slot for slot in higher if slot.box[2] - slot.box[0] > 0.95 * (x1 - x0)]
        fitting = [s for s in higher if s not in whole and (sum(_across(s, k) for k in run) > 1 or s.kind)]
        if whole and not fitting:
            return whole[0].text, whole[0].box[1], parents
        if not fitting:
            break
        parents += fitting
        top = min(top, *(slot.box[1] for slot in fitting))
    return title, top, parents


def _across(upper: Slot, lower: Slot) -> bool:
    return overlap(upper.box[0], upper.box[2], lower.box[0], lower.box[2]) > 0.5 * (lower.box[2] - lower.box[0])


def _leaf(slot: Slot, parents: Sequence[Slot]) -> Leaf:
    over = sorted([parent for parent in parents if _across(parent, slot)], key=lambda parent: parent.box[1])
    texts = [one.text for one in (*over, slot) if one.text]
    kind = next((one.kind for one in (slot, *reversed(over)) if one.kind), None)
    return Leaf(" ".join(texts), kind, (slot.box[0], slot.box[2]))


def _levels(run: Sequence[Slot], inside: Sequence[Slot], begun: Sequence[Slot], near: float) -> list[Level]:
    """The strips under the heads, down to where cells no longer fill the width or another table begins."""
    x0, _, x1, _ = union(slot.box for slot in run)
    level = max(slot.box[3] for slot in run)
    levels: list[Level] = []
    seen: set[Box] = set()
    while True:
        active = [slot for slot in inside if slot.box[1] < level + near and slot.box[3] > level + near]
        ends = [slot.box[3] for slot in active if slot.box[3] > level + near]
        width = sum(slot.box[2] - slot.box[0] for slot in active)
        if not ends or width < COVERED * (x1 - x0) or _begins(active, begun, x1 - x0):
            return levels
        bottom = min(ends)
        slots = tuple(_at(active, (one.box[0] + one.box[2]) / 2) for one in run)
        levels.append(Level((level, bottom), slots, tuple(slot is not None and slot.box in seen for slot in slots)))
        seen |= {slot.box for slot in active}
        level = bottom


def _begins(active: Sequence[Slot], begun: Sequence[Slot], width: float) -> bool:
    """Whether a title or the heads of another table stand there."""
    titled = any(
        slot.box[2] - slot.box[0] > 0.6 * width and slot.pieces and heading_kind(slot.text) == "schedule"
        for slot in active
    )
    return titled or any(slot in begun for slot in active)


def _at(active: Sequence[Slot], x: float) -> Slot | None:
    return next((slot for slot in active if slot.box[0] < x < slot.box[2]), None)


def records_between(table: Ruled, level: Level, key: int) -> list[list[Piece]] | None:
    """The lines of a strip that holds several records, as no line parts them; None where it holds one."""
    slot = level.slots[key]
    names = bands(slot.pieces) if slot else []
    if len(names) < 2 or not all(MARKLIKE.match(p.text) for row in names for p in row):
        return None
    others = [len(bands(s.pieces)) for i, s in enumerate(level.slots) if s and s.pieces and i != key]
    if not others or 2 * sum(n >= len(names) for n in others) < len(others):
        return None
    held = {id(p.line): p for s in level.slots if s for p in s.pieces}
    return bands(held.values())


def pieces_at(table: Ruled, level: Level, column: int) -> list[Piece]:
    """What is written in a column of a strip; what a cell over several columns holds stands in its first, unless it stands
    side by side under several."""
    slot = level.slots[column]
    if slot is None:
        return []
    held = [i for i, other in enumerate(level.slots) if other is slot]
    inner = table.edges[1:-1]
    under = [place(piece.centre, inner) for piece in slot.pieces]
    if len(held) > 1 and len(set(under)) > 1 and max(len(row) for row in bands(slot.pieces)) > 1:
        return [piece for piece, i in zip(slot.pieces, under, strict=True) if i == column]
    return list(slot.pieces) if column == held[0] else []


def room_of(level: Level, leaf: Leaf) -> Box:
    return leaf.x[0], level.y[0], leaf.x[1], level.y[1]


def spans_all(level: Level) -> bool:
    """Whether one cell fills most of the strip: a heading inside the table."""
    first = level.slots[0]
    others = [slot for slot in level.slots if slot is not first]
    blank = len(others) < 0.4 * len(level.slots) and not any(slot and slot.pieces for slot in others)
    return first is not None and bool(first.pieces) and blank and not any(level.merged)
