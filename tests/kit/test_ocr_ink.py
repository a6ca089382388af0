"""Letter-like pieces of ink: told from lines and dashes, freed of lines that run through them."""

import cv2
import numpy as np
import pytest

from tools.kit.ocr_ink import Pieces, ink_of, pieces_of
from tools.kit.ocr_lines import Grey, line_angles, without_lines

SCALE = 6.0


def paper(width: int = 900, height: int = 600, level: int = 255) -> Grey:
    return np.full((height, width), level, np.uint8)


def written(picture: Grey, text: str, at: tuple[int, int], level: int = 0) -> Grey:
    cv2.putText(picture, text, at, cv2.FONT_HERSHEY_SIMPLEX, 0.7, level, 2, cv2.LINE_AA)
    return picture


def ruled(picture: Grey, angle: float, step: int = 90) -> Grey:
    """Long lines at that angle over the whole picture."""
    height, width = picture.shape
    cos, sin = np.cos(np.radians(angle)), -np.sin(np.radians(angle))
    for off in range(-1200, 1200, step):
        x, y = width / 2 - sin * off, height / 2 + cos * off
        ends = [(round(x + t * cos), round(y + t * sin)) for t in (-900, 900)]
        cv2.line(picture, ends[0], ends[1], 0, 2, cv2.LINE_AA)
    return picture


def letters(pieces: Pieces) -> int:
    return int(pieces.seeds(SCALE).sum())


@pytest.mark.parametrize("level", [255, 225, 190])
def test_ink_is_what_is_darker_than_the_paper_around_it(level: int) -> None:
    ink = ink_of(written(paper(level=level), "KZ3", (100, 300), level=40))
    assert ink[280:302, 95:160].any()
    ink[270:310, 90:170] = 0
    assert not ink.any()


def test_letters_are_pieces_and_lines_are_none() -> None:
    assert letters(pieces_of(ruled(paper(), 0), SCALE)) == 0
    assert letters(pieces_of(written(paper(), "K E D", (100, 300)), SCALE)) == 3


@pytest.mark.parametrize("angle", [0, 6, 45, 96])
def test_the_directions_of_lines_are_found(angle: float) -> None:
    (found,) = line_angles(cv2.bitwise_not(ruled(paper(), angle)), SCALE)
    assert min(abs(found - angle), 180 - abs(found - angle)) < 0.5


@pytest.mark.parametrize("angle", [0, 6, 90])
def test_letters_that_a_line_runs_through_are_left_when_it_is_taken_out(angle: float) -> None:
    picture = written(ruled(paper(), angle, step=300), "KL12 KL12", (400, 308))
    pieces = pieces_of(picture, SCALE)
    middles = pieces.boxes[:, :2] + pieces.boxes[:, 2:] / 2
    at_text = (np.abs(middles - (475, 300)) < (90, 20)).all(axis=1) & pieces.seeds(SCALE)
    assert at_text.sum() >= 3


def test_what_crosses_a_line_stays() -> None:
    lines = cv2.bitwise_not(paper())
    cv2.line(lines, (0, 300), (899, 300), 255, 3)
    cv2.line(lines, (400, 285), (400, 315), 255, 3)
    left = without_lines(lines, [0.0], SCALE)
    assert left[286:314, 400].all()
    assert not left[300, :390].any()


def test_dashes_follow_one_another_and_single_strokes_do_not() -> None:
    picture = paper()
    for x in range(50, 800, 24):
        cv2.line(picture, (x, 100), (x + 16, 100), 0, 2)
    for x in (100, 300, 500):
        cv2.line(picture, (x, 400), (x, 418), 0, 2)
    pieces = pieces_of(picture, SCALE)
    upper = pieces.boxes[:, 1] < 200
    assert pieces.bars.all()
    assert pieces.dashes[upper].all()
    assert not pieces.dashes[~upper].any()


def test_pieces_turn_with_the_picture() -> None:
    picture = written(paper(), "F", (100, 300))
    turned = pieces_of(np.ascontiguousarray(np.rot90(picture, -1)), SCALE)
    assert np.allclose(pieces_of(picture, SCALE).turned(picture.shape[0]).boxes, turned.boxes)
