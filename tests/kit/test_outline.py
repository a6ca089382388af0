"""What a set of sheets tells before anything is asked."""

from pathlib import Path

import pytest

from tests.plans import SCHEDULE, TITLE, sample
from tools.kit.outline import found_in, outline_of
from tools.kit.reading import open_source
from tools.kit.suggest import suggested
from tools.kit.text import SheetReading, TextLine


@pytest.fixture
def reading(tmp_path: Path) -> SheetReading:
    sample(tmp_path / "plan.pdf")
    return open_source(str(tmp_path / "plan.pdf")).read(1)


def test_a_sheet_is_listed_with_its_number_title_and_scale(reading: SheetReading) -> None:
    found = outline_of(reading)
    assert found["number"] == TITLE["图号 DRAWING NO."]
    assert found["title"] == TITLE["图名 TITLE"]
    assert found["notes"][0]["ratio"] == "100"


def test_a_text_is_found_whatever_its_blanks_and_case(reading: SheetReading) -> None:
    wanted = [line["text"] for line in found_in(reading, "groundFLOOR plan")]
    assert wanted
    assert all("GROUND FLOOR PLAN" in text.upper() for text in wanted)
    assert list(found_in(reading, "  ")) == []
    assert list(found_in(reading, "no such text")) == []


def test_suggestions_name_what_stands_on_the_plan(reading: SheetReading) -> None:
    questions = [message.en for message in suggested([reading])]
    assert any("D1" in question for question in questions)
    assert any("KZ1" in question or "W1" in question for question in questions)
    assert not any("KZ9" in question for question in questions)
    assert len(questions) == len(set(questions)) <= 5
    assert {row[0] for row in SCHEDULE} & set(" ".join(questions).replace("?", "").split())


def test_a_drawing_without_marks_is_asked_about_itself() -> None:
    empty = SheetReading(number=1, name="page 1", width=100, height=100)
    assert [message.en for message in suggested([empty])] == ["Which sheets are there?"]
    once = TextLine(text="D7", box=(1, 1, 3, 3), height=2)
    alone = empty.model_copy(update={"lines": (once,)})
    assert not any("D7" in message.en for message in suggested([alone]))
