"""ask_user: a question that the graph turns into an interrupt."""

import pytest

import tools.ask_user
from tools import tool_of
from tools.kit.errors import Correctable

TOOL = tool_of(tools.ask_user)


def test_asks_in_the_words_of_the_model() -> None:
    result = TOOL.call({"question": " Which\nstorey? ", "choices": ["ground", "first", "ground"]}, {})
    assert result.question is not None
    assert result.question.say("zh") == "Which storey?"
    assert result.choices == ("ground", "first")


@pytest.mark.parametrize("arguments", [{"question": "  "}, {"question": "Which?", "choices": list("abcdefg")}, {}])
def test_says_what_to_mend(arguments: dict[str, object]) -> None:
    with pytest.raises(Correctable):
        TOOL.call(arguments, {})


def test_its_title_is_in_both_languages() -> None:
    assert TOOL.doing({}).zh == "向您提问"
