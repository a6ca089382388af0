"""The built-in rules on the sample sheet, in both languages, from question to proven answer."""

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from langgraph.checkpoint.memory import InMemorySaver

from agent import stream
from agent.answer import Answer
from agent.events import Event
from agent.local import InProcess, info_of
from agent.providers import provider_named
from tests.plans import Truth, sample
from tools.kit.drawing import Drawing
from tools.kit.ledger import Ledger


class Desk:
    """A drawing, what is true of it, and somebody who asks the rules about it."""

    def __init__(self, folder: Path) -> None:
        self.truth: Truth = sample(folder / "sample.pdf")
        self.drawing = Drawing.open(folder / "sample.pdf")
        self.provider = provider_named("rules")
        self.executor = InProcess(self.drawing, self.provider)
        self.memory = InMemorySaver()

    async def events(self, question: str, thread: str = "t", resume: str | None = None) -> list[Event]:
        return [
            event
            async for event in stream(
                question, info_of(self.drawing), self.provider, executor=self.executor,
                checkpointer=self.memory, thread_id=thread, resume=resume,
            )
        ]  # fmt: skip

    async def ask(self, question: str) -> Answer:
        return answer_of(await self.events(question, thread=question))


def answer_of(events: list[Event]) -> Answer:
    return Answer.model_validate(next(event.data for event in events if event.type == "answer"))


def printed(area: Decimal) -> Decimal:
    """As the sheet prints it."""
    return area.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def headline(answer: Answer) -> Decimal:
    return Ledger(quantities=list(answer.quantities)).quantity(answer.headline or "").value


@pytest.mark.parametrize("mark", ["D1", "D2", "W1", "KZ1", "KZ2"])
@pytest.mark.parametrize("question", ["How many {} are there?", "有多少个 {}?", "图上 {} 的数量是多少"])
async def test_counts_marks_on_the_plan_with_every_place(desk: Desk, mark: str, question: str) -> None:
    answer = await desk.ask(question.format(mark))
    assert answer.status == "answered", answer.text
    assert headline(answer) == desk.truth.count(mark)
    boxes = [e.box for e in Ledger(quantities=list(answer.quantities)).evidence(answer.headline or "")]
    for x, y in desk.truth.marks[mark]:
        assert any(box and box[0] - 1 <= x <= box[2] + 1 and box[1] - 1 <= y <= box[3] + 1 for box in boxes)
    assert all(claim.verified for claim in answer.claims)


async def test_marks_in_the_schedule_are_withheld_not_counted(desk: Desk) -> None:
    answer = await desk.ask("How many D2 are there?")
    assert [held.label for held in answer.withheld] == ["D2"]
    assert "schedule" in answer.withheld[0].reason.en.lower() or "表" in answer.withheld[0].reason.zh


async def test_two_marks_are_added_through_the_ledger(desk: Desk) -> None:
    answer = await desk.ask("How many KZ1 and KZ2 in total?")
    assert headline(answer) == desk.truth.count("KZ1") + desk.truth.count("KZ2")
    total = next(q for q in answer.quantities if q.id == answer.headline)
    assert total.kind == "computed"
    assert len(total.inputs) == 2


async def test_an_unknown_mark_is_answered_by_those_that_exist(desk: Desk) -> None:
    answer = await desk.ask("有多少个 KZ9?")
    assert answer.status == "refused"
    assert answer.headline is None
    assert "没有找到 KZ9" in answer.text
    assert "KZ1" in answer.text
    english = await desk.ask("How many D7 doors?")
    assert "D7 was not found" in english.text


