"""Scales that a user gives by two points and a length."""

from decimal import Decimal

import pytest

from tools.kit.given_scale import GivenScale, measured_ratio

LINE = ((10.0, 10.0), (70.0, 10.0))


@pytest.mark.parametrize(
    ("real", "printed", "ratio"),
    [
        ("6000", ["100"], "100"),
        ("6030", ["100"], "100"),  # a click's width off: the printed one is confirmed
        ("6100", ["100"], "101.7"),  # the plot was shrunk: the measured one is taken
        ("6000", [], "100.0"),
        ("6000", ["50", "100", "100.5"], "100"),
        ("1234567", [], "20580"),
    ],
)
def test_a_printed_scale_is_confirmed_within_one_per_cent(real: str, printed: list[str], ratio: str) -> None:
    assert measured_ratio(LINE, Decimal(real), [Decimal(each) for each in printed]) == Decimal(ratio)


@pytest.mark.parametrize("line", [((1.0, 1.0), (1.0, 1.0)), ((0.0, 0.0), (1.0, 1.0))])
def test_two_points_that_are_too_close_measure_nothing(line: tuple[tuple[float, float], tuple[float, float]]) -> None:
    with pytest.raises(ValueError, match="too short"):
        measured_ratio(line, Decimal(100), [])


def test_its_evidence_is_the_line_that_was_clicked() -> None:
    scale = GivenScale(page=2, ratio=Decimal(50), text="1:50 (3 m)", line=((70.0, 40.0), (10.0, 20.0)))
    evidence = scale.evidence(5)
    assert (evidence.sheet, evidence.box, evidence.method) == (5, (10, 20, 70, 40), "user")
