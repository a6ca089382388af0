"""A long tool call as a job of its own."""

import asyncio
from typing import Any

from agent.executor import Outcome
from api.handlers.base import Context, Ending, Fault
from api.handlers.calls import run_tool
from api.models import ATTEMPTS, ToolResult
from api.queue import Claim

NOTE_SECONDS = 0.2


class ToolCalls:
    """Handler of `tool` jobs. The run that made the job watches its row and then reads the stored outcome."""

    attempts = ATTEMPTS

    def __init__(self, context: Context) -> None:
        self.context = context

    async def work(self, claim: Claim) -> None:
        request = {name: claim.job.request[name] for name in ("tool", "arguments", "files", "ledger")}
        latest: dict[str, Any] = {}

        def report(done: int, total: int, doing: str) -> None:
            latest.update(done=done, total=total, doing=doing)

        noting = asyncio.create_task(self._note(claim, latest))
        try:
            outcome = await run_tool(self.context, request, report, self.context.settings.tool_seconds)
        finally:
            noting.cancel()
            await asyncio.gather(noting, return_exceptions=True)
        await self._end(claim, outcome, "done", None)

    async def give_up(self, claim: Claim, ending: Ending, fault: Fault) -> None:
        await self._end(claim, Outcome(error=fault.message.en, message=fault.message), ending, fault)

    async def _end(self, claim: Claim, outcome: Outcome, status: str, fault: Fault | None) -> None:
        """A cancelled call leaves no outcome: a later run may make it again."""
        async with self.context.database.write() as session:
            if status != "cancelled" and claim.job.key:
                thread = claim.job.request["thread"]
                await session.merge(
                    ToolResult(key=claim.job.key, thread=thread, outcome=outcome.model_dump(mode="json"))
                )
            await self.context.queue.finish(session, claim, status, fault.stored() if fault else None)

    async def _note(self, claim: Claim, latest: dict[str, Any]) -> None:
        """Writes the progress into the job row, at most so often."""
        told: dict[str, Any] = {}
        while True:
            await asyncio.sleep(NOTE_SECONDS)
            if latest != told:
                told = dict(latest)
                await self.context.queue.note(claim, **told)
