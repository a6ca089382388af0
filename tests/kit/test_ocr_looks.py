"""How sure rows are: less where more characters stand there than are read, and where they read otherwise without the lines."""

import cv2
import numpy as np
import pytest

from tools.kit.ocr_lines import Grey
from tools.kit.ocr_looks import Drawn, readings_of
from tools.kit.ocr_rows import Row
from tools.kit.ocr_views import View

ROW = Row(200, 100, 0.0, 120, 31)


def written(text: str) -> Grey:
    """In capitals of 31 pixels."""
    picture = np.full((200, 400), 255, np.uint8)
    (wide, _), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 1.4, 3)
    cv2.putText(picture, text, (200 - wide // 2, 115), cv2.FONT_HERSHEY_SIMPLEX, 1.4, 0, 3, cv2.LINE_AA)
    return picture


def said(view: View, drawn: Drawn) -> tuple[str, float]:
    (reading,) = readings_of(view, [drawn], False, lambda share: None)
    return reading.text, min(reading.score, reading.most)


@pytest.mark.parametrize(("characters", "sure"), [(4, True), (3, True), (6, False)])
def test_a_reading_of_fewer_characters_than_stand_there_is_not_sure(characters: int, sure: bool) -> None:
    picture = written("4200")
    text, score = said(View(picture, picture, 1.0, 6.0), Drawn(ROW, 0.0, characters))
    assert text == "4200"
    assert (score > 0.9) is sure


@pytest.mark.parametrize(("torn", "sure"), [(0.5, False), (0.0, True)])
def test_a_reading_that_is_another_without_the_lines_is_not_sure(torn: float, sure: bool) -> None:
    """The last figure is said to be a line."""
    picture = written("4201")
    lines = np.zeros_like(picture)
    lines[:, 228:252] = 255
    _, score = said(View(picture, picture, 1.0, 6.0, lines=lines), Drawn(ROW, torn, 4))
    assert (score > 0.9) is sure
