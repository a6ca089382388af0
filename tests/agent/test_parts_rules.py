"""Questions of two parts, comparisons and single areas from schedules, on drawn sheets."""

from decimal import Decimal
from pathlib import Path

import pytest

from agent.rules.parts import parts_of
from tests.agent.asking import ask, value
from tests.tables import Drawn, drawing

HEADS = (("MARK", "SIZE", "LOCATION", "QTY"),)
OPENINGS = (
    ("D1", "900x2100", "KITCHEN", "4"), ("D2", "1500x2000", "LOBBY", "2"), ("D3", "900x2400", "STORE", "3"),
    ("W1", "1800x1500", "OFFICE", "6"), ("W2", "600x1600", "STORE", "5"),
)  # fmt: skip
LABELS = [
    ((40, 200), "B1 (230X600)"), ((90, 200), "B2 (230X450)"), ((140, 200), "B3 (230X600)"),
    ((200, 300), "BEDROOM 1"), ((200, 304), "12.50 m2"), ((300, 300), "BEDROOM 2"), ((300, 304), "10.20 m2"),
    ((200, 350), "KITCHEN"), ((200, 354), "9.00 m2"), ((300, 350), "BATHROOM"), ((300, 354), "4.10 m2"),
]  # fmt: skip


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    table = Drawn("SCHEDULE OF DOORS AND WINDOWS", HEADS, OPENINGS, at=(40, 40), widths=(16, 34, 40, 14))
    return drawing(tmp_path_factory.mktemp("parts") / "t.pdf", table, labels=LABELS)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("What is the area of one D1 door?", "1.89"), ("D1 门的面积多少？", "1.89"), ("What is the total area of the D1 doors?", "7.56"),
        ("How many D1 and D3 doors in total?", 7), ("D1、D2、D3 各有多少樘，合计多少？", 9), ("How many doors are 900 wide?", 7), ("900宽的门有几樘？", 7),
        ("How much wider is W1 than W2?", 1200), ("W2 比 W1 高多少？", 100), ("What is the cross section area of B3?", "0.138"),
        ("What is the difference in area between bedroom 1 and the kitchen?", "3.5"), ("BEDROOM 1 和 BEDROOM 2 面积合计多少？", "22.7"),
    ],
)  # fmt: skip
def test_figures(sheet: Path, question: str, wanted: str | int) -> None:
    answer = ask(sheet, question)
    assert answer.status == "answered", answer.text
    assert value(answer) == Decimal(wanted), answer.text
    assert all(claim.verified for claim in answer.claims)


@pytest.mark.parametrize(
    ("question", "told", "left"),
    [
        ("Which beams are 230x600?", ["B1", "B3"], ["B2"]), ("哪些梁是 230x450？", ["B2"], ["B1", "B3"]),
        ("Which door is the widest?", ["D2"], ["D1", "D3"]), ("最高的门是哪个？", ["D3"], ["D1", "D2"]),
        ("最大的窗是哪个，面积多少？", ["W1", "2.7 m2"], ["W2"]), ("W2 窗装在哪个房间？", ["STORE"], ["OFFICE"]),
        ("厨房和卫生间的面积各是多少？", ["9 m2", "4.1 m2"], ["12.5"]), ("卧室面积分别是多少？", ["12.5 m2", "10.2 m2"], ["4.1"]),
        ("How many bedrooms and how many windows?", ["2 bedrooms", "11"], []),
        ("How many doors in total, and how many of them are D2?", ["9 doors", "2 of D2"], []),
        ("门一共多少樘，其中 D2 几樘？", ["9 樘", "D2 的数量为 2"], []),
    ],
)  # fmt: skip
def test_answers_in_words(sheet: Path, question: str, told: list[str], left: list[str]) -> None:
    answer = ask(sheet, question)
    assert answer.status == "answered", answer.text
    assert all(text in answer.text for text in told), answer.text
    assert not any(text in answer.text for text in left), answer.text


@pytest.mark.parametrize(
    "question", ["How many windows are there and what is the weight of door D1?", "Which beams are 300x700?"]
)
def test_what_is_half_known_or_unknown_is_refused(sheet: Path, question: str) -> None:
    assert ask(sheet, question).status == "refused"


def test_the_part_that_has_no_answer_is_named(sheet: Path) -> None:
    text = ask(sheet, "How many windows are there and what is the weight of door D1?").text
    assert "11" in text
    assert "could not be answered: “what is the weight of door D1”" in text


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("How many doors and windows are there?", 0), ("How many D2 and what size?", 2), ("柱子有多少根？多大截面？", 2),
        ("What is the drawing number and title?", 0), ("门有几樘？窗有几樘？", 2),
    ],
)  # fmt: skip
def test_parts(question: str, parts: int) -> None:
    assert len(parts_of(question)) == parts
