"""Scripts: what a scripted model says. Played by the `scripted` provider in this process, or by a small HTTP server that
speaks Chat Completions, so that tests drive the real client over a real connection.

    python -m agent.scripted_server script.json --port 9010
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from pydantic import Field

from tools.kit.result import Frozen

PIECE = 12


class ScriptedCall(Frozen):
    """A tool call. `raw` stands in for the arguments where a script wants malformed JSON."""

    name: str
    arguments: dict[str, Any] = Field(default_factory=dict)
    raw: str | None = None
    id: str = ""

    def text(self) -> str:
        return json.dumps(self.arguments, ensure_ascii=False) if self.raw is None else self.raw


class Fault(Frozen):
    """What goes wrong before a line is said at last: an error status, a stream cut after some pieces, silence."""

    status: int = 0
    code: str = ""
    retry_after: float | None = None
    cut_after: int | None = None
    hang: float = 0.0


class Line(Frozen):
    """One reply. `delay` is waited before it, `pace` before each of its pieces, in seconds; `finish` is why it ends."""

    text: str = ""
    refusal: str = ""
    finish: str = ""
    calls: tuple[ScriptedCall, ...] = ()
    headline: str | None = None
    delay: float = 0.0
    pace: float = 0.0
    faults: tuple[Fault, ...] = ()


class Conversation(Frozen):
    """The lines for questions that hold `match`. `sees` are the answers about images, in order, the last one again."""

    match: str = ""
    lines: tuple[Line, ...]


class Script(Frozen):
    """Conversations, the first that matches is played. `sees` are answers about images, in order, the last one again."""

    conversations: tuple[Conversation, ...] = ()
    sees: tuple[dict[str, Any], ...] = ({},)

    @classmethod
    def of(cls, *lines: Line, sees: Sequence[dict[str, Any]] = ({},)) -> Self:
        """A script that says these lines to every question."""
        return cls(conversations=(Conversation(lines=lines),), sees=tuple(sees))

    @classmethod
    def load(cls, path: str | Path) -> Self:
        return cls.model_validate_json(Path(path).read_text(encoding="utf-8"))

    def line(self, question: str, step: int) -> Line:
        """What to say in that step, from 1; the last line is said again where there are no more."""
        for conversation in self.conversations:
            if conversation.match in question and conversation.lines:
                return conversation.lines[min(step, len(conversation.lines)) - 1]
        return Line(text="The script has no line for this.")
