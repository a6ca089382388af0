"""Ruled tables of many makes: cells are what stands between lines, merged ones hold for every row that they span."""

from pathlib import Path
from typing import Any, NamedTuple

import ezdxf
import pytest

from tests.grids_drawn import Grid, picture, sheet
from tools.kit.drawing import Drawing
from tools.kit.schedules import tables_of
from tools.kit.tables import Table


class Make(NamedTuple):
    """What is drawn and what is to be read, cells parted by bars, a line a row; "//" breaks a line within a drawn cell."""

    name: str
    drawn: str
    read: str
    how: dict[str, Any]

    @property
    def grid(self) -> Grid:
        drawn = [[cell.replace("//", "\n") for cell in row] for row in cells(self.drawn)]
        return Grid(rows=drawn, **self.how)


def cells(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in text.strip("\n").split("\n")]


MAKES = (
    Make(
        "a head over two columns",
        """
NO. | ROUGH OPENING | < | FRAME | < | HDWR | REMARKS
^ | W | H | TYPE | MATL | ^ | ^
101A | 3'-0" | 7'-0" | 1 | HM | 2 | 
101B | 3'-0" | 7'-0" | 2 | WD | 3 | PANIC DEVICE//BY OWNER
102 | 6'-0" | 7'-0" | 1 | HM |  | 
""",
        """
NO. | ROUGH OPENING W | ROUGH OPENING H | FRAME TYPE | FRAME MATL | HDWR | REMARKS
101A | 3'-0" | 7'-0" | 1 | HM | 2 | 
101B | 3'-0" | 7'-0" | 2 | WD | 3 | PANIC DEVICE BY OWNER
102 | 6'-0" | 7'-0" | 1 | HM |  | 
""",
        {"heads": 2, "title": "DOOR SCHEDULE", "widths": (16, 20, 20, 16, 16, 14, 44)},
    ),
    Make(
        "heads of three storeys",
        """
MARK | DOOR | < | < | < | FRAME | < | < | FIRE RATING | QTY
^ | SIZE | < | < | MATERIAL | MATERIAL | DETAILS | < | ^ | ^
^ | WIDTH | HEIGHT | THK | ^ | ^ | HEAD | JAMB | ^ | ^
D01 | 900 | 2100 | 44 | TIMBER | STEEL | A1 | A2 | 60 | 4
D02 | 1800 | 2100 | 44 | TIMBER | STEEL | A1 | A3 |  | 1
D03 | 800 | 2100 | 40 | PLY | TIMBER | B1 | B2 | 30 | 11
""",
        """
MARK | DOOR SIZE WIDTH | DOOR SIZE HEIGHT | DOOR SIZE THK | DOOR MATERIAL | FRAME MATERIAL | FRAME DETAILS HEAD | FRAME DETAILS JAMB | FIRE RATING | QTY
D01 | 900 | 2100 | 44 | TIMBER | STEEL | A1 | A2 | 60 | 4
D02 | 1800 | 2100 | 44 | TIMBER | STEEL | A1 | A3 |  | 1
D03 | 800 | 2100 | 40 | PLY | TIMBER | B1 | B2 | 30 | 11
""",
        {
            "heads": 3,
            "title": "DOOR SCHEDULE",
            "widths": (16, 18, 18, 14, 24, 24, 16, 16, 24, 14),
            "align": "lrrrccccrc",
        },
    ),
    Make(
        "quantities by storey",
        """
类型 | 设计编号 | 洞口尺寸(mm) | 数量 | < | < | 备注
^ | ^ | ^ | 一层 | 二层 | 合计 | ^
普通门 | M0921 | 900X2100 | 3 | 4 | 7 | 
^ | M1221 | 1200X2100 | 1 |  | 1 | 见详图
窗 | C1815 | 1800X1500 | 5 | 6 | 11 | 
^ | C0909 | 900X900 |  | 2 | 2 | 
合计 | < | < | 9 | 12 | 21 | 
""",
        """
类型 | 设计编号 | 洞口尺寸(mm) | 数量 一层 | 数量 二层 | 数量 合计 | 备注
普通门 | M0921 | 900X2100 | 3 | 4 | 7 | 
普通门 | M1221 | 1200X2100 | 1 |  | 1 | 见详图
窗 | C1815 | 1800X1500 | 5 | 6 | 11 | 
窗 | C0909 | 900X900 |  | 2 | 2 | 
合计 |  |  | 9 | 12 | 21 | 
""",
        {"heads": 2, "title": "门窗表", "align": "ccccccl"},
    ),
    Make(
        "the title in a cell",
        """
门窗统计表 | < | < | < | < | <
门窗编号 | 洞口尺寸 | < | 樘数 | 图集 | 备注
^ | 宽 | 高 | ^ | ^ | ^
M1 | 1000 | 2100 | 12 | 98J741 | 木门
M2 | 900 | 2100 | 24 | 98J741 | 木门
C1 | 1500 | 1500 | 8 |  | 塑钢窗
""",
        """
门窗编号 | 洞口尺寸 宽 | 洞口尺寸 高 | 樘数 | 图集 | 备注
M1 | 1000 | 2100 | 12 | 98J741 | 木门
M2 | 900 | 2100 | 24 | 98J741 | 木门
C1 | 1500 | 1500 | 8 |  | 塑钢窗
""",
        {"heads": 3, "align": "cccccc"},
    ),
    Make(
        "a mark over several rows",
        """
柱号 | 标高(m) | b×h(mm) | 角筋 | b边一侧中部筋 | h边一侧中部筋 | 箍筋类型号 | 箍筋
KZ1 | 基础顶~-0.030 | 600×600 | 4Φ25 | 3Φ22 | 3Φ22 | 1(4×4) | Φ10@100/200
^ | -0.030~7.170 | 500×500 | 4Φ22 | 2Φ20 | 2Φ20 | 1(4×4) | Φ8@100/200
^ | 7.170~14.370 | 450×450 | 4Φ20 | 2Φ18 | 2Φ18 | 1(4×4) | Φ8@100/200
KZ2 | 基础顶~14.370 | 400×400 | 4Φ20 | 1Φ18 | 1Φ18 | 1(3×3) | Φ8@100
""",
        """
柱号 | 标高(m) | b×h(mm) | 角筋 | b边一侧中部筋 | h边一侧中部筋 | 箍筋类型号 | 箍筋
KZ1 | 基础顶~-0.030 | 600×600 | 4Φ25 | 3Φ22 | 3Φ22 | 1(4×4) | Φ10@100/200
KZ1 | -0.030~7.170 | 500×500 | 4Φ22 | 2Φ20 | 2Φ20 | 1(4×4) | Φ8@100/200
KZ1 | 7.170~14.370 | 450×450 | 4Φ20 | 2Φ18 | 2Φ18 | 1(4×4) | Φ8@100/200
KZ2 | 基础顶~14.370 | 400×400 | 4Φ20 | 1Φ18 | 1Φ18 | 1(3×3) | Φ8@100
""",
        {"title": "柱表", "widths": (16, 34, 24, 20, 30, 30, 26, 34), "align": "cccccccc"},
    ),
    Make(
        "a value over several rows",
        """
层号 | 标高(m) | 层高(m) | 混凝土等级
屋面 | 22.470 |  | C30
6 | 18.870 | 3.600 | ^
5 | 15.270 | 3.600 | ^
4 | 11.670 | 3.600 | C35
1 | -0.030 | 4.200 | ^
""",
        """
层号 | 标高(m) | 层高(m) | 混凝土等级
屋面 | 22.470 |  | C30
6 | 18.870 | 3.600 | C30
5 | 15.270 | 3.600 | C30
4 | 11.670 | 3.600 | C35
1 | -0.030 | 4.200 | C35
""",
        {"title": "结构层楼面标高及层高表", "align": "cccc"},
    ),
    Make(
        "dots under merged heads",
        """
ROOM NO. | ROOM NAME | FLOOR | < | < | BASE | WALLS | CEILING HEIGHT | REMARKS
^ | ^ | VCT | CPT | CT | ^ | ^ | ^ | ^
101 | LOBBY |  |  | ● | RB-1 | PT-1 | 9'-0" | 1
102 | OFFICE |  | ● |  | RB-1 | PT-1 | 8'-0" | 
103 | STORAGE | ● |  |  | RB-2 | PT-2 | EXPOSED | 2, 3
""",
        """
ROOM NO. | ROOM NAME | FLOOR VCT | FLOOR CPT | FLOOR CT | BASE | WALLS | CEILING HEIGHT | REMARKS
101 | LOBBY |  |  | ● | RB-1 | PT-1 | 9'-0" | 1
102 | OFFICE |  | ● |  | RB-1 | PT-1 | 8'-0" | 
103 | STORAGE | ● |  |  | RB-2 | PT-2 | EXPOSED | 2, 3
""",
        {
            "heads": 2,
            "title": "ROOM FINISH SCHEDULE",
            "widths": (22, 34, 14, 14, 14, 18, 18, 40, 22),
            "align": "llccclllc",
        },
    ),
    Make(
        "a total over merged cells",
        """
MARK | LENGTH | WIDTH | DEPTH | REINFORCEMENT | < | QTY
^ | ^ | ^ | ^ | BOTTOM E.W. | TOP | ^
F-1 | 4'-0" | 4'-0" | 12" | (5) #5 |  | 14
F-2 | 6'-6" | 6'-6" | 18" | (7) #6 | (7) #5 | 3
TOTAL | < | < | < | < | < | 17
""",
        """
MARK | LENGTH | WIDTH | DEPTH | REINFORCEMENT BOTTOM E.W. | REINFORCEMENT TOP | QTY
F-1 | 4'-0" | 4'-0" | 12" | (5) #5 |  | 14
F-2 | 6'-6" | 6'-6" | 18" | (7) #6 | (7) #5 | 3
TOTAL |  |  |  |  |  | 17
""",
        {"heads": 2, "title": "FOOTING SCHEDULE", "align": "cccccll"},
    ),
    Make(
        "heads at the left",
        """
DOOR NO. | D1 | D2 | D3
SIZE | 900 x 2100 | 1500 x 2100 | 750 x 2100
TYPE | SINGLE LEAF//FLUSH | DOUBLE LEAF//GLAZED | PVC
LOCATION | BEDROOMS | LIVING,//TERRACE | BATHS
QUANTITY | 6 | 2 | 4
""",
        """
DOOR NO. | SIZE | TYPE | LOCATION | QUANTITY
D1 | 900 x 2100 | SINGLE LEAF FLUSH | BEDROOMS | 6
D2 | 1500 x 2100 | DOUBLE LEAF GLAZED | LIVING, TERRACE | 2
D3 | 750 x 2100 | PVC | BATHS | 4
""",
        {"heads": 0, "title": "DOOR SCHEDULE", "widths": (28, 34, 40, 34), "align": "lccc"},
    ),
    Make(
        "cells of three lines",
        """
TAG | DESCRIPTION | MANUFACTURER | QTY
EF-1 | EXHAUST FAN//CEILING MOUNTED//WITH BACKDRAFT DAMPER | GREENHECK//OR EQUAL | 3
AHU-1 | AIR HANDLING UNIT | TRANE | 1
VAV-1 |  | TITUS | 12
""",
        """
TAG | DESCRIPTION | MANUFACTURER | QTY
EF-1 | EXHAUST FAN CEILING MOUNTED WITH BACKDRAFT DAMPER | GREENHECK OR EQUAL | 3
AHU-1 | AIR HANDLING UNIT | TRANE | 1
VAV-1 |  | TITUS | 12
""",
        {"title": "MECHANICAL EQUIPMENT SCHEDULE", "widths": (20, 56, 40, 14), "align": "lllr"},
    ),
    *(
        Make(
            name,
            """
MARK | SIZE | TYPE | NO. OFF
W1 | 1200x1200 | CASEMENT | 6
W2 | 600x1200 | AWNING TO//BATHROOMS//ONLY | 4
W3 | 2400x1200 | SLIDING | 1
""",
            """
MARK | SIZE | TYPE | NO. OFF
W1 | 1200x1200 | CASEMENT | 6
W2 | 600x1200 | AWNING TO BATHROOMS ONLY | 4
W3 | 2400x1200 | SLIDING | 1
""",
            {"title": "WINDOW SCHEDULE", "widths": (20, 30, 44, 20), "lines": lines},
        )
        for name, lines in (
            ("upright lines in a frame", "columns"),
            ("level lines only", "rows"),
            ("no lines at the sides", "open"),
        )
    ),
    Make(
        "heads of two lines",
        """
Door Ref | Location | Structural Opening//Width (mm) | Structural Opening//Height (mm) | Leaf | Fire//Rating | Ironmongery//Set | Vision//Panel
DG.01 | Entrance | 1010 | 2110 | 926 x 2040 | FD30S | IS-01 | Yes
DG.02 | Kitchen | 910 | 2110 | 826 x 2040 | FD30 | IS-02 | No
D1.01 | Bedroom 1 | 910 | 2110 | 826 x 2040 | - | IS-04 | No
""",
        """
Door Ref | Location | Structural Opening Width (mm) | Structural Opening Height (mm) | Leaf | Fire Rating | Ironmongery Set | Vision Panel
DG.01 | Entrance | 1010 | 2110 | 926 x 2040 | FD30S | IS-01 | Yes
DG.02 | Kitchen | 910 | 2110 | 826 x 2040 | FD30 | IS-02 | No
D1.01 | Bedroom 1 | 910 | 2110 | 826 x 2040 | - | IS-04 | No
""",
        {"title": "Door Schedule", "widths": (20, 30, 38, 38, 28, 18, 28, 18)},
    ),
    Make(
        "a set over several rows",
        """
SET | QTY | ITEM | MANUFACTURER | FINISH
HW-1 | 3 | HINGES | HAGER | US26D
^ | 1 | LOCKSET | SCHLAGE | 626
^ | 1 | CLOSER | LCN | ALUM
HW-2 | 3 | HINGES | HAGER | US26D
^ | 1 | PANIC DEVICE | VON DUPRIN | 626
""",
        """
SET | QTY | ITEM | MANUFACTURER | FINISH
HW-1 | 3 | HINGES | HAGER | US26D
HW-1 | 1 | LOCKSET | SCHLAGE | 626
HW-1 | 1 | CLOSER | LCN | ALUM
HW-2 | 3 | HINGES | HAGER | US26D
HW-2 | 1 | PANIC DEVICE | VON DUPRIN | 626
""",
        {"title": "HARDWARE SCHEDULE", "widths": (18, 14, 40, 40, 24)},
    ),
    Make(
        "headings over all columns",
        """
MARK | SIZE | MATERIAL | QTY
LEVEL 1 | < | < | <
D1 | 900x2100 | TIMBER | 4
D2 | 800x2100 | TIMBER | 2
LEVEL 2 | < | < | <
D3 | 900x2100 | TIMBER | 6
""",
        """
MARK | SIZE | MATERIAL | QTY
D1 | 900x2100 | TIMBER | 4
D2 | 800x2100 | TIMBER | 2
D3 | 900x2100 | TIMBER | 6
""",
        {"title": "DOOR SCHEDULE"},
    ),
    Make(
        "beams over several rows",
        """
梁编号 | 所在楼层号 | 梁截面 b×h | 上部纵筋 | 下部纵筋 | 箍筋
LL1 | 2-9 | 300×2000 | 4Φ22 | 4Φ22 | Φ10@100(2)
^ | 10-16 | 300×1500 | 4Φ20 | 4Φ20 | Φ10@100(2)
LL2 | 2-16 | 300×1770 | 4Φ22 | 4Φ22 | Φ10@150(2)
""",
        """
梁编号 | 所在楼层号 | 梁截面 b×h | 上部纵筋 | 下部纵筋 | 箍筋
LL1 | 2-9 | 300×2000 | 4Φ22 | 4Φ22 | Φ10@100(2)
LL1 | 10-16 | 300×1500 | 4Φ20 | 4Φ20 | Φ10@100(2)
LL2 | 2-16 | 300×1770 | 4Φ22 | 4Φ22 | Φ10@150(2)
""",
        {"title": "剪力墙梁表", "widths": (18, 28, 30, 28, 28, 34), "align": "cccccc"},
    ),
    Make(
        "text close to its lines",
        """
编号 | 宽 | 高 | 数量 | 备注
M1 | 900 | 2100 | 12 | 木门
M2 | 1200 | 2100 | 3 | 防火门
C1 | 1500 | 1800 | 6 | 塑钢窗
""",
        """
编号 | 宽 | 高 | 数量 | 备注
M1 | 900 | 2100 | 12 | 木门
M2 | 1200 | 2100 | 3 | 防火门
C1 | 1500 | 1800 | 6 | 塑钢窗
""",
        {"title": "门窗表", "widths": (9, 10, 10, 9, 14), "pitch": 5, "align": "ccccc"},
    ),
)
SPARE = "MARK | SIZE | DESCRIPTION | QTY\nD1 | 900x2100 | TIMBER DOOR | 8\nD2 | 1500x2400 | STEEL DOOR | 3"


