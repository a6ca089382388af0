"""Crops carry rulers that name places truly, numbered boxes, and exactly the pixels that were asked for."""

from io import BytesIO
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from tests.plans import Truth, sample
from tools.kit.drawing import Drawing, Sheet
from tools.kit.errors import Correctable, TooLarge
from tools.kit.render import MARGIN, MARK, PAPER, _ticks, crop_png


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sheet, Truth]:
    path = tmp_path_factory.mktemp("render") / "s.pdf"
    truth = sample(path)
    return Drawing.open(path).sheet(1), truth


def opened(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(png)).convert("RGB")).astype(int)


@pytest.mark.parametrize(
    ("box", "width", "size"),
    [
        ((0, 0, 420, 297), 1024, (1024, 724)),
        ((60, 80, 260, 180), 1024, (1024, 512)),
        ((60, 80, 160, 280), 512, (512, 1024)),
        ((100, 100, 101, 101), 300, (300, 300)),
    ],
)
def test_a_crop_has_the_size_that_a_model_is_billed_for(
    drawn: tuple[Sheet, Truth], box: tuple[float, float, float, float], width: int, size: tuple[int, int]
) -> None:
    for rulers in (True, False):
        image = Image.open(BytesIO(crop_png(drawn[0], box, width, rulers=rulers)))
        assert image.size == size


def test_a_ruler_tick_stands_where_its_millimetre_is(drawn: tuple[Sheet, Truth]) -> None:
    image = opened(crop_png(drawn[0], (20.0, 60.0, 120.0, 110.0), 1000))
    scale = (500 - MARGIN) / 50  # the drawing is as high as the crop without its ruler
    axis = MARGIN + (72 - 20) * scale  # axis 1 of the plan stands at x = 72 mm
    reds = np.nonzero((image[:, :, 0] - image[:, :, 1] > 60).sum(axis=0) > 100)[0]
    assert any(abs(red - axis) <= 1.5 for red in reds)
    ticks = np.nonzero(image[MARGIN - 8, :, 0] < 120)[0]
    assert any(abs(tick - (MARGIN + (70 - 20) * scale)) <= 1.5 for tick in ticks)


def test_ticks_are_round_and_neither_crowded_nor_missing() -> None:
    for start, end, pixels in [(0, 420, 1000), (3, 47, 500), (100.3, 101.1, 900), (0, 5000, 800), (12.5, 60.1, 300)]:
        labelled = [(at, value) for at, value, is_labelled in _ticks(start, end, pixels) if is_labelled]
        gaps = [b[0] - a[0] for a, b in pairwise(labelled)]
        assert all(gap >= 69 for gap in gaps)
        assert all(0 <= at <= pixels for at, _ in labelled)
        assert all(at == pytest.approx((float(value) - start) * pixels / (end - start)) for at, value in labelled)


def test_numbered_boxes_are_drawn_over_their_places(drawn: tuple[Sheet, Truth]) -> None:
    sheet, truth = drawn
    doors = [line.box for line in sheet.reading.lines if line.text == "D2" and line.box[0] < 300]
    assert len(doors) == truth.count("D2")
    view = (60.0, 80.0, 300.0, 200.0)
    image = opened(crop_png(sheet, view, 1024, doors, rulers=False))
    scale = 1024 / 240
    for x0, y0, x1, y1 in doors:
        left, top = round((x0 - 60) * scale), round((y0 - 80) * scale)
        around = image[max(top - 25, 0) : top + 30, max(left - 10, 0) : left + 10]
        assert (np.abs(around - MARK).sum(axis=2) == 0).sum() > 40
        assert x1 > x0
        assert y1 > y0


def test_a_box_at_the_edge_keeps_its_number_in_the_picture(drawn: tuple[Sheet, Truth]) -> None:
    image = opened(crop_png(drawn[0], (60.0, 80.0, 160.0, 130.0), 600, [(60.0, 80.0, 70.0, 85.0)], rulers=False))
    assert (np.abs(image[:20, :14] - MARK).sum(axis=2) == 0).sum() > 40


def test_a_small_crop_has_no_room_for_rulers(drawn: tuple[Sheet, Truth]) -> None:
    image = opened(crop_png(drawn[0], (60.0, 80.0, 160.0, 130.0), 100))
    assert image.shape == (50, 100, 3)
    assert not (np.abs(image - PAPER).sum(axis=2) == 0).any()


def test_beyond_the_paper_is_white(drawn: tuple[Sheet, Truth]) -> None:
    image = opened(crop_png(drawn[0], (400.0, 280.0, 500.0, 330.0), 200, rulers=False))
    assert (image[:, 60:] == 255).all()
    assert (image[:30, :40] < 128).any()


def test_what_cannot_be_painted_is_refused(drawn: tuple[Sheet, Truth]) -> None:
    with pytest.raises(Correctable, match="no area"):
        crop_png(drawn[0], (10.0, 10.0, 10.0, 20.0), 400)
    with pytest.raises(TooLarge):
        crop_png(drawn[0], (0.0, 0.0, 420.0, 297.0), 12_000)
