"""What a dimension text may state."""

from fractions import Fraction

import pytest

from tools.kit.dimension_text import feet_and_inches, stated_in

INCH = Fraction(254, 10)


@pytest.mark.parametrize(
    ("text", "length", "notation"),
    [
        ("3600", 3600, "mm"),
        ("12 500", 12500, "mm"),
        ("(4200)", 4200, "mm"),
        ("2400mm", 2400, "mm"),
        ("450 TYP.", 450, "mm"),
        ("1.25", 1250, "m"),
        ("2,40", 2400, "m"),
        ("3.34⁵", 3345, "m"),
        ("2,40 m", 2400, "m"),
        ("62.5 cm", 625, "cm"),
        ("12'-4 1/2\"", 148 * INCH + INCH / 2, "ft"),
        ("4'-8½\"", 56 * INCH + INCH / 2, "ft"),
        ("23' - 6\"", 282 * INCH, "ft"),
        ('6"', 6 * INCH, "ft"),
        ("10'", 120 * INCH, "ft"),
        ('7 1/2"', Fraction(15, 2) * INCH, "ft"),
    ],
)
def test_the_likeliest_reading_comes_first(text: str, length: Fraction, notation: str) -> None:
    first = stated_in(text)[0]
    assert (first.length, first.notation) == (length, notation)


def test_a_small_whole_number_may_be_centimetres_beside_metres() -> None:
    assert {(stated.length, stated.notation) for stated in stated_in("80")} >= {(80, "mm"), (800, "m")}


@pytest.mark.parametrize(
    "text", ["±0.000", "1:100", "KL1(3)", "D12", "706 SF", "0", "007", "12'-14\"", "A-101", "2026-03-18", "Φ8@100"]
)
def test_what_is_no_dimension_states_none(text: str) -> None:
    assert stated_in(text) == ()


@pytest.mark.parametrize(
    ("length", "text"), [(440 * INCH, "36'-8\""), (113 * INCH / 2, "4'-8 1/2\""), (12 * INCH, "1'-0\"")]
)
def test_lengths_are_written_in_feet_and_inches(length: Fraction, text: str) -> None:
    assert feet_and_inches(length) == text
