"""Marks as users type them and as drawings write them."""

import pytest

from agent.rules.spelling import as_typed
from tests.agent.test_followups import chat
from tests.agent.test_rules import Desk, headline


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("how many kz1 columns?", "how many KZ1 columns?"),
        ("ＫＺ２有几根？", "KZ2有几根？"),
        ("k-jkz1a 和 fb16", "K-JKZ1a 和 FB16"),
        ("d-2 doors", "D-2 doors"),
        ("12 m2 of mm2, ft3 and x2", "12 m2 of mm2, ft3 and x2"),
        ("sheet2, page2, at 1.5, v2.0", "sheet2, page2, at 1.5, v2.0"),
        ("100mm, 3d, 1f", "100mm, 3d, 1f"),
        ("KZ1a", "KZ1a"),
    ],
)
def test_marks_stand_in_capitals_and_units_stay(typed: str, meant: str) -> None:
    assert as_typed(typed) == meant


@pytest.mark.parametrize("words", ["How many kz2 columns are there?", "kz2 有几根？", "ＫＺ２ 有几根？", "KZ-2 有几根？", "How many KZ 2?", "KZ02 有几根？"])  # fmt: skip
async def test_a_mark_typed_otherwise_is_the_mark_of_the_drawing(desk: Desk, words: str) -> None:
    """kz2 was no mark to the rules, and all columns were counted."""
    (answer,) = await chat(desk, words)
    assert answer.status == "answered"
    assert headline(answer) == desk.truth.count("KZ2")


async def test_another_form_of_the_mark_is_told(desk: Desk) -> None:
    (answer,) = await chat(desk, "How many KZ-2?")
    assert "KZ2 for KZ-2" in answer.text


@pytest.mark.parametrize(
    "words", ["How many KZ2a?", "How many KZ-22?", "How many Z2?", "How many kz7 columns are there?"]
)
async def test_a_near_mark_is_another_mark(desk: Desk, words: str) -> None:
    (answer,) = await chat(desk, words)
    assert answer.status == "refused"
    assert answer.headline is None


async def test_the_chat_goes_on_with_marks_in_small_letters(desk: Desk) -> None:
    answers = await chat(desk, "how many kz1?", "and kz2?")
    assert headline(answers[1]) == desk.truth.count("KZ2")
