"""Columns are counted by their filled or hatched rectangles; other sizes, samples of legends and title blocks are none."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import tools
from tests.agent.asking import ask
from tests.pen import INK, Pen, plan
from tools.kit.drawing import Drawing
from tools.kit.ledger import Ledger
from tools.kit.result import Result

XS, YS = (60, 110, 160, 210), (60, 110, 160)


def find(path: Path) -> Result:
    context: dict[type, Any] = {Drawing: Drawing.open(path), Ledger: Ledger()}
    return tools.call("find_columns", {"sheet": 1}, context)


def filled(pen: Pen, x: float, y: float, w: float = 4, h: float = 6) -> None:
    pen.rect(x - w / 2, y - h / 2, x + w / 2, y + h / 2, fill=INK)


def halved(pen: Pen, x: float, y: float) -> None:
    """As CAD fills it: two triangles."""
    a, b, c, d = (x - 2, y - 3), (x + 2, y - 3), (x + 2, y + 3), (x - 2, y + 3)
    pen.polygon([a, b, c], fill=INK)
    pen.polygon([a, c, d], fill=INK)


def hatched(pen: Pen, x: float, y: float, w: float = 5, h: float = 5) -> None:
    x0, y0, x1, y1 = x - w / 2, y - h / 2, x + w / 2, y + h / 2
    pen.polygon([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
    for n in range(1, 5):
        pen.line((x0, y0 + n * h / 5), (x0 + n * w / 5, y0))


def grid(pen: Pen, column: Callable[[Pen, float, float], None]) -> None:
    for x in XS:
        pen.line((x, 40), (x, 180), dash="[6 2] 0")
        for y in YS:
            column(pen, x, y)


@pytest.mark.parametrize("column", [filled, halved, hatched])
def test_columns_on_a_grid_are_counted(tmp_path: Path, column: Callable[[Pen, float, float], None]) -> None:
    result = find(plan(tmp_path, lambda pen: grid(pen, column)))
    assert [quantity.value for quantity in result.quantities] == [12]
    assert "is sound" in result.summary
    assert len(result.quantities[0].sources) == 12


def draw_two_kinds(pen: Pen) -> None:
    grid(pen, filled)
    for x in (110, 160):
        hatched(pen, x, 210)
    pen.rect(300, 60, 320, 90, fill=INK)
    filled(pen, 300, 220, 12, 5)
    pen.text((312, 221), "COLUMN CONTINUOUS ABOVE", 3)
    hatched(pen, 300, 235, 12, 5)
    pen.text((312, 236), "COLUMN STOPS AT THIS LEVEL", 3)


def test_two_ways_of_drawing_are_told_apart_with_what_the_legend_says(tmp_path: Path) -> None:
    result = find(plan(tmp_path, draw_two_kinds))
    assert [(q.value, "CONTINUOUS" in q.label, "STOPS" in q.label) for q in result.quantities] == [
        (12, True, False),
        (2, False, True),
    ]
    assert [held.reason.en for held in result.withheld] == ["a rectangle of another size than the columns"]


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("How many columns continue above and how many stop at this level?", ("12", "2", "14")), ("有多少根柱继续向上，多少根到本层为止？", ("12", "2", "14")),
        ("How many columns are there?", ("12", "2", "14")), ("到本层为止的柱有几根？", ("2",)), ("全部柱子有多少根（含到本层为止的）？", ("12", "2", "14")),
    ],
)  # fmt: skip
def test_columns_are_asked_for_in_both_languages(tmp_path: Path, question: str, numbers: tuple[str, ...]) -> None:
    answer = ask(plan(tmp_path, draw_two_kinds), question)
    assert answer.status == "answered", answer.text
    told = [claim.text.split()[0] for claim in answer.claims if claim.ref and claim.ref.startswith("q")]
    assert set(numbers) <= set(told)


def test_rectangles_of_all_sizes_are_no_sound_count(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        for n in range(10):
            filled(pen, 40 + 30 * n, 60 + 17 * (n % 4), 2 + 2.3 * n, 2 + 1.7 * n)

    path = plan(tmp_path, draw)
    assert "NOT sound" in find(path).summary
    assert ask(path, "How many columns are there?").status == "refused"


def test_beds_and_crossed_boxes_are_no_hatched_columns(tmp_path: Path) -> None:
    def bed(pen: Pen, x: float, y: float) -> None:
        pen.polygon([(x, y), (x + 8, y), (x + 8, y + 12), (x, y + 12)])
        pen.line((x, y), (x + 8, y + 12))
        pen.line((x + 8, y), (x, y + 12))
        pen.line((x, y + 3), (x + 8, y + 3))

    result = find(plan(tmp_path, lambda pen: grid(pen, bed)))
    assert not result.quantities


def test_walls_filled_in_equal_pieces_are_no_columns(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        for y in (60, 110, 160):
            for n in range(20):
                filled(pen, 60 + 6 * n, y, 6, 4)

    assert "NOT sound" in find(plan(tmp_path, draw)).summary
