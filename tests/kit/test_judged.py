"""Signs and network judge openings together: either may bring one up, both decide."""

import pytest

from tools.kit.judged import judged
from tools.kit.spots import Spot, distinct

HERE, THERE = (10.0, 10.0, 20.0, 20.0), (50.0, 50.0, 60.0, 60.0)


@pytest.mark.parametrize(
    ("sign", "heat", "counts"),
    [(0.99, 0.6, True), (0.99, None, True), (0.6, None, False), (0.4, 0.6, True), (0.5, 0.25, True), (0.1, 0.2, False), (None, 0.95, True), (None, 0.4, False)],
)  # fmt: skip
def test_what_one_doubts_the_other_decides(sign: float | None, heat: float | None, counts: bool) -> None:
    signed = [] if sign is None else [(HERE, sign)]
    spotted = [] if heat is None else [Spot((11.0, 9.0, 21.0, 19.0), heat)]
    ((box, score),) = judged(signed, spotted, 0.5)
    assert (score >= 0.5 - 1e-9) == counts
    assert box == (spotted[0].box if sign is None else HERE)


def test_what_is_only_spotted_comes_after_the_signs_in_their_order() -> None:
    found = judged([(HERE, 0.2), (THERE, 0.9)], [Spot((80.0, 80.0, 90.0, 90.0), 0.9), Spot(THERE, 0.5)], 0.5)
    assert [box for box, _ in found] == [HERE, THERE, (80.0, 80.0, 90.0, 90.0)]


def test_of_spots_that_share_a_place_the_surest_is_kept() -> None:
    sure, faint, apart = Spot(HERE, 0.9), Spot((12.0, 10.0, 22.0, 20.0), 0.4), Spot(THERE, 0.3)
    assert distinct([sure, faint, apart]) == (sure, apart)
