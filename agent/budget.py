"""Spending: reserved before each call of a model, settled after it. Where the book lies is not the agent's business."""

from typing import Protocol

from agent.prices import cost, image_tokens
from agent.provider import Turn
from tools.kit.result import Usage

COMPLETION = 800
"""Tokens that a step is expected to write."""
LOOK_TEXT = 600
LOOK_SIZE = (1024, 512)
PER_TOKEN = 4


class Budget(Protocol):
    """The book of one user. A ticket names one call of a model in one run; the same ticket is the same call."""

    async def reserve(self, ticket: str, usd: float) -> bool:
        """Set that much aside. False where the day's limit does not hold it: then the call is not made."""
        ...

    async def settle(self, ticket: str, usage: Usage) -> None:
        """What the call came to, in place of what was set aside."""
        ...


class Purse:
    """A book in memory: for the library, the shell and tests. `usd` None: no limit."""

    def __init__(self, usd: float | None = None) -> None:
        self.usd = usd
        self.open: dict[str, float] = {}
        self.settled: dict[str, Usage] = {}

    async def reserve(self, ticket: str, usd: float) -> bool:
        spent = sum(self.open.values()) + sum(usage.cost_usd for usage in self.settled.values())
        if self.usd is not None and spent + usd > self.usd:
            return False
        self.open[ticket] = usd
        return True

    async def settle(self, ticket: str, usage: Usage) -> None:
        self.open.pop(ticket, None)
        self.settled[ticket] = usage

    @property
    def spent(self) -> Usage:
        """All that was settled."""
        return sum(self.settled.values(), Usage())


def expected(model: str, turn: Turn) -> float:
    """US dollars that a step is likely to cost at most."""
    asked = sum(len(str(part)) for message in turn.messages for part in message.values())
    asked += sum(len(str(tool)) for tool in turn.tools)
    return cost(model, asked // PER_TOKEN, COMPLETION)


def expected_look(model: str) -> float:
    """US dollars of a look, which may have to be asked twice."""
    return 2 * cost(model, image_tokens(model, *LOOK_SIZE) + LOOK_TEXT, LOOK_TEXT)
