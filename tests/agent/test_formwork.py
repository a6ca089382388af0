"""Formwork and perimeters of marked columns and beams, and marks that are typed in full width."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.agent.asking import ask, value
from tests.pen import INK, Pen, plan


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four KZ2 and two beams with their sections; a storey height in the notes."""

    def draw(pen: Pen) -> None:
        for n in range(4):
            pen.rect(40 + 40 * n, 60, 45 + 40 * n, 64, fill=INK)
            pen.text((48 + 40 * n, 60), "KZ2" if n else "KZ2 400x500")
        pen.text((60, 120), "KL1(2) 250x600")
        pen.text((60, 140), "FB7 (230X450)")
        pen.text((250, 200), "STOREY HEIGHT 3.6 m")

    return plan(tmp_path_factory.mktemp("formwork"), draw)


@pytest.mark.parametrize(
    ("question", "area"),
    [
        ("What is the formwork area of one KZ2 column?", "6.48"),
        ("KZ2 全部柱的模板面积", "25.92"),
        ("Total formwork for KZ2 columns", "25.92"),
        ("FB7 长 6.0 m，模板面积多少？", "6.78"),
        ("Formwork of beam KL1, both sides and soffit, 5 m long", "7.25"),
        ("KZ2 的截面周长是多少？", "1800"),
        ("Perimeter of column KZ2", "1800"),
    ],
)
def test_faces_and_perimeters(sheet: Path, question: str, area: str) -> None:
    answer = ask(sheet, question)
    assert (answer.status, value(answer)) == ("answered", Decimal(area)), answer.text


@pytest.mark.parametrize("question", ["Formwork of beam FB7?", "FB7 长6m 仅两侧模板面积"])
def test_what_lacks_its_length_or_is_a_part_is_not_told(sheet: Path, question: str) -> None:
    assert ask(sheet, question).status != "answered"


def test_full_width_letters_are_letters(sheet: Path) -> None:
    answer = ask(sheet, "图上有几根ＫＺ２？")
    assert (answer.status, value(answer)) == ("answered", 4), answer.text
