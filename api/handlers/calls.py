"""Tool calls of a run: short ones in a child of this worker, long ones as jobs, none of them twice."""

import asyncio
import json
import time
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, insert, select
from sqlmodel import col

from agent.events import Emit, Event
from agent.executor import Outcome, ToolCall
from agent.pooled import BROKE_DOWN, in_child
from api.handlers.base import Context
from api.logs import logger
from api.models import OVER, Job, Run, ToolResult
from api.queue import Claim
from tools import catalogue
from tools.kit.drawing import FileRef
from tools.kit.ledger import Ledger
from tools.kit.sandbox import OnProgress

log = logger("calls")
LOOK_SECONDS = 0.1


def call_key(thread: str, call: ToolCall) -> str:
    """The name of a call's result: the same run making the same call finds it."""
    text = json.dumps([thread, call.id, call.name, call.arguments], sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


class Queued:
    """The executor of a service: implements agent.executor.Executor for one claim of one run."""

    def __init__(self, context: Context, claim: Claim, run: Run, files: Sequence[FileRef]) -> None:
        self.context, self.claim, self.run = context, claim, run
        self.files = [file.model_dump(mode="json") for file in files]
        self.fresh = claim.fence == 1 and run.thread == run.id
        """Nobody has worked on this run before, so that no result of a call can be there."""

    async def execute(self, call: ToolCall, ledger: Ledger, emit: Emit) -> Outcome:
        key = call_key(self.run.thread, call)
        if not self.fresh and (stored := await stored_outcome(self.context, key)):
            return stored
        request = {
            "tool": call.name, "arguments": call.arguments, "files": self.files, "ledger": ledger.model_dump(mode="json"),
        }  # fmt: skip

        def report(done: int, total: int, doing: str) -> None:
            data = {"call_id": call.id, "done": done, "total": total, "doing": doing}
            emit(Event(type="tool_progress", data=data))

        if catalogue()[call.name].long:
            return await self._as_job(key, request, report)
        outcome = await run_tool(self.context, request, report, self.context.settings.short_tool_seconds)
        await store_outcome(self.context, self.claim, key, self.run.thread, outcome)
        return outcome

    async def _as_job(self, key: str, request: dict[str, Any], report: OnProgress) -> Outcome:
        """Wait for the job of this call, which an earlier attempt of the run may have made."""
        job = await self._job(key, request)
        await self.context.queue.wake("tools")
        told = (0, 0, "")
        while job.status not in OVER:
            await asyncio.sleep(LOOK_SECONDS)
            job = await self._seen(job.id)
            if (now := (job.done, job.total, job.doing)) != told:
                told = now
                report(*now)
        stored = await stored_outcome(self.context, key)
        return stored or Outcome(error=(job.error or {}).get("en", BROKE_DOWN))

    async def _job(self, key: str, request: dict[str, Any]) -> Job:
        async with self.context.database.write() as session:
            await self.context.queue.hold(session, self.claim)
            job = (await session.execute(select(Job).where(col(Job.key) == key))).scalar_one_or_none()
            if job is None:
                job = Job(
                    user_id=self.run.user_id, kind="tool", queue="tools", parent_id=self.run.id, key=key,
                    priority=self.claim.job.priority, request=request | {"thread": self.run.thread, "drawing": self.claim.job.request.get("drawing", "")},
                )  # fmt: skip
                session.add(job)
                log.info("dispatched", job=job.id, kind="tool", run=self.run.id, tool=request["tool"])
            elif job.status == "cancelled":
                job.status, job.attempt, job.cancel_requested, job.ready_at = "queued", 0, False, time.time()
            return job

    async def _seen(self, job: str) -> Job:
        async with self.context.database.read() as session:
            return (await session.execute(select(Job).where(col(Job.id) == job))).scalar_one()


async def stored_outcome(context: Context, key: str) -> Outcome | None:
    async with context.database.read() as session:
        found = await session.get(ToolResult, key)
    return Outcome.model_validate(found.outcome) if found else None


async def store_outcome(context: Context, claim: Claim, key: str, thread: str, outcome: Outcome) -> None:
    """Raises LeaseLost where the claim is no longer good: then nothing is stored."""
    entry = {"key": key, "thread": thread, "outcome": outcome.model_dump(mode="json"), "created_at": time.time()}
    async with context.database.statements() as connection:
        await context.queue.hold(connection, claim)
        await connection.execute(delete(ToolResult).where(col(ToolResult.key) == key))
        await connection.execute(insert(ToolResult), entry)


async def run_tool(context: Context, request: dict[str, Any], report: OnProgress, seconds: float) -> Outcome:
    """Run one tool in a child of this worker; a bug is logged."""

    def tell(trace: str) -> None:
        log.error("tool broke down", tool=request["tool"], arguments=request["arguments"], trace=trace)

    return await in_child(context.pool, request, context.provider, report, seconds, tell)
