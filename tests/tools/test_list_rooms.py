"""list_rooms on the sample sheet and on one whose areas stand alone."""

from pathlib import Path

import pymupdf
import pytest

from tests.pen import Pen
from tests.plans import sample
from tools.kit.drawing import Drawing
from tools.list_rooms import list_rooms


def test_every_room_with_its_printed_area_largest_first(tmp_path: Path) -> None:
    truth = sample(tmp_path / "s.pdf")
    result = list_rooms(Drawing.open(tmp_path / "s.pdf"))
    assert sorted(item.label for item in result.items) == sorted(name for name, _ in truth.rooms)
    values = [quantity.value for quantity in result.quantities]
    assert values == sorted(values, reverse=True)
    assert len(values) == len(truth.rooms)
    assert result.withheld == ()
    assert "9 have a printed area" in result.summary


def test_rooms_by_words(tmp_path: Path) -> None:
    sample(tmp_path / "s.pdf")
    result = list_rooms(Drawing.open(tmp_path / "s.pdf"), words="office|档案")
    assert {item.label for item in result.items} == {"办公室 OFFICE", "档案室 ARCHIVE"}


@pytest.mark.parametrize("text", ["40 m²", "400 SF"])
def test_an_area_without_a_room_is_withheld(tmp_path: Path, text: str) -> None:
    document = pymupdf.open()
    pen = Pen(document.new_page(width=842, height=595))
    pen.centred((100, 100), "KITCHEN AND DINING ROOM")
    pen.centred((200, 150), text)
    pen.finish()
    document.save(tmp_path / "a.pdf")
    result = list_rooms(Drawing.open(tmp_path / "a.pdf"))
    assert len(result.withheld) == 1
    assert not result.quantities
