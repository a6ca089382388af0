"""What a drawing says in words, in both languages: codes, notes, labels, bars of a detail, blank fields, what is not there."""

from pathlib import Path

import pytest

from agent.rules.said import LOST
from tests.agent.asking import ask, value
from tests.tables import Drawn, drawing

PAINTS = (("P-1", "PAINT", "WHITE 962"), ("P-2", "PAINT", "SMOKE AC-18"), ("VCT-1", "VINYL TILE", "FORTRESS"))
CODES = (("LVT", "LUXURY VINYL TILE"), ("RES-W", "RESINOUS WALL"), ("SC", "SPECIAL COATING"), ("RB", "RESILIENT BASE"))
NOTES = (
    "1.  ALL DIMENSIONS ARE IN MM AND LEVELS IN METRES.",
    "2.  CEILING HEIGHTS ARE MEASURED FROM FINISH FLOOR.",
    "3.  BACKFILL SUNK TOILET SLABS WITH CINDER.",
)
LABELS = [
    ((60, 250), "550 HIGH PARAPET WALL"), ((60, 262), '2"X 8" PITCH PINE RAFTERS @ 16" O/C'), ((60, 274), "RAFTER SUPPORT"), ((250, 262), "LOBBY"),
    ((60, 300), "MLB (230x450)"), ((60, 292), "2L-Y10@150 C/C"), ((50, 284), "2-Y20+1-Y16"), ((74, 284), "2-Y20+1-Y16"),
    ((400, 290), "CLEAR COVER TO REINFORCEMENT :"), ((400, 296), "FOOTING/WALL : 50 mm"), ((400, 302), "COLUMNS : 40 mm"), ((400, 308), "SLAB : 20 mm"),
    ((60, 314), "BEARING CAPACITY OF SOIL: 180 kPa"), ((160, 300), "FB7 (230x600)"), ((160, 292), "2L-Y8@100/125/100 C/C"), ((150, 280), "3-Y16"), ((170, 286), "2-Y12"),
]  # fmt: skip


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tables = (
        Drawn("MATERIAL SCHEDULE", (("CODE", "MATERIAL", "COLOR"),), PAINTS, at=(40, 40), widths=(20, 40, 40)),
        Drawn("ABBREVIATIONS", (), CODES, at=(200, 40), widths=(20, 60)),
    )
    notes = [((480, 60 + 6 * n), note) for n, note in enumerate(NOTES)]
    return drawing(tmp_path_factory.mktemp("said") / "s.pdf", *tables, labels=LABELS, left=notes)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What does the abbreviation LVT stand for?", ["LUXURY VINYL TILE"]), ("图例里 RES-W 代表什么？", ["RESINOUS WALL"]), ("What does code VCT-1 cover?", ["VINYL TILE"]),
        ("From where are ceiling heights measured?", ["FINISH FLOOR"]), ("图纸尺寸单位是什么？", ["IN MM"]), ("卫生间降板用什么回填？", ["CINDER"]),
        ("What are the size and spacing of the rafters?", ['2"X 8"', '16"']), ("椽条的规格和间距？", ['2"X 8"', '16"']),
        ("List the paint codes in the material schedule with their colors.", ["P-1", "WHITE 962", "P-2", "SMOKE AC-18"]),
        ("MLB 梁的截面尺寸和箍筋？", ["230x450", "2L-Y10@150"]), ("What are the bars of beam MLB?", ["2-Y20+1-Y16"]), ("FB7 箍筋？", ["2L-Y8@100/125/100"]),
    ],
)  # fmt: skip
def test_told(sheet: Path, question: str, said: list[str]) -> None:
    answer = ask(sheet, question)
    assert answer.status == "answered", answer.text
    assert all(part in answer.text for part in said), answer.text
    assert all(claim.verified for claim in answer.claims)


def test_a_measure_in_a_label_is_a_figure(sheet: Path) -> None:
    for question in ("How high is the parapet wall?", "女儿墙高度是多少？"):
        answer = ask(sheet, question)
        assert (answer.status, value(answer)) == ("answered", 550), answer.text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is the clear cover for slabs?", 20), ("柱保护层厚度", 40), ("How much cover do the columns need?", 40), ("What cover do the footings get?", 50),
        ("板的保护层厚度是多少毫米？", 20),
    ],
)  # fmt: skip
def test_an_entry_of_the_list_under_a_note(sheet: Path, question: str, expected: int) -> None:
    answer = ask(sheet, question)
    assert (answer.status, value(answer)) == ("answered", expected), answer.text
    assert "CLEAR COVER" in answer.text


@pytest.mark.parametrize("question", ["What is the clear cover for stairs?", "梁的保护层厚度是多少？"])
def test_what_the_list_does_not_name_is_not_told(sheet: Path, question: str) -> None:
    assert value(ask(sheet, question)) is None


@pytest.mark.parametrize("question", ["What is the bearing capacity of the soil?", "地基承载力是多少？"])
def test_a_figure_of_another_unit_is_quoted_and_is_no_length(sheet: Path, question: str) -> None:
    answer = ask(sheet, question)
    assert "180 kPa" in answer.text
    assert value(answer) is None
    assert "mm" not in answer.text


@pytest.mark.parametrize(
    "question",
    ["What is the pitch of the rafters?", "How thick is the parapet wall?", "屋面坡度是多少？", "椽条多厚？"],
)
def test_a_label_that_shows_another_measure_is_no_answer(sheet: Path, question: str) -> None:
    assert ask(sheet, question).status == "refused"


def test_bars_that_differ_are_shown_but_left_to_the_user(sheet: Path) -> None:
    answer = ask(sheet, "What is the reinforcement of beam FB7?")
    assert answer.status == "refused"
    assert "3-Y16" in answer.text
    assert "2-Y12" in answer.text
    assert "Y20" not in answer.text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What is the seismic grade of the structure?", "Not found on the drawing"), ("消火栓的型号是什么？", "图上没有写出相关内容"),
        ("What is the concrete grade?", "does not state"), ("混凝土强度等级是多少？", "未写明"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said_to_be_missing(sheet: Path, question: str, said: str) -> None:
    answer = ask(sheet, question)
    assert answer.status == "refused"
    assert said in answer.text, answer.text


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ('2"X 8" PITCH PINE RAFTERS @ 16" O/C', False), ('8" PITCH PINE RAFTERS @ O/C', True), ('RAFTERS @ 16" WITH 2"X COLLAR TIES', True),
        ("Y10@150 C/C", False), ("HOLES @ Φ20", False), ("2XL BOX", False),
    ],
)  # fmt: skip
def test_where_a_figure_should_follow_and_none_does(text: str, lost: bool) -> None:
    assert bool(LOST.search(text)) is lost


@pytest.mark.parametrize(
    "question", ["How much do the rafters weigh?", "What is the total weight of the rafters?", "椽条的总重是多少？"]
)
def test_a_quotation_is_no_answer_where_an_amount_is_asked(sheet: Path, question: str) -> None:
    assert ask(sheet, question).status == "refused"


@pytest.mark.parametrize(
    "question",
    [
        "How long is the parapet wall?",
        "What is the volume of the parapet wall?",
        "How heavy are the pitch pine rafters?",
    ],
)
def test_a_label_that_says_something_else_of_a_thing_is_no_answer(sheet: Path, question: str) -> None:
    """ "Outer walls 240" was told as how long they are."""
    assert ask(sheet, question).status == "refused"
