"""Tables of every make are read cell by cell; plans around them stay outside."""

from pathlib import Path

import pytest

from tests.kit.test_labels import line
from tests.tables import Drawn, drawing
from tools.kit.columns import column_kind, strong
from tools.kit.drawing import Drawing
from tools.kit.geometry import inside
from tools.kit.schedules import tables_of
from tools.kit.tables import Table
from tools.kit.text import SheetReading
from tools.kit.zones import plan_labels, zone_at, zones_of

DOORS = (
    ("D1", "900x2100", "TIMBER DOOR", "8"),
    ("D2", "1500x2400", "STEEL DOOR", "3"),
    ("D3", "750x2100", "FLUSH DOOR", "12"),
)
HEADS = (("MARK", "SIZE", "DESCRIPTION", "QTY"),)


def read(path: Path) -> SheetReading:
    return Drawing.open(path).sheet(1).reading


def tables(tmp_path: Path, *drawn: Drawn, turned: int = 0) -> tuple[Table, ...]:
    return tables_of(read(drawing(tmp_path / "t.pdf", *drawn, turned=turned)))


def cells(table: Table) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row.cells) for row in table.rows]


@pytest.mark.parametrize("ruled", [True, False])
@pytest.mark.parametrize("align", ["left", "centre"])
@pytest.mark.parametrize("title_at", ["left", "centre", "below", "side"])
def test_a_schedule_is_read_cell_by_cell(tmp_path: Path, ruled: bool, align: str, title_at: str) -> None:
    drawn = Drawn("DOOR SCHEDULE", HEADS, DOORS, at=(120, 60), widths=(16, 30, 50, 14), ruled=ruled, align=align, title_at=title_at)  # type: ignore[arg-type] # fmt: skip
    (table,) = tables(tmp_path, drawn)
    assert table.title == "DOOR SCHEDULE"
    assert [(column.name, column.kind) for column in table.columns] == [
        ("MARK", "mark"), ("SIZE", "size"), ("DESCRIPTION", "name"), ("QTY", "quantity")]  # fmt: skip
    assert cells(table) == [tuple(row) for row in DOORS]


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_sheet_that_lies_on_its_side(tmp_path: Path, turned: int) -> None:
    (table,) = tables(tmp_path, Drawn("DOOR SCHEDULE", HEADS, DOORS, widths=(16, 30, 50, 14)), turned=turned)
    assert cells(table) == [tuple(row) for row in DOORS]
    reading = read(tmp_path / "t.pdf")
    box = next(found.box for found in reading.visible if found.text == "1500x2400")
    assert inside(table.rows[1].cells[1].box, box)


def test_chinese_heads_and_cells(tmp_path: Path) -> None:
    rows = (("M0921", "普通门", "900×2100", "12"), ("C1815", "推拉窗", "1800×1500", "8"), ("合计", "", "", "20"))
    drawn = Drawn("门窗表", (("设计编号", "类型", "洞口尺寸(mm)", "数量"),), rows, align="centre")
    (table,) = tables(tmp_path, drawn)
    assert [column.kind for column in table.columns] == ["mark", "name", "size", "quantity"]
    assert cells(table) == [tuple(row) for row in rows]
    assert [row.kind for row in table.rows] == ["body", "body", "total"]
    assert table.title == "门窗表"


def test_heads_of_two_rows_with_one_over_several_columns(tmp_path: Path) -> None:
    heads = (
        ("NUMBER", "NAME", "WALL FINISH", "<", "<", "<", "REMARKS"),
        ("", "", "NORTH", "EAST", "SOUTH", "WEST", ""),
    )
    rows = (("101", "LOBBY", "P-1", "P-1", "P-2", "P-1", ""), ("102", "OFFICE", "P-3", "", "P-2", "P-1", "SEE PLAN"))
    (table,) = tables(tmp_path, Drawn("ROOM FINISH SCHEDULE", heads, rows, align="left"))
    assert [column.name for column in table.columns] == [
        "NUMBER", "NAME", "WALL FINISH NORTH", "WALL FINISH EAST", "WALL FINISH SOUTH", "WALL FINISH WEST", "REMARKS"]  # fmt: skip
    assert cells(table) == [tuple(row) for row in rows]


