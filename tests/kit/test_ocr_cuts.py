"""Cuts of rows without the leaders, rules and hatches that come in from elsewhere, and how sure several looks make a reading."""

import cv2
import numpy as np
import pytest

from tools.kit.ocr_cuts import CLOSER, FIRST, HEIGHT, Look, bare, level
from tools.kit.ocr_lines import Grey
from tools.kit.ocr_looks import taken
from tools.kit.ocr_reads import Reading
from tools.kit.ocr_rows import Row

ROW = Row(200, 100, 0, 100, 32)


def lettered() -> Grey:
    """Three bars as letters in the row."""
    picture = np.full((200, 400), 255, np.uint8)
    for x in (160, 195, 230):
        cv2.rectangle(picture, (x, 85), (x + 8, 115), 0, -1)
    return picture


def dark(cut: Grey, at: float) -> bool:
    """Whether there is ink at that share of the length."""
    column = round(at * (cut.shape[1] - 1))
    return bool((cut[:, max(column - 2, 0) : column + 3] < 128).any())


def test_a_leader_beside_a_row_is_no_part_of_it() -> None:
    picture = lettered()
    cv2.line(picture, (242, 100), (399, 100), 0, 2)
    assert not dark(level(picture, ROW), 0.97)
    assert dark(level(picture, ROW), 0.5)


def test_a_rule_that_runs_through_beside_a_row_is_no_part_of_it() -> None:
    picture = lettered()
    cv2.line(picture, (252, 0), (252, 199), 0, 2)
    assert not dark(level(picture, ROW), 0.94)


def test_a_line_that_touches_a_letter_stays_with_it() -> None:
    picture = lettered()
    cv2.line(picture, (230, 100), (399, 100), 0, 2)
    assert dark(level(picture, ROW), 0.97)


def test_a_dash_within_a_row_stays() -> None:
    picture = lettered()
    cv2.line(picture, (174, 100), (188, 100), 0, 3)
    cut = level(picture, ROW)
    assert dark(cut, (181 - 142) / 116)


@pytest.mark.parametrize("look", [FIRST, *CLOSER])
def test_cuts_are_of_one_height_whatever_the_look(look: Look) -> None:
    assert level(lettered(), ROW, look).shape[0] == HEIGHT


def test_lines_through_a_row_are_painted_over_where_they_are_known() -> None:
    picture, lines = lettered(), np.zeros((100, 200), np.uint8)
    cv2.line(picture, (150, 0), (150, 199), 0, 3)
    cv2.line(lines, (75, 0), (75, 99), 255, 3)
    cut = bare(picture, lines, ROW, 2.0)
    assert not dark(cut, (150 - 142) / 116)
    assert dark(cut, (164 - 142) / 116)


def reading(text: str, score: float) -> Reading:
    return Reading(text, score, False)


def test_a_reading_that_another_look_confirms_is_as_sure_as_it_says() -> None:
    assert taken([reading("Y10@100", 0.9), reading("Y10 @100", 0.95)]).score == 0.95
    assert taken([reading("Y10@100", 0.9)]) == reading("Y10@100", 0.9)


def test_a_reading_that_no_other_look_confirms_is_as_sure_as_all_together() -> None:
    best = taken([reading("Y100100", 0.9), reading("Y10@100", 0.98)])
    assert best.text == "Y10@100"
    assert best.score == pytest.approx(0.94)


def test_a_cut_of_a_picture_that_is_seen_turned_is_that_of_the_picture() -> None:
    seen = np.rot90(np.ascontiguousarray(np.rot90(lettered())), -1)
    assert not seen.flags["C_CONTIGUOUS"]
    assert np.array_equal(level(seen, ROW), level(lettered(), ROW))


@pytest.mark.parametrize("place", [Row(2, 3, 0, 60, 32), Row(398, 198, 0.1, 60, 32), Row(-90, -90, 0, 20, 32)])
def test_a_row_at_the_edge_or_off_the_picture_is_cut_all_the_same(place: Row) -> None:
    assert level(lettered(), place).shape[0] == HEIGHT
