"""Rooms as a set: larger or smaller than an area, and their average. The plan of tests/plans.py prints an area with each room."""

from decimal import Decimal

import pytest

from tests.agent.test_followups import chat
from tests.agent.test_rules import Desk, headline


def areas(desk: Desk) -> list[Decimal]:
    return [Decimal(area) for _, area in desk.truth.rooms]


@pytest.mark.parametrize(
    ("words", "least", "most"),
    [
        ("How many rooms are larger than 20 m2?", 20, None),
        ("面积大于20平米的房间有几间？", 20, None),
        ("20㎡以上的房间有几间？", 20, None),
        ("How many rooms are smaller than 20 square metres?", None, 20),
        ("面积不到 20 m² 的房间有哪些？", None, 20),
        ("How many rooms are over 215 sq ft?", Decimal("19.974"), None),
    ],
)
async def test_rooms_on_one_side_of_an_area(
    desk: Desk, words: str, least: Decimal | None, most: Decimal | None
) -> None:
    (answer,) = await chat(desk, words)
    wanted = [area for area in areas(desk) if (least is None or area > least) and (most is None or area < most)]
    assert answer.status == "answered"
    assert headline(answer) == len(wanted)
    assert all(claim.verified for claim in answer.claims)


async def test_none_is_said_with_the_largest(desk: Desk) -> None:
    (answer,) = await chat(desk, "How many rooms are larger than 500 m2?")
    assert answer.status == "refused"
    assert f"{max(areas(desk)):.2f}" in answer.text


@pytest.mark.parametrize("words", ["What is the average room area?", "房间的平均面积是多少？"])
async def test_the_average(desk: Desk, words: str) -> None:
    (answer,) = await chat(desk, words)
    assert float(headline(answer)) == pytest.approx(float(sum(areas(desk)) / len(areas(desk))), rel=1e-3)


@pytest.mark.parametrize("words", ["How many windows are larger than 2 m2?", "面积大于 2 m² 的门洞口有几个？"])
async def test_openings_are_no_rooms(desk: Desk, words: str) -> None:
    (answer,) = await chat(desk, words)
    assert "printed areas" not in answer.text
    assert "标注面积" not in answer.text


@pytest.mark.parametrize(
    "words",
    [
        "How many rooms are there?",
        "How many rooms are on this plan in total?",
        "一共有多少间房间？",
        "图上有几个房间？",
    ],
)
async def test_all_rooms_that_are_named(desk: Desk, words: str) -> None:
    (answer,) = await chat(desk, words)
    assert answer.status == "answered"
    assert headline(answer) == len(desk.truth.rooms)
    assert all(claim.verified for claim in answer.claims)