def tables(path: Path, *grids: Grid, **more: Any) -> tuple[Table, ...]:
    return tables_of(Drawing.open(sheet(path / "t.pdf", *grids, **more)).sheet(1).reading)


def texts(table: Table) -> list[list[str]]:
    body = [row for row in table.rows if row.kind != "section"]
    return [[column.name for column in table.columns], *([cell.text for cell in row.cells] for row in body)]


@pytest.mark.parametrize("make", MAKES, ids=lambda make: make.name)
def test_every_make_is_read_cell_by_cell(tmp_path: Path, make: Make) -> None:
    (table,) = tables(tmp_path, make.grid)
    assert texts(table) == cells(make.read)


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_merged_cells_of_a_sheet_on_its_side(tmp_path: Path, turned: int) -> None:
    (table,) = tables(tmp_path, MAKES[1].grid, turned=turned)
    assert texts(table) == cells(MAKES[1].read)


def test_a_merged_cell_has_its_place_in_every_row_that_it_spans(tmp_path: Path) -> None:
    (table,) = tables(tmp_path, next(make.grid for make in MAKES if "KZ1" in make.drawn))
    first, second = (row.cells[0] for row in table.rows[:2])
    assert first.text == second.text == "KZ1"
    assert first.box == second.box


def test_a_quantity_over_several_rows_is_stated_once(tmp_path: Path) -> None:
    drawn = "MARK | TYPE | QTY\nD1 | LEAF | 4\n^ | FRAME | ^\nD2 | LEAF | 2"
    (table,) = tables(tmp_path, Grid(rows=cells(drawn)))
    assert [row[-1] for row in texts(table)[1:]] == ["4", "", "2"]


