"""Counts in a part of a drawing: on a storey's plan, on each, between axes, along one; and sanitary fixtures by their blocks."""

from pathlib import Path

import ezdxf
import pymupdf
import pytest
from ezdxf.enums import TextEntityAlignment as Align

from tests.agent.asking import ask, value
from tests.pen import INK, Pen, plan

XS, YS = (0, 60, 120, 180), (0, 60, 90)


def two_storeys(folder: Path) -> Path:
    """D1 twice below and three times above; offices one and two."""

    def draw(pen: Pen) -> None:
        for x, title, doors, offices in ((30, "GROUND FLOOR PLAN", 2, 1), (220, "FIRST FLOOR PLAN", 3, 2)):
            for n in range(doors):
                pen.text((x + 30 * n, 80), "D1")
            for n in range(offices):
                pen.text((x + 40 * n, 110), "OFFICE")
            pen.text((x + 100, 120), "HALL")
            pen.text((x + 20, 200), title, 5)
        pen.text((200, 280), "Doors as scheduled elsewhere")

    return plan(folder, draw)


def grid(folder: Path, *, plans: int = 1) -> Path:
    """Columns on axes 1 to 4 and A to C, their marks beside them: 8 KZ1 on the outer axes, KZ2 on the inner ones."""

    def draw(pen: Pen) -> None:
        for ox in range(60, 60 + 250 * plans, 250):
            _grid(pen, ox)

    return plan(folder, draw)


def _grid(pen: Pen, ox: float) -> None:
    for name, x in zip("1234", XS, strict=True):
        pen.line((ox + x, 50), (ox + x, 200))
        pen.circle((ox + x, 46), 4)
        pen.centred((ox + x, 46), name, 3.5)
    for name, y in zip("ABC", YS, strict=True):
        pen.line((ox - 20, 180 - y), (ox + 190, 180 - y))
        pen.circle((ox - 24, 180 - y), 4)
        pen.centred((ox - 24, 180 - y), name, 3.5)
    for i, x in enumerate(XS):
        for y in YS:
            pen.rect(ox + x - 2, 178 - y, ox + x + 2, 182 - y, fill=INK)
            pen.text((ox + x + 9, 174 - y), "KZ1" if i in (0, 3) else "KZ2")


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("How many D1 doors on the first floor?", 3),
        ("D1 on the ground floor, how many?", 2),
        ("how many D1 upstairs", 3),
        ("D1 count per floor", 5),
        ("How many offices are on the first floor?", 2),
        ("how many doors are there on the ground floor", 2),
        ("How many rooms on the ground floor?", 2),
        ("首层D1几樘", 2),
    ],
)
def test_on_the_plan_of_a_storey(tmp_path: Path, question: str, number: int) -> None:
    answer = ask(two_storeys(tmp_path), question)
    assert (answer.status, value(answer)) == ("answered", number)


def wards(folder: Path) -> Path:
    """Three patient rooms, two treatment rooms and a nurse station on the first floor, named in both languages."""
    names = (
        "PATIENT ROOM",
        "PATIENT ROOM",
        "PATIENT ROOM",
        "TREATMENT ROOM",
        "TREATMENT ROOM",
        "治疗室",
        "NURSE STATION",
    )

    def draw(pen: Pen) -> None:
        for n, name in enumerate(names):
            pen.text((30 + 48 * n, 80), name)
            pen.text((34 + 48 * n, 88), f"1{n:02}")
        pen.text((60, 140), "FIRST FLOOR PLAN", 5)

    return plan(folder, draw)


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("How many patient rooms are on the first-floor plan?", 3),
        ("How many treatment rooms are there on the first floor?", 2),
        ("首层平面有多少间病房？", 3),
        ("首层有几间治疗室", 1),
        ("首层有多少个房间？", 7),
        ("首层房间有多少间", 7),
    ],
)
def test_rooms_with_a_word_before_them_are_those_alone(tmp_path: Path, question: str, number: int) -> None:
    answer = ask(wards(tmp_path), question)
    assert (answer.status, value(answer)) == ("answered", number)


@pytest.mark.parametrize(
    "question", ["How many guest rooms on the first floor?", "how many rooms larger than 20 m2 on the first floor", "首层有几间带窗的房间", "首层房间装修表共有多少行？", "How many rows has the room schedule of the first floor?"]
)  # fmt: skip
def test_rooms_of_a_sort_that_none_is_named_by_are_not_counted(tmp_path: Path, question: str) -> None:
    assert ask(wards(tmp_path), question).status != "answered"


def test_a_chinese_storey_number_beside_a_ground_floor_may_mean_two_plans(tmp_path: Path) -> None:
    answer = ask(two_storeys(tmp_path), "一层D1几樘")
    assert answer.status == "refused"
    assert "GROUND FLOOR PLAN" in answer.text
    assert "FIRST FLOOR PLAN" in answer.text


def test_a_mark_that_the_storey_has_not_is_not_counted(tmp_path: Path) -> None:
    answer = ask(two_storeys(tmp_path), "How many D7 on the first floor?")
    assert answer.status == "refused"


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("How many columns are between axes 1 and 2?", 6),
        ("2-3轴有几根KZ2", 6),
        ("KZ1 columns only on axes 1 to 2", 3),
        ("how many columns along grid A", 4),
        ("B轴上有几根柱", 4),
        ("A~B轴、1~2轴范围内有多少根柱", 4),
    ],
)
def test_columns_belong_to_the_axis_that_they_stand_on(tmp_path: Path, question: str, number: int) -> None:
    answer = ask(grid(tmp_path), question)
    assert (answer.status, value(answer)) == ("answered", number)


