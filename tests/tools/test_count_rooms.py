"""count_rooms on plans with written room names."""

from collections.abc import Sequence
from pathlib import Path

import pymupdf
import pytest

import tools
from tests.pen import MM, Pen
from tools.kit.drawing import Drawing
from tools.kit.errors import Correctable
from tools.kit.result import Result


def named(path: Path, *sheets: Sequence[str]) -> Drawing:
    document = pymupdf.open()
    for names in sheets:
        pen = Pen(document.new_page(width=420 * MM, height=297 * MM))
        for number, name in enumerate(names):
            pen.text((40 + 60 * (number % 5), 50 + 40 * (number // 5)), name, 3)
        pen.finish()
    document.save(path)
    return Drawing.open(path)


def counted(drawing: Drawing, kind: str, **more: object) -> Result:
    return tools.call("count_rooms", {"kind": kind, **more}, {Drawing: drawing})


def test_each_written_name_counts_once_with_its_place(tmp_path: Path) -> None:
    drawing = named(tmp_path / "a.pdf", ("BEDROOM 1", "BEDROOM 2", "主卧", "KITCHEN", "BATH", "WC", "BEDROOM CLOSET"))
    bedrooms, baths = counted(drawing, "bedroom"), counted(drawing, "bathroom")
    assert [quantity.value for quantity in bedrooms.quantities] == [3]
    assert [quantity.value for quantity in baths.quantities] == [2]
    assert len(bedrooms.items) == len(bedrooms.quantities[0].sources) == 3
    assert [held.label for held in bedrooms.withheld] == ["BEDROOM CLOSET"]
    assert bedrooms.coverage.not_searched
    assert bedrooms.assumptions


def test_other_names_without_a_bedroom_count_nought_and_no_names_count_nothing(tmp_path: Path) -> None:
    drawing = named(tmp_path / "a.pdf", ("KITCHEN", "LIVING ROOM", "GARAGE"), ("A-101", "Scale 1:100"))
    assert [(q.sources[0].sheet, q.value) for q in counted(drawing, "bedroom").quantities] == [(1, 0)]


def test_each_sheet_has_its_own_count(tmp_path: Path) -> None:
    drawing = named(tmp_path / "a.pdf", ("BEDROOM 1", "KITCHEN"), ("BEDROOM 2", "BEDROOM 3"))
    assert [quantity.value for quantity in counted(drawing, "bedroom").quantities] == [1, 2]
    assert [quantity.value for quantity in counted(drawing, "bedroom", sheet=2).quantities] == [2]


def test_the_rule_for_finnish_names_is_told_of_finnish_plans_alone(tmp_path: Path) -> None:
    finnish = named(tmp_path / "a.pdf", ("OH", "MH", "TK", "SAUNA", "PH"))
    english = named(tmp_path / "b.pdf", ("KITCHEN", "BEDROOM", "TOILET"))
    assert [
        sum("Finnish" in each.en for each in counted(drawing, "bathroom").assumptions) for drawing in (finnish, english)
    ] == [1, 0]


def test_a_kind_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(Correctable):
        counted(named(tmp_path / "a.pdf", ("KITCHEN",)), "ballroom")
