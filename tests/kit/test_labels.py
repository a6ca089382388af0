"""Stacked lines become one label; neighbours, paragraphs and other angles stay apart."""

from tools.kit.geometry import turned
from tools.kit.labels import labels_of
from tools.kit.text import TextLine


def line(text: str, x: float, y: float, height: float = 3.0, angle: float = 0.0) -> TextLine:
    width = 0.6 * height * len(text)
    box = (x, y, x + width, y + height) if angle == 0 else (x, y - width, x + height, y)
    return TextLine(text=text, box=box, height=height, angle=angle)


def texts(lines: list[TextLine]) -> list[str]:
    return sorted(label.text for label in labels_of(lines))


def test_a_room_tag_of_three_lines_is_one_label() -> None:
    tag = [line("CORRIDOR", 10, 10), line("CE-3", 12, 13.5), line("706 SF", 11.5, 17)]
    assert texts([*tag, line("LOBBY", 80, 10)]) == ["CORRIDOR CE-3 706 SF", "LOBBY"]


def test_lines_side_by_side_are_apart() -> None:
    assert texts([line("D1", 10, 10), line("D2", 30, 13.2)]) == ["D1", "D2"]


def test_a_wide_gap_parts_two_labels() -> None:
    assert texts([line("KZ1", 10, 10), line("KZ2", 10, 22)]) == ["KZ1", "KZ2"]


def test_much_larger_text_is_another_label() -> None:
    assert texts([line("PLAN", 10, 10, 8), line("1:100", 10, 19, 3)]) == ["1:100", "PLAN"]


def test_a_paragraph_stays_lines() -> None:
    assert len(texts([line(f"{n} note of some length", 10, 10 + 3.5 * n) for n in range(12)])) == 12


def test_vertical_tags_stack_in_their_own_direction() -> None:
    stacked = [line("ROOM", 10, 50, angle=90), line("12 m2", 13.5, 50, angle=90)]
    assert texts(stacked) == ["ROOM 12 m2"]


def test_turning_a_box_four_times_brings_it_back() -> None:
    box = (1.0, 2.0, 5.0, 9.0)
    assert turned(box, 0) == box
    assert turned(turned(box, 90), 270) == box
    assert turned(turned(box, 180), 180) == box


def test_the_label_carries_the_least_sure_reading() -> None:
    sure, unsure = line("ROOM", 10, 10), line("12 m2", 10, 13.5).model_copy(update={"confidence": 0.6})
    evidence = labels_of([sure, unsure])[0].evidence(2)
    assert (evidence.sheet, evidence.confidence, evidence.text) == (2, 0.6, "ROOM 12 m2")
