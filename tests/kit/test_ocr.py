"""OCR on sheets drawn by the test: what is written level and on its side, also dark, tiny and Chinese."""

from pathlib import Path

import pymupdf
import pytest

from tests.pen import MM, Pen
from tests.plans import Truth, sample
from tools.kit.drawing import Drawing
from tools.kit.reading import open_source


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    """The sample sheet as a scan of 150 dpi."""
    folder = tmp_path_factory.mktemp("scan")
    truth = sample(folder / "s.pdf")
    pixels = pymupdf.open(folder / "s.pdf")[0].get_pixmap(dpi=150)
    pixels.set_dpi(150, 150)
    pixels.save(folder / "scan.png")
    return folder / "scan.png", truth


@pytest.fixture(scope="module")
def read(scan: tuple[Path, Truth]) -> Drawing:
    drawing = Drawing.open(scan[0])
    assert drawing.sheet(1).reading.method == "ocr"
    return drawing


def test_marks_are_read_where_they_stand(scan: tuple[Path, Truth], read: Drawing) -> None:
    lines = read.sheet(1).reading.lines
    wanted = [(mark, point) for mark, points in scan[1].marks.items() for point in points]
    found = sum(
        any(
            line.text == mark and line.box[0] - 2 < x < line.box[2] + 2 and line.box[1] - 2 < y < line.box[3] + 2
            for line in lines
        )
        for mark, (x, y) in wanted
    )
    assert found >= 0.9 * len(wanted)


def test_chinese_and_figures_are_read(read: Drawing) -> None:
    text = " ".join(line.text for line in read.sheet(1).reading.lines)
    for words in ("会议室", "GROUND FLOOR PLAN", "A-101", "2026-03-18", "26.89"):
        assert words in text


def test_text_on_its_side_is_read_with_its_angle(read: Drawing) -> None:
    sides = {line.text: line.angle for line in read.sheet(1).reading.lines if line.angle == 90}
    assert {"4800", "2400", "12000"} <= set(sides)


def test_a_reading_knows_how_sure_it_is(read: Drawing) -> None:
    lines = read.sheet(1).reading.lines
    assert all(line.method == "ocr" and 0 < line.confidence <= 1 and line.raw for line in lines)


def test_progress_is_reported_by_tile(scan: tuple[Path, Truth]) -> None:
    steps: list[tuple[int, int]] = []
    open_source(str(scan[0])).read(1, lambda done, total, doing="": steps.append((done, total)))
    if steps:  # a reading that is kept in memory reports nothing
        assert steps[-1][0] <= steps[-1][1]


def test_an_empty_sheet_has_no_text_and_costs_nothing(tmp_path: Path) -> None:
    document = pymupdf.open()
    document.new_page(width=800, height=600)
    document.save(tmp_path / "e.pdf")
    reading = Drawing.open(tmp_path / "e.pdf").sheet(1).reading
    assert (reading.method, reading.lines) == ("none", ())


def test_letters_many_times_the_usual_size_are_read_whole(tmp_path: Path) -> None:
    """The number of a drawing in the corner of its title block."""
    document = pymupdf.open()
    pen = Pen(document.new_page(width=420 * MM, height=297 * MM))
    for n in range(40):
        pen.text((30 + 70 * (n % 5), 40 + 20 * (n // 5)), f"ROOM {n:02d} 250x500", 2.5)
    pen.text((330, 265), "DRAWING NUMBER", 2)
    pen.text((340, 285), "S1.0", 13)
    pixels = document[0].get_pixmap(dpi=150)
    pixels.set_dpi(150, 150)
    pixels.save(tmp_path / "large.png")
    lines = Drawing.open(tmp_path / "large.png").sheet(1).reading.lines
    assert [line.text for line in lines if line.height > 8] == ["S1.0"]
    assert sum(line.text.startswith("ROOM") for line in lines) >= 38
