"""A scale that the user gave stands in for what was found for that view, and only there."""

from decimal import Decimal
from pathlib import Path

import tools
from tests.plans import sample
from tools.kit.drawing import Drawing, FileRef
from tools.kit.given_scale import GivenScale
from tools.kit.views import scale_at, view_scales

LINE = ((72.0, 214.0), (132.0, 214.0))


def drawing(path: Path, *scales: GivenScale) -> Drawing:
    return Drawing.of([FileRef(id="a", name="a.pdf", path=str(path), scales=scales)])


def test_what_was_measured_by_the_user_wins_and_is_never_remembered_for_another_run(tmp_path: Path) -> None:
    sample(tmp_path / "plan.pdf")
    before = view_scales(drawing(tmp_path / "plan.pdf").sheet(1))
    given = drawing(tmp_path / "plan.pdf", GivenScale(page=1, ratio=Decimal(50), text="1:50", line=LINE)).sheet(1)
    at = scale_at(given, (100, 200))
    assert (at.ratio, at.by, at.state) == (Decimal(50), "user", "confirmed")
    assert at.evidence[0].box == (72, 214, 132, 214)
    assert len(view_scales(given)) == len(before)
    assert view_scales(drawing(tmp_path / "plan.pdf").sheet(1)) == before
    assert not [view for view in before if view.by == "user"]


def test_read_scale_tells_it_as_given(tmp_path: Path) -> None:
    sample(tmp_path / "plan.pdf")
    scale = GivenScale(page=1, ratio=Decimal("101.7"), text="1:101.7 (6.1 m)", line=LINE)
    result = tools.call("read_scale", {}, {Drawing: drawing(tmp_path / "plan.pdf", scale)})
    (given,) = [quantity for quantity in result.quantities if quantity.kind == "given"]
    assert given.value == Decimal("101.7")
    assert given.sources[0].method == "user"
    assert given.sources[0].sheet == 1
