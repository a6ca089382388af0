"""Where a dimension text may measure: the lines along it and the places where something crosses them.

All is looked at in the frame of the text's direction (`lines.frame`): `along` in reading direction, `across` downwards.
Tolerances count in text heights, so that paper, scans of unknown resolution and model space are alike.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from tools.kit.geometry import centre
from tools.kit.lines import frame
from tools.kit.text import TextLine
from tools.kit.vectors import Floats, Linework

PARALLEL = 0.02
"""Rise over run of a line that still runs along the text."""
FARTHEST = 2.4
TOUCHING = 0.12
STRONG = 0.5
"""Length of a crossing line from which it is a tick or an extension line; the base of an arrowhead is shorter."""
DOT = 0.9
NEAREST = 4
"""Places to each side that are tried."""
FADING = 0.7
NEARER = 0.9
"""What each text height between a text and its line leaves of the belief: of two equal spans the nearer one is meant."""
WEAK = 0.6
"""What one place nearer by, and a place that only ends the line, leave of the belief in a farther one."""
LEAST_SPAN = 0.5


class Span(NamedTuple):
    """One place that a text may measure: from `start` to `end` along the line at `across`; `belief` from 0 to 1."""

    start: float
    end: float
    across: float
    belief: float

    @property
    def length(self) -> float:
        return self.end - self.start


class Ruler:
    """The linework of a sheet in the frame of one direction (degrees, 0 to below 180)."""

    def __init__(self, linework: Linework, angle: float) -> None:
        self.angle = angle
        ends = _turned(linework.segments.reshape(-1, 2), angle).reshape(-1, 4)
        flip = ends[:, 0] > ends[:, 2]
        ends[flip] = ends[flip][:, [2, 3, 0, 1]]
        run, rise = ends[:, 2] - ends[:, 0], np.abs(ends[:, 3] - ends[:, 1])
        along = (rise <= PARALLEL * run) & (run > 0)
        rows = ends[along]
        self.rows = rows[np.argsort((rows[:, 1] + rows[:, 3]) / 2)]
        """Lines along: start, across there, end, across there; from the top down."""
        self.others = ends[~along]
        rounds = _turned(linework.circles[:, :2], angle)
        self.rounds = np.column_stack([rounds, linework.circles[:, 2]])

    @cached_property
    def levels(self) -> Floats:
        return np.asarray((self.rows[:, 1] + self.rows[:, 3]) / 2)

    @cached_property
    def _reach(self) -> tuple[Floats, Floats]:
        return np.minimum(self.others[:, 1], self.others[:, 3]), np.maximum(self.others[:, 1], self.others[:, 3])

    def crossing(self, level: float, start: float, end: float, height: float) -> list[tuple[float, bool]]:
        """Where something crosses the line at that level, with whether it is long enough to be a tick."""
        slack = TOUCHING * height
        low, high = self._reach
        near = self.others[(low - slack <= level) & (level <= high + slack)]
        rise = near[:, 3] - near[:, 1]
        share = np.clip((level - near[:, 1]) / np.where(rise == 0, 1, rise), 0, 1)
        at = near[:, 0] + share * (near[:, 2] - near[:, 0])
        inside = (at >= start - slack) & (at <= end + slack)
        size = np.hypot(near[:, 2] - near[:, 0], rise)
        found = list(zip(at[inside].tolist(), (size[inside] >= STRONG * height).tolist(), strict=True))
        dots = (np.abs(self.rounds[:, 1] - level) <= slack + self.rounds[:, 2] / 4) & (self.rounds[:, 2] < DOT * height)
        within = dots & (self.rounds[:, 0] >= start - slack) & (self.rounds[:, 0] <= end + slack)
        return found + [(float(x), True) for x in self.rounds[within, 0]]


def _turned(points: Floats, angle: float) -> Floats:
    cos, sin = np.cos(np.radians(angle)), -np.sin(np.radians(angle))
    return np.column_stack([points[:, 0] * cos + points[:, 1] * sin, points[:, 1] * cos - points[:, 0] * sin])


def extent_of(line: TextLine, angle: float) -> tuple[float, float, float, float]:
    """(middle along, middle across, length, height) of a text in the frame of its direction."""
    x, y = frame(*centre(line.box), angle)
    width, height = line.box[2] - line.box[0], line.box[3] - line.box[1]
    if angle % 90 < 2 or angle % 90 > 88:
        sides = (width, height) if round(angle / 90) % 2 == 0 else (height, width)
        return x, y, sides[0], min(sides[1], 1.6 * line.height) if line.height else sides[1]
    tall = line.height or min(width, height) / 2
    return x, y, 0.75 * tall * len(line.text), 1.3 * tall


def spans_of(line: TextLine, ruler: Ruler) -> list[Span]:
    """The places that the text may measure, on every line that is near enough."""
    middle, level, length, height = extent_of(line, ruler.angle)
    near = (
        np.searchsorted(ruler.levels, level - FARTHEST * height),
        np.searchsorted(ruler.levels, level + FARTHEST * height),
    )
    rows = ruler.rows[near[0] : near[1]]
    return [
        span
        for at, run in _runs(rows, middle, length + 3 * height, TOUCHING * height)
        for span in _spans(ruler, at, run, (middle, length, height), NEARER ** (abs(at - level) / height))
    ]


def _runs(rows: Floats, middle: float, gap: float, slack: float) -> Iterator[tuple[float, tuple[float, float]]]:
    """The unbroken run around `middle` on each level; one gap of the text's width is bridged, where the text stands in it."""
    levels = (rows[:, 1] + rows[:, 3]) / 2
    done = -np.inf
    for level in levels:
        if level - done <= slack:
            continue
        done = level
        own = rows[np.abs(levels - level) <= slack]
        run = _run(sorted(zip(own[:, 0].tolist(), own[:, 2].tolist(), strict=True)), middle, gap, slack)
        if run:
            yield float(np.median(levels[np.abs(levels - level) <= slack])), run


