"""Telling the sender of a batch that it has ended: a signed POST, repeated for about an hour until it is taken."""

import hmac
import json
import time
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from api.handlers.base import Context, Ending, Fault
from api.logs import logger
from api.models import Job
from api.outward import Unreachable, deliver
from api.queue import Claim, LeaseLost
from tools.kit.language import Message

log = logger("hook")
WAITS = (5.0, 30.0, 120.0, 600.0, 3000.0)
"""Seconds before each further attempt."""
SIGNATURE = "Liangtu-Signature"


class Hooks:
    """Handler of `hook` jobs."""

    attempts = len(WAITS) + 1

    def __init__(self, context: Context) -> None:
        self.context = context

    async def work(self, claim: Claim) -> None:
        batch, counts = await self._batch(claim.job.request["batch"])
        hook, body = batch.request["webhook"], body_of(batch, counts)
        headers = {"Content-Type": "application/json", "Liangtu-Delivery": claim.id}
        if hook.get("secret"):
            headers[SIGNATURE] = signature(hook["secret"], body, int(time.time()))
        try:
            await deliver(hook["url"], body, headers, private=self.context.settings.webhook_private)
        except Unreachable as error:
            await self._later(claim, str(error))
            return
        await self._end(claim, "done")

    async def give_up(self, claim: Claim, ending: Ending, fault: Fault) -> None:
        await self._end(claim, ending, fault.stored())

    async def _later(self, claim: Claim, reason: str) -> None:
        if claim.job.attempt >= self.attempts:
            message = Message(en=f"The webhook was not taken: {reason}", zh=f"回调未被接收：{reason}")
            await self._end(claim, "failed", Fault(code="webhook_failed", message=message).stored())
            return
        log.warning("not taken", **claim.ids, attempt=claim.job.attempt, reason=reason)
        await self.context.queue.release(claim, seconds=WAITS[claim.job.attempt - 1], counted=True)

    async def _end(self, claim: Claim, status: str, error: dict[str, Any] | None = None) -> None:
        async with self.context.database.write() as session:
            await self.context.queue.finish(session, claim, status, error)

    async def _batch(self, batch_id: str) -> tuple[Job, dict[str, int]]:
        grouped = select(col(Job.status), func.count()).where(col(Job.parent_id) == batch_id, col(Job.kind) == "run")
        async with self.context.database.read() as session:
            batch = await session.get(Job, batch_id)
            rows = (await session.execute(grouped.group_by(col(Job.status)))).all()
        if batch is None:
            raise LeaseLost(batch_id)
        return batch, {row[0]: row[1] for row in rows}


def body_of(batch: Job, counts: dict[str, int]) -> bytes:
    """What the sender is told: not the results themselves, which it fetches as whoever sent the batch."""
    told = {"type": "batch_finished", "batch": batch.id, "status": batch.status, "total": batch.total, "jobs": counts,
            "results": f"/api/v1/batches/{batch.id}/results", "finished_at": batch.finished_at}  # fmt: skip
    return json.dumps(told).encode()


def signature(secret: str, body: bytes, at: int) -> str:
    """`t=<seconds since 1970>,v1=<HMAC-SHA256 of "t.body" in hex>`; a receiver refuses what is old or does not fit."""
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, sha256).hexdigest()
    return f"t={at},v1={mac}"