def test_quantities_by_storey_under_one_head(tmp_path: Path) -> None:
    heads = (
        ("类别", "设计编号", "洞口尺寸(mm)", "<", "樘数", "<", "<", "<", "备注"),
        ("", "", "宽", "高", "1F", "2F", "3-6F", "总数", ""),
    )
    rows = (("门", "M0921", "900", "2100", "3", "4", "4x4=16", "23", ""), ("", "M1221", "1200", "2100", "1", "1", "", "2", "甲级防火"),
            ("窗", "C1815", "1800", "1500", "5", "6", "", "11", "详见图集"))  # fmt: skip
    (table,) = tables(tmp_path, Drawn("门窗统计表", heads, rows, widths=(14, 26, 20, 20, 16, 16, 20, 16, 30)))
    assert cells(table) == [tuple(row) for row in rows]
    assert [column.kind for column in table.columns] == [
        "name", "mark", "width", "height", "quantity", "quantity", "quantity", "quantity", "remark"]  # fmt: skip


MAKES = (
    Drawn("柱表", (("柱号", "标高(m)", "b×h", "全部纵筋", "角筋", "箍筋"),), (
        ("KZ1", "-0.030~3.870", "500×500", "12Φ25", "", "Φ8@100/200"), ("", "3.870~7.470", "450×450", "12Φ22", "", "Φ8@100/200"),
        ("KZ2", "-0.030~7.470", "400×400", "", "4Φ22", "Φ8@100")), widths=(16, 34, 24, 24, 20, 30)),
    Drawn("层高表", (("层号", "标高(m)", "层高(m)"),), (("屋面", "15.870", ""), ("2", "4.470", "4.200"), ("-1", "-4.530", "4.500"))),
    Drawn("DOOR SCHEDULE", (("NO.", "DOOR", "<", "<", "<", "<", "FRAME", "<", "HDWR", "REMARKS"), ("", "WIDTH", "HEIGHT", "THK", "MATL", "TYPE", "TYPE", "MATL", "", "")), (
        ("101A", "3'-0\"", "7'-0\"", "1 3/4\"", "HM", "A", "1", "HM", "1", ""), ("102", "3'-0\"", "7'-0\"", "1 3/4\"", "WD", "B", "2", "HM", "4", "PANIC DEVICE")),
        widths=(16, 18, 18, 18, 14, 14, 14, 14, 14, 40)),
    Drawn("BEAM SCHEDULE", (("BEAM", "SIZE", "BOTTOM BARS", "TOP BARS", "STIRRUPS"),), (
        ("B1", "230X450", "3-Y16", "2-Y12", "Y8@150 C/C"), ("B2", "230X600", "4-Y20", "2-Y16", "Y8@125 C/C")), widths=(16, 26, 40, 40, 40), ruled=False, align="centre"),
    Drawn("门窗明细表", (("类型", "设计编号", "洞口尺寸(mm)", "数量", "图集名称", "备注"),), (
        ("普通门", "M0921", "900X2100", "12", "", "木门"), ("", "M1221", "1200X2100", "3", "12J609", ""), ("组合门连窗", "MLC1", "2400X2400", "1", "", ""),
        ("合计", "", "", "16", "", "")), widths=(26, 26, 34, 16, 26, 24)),
    Drawn("室内装修做法表", (("房间名称", "楼地面", "踢脚", "内墙面", "顶棚", "备注"),), (
        ("办公室", "地砖楼面", "地砖踢脚", "白色乳胶漆", "矿棉板吊顶", ""), ("卫生间", "防滑地砖", "", "面砖墙面", "铝扣板吊顶", "防水")), widths=(30, 34, 30, 36, 36, 20)),
)  # fmt: skip
"""One of each of the makes that schedules come in."""


@pytest.mark.parametrize("drawn", MAKES, ids=lambda drawn: drawn.title)
def test_schedules_of_every_make(tmp_path: Path, drawn: Drawn) -> None:
    (table,) = tables(tmp_path, drawn)
    assert table.title == drawn.title
    assert cells(table) == [tuple(row) for row in drawn.rows]


def test_the_numbers_of_doors_name_the_rows_not_their_types(tmp_path: Path) -> None:
    (table,) = tables(tmp_path, MAKES[2])
    assert [column.name for column in table.columns][:2] == ["NO.", "DOOR WIDTH"]
    assert table.key == 0


def test_two_tables_side_by_side_under_one_heading(tmp_path: Path) -> None:
    windows = tuple((mark.replace("D", "W"), *rest) for mark, *rest in DOORS[:2])
    left = Drawn("SCHEDULE OF DOORS AND WINDOWS", HEADS, DOORS, at=(40, 60), widths=(16, 30, 50, 14))
    right = Drawn("", HEADS, windows, at=(150, 60), widths=(16, 30, 50, 14))
    found = tables(tmp_path, left, right)
    assert [cells(table) for table in found] == [[tuple(row) for row in DOORS], [tuple(row) for row in windows]]
    assert {table.title for table in found} == {"SCHEDULE OF DOORS AND WINDOWS"}


