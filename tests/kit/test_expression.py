"""Arithmetic over quantities: exact, with units, and nothing but arithmetic."""

from fractions import Fraction

import pytest

from tools.kit.errors import Correctable
from tools.kit.expression import PI, Value, evaluate, names_in
from tools.kit.quantity import Dimension
from tools.kit.recompute import renamed

METRE, SQUARE, PIECE, KILO = Dimension(1), Dimension(2), Dimension(pieces=1), Dimension(0, 1)
KNOWN = {
    "q1": Value(Fraction(6), PIECE),
    "q2": Value(Fraction(33, 10), METRE),
    "w": Value(Fraction(1, 3), METRE),
    "share": Value(Fraction(1, 20)),
    "rate": Value(Fraction(617, 1000), Dimension(-1, 1)),
    "area": Value(Fraction(9), SQUARE),
    "per": Value(Fraction(2), Dimension(-2, 0, 1)),
}


@pytest.mark.parametrize(
    ("expression", "number", "dimension"),
    [
        ("q2 * w", Fraction(11, 10), SQUARE),
        ("q1 * q2", Fraction(198, 10), METRE),
        ("q2 / q1 * q1", Fraction(33, 10), METRE),
        ("q1 * 2", 12, PIECE),
        ("-q2 + 2 * q2", Fraction(33, 10), METRE),
        ("q2 ** 2", Fraction(1089, 100), SQUARE),
        ("q2^2", Fraction(1089, 100), SQUARE),
        ("q2 ** -1 * area", Fraction(90, 33), METRE),
        ("area ** 0.5", 3, METRE),
        ("sqrt(area)", 3, METRE),
        ("rate * q2", Fraction(617 * 33, 10000), KILO),
        ("per * area", 18, PIECE),
        ("min(q2, w)", Fraction(1, 3), METRE),
        ("max([q2, w])", Fraction(33, 10), METRE),
        ("sum(q2, w, w)", Fraction(33, 10) + Fraction(2, 3), METRE),
        ("count(q2, w, w)", 3, PIECE),
        ("sum(area, area) / count(area, area)", 9, SQUARE),
        ("ceil(q2 / w) + 1", 11, Dimension()),
        ("floor(q2 / w)", 9, Dimension()),
        ("round(q2 / w)", 10, Dimension()),
        ("round(0 - 0.5 * q1 / q1)", -1, Dimension()),
        ("abs(w - q2)", Fraction(33, 10) - Fraction(1, 3), METRE),
        ("pi * w", PI / 3, METRE),
        ("q2 × w ÷ w", Fraction(33, 10), METRE),
        ("q2 * (1 + share)", Fraction(33, 10) * Fraction(21, 20), METRE),
    ],
)
def test_evaluates_exactly(expression: str, number: Fraction | int, dimension: Dimension) -> None:
    assert evaluate(expression, KNOWN) == Value(Fraction(number), dimension)


def test_a_root_that_is_not_rational_is_good_to_thirty_digits() -> None:
    root = evaluate("sqrt(2)", {}).number
    assert abs(root * root - 2) < Fraction(1, 10**30)


@pytest.mark.parametrize(
    ("expression", "word"),
    [
        ("q1 + 1", "cannot be added"),
        ("q1 + q2", "cannot be added"),
        ("q2 - area", "cannot be subtracted"),
        ("max(q1, q2)", "cannot be compared"),
        ("3.3 * q1", "has no source"),
        ("q9", "neither an id"),
        ("q1 / 0", "divides by zero"),
        ("q2 / (w - w)", "divides by zero"),
        ("sqrt(q2)", "square root"),
        ("sqrt(-area)", "square root"),
        ("ceil(q2)", "Only pure numbers"),
        ("round(share, 2)", "rounded where they are shown"),
        ("abs(q1, q2)", "takes one value"),
        ("sum()", "needs a value"),
        ("q2 ** w", "exponent"),
        ("q2 ** 99", "exponent"),
        ("q1 // 2", "Only + - * /"),
        ("q1 % 2", "Only + - * /"),
        ("'a' * 2", "no number"),
        ("True + 1", "no number"),
        ("2j * q1", "no number"),
        ("q1.__class__", "not allowed"),
        ("__import__('os').system('true')", "not allowed"),
        ("open(q1)", "no function"),
        ("[q1 for q1 in q2]", "not allowed"),
        ("lambda: 1", "not allowed"),
        ("q1 if q1 else q2", "not allowed"),
        ("max(*q1)", "not allowed"),
        ("sum(q1, start=2)", "not allowed"),
        ("q1 +", "no arithmetic expression"),
        ("", "no arithmetic expression"),
        ("q1; q2", "no arithmetic expression"),
        ("q1\x00", "no arithmetic expression"),
    ],
)
def test_says_what_to_mend(expression: str, word: str) -> None:
    with pytest.raises(Correctable, match=word.replace("+", r"\+").replace("*", r"\*")):
        evaluate(expression, KNOWN)


@pytest.mark.parametrize(
    "expression", ["(" * 300 + "1" + ")" * 300, "1+" * 150 + "1", "-" * 200 + "1", "10" + "**6" * 40, "9" * 399]
)
def test_hostile_sizes_are_refused_at_once(expression: str) -> None:
    with pytest.raises(Correctable):
        evaluate(expression, {})


def test_names_in_order_without_functions() -> None:
    assert names_in("q2 * max(w, q1) + pi * q2") == ["q2", "w", "q1"]


def test_an_input_may_be_called_as_a_function_is() -> None:
    """The rule for two porch columns names its input "count"."""
    assert names_in("count * sum(w, w) / count(w, w)") == ["count", "w"]
    assert evaluate("count * w / count(w, w)", {"count": Value(Fraction(6)), "w": KNOWN["w"]}).number == 1
    assert renamed("count * w / count(w, w)", {"count": "#1", "w": "q2"}) == "#1 * q2 / count(q2, q2)"
