"""The events with which a run stops: a question to the user, or its answer and its end."""

from agent.answer import Answer
from agent.events import Event
from agent.provider import Told
from tools.kit.language import Language, Message
from tools.kit.result import Usage


def question(told: Told, language: Language, spent: Usage) -> Event:
    """What the run asks, with its candidates, and what it has spent so far."""
    assert told.result
    assert told.result.question
    places = [place.model_dump(mode="json") for place in told.result.candidates]
    data = {
        "id": told.call.id, "question": told.result.question.model_dump(), "choices": list(told.result.choices),
        "candidates": [place | {"number": number} for number, place in enumerate(places, 1)],
        "language": language, "usage": spent.model_dump(),
    }  # fmt: skip
    return Event(type="question", key=f"question:{told.call.id}", data=data)


def ending(answer: Answer, reason: Message | None) -> list[Event]:
    """The answer, then exactly one end."""
    finished = {"status": answer.status} | ({"reason": reason.model_dump()} if reason else {})
    return [
        Event(type="answer", key="answer", data=answer.model_dump(mode="json")),
        Event(type="run_finished", key="run_finished", data=finished),
    ]
