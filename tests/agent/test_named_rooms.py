"""Rooms are found by their names in a question, in whatever words; sums and differences of their areas are proven."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pymupdf
import pytest

from agent.rules.ranges import spelled_out
from tests.agent.asking import ask, value
from tests.pen import MM, Pen

ROOMS = (
    (("CORRIDOR", "CE-2", "411 SF"), (60, 60)), (("CORRIDOR", "CE-3", "706 SF"), (120, 60)), (("CORRIDOR", "CE-4", "250 SF"), (180, 60)),
    (("BEDROOM 1", "120 SF"), (60, 110)), (("BEDROOM 2", "100 SF"), (120, 110)), (("KITCHEN", "90 SF"), (180, 110)),
    (("STORAGE", "134A", "16 SF"), (60, 160)), (("PATIO", "27'6\" X 12'0\""), (120, 160)), (("ANJUNG", "55 SF"), (180, 160)),
)  # fmt: skip


def drawn(path: Path, rooms: Sequence[tuple[Sequence[str], tuple[float, float]]]) -> Path:
    document = pymupdf.open()
    pen = Pen(document.new_page(width=420 * MM, height=297 * MM))
    for lines, (x, y) in rooms:
        for n, line in enumerate(lines):
            pen.text((x, y + 4 * n), line, 2.5, align="centre")
    pen.finish()
    document.save(path)
    return path


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return drawn(tmp_path_factory.mktemp("rooms") / "plan.pdf", ROOMS)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Storage 134A: area?", 16), ("BEDROOM 2 面积多少？", 100), ("卧室 BEDROOM 1 的面积是多少", 120), ("how big is the kitchen in square feet", 90),
        ("厨房多大？", 90), ("how big is the porch (ANJUNG)?", 55), ("露台（PATIO）按标注尺寸面积多少平方英尺？", 330),
        ("CE-2 到 CE-4 三条走廊的面积合计", 1367), ("Area of corridors CE-2 and CE-4 together?", 661), ("两间卧室面积之和", 220),
        ("What is the combined area of both bedrooms?", 220), ("Is CE-3 bigger than CE-2, and by how much?", 295),
        ("厨房和 BEDROOM 2 哪个面积大，相差多少？", 10), ("Which of the corridors has the smallest area?", 250), ("面积最大的走廊是哪条？", 706),
        ("How big are bedrooms 1 and 2 together?", 220), ("How big is bed room 2?", 100), ("卧室1和卧室2的面积合计", 220), ("卧室1~2面积合计多少？", 220),
    ],
)  # fmt: skip
def test_rooms_are_named_in_many_ways(plan: Path, question: str, wanted: int) -> None:
    answer = ask(plan, question)
    assert (answer.status, value(answer)) == ("answered", Decimal(wanted))


@pytest.mark.parametrize(
    "question",
    ["三间卧室面积合计", "Total area of the three bedrooms?", "Area of bedrooms 2 and 3 together?", "卧室1~4面积合计"],
)
def test_another_number_of_rooms_than_the_question_names_is_refused(plan: Path, question: str) -> None:
    assert ask(plan, question).status == "refused"


def test_a_room_without_a_printed_area_leaves_the_total_open(tmp_path: Path) -> None:
    path = drawn(tmp_path / "plan.pdf", (*ROOMS[3:6], (("LIVING ROOM",), (240, 110))))
    total = ask(path, "What is the total area of all rooms?")
    assert (total.status, value(total)) == ("refused", Decimal(310))
    assert "LIVING ROOM" in total.text
    assert ask(path, "What is the total of all areas printed on room tags?").status == "answered"
    whole = ask(path, "室内房间总面积（不含 LIVING ROOM）是多少？")
    assert value(whole) == Decimal(310)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("F1~F4 亮子", "F1, F2, F3, F4 亮子"), ("CE-2 到 CE-4", "CE-2, CE-3, CE-4"), ("KZ1 to KZ3", "KZ1, KZ2, KZ3"), ("T01～T03", "T01, T02, T03"),
        ("axes A1 to A7", "axes A1 to A7"), ("B1~B4 轴", "B1~B4 轴"), ("D1 to W3", "D1 to W3"), ("how many between T01 and T03", "how many T01, T02, T03"), ("between A1 and A3 axes", "between A1 and A3 axes"), ("1-1~1-2 轴", "1-1~1-2 轴"), ("CE-2-5", "CE-2-5"),
    ],
)  # fmt: skip
def test_ranges_of_marks_are_spelled_out_and_axes_are_not(said: str, meant: str) -> None:
    assert spelled_out(said) == meant
