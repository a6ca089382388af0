"""Marks are told apart by the outline that they are written in, and every place is carried."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pymupdf
import pytest

import tools
from tests.pen import MM, Pen
from tools.kit.drawing import Drawing
from tools.kit.enclosures import outlines_of
from tools.kit.evidence import Box
from tools.kit.ledger import Ledger
from tools.kit.result import Result

Draw = Callable[[Pen, float, float], None]


def circle(pen: Pen, x: float, y: float) -> None:
    pen.circle((x, y), 3.2)


def triangle(pen: Pen, x: float, y: float) -> None:
    pen.polygon([(x, y - 5), (x + 5.4, y + 3), (x - 5.4, y + 3)])


def hexagon(pen: Pen, x: float, y: float) -> None:
    pen.polygon(
        [(x - 4.4, y), (x - 2.2, y - 3.4), (x + 2.2, y - 3.4), (x + 4.4, y), (x + 2.2, y + 3.4), (x - 2.2, y + 3.4)]
    )


def diamond(pen: Pen, x: float, y: float) -> None:
    pen.polygon([(x, y - 5), (x + 6, y), (x, y + 5), (x - 6, y)])


def box(pen: Pen, x: float, y: float) -> None:
    pen.rect(x - 4, y - 2.5, x + 4, y + 2.5)


def bare(pen: Pen, x: float, y: float) -> None:
    pen.line((x - 6, y + 4), (x + 20, y + 4))


SHAPES: dict[str, Draw] = {
    "circle": circle, "triangle": triangle, "hexagon": hexagon, "diamond": diamond, "box": box, "": bare,
}  # fmt: skip


def plan(path: Path, marks: list[tuple[str, str]]) -> Drawing:
    """The marks in rows of ten, each in its outline."""
    document = pymupdf.open()
    pen = Pen(document.new_page(width=420 * MM, height=297 * MM))
    for n, (mark, shape) in enumerate(marks):
        x, y = 40 + 30 * (n % 10), 40 + 22 * (n // 10)
        SHAPES[shape](pen, x, y)
        pen.centred((x, y), mark, 2.2)
        pen.line((x - 12, y - 9), (x + 18, y - 9))
    pen.text((60, 250), "Ground floor plan of a house with marks", 3)
    pen.finish()
    document.save(path / "plan.pdf")
    return Drawing.open(path / "plan.pdf")


def count(drawing: Drawing, mark: str) -> Result:
    context: dict[type, Any] = {Drawing: drawing, Ledger: Ledger()}
    return tools.call("count_marks", {"mark": mark}, context)


@pytest.mark.parametrize("shape", SHAPES)
def test_outlines_are_known_by_their_sides(tmp_path: Path, shape: str) -> None:
    drawing = plan(tmp_path, [(f"W{n}", shape) for n in range(1, 5)])
    boxes: list[Box] = [line.box for line in drawing.sheet(1).reading.visible if line.text.startswith("W")]
    assert outlines_of(drawing.sheet(1), boxes) == [shape] * 4


def test_the_same_words_in_another_outline_are_another_thing(tmp_path: Path) -> None:
    marks = [
        ("W1", "circle"),
        ("W2", "circle"),
        ("W2", "circle"),
        ("W3", "circle"),
        ("W3", "circle"),
        ("W3", "triangle"),
    ]
    result = count(plan(tmp_path, marks), "W3")
    assert result.quantities[0].value == 2
    assert [held.reason.en for held in result.withheld] == [
        "stands in a triangle, while marks of its letters stand in a circle"
    ]


def test_where_no_outline_is_usual_all_are_counted_and_it_is_said(tmp_path: Path) -> None:
    marks = [("W1", "circle"), ("W1", "circle"), ("W1", "triangle"), ("W1", "triangle")]
    result = count(plan(tmp_path, marks), "W1")
    assert result.quantities[0].value == 4
    assert "2 in a circle" in result.summary
    assert "2 in a triangle" in result.summary


def test_marks_without_an_outline_are_not_held_against_those_with_one(tmp_path: Path) -> None:
    marks = [("D1", "circle"), ("D1", "circle"), ("D1", "circle"), ("D1", "")]
    assert count(plan(tmp_path, marks), "D1").quantities[0].value == 4


def test_hundreds_of_places_are_all_carried(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page(width=841 * MM, height=594 * MM)
    for n in range(640):
        page.insert_text((60 + 55 * (n % 40), 60 + 70 * (n // 40)), f"S{n % 7}", fontsize=7)
    document.save(tmp_path / "plan.pdf")
    result = count(Drawing.open(tmp_path / "plan.pdf"), "S*")
    assert result.quantities[0].value == len(result.quantities[0].sources) == len(result.items) == 640
