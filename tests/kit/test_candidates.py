"""The part of a sheet that shows numbered places."""

from pathlib import Path

from tests.plans import sample
from tools.kit.candidates import region_around
from tools.kit.drawing import Drawing
from tools.kit.result import Numbered


def test_places_in_one_row_are_shown_with_what_stands_around(tmp_path: Path) -> None:
    sample(tmp_path / "plan.pdf")
    sheet = Drawing.open(tmp_path / "plan.pdf").sheet(1)
    row = tuple(Numbered(number=n, box=(30.0 * n, 150, 30.0 * n + 4, 154)) for n in range(2, 9))
    x0, y0, x1, y1 = region_around(sheet, row)
    assert x0 < 60 < 244 < x1
    assert y0 < 120 < 185 < y1
    assert (x1 - x0) / (y1 - y0) < 2.6
    alone = region_around(sheet, row[:1])
    assert alone == (50, 140, 74, 164)
    assert region_around(sheet, (Numbered(number=1, box=(0, 0, 400, 2)),))[:2] == (0, 0)