def _run(pieces: Sequence[tuple[float, float]], middle: float, gap: float, slack: float) -> tuple[float, float] | None:
    runs: list[list[float]] = []
    for start, end in pieces:
        if runs and start <= runs[-1][1] + slack:
            runs[-1][1] = max(runs[-1][1], end)
        else:
            runs.append([start, end])
    for n, (start, end) in enumerate(runs):
        if start - slack <= middle <= end + slack:
            return start, end
        if n and runs[n - 1][1] < middle < start and start - runs[n - 1][1] <= gap:
            return runs[n - 1][0], end
    return None


def _spans(
    ruler: Ruler, level: float, run: tuple[float, float], text: tuple[float, float, float], nearness: float
) -> Iterator[Span]:
    middle, length, height = text
    found = [*ruler.crossing(level, *run, height), (run[0], False), (run[1], False)]
    merged = _merged(sorted(found), TOUCHING * height)
    places = [
        place for place in merged if place[1] or abs(place[0] - middle) > length / 2
    ]  # not the text's own strokes
    left = _ranked([(middle - at, strong, at) for at, strong in reversed(places) if at < middle])
    right = _ranked([(at - middle, strong, at) for at, strong in places if at > middle])
    for start, sure in left:
        for end, certain in right:
            if end - start >= LEAST_SPAN * height:
                yield Span(start, end, level, nearness * sure * certain)


def _merged(found: Sequence[tuple[float, bool]], slack: float) -> list[tuple[float, bool]]:
    """Crossings of one place together: the two sides of a tick, a dot and its line. The strong ones settle where."""
    groups: list[list[tuple[float, bool]]] = []
    for at, strong in found:
        if groups and at - groups[-1][0][0] <= slack:
            groups[-1].append((at, strong))
        else:
            groups.append([(at, strong)])
    merged = []
    for group in groups:
        kept = [at for at, strong in group if strong] or [at for at, _ in group]
        merged.append((sum(kept) / len(kept), any(strong for _, strong in group)))
    return merged


def _ranked(places: Sequence[tuple[float, bool, float]]) -> list[tuple[float, float]]:
    """The nearest places of one side with the belief in each."""
    ranked, passed = [], 0
    for _, strong, at in places:
        ranked.append((at, FADING**passed * (1 if strong else WEAK)))
        passed += strong
        if len(ranked) == 2 * NEAREST or passed > NEAREST:
            break
    return ranked
