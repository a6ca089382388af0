"""Figures are read with the unit that stands with them, or not at all."""

from decimal import Decimal

import pytest

from tools.kit.figures import figures_in


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("CORRIDOR CE-3 706 SF", [("706", "ft2")]),
        ("640 SQ. FT.", [("640", "ft2")]),
        ("9.61 m2", [("9.61", "m2")]),
        ("面积 25㎡", [("25", "m2")]),
        ("1,200.5 m²", [("1200.5", "m2")]),
        ("h=150mm", [("150", "mm")]),
        ("层高 3.3 m", [("3.3", "m")]),
        ("4'-82\"", []),
        ("16'-6\" x 21'-0\"", [("16.5", "ft"), ("21", "ft")]),
        ('5" (U.N.O.)', [("5", "in")]),
        ('5 1/2"', [("5.5", "in")]),
        ("1'-0 1/4\"", None),
        ("A 2400 M20", []),
        ("ROOM 706", []),
        ("1:100", []),
        ("Y10@150", []),
        ("12 SFX", []),
        ("", []),
    ],
)
def test_figures(text: str, figures: list[tuple[str, str]] | None) -> None:
    found = [(figure.value, figure.unit) for figure in figures_in(text)]
    if figures is None:
        assert found
        assert found[0][1] == "ft"
        assert abs(found[0][0] - Decimal("1.0208333")) < Decimal("0.00001")
    else:
        assert found == [(Decimal(value), unit) for value, unit in figures]


def test_a_figure_knows_where_it_stands() -> None:
    text = "CORRIDOR 706 SF"
    figure = figures_in(text)[0]
    assert text[figure.start : figure.end] == "706 SF"
