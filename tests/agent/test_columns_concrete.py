"""The concrete of several columns, and of all that the schedule names."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.agent.asking import ask, value
from tests.tables import Drawn, drawing

ROWS = (("KZ1", "400x400", "C30", "3"), ("KZ2", "500x600", "C30", "2"))
WHOLE = Decimal(3) * Decimal("0.16") * Decimal("3.6") + Decimal(2) * Decimal("0.3") * Decimal("3.6")


def plan(path: Path, *more: str) -> Path:
    marks = ["KZ1", "KZ1", "KZ1", "KZ2", "KZ2", *more]
    table = Drawn("COLUMN SCHEDULE", (("MARK", "SECTION", "CONCRETE", "QTY"),), ROWS, at=(400, 40))
    labels = [((60 + 40 * n, 250), mark) for n, mark in enumerate(marks)]
    return drawing(path, table, labels=labels, left=[((60, 380), "STOREY HEIGHT 3.6 m")])


@pytest.mark.parametrize(
    "question",
    [
        "全部柱子的混凝土量是多少？", "What is the concrete volume of all columns?", "Concrete volume of KZ1 and KZ2 together?",
        "KZ1、KZ2 的混凝土量合计多少？",
    ],
)  # fmt: skip
def test_each_mark_and_the_sum(tmp_path: Path, question: str) -> None:
    answer = ask(plan(tmp_path / "c.pdf"), question)
    assert answer.status == "answered"
    assert value(answer) == WHOLE
    assert all(claim.verified for claim in answer.claims)


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("How much concrete do the KZ1 columns need?", 3),
        ("KZ1要多少混凝土？", 3),
        ("KZ1混凝土用量", 3),
        ("How much concrete for one KZ1?", 1),
    ],
)
def test_how_much_concrete_is_no_grade(tmp_path: Path, question: str, count: int) -> None:
    """The schedule's column CONCRETE was quoted: C30."""
    assert value(ask(plan(tmp_path / "c.pdf"), question)) == count * Decimal("0.16") * Decimal("3.6")


def test_columns_that_the_schedule_does_not_name_are_told(tmp_path: Path) -> None:
    path = plan(tmp_path / "c.pdf", "KZ3", "KZ3")
    answer = ask(path, "全部柱子的混凝土量是多少？")
    assert answer.status == "refused"
    assert "不在柱表中" in answer.text
    assert ask(path, "KZ1、KZ2 的混凝土量合计多少？").status == "answered"


@pytest.mark.parametrize("question", ["What concrete grade do the columns have?", "How many columns are there?", "一根 KZ1 柱的混凝土量？"])  # fmt: skip
def test_other_questions_about_columns_are_not_summed(tmp_path: Path, question: str) -> None:
    assert "together" not in ask(plan(tmp_path / "c.pdf"), question).text
