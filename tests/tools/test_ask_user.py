"""ask_user: a question that the graph turns into an interrupt."""

from decimal import Decimal

import pytest

import tools.ask_user
from tools import tool_of
from tools.kit.errors import Correctable
from tools.kit.evidence import Evidence
from tools.kit.ledger import Ledger
from tools.kit.quantity import Quantity

TOOL = tool_of(tools.ask_user)
PLACES = tuple(Evidence(sheet=1, box=(x, 0, x + 5, 5), method="raster", text="door") for x in (10, 30, 50))


def ledger() -> Ledger:
    count = Quantity(id="q1", value=Decimal(3), unit="nos", label="doors", sources=PLACES)
    return Ledger(quantities=[count])


def test_asks_in_the_words_of_the_model() -> None:
    result = TOOL.call({"question": " Which\nstorey? ", "choices": ["ground", "first", "ground"]}, {Ledger: Ledger()})
    assert result.question is not None
    assert result.question.say("zh") == "Which storey?"
    assert result.choices == ("ground", "first")
    assert result.candidates == ()


def test_a_question_about_a_count_brings_its_places() -> None:
    result = TOOL.call({"question": "Which are no doors?", "items": ["q1"]}, {Ledger: ledger()})
    assert result.candidates == PLACES


@pytest.mark.parametrize(
    "arguments",
    [
        {"question": "  "},
        {"question": "Which?", "choices": list("abcdefg")},
        {},
        {"question": "Which?", "items": ["q7"]},
    ],
)
def test_says_what_to_mend(arguments: dict[str, object]) -> None:
    with pytest.raises(Correctable):
        TOOL.call(arguments, {Ledger: ledger()})


def test_its_title_is_in_both_languages() -> None:
    assert TOOL.doing({}).zh == "向您提问"
