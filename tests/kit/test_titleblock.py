"""Title blocks, scale notes and zones from lines of text as real sheets have them."""

from decimal import Decimal

import pytest

from tests.kit.test_labels import line
from tools.kit.geometry import inside, turned
from tools.kit.scale import contradicting, ratio_in, scale_notes
from tools.kit.text import SheetReading, TextLine
from tools.kit.titleblock import VALUES, blanks_of, fields_of, strip_of
from tools.kit.zones import plan_labels, zone_at, zones_of


def sheet(*lines: TextLine) -> SheetReading:
    return SheetReading(number=1, name="page 1", width=841, height=594, lines=lines)


ENGLISH = sheet(
    line("DRAWING TITLE :-", 719, 489, 2.5), line("FIRST FLOOR BEAM LAYOUT", 733, 508, 5),
    line("DATE :", 716, 563, 2.5), line("16-12-2024", 727, 563, 2.5),
    line("DWG. NO:", 745, 563, 2.5), line("TEMPLE/28-1/24/SD-005", 759, 563, 1.0),
    line("REV:  R0", 796, 563, 2.5), line("Scale :-", 761, 419, 2.5), line("AM", 776, 419, 2.5),
)  # fmt: skip
CHINESE = sheet(
    line("图号", 760, 560), line("结施-05", 775, 560), line("图名", 760, 550), line("一层柱平面图", 775, 550, 4),
    line("比例：1:100", 760, 540), line("日期", 760, 530), line("2026.03", 775, 530),
)  # fmt: skip


def test_fields_behind_their_names_inline_and_below() -> None:
    found = {field: value.text for field, value in fields_of(ENGLISH).items()}
    assert found["title"] == "FIRST FLOOR BEAM LAYOUT"
    assert found["date"] == "16-12-2024"
    assert found["number"] == "TEMPLE/28-1/24/SD-005"
    assert found["revision"] == "R0"


def test_chinese_fields() -> None:
    found = {field: value.text for field, value in fields_of(CHINESE).items()}
    assert found == {"number": "结施-05", "title": "一层柱平面图", "scale": "1:100", "date": "2026.03"}


def test_a_title_of_two_lines_a_misread_name_and_a_date_that_is_none() -> None:
    ocr = {"method": "ocr"}
    lines = [
        line("DATE", 720, 440, 2.5), line("100% CONSTRUCTION", 700, 455, 4), line("DRAWING NAME", 700, 480, 2.5),
        line("MECHANICAL LEVEL &", 700, 485, 4), line("FIRST FLOOR PLAN", 700, 490, 4), line("DATE", 700, 510, 2.5),
        line("11-21-01", 712, 515, 3.5), line("DRAMNG NUMBER", 750, 510, 2.5), line("S1.0", 752, 517, 11),
    ]  # fmt: skip
    found = {
        field: value.text for field, value in fields_of(sheet(*(one.model_copy(update=ocr) for one in lines))).items()
    }
    assert found["title"] == "MECHANICAL LEVEL & FIRST FLOOR PLAN"
    assert found["number"] == "S1.0"
    assert found["date"] == "11-21-01"


def on_its_side(reading: SheetReading, angle: int) -> SheetReading:
    """The sheet as it lies where its text has that angle."""
    back = (360 - angle) % 360
    boxes = [turned(line.box, back) for line in reading.lines]
    x, y = turned((0, 0, reading.width, reading.height), back)[:2]
    lines = tuple(
        line.model_copy(update={"box": (b[0] - x, b[1] - y, b[2] - x, b[3] - y), "angle": angle})
        for line, b in zip(reading.lines, boxes, strict=True)
    )
    size = {"width": reading.height, "height": reading.width} if angle % 180 else {}
    return reading.model_copy(update={"lines": lines, **size})


@pytest.mark.parametrize("angle", [90, 180, 270])
@pytest.mark.parametrize("upright", [ENGLISH, CHINESE])
def test_a_block_on_a_sheet_that_lies_on_its_side(upright: SheetReading, angle: int) -> None:
    lying = on_its_side(upright, angle)
    found = fields_of(lying)
    assert {f: v.text for f, v in found.items()} == {f: v.text for f, v in fields_of(upright).items()}
    number = next(line for line in lying.lines if found["number"].text in line.text)
    assert found["number"].box == pytest.approx(number.box)
    assert found["number"].angle == angle
    strip = strip_of(lying)
    assert strip is not None
    assert inside(number.box, strip)


