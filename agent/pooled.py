"""Tools in killable children: what parses a drawing has neither the network nor a key, and may die alone."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from agent.events import Emit, Event
from agent.executor import Outcome, ToolCall
from agent.eyes import Eyes
from agent.provider import Provider, ProviderError
from tools.kit.drawing import FileRef
from tools.kit.errors import Correctable, Refused
from tools.kit.ledger import Ledger
from tools.kit.result import Result
from tools.kit.sandbox import ChildFailed, OnProgress, Pool

BROKE_DOWN = "The tool broke down on this call. Try other arguments or another tool."
Tell = Callable[[str], None]


class Pooled:
    """The executor of the shell: implements agent.executor.Executor on a pool that several runs may share."""

    def __init__(self, pool: Pool, files: Sequence[FileRef], provider: Provider) -> None:
        self.pool, self.files, self.provider = pool, tuple(files), provider

    async def execute(self, call: ToolCall, ledger: Ledger, emit: Emit) -> Outcome:
        request = {
            "tool": call.name, "arguments": call.arguments, "ledger": ledger.model_dump(mode="json"),
            "files": [file.model_dump(mode="json") for file in self.files],
        }  # fmt: skip

        def report(done: int, total: int, doing: str) -> None:
            data = {"call_id": call.id, "done": done, "total": total, "doing": doing}
            emit(Event(type="tool_progress", data=data))

        return await in_child(self.pool, request, self.provider, report)


async def in_child(
    pool: Pool, request: dict[str, Any], provider: Provider, report: OnProgress, seconds: float | None = None,
    tell: Tell | None = None,
) -> Outcome:  # fmt: skip
    """One tool call in a child. What it raises on purpose becomes a sentence; a bug goes to `tell` and becomes one too."""
    began, eyes = time.monotonic(), Eyes(provider)
    prefer = request["files"][0]["id"] if request["files"] else ""

    async def see(asked: dict[str, Any], png: bytes) -> dict[str, Any]:
        seen = await eyes.see(png, asked["vision"]["question"], asked["vision"]["schema"])
        return seen.model_dump(mode="json")

    try:
        done = await pool.run(
            "tools.kit.tasks:call", request, on_progress=report, answer=see, seconds=seconds, prefer=prefer
        )
        outcome = Outcome(result=Result.model_validate(done.data))
    except Refused as error:
        outcome = Outcome(error=str(error), final=True, message=error.message)
    except (Correctable, ProviderError) as error:
        outcome = Outcome(error=str(error))
    except ChildFailed as error:
        if tell:
            tell(str(error))
        outcome = Outcome(error=BROKE_DOWN)
    return outcome.model_copy(update={"seconds": time.monotonic() - began, "usage": eyes.spent})