def test_headings_over_all_columns_head_the_rows_under_them(tmp_path: Path) -> None:
    (table,) = tables(tmp_path, next(make.grid for make in MAKES if "LEVEL 1" in make.drawn))
    assert [(row.kind, row.section) for row in table.rows] == [
        ("section", ""), ("body", "LEVEL 1"), ("body", "LEVEL 1"), ("section", ""), ("body", "LEVEL 2")]  # fmt: skip


def test_tables_that_share_a_line_are_two(tmp_path: Path) -> None:
    left = Grid(rows=cells(SPARE), at=(40, 60))
    right = Grid(rows=cells(SPARE.replace("D", "W")), at=(left.xs[-1], 60))
    lower = Grid(rows=cells(SPARE.replace("D1", "G1").replace("D2", "G2")), at=(40, left.ys[-1]))
    found = tables(tmp_path, left, right, lower)
    assert [[row[0] for row in texts(table)[1:]] for table in found] == [["D1", "D2"], ["W1", "W2"], ["G1", "G2"]]


def test_what_stands_in_a_frame_beside_a_table_is_no_part_of_it(tmp_path: Path) -> None:
    rooms = Grid(rows=cells("KITCHEN | BATH\nHALL | BEDROOM"), heads=0, at=(40, 200), widths=(60, 40), pitch=30)
    frame = [((20.0, 20.0), (300.0, 20.0)), ((20.0, 20.0), (20.0, 300.0))]
    (table,) = tables(tmp_path, Grid(rows=cells(SPARE)), rooms, strays=frame)
    assert texts(table) == cells(SPARE)


