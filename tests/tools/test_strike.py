"""Counts are corrected by the numbers of their places, and crop draws these numbers."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import tools
from tests.plans import Truth
from tools.kit.drawing import Drawing
from tools.kit.errors import Correctable
from tools.kit.evidence import Evidence
from tools.kit.ledger import Ledger
from tools.kit.result import Item, Result


class Desk:
    """A drawing and a ledger that keeps what the tools find."""

    def __init__(self, path: Path) -> None:
        self.drawing, self.ledger = Drawing.open(path), Ledger()

    def call(self, name: str, **arguments: Any) -> Result:
        return self.ledger.enter(tools.call(name, arguments, {Drawing: self.drawing, Ledger: self.ledger}))


@pytest.fixture
def desk(sheet_file: tuple[Path, Truth]) -> Desk:
    desk = Desk(sheet_file[0])
    desk.call("count_marks", mark="D1")
    return desk


def test_struck_places_leave_the_count_and_are_withheld(desk: Desk, truth: Truth) -> None:
    places = desk.ledger.quantity("q1").sources
    result = desk.call("strike", count="q1", numbers=[3, 7], reason="these are hatches")
    assert result.quantities[0].value == truth.count("D1") - 2
    assert result.quantities[0].replaces == "q1"
    assert [held.label for held in result.withheld] == ["no. 3", "no. 7"]
    assert [held.evidence for held in result.withheld] == [places[2], places[6]]
    assert result.withheld[0].reason.en == "these are hatches"
    assert desk.ledger.latest("q1").value == truth.count("D1") - 2


def test_what_was_computed_from_it_is_computed_anew(desk: Desk, truth: Truth) -> None:
    inputs = [{"name": "w", "value": "0.9", "unit": "m", "source": "user"}]
    desk.call("calculate", expression="q1 * w", label="thresholds", unit="m", inputs=inputs)
    result = desk.call("strike", count="q1", numbers=[1])
    assert result.quantities[-1].value == (truth.count("D1") - 1) * Decimal("0.9")


def test_missed_places_are_added_by_box(desk: Desk, truth: Truth) -> None:
    result = desk.call("strike", count="q1", add=[{"sheet": 1, "box": (200, 250, 210, 256)}])
    assert result.quantities[0].value == truth.count("D1") + 1
    assert result.quantities[0].sources[-1].method == "user"
    with pytest.raises(Correctable, match="counted already"):
        desk.call("strike", count="q1", add=[{"sheet": 1, "box": desk.ledger.quantity("q1").sources[0].box}])
    with pytest.raises(Correctable, match="is none on sheet 1"):
        desk.call("strike", count="q1", add=[{"sheet": 1, "box": (200, 250, 2000, 256)}])


def test_missed_places_are_added_as_a_look_has_seen_them(desk: Desk, truth: Truth) -> None:
    box = (200.0, 250.0, 210.0, 256.0)
    seen = Evidence(sheet=1, box=box, method="vision", text="one more, seen at 205,253", confidence=0.8)
    item = desk.ledger.place(Item(label="without a number", evidence=seen))
    twin = desk.ledger.place(
        Item(label="without a number", evidence=seen.model_copy(update={"box": (201, 251, 211, 257)}))
    )
    result = desk.call("strike", count="q1", numbers=[1], add=[{"item": item.id}, {"item": twin.id}])
    assert result.quantities[0].value == truth.count("D1")
    assert result.quantities[0].sources[-1] == seen
    with pytest.raises(Correctable, match="counted already"):
        desk.call("strike", count="q1", add=[{"item": item.id}])
    with pytest.raises(Correctable, match="counted already"):
        desk.call(
            "strike", count="q1", add=[{"sheet": 1, "box": (90, 250, 95, 256)}, {"sheet": 1, "box": (90, 250, 95, 256)}]
        )
    words = desk.ledger.place(
        Item(label="D06", evidence=seen.model_copy(update={"text": "D06", "box": (0, 0, 99, 99)}))
    )
    with pytest.raises(Correctable, match="is no place"):
        desk.call("strike", count="q1", add=[{"item": words.id}])
    with pytest.raises(Correctable, match="e77 is no place"):
        desk.call("strike", count="q1", add=[{"item": "e77"}])
    with pytest.raises(Correctable, match="sheet and the box"):
        desk.call("strike", count="q1", add=[{"sheet": 1}])


def test_what_cannot_be_struck_is_told(desk: Desk, truth: Truth) -> None:
    with pytest.raises(Correctable, match="there is no 99"):
        desk.call("strike", count="q1", numbers=[2, 99])
    with pytest.raises(Correctable, match="which numbers"):
        desk.call("strike", count="q1")
    with pytest.raises(Correctable, match="Nothing would be left"):
        desk.call("strike", count="q1", numbers=list(range(1, truth.count("D1") + 1)))


def test_a_crop_numbers_the_places_of_a_count(desk: Desk, truth: Truth) -> None:
    image = desk.call("crop", sheet=1, items=["q1"]).images[0]
    places = desk.ledger.quantity("q1").sources
    assert [(n.number, n.box) for n in image.numbered] == [(i, place.box) for i, place in enumerate(places, 1)]
    region = places[4].box
    assert region
    part = desk.call("crop", sheet=1, box=(region[0] - 8, region[1] - 8, region[2] + 8, region[3] + 8), items=["q1"])
    assert [n.number for n in part.images[0].numbered] == [5]


def test_a_crop_without_places_is_told(desk: Desk) -> None:
    with pytest.raises(Correctable, match="lies there"):
        desk.call("crop", sheet=1, box=(1, 1, 20, 20), items=["q1"])
    with pytest.raises(Correctable, match="no item"):
        desk.call("crop", sheet=1, items=["e999"])
