"""Chats with the built-in rules: what is asked about the answer before, in both languages."""

import re
from decimal import Decimal

import pytest

from agent import Exchange, stream
from agent.answer import Answer
from agent.carried import relevant
from agent.local import info_of
from agent.rules.ellipsis import standing_alone
from agent.rules.struck import numbers_struck
from tests.agent.test_rules import Desk, answer_of, headline
from tools.kit.language import CJK
from tools.kit.ledger import Ledger


async def chat(desk: Desk, *questions: str) -> list[Answer]:
    """The answers of one chat, each with what was said before."""
    said: list[Exchange] = []
    for question in questions:
        run = stream(question, info_of(desk.drawing), desk.provider, executor=desk.executor, history=said)
        said.append(Exchange(question=question, answer=answer_of([event async for event in run])))
    return [exchange.answer for exchange in said]


CONCRETE = "What is the concrete volume of all KZ1 columns?"


@pytest.mark.parametrize(
    ("first", "then"),
    [("How many KZ1?", "And KZ2?"), ("有多少个 KZ1？", "KZ2 呢？"), ("How many KZ1?", "what about KZ2")],
)
async def test_another_mark(desk: Desk, first: str, then: str) -> None:
    answers = await chat(desk, first, then)
    assert headline(answers[1]) == desk.truth.count("KZ2")


async def test_another_room(desk: Desk) -> None:
    answers = await chat(desk, "What is the area of PANTRY?", "And of RECEPTION?")
    assert "接待室" in str(answers[1].quantities)
    assert answers[1].status == "answered"


@pytest.mark.parametrize(
    "change",
    ["层高改成 3.6 m 重算", "The storey height is actually 3.6 m", "use 3600 mm for the height", "把层高改为3.6米"],
)
async def test_a_correction_recomputes_the_answer(desk: Desk, change: str) -> None:
    first, second = await chat(desk, CONCRETE, change)
    assert headline(second) == headline(first) / desk.truth.storey_height * Decimal("3.6")
    assert second.status == "answered", second.text
    corrected = next(quantity for quantity in second.quantities if quantity.kind == "given")
    assert Ledger(quantities=list(second.quantities)).quantity(corrected.replaces).kind == "read"
    assert all(claim.verified for claim in second.claims)


async def test_corrections_add_up_and_ids_mean_the_same_in_the_whole_chat(desk: Desk) -> None:
    answers = await chat(desk, CONCRETE, "层高改成 3.6 m", "and the height is 3.9 m", "How did you get that?")
    assert headline(answers[2]) == headline(answers[0]) / desk.truth.storey_height * Decimal("3.9")
    assert answers[3].headline == answers[2].headline
    known: dict[str, object] = {}
    for quantity in (q for answer in answers for q in answer.quantities):
        assert known.setdefault(quantity.id, quantity) == quantity


@pytest.mark.parametrize(
    "words",
    [
        "1 and 3 are not columns",
        "No. 1, 3 are wrong",
        "strike 1 and 3",
        "第 1、3 个不是柱",
        "去掉 1 和 3",
        "把第1、3号去掉",
    ],
)
async def test_places_are_struck_by_their_numbers(desk: Desk, words: str) -> None:
    first, second = await chat(desk, "How many KZ1?", words)
    assert second.status == "answered", second.text
    assert headline(second) == headline(first) - 2
    assert all(claim.verified for claim in second.claims)
    assert len(second.withheld) >= 2


async def test_what_was_struck_stays_struck(desk: Desk) -> None:
    answers = await chat(desk, "How many KZ1?", "2 is not one", "delete 1")
    assert [headline(answer) for answer in answers[1:]] == [headline(answers[0]) - 1, headline(answers[0]) - 2]


@pytest.mark.parametrize("words", ["strike 900", "第 900 个不是柱"])
async def test_a_number_that_no_place_has_strikes_nothing(desk: Desk, words: str) -> None:
    assert (await chat(desk, "How many KZ1?", words))[1].status == "refused"


@pytest.mark.parametrize(
    ("question", "numbers"),
    [("3 and 7 are not doors", [3, 7]), ("#4 isn't a door", [4]), ("3 m is not enough", []), ("remove 2, 5 and 6", [2, 5, 6]), ("第3、7、9个有误", [3, 7, 9]), ("How many doors?", []),
     ("扣除 3 m 后是多少", [])],
)  # fmt: skip
def test_numbers_of_wrong_places(question: str, numbers: list[int]) -> None:
    assert numbers_struck(question) == numbers


@pytest.mark.parametrize("question", ["How did you get that?", "怎么算出来的？", "where does this figure come from?"])
async def test_how_it_was_got(desk: Desk, question: str) -> None:
    first, second = await chat(desk, CONCRETE, question)
    assert second.headline == first.headline
    assert "×" in second.text
    assert all(claim.verified for claim in second.claims)
    assert "3.3 m" in second.text


@pytest.mark.parametrize("question", ["Show me where", "在图上标出来", "where are they?"])
async def test_where_they_are(desk: Desk, question: str) -> None:
    first, second = await chat(desk, "How many KZ1?", question)
    places = Ledger(quantities=list(second.quantities)).evidence(second.headline or "")
    assert len([place for place in places if place.box]) == desk.truth.count("KZ1")
    assert second.headline == first.headline


