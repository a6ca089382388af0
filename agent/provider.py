"""The seam between the agent and whatever thinks: a model endpoint, or rules."""

import re
from typing import Any, Literal, Protocol

from pydantic import Field

from agent.answer import Exchange
from agent.events import Emit
from agent.executor import ToolCall
from tools.kit.errors import Correctable
from tools.kit.language import Language, Message
from tools.kit.ledger import Ledger
from tools.kit.result import Frozen, Result, Usage
from tools.kit.vision import Seen

AGREES = re.compile(
    r"\W*(?:(?:yes|yep|yeah|ok(?:ay)?|right|correct|sure|agreed|confirmed?|use (?:them|it|these|those))\b"
    r"|(?:对|是的|好|可以|没错|确认|正确|同意|就用|按[此这]))",
    re.IGNORECASE,
)


class Told(Frozen):
    """A tool call of this run and what came of it. `said` is the user's answer to an ask_user call; `made` is False for a
    call that was not made at all, so that it may be made later. `message` is the error for the user, where it is known in both
    languages."""

    call: ToolCall
    result: Result | None = None
    error: str = ""
    message: Message | None = None
    said: str = ""
    made: bool = True

    @property
    def words(self) -> tuple[str, ...]:
        """What the user has said with it: the answer, and the figures of the question where they say yes to it."""
        agreed = AGREES.match(self.said) and not any(character.isdigit() for character in self.said)
        asked = self.result.question if self.result and agreed else None
        return tuple(filter(None, (self.said, asked.en if asked else "")))


class Turn(Frozen):
    """All that a provider may use to decide what to do next.

    `messages` is the conversation in the form of Chat Completions, earlier questions of the chat first; `told`, `history`
    and `ledger` are the same as values, for providers that do not read prose. `unproven` holds the figures that verify
    sent back. Where `tools` is empty the run is at its limit: only a final text is taken.
    """

    step: int
    language: Language
    question: str
    page: str | None = Field(None, description="hint: a sheet number or a layout name")
    messages: tuple[dict[str, Any], ...]
    tools: tuple[dict[str, Any], ...]
    told: tuple[Told, ...]
    ledger: Ledger
    history: tuple[Exchange, ...] = ()
    unproven: tuple[str, ...] = ()


class Reply(Frozen):
    """Tool calls to make, or the final text with its citations ([q1], [e2]) behind each figure and quotation.

    `verdict` is set by providers that know that their text is a refusal; a model leaves it None. `problems` lists
    malformed tool calls, which the agent answers to the model as errors. `notes` are shown with the answer.
    """

    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    problems: tuple[tuple[ToolCall, str], ...] = ()
    headline: str | None = None
    verdict: Literal["answered", "refused"] | None = None
    usage: Usage = Usage()
    notes: tuple[Message, ...] = ()


class ProviderError(Exception):
    """The endpoint could not answer. `retryable` tells whether a later attempt of the same run may; `usage` is what was
    spent in vain."""

    def __init__(self, en: str, zh: str = "", *, retryable: bool, usage: Usage | None = None) -> None:
        super().__init__(en)
        self.message = Message(en=en, zh=zh or en)
        self.retryable = retryable
        self.usage = usage or Usage()


class Unfit(Correctable):
    """A look whose answer does not fit what was asked; it has cost `usage` all the same."""

    def __init__(self, message: str, usage: Usage) -> None:
        super().__init__(message)
        self.usage = usage


class Provider(Protocol):
    """`sees` tells whether a look is worth asking for, as far as is known; `overview`, whether a run begins by looking over the
    sheets before the first step."""

    name: str
    model: str
    overview: bool

    @property
    def sees(self) -> bool: ...

    async def think(self, turn: Turn, emit: Emit) -> Reply:
        """One step. Emits `token` events while it writes. Raises ProviderError where the endpoint does not answer."""
        ...

    async def see(self, png: bytes, question: str, schema: dict[str, Any]) -> Seen:
        """One quarantined look at an image. Raises Refused where this provider has no vision."""
        ...
