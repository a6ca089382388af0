"""Counts by labels, between axes, mark by mark and size by size, and the area of a part of the grid."""

import itertools
from decimal import Decimal
from pathlib import Path

import pymupdf
import pytest

from tests.agent.asking import ask, value
from tests.pen import MM, Pen

COLUMNS = {"A": 60, "B": 120, "C": 180, "D": 240}
ROWS = {"1": 70, "2": 120, "3": 180}
BAYS = ("6000", "6000", "6000")
BEAMS = (
    ("FB1", 90, 70, "300X600"), ("FB2", 150, 70, "300X600"), ("FB3", 210, 70, "230X450"), ("FB4", 90, 120, "300X600"), ("FB5", 150, 120, "230X450"),
    ("FB6", 210, 120, "300X450"),
)  # fmt: skip
LABELS = (
    ("ABA TOILET", 80, 90),
    ("ABA TOILET", 140, 90),
    ("TOILET", 200, 90),
    ("STAIRWELL", 80, 150),
    ("STAIRWELL", 140, 150),
    ("设备阳台", 200, 150),
)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    document = pymupdf.open()
    pen = Pen(document.new_page(width=420 * MM, height=297 * MM))
    for name, x in COLUMNS.items():
        pen.circle((x, 30), 5)
        pen.centred((x, 30), name, 4)
        pen.line((x, 35), (x, 200), dash="[6 2] 0")
    for name, y in ROWS.items():
        pen.circle((30, y), 5)
        pen.centred((30, y), name, 4)
        pen.line((35, y), (260, y), dash="[6 2] 0")
    xs, ys = list(COLUMNS.values()), list(ROWS.values())
    for (a, b), text in zip(itertools.pairwise(xs), BAYS, strict=True):
        _dimension(pen, (a, 45), (b, 45), text)
    for (a, b), text in zip(itertools.pairwise(ys), ("5000", "6000"), strict=True):
        _dimension(pen, (45, a), (45, b), text)
    for mark, x, y, size in BEAMS:
        pen.text((x - 12, y - 3), f"{mark} ({size})", 2.5)
    for text, x, y in LABELS:
        pen.centred((x, y), text, 2.5)
    pen.finish()
    path = tmp_path_factory.mktemp("apart") / "plan.pdf"
    document.save(path)
    return path


def _dimension(pen: Pen, a: tuple[float, float], b: tuple[float, float], text: str) -> None:
    pen.line(a, b)
    for x, y in (a, b):
        pen.line((x - 1, y + 1), (x + 1, y - 1))
    level = a[1] == b[1]
    middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
    pen.text(
        (middle[0], middle[1] - 1) if level else (middle[0] - 1, middle[1]),
        text,
        2.5,
        align="centre",
        angle=0 if level else 90,
    )


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("How many ABA toilets are there?", 2), ("How many stairwells are on the plan?", 2), ("设备阳台有几处？", 1), ("标注 ABA TOILET 的有几处？", 2),
        ("How many beams are labelled FB?", 6), ("有多少根 FB 梁？", 6), ("只看 A~C 轴，有多少根 FB 梁？", 4), ("How many FB beams are between axes B and D?", 4),
        ("除 A~B 轴外，FB 梁有多少根？", 4), ("How many FB beams between axes A and C and 1 and 2?", 4), ("各种截面的梁各有多少根？", 6),
        ("How many beams of each size are there?", 6), ("各 FB 梁各有多少根？", 6), ("A~D 轴 × 1~3 轴的面积是多少平方米？", 198),
        ("gross area between grid A-D by 1-3", 198), ("150 mm slab over A~D by 1~3: concrete volume?", Decimal("29.7")), ("FB1~FB4 共多少根？", 4),
    ],
)  # fmt: skip
def test_parts_of_a_plan_are_counted_and_measured(plan: Path, question: str, wanted: Decimal) -> None:
    answer = ask(plan, question)
    assert (answer.status, value(answer)) == ("answered", wanted), answer.text


@pytest.mark.parametrize(
    "question",
    [
        "How many patient toilets are there?",
        "How many FB beams are between axes A and K?",
        "One FB1 beam, how many cubic feet of concrete?",
        "只看 7~9 轴，有多少根 FB 梁？",
    ],
)
def test_what_the_plan_does_not_have_is_not_counted_as_something_else(plan: Path, question: str) -> None:
    assert ask(plan, question).status == "refused"


def test_each_size_is_told_with_its_count(plan: Path) -> None:
    text = ask(plan, "How many beams of each size are there?").text
    assert "230x450: 2" in text
    assert "300x450: 1" in text
    assert "300x600: 3" in text


def test_rooms_of_one_plan_of_a_sheet_are_no_answer_by_those_of_the_whole_sheet(tmp_path: Path) -> None:
    document = pymupdf.open()
    pen = Pen(document.new_page(width=420 * MM, height=297 * MM))
    for n in range(4):
        pen.text((60 + 60 * n, 60 + 100 * (n > 1)), f"DORMITORI {n + 1}", 3)
    pen.text((60, 120), "PLANTA BAIXA", 5)
    pen.finish()
    document.save(tmp_path / "plan.pdf")
    assert ask(tmp_path / "plan.pdf", "How many bedrooms are on the PLANTA BAIXA?").status == "refused"