@pytest.mark.parametrize("question", ["What is the scale?", "图纸比例是多少？"])
async def test_scale(desk: Desk, question: str) -> None:
    answer = await desk.ask(question)
    assert answer.status == "answered"
    assert "1:100" in answer.text
    assert answer.items


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What is the drawing number and title?", ["A-101", "Ground Floor Plan"]),
        ("What is in the title block?", ["A-101", "2026-03-18", "Ground Floor Plan"]),
        ("图号和日期是什么？", ["A-101", "2026-03-18"]),
        ("图号是多少？", ["A-101"]),
        ("图签里写了什么？", ["A-101", "1:100"]),
        ("What is the revision?", ["B"]),
    ],
)
async def test_title_block(desk: Desk, question: str, said: list[str]) -> None:
    answer = await desk.ask(question)
    assert answer.status == "answered", answer.text
    for words in said:
        assert words in answer.text
    assert all(claim.verified for claim in answer.claims)


@pytest.mark.parametrize("question", ["Where is RECEPTION?", "“接待室”在哪里？", 'What does "RECEPTION" say?'])
async def test_where_a_text_stands(desk: Desk, question: str) -> None:
    answer = await desk.ask(question)
    assert answer.status == "answered", answer.text
    assert "接待室" in answer.text
    assert any(claim.ref and claim.ref.startswith("e") for claim in answer.claims)


@pytest.mark.parametrize("question", ["What is the area of PANTRY?", "茶水间的面积是多少？"])
async def test_a_printed_area(desk: Desk, question: str) -> None:
    answer = await desk.ask(question)
    assert headline(answer) == next(printed(area) for name, area in desk.truth.rooms if "PANTRY" in name)


async def test_the_total_of_printed_areas(desk: Desk) -> None:
    answer = await desk.ask("What is the total of all areas printed on the room tags?")
    assert headline(answer) == sum(printed(area) for _, area in desk.truth.rooms)


async def test_two_rooms_of_one_name_are_not_guessed_between(desk: Desk) -> None:
    areas = {area for name, area in desk.truth.rooms if "OFFICE" in name}
    answer = await desk.ask("What is the area of OFFICE?")
    assert (answer.status == "refused") == (len(areas) > 1)


@pytest.mark.parametrize(
    ("question", "value"), [("14*0.5*0.5*3.3=?", "11.55"), ("What is 3 × (4.5 + 1.5)?", "18"), ("计算 12 ÷ 5", "2.4")]
)
async def test_plain_arithmetic(desk: Desk, question: str, value: str) -> None:
    answer = await desk.ask(question)
    assert headline(answer) == Decimal(value)
    assert answer.status == "answered"


async def test_concrete_of_a_column_takes_section_height_and_count_from_the_sheet(desk: Desk) -> None:
    answer = await desk.ask("全部 KZ1 柱的混凝土量是多少?")
    assert answer.status == "answered", answer.text
    assert headline(answer) == desk.truth.count("KZ1") * Decimal("0.4") * Decimal("0.4") * desk.truth.storey_height


@pytest.mark.parametrize("question", ["What slab thickness applies?", "板厚是多少？"])
async def test_slab_thickness_from_the_notes(desk: Desk, question: str) -> None:
    answer = await desk.ask(question)
    assert answer.status == "answered", answer.text
    assert headline(answer) == 120
    assert answer.quantities[-1].unit == "mm"


@pytest.mark.parametrize("question", ["楼板面积乘以板厚的混凝土量？", "Volume of the slab by its thickness?"])
async def test_the_thickness_of_a_slab_is_not_its_concrete(desk: Desk, question: str) -> None:
    assert (await desk.ask(question)).status == "refused"


@pytest.mark.parametrize("question", ["What is the size of D2?", "D2 的尺寸是多少？"])
async def test_a_size_is_quoted_from_its_row(desk: Desk, question: str) -> None:
    answer = await desk.ask(question)
    assert answer.status == "answered", answer.text
    assert "1500×2400" in answer.text
    assert any(item.evidence.method == "schedule" for item in answer.items)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What does note 4 say?", ["3.3 m"]),
        ("第4条说明写了什么？", ["层高"]),
        ("List the general notes", ["C30", "120 mm"]),
    ],
)
async def test_numbered_notes_are_quoted(desk: Desk, question: str, said: list[str]) -> None:
    answer = await desk.ask(question)
    assert answer.status == "answered", answer.text
    assert all(words in answer.text for words in said)
    assert all(claim.verified for claim in answer.claims)


