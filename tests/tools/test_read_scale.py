"""read_scale: printed notes as items, plotted scales as quantities, and their quarrels withheld."""

from pathlib import Path

import tools
from tests.measured import Style, measured
from tools.kit.drawing import Drawing
from tools.kit.ledger import Ledger
from tools.kit.result import Result


def read(folder: Path, style: Style) -> Result:
    measured(folder / "plan.pdf", style)
    return tools.call("read_scale", {}, {Drawing: Drawing.open(folder / "plan.pdf"), Ledger: Ledger()})


def test_both_scales_are_told_where_they_agree(tmp_path: Path) -> None:
    result = read(tmp_path, Style())
    assert [item.label for item in result.items] == ["1:100"]
    assert [(float(q.value), q.unit) for q in result.quantities] == [(100.0, "")]
    assert len(result.quantities[0].sources) >= 3
    assert not result.withheld
    assert not result.coverage.not_searched


def test_a_note_that_the_dimensions_contradict_is_withheld_with_both_values(tmp_path: Path) -> None:
    result = read(tmp_path, Style(shrunk=0.983))
    assert float(result.quantities[0].value) == 101.7
    assert "1:100" in result.withheld[0].reason.en
    assert "1:101.7" in result.withheld[0].reason.zh
    assert result.withheld[0].evidence


def test_without_a_note_the_dimensions_are_enough(tmp_path: Path) -> None:
    result = read(tmp_path, Style(note=False, notation="ft"))
    assert not result.items
    assert float(result.quantities[0].value) == 100
