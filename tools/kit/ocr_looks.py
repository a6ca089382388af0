"""How rows are read: once, and again where the first look leaves doubts."""

from collections.abc import Sequence

import numpy as np

from tools.kit.ocr_cuts import CLOSER, Look, level
from tools.kit.ocr_engine import Tell, read_cuts
from tools.kit.ocr_ink import Grey
from tools.kit.ocr_reads import Reading, Recogniser, settled
from tools.kit.ocr_rows import Row
from tools.kit.ocr_views import View

SURE = 0.98
"""Score from which another look is not worth its time."""
CLEARER = 0.02
"""By how much the second picture of a page has to read better; a closer look at the same picture by anything."""


def readings_of(view: View, rows: Sequence[Row], turned: bool, tell: Tell) -> list[Reading]:
    """The reading of each row; rows are in pixels of the full picture."""

    def recognise(cuts: Sequence[Grey]) -> list[tuple[str, float]]:
        return read_cuts(cuts, tell)

    readings = settled([level(view.full, row) for row in rows], turned, recognise)
    if view.second is not None:
        readings = _in_second(view.second, rows, readings, turned, recognise)
    for look in CLOSER:
        readings = _closer(view.full, rows, readings, look, recognise)
    return readings


def _in_second(
    picture: Grey, rows: Sequence[Row], readings: Sequence[Reading], turned: bool, recognise: Recogniser
) -> list[Reading]:
    unsure = _unsure(readings)
    again = settled([level(picture, rows[i]) for i in unsure], turned, recognise)
    return _better(readings, unsure, again, CLEARER)


def _closer(
    picture: Grey, rows: Sequence[Row], readings: Sequence[Reading], look: Look, recognise: Recogniser
) -> list[Reading]:
    """The same way up as before."""
    unsure = _unsure(readings)
    cuts = [_this_way_up(level(picture, rows[i], look), readings[i].upside_down) for i in unsure]
    again = [Reading(*said, readings[i].upside_down) for i, said in zip(unsure, recognise(cuts), strict=True)]
    return _better(readings, unsure, again, 0.0)


def _unsure(readings: Sequence[Reading]) -> list[int]:
    return [i for i, reading in enumerate(readings) if reading.score < SURE]


def _this_way_up(cut: Grey, upside_down: bool) -> Grey:
    return np.ascontiguousarray(cut[::-1, ::-1]) if upside_down else cut


def _better(readings: Sequence[Reading], which: Sequence[int], again: Sequence[Reading], by: float) -> list[Reading]:
    better = {i: new for i, new in zip(which, again, strict=True) if new.score > readings[i].score + by}
    return [better.get(i, reading) for i, reading in enumerate(readings)]
