"""Rooms of one plan of several on a sheet: their total, the largest, a single one; and what is not told apart is not answered."""

from decimal import Decimal
from pathlib import Path

import pymupdf
import pytest

from tests.agent.asking import ask, value
from tests.pen import MM, Pen, plan

ROOMS = {
    "GROUND FLOOR PLAN": (("KITCHEN", "11.0 m2"), ("LIVING ROOM", "24.5 m2"), ("BEDROOM 1", "9.0 m2")),
    "FIRST FLOOR PLAN": (("BEDROOM 2", "15.5 m2"), ("BEDROOM 3", "13.0 m2"), ("STUDY", "8.0 m2"), ("STORE", "40.0 m2")),
}
CATALAN = {
    "PLANTA BAIXA": (("CUINA", "11.0 m2"), ("DORMITORI 1", "8.10 m2"), ("DORMITORI 2", "11.35 m2")),
    "PLANTA PRIMERA": (("DORMITORI 3", "15.5 m2"), ("SALA", "13.0 m2"), ("BANY", "4.0 m2")),
}


def two_plans(folder: Path, rooms: dict[str, tuple[tuple[str, str], ...]] = ROOMS) -> Path:
    """Two plans side by side, each with its rooms and title."""

    def draw(pen: Pen) -> None:
        for n, (title, named) in enumerate(rooms.items()):
            for at, (name, area) in enumerate(named):
                x, y = 25 + 190 * n + 70 * (at % 2), 70 + 45 * (at // 2)
                pen.text((x, y), name)
                pen.text((x, y + 5), area)
            pen.text((40 + 190 * n, 200), title, 6)

    return plan(folder, draw)


@pytest.mark.parametrize(
    ("question", "area"),
    [
        ("What is the total area of the rooms on the ground floor?", "44.5"),
        ("Total room area, first floor?", "76.5"),
        ("首层各房间面积合计是多少？", "44.5"),
        ("What is the largest room on the ground floor?", "24.5"),
        ("Which bedroom on the first floor has the largest area?", "15.5"),
        ("What is the total area of all rooms?", "121"),
        ("What is the area of bedroom 2 on the first floor?", "15.5"),
    ],
)
def test_only_those_of_the_storey(tmp_path: Path, question: str, area: str) -> None:
    answer = ask(two_plans(tmp_path), question)
    assert (answer.status, value(answer)) == ("answered", Decimal(area)), answer.text


@pytest.mark.parametrize(
    ("question", "area"),
    [
        ("Which bedroom on Planta Baixa has the largest area?", "11.35"),
        ("Planta Baixa 中面积最大的卧室是哪间？", "11.35"),
        ("What is the total area of the rooms on the ground floor?", "30.45"),
        ("total area of all rooms of PLANTA PRIMERA", "32.5"),
    ],
)
def test_plans_with_titles_of_other_languages(tmp_path: Path, question: str, area: str) -> None:
    answer = ask(two_plans(tmp_path, CATALAN), question)
    assert (answer.status, value(answer)) == ("answered", Decimal(area)), answer.text


def test_a_storey_without_a_plan_has_no_total(tmp_path: Path) -> None:
    assert ask(two_plans(tmp_path), "What is the total area of the rooms on the third floor?").status != "answered"


@pytest.mark.parametrize(
    ("question", "area"),
    [
        ("What is the largest room apart from the store?", "24.5"),
        ("除储藏室外面积最大的房间是哪间？", "24.5"),
        ("Which is the largest room excluding the store and the living room?", "15.5"),
        ("Which is the smallest room other than the study?", "9"),
    ],
)
def test_the_largest_without_those_that_are_left_out(tmp_path: Path, question: str, area: str) -> None:
    answer = ask(two_plans(tmp_path), question)
    assert (answer.status, value(answer)) == ("answered", Decimal(area)), answer.text


def test_what_is_left_out_and_not_there_is_no_answer(tmp_path: Path) -> None:
    assert ask(two_plans(tmp_path), "What is the largest room apart from the sauna?").status != "answered"


def test_a_room_that_further_sheets_name_without_its_area_is_one(tmp_path: Path) -> None:
    document = pymupdf.open()
    for areas in (("8.25 sqm", "11.47 sqm"), ("", "")):
        pen = Pen(document.new_page(width=420 * MM, height=297 * MM))
        for n, (name, area) in enumerate(zip(("DAPUR", "RUANG TAMU"), areas, strict=True)):
            pen.text((60 + 90 * n, 80), name)
            pen.text((60 + 90 * n, 85), area)
        pen.text((60, 120), "BILIK UTAMA")
        pen.finish()
    document.save(tmp_path / "two.pdf")
    alone, compared = (
        ask(tmp_path / "two.pdf", question)
        for question in (
            "What is the kitchen area?",
            "Is the kitchen or the living room bigger, and by how much in area?",
        )
    )
    assert (alone.status, value(alone)) == ("answered", Decimal("8.25")), alone.text
    assert (compared.status, value(compared)) == ("answered", Decimal("3.22")), compared.text
