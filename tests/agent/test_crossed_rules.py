"""Schedules of every make in one sheet: columns of marks, columns of storeys, storey tables, heads that no vocabulary knows."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.agent.asking import ask, value
from tests.tables import Drawn, drawing

COLUMNS = Drawn(
    "COLUMN SCHEDULE", (("LEVEL", "C1", "C2", "C3"),),
    (("ROOF", "W12x40", "W12x45", "W10x33"), ("THIRD FLOOR", "W12x53", "W12x58", "W10x39"), ("SECOND FLOOR", "W12x79", "W12x87", "W10x49")),
    at=(40, 40), widths=(40, 30, 30, 30),
)  # fmt: skip
SEGMENTS = Drawn(
    "柱表", (("标高", "KZ1", "KZ2", "KZ3"),),
    (("基础顶~3.870", "500x500", "600x600", "400x400"), ("3.870~7.470", "500x500", "550x550", "400x400"), ("7.470~11.070", "450x450", "500x500", "350x350")),
    at=(250, 40), widths=(40, 30, 30, 30),
)  # fmt: skip
BARS = Drawn(
    "柱配筋表", (("柱号", "标高", "b×h", "角筋", "b边一侧中部筋", "h边一侧中部筋", "箍筋"),),
    (("KZ8", "-0.030~19.470", "750x700", "4C25", "5C25", "5C25", "C10@100/200"), ("", "19.470~37.470", "650x600", "4C22", "5C22", "4C20", "C10@100/200"),
     ("KZ9", "-0.030~37.470", "600x600", "4C22", "4C20", "4C20", "C8@100/200")),
    at=(40, 110), widths=(16, 40, 24, 20, 32, 32, 34),
)  # fmt: skip
OPENINGS = Drawn(
    "门窗表", (("类别", "设计编号", "洞口尺寸(mm)", "<", "樘数", "<", "<", "图集名称", "备注"), ("", "", "宽度", "高度", "一层", "二层", "合计", "", "")),
    (("普通门", "M0921", "900", "2100", "4", "6", "10", "", ""), ("", "M1021", "1000", "2100", "2", "2", "4", "", ""), ("防火门", "FM甲1021", "1000", "2100", "1", "1", "2", "12J609", "甲级防火门"),
     ("普通窗", "C1518", "1500", "1800", "8", "9", "17", "", ""), ("", "C1218", "1200", "1800", "3", "5", "8", "", "")),
    at=(40, 170), widths=(20, 26, 20, 20, 16, 16, 16, 26, 30),
)  # fmt: skip
STOREYS = Drawn(
    "结构层楼面标高、层高", (("层号", "标高(m)", "层高(m)"),),
    (("屋面", "18.870", ""), ("5", "15.270", "3.6"), ("4", "11.670", "3.6"), ("3", "8.070", "3.6"), ("2", "4.170", "3.9"), ("1", "-0.030", "4.2"), ("-1", "-4.530", "4.5")),
    at=(300, 110), widths=(20, 26, 24),
)  # fmt: skip
PLATES = Drawn(
    "PLATE SCHEDULE", (("PL", "GAUGE", "WELD", "STIFFENERS", "GROUT"),),
    (("BP1", "20", "8 FW", "2", "30"), ("BP2", "25", "10 FW", "4", "30"), ("BP3", "32", "12 FW", "6", "50")), at=(40, 270), widths=(20, 26, 26, 36, 24),
)  # fmt: skip
ATTRIBUTES = Drawn(
    "WINDOW SCHEDULE", (("WINDOW TYPE", "W1", "W2", "W3"),),
    (("WIDTH", "1800", "1200", "600"), ("HEIGHT", "1000", "1000", "500"), ("SILL HEIGHT", "900", "900", "1500"), ("THICKNESS", "18", "18", "24"), ("GLASS", "6MM CLEAR", "6MM TINTED", "5MM OBSCURE"), ("NOS", "1", "4", "2")),
    at=(250, 270), widths=(36, 30, 30, 34),
)  # fmt: skip


@pytest.fixture(scope="module", params=["ruled", "bare"])
def sheet(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    tables = (COLUMNS, SEGMENTS, BARS, OPENINGS, STOREYS, PLATES, ATTRIBUTES)
    drawn = [Drawn(**{**vars(table), "ruled": request.param == "ruled"}) for table in tables]
    return drawing(tmp_path_factory.mktemp("crossed") / "c.pdf", *drawn)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What size is column C2 at the second floor?", "W12x87"), ("C3 柱三层的截面？", "W10x39"), ("KZ2 在 3.870~7.470 的截面尺寸？", "550x550"),
        ("What is the section of KZ3 from 7.470 to 11.070?", "350x350"), ("KZ9 的截面和箍筋？", "C8@100/200"), ("KZ8 柱 -0.030~19.470 段角筋？", "4C25"),
        ("What are the stiffeners of BP3?", "6"), ("What glass has W2?", "6MM TINTED"), ("FM甲1021 的备注写了什么？", "甲级防火门"),
    ],
)  # fmt: skip
def test_cells(sheet: Path, question: str, said: str) -> None:
    answer = ask(sheet, question)
    assert answer.status == "answered", answer.text
    assert said in answer.text, answer.text
    assert all(claim.verified for claim in answer.claims)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("二层 C1518 有几樘？", 9), ("How many M0921 doors on the first floor?", 4), ("FM甲1021 一共几樘？", 2), ("门一共多少樘？", 16),
        ("第3层的层高是多少？", Decimal("3.6")), ("首层层高多少？", Decimal("4.2")), ("What is the level of the fifth floor?", Decimal("15.27")), ("5 层的楼面标高？", Decimal("15.27")),
        ("What is the sill height of W3?", 1500), ("W1 窗的高度？", 1000), ("How many W2 windows are there?", 4),
    ],
)  # fmt: skip
def test_figures(sheet: Path, question: str, wanted: Decimal | int) -> None:
    answer = ask(sheet, question)
    assert answer.status == "answered", answer.text
    assert value(answer) == wanted, answer.text


def test_a_segment_or_storey_that_the_table_does_not_have_is_not_answered_by_another(sheet: Path) -> None:
    for question in (
        "KZ2 在 11.070~14.670 的截面尺寸？",
        "What size is column C2 at the fifth floor?",
        "9层的层高是多少？",
    ):
        assert ask(sheet, question).status == "refused", question


def test_a_small_bare_number_is_told_without_a_unit(sheet: Path) -> None:
    answer = ask(sheet, "What is the thickness of window W3?")
    assert "24" in answer.text
    assert value(answer) is None
