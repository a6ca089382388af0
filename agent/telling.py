"""The events with which a run stops: a question to the user, or its answer and its end."""

from agent.answer import Answer
from agent.events import Event
from agent.provider import Told
from tools.kit.language import Language, Message


def question(told: Told, language: Language) -> Event:
    """What the run asks, with its candidates."""
    assert told.result
    assert told.result.question
    asked = {"id": told.call.id, "question": told.result.question.model_dump(), "choices": list(told.result.choices)}
    return Event(type="question", key=f"question:{told.call.id}", data=asked | {"language": language})


def ending(answer: Answer, reason: Message | None) -> list[Event]:
    """The answer, then exactly one end."""
    finished = {"status": answer.status} | ({"reason": reason.model_dump()} if reason else {})
    return [
        Event(type="answer", key="answer", data=answer.model_dump(mode="json")),
        Event(type="run_finished", key="run_finished", data=finished),
    ]
