"""Totals of a schedule beside the tags of the plan. The plan of tests/plans.py tags D2 once less than its schedule states."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from tests.agent.test_followups import chat
from tests.agent.test_rules import Desk, headline


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = Desk(tmp_path_factory.mktemp("beside"))
    yield desk
    desk.executor.close()


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
