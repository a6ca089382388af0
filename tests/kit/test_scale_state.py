"""What the foot of a sheet says of its scale: what proves it, and what is printed where the two differ."""

from pathlib import Path
from typing import Any

import pymupdf
import pytest

from tests.plans import draw_sheet
from tools.kit.drawing import Drawing
from tools.kit.scale_state import scale_state


@pytest.fixture(scope="module")
def plan_pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("scale") / "plan.pdf"
    with pymupdf.open() as document:
        draw_sheet(document.new_page(width=420 / 25.4 * 72, height=297 / 25.4 * 72))
        document.save(path)
    return path


def stated(path: Path) -> dict[str, Any]:
    return scale_state(Drawing.open(path).sheet(1))


def test_a_plan_whose_dimensions_agree_with_its_note_is_confirmed(plan_pdf: Path) -> None:
    found = stated(plan_pdf)
    assert (found["state"], found["by"], found["ratio"], found["printed"]) == ("confirmed", "dimensions", "100", "100")
    assert not found["disputed"]


def test_a_plan_that_was_printed_at_half_its_size_tells_both_scales(plan_pdf: Path, tmp_path: Path) -> None:
    shrunk = tmp_path / "half.pdf"
    with pymupdf.open(plan_pdf) as whole, pymupdf.open() as half:
        page = half.new_page(width=whole[0].rect.width / 2, height=whole[0].rect.height / 2)
        page.show_pdf_page(page.rect, whole, 0)
        half.save(shrunk)
    found = stated(shrunk)
    assert (found["ratio"], found["printed"], found["disputed"]) == ("200", "100", True)


def test_a_sheet_that_states_nothing_has_no_scale(tmp_path: Path) -> None:
    with pymupdf.open() as empty:
        empty.new_page().insert_text((72, 72), "GENERAL NOTES OF THE PROJECT")
        empty.save(tmp_path / "notes.pdf")
    found = stated(tmp_path / "notes.pdf")
    assert (found["state"], found["by"], found["ratio"]) == ("unset", "none", "")


def test_a_note_alone_is_detected_and_not_checked(tmp_path: Path) -> None:
    with pymupdf.open() as document:
        document.new_page().insert_text((72, 72), "SCALE 1:50")
        document.save(tmp_path / "note.pdf")
    found = stated(tmp_path / "note.pdf")
    assert (found["state"], found["by"], found["ratio"]) == ("detected", "note", "50")
