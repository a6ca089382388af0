"""Rows made to fit their letters, joined and cut level; and what the engine reads made into lines."""

import math

import cv2
import numpy as np
import pytest

from tools.kit.ocr_cuts import HEIGHT, level
from tools.kit.ocr_engine import Said
from tools.kit.ocr_ink import Pieces
from tools.kit.ocr_lines import Floats
from tools.kit.ocr_reads import Read, is_text, kept, settled, spelt
from tools.kit.ocr_rows import (
    CAPITAL,
    Row,
    characters_in,
    fitted,
    joined,
    leanings,
    row_of,
    straightened,
    tightened,
    with_others,
)
from tools.kit.ocr_views import View

LETTERS = np.column_stack([100 + 13.0 * np.arange(8), np.full(8, 200.0), np.full(8, 10.0), np.full(8, 16.0)])


def pieces(boxes: Floats, dashes: int = 0) -> Pieces:
    """The last of the boxes are dashes."""
    last = np.arange(len(boxes)) >= len(boxes) - dashes
    return Pieces(boxes, last, last, np.zeros(len(boxes), np.bool_))


def ends(row: Row) -> tuple[float, float]:
    return row.x - row.length / 2, row.x + row.length / 2


def test_a_row_is_a_detectors_box_without_its_margin() -> None:
    quad = np.array([(0, 0), (100, 0), (100, 20), (0, 20)], np.float32)
    row = row_of(quad)
    assert (row.x, row.y, row.angle) == (50, 10, 0)
    assert row.height == pytest.approx(20 * CAPITAL)
    assert row.length == pytest.approx(100 - 20 * (1 - CAPITAL))


def test_a_row_grows_to_letters_at_its_ends_but_not_to_far_ones() -> None:
    far = np.array([[260.0, 200, 10, 16]])
    row = fitted(Row(150, 208, 0, 60, 16), pieces(np.concatenate([LETTERS, far])))
    assert ends(row) == pytest.approx((100, 201), abs=1)


def test_a_row_ends_before_a_dashed_line() -> None:
    dashes = np.array([[214.0, 190, 2, 14], [214.0, 209, 2, 14]])
    row = fitted(Row(160, 208, 0, 116, 16), pieces(np.concatenate([LETTERS, dashes]), dashes=2))
    assert ends(row)[1] == pytest.approx(203, abs=3)


def test_parts_of_a_row_are_joined_and_neighbours_are_not() -> None:
    near = [Row(100, 50, 0, 80, 16), Row(190, 50, 0, 80, 16)]
    assert [ends(row) for row in joined(near)] == [(60, 230)]
    for other in (Row(230, 50, 0, 80, 16), Row(190, 62, 0, 80, 16), Row(190, 50, 0, 80, 40)):
        assert len(joined([near[0], other])) == 2


def test_slanted_rows_are_joined_along_their_own_direction() -> None:
    angle = math.radians(-30)
    step = 90 * math.cos(angle), 90 * math.sin(angle)
    (row,) = joined([Row(100, 100, angle, 80, 16), Row(100 + step[0], 100 + step[1], angle, 80, 16)])
    assert row.length == pytest.approx(170, abs=1)


def turned(boxes: Floats, angle: float) -> Floats:
    """Boxes around letters whose middles are turned clockwise about the first letter's."""
    middles, sides = boxes[:, :2] + boxes[:, 2:] / 2, boxes[:, 2:]
    x, y = (middles - middles[0]).T
    cos, sin = math.cos(angle), math.sin(angle)
    high, wide = sides[:, 1] * cos + sides[:, 0] * sin, sides[:, 0] * cos + sides[:, 1] * sin
    at = middles[0] + np.column_stack([x * cos - y * sin, x * sin + y * cos])
    return np.column_stack([at - np.column_stack([wide, high]) / 2, wide, high])


def test_long_rows_of_a_page_show_the_direction_in_which_short_ones_run() -> None:
    angle = math.radians(6)
    long = [Row(100, 100 * n, angle, 300, 16) for n in range(5)] + [Row(500, 100 * n, 0, 300, 16) for n in range(5)]
    (lean,) = leanings(long)
    assert lean == pytest.approx(angle, abs=0.01)
    assert leanings([*long[5:], Row(0, 0, angle, 300, 16)]) == []
    slanted, straight = turned(LETTERS[:3], lean), LETTERS[:3]
    assert straightened(Row(118, 209, 0, 40, 16), pieces(slanted), [lean]).angle == lean
    assert straightened(Row(118, 208, 0, 40, 16), pieces(straight), [lean]).angle == 0
    assert straightened(Row(150, 208, 0, 116, 16), pieces(turned(LETTERS, lean)), [lean]).angle == 0


def test_a_letter_on_which_a_bit_of_a_line_hangs_is_held_by_its_row_but_does_not_stretch_it() -> None:
    hung = np.array([[204.0, 180, 10, 36]])
    boxes = np.concatenate([LETTERS, hung])
    torn = np.arange(9) >= 3
    row = fitted(Row(150, 208, 0, 116, 16), pieces(boxes)._replace(torn=torn))
    assert ends(row)[1] >= 208
    assert row.height < 22


def test_a_row_that_is_a_whole_patch_is_drawn_in_to_what_stands_in_it() -> None:
    patch = Row(155, 205, 0, 190, 44)
    row = tightened(patch, pieces(LETTERS))
    assert (row.y, row.height) == (208, 16)
    assert ends(row) == (100, 201)
    assert tightened(patch._replace(height=20), pieces(LETTERS)).height == 20
    assert tightened(Row(600, 600, 0, 190, 44), pieces(LETTERS)).height == 44