def test_tables_of_a_picture_are_read_by_their_lines(tmp_path: Path) -> None:
    """A figure alone in its cell is found there, and text that was read across a line is parted."""
    (table,) = tables_of(Drawing.open(picture(tmp_path / "t.png", MAKES[2].grid)).sheet(1).reading)
    read = texts(table)
    assert [row[:3] for row in read[1:]] == [row[:3] for row in cells(MAKES[2].read)[1:]]
    assert [row[5] for row in read[1:]] == ["7", "1", "11", "2", "21"]


def test_tables_of_a_dxf_are_read_by_their_lines(tmp_path: Path) -> None:
    document = ezdxf.new(units=4)
    space = document.modelspace()
    rows = [["柱号", "截面", "角筋"], ["KZ1", "600x600", "4C25"], ["", "500x500", "4C22"], ["KZ2", "400x400", "4C20"]]
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            space.add_text(text, height=300, dxfattribs={"insert": (4000 * j + 300, -1000 * i - 650)})
    for i in range(5):
        space.add_line((4000 if i == 2 else 0, -1000 * i), (12000, -1000 * i))
    for j in range(4):
        space.add_line((4000 * j, 0), (4000 * j, -4000))
    document.saveas(tmp_path / "t.dxf")
    (table,) = tables_of(Drawing.open(tmp_path / "t.dxf").sheet(1).reading)
    assert [row[0] for row in texts(table)[1:]] == ["KZ1", "KZ1", "KZ2"]
