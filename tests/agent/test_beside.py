"""Totals of a schedule beside the tags of the plan. The plan of tests/plans.py tags D2 once less than its schedule states."""

from decimal import Decimal

import pytest

from tests.agent.test_followups import chat
from tests.agent.test_rules import Desk, headline


@pytest.mark.parametrize("words", ["How many doors are there in total?", "门一共几樘？"])
async def test_a_total_says_which_tags_do_not_agree(desk: Desk, words: str) -> None:
    """The schedule's 11 doors stood there plainly while the plan shows 10."""
    (answer,) = await chat(desk, words)
    assert "D2" in answer.text.partition("agree" if "agree" in answer.text else "不一致")[2]
    assert "D1" not in answer.text.partition("agree" if "agree" in answer.text else "不一致")[2]
    assert all(claim.verified for claim in answer.claims)


@pytest.mark.parametrize("words", ["How many windows are there?", "How many doors by the schedule?"])
async def test_nothing_is_said_where_they_agree_or_the_schedule_alone_is_asked_for(desk: Desk, words: str) -> None:
    (answer,) = await chat(desk, words)
    assert answer.status == "answered"
    assert "not agree" not in answer.text


async def test_more_of_one_than_of_another_at_the_start_of_a_sentence(desk: Desk) -> None:
    """ "How" in capitals made it a sum of both."""
    (answer,) = await chat(desk, "How many more D1 than D2 doors are there?")
    assert headline(answer) == Decimal(desk.truth.count("D1") - desk.truth.count("D2"))


@pytest.mark.parametrize(
    "words", ["Does the door schedule agree with the plan?", "门窗表和平面图一致吗？", "Is the door and window schedule consistent with the drawing?"]
)  # fmt: skip
async def test_whether_schedule_and_plan_agree(desk: Desk, words: str) -> None:
    (answer,) = await chat(desk, words)
    assert answer.status == "answered"
    assert "do not agree" in answer.text or "不一致" in answer.text
    assert "D2" in answer.text.partition("agree" if "agree" in answer.text else "不一致")[2].partition("D1")[0]
    assert all(claim.verified for claim in answer.claims)


@pytest.mark.parametrize("words", ["Does the window schedule agree with the plan?", "柱表与平面图是否相符？"])
async def test_a_schedule_that_agrees(desk: Desk, words: str) -> None:
    (answer,) = await chat(desk, words)
    assert answer.status == "answered"
    assert "plan agree" in answer.text or "平面图一致" in answer.text
