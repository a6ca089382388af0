"""The rules for scales, axes, overall sizes and heights, from question to proven answer, in both languages."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pymupdf
import pytest

from agent.local import InProcess
from agent.rules.dimensions import pairs_of
from tests.agent.test_rules import Desk, headline
from tests.pen import MM, Pen, Point
from tools.kit.drawing import Drawing


@pytest.mark.parametrize(
    ("question", "pairs"),
    [
        ("What is the overall grid length A to E and width 2 to 5?", [("A", "E"), ("2", "5")]),
        ("轴线 A~E 总长和 2~5 总宽是多少？", [("A", "E"), ("2", "5")]),
        ("What is the overall grid size A-D by 1-4?", [("A", "D"), ("1", "4")]),
        ("A~D、1~4 轴线总尺寸？", [("A", "D"), ("1", "4")]),
        ("the width between axes 1-1 and 1-2", [("1-1", "1-2")]),
        ("1-1~1-2 轴宽度", [("1-1", "1-2")]),
        ("从1轴到13轴多长", [("1", "13")]),
        ("①~⑧轴总长", [("1", "8")]),
        ("distance between grid line 3 and grid line 7", [("3", "7")]),
        ("How many doors are there?", []),
    ],
)
def test_pairs_of_axes_are_read_from_a_question(question: str, pairs: list[tuple[str, str]]) -> None:
    assert pairs_of(question) == pairs


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("What is the total length from grid 1 to 5?", 21000), ("1~5 轴总长多少？", 21000),
        ("How far is it from axis 2 to axis 4?", 9000), ("B 轴到 D 轴的距离是多少", 7200),
        ("bay C-D, how wide?", 4800), ("What is the distance between grid lines A and D?", 12000),
    ],
)  # fmt: skip
async def test_from_axis_to_axis(desk: Desk, question: str, value: int) -> None:
    answer = await desk.ask(question)
    assert answer.status == "answered", answer.text
    assert headline(answer) == value
    assert all(claim.verified for claim in answer.claims)


@pytest.mark.parametrize("question", ["What is the length from grid A to K?", "A~K 轴总长？"])
async def test_an_unknown_axis_is_refused(desk: Desk, question: str) -> None:
    assert (await desk.ask(question)).status == "refused"


@pytest.mark.parametrize(
    "question", ["What are the overall length and width of the building?", "建筑总长和总宽是多少？"]
)
async def test_overall_length_and_width(desk: Desk, question: str) -> None:
    answer = await desk.ask(question)
    assert answer.status == "answered", answer.text
    assert "21000" in answer.text
    assert "12000" in answer.text


@pytest.mark.parametrize(
    "question", ["Is the printed scale correct? Check it by the dimensions.", "标注的比例与尺寸是否一致？"]
)
async def test_the_printed_scale_is_checked(desk: Desk, question: str) -> None:
    answer = await desk.ask(question)
    assert answer.status == "answered"
    assert headline(answer) == 100


def section(path: Path) -> None:
    """A section at 1:50: storeys of 3300 and 3000 over a plinth of 450, with their levels, and one printed whole."""
    document = pymupdf.open()
    page = document.new_page(width=420 * MM, height=297 * MM)
    pen = Pen(page)
    pen.text((150, 280), "SECTION A-A  SCALE 1:50", 4)
    levels = {
        "GROUND LEVEL": 0,
        "GROUND FLOOR LEVEL": 450,
        "FIRST FLOOR LEVEL": 3750,
        "CEILING LEVEL": 6450,
        "ROOF LEVEL": 6750,
    }
    for name, real in levels.items():
        pen.line((100, 260 - real / 50), (330, 260 - real / 50), 0.13)
        pen.text((106, 259.2 - real / 50), name, 2.5)
    stops = [260 - real / 50 for real in levels.values()]
    texts = ("450", "3300", "2700", "300")
    for below, above, text in zip(stops, stops[1:], texts, strict=False):
        upright(pen, (95, below), (95, above), text)
    upright(pen, (80, stops[0]), (80, stops[-1]), "6750")
    pen.finish()
    document.save(path)


def upright(pen: Pen, low: Point, high: Point, text: str) -> None:
    pen.line(low, high, 0.13)
    for x, y in (low, high):
        pen.line((x - 1, y + 1), (x + 1, y - 1), 0.35)
        pen.line((x - 2, y), (x + 4, y), 0.13)
    pen.text((low[0] - 0.8, (low[1] + high[1]) / 2), text, 2.5, align="centre", angle=90)


@pytest.fixture(scope="module")
def elevation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("section")
    section(folder / "section.pdf")
    desk = Desk(folder)
    desk.executor.close()
    desk.drawing = Drawing.open(folder / "section.pdf")
    desk.executor = InProcess(desk.drawing, desk.provider)
    yield desk
    desk.executor.close()


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("What is the height from ground floor to first floor?", 3300),
        ("What is the total height of the building?", 6750),
        ("建筑总高多少？", 6750),
        ("What is the floor-to-ceiling height?", 2700),
        ("地面到天花的净高是多少？", 2700),
        ("height from ground level to roof", 6750),
        ("What is the floor-to-floor height?", 3300),
        ("层高是多少？", 3300),
    ],
)
async def test_heights_on_a_section(elevation: Desk, question: str, value: int) -> None:
    answer = await elevation.ask(question)
    assert answer.status == "answered", answer.text
    assert headline(answer) == value, answer.text
    assert all(claim.verified for claim in answer.claims)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Concrete volume of two columns 200x300x3000?", "0.36"),
        ("两根柱 200×300×3000 的混凝土体积是多少？", "0.36"),
        ("What is the volume of a beam 300x600, length 6000 mm?", "1.08"),
        ("梁截面 300x450，长度 6.495 m，混凝土体积多少？", "0.876825"),
        ("Concrete of one KZ1 with a height of 3.3 m?", "0.528"),
        ("How much concrete is in a footing 1.5 m x 1.5 m x 0.4 m?", "0.9"),
    ],
)
async def test_volumes_of_given_members(desk: Desk, question: str, value: str) -> None:
    answer = await desk.ask(question)
    assert answer.status == "answered", answer.text
    assert headline(answer) == Decimal(value)
    assert all(claim.verified for claim in answer.claims)


async def test_several_members_without_a_number_are_not_one(desk: Desk) -> None:
    answer = await desk.ask("Concrete volume of the columns 200x300x3000?")
    assert answer.status != "answered"