async def test_a_size_that_nothing_states_is_refused(desk: Desk) -> None:
    assert (await desk.ask("What is the size of KZ9?")).status == "refused"
    assert (await desk.ask("D1 窗台高是多少个？")).status == "refused"


@pytest.mark.parametrize(
    "question", ["Is the building pretty?", "这个楼好看吗？", "How long is the wall on axis A?", "墙有多长？"]
)
async def test_what_the_rules_cannot_do_is_said(desk: Desk, question: str) -> None:
    answer = await desk.ask(question)
    assert answer.status == "refused"
    assert answer.headline is None
    assert "OPENAI_API_KEY" in answer.text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How many D2 are on the plan, and does the schedule agree?", "do not agree"),
        ("平面图上有多少个 D2？与门窗表一致吗？", "不一致"),
        ("How many W1 are on the plan, and does the schedule agree?", "They agree"),
    ],
)
async def test_plan_and_schedule_are_told_side_by_side(desk: Desk, question: str, said: str) -> None:
    mark = "D2" if "D2" in question else "W1"
    answer = await desk.ask(question)
    assert answer.status == "answered"
    assert headline(answer) == desk.truth.count(mark)
    assert f"{desk.truth.scheduled[mark]}" in answer.text
    assert said in answer.text
    assert all(claim.verified for claim in answer.claims)


@pytest.mark.parametrize(
    ("question", "total"),
    [("How many doors are there in total?", 11), ("一共有多少樘窗？", 8), ("按门窗表，门一共多少樘？", 11)],
)
async def test_doors_and_windows_are_added_up_from_the_schedule(desk: Desk, question: str, total: int) -> None:
    answer = await desk.ask(question)
    assert answer.status == "answered", answer.text
    assert headline(answer) == total
    assert all(claim.verified for claim in answer.claims)
    assert {e.method for e in Ledger(quantities=list(answer.quantities)).evidence(answer.headline or "")} == {
        "schedule"
    }


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What is the size and description of D2?", ["1500×2400", "Double door"]),
        ("KZ1 柱的截面和混凝土等级是多少？", ["400×400", "C30"]),
        ("How many D1 doors, and what size?", ["900×2100", "8"]),
    ],
)
async def test_the_row_of_a_mark_is_quoted(desk: Desk, question: str, said: list[str]) -> None:
    answer = await desk.ask(question)
    assert answer.status == "answered", answer.text
    assert all(words in answer.text for words in said)
    assert all(claim.verified for claim in answer.claims)


@pytest.mark.parametrize(
    "question", ["List the rooms on the floor plan", "列出平面图上的房间", "Which rooms are there?"]
)
async def test_rooms_are_listed(desk: Desk, question: str) -> None:
    answer = await desk.ask(question)
    assert answer.status == "answered", answer.text
    assert all(name in answer.text for name, _ in desk.truth.rooms)
    assert all(claim.verified for claim in answer.claims)


@pytest.mark.parametrize("question", ["Which room has the largest area?", "哪个房间面积最大？"])
async def test_the_largest_room_by_its_printed_area(desk: Desk, question: str) -> None:
    answer = await desk.ask(question)
    name, area = max(desk.truth.rooms, key=lambda room: room[1])
    assert headline(answer) == printed(area)
    assert name in answer.text


@pytest.mark.parametrize(
    "question", ["Total area of all rooms without the CORRIDOR?", "室内房间总面积（不含走廊）是多少？"]
)
async def test_the_total_of_rooms_without_one(desk: Desk, question: str) -> None:
    answer = await desk.ask(question)
    assert headline(answer) == sum(printed(area) for name, area in desk.truth.rooms if "CORRIDOR" not in name)