@pytest.mark.parametrize(
    ("text", "value"),
    [("SHEET 3 OF 12", "3 OF 12"), ("第 3 张 共 12 张", "第 3 张 共 12 张"), ("Sheet No. 3/12", "3/12")],
)
def test_which_sheet_of_how_many(text: str, value: str) -> None:
    assert fields_of(sheet(line(text, 760, 570)))["sheet"].text == value


def test_neighbours_of_english() -> None:
    malay = sheet(
        line("TAJUK LUKISAN", 760, 480), line("PELAN LANTAI", 760, 488, 4), line("DILUKIS", 760, 510), line("TMSB-NAS", 785, 510),
        line("HARIBULAN", 760, 520), line("APRIL 2024", 785, 520), line("NO. KEPINGAN", 760, 540), line("WD-1/01", 762, 547, 5),
    )  # fmt: skip
    assert {field: value.text for field, value in fields_of(malay).items()} == {
        "title": "PELAN LANTAI", "drawn": "TMSB-NAS", "date": "APRIL 2024", "number": "WD-1/01"}  # fmt: skip


def test_a_field_without_a_value_takes_none_from_the_next() -> None:
    block = sheet(
        line("Chk by :-", 720, 500, 2.5),
        line("Issued For :-", 720, 506, 2.5),
        line("GOOD FOR CONSTRUCTION", 720, 511, 2.5),
    )
    assert "checked" not in fields_of(block)


@pytest.mark.parametrize("date", ["2026.03", "16-12-2024", "APRIL 2024", "2026年3月18日", "11/21/01", "20260318"])
def test_dates_as_they_are_written(date: str) -> None:
    assert fields_of(sheet(line("DATE", 700, 540), line(date, 715, 540)))["date"].text == date


def test_nothing_is_guessed_without_names() -> None:
    bare = sheet(line("A-101", 800, 580, 8), line("2026-01-01", 700, 560))
    assert fields_of(bare) == {}
    assert strip_of(bare) is None


def test_the_strip_holds_the_names() -> None:
    strip = strip_of(CHINESE)
    assert strip is not None
    assert strip[0] < 760
    assert strip[1] < 531


@pytest.mark.parametrize(
    ("text", "ratio"),
    [
        ("1:100", "100"), ("比例 1：50", "50"), ("SCALE 1 : 1000", "1000"), ("1/8\" = 1'-0\"", "96"), ("1/4\"=1'-0\"", "48"),
        ("3\" = 1'-0\"", "4"), ("1 1/2\" = 1'-0\"", "8"), ("1\" = 20'", "240"), ("2021:100", None), ("11:30", None), ("NTS", None),
        ("1/0\" = 1'-0\"", None),
    ],
)  # fmt: skip
def test_ratios(text: str, ratio: str | None) -> None:
    found = ratio_in(text)
    assert (found and found[0]) == (ratio and Decimal(ratio))


def test_named_notes_come_first_and_know_their_view() -> None:
    notes = scale_notes(
        sheet(
            line("1:50", 300, 480),
            line("FIRST FLOOR PLAN", 100, 470, 6),
            line("SCALE", 100, 480),
            line("1:100", 112, 480),
        )
    )
    assert [(note.text, note.named) for note in notes] == [("1:100", True), ("1:50", False)]
    assert notes[0].title == "FIRST FLOOR PLAN"


@pytest.mark.parametrize("title", ["一层平面图 1:100", "GROUND FLOOR PLAN 1:100", "Detail A 1:100", "楼梯详图1:100"])
def test_a_ratio_behind_the_title_of_a_view_is_named_by_it(title: str) -> None:
    notes = scale_notes(sheet(line(title, 100, 470, 6), line("SCALE 1:50", 700, 580)))
    assert {(note.text, note.named) for note in notes} == {("1:100", True), ("1:50", True)}


def test_a_ratio_on_the_row_of_a_title_is_named_by_it() -> None:
    notes = scale_notes(sheet(line("二层平面图", 100, 470, 6), line("1:100", 122, 471, 4), line("比例 1:50", 700, 580)))
    assert [note.named for note in notes] == [True, True]


@pytest.mark.parametrize("text", ["RAMP PLAN SLOPE 1:12", "屋面平面坡度 1:20", "SEE NOTE 1:20"])
def test_other_ratios_are_not_named_by_a_view(text: str) -> None:
    notes = scale_notes(sheet(line(text, 100, 470), line("SCALE 1:50", 700, 580)))
    assert [note.text for note in notes if note.named] == ["1:50"]


