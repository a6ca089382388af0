"""calculate: figures whose every input has a source."""

from decimal import Decimal
from typing import Any

import pytest

import tools.calculate
from tools import tool_of
from tools.kit.errors import Correctable
from tools.kit.evidence import Evidence
from tools.kit.ledger import Ledger
from tools.kit.quantity import Quantity
from tools.kit.result import Item, Result

TOOL = tool_of(tools.calculate)


@pytest.fixture
def ledger() -> Ledger:
    """q1 = 6 nos, q2 = 4.2 m; e1 reads "KZ1 400x500", e2 reads "H=12'-6\""."""
    place = Evidence(sheet=1, box=(10, 10, 20, 12), method="text", text="KZ1")
    ledger = Ledger()
    ledger.enter(
        Result(
            summary="",
            quantities=(
                Quantity(value=Decimal(6), unit="nos", label="count of KZ1", sources=(place,)),
                Quantity(value=Decimal("4.2"), unit="m", label="length", sources=(place,)),
            ),
            items=tuple(
                Item(label=text, evidence=place.model_copy(update={"text": text}))
                for text in ("KZ1 400x500", "H=12'-6\"")
            ),
        )
    )
    return ledger


def calculated(ledger: Ledger, expression: str, *inputs: dict[str, Any], unit: str = "") -> Result:
    arguments = {"expression": expression, "label": "result", "unit": unit, "inputs": list(inputs)}
    return ledger.enter(TOOL.call(arguments, {Ledger: ledger}))


HEIGHT = {"name": "height", "value": 3.3, "unit": "m", "source": "user"}
WIDTH = {"name": "width", "value": "400", "unit": "mm", "source": "e1"}
DEPTH = {"name": "depth", "value": "500", "unit": "mm", "source": "e1"}


def test_a_volume_from_a_count_a_read_size_and_a_given_height(ledger: Ledger) -> None:
    result = calculated(ledger, "q1 * width * depth * height", WIDTH, DEPTH, HEIGHT)
    width, depth, height, volume = result.quantities
    assert (volume.value, volume.unit, volume.kind) == (Decimal("3.96"), "m3", "computed")
    assert volume.expression == f"q1 * {width.id} * {depth.id} * {height.id}"
    assert volume.inputs == ("q1", width.id, depth.id, height.id)
    assert [q.kind for q in (width, depth, height)] == ["read", "read", "given"]
    assert width.sources[0].text == "KZ1 400x500"
    assert {e.method for e in ledger.evidence(volume.id)} == {"text", "user"}


def test_places_that_are_named_one_by_one_are_counted(ledger: Ledger) -> None:
    for at in (30, 40):
        place = Evidence(sheet=1, box=(at, 10, at + 5, 12), method="text", text="C2")
        ledger.place(Item(label="C2", evidence=place))
    listed, result = calculated(ledger, "count(e1, e3-e4)").quantities
    assert (result.value, result.unit, result.shown()) == (Decimal(3), "nos", "3 nos")
    assert [place.text for place in listed.sources] == ["KZ1 400x500", "C2", "C2"]
    assert calculated(ledger, "q1 - count(e3, e3)").quantities[-1].value == Decimal(5)


def test_what_a_look_has_seen_is_not_counted(ledger: Ledger) -> None:
    seen = Evidence(sheet=1, box=(0, 0, 90, 90), method="vision", text="8 doors", confidence=0.9)
    ledger.place(Item(label="8 doors", evidence=seen))
    with pytest.raises(Correctable, match="vision"):
        calculated(ledger, "count(e1, e3)")
    for wrong, why in (
        ("count(e9)", "e9 is no read place"),
        ("count(e1, q1)", "takes e ids"),
        ("count(e2-e1)", "no range"),
    ):
        with pytest.raises(Correctable, match=why):
            calculated(ledger, wrong)


def test_the_wanted_unit(ledger: Ledger) -> None:
    assert calculated(ledger, "q2", unit="mm").quantities[-1].value == 4200
    assert calculated(ledger, "q2 * q2", unit="ft2").quantities[-1].shown() == "189.88 ft2"


