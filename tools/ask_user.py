"""A question to the user, for what the drawing leaves open."""

from typing import Annotated

from pydantic import Field

from tools.kit.candidates import candidates_of
from tools.kit.errors import Correctable
from tools.kit.language import Message
from tools.kit.ledger import Ledger
from tools.kit.result import Result

TITLE = Message(en="Asking you a question", zh="向您提问")


def ask_user(
    question: str,
    ledger: Ledger,
    choices: Annotated[list[str] | None, Field(description="up to six")] = None,
    items: Annotated[
        list[str] | None,
        Field(description='ids to draw numbered for the user to strike: ["q3"]'),
    ] = None,
) -> Result:
    """Ask the user one short question, in their language. Only for what the drawing leaves open,
    what the user can know, and what changes the answer."""
    text = " ".join(question.split())
    if not text:
        raise Correctable("The question is empty. Say what you need to know.")
    if choices and len(choices) > 6:
        raise Correctable("At most six choices; leave the rest to the user's own words.")
    return Result(
        summary=f"Asked the user: {text}",
        question=Message(en=text, zh=text),
        choices=tuple(dict.fromkeys(choices or ())),
        candidates=tuple(candidates_of(ledger, items)) if items else (),
    )
