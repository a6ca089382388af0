"""Floor areas that notes state, and areas in the unit that the question asks for."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.agent.asking import ask, value
from tests.pen import Pen, plan


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rooms without areas around notes of the areas of two storeys, one in two lines, and a porch of its own."""

    def draw(pen: Pen) -> None:
        pen.text((60, 80), "914 SQUARE FEET")
        pen.text((60, 84.5), "1ST FLOOR")
        pen.text((60, 89), "LIVING ROOM")
        pen.text((60, 140), "KITCHEN")
        pen.text((200, 80), "SECOND FLOOR AREA: 652.5 SQ. FT.")
        pen.text((200, 140), "BEDROOM 1")
        pen.text((200, 190), "TOTAL SQUARE FEET: 84")

    return plan(tmp_path_factory.mktemp("notes"), draw)


@pytest.mark.parametrize(
    ("question", "area", "unit"),
    [
        ("What is the area of the first floor?", "914", "ft2"),
        ("How big is the 1st floor?", "914", "ft2"),
        ("What is the 2nd floor area in square feet?", "652.5", "ft2"),
        ("二层面积多少平方英尺？", "652.5", "ft2"),
    ],
)
def test_the_area_that_is_noted_of_a_storey(sheet: Path, question: str, area: str, unit: str) -> None:
    answer = ask(sheet, question)
    assert (answer.status, value(answer)) == ("answered", Decimal(area)), answer.text
    assert next(q.unit for q in answer.quantities if q.id == answer.headline) == unit


def test_it_is_given_in_the_unit_that_is_asked_for(sheet: Path) -> None:
    answer = ask(sheet, "What is the area of the second floor in square metres?")
    assert answer.status == "answered"
    assert round(value(answer) or 0, 3) == Decimal("60.619")


@pytest.mark.parametrize("question", ["What is the area of the third floor?", "What is the area of the living room?"])
def test_what_is_noted_of_another_part_is_not_told(sheet: Path, question: str) -> None:
    assert ask(sheet, question).status != "answered"