def test_heads_that_stand_under_one_another(tmp_path: Path) -> None:
    rows = (
        ("REFERENCES", "D1", "D2", "D3"),
        ("TYPE OF\nDOOR", "Metal frame, solid\ntimber door with\nsteel knob", "Flush door\nwith paint", "Flush door"),
        ("SIZE", "900MM X 2100MM", "900MM X 2100MM", "750MM X 2100MM"),
        ("LOCATION", "Hall", "Bedrooms 1, 2\nand 3", "Bath"),
        ("UNITS", "2 NOS", "3 NOS", "2 NOS"),
    )
    (table,) = tables(tmp_path, Drawn("DOOR SCHEDULE", (), rows, widths=(30, 46, 46, 46), title_at="below"))
    assert table.title == "DOOR SCHEDULE"
    assert [column.name for column in table.columns] == ["REFERENCES", "TYPE OF DOOR", "SIZE", "LOCATION", "UNITS"]
    assert [column.kind for column in table.columns] == ["mark", "name", "size", "location", "quantity"]
    assert cells(table)[1] == ("D2", "Flush door with paint", "900MM X 2100MM", "Bedrooms 1, 2 and 3", "3 NOS")


def test_wrapped_cells_stay_with_their_row(tmp_path: Path) -> None:
    rows = (("D1", "900x2100", "TIMBER DOOR WITH\nGLASS PANEL AND\nSTEEL FRAME", "8"), ("D2", "1500x2400", "STEEL DOOR", "3"),
            ("D3", "750x2100", "FLUSH DOOR\nPAINTED", "2"))  # fmt: skip
    (table,) = tables(tmp_path, Drawn("DOOR SCHEDULE", HEADS, rows, widths=(16, 30, 60, 14)))
    assert cells(table) == [tuple(cell.replace("\n", " ") for cell in row) for row in rows]


def test_sections_blank_rows_and_ditto(tmp_path: Path) -> None:
    rows = (("FLOORING", "", "", ""), ("CPT-1", "2x2", "CARPET", "4"), ("CPT-2", "3x3", "-DO-", ""), ("", "", "", ""),
            ("WALLS", "", "", ""), ("P-1", "", "PAINT", "9"), ("TOTAL", "", "", "13"))  # fmt: skip
    (table,) = tables(tmp_path, Drawn("MATERIAL SCHEDULE", HEADS, rows))
    assert [(row.kind, row.section) for row in table.rows] == [
        ("section", ""), ("body", "FLOORING"), ("body", "FLOORING"), ("section", ""), ("body", "WALLS"), ("total", "")]  # fmt: skip
    second = table.body[1]
    assert second.cells[2].text == "-DO-"
    assert table.text(second, 2) == "CARPET"
    assert second.cells[3].text == ""
    assert second.cells[3].box[2] > second.cells[3].box[0]


def test_several_tables_of_a_sheet_keep_their_titles(tmp_path: Path) -> None:
    upper = Drawn("DOOR SCHEDULE", HEADS, DOORS, at=(40, 40))
    lower = Drawn("WINDOW SCHEDULE", HEADS, DOORS[:2], at=(40, 90), title_at="centre")
    other = Drawn(
        "COLUMN SCHEDULE", (("MARK", "SECTION", "CONCRETE", "NOS"),), (("C1", "300x300", "C30", "6"),), at=(250, 44)
    )
    found = tables(tmp_path, upper, lower, other)
    assert [(table.title, len(table.body)) for table in found] == [
        ("DOOR SCHEDULE", 3), ("COLUMN SCHEDULE", 1), ("WINDOW SCHEDULE", 2)]  # fmt: skip


def test_a_legend_with_quantities(tmp_path: Path) -> None:
    rows = (("", "Ceiling light point", "9"), ("", "Ceiling fan point", "5"), ("", "13 amp. power outlet", "8"))
    (table,) = tables(tmp_path, Drawn("LEGEND", (("SYMBOLS", "DESCRIPTIONS", "QTY."),), rows, widths=(20, 60, 16)))
    assert table.kind == "legend"
    assert [row.cells[2].text for row in table.body] == ["9", "5", "8"]


def test_a_legend_of_names_beside_drawn_symbols_is_one_list() -> None:
    names = (("榉树", "梅花", "罗汉松"), ("桂花", "红枫", "红花继木"), ("银杏", "栾树", "鸡爪槭"))
    cells = [line(name, 30 + 30 * column, 110 + 7 * row, 3.5) for row, record in enumerate(names) for column, name in enumerate(record)]  # fmt: skip
    heads = [line("图 例", 14, 103, 3.5), line("名称", 30, 103, 3.5)]
    reading = SheetReading(
        number=1, name="1", width=841, height=594, lines=(line("植物图例", 60, 95, 5), *heads, *cells)
    )
    (table,) = tables_of(reading)
    assert table.kind == "legend"
    assert sorted(row.cells[0].text for row in table.body) == sorted(name for record in names for name in record)