def test_axes_of_two_plans_are_not_chosen_from(tmp_path: Path) -> None:
    assert ask(grid(tmp_path, plans=2), "How many columns between axes 1 and 2?").status == "refused"


def flat(folder: Path, *, room: str = "Shower") -> Path:
    document = ezdxf.new(setup=True)
    document.units = 4
    for name in ("WC", "BASIN", "DOOR900"):
        document.blocks.new(name).add_circle((0, 0), 200)
    space = document.modelspace()
    space.add_lwpolyline([(0, 0), (10000, 0), (10000, 8000), (0, 8000)], close=True)
    for n, name in enumerate(("WC", "WC", "BASIN", "BASIN", "BASIN", "DOOR900")):
        space.add_blockref(name, (1000 + 1200 * n, 2000))
    for n, text in enumerate((room, "Living Room")):
        space.add_text(text, height=250).set_placement((2000 + 4000 * n, 5000), align=Align.MIDDLE_CENTER)
    document.saveas(folder / "flat.dxf")
    return folder / "flat.dxf"


@pytest.mark.parametrize(
    ("question", "number"), [("How many washbasins?", 3), ("马桶一共几个", 2), ("toilet pans, how many of them?", 2)]
)
def test_fixtures_by_the_names_of_their_blocks(tmp_path: Path, question: str, number: int) -> None:
    answer = ask(flat(tmp_path), question)
    assert (answer.status, value(answer)) == ("answered", number)


def test_wcs_may_be_rooms_or_pans(tmp_path: Path) -> None:
    answer = ask(flat(tmp_path, room="WC"), "How many WCs are there?")
    assert answer.status == "refused"
    assert "Please say which" in answer.text


@pytest.mark.parametrize("question", ["How many beams are marked on the layout in all?", "图上一共标注了多少根梁？"])
def test_what_is_marked_is_counted_by_its_marks_and_not_by_the_word_for_it(tmp_path: Path, question: str) -> None:
    def draw(pen: Pen) -> None:
        for n in range(5):
            pen.text((40 + 30 * n, 80), f"FB{n + 1}")
        pen.text((60, 200), "FIRST FLOOR BEAM LAYOUT", 5)
        pen.text((60, 230), "SUNK TO BEAM")

    answer = ask(plan(tmp_path, draw), question)
    assert (answer.status, value(answer)) == ("answered", 5), answer.text


def test_columns_lie_along_an_axis_and_of_beams_it_is_not_told(tmp_path: Path) -> None:
    path = grid(tmp_path)
    assert value(ask(path, "How many KZ2 along axis 2?")) == 3
    assert ask(path, "How many FB beams along axis 2?").status == "refused"


@pytest.mark.parametrize(
    "question",
    [
        "How many columns are on the third floor?",
        "三层有多少根柱？",
        "How many columns are there excluding those on axis 4?",
        "除4轴外有几根柱",
    ],
)
def test_columns_of_another_storey_or_without_an_axis_are_not_those_of_the_sheet(tmp_path: Path, question: str) -> None:
    def draw(pen: Pen) -> None:
        _grid(pen, 60)
        pen.text((100, 240), "FIRST FLOOR BEAM LAYOUT", 5)

    path = plan(tmp_path, draw)
    assert ask(path, question).status != "answered"
    assert value(ask(path, "How many columns are on the first floor?")) == 12


@pytest.mark.parametrize(
    "question", ["How many windows in BILIK 2?", "How many doors does the kitchen have?", "厨房有几扇窗？", "BILIK 2 的窗有几樘"]
)  # fmt: skip
def test_openings_of_a_room_are_not_those_of_a_table(tmp_path: Path, question: str) -> None:
    def draw(pen: Pen) -> None:
        for n, name in enumerate(("DAPUR", "BILIK 2", "BILIK 3")):
            pen.text((40 + 60 * n, 80), name)
            pen.text((40 + 60 * n, 100), "W2")
        pen.text((40, 200), "WINDOW: 2 PANEL ADJUSTABLE WINDOW, 4 NOS")

    answer = ask(plan(tmp_path, draw), question)
    assert answer.status == "refused"
    assert answer.headline is None


@pytest.mark.parametrize("question", ["How many D1 doors on the first floor?", "图上 D1 标注了几个？"])
def test_what_ocr_read_is_not_settled(tmp_path: Path, question: str) -> None:
    """The same sheet as a picture: a mark that was not read would lack."""
    page = pymupdf.open(two_storeys(tmp_path))[0]
    page.get_pixmap(dpi=150).save(tmp_path / "scan.png")
    answer = ask(tmp_path / "scan.png", question)
    assert answer.status == "refused"
    assert "OCR" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "How many glazed doors on the ground floor?",
        "首层有几樘防火门",
    ],
)
def test_things_of_a_sort_are_not_all_of_them(tmp_path: Path, question: str) -> None:
    assert ask(two_storeys(tmp_path), question).status != "answered"


@pytest.mark.parametrize(
    "question",
    ["How many columns on axes 1 and 4?", "1轴和4轴上共有几根柱", "How many KZ2 on axis B between 2 and 4?", "How many column rows?"],
)  # fmt: skip
def test_what_lies_on_two_axes_does_not_lie_between_them(tmp_path: Path, question: str) -> None:
    assert ask(grid(tmp_path), question).status != "answered"
