"""From readings to lines: what linework and fittings are taken for is no text, and what may have lost its minus is not sure."""

import numpy as np
import pytest

from tools.kit.ocr_engine import Said
from tools.kit.ocr_reads import Read, is_text, kept, settled
from tools.kit.ocr_rows import Row
from tools.kit.ocr_views import View

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
