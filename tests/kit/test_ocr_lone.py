"""Single characters in an outline are found by their outline, and what only looks like one is not."""

from pathlib import Path

import numpy as np
import pymupdf
import pytest

from tests.pen import MM, Pen
from tools.kit.ocr_engine import Said
from tools.kit.ocr_ink import pieces_of
from tools.kit.ocr_lone import Lone, line_of, lone_characters
from tools.kit.ocr_patches import SCALE
from tools.kit.ocr_views import View
from tools.kit.reading import open_source
from tools.kit.text import TextLine


def drawn(pen: Pen) -> None:
    """Axes in circles, a number in a triangle, one in a cell; a letter with no outline; a door in a room."""
    for n, name in enumerate("ABFG"):
        pen.circle((30 + 40 * n, 30), 5)
        pen.text((28.8 + 40 * n, 31.8), name, 3.5)
        pen.line((30 + 40 * n, 35), (30 + 40 * n, 190), 0.13, dash="[12 3 2 3] 0")
    pen.polygon([(230, 36), (238, 36), (234, 29)])
    pen.text((233.3, 35), "2", 2.5)
    pen.rect(230, 60, 260, 66)
    pen.text((244, 64.5), "4", 3)
    pen.text((250, 120), "K", 3.5)
    pen.rect(60, 80, 100, 110)
    pen.line((75, 98), (84, 98), 0.35)
    pen.quarter((75, 98), (84, 98), (75, 89))


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lone")
    document = pymupdf.open()
    pen = Pen(document.new_page(width=297 * MM, height=210 * MM))
    drawn(pen)
    pen.finish()
    pixels = document[0].get_pixmap(dpi=150, colorspace=pymupdf.csGRAY)
    pixels.set_dpi(150, 150)
    pixels.save(folder / "lone.png")
    return folder / "lone.png"


@pytest.fixture(scope="module")
def view(sheet: Path) -> View:
    source = open_source(str(sheet))
    page = source.pages[0]
    grey = source.pixels(page, (0, 0, page.width, page.height), round(page.width * SCALE), round(page.height * SCALE))
    return View(np.ascontiguousarray(grey[..., 0]), np.ascontiguousarray(grey[..., 0]), 1.0, SCALE)


def middles(found: list[Lone]) -> set[tuple[int, int]]:
    """To the nearest centimetre."""
    return {(round((x + w / 2) / SCALE / 10), round((y + h / 2) / SCALE / 10)) for (x, y, w, h), *_ in found}


def test_characters_in_outlines_are_found_and_those_without_are_not(view: View) -> None:
    found = lone_characters(view, pieces_of(view.working, SCALE), [])
    assert {(3, 3), (7, 3), (11, 3), (15, 3), (23, 3), (25, 6)} <= middles(found)
    assert (25, 12) not in middles(found)


def test_those_that_a_line_has_already_are_left_to_it(view: View) -> None:
    known = TextLine(text="A", box=(25, 25, 35, 35), method="ocr")
    assert (3, 3) not in middles(lone_characters(view, pieces_of(view.working, SCALE), [known]))


def test_names_of_axes_are_read_on_a_sheet(sheet: Path) -> None:
    texts = [line.text for line in open_source(str(sheet)).read(1).lines]
    assert sorted(texts) in (sorted("ABFG24"), sorted("ABFGK24"))


@pytest.mark.parametrize(
    ("text", "score", "tight", "kept"),
    [
        ("B", 0.9, True, True), ("B", 0.7, True, False), ("O", 1.0, True, False), ("T", 0.9, True, False),
        ("T", 0.97, True, True), ("D", 1.0, False, False), ("3", 0.97, False, False), ("3", 1.0, False, True),
        ("12", 1.0, True, False), ("中", 1.0, True, False), ("", 0.0, True, False),
    ],
)  # fmt: skip
def test_what_shapes_are_taken_for_has_to_be_surer(
    view: View, text: str, score: float, tight: bool, kept: bool
) -> None:
    lone = Lone((59, 59, 12, 20), np.zeros((48, 40), np.uint8), tight)
    line = line_of(lone, Said(text, score), view)
    assert (line is not None) is kept
    assert line is None or (line.text == text and line.box[0] == pytest.approx(59 / SCALE, abs=0.01))
