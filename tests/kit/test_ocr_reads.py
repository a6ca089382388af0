"""From readings to lines: what linework and fittings are taken for is no text, and what may have lost its minus is not sure."""

import numpy as np
import pytest

from tools.kit.ocr_engine import Said
from tools.kit.ocr_reads import Read, is_text, kept, settled, spelt, with_large
from tools.kit.ocr_rows import Row
from tools.kit.ocr_views import View
from tools.kit.text import TextLine

PICTURE = np.full((400, 900), 255, np.uint8)
VIEW = View(PICTURE, PICTURE, 1.0, 6.0)


def read(text: str, score: float = 0.99, torn: float = 0.0, x: float = 200) -> Read:
    return Read(text, score, Row(x, 100, 0.0, 90, 15), False, False, torn)


@pytest.mark.parametrize(("torn", "sure"), [(1.0, False), (0.0, True)])
def test_a_level_out_of_a_hatch_may_have_lost_its_minus(torn: float, sure: bool) -> None:
    (line,) = kept([read("0.950", torn=torn)], VIEW)
    assert line.text == "0.950"
    assert (line.confidence >= 0.6) is sure


@pytest.mark.parametrize("text", ["-0.950", "2400", "KZ3"])
def test_other_text_out_of_a_hatch_is_as_sure_as_it_reads(text: str) -> None:
    assert kept([read(text, torn=1.0)], VIEW)[0].confidence == 0.99


@pytest.mark.parametrize(
    ("text", "score", "is_one"),
    [("0000", 0.99, False), ("i", 0.99, False), ("1", 0.96, False), ("1", 0.999, True), ("1000", 0.99, True), ("A", 0.95, True)],
)  # fmt: skip
def test_rings_and_strokes_are_no_text(text: str, score: float, is_one: bool) -> None:
    assert is_text(read(text, score)) is is_one


def test_a_chinese_character_alone_on_a_page_without_chinese_is_a_fitting() -> None:
    alone = [read("好"), read("BILIK UTAMA", x=600)]
    assert [line.text for line in kept(alone, VIEW)] == ["BILIK UTAMA"]
    assert {line.text for line in kept([read("好"), read("配电室", x=600)], VIEW)} == {"好", "配电室"}


@pytest.mark.parametrize(
    ("upright", "other", "expected"),
    [
        (("W8", 0.9), ("8M", 0.99), "W8"), (("8M", 0.99), ("W8", 0.9), "W8"), (("000.6", 0.97), ("9.000", 0.9), "9.000"),
        (("LOBBX", 0.7), ("KITCHEN", 0.99), "KITCHEN"), (("W8", 0.5), ("8M", 0.99), "8M"),
    ],
)  # fmt: skip
def test_a_mark_stands_the_way_up_in_which_it_reads_as_marks_are_written(
    upright: tuple[str, float], other: tuple[str, float], expected: str
) -> None:
    cut = np.tile(np.arange(4, dtype=np.uint8), (4, 1))
    read_as = {cut.tobytes(): Said(*upright), cut[::-1, ::-1].tobytes(): Said(*other)}
    (reading,) = settled([cut], False, lambda cuts: [read_as[one.tobytes()] for one in cuts])
    assert reading.text == expected


def test_a_ring_far_higher_than_the_texts_is_no_letter() -> None:
    ring = Read("O", 0.95, Row(600, 300, 0.0, 60, 60), False, False, 0.0)
    assert [line.text for line in kept([read("KZ3"), ring], VIEW)] == ["KZ3"]
    assert len(kept([read("KZ3"), ring._replace(row=Row(600, 300, 0.0, 20, 20))], VIEW)) == 2
    names = [
        Read(name, 0.95, Row(x, 300, 0.0, 40, 50), False, False, 0.0)
        for name, x in (("A", 100), ("B", 250), ("D", 600))
    ]
    assert [line.text for line in kept([read("KZ3"), *names], VIEW)] == ["KZ3", "A", "B", "D"]


@pytest.mark.parametrize(("texts", "kept_ones"), [(1, 0), (3, 1)])
def test_a_character_alone_stands_on_its_side_where_most_texts_do(texts: int, kept_ones: int) -> None:
    alone = Read("6", 0.99, Row(300, 700, 0.0, 20, 15), True, False, 0.0)
    others = [Read("KZ3", 0.99, Row(100 * n + 50, 100, 0.0, 60, 15), True, False, 0.0) for n in range(texts)]
    lines = kept([alone, *others, read("2400"), read("KL1", x=500)], VIEW)
    assert sum(line.text == "6" for line in lines) == kept_ones


def test_a_doubtful_reading_is_told_as_such() -> None:
    assert kept([read("LEVEL", torn=0.5)._replace(most=0.89)], VIEW)[0].confidence == 0.89


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("2Φ22:3Φ25", "2Φ22;3Φ25"), ("4Φ20, 6Φ25", "4Φ20;6Φ25"), ("BX&YΦ8@150", "B:X&YΦ8@150"), ("B;X & Y", "B:X & Y"),
        ('11\'-0"!', '11\'-0"'), ("6400i", "6400"), ("i7.650", "7.650"), ("W5i", "W5"), ("Wi-Fi", "Wi-Fi"),
        ("2Φ22+3Φ25", "2Φ22+3Φ25"), ("1:100", "1:100"), ("Φ8@100/200(2)", "Φ8@100/200(2)"), ("12.5, 6", "12.5, 6"),
    ],
)  # fmt: skip
def test_the_signs_of_bars_are_put_right_and_others_are_left(raw: str, text: str) -> None:
    assert spelt(raw) == text


def line(text: str, start: float, end: float) -> TextLine:
    return TextLine(text=text, box=(start, 100, end, 104), height=4, method="ocr", confidence=0.98)


def test_a_large_text_takes_the_place_of_its_pieces_but_not_of_a_line_that_goes_on() -> None:
    whole = [line("NH OFFICE", 10, 40)]
    assert [one.text for one in with_large([line("NH", 10, 17), line("OFFIC", 20, 38)], whole)] == ["NH OFFICE"]
    assert [one.text for one in with_large(whole, [line("NH OFFICI", 10, 36)])] == ["NH OFFICE"]
