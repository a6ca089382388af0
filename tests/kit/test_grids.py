"""Axes of generated plans, level and slanted, and the printed dimensions between them."""

import itertools
from decimal import Decimal
from pathlib import Path

import pymupdf
import pytest

from tests.measured import Style, measured, written
from tests.pen import MM, Pen
from tools.kit.dimensions import dimensions_of
from tools.kit.drawing import Drawing, Sheet
from tools.kit.grid_spans import between, region_between_axes
from tools.kit.grids import Row, rows_of


def drawn(folder: Path, style: Style) -> tuple[Sheet, tuple[int, ...], tuple[int, ...]]:
    truth = measured(folder / "plan.pdf", style)
    return Drawing.open(folder / "plan.pdf").sheet(1), truth.xs, truth.ys


def row_with(sheet: Sheet, name: str) -> Row:
    return next(row for row in rows_of(sheet) if row.axis(name))


@pytest.mark.parametrize("angle", [0, 6, 17, -30])
def test_both_rows_of_names_are_found_at_any_angle(tmp_path: Path, angle: float) -> None:
    sheet, xs, _ys = drawn(tmp_path, Style(angle=angle, seed=5))
    names = {frozenset(row.names) for row in rows_of(sheet)}
    assert names >= {frozenset("12345"), frozenset("ABCD")}
    numbers = row_with(sheet, "1")
    places = [axis.along for axis in numbers.axes]
    sign = 1 if numbers.names[0] == "1" else -1
    steps = [sign * (b - a) for a, b in itertools.pairwise(places)][::sign]
    assert steps == pytest.approx([sign * (b - a) / 100 for a, b in itertools.pairwise(xs)], abs=0.3)


@pytest.mark.parametrize("style", [Style(seed=4), Style(seed=4, angle=17, notation="m"), Style(seed=4, notation="ft")])
def test_the_bays_between_two_axes_lead_from_one_to_the_other(tmp_path: Path, style: Style) -> None:
    sheet, xs, _ = drawn(tmp_path, style)
    path, whole = between(row_with(sheet, "1"), "2", "4", dimensions_of(sheet).dims)
    wanted = [written(xs[n + 1] - xs[n], style.notation) for n in (1, 2)]
    assert sorted(dim.text for dim in path) == sorted(wanted)
    assert not whole


def test_the_printed_whole_comes_beside_the_bays(tmp_path: Path) -> None:
    sheet, _, ys = drawn(tmp_path, Style(seed=9))
    path, whole = between(row_with(sheet, "A"), "D", "A", dimensions_of(sheet).dims)
    assert sum((dim.length for dim in path), Decimal(0)) == whole[0].length == ys[-1]


def test_an_axis_that_is_not_there_leads_nowhere(tmp_path: Path) -> None:
    sheet, _, _ = drawn(tmp_path, Style())
    assert between(row_with(sheet, "1"), "1", "9", dimensions_of(sheet).dims) == ([], [])


def test_the_region_between_axes_holds_what_lies_between_them(tmp_path: Path) -> None:
    style = Style(seed=2)
    truth = measured(tmp_path / "plan.pdf", style)
    sheet = Drawing.open(tmp_path / "plan.pdf").sheet(1)
    box = region_between_axes(sheet, ("1", "2"), ("A", "B"), margin=0)
    assert box
    inside = [room.name for room in truth.rooms if box[0] < room.seed[0] < box[2] and box[1] < room.seed[1] < box[3]]
    assert inside == ["ROOM 11"]
    assert region_between_axes(sheet, ("1", "Z")) is None


def test_scattered_marks_are_no_axes(tmp_path: Path) -> None:
    sheet, _, _ = drawn(tmp_path, Style(bubbles=False))
    assert not [row for row in rows_of(sheet) if row.ringed]


def test_bubbles_that_make_room_stand_for_the_ends_of_the_dimensions(tmp_path: Path) -> None:
    """Truth: axes at 50, 100, 103, 150 and 190 mm, the bubbles of the two close ones aside and no dimension between these."""
    document = pymupdf.open()
    pen = Pen(document.new_page(width=220 * MM, height=150 * MM))
    for name, axis, bubble in (("1", 50, 50), ("2", 100, 96), ("3", 103, 107), ("4", 150, 150), ("5", 190, 190)):
        pen.circle((bubble, 20), 4)
        pen.centred((bubble, 21), name, 2.5)
        for a, b in (((bubble, 24), (bubble, 28)), ((bubble, 28), (axis, 32)), ((axis, 32), (axis, 120))):
            pen.line(a, b)
    for a, b, text in ((50, 100, "5000"), (103, 150, "4700"), (150, 190, "4000")):
        pen.line((a, 40), (b, 40))
        for x in (a, b):
            pen.line((x - 0.8, 40.8), (x + 0.8, 39.2), 0.4)
        pen.centred(((a + b) / 2, 39), text, 2.5)
    pen.finish()
    document.save(tmp_path / "g.pdf")
    row = row_with(Drawing.open(tmp_path / "g.pdf").sheet(1), "2")
    assert [axis.along for axis in row.axes] == pytest.approx([50, 100, 103, 150, 190], abs=0.3)