def test_abbreviations_stay_beside_their_meaning() -> None:
    pairs = (("ACT", "ACOUSTIC TILE"), ("CT", "CERAMIC TILE"), ("P", "PAINT"))
    cells = [line(text, 600 + 40 * column, 110 + 6 * row) for row, pair in enumerate(pairs) for column, text in enumerate(pair)]  # fmt: skip
    reading = SheetReading(number=1, name="1", width=841, height=594, lines=(line("LEGEND", 600, 100, 4), *cells))
    assert cells_of(reading) == [tuple(pair) for pair in pairs]


def cells_of(reading: SheetReading) -> list[tuple[str, ...]]:
    (table,) = tables_of(reading)
    return cells(table)


def test_marks_of_a_plan_stay_outside_the_zone(tmp_path: Path) -> None:
    plan = [((60 + 30 * i, 100 + 14 * j), "D1" if i % 2 else "D2") for i in range(4) for j in range(3)]
    plan += [((20, 50), "D1"), ((200, 55), "D2"), ((210, 40), "D1")]
    drawn = Drawn("DOOR SCHEDULE", HEADS, DOORS, at=(40, 40), widths=(16, 30, 50, 14))
    reading = read(drawing(tmp_path / "p.pdf", drawn, labels=plan))
    (table,) = tables_of(reading)
    assert cells(table) == [tuple(row) for row in DOORS]
    zones = zones_of(reading)
    assert all(zone_at(zones, row.box) for row in table.rows)
    assert sum(label.text in ("D1", "D2") for label in plan_labels(reading)) == len(plan)


def test_a_bare_table_under_its_heading_is_read_by_its_columns() -> None:
    rows = [line(text, 600 + 40 * column, 110 + 6 * row)
            for row, record in enumerate((("D1", "900x2100", "3"), ("D2", "900x2100", "5"), ("D3", "750x2100", "1")))
            for column, text in enumerate(record)]  # fmt: skip
    (table,) = tables_of(
        SheetReading(number=1, name="1", width=841, height=594, lines=(line("DOOR SCHEDULE", 600, 100, 5), *rows))
    )
    assert cells(table)[1] == ("D2", "900x2100", "5")


def test_revisions_and_title_blocks_are_no_schedules() -> None:
    heads = [line(text, 600 + 40 * n, 500) for n, text in enumerate(("NO.", "DESCRIPTION", "DATE", "BY"))]
    row = [line(text, 600 + 40 * n, 506) for n, text in enumerate(("1", "FOR TENDER", "2024-01-02", "AB"))]
    assert tables_of(SheetReading(number=1, name="1", width=841, height=594, lines=(*heads, *row))) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("MARK", "mark"), ("Nos.", "quantity"), ("QTY.", "quantity"), ("NO. OF", "quantity"), ("FRAME TYPE", "other"),
        ("SIZE (mm)", "size"), ("b×h", "size"), ("洞口尺寸(宽×高)", "size"), ("数量", "quantity"), ("合计", "quantity"),
        ("编号 MARK", "mark"), ("DESCRIPTIDNS", "name"), ("ROOM NO.", "mark"), ("标高(m)", "other"), ("备注", "remark"), ("一层", "quantity"), ("3-6F", "quantity"),
        ("D1", None), ("BEDROOM", None), ("SEE DETAIL 5", None), ("THE CONTRACTOR SHALL CHECK ALL DIMENSIONS", None), ("", None),
    ],
)  # fmt: skip
def test_kinds_of_columns(text: str, kind: str | None) -> None:
    assert column_kind(text) == kind


def test_words_of_a_plan_are_no_strong_heads() -> None:
    assert strong("QTY")
    assert not strong("WALL")
    assert not strong("ROOM")
    assert not strong("CORRIDOR")


def test_a_short_cell_that_ocr_saw_aslant_keeps_its_place() -> None:
    """Truth: three rows of two columns; the 01 of the second was found at 12 degrees, the mark of the third at 357."""
    rows = [("TYPE", "QTY"), ("W1", "01"), ("W2", "01"), ("W3", "07")]
    angles = {("W2", "01"): 12.0, ("W3", "W3"): 357.0}
    lines = [
        line(text, 20 + 30 * column, 20 + 4 * n, height=1.4).model_copy(
            update={"method": "ocr", "angle": angles.get((row[0], text), 0.0)}
        )
        for n, row in enumerate(rows)
        for column, text in enumerate(row)
    ]
    (table,) = tables_of(SheetReading(number=1, name="", width=100, height=100, method="ocr", lines=tuple(lines)))
    assert cells(table) == rows[1:]