def test_of_rows_that_two_pictures_show_at_one_place_the_longer_is_kept() -> None:
    short, long, far, high = (
        Row(150, 208, 0, 60, 16),
        Row(160, 208, 0, 100, 16),
        Row(500, 208, 0, 60, 16),
        Row(150, 208, 0, 200, 60),
    )
    assert with_others([short], [long], longer=True) == [long]
    assert with_others([long], [short, far], longer=True) == [long, far]
    assert with_others([short], [high], longer=True) == [short]
    assert with_others([short], [long, far], longer=False) == [short, far]


def test_rows_that_a_line_parts_are_not_one_where_the_line_is_missing() -> None:
    parts = [Row(100, 208, 0, 80, 16), Row(200, 208, 0, 80, 16)]
    assert with_others(parts, [Row(150, 208, 0, 180, 16)], longer=True) == parts


def test_characters_are_counted_that_no_line_touches_and_that_are_as_high_as_their_row() -> None:
    dot, torn = np.array([[204.0, 212, 3, 4]]), np.arange(9) == 0
    assert characters_in(Row(154, 208, 0, 116, 16), pieces(np.concatenate([LETTERS, dot]))) == 8
    assert characters_in(Row(154, 208, 0, 116, 16), pieces(np.concatenate([LETTERS, dot]))._replace(torn=torn)) == 7


def test_a_row_is_cut_level_whatever_its_direction() -> None:
    picture = np.full((400, 400), 255, np.uint8)
    angle = math.radians(40)
    row = Row(200, 200, angle, 150, 24)
    cv2.fillPoly(picture, [row.quad().astype(np.int32)], 0)
    cut = level(picture, row)
    assert cut.shape[0] == HEIGHT
    inner = cut[12:-12, 12:-12]
    assert (inner < 60).mean() > 0.95
    assert (cut[:4] > 200).all()


@pytest.mark.parametrize(
    ("upright", "upside_down", "turned", "taken"),
    [
        (("6000", 0.99), ("0009", 0.99), True, "6000"),
        (("0009", 0.99), ("6000", 0.95), True, "6000"),
        (("000.6", 0.98), ("9.000", 0.97), False, "9.000"),
        (("8M", 0.99), ("W8", 0.95), True, "W8"),
        (("W8", 0.99), ("8M", 0.99), True, "W8"),
        (("(S)6TKZ", 0.61), ("KZ19(5)", 0.99), False, "KZ19(5)"),
        (("-0.050", 0.99), ("0S0.0-", 0.9), True, "-0.050"),
        (("6", 0.94), ("9", 0.99), True, "6"),
    ],
)
def test_rows_are_taken_the_way_up_that_makes_sense(
    upright: tuple[str, float], upside_down: tuple[str, float], turned: bool, taken: str
) -> None:
    looks = iter([[Said(*upright, ())], [Said(*upside_down, ())]])
    cut = np.zeros((HEIGHT, 99), np.uint8)
    (reading,) = settled([cut], turned, lambda cuts: next(looks) if cuts else [])
    assert reading.text == taken


@pytest.mark.parametrize(
    ("text", "score", "torn", "said"),
    [
        ("KL1(3) 250x500", 0.7, 1.0, True), ("卫生间", 0.9, 0.0, True), ("11", 0.9, 0.0, True), ("1", 0.997, 0.0, True),
        ("11", 0.9, 1.0, False), ("十十-", 0.9, 0.0, False), ("1", 0.95, 0.0, False), ("KL1", 0.4, 0.0, False),
        ("222222222222", 0.9, 0.3, False), (" ", 0.9, 0.0, False), ("1111111", 0.9, 0.0, True),
    ],
)  # fmt: skip
def test_text_is_told_from_linework(text: str, score: float, torn: float, said: bool) -> None:
    assert is_text(Read(text, score, Row(0, 0, 0, 50, 16), False, False, torn)) is said


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("—2-Y20", "2-Y20"), ("-3-Y16", "3-Y16"), ("2-Y16—", "2-Y16"), ("-0.050", "-0.050"), ("-1F", "-1F"), ("6'-11°", "6'-11\""),
        ("２Φ25；4Φ22", "2Φ25;4Φ22"), ("—", "—"), ("45°", "45°"),
    ],
)  # fmt: skip
def test_signs_that_ocr_takes_for_others_are_put_right(raw: str, text: str) -> None:
    assert spelt(raw) == text


def test_lines_are_told_in_mm_with_the_direction_in_which_they_read() -> None:
    view = View(np.zeros((600, 900), np.uint8), np.zeros((600, 900), np.uint8), 1.0, 6.0)
    lying = Read("D1", 0.95, Row(60, 30, 0, 48, 18), False, False, 0)
    standing = Read("D2", 0.95, Row(300, 400, 0, 48, 18), True, False, 0)
    slanted = Read("D3", 0.95, Row(600, 550, math.radians(-6), 48, 18), False, False, 0)
    first, second, third = kept([lying, standing, slanted], view)
    assert (first.text, first.angle, first.box, first.height) == ("D1", 0, (6.0, 3.5, 14.0, 6.5), 3.0)
    assert (second.text, second.angle, second.box) == ("D2", 90, (65.17, 46.0, 68.17, 54.0))
    assert (third.text, third.angle) == ("D3", 6)


def test_what_was_read_twice_is_told_once_by_the_surer_reading() -> None:
    view = View(np.zeros((600, 900), np.uint8), np.zeros((600, 900), np.uint8), 1.0, 6.0)
    reads = [
        Read(text, score, Row(60, 30, 0, 48, 18), False, False, 0) for text, score in (("DI5", 0.7), ("D15", 0.98))
    ]
    assert [line.text for line in kept(reads, view)] == ["D15"]