def test_two_scales_of_one_view_contradict_each_other() -> None:
    two = sheet(line("SCALE 1:50", 100, 480), line("SCALE 1:100", 100, 484), line("比例 1:20", 400, 480))
    assert {note.text for note in contradicting(scale_notes(two))} == {"1:50", "1:100"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SCALE 1:50 @ A1", "SCALE 1:100 @ A3"), ("H SCALE 1:500", "V SCALE 1:50"), ("SCALE 1:50", "1:100"), ("SCALE 1:50", "SCALE 1:50"),
        ("PLAN SCALE 1:50", "DETAIL SCALE 1:20"),
    ],
)  # fmt: skip
def test_scales_of_other_papers_directions_and_views_do_not(one: str, other: str) -> None:
    assert contradicting(scale_notes(sheet(line(one, 100, 480), line(other, 100, 484)))) == []


def test_mortar_mixes_are_no_scales() -> None:
    assert scale_notes(sheet(line("CEMENT MORTAR 1:3", 100, 100), line("1:4", 100, 200))) == []


def test_a_schedule_takes_its_rows_and_leaves_the_plan() -> None:
    rows = [
        line(text, 600 + 30 * column, 110 + 6 * row)
        for row in range(4)
        for column, text in enumerate(("D1", "900x2100", "3"))
    ]
    reading = sheet(line("DOOR SCHEDULE", 600, 100, 5), *rows, line("D1", 200, 110), line("D1", 605, 400))
    zones = zones_of(reading)
    assert [zone.kind for zone in zones] == ["schedule"]
    assert zone_at(zones, rows[-1].box) == zones[0]
    assert len(plan_labels(reading)) == 2


def test_a_heading_without_rows_is_no_zone() -> None:
    assert zones_of(sheet(line("门窗表", 600, 100, 5), line("D1", 200, 300))) == []


@pytest.mark.parametrize("other", ['1/8"=1\'-0"', "1:100", "11-21-01", "AS NOTED"])
def test_what_stands_near_the_name_but_is_no_number_of_a_drawing(other: str) -> None:
    assert not VALUES["number"].search(other)


@pytest.mark.parametrize("number", ["S1.0", "A102", "TEMPLE/28-1/24/SD-005", "结施-03", "20-001", "AF101"])
def test_numbers_of_drawings(number: str) -> None:
    assert VALUES["number"].search(number)


def test_further_fields_by_their_names_and_those_that_are_blank() -> None:
    block = sheet(
        line("Project Number", 720, 480, 2.5), line("656-19-306", 720, 485, 2.5), line("Building Number", 760, 480, 2.5), line("28", 760, 485, 2.5),
        line("STRUCTURAL CONSULTANT", 720, 500, 2.5), line("BRIDGE & PARTNERS", 720, 505, 2.5), line("12 MILL LANE", 720, 509, 2.5),
        line("Sheet size :-", 720, 530, 2.0), line("A1", 740, 530, 2.0), line("Checked", 720, 540, 2.5), line("Approved", 740, 540, 2.5),
        line("DRAWING NO.", 720, 560, 2.5), line("S-101", 745, 560, 4), line("DATE", 780, 560, 2.5),
    )  # fmt: skip
    found = {field: value.text for field, value in fields_of(block).items()}
    assert found["project_number"] == "656-19-306"
    assert found["building"] == "28"
    assert found["consultant"] == "BRIDGE & PARTNERS 12 MILL LANE"
    assert found["size"] == "A1"
    assert "project" not in found
    assert set(blanks_of(block)) == {"checked", "approved", "date"}


def test_a_block_in_model_space_reaches_as_far_as_its_letters_are_tall() -> None:
    names = [line("图名", 76000, 56000, 250), line("图号", 76000, 57000, 250), line("日期", 76000, 58000, 250)]
    values = [line("一层平面图", 77800, 56000, 250), line("建施-03", 77800, 57000, 250)]
    model = SheetReading(number=1, name="model", width=84100, height=59400, lines=(*names, *values))
    assert {f: v.text for f, v in fields_of(model).items()} == {"title": "一层平面图", "number": "建施-03"}
    assert list(blanks_of(model)) == ["date"]


def test_names_beside_names_are_no_values() -> None:
    lines = [line("设计", 700, 500), line("专业负责人", 720, 500), line("校对人", 700, 510), line("审定人", 720, 510)]
    assert fields_of(sheet(*lines, line("图号", 700, 520))) == {}
