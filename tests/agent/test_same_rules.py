"""Two marks whose numbers are compared, and things of a type that is a letter."""

from pathlib import Path

import pytest

from tests.agent.asking import ask, value
from tests.pen import Pen, plan
from tests.tables import Drawn, drawing

HEADS = (("TYPE", "SIZE", "DESCRIPTION", "QTY"),)
WIDTHS = (16, 34, 50, 14)


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Windows A to C and W1 to W3, doors A and B, each in a schedule."""
    windows = (("A", "1800x1500", "FIXED WINDOW", "6"), ("B", "600x900", "CASEMENT WINDOW", "4"), ("C", "900x900", "LOUVRE WINDOW", "2"))  # fmt: skip
    doors = (("A", "900x2100", "FLUSH DOOR", "3"), ("B", "750x2100", "FLUSH DOOR", "9"))
    more = (("W1", "1800x1500", "FIXED WINDOW", "5"), ("W2", "600x900", "FIXED WINDOW", "5"), ("W3", "600x600", "FIXED WINDOW", "7"))  # fmt: skip
    return drawing(
        tmp_path_factory.mktemp("types") / "t.pdf",
        Drawn("WINDOW SCHEDULE", HEADS, windows, at=(40, 40), widths=WIDTHS),
        Drawn("DOOR SCHEDULE", HEADS, doors, at=(190, 40), widths=WIDTHS),
        Drawn("WINDOW SCHEDULE ANNEX", HEADS, more, at=(40, 120), widths=WIDTHS),
        labels=(),
    )


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("How many type A windows are there?", 6),
        ("How many windows of type B?", 4),
        ("How many type A doors are there?", 3),
        ("B型窗有多少樘？", 4),
        ("A 型门几樘？", 3),
    ],
)
def test_a_type_that_is_a_letter_is_a_row_and_no_number_of_types(sheet: Path, question: str, number: int) -> None:
    answer = ask(sheet, question)
    assert (answer.status, value(answer)) == ("answered", number), answer.text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("W1和W2的数量一样吗？", "相同"),
        ("W1和W3的数量相同吗", "不同"),
        ("Are there as many W1 as W2?", "Yes"),
        ("Is the number of W1 and W3 the same?", "No"),
        ("Which are more, W3 or W2?", "more W3 than W2"),
        ("W1 和 W3 哪个多？", "W3 比 W1 多"),
    ],
)
def test_numbers_that_are_compared_are_not_added(sheet: Path, question: str, said: str) -> None:
    answer = ask(sheet, question)
    assert answer.status == "answered", answer.text
    assert said in answer.text


def test_marks_on_a_plan_are_compared_by_their_labels(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        for n in range(7):
            pen.text((40 + 30 * n, 80), "KZ1" if n < 4 else "KZ2")

    answer = ask(plan(tmp_path, draw), "KZ1和KZ2的根数一样多吗？")
    assert answer.status == "answered"
    assert "KZ1 比 KZ2 多" in answer.text