@pytest.mark.parametrize(
    ("question", "unit"), [("in cubic yards", "yd3"), ("换算成立方英尺", "ft3"), ("And in cubic feet?", "ft3")]
)
async def test_another_unit(desk: Desk, question: str, unit: str) -> None:
    first, second = await chat(desk, CONCRETE, question)
    head = next(quantity for quantity in second.quantities if quantity.id == second.headline)
    assert head.unit == unit
    assert head.in_unit("m3") == pytest.approx(headline(first))


async def test_a_unit_that_does_not_fit_is_refused(desk: Desk) -> None:
    answers = await chat(desk, CONCRETE, "in square feet")
    assert answers[1].status == "refused"


@pytest.mark.parametrize("question", ["列成表", "Put it in a table, please"])
async def test_as_a_table(desk: Desk, question: str) -> None:
    first, second = await chat(desk, CONCRETE, question)
    rows = [line for line in second.text.splitlines() if line.startswith("|")]
    assert len(rows) == 2 + len(relevant(first))
    assert second.headline == first.headline
    assert all(claim.verified for claim in second.claims)


async def test_a_new_question_is_no_follow_up(desk: Desk) -> None:
    answers = await chat(desk, CONCRETE, "How many D2 are there?", "What is the scale?")
    assert headline(answers[1]) == desk.truth.count("D2")
    assert "1:100" in answers[2].text


async def test_a_follow_up_without_anything_before_is_said(desk: Desk) -> None:
    assert (await chat(desk, "How did you get that?"))[0].status == "refused"


@pytest.mark.parametrize(
    "words",
    [
        "层高改成 4.5 m 重算",
        "列成表",
        "in cubic yards",
        "recalculate with a height of 4.5 m",
        "how did you get that?",
        "show me where",
        "leave out axes 1–5",
        "这是怎么算出来的？",
    ],
)
async def test_a_change_with_no_figure_before_says_what_is_missing(desk: Desk, words: str) -> None:
    """Not that the drawing does not say "recalculate"."""
    answers = await chat(desk, "How many KZ9 are there?", words)
    assert answers[1].status == "refused"
    assert re.search("no figure before|没有可供沿用的数字", answers[1].text)


async def test_where_a_named_thing_stands_is_a_question_of_its_own(desk: Desk) -> None:
    assert "no figure before" not in (await chat(desk, "Show me where the corridor is."))[0].text


@pytest.mark.parametrize("words", ["leave out axes 1–5", "without gridlines A to C", "扣除 1~5 轴的部分"])
async def test_a_part_between_axes_that_cannot_be_left_out_is_said(desk: Desk, words: str) -> None:
    """Not that the drawing does not say "leave"."""
    first, second = await chat(desk, CONCRETE, words)
    assert second.status == "refused"
    assert re.search("whole plan|整张平面", second.text)
    assert first.headline in {claim.ref for claim in second.claims}


@pytest.mark.parametrize("words", ["板厚改成 150 mm 重算", "recalculate with a slab thickness of 150 mm"])
async def test_a_change_of_what_the_figure_does_not_rest_on_names_what_it_rests_on(desk: Desk, words: str) -> None:
    first, second = await chat(desk, CONCRETE, words)
    assert second.status == "refused"
    assert first.headline is not None
    inputs = [q for q in Ledger(quantities=first.quantities).walk(first.headline) if q.kind != "computed"]
    assert inputs
    assert all(q.shown(second.language) in second.text for q in inputs)


REWRITTEN = [
    ("How many D2 doors are there?", "and on the second floor?", "How many D2 doors are there on the second floor?"),
    ("How many D2 are on the first floor?", "and on the second floor?", "How many D2 are on the second floor?"),
    ("一层有多少樘 M1？", "二层呢？", "二层有多少樘 M1？"),
    ("有多少樘 M1？", "二层呢？", "二层有多少樘 M1？"),
    ("How many KZ1 on sheet 2?", "and on sheet 3?", "How many KZ1 on sheet 3?"),
    ("What is the area of PANTRY?", "what about the OFFICE?", "What is the area of OFFICE?"),
    ("茶水间的面积是多少？", "办公室呢？", "办公室的面积是多少？"),
    ("How many D2 doors are there?", "D3 too", "How many D3 doors are there?"),
    ("How many D2 doors are there?", "D3 as well, please", "How many D3 doors are there?"),
    ("W2 窗一共几樘？", "W3 也要", "W3 窗一共几樘？"),
    ("W2 窗一共几樘？", "还有 W3", "W3 窗一共几樘？"),
    ("How many doors are on the ground floor?", "and on the first?", "How many doors are on the first floor?"),
    ("How many D2?", "And how many windows are there?", "And how many windows are there?"),
    ("How many D2?", "What is the scale?", "What is the scale?"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "question", "meant"), REWRITTEN)
def test_what_leans_on_the_question_before_is_made_to_stand_alone(before: str, question: str, meant: str) -> None:
    answer = Answer(status="answered", language="en", text="")
    assert standing_alone(question, [Exchange(question=before, answer=answer)]) == meant


