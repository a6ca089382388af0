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
LEAST_BELIEF = 0.8
"""Sum of the beliefs of those: three pairs of the nearest places have about 2.7."""
EXPECTED_SHARE = 0.6
"""Of the greatest belief that a printed ratio needs: a sheet plotted smaller still bears its note."""


CLEAR, AHEAD = 3.2, 1.5
"""A ratio with less belief than that must be so far ahead of any other: what few texts agree on may be chance."""
DISTINCT = 1.1
"""Of the longest over the shortest line: the rows of a table are all of one length, whatever stands in them."""


class Vote(NamedTuple):
    """Text number `voter` says that real length per paper length is `ratio`, off by no more than `slack` (relative), by a
    line of `length` on paper that is `away` text heights from it."""

    voter: int
    ratio: float
    belief: float
    slack: float
    length: float
    away: float = 0.0


class Peak(NamedTuple):
    """A ratio on which voters agree, and for each voter its best vote (index into the votes)."""

    ratio: float
    belief: float
    votes: tuple[int, ...]


def peak_of(votes: Sequence[Vote], expected: Sequence[float] = ()) -> Peak | None:
    """The ratio with the greatest belief; None where fewer than three voters agree, or where they may do so by chance.
    A ratio that is `expected`, since it is printed, needs not be far ahead of others."""
    if len({vote.voter for vote in votes}) < LEAST:
        return None
    ratios = np.array([vote.ratio for vote in votes])
    beliefs = np.array([vote.belief for vote in votes])
    table = _table(votes, ratios, beliefs)
    scores = table.sum(axis=0)
    best = _clear(scores, expected)
    if best is None:
        return None
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


def _clear(scores: Floats, expected: Sequence[float]) -> int | None:
    """The bin that is believed enough, or else the best one of those that are expected."""
    best = int(scores.argmax())
    if scores[best] >= min(CLEAR, AHEAD * _second(scores, best)):
        return best
    wanted = [int(np.log(ratio / RANGE[0]) / WIDTH) for ratio in expected if RANGE[0] < ratio < RANGE[1]]
    near = [at for middle in wanted for at in range(max(middle - 3, 0), min(middle + 4, len(scores)))]
    likely = [at for at in near if scores[at] >= EXPECTED_SHARE * scores[best]]
    return max(likely, key=lambda at: scores[at], default=None)


def _second(scores: Floats, best: int) -> float:
    """The score of the best ratio that is none of the neighbours of the best."""
    rest = scores.copy()
    rest[max(best - 6, 0) : best + 7] = 0
    return float(rest.max())


def _table(votes: Sequence[Vote], ratios: Floats, beliefs: Floats) -> Floats:
    """The greatest belief of each voter in each bin and its neighbours."""
    bins = int(np.log(RANGE[1] / RANGE[0]) / WIDTH) + 1
    voters = {voter: row for row, voter in enumerate(sorted({vote.voter for vote in votes}))}
    within = (ratios > RANGE[0]) & (ratios < RANGE[1])
    at = (np.log(ratios[within] / RANGE[0]) / WIDTH).astype(int)
    table = np.zeros((len(voters), bins))
    rows = np.array([voters[vote.voter] for vote in votes])[within]
    for shift in (-1, 0, 1):
        np.maximum.at(table, (rows, np.clip(at + shift, 0, bins - 1)), beliefs[within])
    return table


def _inliers(votes: Sequence[Vote], ratios: Floats, ratio: float, width: float) -> dict[int, int]:
    """Of each voter's votes for that ratio, within their slack, the one for the nearest line."""
    chosen: dict[int, int] = {}
    for n in np.flatnonzero(np.abs(np.log(ratios / ratio)) < 0.05).tolist():
        vote = votes[n]
        if abs(np.log(vote.ratio / ratio)) > width + vote.slack:
            continue
        if vote.voter not in chosen or _order(vote) < _order(votes[chosen[vote.voter]]):
            chosen[vote.voter] = n
    return chosen


def _order(vote: Vote) -> tuple[float, float]:
    return round(vote.away, 1), -vote.belief
