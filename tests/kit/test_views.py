"""The scale of each view, by the authority of what states it."""

from decimal import Decimal
from pathlib import Path

import ezdxf
import pymupdf
import pytest

from tests.measured import Style, measured
from tests.pen import MM, Pen
from tools.kit.drawing import Drawing, Sheet
from tools.kit.views import UNSET, scale_at, scale_of_sheet, told, view_scales


def sheet_of(folder: Path, style: Style) -> Sheet:
    measured(folder / "plan.pdf", style)
    return Drawing.open(folder / "plan.pdf").sheet(1)


def test_dimensions_that_agree_with_the_note_confirm_it(tmp_path: Path) -> None:
    view = scale_of_sheet(sheet_of(tmp_path, Style()))
    assert view
    assert (view.state, view.by, view.note, view.disputed) == ("confirmed", "dimensions", 100, False)
    assert view.title == "GROUND FLOOR PLAN"


def test_a_shrunk_plot_is_known_by_its_dimensions(tmp_path: Path) -> None:
    view = scale_of_sheet(sheet_of(tmp_path, Style(shrunk=0.707)))
    assert view
    assert view.disputed
    assert (view.note, float(view.ratio)) == (100, pytest.approx(141.4, rel=0.005))


def test_a_note_alone_is_detected_and_said_to_be_unchecked(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page(width=420 * MM, height=297 * MM)
    page.insert_text((100, 700), "FIRST FLOOR PLAN SCALE 1:75 and more words to read", fontsize=9)
    page.insert_text((100, 730), "SCALE 1:75", fontsize=9)
    document.save(tmp_path / "note.pdf")
    view = scale_at(Drawing.open(tmp_path / "note.pdf").sheet(1), (100, 100))
    assert (view.ratio, view.state, view.by) == (75, "detected", "note")
    assert "unconfirmed" in told(view).en


def test_notes_that_contradict_each_other_are_not_taken(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page(width=420 * MM, height=297 * MM)
    page.insert_text((100, 700), "A plan with two notes of its scale", fontsize=14)
    page.insert_text((100, 720), "SCALE 1:50", fontsize=9)
    page.insert_text((100, 732), "SCALE 1:100", fontsize=9)
    document.save(tmp_path / "two.pdf")
    sheet = Drawing.open(tmp_path / "two.pdf").sheet(1)
    assert (view_scales(sheet), scale_at(sheet, (100, 100))) == ([], UNSET)


def test_nothing_stated_is_unset(tmp_path: Path) -> None:
    document = pymupdf.open()
    document.new_page().insert_text((100, 100), "A plan without any scale at all", fontsize=9)
    document.save(tmp_path / "bare.pdf")
    sheet = Drawing.open(tmp_path / "bare.pdf").sheet(1)
    assert (view_scales(sheet), scale_at(sheet, (10, 10)), scale_of_sheet(sheet)) == ([], UNSET, None)


def test_the_later_of_two_measured_viewports_holds_where_they_overlap(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page(width=842, height=595)
    page.insert_text((100, 500), "A plan in two measured viewports", fontsize=9)
    form = "<</Subtype/RL/R({})/X[<</U({})/C {}>>]>>"
    plan, detail = form.format("1:100", "m", ".0352778"), form.format("1 in = 2 ft", "ft", ".0277778")
    ports = f"[<</BBox[0 0 842 595]/Measure{plan}>><</BBox[100 100 300 200]/Measure{detail}>>]"
    document.xref_set_key(page.xref, "VP", ports)
    document.save(tmp_path / "ports.pdf")
    sheet = Drawing.open(tmp_path / "ports.pdf").sheet(1)
    inside, outside = (scale_at(sheet, at) for at in ((70, 150), (200, 20)))
    assert (float(inside.ratio), float(outside.ratio)) == (pytest.approx(24, rel=1e-4), pytest.approx(100, rel=1e-4))
    assert inside.by == outside.by == "viewport"
    assert scale_of_sheet(sheet) is None


def test_model_space_is_drawn_at_real_size(tmp_path: Path) -> None:
    document = ezdxf.new(units=4)
    document.modelspace().add_lwpolyline([(0, 0), (5000, 0), (5000, 3000), (0, 3000)], close=True)
    document.modelspace().add_text("ROOM", height=250).set_placement((1000, 1000))
    document.saveas(tmp_path / "plan.dxf")
    view = scale_of_sheet(Drawing.open(tmp_path / "plan.dxf").sheet(1))
    assert view
    assert (view.ratio, view.by, view.state) == (1, "units", "confirmed")


def bar(path: Path, step: float) -> Sheet:
    document = pymupdf.open()
    page = document.new_page(width=420 * MM, height=297 * MM)
    pen = Pen(page)
    pen.text((100, 100), "FIRST FLOOR PLAN WITHOUT A NOTE", 4)
    for n, text in enumerate(("0", "1", "2", "3", "4", "5 m")):
        pen.centred((100 + step * n, 200), text.split()[0], 2.5)
    pen.text((100 + step * 5 + 4, 201.2), "m", 2.5)
    pen.finish()
    document.save(path)
    return Drawing.open(path).sheet(1)


def test_a_scale_bar_is_read_where_nothing_else_is(tmp_path: Path) -> None:
    view = scale_of_sheet(bar(tmp_path / "bar.pdf", 10.0))
    assert view
    assert (view.by, view.state) == ("bar", "detected")
    assert view.ratio == pytest.approx(Decimal(100), rel=Decimal("0.01"))
