"""look: one region, one question, and what is said stays a statement of vision."""

from decimal import Decimal
from typing import Any

import pytest

import tools.look
from tests.plans import sample
from tools import tool_of
from tools.kit.drawing import Drawing
from tools.kit.errors import Correctable
from tools.kit.evidence import Evidence
from tools.kit.ledger import Ledger
from tools.kit.quantity import Quantity
from tools.kit.reading import quiet
from tools.kit.result import Result, Usage
from tools.kit.vision import Progress, Seen, Vision

TOOL = tool_of(tools.look)


class Says:
    """A vision model that always says the same."""

    def __init__(self, **data: Any) -> None:
        self.data, self.asked = data, list[tuple[str, dict[str, Any]]]()

    def ask(self, png: bytes, question: str, schema: dict[str, Any]) -> Seen:
        self.asked.append((question, schema))
        assert png.startswith(b"\x89PNG")
        return Seen(data=self.data, model="eyes", usage=Usage(prompt_tokens=500, vision_tokens=425))


@pytest.fixture(scope="module")
def drawing(tmp_path_factory: pytest.TempPathFactory) -> Drawing:
    path = tmp_path_factory.mktemp("look") / "plan.pdf"
    sample(path)
    return Drawing.open(path)


def looked(drawing: Drawing, vision: Says, ledger: Ledger | None = None, **arguments: Any) -> Result:
    context = {Drawing: drawing, Vision: vision, Progress: quiet, Ledger: ledger or Ledger()}
    return TOOL.call({"sheet": 1, "question": "What is this?", **arguments}, context)


def counted() -> Ledger:
    boxes = [(100.0, 100.0, 104.0, 104.0), (300.0, 200.0, 304.0, 204.0), (110.0, 110.0, 114.0, 114.0)]
    places = tuple(Evidence(sheet=1, box=box, method="vector") for box in boxes)
    ledger = Ledger()
    ledger.add(Quantity(value=Decimal(3), unit="nos", label="doors", sources=places))
    return ledger


def test_what_is_seen_is_marked_as_vision_and_enters_no_figure(drawing: Drawing) -> None:
    result = looked(drawing, Says(answer="a door with 3 leaves", texts=["D1"], sure=0.8), box=[90, 90, 200, 150])
    assert result.quantities == ()
    assert (result.items[0].evidence.method, result.items[0].evidence.confidence) == ("vision", 0.8)
    assert "unproven" in result.summary
    assert (result.images[0].width, result.images[0].height) == (939, 512)
    assert result.usage.vision_tokens == 425


def test_numbered_candidates_are_doubted_by_their_numbers(drawing: Drawing) -> None:
    vision = Says(answer="1 is a window", texts=[], sure=0.9, wrong=[1, 2, 99, "x"])
    result = looked(drawing, vision, counted(), count="q1", box=[90, 90, 200, 150])
    question, schema = vision.asked[0]
    assert "1, 3" in question
    assert "wrong" in schema["required"]
    assert "doubts these numbers of 2: [1]" in result.summary
    assert result.quantities == ()


def test_more_of_the_same_are_told_as_places_that_were_seen(drawing: Drawing) -> None:
    missed = [[150, 120], [102, 102], [900, 120], [1], "x", [160.5, 130]]
    vision = Says(answer="doors", texts=[], sure=0.9, wrong=[], missed=missed)
    result = looked(drawing, vision, counted(), count="q1", box=[90, 90, 200, 150])
    assert "missed" in vision.asked[0][1]["required"]
    more = [item for item in result.items if item.label == "without a number"]
    assert [item.evidence.box for item in more] == [(148, 118, 152, 122), (158.5, 128, 162.5, 132)]
    assert {item.evidence.method for item in more} == {"vision"}
    assert "2 more without a number" in result.summary
    assert result.quantities == ()


def test_a_part_without_a_number_may_hold_some_all_the_same(drawing: Drawing) -> None:
    vision = Says(answer="a door", texts=[], sure=0.9, wrong=[1], missed=[[210, 15]])
    result = looked(drawing, vision, counted(), count="q1", box=[200, 10, 220, 20])
    assert "None is marked" in vision.asked[0][0]
    assert [item.evidence.box for item in result.items[1:]] == [(209, 14, 211, 16)]
    assert "doubts" not in result.summary


def test_a_count_of_none_has_the_sheet_for_its_place_and_may_be_added_to(drawing: Drawing) -> None:
    ledger, reading = Ledger(), drawing.sheet(1).reading
    page = Evidence(sheet=1, box=(0, 0, reading.width, reading.height), method="raster", text="no door found")
    ledger.add(Quantity(value=Decimal(0), unit="nos", label="doors", sources=(page,)))
    result = looked(drawing, Says(answer="", missed=[[150, 120]], sure=1), ledger, count="q1", box=[90, 90, 190, 140])
    assert [item.evidence.box for item in result.items] == [(145, 115, 155, 125)]


def test_neighbours_of_a_place_are_places_of_their_own(drawing: Drawing) -> None:
    vision = Says(answer="doors", texts=[], sure=0.9, wrong=[], missed=[[106, 102], [103, 101.5]])
    result = looked(drawing, vision, counted(), count="q1", box=[90, 90, 200, 150])
    assert [item.evidence.text for item in result.items[1:]] == ["one more, seen at 106,102"]


def test_without_candidates_nothing_is_asked_about_them(drawing: Drawing) -> None:
    vision = Says(answer="a plan", texts=[], sure=1)
    looked(drawing, vision)
    assert "wrong" not in vision.asked[0][1]["properties"]


@pytest.mark.parametrize(
    ("data", "confidence"),
    [({}, 0.0), ({"sure": "very"}, 0.0), ({"sure": 7}, 1.0), ({"texts": "D1", "sure": None}, 0.0)],
)
def test_odd_data_is_no_trouble(drawing: Drawing, data: dict[str, Any], confidence: float) -> None:
    result = looked(drawing, Says(**{"answer": "a door", **data}))
    assert next(item.evidence.confidence for item in result.items) == confidence


def test_what_says_nothing_leaves_nothing(drawing: Drawing) -> None:
    assert looked(drawing, Says()).items == ()


@pytest.mark.parametrize(
    "arguments",
    [
        {"count": "q9"},
        {"count": "three"},
        {"box": [5, 5, 5, 5]},
        {"sheet": 4},
    ],
)
def test_says_what_to_mend(drawing: Drawing, arguments: dict[str, Any]) -> None:
    with pytest.raises(Correctable):
        looked(drawing, Says(), counted(), **arguments)