def test_an_assumption_is_listed_in_both_languages(ledger: Ledger) -> None:
    waste = {"name": "waste", "value": "5%", "source": "assumption", "why": "usual for tiles"}
    result = calculated(ledger, "q2 * (1 + waste)", waste)
    assert result.quantities[-1].value == Decimal("4.41")
    assert result.quantities[0].kind == "assumed"
    assert "5%" in result.assumptions[0].en
    assert result.assumptions[0].zh.startswith("假定 waste = 5%")


def test_a_pure_whole_number_may_be_a_count(ledger: Ledger) -> None:
    spacing = {"name": "spacing", "value": "200", "unit": "mm", "source": "user"}
    assert calculated(ledger, "ceil(q2 / spacing) + 1", spacing, unit="nos").quantities[-1].shown() == "22 nos"


def test_feet_and_inches_of_a_read_text(ledger: Ledger) -> None:
    height = {"name": "h", "value": "12'-6\"", "source": "e2"}
    assert calculated(ledger, "h", height, unit="in").quantities[-1].value == 150


def test_a_read_text_in_other_units_still_proves_the_number(ledger: Ledger) -> None:
    height = {"name": "h", "value": "150", "unit": "in", "source": "e2"}
    assert calculated(ledger, "h", height, unit="ft").quantities[-1].value == Decimal("12.5")


@pytest.mark.parametrize(
    ("expression", "given", "word"),
    [
        ("q1 * w", {"name": "w", "value": "450", "unit": "mm", "source": "e1"}, "does not stand in e1"),
        ("q1 * w", {"name": "w", "value": "400", "unit": "mm", "source": "e9"}, "no read text"),
        ("q1 * w", {"name": "w", "value": "about 4", "unit": "m", "source": "user"}, "is no number"),
        ("q1 * w", {"name": "w", "value": "1:100", "source": "user"}, "cannot|is in|no number"),
        ("q1 * w", {"name": "w", "value": "4", "unit": "cubits", "source": "user"}, "no unit"),
        ("q1 * w", {"name": "w", "value": "4 m", "unit": "kg", "source": "user"}, "is not in kg"),
        ("q1 * w", {"name": "w", "value": "4", "unit": "m", "source": "assumption"}, "usual value"),
        ("q1 * q2", {"name": "q2", "value": "4", "unit": "m", "source": "user"}, "looks like an id"),
        ("q1 * w", {"name": "w w", "value": "4", "source": "user"}, "schema"),
        ("q7 * w", {"name": "w", "value": "4", "unit": "m", "source": "user"}, "no quantity 'q7'"),
        ("2 * 2", {"name": "w", "value": "4", "unit": "m", "source": "user"}, "no source"),
        ("q1 + w", {"name": "w", "value": "4", "unit": "m", "source": "user"}, "cannot be added"),
        ("q1 * w * w * w * w", {"name": "w", "value": "4", "unit": "m", "source": "user"}, "no unit"),
    ],
)
def test_says_what_to_mend(ledger: Ledger, expression: str, given: dict[str, Any], word: str) -> None:
    if given["value"] == "1:100":
        assert calculated(ledger, expression, given).quantities[-1].value == 600
        return
    with pytest.raises(Correctable, match=word):
        calculated(ledger, expression, given)


def test_what_was_only_seen_proves_no_figure(ledger: Ledger) -> None:
    seen = Evidence(sheet=1, box=(10, 10, 20, 12), method="vision", text="450", confidence=0.9)
    ledger.place(Item(label="450", evidence=seen))
    with pytest.raises(Correctable, match="vision model, which proves no figure"):
        calculated(ledger, "w", {"name": "w", "value": "450", "unit": "mm", "source": "e3"})


def test_a_name_may_stand_for_one_input_only(ledger: Ledger) -> None:
    with pytest.raises(Correctable, match="used twice"):
        calculated(ledger, "height", HEIGHT, HEIGHT)


def test_a_result_in_the_wrong_unit_is_refused(ledger: Ledger) -> None:
    with pytest.raises(Correctable, match="is in m; it cannot be given in m2"):
        calculated(ledger, "q2", unit="m2")


def test_the_schema_tells_the_model_all_it_needs() -> None:
    parameters = TOOL.schema()["function"]["parameters"]
    assert parameters["required"] == ["expression", "label"]
    assert set(parameters["properties"]) == {"expression", "label", "unit", "inputs"}
