"""Signs and network judge openings together: either may bring one up, both decide."""

import pytest

from tools.kit.judged import Signed, judged_doors, judged_windows
from tools.kit.spots import PixelBox, Spot, Spots, distinct

HERE, THERE, LEAF = (10.0, 10.0, 20.0, 20.0), (50.0, 50.0, 60.0, 60.0), 10.0
SURE = Spot((80.0, 80.0, 90.0, 90.0), 0.8), Spot((100.0, 80.0, 110.0, 90.0), 0.8)
"""What tells that doors of this plan are seen well."""


def moved(box: PixelBox, by: float) -> PixelBox:
    return box[0] + by, box[1], box[2] + by, box[3]


@pytest.mark.parametrize(
    ("sign", "heat", "counts"),
    [(0.99, 0.6, True), (0.99, None, False), (0.95, 0.35, True), (0.1, 0.2, False), (None, 0.9, True), (None, 0.2, False)],
)  # fmt: skip
def test_what_one_doubts_the_other_decides(sign: float | None, heat: float | None, counts: bool) -> None:
    signed = [] if sign is None else [Signed(HERE, sign, 1)]
    spotted = () if heat is None else (Spot(moved(HERE, 1), heat),)
    found = judged_doors(signed, Spots((*SURE, *spotted), (), LEAF))
    (here,) = (door for door in found if door.box[0] < 40)
    assert (here.score >= 0.5) == counts
    assert here.box == (HERE if signed else spotted[0].box)


def test_a_door_of_an_unusual_size_is_less_likely() -> None:
    usual, small = Spot(HERE, 0.5), Spot((50.0, 50.0, 53.0, 53.0), 0.5)
    scores = [door.score for door in judged_doors([], Spots((usual, small), (), LEAF))]
    assert scores[0] > scores[1] + 0.2


def test_the_sill_of_a_door_is_less_likely_a_window() -> None:
    window, door = Spot((10.0, 18.0, 20.0, 20.0), 0.4), Spot(HERE, 0.9)
    alone, sill = (judged_windows([], Spots(doors, (window,), LEAF))[0].score for doors in ((), (door,)))
    assert alone > sill + 0.2


def test_two_leaves_of_one_opening_are_one_door_and_neighbours_are_two() -> None:
    leaves = Spot(HERE, 0.8), Spot(moved(HERE, 10), 0.7)
    both = (10.0, 10.0, 30.0, 20.0)
    (double,) = judged_doors([Signed(both, 0.9, 2)], Spots(leaves, (), LEAF))
    assert (double.box, double.parts) == (both, 2)
    single = judged_doors([Signed(both, 0.9, 1)], Spots(leaves, (), LEAF))
    assert [door.box for door in single] == [leaf.box for leaf in leaves]


def test_nothing_found_is_nothing_judged() -> None:
    assert judged_doors([], Spots((), (), 0.0)) == judged_windows([], Spots((), (), 0.0)) == []


def test_of_spots_that_share_a_place_the_surest_is_kept() -> None:
    sure, faint, apart = Spot(HERE, 0.9), Spot((12.0, 10.0, 22.0, 20.0), 0.4), Spot(THERE, 0.3)
    assert distinct([sure, faint, apart]) == (sure, apart)
