"""Symbols of a legend are counted on the plan and set beside what the legend says, in both languages."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pymupdf
import pytest

from agent import stream
from agent.answer import Answer
from agent.local import InProcess, info_of
from agent.providers import provider_named
from agent.rules.symbols import counted_words
from tests.pen import MM, Pen
from tools.kit.drawing import Drawing
from tools.kit.ledger import Ledger

LAMPS = ((40, 60), (80, 60), (120, 60), (40, 110), (80, 110), (160, 90))
FANS = ((60, 85), (100, 85), (140, 110))
ROWS = (("Ceiling Light Point", "5"), ("Ceiling Fan Point", "3"), ("13A Switch Socket Outlet", "2"))
OUTLETS = ((30, 90), (170, 60))


def lamp(pen: Pen, x: float, y: float, size: float = 1.0) -> None:
    pen.circle((x, y), 2 * size)
    pen.line((x - 2 * size, y), (x + 2 * size, y))


def fan(pen: Pen, x: float, y: float, size: float = 1.0) -> None:
    pen.circle((x, y), 0.7 * size)
    for dx, dy in ((1, 0.2), (-0.2, 1), (-1, -0.2), (0.2, -1)):
        pen.polygon(
            [
                (x + dx * size, y + dy * size),
                (x + 3 * dx * size, y + 3 * dy * size),
                (x + 3 * size * (dx - 0.3 * dy), y + 3 * size * (dy + 0.3 * dx)),
            ]
        )


def outlet(pen: Pen, x: float, y: float, size: float = 1.0) -> None:
    pen.polygon([(x, y), (x + 2.5 * size, y), (x + 1.2 * size, y + 2 * size)])
    pen.line((x + 1.2 * size, y + 2 * size), (x + 1.2 * size, y + 3 * size))


def drawn(path: Path) -> Path:
    document = pymupdf.open()
    pen = Pen(document.new_page(width=420 * MM, height=297 * MM))
    pen.rect(20, 40, 200, 140, width=0.5)
    for draw, places in ((lamp, LAMPS), (fan, FANS), (outlet, OUTLETS)):
        for x, y in places:
            draw(pen, x, y)
    pen.text((60, 160), "ELECTRICAL PLAN", 4)
    pen.text((262, 56), "LEGEND", 3.5)
    for n, head in enumerate(("SYMBOL", "DESCRIPTION", "QTY")):
        pen.text((262 + 28 * n + 22 * (n == 2), 65), head, 2.5)
    for n, ((text, amount), draw) in enumerate(zip(ROWS, (lamp, fan, outlet), strict=True)):
        draw(pen, 268, 73.5 + 9 * n, 0.8)
        pen.text((290, 75 + 9 * n), text, 2.5)
        pen.text((341, 75 + 9 * n), amount, 2.5)
    for y in (60, 68, 78, 87, 96):
        pen.line((260, y), (355, y))
    for x in (260, 286, 336, 355):
        pen.line((x, 60), (x, 96))
    pen.finish()
    document.save(path)
    return path


@pytest.fixture(scope="module")
def executor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcess]:
    drawing = Drawing.open(drawn(tmp_path_factory.mktemp("legend") / "plan.pdf"))
    running = InProcess(drawing, provider_named("rules"))
    yield running
    running.close()


async def ask(executor: InProcess, question: str) -> Answer:
    info, provider = info_of(executor.drawing), executor.provider
    events = [event async for event in stream(question, info, provider, executor=executor)]
    return Answer.model_validate(next(event.data for event in events if event.type == "answer"))


def headline(answer: Answer) -> Decimal:
    return Ledger(quantities=list(answer.quantities)).quantity(answer.headline or "").value


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("How many ceiling light points are drawn?", 6),
        ("How many ceiling lamps are drawn on the plan?", 6),
        ("图上画了多少个吸顶灯？", 6),
        ("How many ceiling fans are there?", 3),
        ("吊扇有几个？数量是多少", 3),
        ("How many 13A outlets?", 2),
        ("How many 13 amp socket outlets are shown?", 2),
    ],
)
async def test_symbols_are_counted_by_their_legend(executor: InProcess, question: str, count: int) -> None:
    answer = await ask(executor, question)
    assert answer.status == "answered", answer.text
    assert headline(answer) == count
    assert all(claim.verified for claim in answer.claims)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("How many ceiling light points are drawn, and does it match the legend?", "does not match"),
        ("平面图上画了多少个吸顶灯？与图例数量是否一致？", "不一致"),
        ("How many ceiling fans are drawn, and does the legend agree?", "as well"),
    ],
)
async def test_a_quarrel_with_the_legend_is_said(executor: InProcess, question: str, says: str) -> None:
    answer = await ask(executor, question)
    assert answer.status == "answered", answer.text
    assert says in answer.text


async def test_what_no_legend_shows_is_left_to_others(executor: InProcess) -> None:
    answer = await ask(executor, "How many smoke detectors are there?")
    assert answer.headline is None


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("How many patient rooms are on the first-floor finish plan?", "patient rooms"),
        ("How many ceiling light points are drawn, and does it match the legend?", "ceiling light points"),
        ("Count the smoke detectors on level 2", "smoke detectors"),
        ("number of wall lights in the kitchen", "wall lights"),
        ("How many bedrooms?", "bedrooms"),
        ("吊扇点位有多少个？", "吊扇点位有多少个？"),
    ],
)
def test_only_what_is_counted_is_sought_in_the_legend(question: str, what: str) -> None:
    """A "floor finish" of the legend is not what "rooms on the floor finish plan" asks for."""
    assert counted_words(question) == what
