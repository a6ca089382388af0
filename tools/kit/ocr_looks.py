"""How rows are read: once, and again where the first look leaves doubts."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tools.kit.ocr_cuts import CLOSER, WIDEST, bare, level
from tools.kit.ocr_engine import Said, Tell, read_cuts
from tools.kit.ocr_lines import Grey
from tools.kit.ocr_reads import Reading, reading_of, settled
from tools.kit.ocr_rows import Row
from tools.kit.ocr_views import View

SURE = 0.98
"""Score from which another look is not worth its time."""
AGREED = 0.01
"""How much surer each further look makes a reading that it repeats."""
DISPUTED, TELLING = 0.89, 0.9
"""How sure a reading is at most that reads otherwise without the lines through it, which is less than what is told without a doubt;
and how sure the other has to be."""
TOO_FEW, DOUBTFUL = 0.7, 0.72
"""How sure a reading is at most that says fewer characters than stand in its row, and up to where one is looked at once more."""
CLEARER = 0.02
"""By how much the second picture of a page has to read better."""


class Drawn(NamedTuple):
    """A row in pixels of the full picture, the share of its pieces that linework left, and how many whole characters stand in it."""

    row: Row
    torn: float
    characters: int


def readings_of(view: View, drawn: Sequence[Drawn], turned: bool, tell: Tell) -> list[Reading]:
    """The reading of each row."""
    rows = [one.row for one in drawn]

    def recognise(cuts: Sequence[Grey]) -> list[Said]:
        return read_cuts(cuts, tell)

    looks = [[reading] for reading in settled([level(view.full, row) for row in rows], turned, recognise)]
    if view.second is not None:
        unsure = _unsure(looks)
        again = settled([level(view.second, rows[i]) for i in unsure], turned, recognise)
        _add(looks, unsure, [reading._replace(score=max(reading.score - CLEARER, 0.0)) for reading in again])
    disputed: dict[int, Reading] = {}
    if view.lines is not None:
        crossed = [i for i, one in enumerate(drawn) if one.torn > 0]
        cuts = [bare(view.full, view.lines, rows[i], view.finer) for i in crossed]
        disputed = dict(zip(crossed, settled(cuts, turned, recognise), strict=True))
        unsure = [i for i in _unsure(looks) if i in disputed]
        _add(looks, unsure, [disputed[i] for i in unsure])
    looks = [[_counted(look, one.characters) for look in some] for some, one in zip(looks, drawn, strict=True)]
    for look in (*CLOSER, WIDEST):
        unsure = _unsure(looks, DOUBTFUL if look is WIDEST else SURE)
        ways_up = [_best(looks[i]).upside_down for i in unsure]
        cuts = [_this_way_up(level(view.full, rows[i], look), way) for i, way in zip(unsure, ways_up, strict=True)]
        again = [reading_of(said, look, way) for said, way in zip(recognise(cuts), ways_up, strict=True)]
        _add(looks, unsure, [_counted(one, drawn[i].characters) for i, one in zip(unsure, again, strict=True)])
    return [_undisputed(taken(some), disputed.get(i)) for i, some in enumerate(looks)]


def _undisputed(reading: Reading, without_lines: Reading | None) -> Reading:
    """Less sure where it reads otherwise without the lines, as a line may have given or taken a stroke."""
    if without_lines is None or without_lines.score < TELLING or _said(without_lines) == _said(reading):
        return reading
    return reading._replace(most=DISPUTED)


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


def _counted(look: Reading, characters: int) -> Reading:
    """Less sure where figures and capitals are fewer than stand there: of 7000 the engine may read 700."""
    text = _said(look)
    if not text.isascii() or not text.isalnum() or len(text) >= characters:
        return look
    return look._replace(score=min(look.score, TOO_FEW))


def _said(reading: Reading) -> str:
    return "".join(reading.text.split())


def _best(looks: Sequence[Reading]) -> Reading:
    return max(looks, key=lambda look: look.score)


def _unsure(looks: Sequence[Sequence[Reading]], sure: float = SURE) -> list[int]:
    return [i for i, some in enumerate(looks) if _best(some).score < sure]


def _add(looks: list[list[Reading]], which: Sequence[int], more: Sequence[Reading]) -> None:
    for i, look in zip(which, more, strict=True):
        looks[i].append(look)


def _this_way_up(cut: Grey, upside_down: bool) -> Grey:
    return np.ascontiguousarray(cut[::-1, ::-1]) if upside_down else cut
