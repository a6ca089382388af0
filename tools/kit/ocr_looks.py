"""How rows are read: once, and again where the first look leaves doubts."""

from collections.abc import Sequence

import numpy as np

from tools.kit.ocr_cuts import CLOSER, bare, level
from tools.kit.ocr_engine import Said, Tell, read_cuts
from tools.kit.ocr_lines import Grey
from tools.kit.ocr_reads import Reading, reading_of, settled
from tools.kit.ocr_rows import Row
from tools.kit.ocr_views import View

SURE = 0.98
"""Score from which another look is not worth its time."""
AGREED = 0.01
"""How much surer each further look makes a reading that it repeats."""
CLEARER = 0.02
"""By how much the second picture of a page has to read better."""


def readings_of(view: View, rows: Sequence[Row], torn: Sequence[float], turned: bool, tell: Tell) -> list[Reading]:
    """The reading of each row; rows are in pixels of the full picture, `torn` the share of each that linework left."""

    def recognise(cuts: Sequence[Grey]) -> list[Said]:
        return read_cuts(cuts, tell)

    looks = [[reading] for reading in settled([level(view.full, row) for row in rows], turned, recognise)]
    if view.second is not None:
        unsure = _unsure(looks)
        again = settled([level(view.second, rows[i]) for i in unsure], turned, recognise)
        _add(looks, unsure, [reading._replace(score=max(reading.score - CLEARER, 0.0)) for reading in again])
    if view.lines is not None:
        unsure = [i for i in _unsure(looks) if torn[i] > 0]
        cuts = [bare(view.full, view.lines, rows[i], view.finer) for i in unsure]
        _add(looks, unsure, settled(cuts, turned, recognise))
    for look in CLOSER:
        unsure = _unsure(looks)
        ways_up = [_best(looks[i]).upside_down for i in unsure]
        cuts = [_this_way_up(level(view.full, rows[i], look), way) for i, way in zip(unsure, ways_up, strict=True)]
        _add(looks, unsure, [reading_of(said, look, way) for said, way in zip(recognise(cuts), ways_up, strict=True)])
    return [taken(some) for some in looks]


def taken(looks: Sequence[Reading]) -> Reading:
    """What the surest looks say together; where no other look says the same, it is as sure as all of them together. Of looks that
    differ in blanks alone, those with more of them, as the engine passes blanks over and makes none up."""
    groups: dict[str, list[Reading]] = {}
    for look in looks:
        groups.setdefault(_said(look), []).append(look)
    alike = max(groups.values(), key=lambda some: _best(some).score + AGREED * (len(some) - 1))
    best = _best(alike)
    if len(looks) == 1 or len(alike) > 1:
        wordy = max(alike, key=lambda look: (len(look.text.split()), look.score))
        return wordy._replace(score=best.score)
    return best._replace(score=sum(look.score for look in looks) / len(looks))


def _said(reading: Reading) -> str:
    return "".join(reading.text.split())


def _best(looks: Sequence[Reading]) -> Reading:
    return max(looks, key=lambda look: look.score)


def _unsure(looks: Sequence[Sequence[Reading]]) -> list[int]:
    return [i for i, some in enumerate(looks) if _best(some).score < SURE]


def _add(looks: list[list[Reading]], which: Sequence[int], more: Sequence[Reading]) -> None:
    for i, look in zip(which, more, strict=True):
        looks[i].append(look)


def _this_way_up(cut: Grey, upside_down: bool) -> Grey:
    return np.ascontiguousarray(cut[::-1, ::-1]) if upside_down else cut
