"""How the agent has its tools run. The agent decides what to call; where it runs is the executor's business."""

from typing import Any, Protocol

from agent.events import Emit
from tools.kit.language import Message
from tools.kit.ledger import Ledger
from tools.kit.result import Frozen, Result, Usage


class ToolCall(Frozen):
    """A call as the model made it. `id` is the provider's and unique in the run."""

    id: str
    name: str
    arguments: dict[str, Any]


class Outcome(Frozen):
    """A result, or the sentence that the model is told instead.

    `final` failures are told to the user as well, by `message` where it is known in both languages. `usage` is what its
    looks have cost, whatever came of them.
    """

    result: Result | None = None
    error: str = ""
    final: bool = False
    message: Message | None = None
    usage: Usage = Usage()
    seconds: float = 0.0


class Executor(Protocol):
    async def execute(self, call: ToolCall, ledger: Ledger, emit: Emit) -> Outcome:
        """Run one tool. Emits tool_progress only; never raises for what a tool raised on purpose.

        The ledger is read, not changed: the agent enters results in the order of the calls.
        """
        ...
