"""Counts asked for one storey, answered only on that storey's plan; and what is said where no rule has an answer."""

from pathlib import Path

import pymupdf
import pytest

from tests.agent.asking import ask, value
from tests.pen import MM, Pen

FLATS = ("KITCHEN", "LIVING", "BATH", "WC", "BEDROOM 1", "BEDROOM 2", "LIFT LOBBY")


def plan(folder: Path, *titles: str) -> Path:
    """A sheet with a flat for each title, its plan's title below."""
    document = pymupdf.open()
    pen = Pen(document.new_page(width=420 * MM, height=297 * MM))
    for column, title in enumerate(titles):
        for row, name in enumerate(FLATS):
            pen.rect(40 + 120 * column, 20 + 30 * row, 120 + 120 * column, 48 + 30 * row)
            pen.centred((80 + 120 * column, 34 + 30 * row), name)
        pen.centred((80 + 120 * column, 245), title, height=5)
    pen.finish()
    document.save(folder / "plan.pdf")
    return folder / "plan.pdf"


@pytest.mark.parametrize(
    ("title", "question"),
    [
        ("FIRST FLOOR PLAN", "How many bedrooms are on the first floor?"),
        ("二层平面图", "二层有多少间卧室？"),
        ("GROUND FLOOR PLAN", "首层有几间卧室？"),
    ],
)
def test_a_count_on_the_plan_of_that_storey_is_answered(tmp_path: Path, title: str, question: str) -> None:
    answer = ask(plan(tmp_path, title), question)
    assert (answer.status, value(answer)) == ("answered", 2)


@pytest.mark.parametrize(
    ("title", "question"),
    [
        ("FIRST FLOOR PLAN", "How many bedrooms does the third floor have?"),
        ("二层平面图", "三层有多少间卧室？"),
        ("GROUND FLOOR PLAN", "How many bedrooms are on the first floor?"),
    ],
)
def test_a_count_on_another_storey_is_refused_with_the_plans_that_there_are(
    tmp_path: Path, title: str, question: str
) -> None:
    answer = ask(plan(tmp_path, title), question)
    assert answer.status == "refused"
    assert title in answer.text


def test_a_sheet_of_two_storeys_answers_for_the_plan_of_the_one(tmp_path: Path) -> None:
    both = plan(tmp_path, "GROUND FLOOR PLAN", "FIRST FLOOR PLAN")
    answer = ask(both, "How many bedrooms are on the first floor?")
    assert (answer.status, value(answer)) == ("answered", 2)
    assert "FIRST FLOOR PLAN" in answer.text


def test_where_no_rule_answers_the_texts_about_it_are_shown(tmp_path: Path) -> None:
    sheet = plan(tmp_path, "FIRST FLOOR PLAN")
    english, chinese = ask(sheet, "How many sprinklers?"), ask(sheet, "空调机的功率多大？")
    assert (english.status, chinese.status) == ("refused", "refused")
    assert "drag a box" in english.text
    assert "图上没有写出相关内容" in chinese.text
    lobby = ask(sheet, "Who cleans the lift lobby?")
    assert lobby.status == "refused"
    assert "LIFT LOBBY" in lobby.text
    assert lobby.quantities == ()
