"""Text lines from fragments: pieces printed over themselves are taken once, split pieces are joined along their direction."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from tools.kit.evidence import Box
from tools.kit.text import TextLine, normalised

CAPITAL = 0.72
"""Height of capitals over the font size."""


class Fragment(NamedTuple):
    """A run of text in the frame of its direction, in mm: `along` where it starts and `end` where it ends in reading
    direction, `across` its baseline at right angles to that (growing downwards for text that reads left to right)."""

    text: str
    angle: float
    along: float
    end: float
    across: float
    size: float
    box: Box
    hidden: str = ""


def frame(x: float, y: float, angle: float) -> tuple[float, float]:
    """A point of the sheet as (along, across) of that direction."""
    cos, sin = math.cos(math.radians(angle)), -math.sin(math.radians(angle))
    return x * cos + y * sin, y * cos - x * sin


def joined(fragments: Iterable[Fragment]) -> list[TextLine]:
    """One line for each run that stands on its own, from the top of the sheet down."""
    rows: dict[tuple[int, str], list[Fragment]] = defaultdict(list)
    for fragment in fragments:
        rows[round(fragment.angle) % 360, fragment.hidden].append(fragment)
    lines = [_line(run) for row in rows.values() for run in _runs(once(row))]
    return sorted(lines, key=lambda line: (line.box[1], line.box[0]))


def once(fragments: Iterable[Fragment]) -> list[Fragment]:
    """Without those that repeat the same text at the same place, as bold print and copied layers do."""
    seen: dict[tuple[str, int, int], list[Fragment]] = defaultdict(list)
    kept = []
    for fragment in fragments:
        cell = max(fragment.size, 0.5)
        near = [
            other
            for across in (-1, 0, 1)
            for other in seen.get((fragment.text, round(fragment.across / cell) + across, round(cell * 2)), ())
        ]
        if not any(_same_place(fragment, other) for other in near):
            seen[fragment.text, round(fragment.across / cell), round(cell * 2)].append(fragment)
            kept.append(fragment)
    return kept


def _same_place(a: Fragment, b: Fragment) -> bool:
    return max(abs(a.across - b.across), abs(a.along - b.along)) < 0.35 * max(a.size, b.size)


def _runs(fragments: list[Fragment]) -> Iterator[list[Fragment]]:
    """Fragments on one baseline whose gap is no wider than a word's."""
    open_runs: list[list[Fragment]] = []
    for fragment in sorted(fragments, key=lambda f: (f.along, f.across)):
        run = next((run for run in open_runs if _continues(run[-1], fragment)), None)
        if run is None:
            open_runs.append([fragment])
        else:
            run.append(fragment)
        done = [run for run in open_runs if fragment.along - run[-1].end > 2 * run[-1].size]
        if done:
            yield from done
            open_runs = [run for run in open_runs if run not in done]
    yield from open_runs


def _continues(left: Fragment, right: Fragment) -> bool:
    size = max(left.size, right.size)
    return (
        abs(left.across - right.across) < 0.2 * size
        and -0.3 * size < right.along - left.end < 0.45 * size
        and min(left.size, right.size) > 0.75 * size
    )


def _line(run: list[Fragment]) -> TextLine:
    raw = run[0].text
    for left, right in pairwise(run):
        spaced = right.along - left.end > 0.18 * right.size and not raw.endswith(" ") and not right.text.startswith(" ")
        raw += (" " if spaced else "") + right.text
    return TextLine(
        text=normalised(raw), raw=raw, angle=round(run[0].angle, 1) % 360,
        height=round(CAPITAL * max(f.size for f in run), 2), box=around(f.box for f in run), hidden=run[0].hidden,
    )  # fmt: skip


def around(boxes: Iterable[Box]) -> Box:
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)
