"""Sweep: every place of a sheet at which a shape may stand, at any angle, also mirrored.

Lines of the shape whose lengths are rare on the sheet vote: each line of that length gives four places. A place lives as long
as enough of the shape's points find ink of their direction there. Lines vote until they make up more of the shape than may
be missing, so that no place with three quarters of the shape is passed over.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tools.kit.ink import Cells, Ink, Strokes, strokes
from tools.kit.shapes import Lines, Shape
from tools.kit.vectors import Flags, Floats

LEAST_SHARE = 0.75
"""Of a shape's length that has to be found at a place."""
TOLERANCE, LEAST_TOLERANCE = 0.012, 0.08
"""Of the shape's diagonal, and millimetres: how far a line may be off."""
SHORTEST = 0.06
"""Of the diagonal: a shorter line tells no direction."""
COARSE, FINE = 64, 256
"""Points of a shape in the first and in the final look."""
CHUNK = 1 << 17
BATCH = 4
MOST_POSES = 8_000_000
"""Places tried for one shape on one sheet. Beyond that the lines are all alike, as hatches and meshes are."""
FREE = (0.45, 2.6)
"""Sizes over that of the example where its size is not known to hold, as that of a legend."""


@dataclass(frozen=True)
class Poses:
    """Where a shape may stand: mirrored at its upright axis (−1) or not (1), scaled, turned, and moved to x, y."""

    x: Floats
    y: Floats
    angle: Floats
    mirror: Floats
    scale: Floats

    def __len__(self) -> int:
        return len(self.x)

    @property
    def columns(self) -> tuple[Floats, ...]:
        return self.x, self.y, self.angle, self.mirror, self.scale

    def taken(self, which: "Flags | Cells | slice") -> "Poses":
        return Poses(*(column[which] for column in self.columns))

    def placed(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Points of the shape on the sheet: a row for each pose."""
        cos, sin = (self.scale * np.cos(self.angle))[:, None], (self.scale * np.sin(self.angle))[:, None]
        flipped = self.mirror[:, None] * x
        return self.x[:, None] + cos * flipped - sin * y, self.y[:, None] + sin * flipped + cos * y

    def turned(self, angle: Floats) -> Floats:
        """Directions of the shape as they run on the sheet."""
        turned: Floats = self.angle[:, None] + self.mirror[:, None] * angle
        return turned


NOWHERE = Poses(*(np.zeros(0) for _ in range(5)))


def together(parts: Sequence[Poses]) -> Poses:
    """All poses of those parts."""
    return Poses(*(np.concatenate(columns) for columns in zip(*(part.columns for part in parts), strict=True)))


class Swept(NamedTuple):
    """Poses with the share of the shape that was found at each; `tried` counts all, `complete` tells whether enough lines voted."""

    poses: Poses
    share: Floats
    tried: int
    complete: bool


def ink_of(lines: Lines, cell: float) -> Ink:
    """The ink of those lines. Points one and a half cells apart leave no gap, as each fills its neighbours."""
    return Ink(strokes(lines.segments, lines.circles, 1.5 * cell, lines.solid, lines.solid_circles), cell)


def tolerance_of(shape: Shape, ratio: float = 1.0) -> float:
    return max(LEAST_TOLERANCE, TOLERANCE * shape.reach * ratio)


def can_vote(shape: Shape) -> bool:
    """Whether some line of the shape is long enough to tell how it is turned, or there is a circle."""
    return bool(len(shape.lines.circles) or (shape.lines.lengths >= SHORTEST * shape.reach).any())


def swept(shape: Shape, lines: Lines, ink: Ink, ratio: float | None, free: tuple[float, float] = FREE) -> Swept:
    """Every place with enough of the shape. `ratio` is the size over the example's; None tries all `free` ones."""
    sizes = free if ratio is None else (ratio, ratio)
    points = _shuffled(shape.sampled(COARSE))
    found: list[tuple[Poses, Floats]] = []
    tried, complete = 0, False
    for poses, enough in _votes(shape, lines, sizes, ink.cell):
        tried += len(poses)
        if tried > MOST_POSES:
            break
        found += [_surviving(ink, points, part) for part in _chunks(poses)]
        complete = enough
    if not found:
        return Swept(NOWHERE, np.zeros(0), tried, complete)
    poses = together([part for part, _ in found])
    return Swept(poses, np.concatenate([share for _, share in found]), tried, complete)


def _shuffled(points: Strokes) -> Strokes:
    order = np.random.default_rng(7).permutation(len(points))
    return Strokes(points.x[order], points.y[order], points.angle[order], points.solid[order], points.owner[order])


def _chunks(poses: Poses) -> Iterator[Poses]:
    for start in range(0, len(poses), CHUNK):
        yield poses.taken(slice(start, start + CHUNK))


def _surviving(ink: Ink, points: Strokes, poses: Poses) -> tuple[Poses, Floats]:
    """The poses that find enough ink; each drops out as soon as it misses too much."""
    may_miss = (1 - LEAST_SHARE) * len(points) + 1
    missed = np.zeros(len(poses))
    for start in range(0, len(points), BATCH):
        part = slice(start, start + BATCH)
        x, y = poses.placed(points.x[part], points.y[part])
        missed += (~ink.runs(x, y, poses.turned(points.angle[part]))).sum(axis=1)
        alive = missed <= may_miss
        poses, missed = poses.taken(alive), missed[alive]
    return poses, 1 - missed / len(points)


def _votes(shape: Shape, lines: Lines, sizes: tuple[float, float], slack: float) -> Iterator[tuple[Poses, bool]]:
    """Poses by one line of the shape after another, those of the rarest first, and whether these are enough. Circles tell no
    direction and vote only where the lines are too short to do it."""
    order, radii = np.argsort(lines.lengths), np.argsort(lines.circles[:, 2])
    needed, voted = (1 - LEAST_SHARE) * shape.length, 0.0
    for voter in sorted(_lines_that_vote(shape, lines.lengths[order], sizes, slack)):
        if voted > needed:
            return
        voted += voter.length
        others = lines.segments[order[voter.low : voter.high]]
        yield _by_line(shape.lines.segments[voter.number], others, sizes), voted > needed
    for number, (_, _, radius) in enumerate(shape.lines.circles):
        if voted > needed:
            return
        voted += 2 * math.pi * radius
        low, high = _between(lines.circles[radii, 2], radius, sizes, slack)
        poses = _by_circle(shape, shape.lines.circles[number], lines.circles[radii[low:high]], lines.circles, sizes)
        yield poses, voted > needed


class Voter(NamedTuple):
    """A line of the shape by its cost, places to try over its length; and where the sheet has lines like it."""

    cost: float
    number: int
    low: int
    high: int
    length: float


def _lines_that_vote(shape: Shape, lengths: Floats, sizes: tuple[float, float], slack: float) -> Iterator[Voter]:
    for number, length in enumerate(shape.lines.lengths.tolist()):
        if length >= SHORTEST * shape.reach:
            low, high = _between(lengths, length, sizes, 2 * slack)
            yield Voter((high - low) / length, number, low, high, length)


def _between(sorted_: Floats, value: float, sizes: tuple[float, float], slack: float) -> tuple[int, int]:
    low, high = np.searchsorted(sorted_, [value * sizes[0] - slack, value * sizes[1] + slack])
    return int(low), int(high)


def _by_line(own: Floats, others: Floats, sizes: tuple[float, float]) -> Poses:
    """Four poses for each line of the sheet: there and back, mirrored or not."""
    start, end = others[:, :2], others[:, 2:]
    middle, vector = (start + end) / 2, end - start
    direction = np.arctan2(vector[:, 1], vector[:, 0])
    free = sizes[0] != sizes[1]
    scale = np.hypot(*vector.T) / np.hypot(*(own[2:] - own[:2])) if free else np.full(len(others), sizes[0])
    parts = []
    for mirror in (1.0, -1.0):
        (x0, y0), (x1, y1) = (mirror * own[0], own[1]), (mirror * own[2], own[3])
        for back in (0.0, math.pi):
            angle = direction + back - math.atan2(y1 - y0, x1 - x0)
            parts.append(_through(middle, ((x0 + x1) / 2, (y0 + y1) / 2), angle, mirror, scale))
    return together(parts)


def _through(targets: Floats, point: tuple[float, float], angle: Floats, mirror: float, scale: Floats) -> Poses:
    """The poses that bring a point of the (mirrored) shape to those targets."""
    cos, sin = scale * np.cos(angle), scale * np.sin(angle)
    x = targets[:, 0] - (cos * point[0] - sin * point[1])
    y = targets[:, 1] - (sin * point[0] + cos * point[1])
    return Poses(x, y, angle, np.full(len(x), mirror), scale)


def _by_circle(shape: Shape, own: Floats, others: Floats, circles: Floats, sizes: tuple[float, float]) -> Poses:
    """The upright poses at each circle, and those in which another circle of the shape fits one that is near."""
    free = sizes[0] != sizes[1]
    scale = others[:, 2] / own[2] if free else np.full(len(others), sizes[0])
    away = np.hypot(*(shape.lines.circles[:, :2] - own[:2]).T)
    if not len(shape.lines.segments) and away.max() < LEAST_TOLERANCE:
        return _through(others[:, :2], (own[0], own[1]), np.zeros(len(others)), 1.0, scale)
    mate = shape.lines.circles[int(away.argmax())]
    parts = []
    for mirror in (1.0, -1.0):
        point = (mirror * own[0], own[1])
        for turn in range(4):
            parts.append(_through(others[:, :2], point, np.full(len(others), turn * math.pi / 2), mirror, scale))
        if away.max() >= LEAST_TOLERANCE:
            which, direction = _towards(others, scale, mate[2], float(away.max()), circles)
            angle = direction - math.atan2(mate[1] - own[1], mirror * (mate[0] - own[0]))
            parts.append(_through(others[which, :2], point, angle, mirror, scale[which]))
    return together(parts)


def _towards(others: Floats, scale: Floats, radius: float, away: float, circles: Floats) -> tuple[Cells, Floats]:
    """From which of the circles another one of that radius stands that far away, and in which direction."""
    mates = circles[np.argsort(circles[:, 0])]
    reach = away * scale * 1.05 + LEAST_TOLERANCE
    low, high = (np.searchsorted(mates[:, 0], others[:, 0] + side * reach) for side in (-1, 1))
    which = np.repeat(np.arange(len(others)), high - low)
    place = np.arange(len(which)) - np.repeat(np.cumsum(high - low) - (high - low), high - low) + low[which]
    step = mates[place, :2] - others[which, :2]
    slack = 2 * LEAST_TOLERANCE + 0.03 * away * scale[which]
    fits = np.abs(np.hypot(*step.T) - away * scale[which]) < slack
    fits &= np.abs(mates[place, 2] - radius * scale[which]) < slack
    return which[fits], np.arctan2(step[fits, 1], step[fits, 0])
