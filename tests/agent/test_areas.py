"""Questions with an area of the sheet, answered by the rules about that area alone."""

import pytest

from agent.rules.areas import area_in
from tests.agent.test_rules import Desk, headline


def area(desk: Desk, mark: str, which: int, room: float = 3.0) -> str:
    """An area around one of the marks of the sample."""
    x, y = desk.truth.marks[mark][which]
    return f"{x - room:.1f},{y - room:.1f},{x + room:.1f},{y + room:.1f}"


@pytest.mark.parametrize(
    ("question", "rest", "box"),
    [
        ("How many? [sheet 2, area 1,2.5,30,40 mm]", "How many?", (1, 2.5, 30, 40)),
        ("有多少个？ [第 2 张，区域 1,2.5,30,40 mm]", "有多少个？", (1, 2.5, 30, 40)),
        ("What is this?【sheet 2, area 1, 2.5, 30, 40 mm】", "What is this?", (1, 2.5, 30, 40)),
    ],
)
def test_an_area_is_read_off_the_question(question: str, rest: str, box: tuple[float, ...]) -> None:
    text, found = area_in(question)
    assert (text, found) == (rest, (2, box))
    assert area_in("How many KZ1 on sheet 2?") == ("How many KZ1 on sheet 2?", None)


@pytest.mark.parametrize(
    "ask", ["How many KZ1 are here? [sheet 1, area {} mm]", "这里有多少个 KZ1？ [第 1 张，区域 {} mm]"]
)
async def test_a_named_mark_is_counted_within_the_area_only(desk: Desk, ask: str) -> None:
    answer = await desk.ask(ask.format("60,80,150,120"))
    (x0, y0, x1, y1) = (60, 80, 150, 120)
    inside = [(x, y) for x, y in desk.truth.marks["KZ1"] if x0 <= x <= x1 and y0 <= y <= y1]
    assert 0 < len(inside) < desk.truth.count("KZ1")
    assert headline(answer) == len(inside)


@pytest.mark.parametrize(
    "ask", ["How many of these are there? [sheet 1, area {} mm]", "这样的有多少个？ [第 1 张，区域 {} mm]"]
)
async def test_these_are_all_that_carry_the_mark_in_the_area(desk: Desk, ask: str) -> None:
    answer = await desk.ask(ask.format("75,90,84,97"))
    if answer.status == "answered":
        assert headline(answer) in {desk.truth.count(mark) for mark in desk.truth.marks}
    around = area(desk, "D2", 0)
    answer = await desk.ask(ask.format(around))
    assert answer.status == "answered"
    assert headline(answer) == desk.truth.count("D2")


@pytest.mark.parametrize("ask", ["What is written here? [sheet 1, area {} mm]", "这里写了什么？ [第 1 张，区域 {} mm]"])
async def test_what_stands_in_an_area_is_quoted(desk: Desk, ask: str) -> None:
    answer = await desk.ask(ask.format("25,5,415,60"))
    assert answer.status == "answered"
    assert all(claim.verified for claim in answer.claims)
    empty = await desk.ask(ask.format("30,10,31,11"))
    assert empty.status == "refused"


async def test_what_rules_cannot_do_is_not_answered_about_the_whole_sheet(desk: Desk) -> None:
    answer = await desk.ask("Total area of the slabs [sheet 1, area 25,5,415,292 mm]")
    assert (answer.status, answer.headline) == ("refused", None)
    nothing = await desk.ask("How many KZ1? [sheet 1, area 30,10,31,11 mm]")
    assert nothing.status == "refused"
