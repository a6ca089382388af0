"""The rules that measure a named room, from question to proven answer."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from agent.local import InProcess
from tests.agent.test_rules import Desk, headline
from tests.measured import MeasuredTruth, Style, measured
from tools.kit.drawing import Drawing


class Plan(Desk):
    """A generated plan without printed areas, and what is true of it."""

    def __init__(self, folder: Path, style: Style) -> None:
        super().__init__(folder)
        self.executor.close()
        self.plan: MeasuredTruth = measured(folder / "plan.pdf", style)
        self.drawing = Drawing.open(folder / "plan.pdf")
        self.executor = InProcess(self.drawing, self.provider)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plan]:
    plan = Plan(tmp_path_factory.mktemp("plan"), Style(seed=11, shrunk=0.983))
    yield plan
    plan.executor.close()


@pytest.mark.parametrize(
    "question", ["What is the area of ROOM 22?", "ROOM 22 的面积是多少？", "Measure the area of ROOM 22."]
)
async def test_a_room_without_a_printed_area_is_measured(plan: Plan, question: str) -> None:
    answer = await plan.ask(question)
    room = next(room for room in plan.plan.rooms if room.name == "ROOM 22")
    assert answer.status == "answered", answer.text
    assert headline(answer) == pytest.approx(Decimal(repr(room.area)), rel=Decimal("0.01"))
    assert all(claim.verified for claim in answer.claims)


@pytest.mark.parametrize("question", ["What is the perimeter of ROOM 11?", "ROOM 11 的周长是多少？"])
async def test_its_perimeter_is_measured(plan: Plan, question: str) -> None:
    answer = await plan.ask(question)
    room = next(room for room in plan.plan.rooms if room.name == "ROOM 11")
    assert headline(answer) == pytest.approx(Decimal(repr(room.perimeter)), rel=Decimal("0.02"))


async def test_the_plotted_scale_is_told_beside_the_printed_one(plan: Plan) -> None:
    answer = await plan.ask("What is the actual scale of this sheet by its dimensions?")
    assert headline(answer) == Decimal("101.7")
    assert "1:100" in answer.text
