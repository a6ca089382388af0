"""measure_area and measure_length: figures with their scale, printed areas beside measured ones."""

from pathlib import Path
from typing import Any

import pytest

import tools
from tests.kit.test_measuring import square
from tests.plans import Truth
from tests.tools.conftest import Call
from tools.kit.drawing import Drawing
from tools.kit.errors import Correctable
from tools.kit.ledger import Ledger
from tools.kit.result import Result


def run(path: Path, name: str, **arguments: Any) -> Result:
    return tools.call(name, arguments, {Drawing: Drawing.open(path), Ledger: Ledger()})


def test_a_room_by_its_name_comes_with_the_printed_area(call: Call, truth: Truth) -> None:
    result = call("measure_area", sheet=1, room="档案室 ARCHIVE")
    measured, perimeter, printed = result.quantities
    wanted = float(dict(truth.rooms)["档案室 ARCHIVE"])
    assert float(measured.value) == pytest.approx(wanted, rel=0.015)
    assert float(printed.value) == pytest.approx(wanted, abs=0.005)
    assert (measured.unit, perimeter.unit) == ("m2", "m")
    assert measured.sources[0].box
    assert not result.assumptions


@pytest.mark.parametrize("name", ["档案室", "Archive"])
def test_a_name_in_two_languages_is_found_by_either(call: Call, name: str) -> None:
    by_one, by_both = call("measure_area", sheet=1, room=name), call("measure_area", sheet=1, room="档案室 ARCHIVE")
    assert by_one.quantities == by_both.quantities


def test_an_unconfirmed_scale_is_said_with_the_figure(tmp_path: Path) -> None:
    square(tmp_path / "room.pdf")
    result = run(tmp_path / "room.pdf", "measure_area", sheet=1, seed=(130, 80), units="imperial")
    assert "unconfirmed" in result.quantities[0].label
    assert "unconfirmed" in result.assumptions[0].en
    assert float(result.quantities[0].value) == pytest.approx(24 / 0.3048**2, rel=0.01)


def test_a_length_in_both_systems(tmp_path: Path) -> None:
    square(tmp_path / "room.pdf")
    metric = run(tmp_path / "room.pdf", "measure_length", sheet=1, points=[(100, 60), (160, 60)])
    imperial = run(tmp_path / "room.pdf", "measure_length", sheet=1, points=[(100, 60), (160, 60)], units="imperial")
    assert (float(metric.quantities[0].value), metric.quantities[0].unit) == (6.0, "m")
    assert float(imperial.quantities[0].value) == pytest.approx(19.69)


@pytest.mark.parametrize("given", [{}, {"room": "A", "seed": (1, 1)}])
def test_one_way_of_naming_the_region_is_needed(call: Call, given: dict[str, Any]) -> None:
    with pytest.raises(Correctable, match="one of"):
        call("measure_area", sheet=1, **given)


def test_an_unknown_room_is_answered_with_those_that_are_there(call: Call) -> None:
    with pytest.raises(Correctable, match="ARCHIVE"):
        call("measure_area", sheet=1, room="BALLROOM")
