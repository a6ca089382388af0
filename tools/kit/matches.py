"""Matches: which of the places of a sweep are the symbol, which are only like it, and why."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tools.kit.evidence import Box
from tools.kit.ink import Cells, Ink
from tools.kit.language import Message
from tools.kit.shapes import Shape
from tools.kit.surroundings import NOTHING, Sheetwork, Surroundings, surroundings
from tools.kit.sweep import FINE, LEAST_SHARE, Poses, Swept
from tools.kit.vectors import Floats

SURE = 0.92
SAME_PLACE = 0.1
"""Of the diagonal: places closer than that are one place."""
NEAR = 0.5
CLAIM = 5
"""Cells that one claim is wide."""
CLAIMED, PARTLY_CLAIMED = 0.6, 0.3
"""Share of a place's ink that a better place has: from there it is the same symbol, or a shadow of it."""
LINE_COUNTS, EXTRA_COUNTS, LOOSE_COUNTS = 0.12, 0.12, 0.1
"""Of the diagonal: the length from which one missing, further or loosely attached line makes another symbol."""
HELD = 0.91
FILLED_APART = 0.3

MISSING = Message(en="a line of the example is missing there", zh="缺少样例中的一条线")
FURTHER = Message(en="it has more lines than the example", zh="比样例多出线条")
FILLING = Message(en="it is filled in another way than the example", zh="填充方式与样例不同")
UNLIKE = Message(en="only a part of the example was found there", zh="只找到样例的一部分")


@dataclass
class Match:
    """A place of the symbol on the sheet: its middle, how it is turned (degrees counter-clockwise as seen), and the share of
    the example that was found. `why` tells what keeps it from being counted."""

    x: float
    y: float
    angle: float
    mirrored: bool
    scale: float
    share: float
    box: Box
    why: Message | None = None
    lines: Surroundings = NOTHING


def matched(shape: Shape, found: Swept, work: Sheetwork) -> list[Match]:
    """The places that are the symbol and those that are much like it, each once, the best first."""
    poses, share, per_line = _looked_at(shape, found, work.ink)
    picked = _apart(shape, poses, share, work.ink.cell)
    matches = [_match(shape, poses, share, per_line, n, work) for n in picked]
    _mind_what_is_more(shape, matches, work)
    return matches


def _looked_at(shape: Shape, found: Swept, ink: Ink) -> tuple[Poses, Floats, Floats]:
    """The best pose of each place by many points: poses, their shares, and the share found of each line of the shape."""
    poses = found.poses.taken(_best_of_each(found, SAME_PLACE * shape.reach))
    points = shape.sampled(FINE)
    x, y = poses.placed(points.x, points.y)
    hit = ink.runs(x, y, poses.turned(points.angle))
    count = len(shape.lines.segments) + len(shape.lines.circles)
    whose = np.zeros((len(points), count))
    whose[np.arange(len(points)), points.owner] = 1
    per_line = (hit @ whose) / whose.sum(axis=0).clip(1)
    share = hit.mean(axis=1) if len(points) else np.zeros(len(poses))
    kept = share >= LEAST_SHARE
    return poses.taken(kept), share[kept], per_line[kept]


def _best_of_each(found: Swept, apart: float) -> Cells:
    """The two best poses in each cell of that size."""
    cell = np.floor(np.stack([found.poses.x, found.poses.y]) / apart).astype(np.int64)
    order = np.lexsort((-found.share, cell[0], cell[1]))
    key = cell[:, order]
    new = np.ones(len(order), bool)
    new[2:] = (key[:, 2:] != key[:, :-2]).any(axis=0)
    chosen: Cells = order[new]
    return chosen


def _apart(shape: Shape, poses: Poses, share: Floats, cell: float) -> list[int]:
    """The best places, without those whose ink belongs to better ones."""
    points = shape.sampled(FINE)
    x, y = poses.placed(points.x, points.y)
    keys = np.round(x / (CLAIM * cell)).astype(np.int64) * (1 << 32) + np.round(y / (CLAIM * cell)).astype(np.int64)
    owners: dict[int, list[int]] = defaultdict(list)
    picked: list[int] = []
    for n in np.argsort(-share, kind="stable").tolist():
        own = keys[n].tolist()
        if not _is_shadow(shape, poses, share, n, own, owners):
            picked.append(n)
            for key in set(own):
                owners[key].append(n)
    return picked


def _is_shadow(
    shape: Shape, poses: Poses, share: Floats, n: int, own: Sequence[int], owners: dict[int, list[int]]
) -> bool:
    """Whether a place is a better place once more, or what is left over of better ones."""
    claims: dict[int, int] = defaultdict(int)
    for key in own:
        for other in owners.get(key, ()):
            claims[other] += 1
    for other, shared in claims.items():
        away = math.hypot(poses.x[n] - poses.x[other], poses.y[n] - poses.y[other])
        size = shape.reach * max(poses.scale[n], poses.scale[other])
        if away < SAME_PLACE * size or (away < NEAR * size and shared > CLAIMED * len(own)):
            return True
        if share[n] < SURE and shared > PARTLY_CLAIMED * len(own):
            return True
    return False


def _match(shape: Shape, poses: Poses, share: Floats, per_line: Floats, n: int, work: Sheetwork) -> Match:
    one = poses.taken(np.array([n]))
    lengths = np.concatenate([shape.lines.lengths, 2 * math.pi * shape.lines.circles[:, 2]])
    weighty = lengths >= LINE_COUNTS * shape.reach
    why = None
    if share[n] < SURE:
        why = UNLIKE
    elif (per_line[n][weighty] < 0.5).any():
        why = MISSING
    elif abs(_filled(shape, one, work.ink)) > FILLED_APART:
        why = FILLING
    return Match(
        x=float(one.x[0]), y=float(one.y[0]), angle=-math.degrees(float(one.angle[0])) % 360,
        mirrored=bool(one.mirror[0] < 0), scale=float(one.scale[0]),
        share=float(share[n]) if why is None else min(float(share[n]), HELD), box=_box(shape, one), why=why,
        lines=surroundings(shape, one, work),
    )  # fmt: skip


def _filled(shape: Shape, one: Poses, ink: Ink) -> float:
    """The share of the shape's points that bound a filling there, over that of the example."""
    points = shape.sampled(FINE)
    x, y = one.placed(points.x, points.y)
    return float(ink.solid(x, y).mean() - points.solid.mean())


def _box(shape: Shape, one: Poses) -> Box:
    points = shape.sampled(FINE)
    x, y = one.placed(points.x, points.y)
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def _mind_what_is_more(shape: Shape, matches: Sequence[Match], work: Sheetwork) -> None:
    """Withholds the places within whose outline lines stand that neither they nor their neighbours explain."""
    taken = [match.lines.explained for match in matches if match.share >= SURE]
    explained = np.unique(np.concatenate([np.zeros(0, np.int64), *taken]))
    lengths = np.concatenate([work.lines.lengths, 2 * math.pi * work.lines.circles[:, 2]])
    for match in matches:
        size = shape.reach * match.scale
        within, beside = (part[~np.isin(part, explained)] for part in (match.lines.within, match.lines.beside))
        more = lengths[within].sum() > EXTRA_COUNTS * size or lengths[beside].sum() > LOOSE_COUNTS * size
        if match.why is None and more and not shape.lines.solid_circles.any():
            match.why, match.share = FURTHER, min(match.share, HELD)