@pytest.mark.parametrize(
    "question",
    [
        "有多少个 KZ1？",
        "全部 KZ1 柱的混凝土体积是多少？",
        "KZ1 和 KZ2 一共多少根？",
        "1~4 轴总长是多少？",
        "门窗表里一共有多少樘门？",
        "图纸比例是多少？",
    ],
)
async def test_figures_of_a_chinese_answer_have_chinese_names(desk: Desk, question: str) -> None:
    (answer,) = await chat(desk, question)
    assert answer.quantities
    foreign = [quantity for quantity in answer.quantities if not CJK.search(quantity.named("zh"))]
    of_the_drawing = ("Storey height .", "KZ1 + KZ2")
    assert [quantity.label for quantity in foreign if quantity.label not in of_the_drawing] == []


async def test_following_up_in_chinese_names_the_figure_in_chinese(desk: Desk) -> None:
    _, how = await chat(desk, "有多少个 KZ1？", "这个数是怎么来的？")
    assert how.status == "answered"
    assert how.text.startswith("第 1 张图上标注的 KZ1 = ")
    assert "marked on" not in how.text


@pytest.mark.parametrize(
    ("words", "factor"),
    [("So how many is it now?", "1"), ("现在是多少？", "1"), ("times 3", "3"), ("multiply that by 2.5", "2.5"), ("再乘以 2", "2"), ("除以 2", "0.5"),
     ("plus 5 % waste", "1.05"), ("加 10% 损耗", "1.1"), ("less 50 %", "0.5")],
)  # fmt: skip
async def test_a_step_further(desk: Desk, words: str, factor: str) -> None:
    first, second = await chat(desk, "How many KZ1?", words)
    assert second.status == "answered", second.text
    assert headline(second) == headline(first) * Decimal(factor)
    assert all(claim.verified for claim in second.claims)


@pytest.mark.parametrize("words", ["How many KZ2 are there now?", "times are hard", "乘以 W1 的数量"])
async def test_other_questions_are_their_own(desk: Desk, words: str) -> None:
    first, second = await chat(desk, "How many KZ1?", words)
    assert second.headline is None or headline(second) != headline(first)


async def test_a_question_that_was_not_understood_leaves_the_answer_before_it_in_place(desk: Desk) -> None:
    answers = await chat(desk, "How many KZ1?", "Is it going to rain?", "And KZ2?", "Is it?", "How did you get that?")
    assert answers[1].status == answers[3].status == "refused"
    assert headline(answers[2]) == headline(answers[4]) == desk.truth.count("KZ2")


@pytest.mark.parametrize(
    "words", ["together?", "And how many are there in total?", "合计多少？", "加起来呢？", "what is the sum of them?"]
)
async def test_what_was_asked_one_after_the_other_is_summed(desk: Desk, words: str) -> None:
    answers = await chat(desk, "How many KZ1?", "KZ2 too", words)
    assert headline(answers[2]) == desk.truth.count("KZ1") + desk.truth.count("KZ2")


async def test_one_figure_alone_is_no_sum(desk: Desk) -> None:
    assert (await chat(desk, "How many KZ1?", "together?"))[1].status == "refused"


@pytest.mark.parametrize("words", ["why not 14?", "Why only 6?", "why?", "为什么不是 14？", "怎么只有 6 根？"])
async def test_a_doubt_is_answered_with_what_the_figure_rests_on(desk: Desk, words: str) -> None:
    first, second = await chat(desk, "How many KZ1?", words)
    assert headline(second) == headline(first)
    assert ("14" in second.text) is ("14" in words)


@pytest.mark.parametrize(
    "words",
    ["No, there are 9", "It should be 9", "the right number is 9", "wrong, it is 9", "不对，应该是 9 根", "应该是9"],
)
async def test_what_the_user_knows_better_stands_from_then_on(desk: Desk, words: str) -> None:
    first, second, third = await chat(desk, "How many KZ1?", words, "times 2")
    assert (headline(second), headline(third)) == (9, 18)
    assert f"{headline(first):f}" in second.text
    assert second.quantities[-1].kind == "given"


async def test_what_is_asked_anew_keeps_the_correction(desk: Desk) -> None:
    answers = await chat(desk, "How many KZ1?", "No, there are 9", "How many KZ1?", CONCRETE)
    found, corrected, again, concrete = (headline(answer) for answer in answers)
    assert (corrected, again) == (9, 9)
    assert any(f"where the drawing gives {found:f} nos" in note.en for note in answers[2].notes)
    assert concrete == (await headline_alone(desk, CONCRETE)) * 9 / found


async def headline_alone(desk: Desk, question: str) -> Decimal:
    return headline((await chat(desk, question))[0])


@pytest.mark.parametrize("words", ["It is 3.6 m high", "why is KZ1 not on sheet 2?", "为什么没有 KZ3？"])
async def test_other_words_put_no_figure_in_its_place(desk: Desk, words: str) -> None:
    second = (await chat(desk, "How many KZ1?", words))[1]
    assert all(quantity.kind != "given" for quantity in second.quantities)
