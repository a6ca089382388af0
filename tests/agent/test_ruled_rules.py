"""The rules on ruled tables, title blocks with cells and tables of revisions, from question to proven answer."""

from decimal import Decimal
from pathlib import Path

import pymupdf
import pytest

from tests.agent.asking import ask, value
from tests.grids_drawn import LEFT, UP, Grid, draw
from tests.pen import MM, Pen

OPENINGS = Grid(
    title="门窗表", heads=2, at=(40, 40), align="ccccccl",
    rows=[
        ["类型", "设计编号", "洞口尺寸(mm)", "数量", LEFT, LEFT, "备注"], [UP, UP, UP, "一层", "二层", "合计", UP],
        ["普通门", "M0921", "900X2100", "3", "4", "7", ""], [UP, "M1221", "1200X2100", "1", "", "1", "见详图"],
        ["窗", "C1815", "1800X1500", "5", "6", "11", ""], [UP, "C0909", "900X900", "", "2", "2", "高窗"],
        ["合计", LEFT, LEFT, "9", "12", "21", ""],
    ],
)  # fmt: skip
STOREYS = Grid(
    title="层高表", at=(300, 40), align="cccc",
    rows=[
        ["层号", "标高(m)", "层高(m)", "混凝土等级"], ["屋面", "10.770", "", "C30"], ["3", "7.170", "3.600", UP],
        ["2", "3.570", "3.600", "C35"], ["1", "-0.030", "3.600", UP],
    ],
)  # fmt: skip
BLOCK = Grid(
    heads=0, at=(440, 250), widths=(25, 95), pitch=10, align="cc",
    rows=[
        ["工程名称", "阳光花园3#住宅楼"], ["建设单位", "华远公司"], ["图 名", "二层结构平面图"], ["图 号", "结施-05"],
        ["比 例", "1:100"], ["设 计", "王海"], ["校 对", "李明"], ["审 核", "张建国"], ["版 次", ""],
    ],
)  # fmt: skip
REVISIONS = Grid(
    at=(440, 200), widths=(14, 70, 36), pitch=6,
    rows=[["NO.", "DESCRIPTION", "DATE"], ["1", "PERMIT SET", "03/14/2023"], ["2", "ADDENDUM 1", "04/02/2023"]],
)  # fmt: skip
COLUMNS = Grid(
    title="柱表", at=(40, 110), widths=(16, 34, 24, 20, 34), align="ccccc",
    rows=[
        ["柱号", "标高(m)", "b×h(mm)", "角筋", "箍筋"], ["KZ1", "基础顶~-0.030", "600×600", "4Φ25", "Φ10@100/200"],
        [UP, "-0.030~7.170", "500×500", "4Φ22", "Φ8@100/200"], ["KZ2", "基础顶~7.170", "400×400", "4Φ20", "Φ8@100"],
    ],
)  # fmt: skip
SETS = Grid(
    title="HARDWARE SCHEDULE", at=(300, 110), widths=(18, 14, 40, 40),
    rows=[
        ["SET", "QTY", "ITEM", "MANUFACTURER"], ["HW-1", "3", "HINGES", "HAGER"], [UP, "1", "LOCKSET", "SCHLAGE"],
        ["HW-2", "4", "HINGES", "HAGER"], [UP, "1", "PANIC DEVICE", "VON DUPRIN"],
    ],
)  # fmt: skip
NOTES = (
    "1. 受力钢筋保护层厚度：基础40mm，梁25mm，柱30mm。", "2. 抗震设防烈度为7度，抗震等级为三级。",
    "3. SAFE BEARING CAPACITY OF THE SOIL 150 KN/M2.", "4. MINIMUM LAP LENGTH TO BE 40 X BAR DIAMETER.", "5. DO NOT SCALE FROM THIS DRAWING.",
)  # fmt: skip


@pytest.fixture(scope="module")
def drawing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ruled") / "t.pdf"
    document = pymupdf.open()
    pen = Pen(document.new_page(width=594 * MM, height=420 * MM))
    for grid in (OPENINGS, STOREYS, BLOCK, REVISIONS, COLUMNS, SETS):
        draw(pen, grid)
    for n, note in enumerate(NOTES):
        pen.text((40, 200 + 6 * n), note, 3)
    for x0, x1, y, text in ((60, 120, 250, "6000"), (120, 180, 250, "6000"), (60, 180, 262, "12000")):
        pen.line((x0, y), (x1, y))
        for x in (x0, x1):
            pen.line((x, y - 3), (x, y + 3))
        pen.centred(((x0 + x1) / 2, y - 2), text)
    pen.finish()
    document.save(path)
    return path


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("一层有几樘门", 4), ("二层的窗一共多少樘", 8), ("How many doors are on the second floor?", 4), ("门窗总数是多少", 21),
        ("窗户总共几个", 13), ("How many windows are there according to the schedule?", 13), ("M0921有多少樘", 7),
        ("How many hinges are in hardware set HW-1?", 3),
    ],
)  # fmt: skip
def test_quantities_of_merged_tables(drawing: Path, question: str, expected: int) -> None:
    answer = ask(drawing, question)
    assert answer.status == "answered"
    assert value(answer) == Decimal(expected)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("图号是多少", "结施-05"), ("这张图是谁设计的", "王海"), ("校对是谁", "李明"), ("审核人是谁", "张建国"),
        ("甲方是谁", "华远公司"), ("What is the title of this sheet?", "二层结构平面图"), ("What sheet is this?", "结施-05"),
        ("2层混凝土强度等级", "C35"), ("三层的混凝土等级", "C30"), ("When was revision 1 issued?", "03/14/2023"),
        ("What is the latest revision?", "ADDENDUM 1"), ("What was the date of addendum 1?", "04/02/2023"),
        ("KZ1 在 3.570 标高处的截面尺寸是多少", "500×500"), ("KZ1基础顶到-0.030的箍筋是什么", "Φ10@100/200"),
        ("What is in hardware set HW-2?", "PANIC DEVICE"), ("What lockset is in HW-1?", "SCHLAGE"),
        ("What is the cover of the beams?", "25"), ("抗震等级几级", "三级"), ("What's the SBC?", "150 KN/M2"),
        ("地基承载力是多少", "150 KN/M2"), ("Is there a note about scaling?", "SCALE"),
    ],
)  # fmt: skip
def test_what_stands_beside_a_name_in_cells_is_quoted(drawing: Path, question: str, expected: str) -> None:
    answer = ask(drawing, question)
    assert answer.status == "answered"
    assert expected in answer.text


def test_an_empty_cell_beside_a_name_is_a_blank_field(drawing: Path) -> None:
    answer = ask(drawing, "第几版")
    assert answer.status == "refused"
    assert "空白" in answer.text


def test_figures_between_the_lines_of_a_table_settle_no_scale(drawing: Path) -> None:
    answer = ask(drawing, "实际出图比例是多少")
    assert value(answer) == Decimal(100)


def test_a_revision_that_is_not_there_is_refused(drawing: Path) -> None:
    answer = ask(drawing, "When was revision 7 issued?")
    assert answer.status == "refused"


def test_a_factor_of_the_bars_is_no_length(drawing: Path) -> None:
    answer = ask(drawing, "What is the lap length?")
    assert answer.status == "answered"
    assert "40 X BAR DIAMETER" in answer.text
    assert value(answer) is None


def test_only_the_segment_at_the_level_is_told(drawing: Path) -> None:
    assert "600" not in ask(drawing, "KZ1 在 3.570 标高处的截面尺寸是多少").text
