"""Which of many readings agree: dimension texts vote for the scale under which most of them measure what they say."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tools.kit.vectors import Floats

WIDTH = 0.003
"""Of a bin of ratios, relative."""
RANGE = (0.05, 20_000.0)
LEAST = 3
"""Texts that must agree."""
LEAST_BELIEF = 0.9
"""Sum of the beliefs of those: three pairs of the nearest places have 3."""


DISTINCT = 1.1
"""Of the longest over the shortest line: the rows of a table are all of one length, whatever stands in them."""


class Vote(NamedTuple):
    """Text number `voter` says that real length per paper length is `ratio`, off by no more than `slack` (relative), by a
    line of `length` on paper."""

    voter: int
    ratio: float
    belief: float
    slack: float
    length: float


class Peak(NamedTuple):
    """A ratio on which voters agree, and for each voter its best vote (index into the votes)."""

    ratio: float
    belief: float
    votes: tuple[int, ...]


def peak_of(votes: Sequence[Vote]) -> Peak | None:
    """The ratio with the greatest belief; None where fewer than three voters agree."""
    if len({vote.voter for vote in votes}) < LEAST:
        return None
    ratios = np.array([vote.ratio for vote in votes])
    beliefs = np.array([vote.belief for vote in votes])
    table = _table(votes, ratios, beliefs)
    scores = table.sum(axis=0)
    best = int(scores.argmax())
    ratio = RANGE[0] * np.exp((best + 0.5) * WIDTH)
    for width in (2 * WIDTH, WIDTH):
        chosen = _inliers(votes, ratios, float(ratio), width)
        if len(chosen) < LEAST:
            return None
        ratio = np.median(ratios[list(chosen.values())])
    kept = tuple(chosen.values())
    lengths = [votes[n].length for n in kept]
    if max(lengths) < DISTINCT * min(lengths):
        return None
    belief = float(beliefs[list(kept)].sum())
    return Peak(float(ratio), belief, kept) if belief >= LEAST_BELIEF else None


def _table(votes: Sequence[Vote], ratios: Floats, beliefs: Floats) -> Floats:
    """The greatest belief of each voter in each bin and its neighbours."""
    bins = int(np.log(RANGE[1] / RANGE[0]) / WIDTH) + 1
    voters = {voter: row for row, voter in enumerate(sorted({vote.voter for vote in votes}))}
    at = np.clip((np.log(np.clip(ratios, *RANGE) / RANGE[0]) / WIDTH).astype(int), 0, bins - 1)
    table = np.zeros((len(voters), bins))
    rows = np.array([voters[vote.voter] for vote in votes])
    for shift in (-1, 0, 1):
        np.maximum.at(table, (rows, np.clip(at + shift, 0, bins - 1)), beliefs)
    return table


def _inliers(votes: Sequence[Vote], ratios: Floats, ratio: float, width: float) -> dict[int, int]:
    """The nearest believed vote of each voter within its slack."""
    chosen: dict[int, int] = {}
    for n in np.flatnonzero(np.abs(np.log(ratios / ratio)) < 0.05).tolist():
        vote = votes[n]
        off = abs(np.log(vote.ratio / ratio))
        if off <= width + vote.slack and (vote.voter not in chosen or votes[chosen[vote.voter]].belief < vote.belief):
            chosen[vote.voter] = n
    return chosen
