"""A question to the user, for what the drawing leaves open."""

from tools.kit.errors import Correctable
from tools.kit.language import Message
from tools.kit.result import Result

TITLE = Message(en="Asking you a question", zh="向您提问")


def ask_user(question: str, choices: list[str] | None = None) -> Result:
    """Ask the user one short question, in their language, and wait for the answer. Only for what the drawing leaves open,
    what the user can know, and what changes the answer. `choices`: up to six candidates that you found."""
    text = " ".join(question.split())
    if not text:
        raise Correctable("The question is empty. Say what you need to know.")
    if choices and len(choices) > 6:
        raise Correctable("At most six choices; leave the rest to the user's own words.")
    return Result(
        summary=f"Asked the user: {text}",
        question=Message(en=text, zh=text),
        choices=tuple(dict.fromkeys(choices or ())),
    )
