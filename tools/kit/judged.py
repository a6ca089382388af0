"""What hand-made signs find in a picture and what the network spots there, judged together by a learned score.

The weights were fitted on the places of 69 real plans, each looked at by a network that had not learned from it, with doors and windows
marked by hand: a place that shows an opening scores 0.5 and more.
Counts of plans that neither had seen: doors exact on 36 % (signs alone 23 %), mean error 18 % (32 %); windows 35 % (26 %), 21 % (30 %).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tools.kit.geometry import covered, grown
from tools.kit.plan_ink import Floats
from tools.kit.spots import PixelBox, Spot, Spots

UNSEEN, UNSIGNED = 0.04, 0.02
"""The network's heat of a place where only signs see something, and the signs' score where only the network does."""
FEW = 0.05
"""How sure a plan's best are where it has none."""
BEST = 3
"""So many of the surest tell how sure one can be on this plan."""
LIKELY = 0.5
"""The score from which an opening counts."""
SAME = 0.3
"""Share of the smaller box from which both are one opening."""
SILL, AROUND = 0.4, 0.08
"""Share of the smaller box, and how far one is grown over a leaf, from which a door and a window are in one place."""
DOOR = 2.227, 0.245, 0.679, -0.428, 0.032, -2.461, -0.322, 1.514
WINDOW = 2.591, 0.273, 1.264, -0.444, -0.21, -0.125, -0.61, 1.6
"""The weight of each mark that `_marks` gives, and at last what all places score."""


class Signed(NamedTuple):
    """An opening in pixels; `parts` are a door's leaves or a window's lines."""

    box: PixelBox
    score: float
    parts: int


class _Place(NamedTuple):
    """`signs` are the numbers of those that see something there, the best first."""

    box: PixelBox
    heat: float
    signs: tuple[int, ...]


def judged_doors(signed: Sequence[Signed], spots: Spots) -> list[Signed]:
    """Every place that either sees; leaves that close one opening, by the signs, are one door."""
    places = _places(signed, spots.doors)
    sizes = np.abs(np.log(np.maximum(_sides(places)[:, 0], 1) / max(spots.leaf, 1)))
    marks = _marks(places, signed, sizes, _against(places, spots.windows, spots.leaf))
    return _openings(places, _chances(marks @ np.array(DOOR)), signed, double=True)


def judged_windows(signed: Sequence[Signed], spots: Spots) -> list[Signed]:
    places = _places(signed, spots.windows)
    sizes = np.log(np.maximum(_sides(places)[:, 1], 1) / max(spots.leaf, 1))
    marks = _marks(places, signed, sizes, _against(places, spots.doors, spots.leaf))
    return _openings(places, _chances(marks @ np.array(WINDOW)), signed, double=False)


def _places(signed: Sequence[Signed], spotted: Sequence[Spot]) -> list[_Place]:
    order = sorted(range(len(signed)), key=lambda number: -signed[number].score)
    meets = [tuple(n for n in order if covered(signed[n].box, spot.box) > SAME) for spot in spotted]
    met = {number for numbers in meets for number in numbers}
    alone = [_Place(signed[n].box, UNSEEN, (n,)) for n in order if n not in met]
    return [_Place(spot.box, spot.score, numbers) for spot, numbers in zip(spotted, meets, strict=True)] + alone


def _sides(places: Sequence[_Place]) -> Floats:
    """Of each box, the shorter first."""
    boxes = np.array([place.box for place in places], float).reshape(-1, 4)
    return np.sort(boxes[:, 2:] - boxes[:, :2], axis=1)


def _against(places: Sequence[_Place], others: Sequence[Spot], leaf: float) -> Floats:
    """How surely something of the other kind is there: a door's sill looks like a window."""
    near = [(grown(other.box, AROUND * leaf), other.score) for other in others]
    return np.array([max((s for box, s in near if covered(box, place.box) > SILL), default=FEW) for place in places])


def _marks(places: Sequence[_Place], signed: Sequence[Signed], sizes: Floats, against: Floats) -> Floats:
    """Places × 8."""
    heat = np.array([place.heat for place in places])
    sign = np.array([max((signed[n].score for n in place.signs), default=0.0) for place in places])
    best = _best(heat[heat > UNSEEN]), _best(np.array([one.score for one in signed]))
    return np.column_stack([
        _odds(heat), _odds(np.maximum(sign, UNSIGNED)), sign > 0, *(np.full(len(heat), one) for one in best), sizes,
        _odds(against), np.ones(len(heat)),
    ])  # fmt: skip


def _best(scores: Floats) -> float:
    surest = np.sort(scores)[-BEST:] if len(scores) else np.array([FEW])
    return float(_odds(surest.mean(keepdims=True))[0])


def _chances(odds: Floats) -> list[float]:
    return [float(chance) for chance in 1 / (1 + np.exp(-odds))]


def _odds(share: Floats) -> Floats:
    """Logarithmic."""
    kept = np.clip(share, 1e-3, 1 - 1e-3)
    return np.asarray(np.log(kept / (1 - kept)))


def _openings(
    places: Sequence[_Place], scores: Sequence[float], signed: Sequence[Signed], *, double: bool
) -> list[Signed]:
    """With the signs' box, which is the more exact, where it shows no more than one opening."""
    found: list[Signed] = []
    for number, sign in enumerate(signed):
        here = [n for n, place in enumerate(places) if place.signs[:1] == (number,)]
        several = sum(scores[n] >= LIKELY for n in here) > 1 and not (double and sign.parts > 1)
        if here and not several:
            found.append(sign._replace(score=max(scores[n] for n in here)))
        else:
            found += [Signed(places[n].box, scores[n], sign.parts) for n in here]
    return found + [Signed(p.box, score, 1) for p, score in zip(places, scores, strict=True) if not p.signs]
