"""Lines taken out of linework: letters that a hatch crosses stay whole."""

import cv2
import numpy as np
import pytest

from tools.kit.ocr_ink import inked
from tools.kit.ocr_lines import Grey

SCALE = 6.0


def hatched(angle: int) -> tuple[Grey, Grey]:
    """A word, and the same in a patch of lines."""
    word = np.full((300, 500), 255, np.uint8)
    cv2.putText(word, "HNE", (200, 160), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 3, cv2.LINE_AA)
    patch = word.copy()
    slope = 1 if angle == 45 else -1
    for x in range(-200, 700, 18):
        cv2.line(patch, (x, 250), (x + 200 * slope, 50), 0, 1, cv2.LINE_AA)
    return word, patch


@pytest.mark.parametrize("angle", [45, 135])
def test_letters_in_a_hatch_stay_and_the_hatch_goes(angle: int) -> None:
    word, patch = hatched(angle)
    lines = inked(patch, SCALE).lines
    left = np.where(lines > 0, 255, patch)
    letters = word < 128
    around = cv2.dilate(letters.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    assert (left[letters] < 128).mean() > 0.85
    assert (left[~around] < 128).sum() < 0.3 * (patch[~around] < 128).sum()


def test_without_lines_nothing_is_taken_out() -> None:
    word, _ = hatched(45)
    assert not inked(word, SCALE).lines.any()
