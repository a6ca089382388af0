"""The concrete of columns by their mark: all of them or one, with the storey height that the drawing states."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from tests.agent.asking import ask, value
from tests.pen import INK, Pen, plan

COVER = ("NOTES:", "1. STOREY HEIGHT SEE ELEVATIONS", "2. COVER TO COLUMNS 25 mm")


def columns(folder: Path, notes: Sequence[str] = ("NOTES:", "1. STOREY HEIGHT 3600",), *, sections: Sequence[str] = ("400x500",)) -> Path:  # fmt: skip
    """Four C1 with their section, and notes one under the other."""

    def draw(pen: Pen) -> None:
        for n in range(4):
            pen.rect(40 + 40 * n, 60, 45 + 40 * n, 64, fill=INK)
            pen.text((48 + 40 * n, 60), "C1")
        for n, section in enumerate(sections):
            pen.text((40, 100 + 8 * n), f"C1 {section}")
        for n, line in enumerate(notes):
            pen.text((250, 200 + 4.5 * n), line)

    return plan(folder, draw)


@pytest.mark.parametrize(
    ("question", "volume"),
    [
        ("What is the concrete volume of one C1 column?", "0.72"),
        ("How many m3 of concrete does a single C1 need?", "0.72"),
        ("单根C1的混凝土量是多少？", "0.72"),
        ("每根 C1 柱多少方混凝土", "0.72"),
        ("one C1 column of concrete with a height of 3.0 m", "0.6"),
    ],
)
def test_of_one_is_not_of_all(tmp_path: Path, question: str, volume: str) -> None:
    answer = ask(columns(tmp_path), question)
    assert (answer.status, value(answer)) == ("answered", Decimal(volume)), answer.text


@pytest.mark.parametrize(
    ("question", "volume"),
    [
        ("Total concrete volume of all C1 columns?", "3.6"),
        ("C1柱混凝土总量", "3.6"),
        ("C1 全部柱混凝土量，柱高 3.0 m", "3.0"),
    ],
)
def test_of_all_each_label_counts(tmp_path: Path, question: str, volume: str) -> None:
    """The label with the section is the fifth."""
    answer = ask(columns(tmp_path), question)
    assert (answer.status, value(answer)) == ("answered", Decimal(volume)), answer.text


@pytest.mark.parametrize(
    "notes",
    [
        COVER,
        ("NOTES:", "1. COLUMN HEIGHT AS SHOWN", "2. LAP 600 mm"),
        ("NOTES:", "1. STOREY HEIGHT 3600 mm", "2. STOREY HEIGHT OF ATTIC 2700 mm"),
    ],
)
def test_what_is_no_single_height_is_asked_for(tmp_path: Path, notes: Sequence[str]) -> None:
    with pytest.raises(RuntimeError, match="StopIteration"):
        ask(columns(tmp_path, notes), "Total concrete volume of all C1 columns?")


def test_two_sections_of_a_mark_are_asked_about(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="StopIteration"):
        ask(columns(tmp_path, sections=("400x500", "300x300")), "What is the concrete volume of one C1 column?")
