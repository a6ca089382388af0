"""Dimensions of generated plans: every one is paired with what it measures, and they agree on the plotted scale."""

from pathlib import Path

import pytest

from tests.measured import MeasuredTruth, Style, measured, styles
from tools.kit.dimensions import dimensioned, dimensions_of
from tools.kit.dims import Dimensioned
from tools.kit.drawing import Drawing
from tools.kit.raster_lines import lines_of
from tools.kit.strokes import strokes_of
from tools.kit.vectors import NONE


def read(folder: Path, style: Style) -> tuple[MeasuredTruth, Dimensioned, Drawing]:
    truth = measured(folder / "plan.pdf", style)
    drawing = Drawing.open(folder / "plan.pdf")
    return truth, dimensions_of(drawing.sheet(1)), drawing


@pytest.mark.parametrize("style", styles(14, seed=3), ids=lambda s: f"{s.notation}-{s.ends}-{s.place}-{s.angle}")
def test_every_dimension_finds_its_line(tmp_path: Path, style: Style) -> None:
    truth, found, _ = read(tmp_path, style)
    assert sorted(dim.text for dim in found.dims if dim.agrees) == sorted(truth.texts)
    assert found.scales[0].ratio == pytest.approx(truth.ratio, rel=0.005)
    for dim in found.dims:
        assert float(dim.length) / dim.paper == pytest.approx(truth.ratio, rel=0.03)


def test_a_scan_is_traced_from_its_pixels(tmp_path: Path) -> None:
    truth, found, drawing = read(tmp_path, Style(ends="slash", shrunk=0.9))
    sheet = drawing.sheet(1)
    page = sheet.source.pages[0]
    pixels = sheet.source.picture(1, (0, 0, page.width, page.height), round(page.width * 6))  # type: ignore[attr-defined]
    scanned = dimensioned(sheet.reading.visible, lines_of(pixels, 6))
    assert sum(dim.agrees for dim in scanned.dims) >= len(truth.texts) - 1
    assert scanned.scales[0].ratio == pytest.approx(truth.ratio, rel=0.01)
    assert len(found.dims) == len(truth.texts)


def test_two_texts_settle_nothing(tmp_path: Path) -> None:
    _, _, drawing = read(tmp_path, Style())
    sheet = drawing.sheet(1)
    few = [line for line in sheet.reading.visible if line.text.isdigit()][-2:]
    assert dimensioned(few, strokes_of(sheet)).scales == ()


def test_texts_that_contradict_their_lines_settle_nothing(tmp_path: Path) -> None:
    truth, _, drawing = read(tmp_path, Style())
    sheet = drawing.sheet(1)
    wrong = [
        line.model_copy(update={"text": str(1000 + 37 * n * n)})
        for n, line in enumerate(sheet.reading.visible)
        if line.text in truth.texts
    ]
    assert dimensioned(wrong, strokes_of(sheet)).scales == ()


def test_numbers_of_two_digits_alone_are_keynotes(tmp_path: Path) -> None:
    truth, _, drawing = read(tmp_path, Style())
    sheet = drawing.sheet(1)
    keynotes = [
        line.model_copy(update={"text": str(round(int(line.text) / 100))})
        for line in sheet.reading.visible
        if line.text in truth.texts and int(line.text) < 9950
    ]
    assert len(keynotes) > 3
    assert dimensioned(keynotes, strokes_of(sheet)).scales == ()


def test_nothing_to_measure_is_no_scale(tmp_path: Path) -> None:
    _, _, drawing = read(tmp_path, Style())
    assert dimensioned(drawing.sheet(1).reading.visible, NONE) == Dimensioned((), ())
