"""A run of a batch that has to ask where nobody is there: its line keeps the question and what was spent until then."""

from agent.events import Event
from api.handlers.run import asked
from tools.kit.result import Usage

SPENT = Usage(prompt_tokens=900, completion_tokens=40, cost_usd=0.01)
QUESTION = {"en": "Which storey?", "zh": "哪一层？"}


def test_a_question_in_a_batch_carries_what_was_spent() -> None:
    event = Event(
        type="question", data={"id": "c1", "question": QUESTION, "choices": ["1"], "usage": SPENT.model_dump()}
    )
    answer = asked("层高是多少？", event)
    assert (answer.status, answer.text, answer.choices) == ("asked", "哪一层？", ("1",))
    assert answer.usage == SPENT


def test_a_question_that_was_stored_without_it_still_reads() -> None:
    answer = asked("How high?", Event(type="question", data={"id": "c1", "question": QUESTION, "choices": []}))
    assert (answer.text, answer.usage) == ("Which storey?", Usage())
