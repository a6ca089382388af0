"""The rules for schedules, legends and labels on drawn sheets, in both languages, from question to proven answer."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.agent.asking import ask, value
from tests.tables import Drawn, drawing

HEADS = (("MARK", "SIZE", "DESCRIPTION", "QTY"),)
WIDTHS = (16, 34, 50, 14)
OPENINGS = (
    ("D1", "900x2100", "TIMBER DOOR", "8"), ("D2", "1500x2400", "GLAZED DOOR", "03"), ("D3", "750x2100", "TIMBER DOOR", "2"),
    ("W1", "1800x1500", "ALUMINIUM WINDOW", "6"), ("W2", "600x900", "-DO-", "4"),
)  # fmt: skip
ROOMS = (
    ("101", "LOBBY", "VCT-1", "P-1"), ("102", "OFFICE", "CPT-1/VCT-1", "P-2"), ("103", "STORE", "VCT-1", ""), ("104", "PLANT", "C", "P-1"),
)  # fmt: skip
LEGEND = (("", "Ceiling light point", "9"), ("", "Ceiling fan point", "5"), ("", "3 pin 13 amp. power outlet", "8"), ("", "Switch 1 / 2 gang", "1 / 4"))  # fmt: skip
FOOTINGS = (("F1", "2000x2000", "600", "4"), ("F2", "10'-0\" x 10'-0\"", '28"', "2"), ("F3", "1500x1500", "", "1"))
LABELS = [((60 + 25 * n, 330), "D1") for n in range(8)] + [((60 + 25 * n, 345), "D2") for n in range(2)]
LABELS += [((60 + 25 * n, 360), "W1") for n in range(6)] + [((60 + 25 * n, 372), "W3") for n in range(2)]
LABELS += [((260 + 18 * n, 300), f"P{n:02d}") for n in range(1, 15) if n not in (4, 9)]
LABELS += [((420, 330), "PARKING 3 No. CARS"), ((420, 345), "CABLE TRAY 200x70mm"), ((420, 360), "CABLE TRAY 100x50")]
LABELS += [((300, 330), "1T"), ((330, 330), "1T"), ((360, 330), "1.35T")]
LABELS += [((300, 345), "8'0X6'8 GLASS SLIDER"), ((300, 360), "8'0X6'8 GLASS SLIDER")]


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tables = (
        Drawn("SCHEDULE OF DOORS AND WINDOWS", HEADS, OPENINGS, at=(40, 40), widths=WIDTHS),
        Drawn(
            "ROOM FINISH SCHEDULE - FIRST FLOOR",
            (("NUMBER", "NAME", "FLOOR FINISH", "WALL FINISH"),),
            ROOMS,
            at=(190, 40),
        ),
        Drawn("LEGEND", (("SYMBOLS", "DESCRIPTIONS", "QTY."),), LEGEND, at=(330, 40), widths=(20, 60, 16)),
        Drawn(
            "FOOTING SCHEDULE", (("MARK", "SIZE", "THICKNESS", "NOS"),), FOOTINGS, at=(40, 120), widths=(16, 44, 26, 14)
        ),
    )
    return drawing(tmp_path_factory.mktemp("tables") / "t.pdf", *tables, labels=LABELS)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("How many doors in total according to the schedule?", 13), ("按门窗表，窗一共多少樘？", 10), ("How many doors and windows are there?", 23),
        ("How many timber doors are there?", 10), ("How many ceiling fan points?", 5), ("吊扇点位有多少个？", 5), ("13A 三孔插座有多少个？", 8),
        ("How many 3-pin 13A power outlets?", 8), ("How many D1 doors are there?", 8), ("How many door types are in the schedule?", 3),
        ("门窗表里有几种窗？", 2), ("How many rows has the room finish schedule?", 4), ("首层房间装修表共有多少行？", 4),
        ("How many rooms have floor finish VCT-1 only?", 2), ("How many footing types are in the schedule?", 3), ("独立基础表有几种基础？", 3),
        ("What is the total door opening area?", Decimal("29.07")), ("所有窗洞口面积合计多少平方米？", Decimal("18.36")),
        ("Concrete volume of one F1 footing?", Decimal("2.4")), ("F1 基础混凝土总量是多少立方米？", Decimal("9.6")),
        ("How many D1 and D2 doors together by the schedule?", 11),
        ("What is the quantity of D2 in the schedule?", 3), ("How many parking spaces are there?", 3), ("有多少个停车位？", 3), ("How many lifts are shown, and of what capacity?", 3),
        ("图中有几部电梯，载重多少？", 3), ("How many glass sliding doors 8'0 x 6'8 are noted?", 2), ("标注的 8'0X6'8 玻璃推拉门有几樘？", 2),
    ],
)  # fmt: skip
def test_figures(sheet: Path, question: str, wanted: int | Decimal) -> None:
    answer = ask(sheet, question)
    assert answer.status == "answered", answer.text
    assert value(answer) == wanted, answer.text
    assert all(claim.verified for claim in answer.claims)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What is the size and description of D2?", ["1500x2400", "GLAZED DOOR"]),
        ("D2 门的尺寸和说明？", ["1500x2400", "GLAZED DOOR"]),
        ("What floor finish has room 102 OFFICE?", ["CPT-1/VCT-1"]),
        ("104 房间的墙面做法是什么？", ["P-1"]),
        ("What is the floor finish of the lobby?", ["VCT-1"]),
        ("Which rooms have floor finish VCT-1 only?", ["101", "103"]),
        ("地面仅为 VCT-1 的房间有哪些？", ["101", "103"]),
        ("What is the size and thickness of footing F2?", ["10'-0\" x 10'-0\"", '28"']),
        ("How many D2 are tagged on the plan, and does the schedule agree?", ["2", "3", "do not agree"]),
        ("平面图上 D1 有多少个？与门窗表一致吗？", ["8", "一致"]),
        ("Which window mark is on the plans but not in the schedule?", ["W3"]),
        ("哪个窗编号在平面上有但门窗表没有？", ["W3"]),
        ("Which P numbers are missing from the run (P...)?", ["P04", "P09"]),
        ("P 编号缺哪几个？", ["P04", "P09"]),
        ("Which cable tray sizes are noted?", ["200x70", "100x50"]),
        ("标注了哪些规格的桥架？", ["200x70", "100x50"]),
        ("Which doors are 900x2100?", ["D1"]),
        ("Which door is the largest?", ["D2"]),
        ("尺寸最小的窗是哪个？", ["W2"]),
        ("What is the height of D3?", ["750x2100"]),
        ("List all the door types", ["D1", "D2", "D3"]),
        ("Which rooms have P-1?", ["101", "104"]),
    ],
)
def test_what_stands(sheet: Path, question: str, said: list[str]) -> None:
    answer = ask(sheet, question)
    assert answer.status == "answered", answer.text
    assert all(words in answer.text for words in said), answer.text
    assert all(claim.verified for claim in answer.claims)
    assert answer.items or answer.quantities


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What is the wall finish of room 103?", "not state"), ("Concrete volume of one F3 footing?", "blank"), ("How many revolving doors are there?", ""),
        ("How many doors are on the ground floor?", ""), ("二层有多少樘门？", ""), ("How many switches?", "1 / 4"), ("What is the total area of the rooms?", ""),
        ("What is the sill height of W1?", ""), ("How many columns are there in total?", ""),
    ],
)  # fmt: skip
def test_what_is_not_stated_is_refused(sheet: Path, question: str, said: str) -> None:
    answer = ask(sheet, question)
    assert answer.status == "refused", answer.text
    assert said in answer.text


def test_a_blank_quantity_makes_no_total(tmp_path: Path) -> None:
    rows = (
        ("D1", "900x2100", "TIMBER DOOR", "8"),
        ("D2", "1500x2400", "GLAZED DOOR", ""),
        ("D3", "750x2100", "DOOR", "2"),
    )
    answer = ask(
        drawing(tmp_path / "b.pdf", Drawn("DOOR SCHEDULE", HEADS, rows, widths=WIDTHS)), "How many doors in total?"
    )
    assert answer.status == "refused"
    assert "D2" in answer.text
    assert "not stated" in answer.text


def test_a_total_row_that_differs_is_told(tmp_path: Path) -> None:
    rows = (("D1", "900x2100", "DOOR", "8"), ("D2", "1500x2400", "DOOR", "3"), ("TOTAL", "", "", "12"))
    answer = ask(
        drawing(tmp_path / "c.pdf", Drawn("DOOR SCHEDULE", HEADS, rows, widths=WIDTHS)), "How many doors in total?"
    )
    assert answer.status == "refused"
    assert "11" in answer.text
    assert "12" in answer.text


def test_quantities_by_storey_are_added_up_and_their_total_is_taken_once(tmp_path: Path) -> None:
    heads = (("设计编号", "洞口尺寸", "数量", "<", "<"), ("", "", "一层", "二层", "合计"))
    rows = (
        ("M0921", "900×2100", "3", "4", "7"),
        ("M1221", "1200×2100", "1", "1", "2"),
        ("C1815", "1800×1500", "5", "6", "11"),
    )
    path = drawing(tmp_path / "z.pdf", Drawn("门窗表", heads, rows, widths=(30, 40, 16, 16, 16)))
    assert value(ask(path, "一共有多少樘门？")) == 9
    assert value(ask(path, "窗的总数是多少？")) == 11


NOTES = [((100, 300), "SLAB THICKNESS 150 MM"), ((300, 300), "GRADE OF CONCRETE SHALL BE M25 FOR ALL WORKS")]
BEAMS = [
    ((100, 350), "2L-Y10@150/175/150 C/C"),
    ((100, 358), "FB26 (300X450)"),
    ((200, 350), "2L-Y8@100 C/C"),
    ((200, 358), "FB27 (300X450)"),
]
BEAMS += [((300, 340), "KL1(3) 250x500"), ((300, 345), "A8@100/200(2)"), ((400, 340), "合计"), ((440, 340), "编号")]


@pytest.fixture(scope="module")
def details(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return drawing(tmp_path_factory.mktemp("details") / "d.pdf", labels=NOTES + BEAMS)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What is the slab thickness and the concrete grade?", ["150", "M25"]), ("板厚和混凝土等级？", ["150", "M25"]), ("What is the grade of concrete?", ["M25"]),
        ("What is the shear link of beam FB26?", ["2L-Y10@150/175/150"]), ("FB27 箍筋？", ["2L-Y8@100"]), ("KL1 的箍筋是什么？", ["A8@100/200(2)"]),
    ],
)  # fmt: skip
def test_what_notes_and_details_say(details: Path, question: str, said: list[str]) -> None:
    answer = ask(details, question)
    assert answer.status == "answered", answer.text
    assert all(words in answer.text for words in said), answer.text
    assert all(claim.verified for claim in answer.claims)


@pytest.mark.parametrize(
    "question", ["What is the total quantity according to the sheet?", "表中第一种门的合计数量是多少？"]
)
def test_a_field_that_is_left_blank_is_said_to_be(details: Path, question: str) -> None:
    answer = ask(details, question)
    assert answer.status == "refused"
    assert "blank" in answer.text or "空白" in answer.text
