"""Rooms, doors and windows of a drawn house, asked for as an estimator would, in both languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent import stream
from agent.answer import Answer
from agent.local import InProcess, info_of
from agent.providers import provider_named
from tests.houses import House, draw
from tools.kit.drawing import Drawing
from tools.kit.ledger import Ledger

HOUSE = House(columns=2, rows=2)


class Desk:
    def __init__(self, path: Path) -> None:
        self.drawing = Drawing.open(path)
        self.provider = provider_named("rules")
        self.executor = InProcess(self.drawing, self.provider)

    async def ask(self, question: str) -> tuple[str, int | None]:
        """The status and the headline's value."""
        events = stream(question, info_of(self.drawing), self.provider, executor=self.executor)
        answer = Answer.model_validate([event.data async for event in events if event.type == "answer"][-1])
        ledger = Ledger(quantities=list(answer.quantities))
        return answer.status, int(ledger.quantity(answer.headline).value) if answer.headline else None


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = Desk(draw(Path(tmp_path_factory.mktemp("plans")) / "house.pdf", HOUSE))
    yield desk
    desk.executor.close()


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("How many doors are there?", HOUSE.doors), ("有多少扇平开门（不含车库门）？", HOUSE.doors),
        ("How many windows does the plan show?", HOUSE.windows), ("一共有几樘窗？", HOUSE.windows),
        ("How many bedrooms?", 1), ("有几间卫生间？", 1), ("Number of toilets on the plan?", 1),
    ],
)  # fmt: skip
async def test_the_house_is_counted(desk: Desk, question: str, count: int) -> None:
    status, value = await desk.ask(question)
    assert value == count
    assert status == "answered"


@pytest.mark.parametrize(
    "question",
    ["How many doors in total according to the schedule?", "How many fire doors are there?", "防火门有几樘？"],
)
async def test_what_only_a_schedule_tells_is_not_counted_by_drawing(desk: Desk, question: str) -> None:
    assert (await desk.ask(question))[0] != "answered"
