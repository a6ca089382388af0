"""Blanks that the engine passes over, and labels that the detector takes for one row, by where the characters stand."""

import pytest

from tools.kit.ocr_reads import Read
from tools.kit.ocr_rows import Row
from tools.kit.ocr_words import labels_of, spaced

STEP = 0.7


def places(*runs: tuple[float, int]) -> tuple[float, ...]:
    """Middles of runs of characters: where each run starts and how many it has."""
    return tuple(start + STEP * n for start, count in runs for n in range(count))


def test_a_gap_of_two_steps_is_a_blank() -> None:
    text, at = spaced("CRPP", places((0, 2), (2.3, 2)))
    assert text == "CR PP"
    assert len(at) == len(text)


def test_letters_at_the_usual_distance_get_no_blank() -> None:
    assert spaced("KZ12", places((0, 4)))[0] == "KZ12"


def test_a_row_that_is_set_wide_gets_no_blanks() -> None:
    assert spaced("DOOR", (0, 1.3, 2.6, 3.9))[0] == "DOOR"


def test_chinese_characters_are_apart_by_nature() -> None:
    assert spaced("首层平面", (0, 1.3, 2.6, 3.9))[0] == "首层平面"
    assert spaced("一层A1", (0, 1.3, 2.5, 3.2))[0] == "一层A1"


def test_without_places_a_text_stays_as_it_is() -> None:
    assert spaced("CRPP", ()) == ("CRPP", ())
    assert labels_of("CRPP", ()) == [(0, 4)]


def test_labels_that_stand_far_apart_are_parted() -> None:
    text = "PT-2 CPT-1"
    assert [text[a:b].strip() for a, b in labels_of(text, places((0, 5), (6.5, 5)))] == ["PT-2", "CPT-1"]


@pytest.mark.parametrize(("text", "parted"), [("CEILING FINISHES", False), ("2-Y16   2-Y16   ", True)])
def test_words_of_a_title_belong_together_where_marks_do_not(text: str, parted: bool) -> None:
    at = places((0, 8), (5 * STEP + 3.3, 8)) if parted else places((0, 8), (7 * STEP + 1.6, 8))
    assert (len(labels_of(text, at)) > 1) is parted


def test_a_row_of_two_labels_becomes_two_rows_in_its_direction() -> None:
    read = Read("AB CD", 0.99, Row(100, 50, 0.0, 110, 10), False, False, 0.0, (0.4, 1.1, 5, 9.5, 10.2))
    first, second = read.parts()
    assert (first.text.strip(), second.text) == ("AB", "CD")
    assert first.row.x < 100 < second.row.x
    assert first.row.length == pytest.approx(16 + 39, abs=40)
    upside_down = read._replace(upside_down=True).parts()
    assert upside_down[0].row.x > 100 > upside_down[1].row.x


def test_a_row_of_one_label_stays_one() -> None:
    read = Read(
        "KL1(3) 250x500", 0.99, Row(100, 50, 0.0, 110, 10), False, False, 0.0, tuple(0.7 * n for n in range(14))
    )
    assert read.parts() == [read]
