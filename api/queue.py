"""Jobs: rows in the database are the truth, arq only wakes whoever works on them.

Every change of a claimed job is a compare-and-set on its fence, which grows with each claim: a worker that lost its
lease can change nothing any more.
"""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from arq.connections import ArqRedis
from redis.exceptions import RedisError
from sqlalchemy import ColumnElement, CursorResult, Select, and_, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlmodel import col

from api.database import Database
from api.logs import logger
from api.models import BATCH_PRIORITY, OVER, Job, Run
from api.settings import Settings

log = logger("jobs")
QUEUES = ("runs", "tools")
Transaction = AsyncSession | AsyncConnection
HELD = update(Job).where(
    col(Job.id) == bindparam("job"), col(Job.fence) == bindparam("claim"), col(Job.status) == "running"
)


class LeaseLost(Exception):
    """Another claim of this job exists, or it was cancelled: whatever this one did is void."""


@dataclass(frozen=True)
class Claim:
    """The right to work on a job until the lease ends."""

    job: Job
    fence: int

    @property
    def id(self) -> str:
        return self.job.id

    @property
    def ids(self) -> dict[str, str]:
        """For the log."""
        parent = {"run": self.job.parent_id} if self.job.parent_id and self.job.kind == "tool" else {}
        return {"job": self.id, "kind": self.job.kind} | parent | _drawing_of(self.job)


def _drawing_of(job: Job) -> dict[str, str]:
    drawing = job.request.get("drawing")
    return {"drawing": drawing} if drawing else {}


def arq_queue(name: str) -> str:
    return f"liangtu:{name}"


class Queue:
    """What routes and handlers do with jobs. Methods that take a session write in the caller's transaction."""

    def __init__(self, database: Database, redis: ArqRedis, settings: Settings) -> None:
        self.database, self.redis, self.settings = database, redis, settings

    async def wake(self, *queues: str) -> None:
        """Tell idle workers to look. Where Redis is down nothing is lost: each worker looks by itself every 2 s."""
        for name in queues:
            with suppress(RedisError, OSError):
                await self.redis.enqueue_job("wake", _queue_name=arq_queue(name))

    async def claim(self, name: str, owner: str, *, urgent: bool = False) -> Claim | None:
        """The next job of that queue that is ready, or nothing; with `urgent` only one that somebody waits for.

        The most urgent goes first; among equals the user who has least under way, then whoever has waited longest.
        """
        now = time.time()
        async with self.database.write() as session:
            job = await self._next(session, name, now, urgent)
            if job is None:
                return None
            job.status, job.owner, job.lease_until = "running", owner, now + self.settings.lease_seconds
            job.fence += 1
            job.attempt += 1
            job.started_at = job.started_at or now
            claim = Claim(job=job, fence=job.fence)
        log.info("received", **claim.ids, attempt=job.attempt, waited=round(now - job.ready_at, 3))
        return claim

    async def _next(self, session: AsyncSession, name: str, now: float, urgent: bool) -> Job | None:
        """Locked. Another worker may take a user's last job in between: then the next user is served."""
        for user, priority in await _turns(session, name, now):
            if urgent and priority >= BATCH_PRIORITY:
                return None
            mine = and_(_ready(name, now), col(Job.user_id) == user, col(Job.priority) == priority)
            oldest = select(Job).where(mine).order_by(col(Job.ready_at)).limit(1).with_for_update(skip_locked=True)
            if job := (await session.execute(oldest)).scalar_one_or_none():
                return job
        return None

    async def hold(self, session: Transaction, claim: Claim, **values: Any) -> None:
        """Check the fence and set these columns, in the caller's transaction. Raises LeaseLost."""
        statement = HELD.values(**values) if values else HELD.values(fence=col(Job.fence))
        if not await changed(session, statement, {"job": claim.id, "claim": claim.fence}):
            raise LeaseLost(claim.id)

    async def note(self, claim: Claim, done: int, total: int, doing: str = "") -> None:
        """How far the job is. Raises LeaseLost."""
        async with self.database.write() as session:
            await self.hold(session, claim, done=done, total=total, doing=doing)

    async def got_on(self, claim: Claim) -> None:
        """The job is further than any attempt before this one: it is not what kills its workers. Raises LeaseLost."""
        if claim.job.attempt > 1:
            claim.job.attempt = 1
            async with self.database.write() as session:
                await self.hold(session, claim, attempt=1)

    async def finish(
        self, session: AsyncSession, claim: Claim, status: str, error: dict[str, Any] | None = None
    ) -> None:
        """The job's end, in the caller's transaction. Raises LeaseLost."""
        await self.hold(
            session, claim, status=status, error=error, finished_at=time.time(), lease_until=None, owner=None
        )
        await self._tell_batch(session, claim.job)
        log.info("finished", **claim.ids, status=status, **({"reason": error.get("en")} if error else {}))

    async def release(self, claim: Claim, *, seconds: float = 0, counted: bool = False, status: str = "queued") -> None:
        """Give the job back: to be claimed again after so many seconds, or to wait. Raises LeaseLost.

        `counted` tells whether this attempt counts as a failed one.
        """
        async with self.database.write() as session:
            attempt = claim.job.attempt if counted else claim.job.attempt - 1
            await self.hold(
                session,
                claim,
                status=status,
                attempt=attempt,
                ready_at=time.time() + seconds,
                lease_until=None,
                owner=None,
            )
        log.info("state changed", **claim.ids, status=status)

    async def sweep(self) -> None:
        """Put jobs whose lease has expired back into their queues. A job is given up by its next claim, see ATTEMPTS."""
        now = time.time()
        lost = and_(col(Job.status) == "running", col(Job.lease_until) < now)
        async with self.database.read() as session:
            if not (await session.execute(select(col(Job.id)).where(lost).limit(1))).first():
                return
        async with self.database.write() as session:
            if found := await changed(
                session, update(Job).where(lost).values(status="queued", lease_until=None, owner=None)
            ):
                log.warning("state changed", status="queued", reason="lease expired", jobs=found)

    async def cancel(self, session: AsyncSession, job: Job) -> list[Job]:
        """Stop a job and its children: the jobs that ended at once are returned, those at work are asked to end."""
        stopped: list[Job] = []
        children = (await session.execute(select(Job).where(col(Job.parent_id) == job.id))).scalars().all()
        for each in [job, *children]:
            stopped += await self._cancel(session, each)
        if job.kind != "batch":
            await self._tell_batch(session, job)
        elif job in stopped:
            _ring(session, job)
        return stopped

    async def _cancel(self, session: AsyncSession, job: Job) -> list[Job]:
        idle = and_(col(Job.id) == job.id, or_(col(Job.status).in_(["queued", "waiting"]), col(Job.kind) == "batch"))
        ended = update(Job).where(idle, col(Job.status).not_in(OVER))
        values = {
            "status": "cancelled",
            "fence": col(Job.fence) + 1,
            "finished_at": time.time(),
            "cancel_requested": True,
        }
        if await changed(session, ended.values(**values)):
            # The caller may have read the job in another session, to which this one's rows mean nothing.
            return [await session.get_one(Job, job.id, populate_existing=True)]
        running = and_(col(Job.id) == job.id, col(Job.status) == "running")
        await changed(session, update(Job).where(running).values(cancel_requested=True))
        return []

    async def _tell_batch(self, session: AsyncSession, job: Job) -> None:
        """Count the finished children of a batch; with the last one the batch is done."""
        if job.kind != "run" or job.parent_id is None:
            return
        await session.flush()
        mine = and_(col(Job.parent_id) == job.parent_id, col(Job.status).in_(OVER))
        done = (await session.execute(select(func.count()).select_from(Job).where(mine))).scalar_one()
        batch = and_(col(Job.id) == job.parent_id, col(Job.status).not_in(OVER))
        await changed(session, update(Job).where(batch).values(done=done))
        whole = and_(batch, col(Job.total) <= done)
        if await changed(session, update(Job).where(whole).values(status="done", finished_at=time.time())):
            _ring(session, await session.get_one(Job, job.parent_id, populate_existing=True))

    async def position(self, job: Job) -> int:
        """How many jobs of its queue go before it as things stand; 0 where it is next or at work."""
        if job.status != "queued":
            return 0
        order = _order(job.queue, max(job.ready_at, time.time())).subquery()
        async with self.database.read() as session:
            turn = (await session.execute(select(order.c.turn).where(order.c.id == job.id))).scalar_one_or_none()
        return turn - 1 if turn else 0

    async def counts(self) -> dict[tuple[str, str], int]:
        """Jobs by queue and status, without those that are over."""
        grouped = select(col(Job.queue), col(Job.status), func.count()).where(col(Job.status).not_in(OVER))
        async with self.database.read() as session:
            rows = (await session.execute(grouped.group_by(col(Job.queue), col(Job.status)))).all()
        return {(queue, status): count for queue, status, count in rows}


def _ring(session: AsyncSession, batch: Job) -> None:
    """The job that tells the sender of a batch that it has ended."""
    if batch.request.get("webhook"):
        key = f"hook:{batch.id}"
        session.add(Job(user_id=batch.user_id, kind="hook", queue="runs", key=key, request={"batch": batch.id}))


def _ready(name: str, now: float) -> ColumnElement[bool]:
    return and_(col(Job.queue) == name, col(Job.status) == "queued", col(Job.ready_at) <= now)


async def _turns(session: AsyncSession, name: str, now: float) -> list[tuple[str, int]]:
    """Users with ready jobs and the urgency of those, in the order in which they are served."""
    waiting = select(col(Job.user_id), col(Job.priority), func.min(col(Job.ready_at))).where(_ready(name, now))
    rows = (await session.execute(waiting.group_by(col(Job.user_id), col(Job.priority)))).all()
    if len(rows) > 1:
        running = select(col(Job.user_id), func.count()).where(col(Job.queue) == name, col(Job.status) == "running")
        busy = {row[0]: row[1] for row in (await session.execute(running.group_by(col(Job.user_id)))).all()}
        rows = sorted(rows, key=lambda row: (row[1], busy.get(row[0], 0), row[2]))
    return [(user, priority) for user, priority, _ in rows]


def _order(name: str, until: float) -> Select[tuple[str, int]]:
    """The jobs that are ready by then and their turns, as `claim` will serve them where none ends meanwhile.

    With each job that a user gets, his next one waits for whoever has fewer: so a job's rank among those of its user,
    added to how many of his are at work, is its level, and `claim` goes from level to level.
    """
    at_work = select(col(Job.user_id), func.count().label("busy")).where(
        col(Job.queue) == name, col(Job.status) == "running"
    )
    busy = at_work.group_by(col(Job.user_id)).subquery()
    rank = func.row_number().over(partition_by=col(Job.user_id), order_by=[col(Job.priority), col(Job.ready_at)])
    level = (func.coalesce(busy.c.busy, 0) + rank).label("level")
    ready = select(col(Job.id), col(Job.priority), col(Job.ready_at), level).where(_ready(name, until))
    ranked = ready.outerjoin(busy, busy.c.user_id == col(Job.user_id)).subquery()
    order = func.row_number().over(order_by=[ranked.c.priority, ranked.c.level, ranked.c.ready_at])
    return select(ranked.c.id, order.label("turn"))


async def longest_wait(session: AsyncSession, name: str) -> float:
    """How many seconds the job of that queue has been ready that has waited longest; 0 where none waits."""
    now = time.time()
    since = (await session.execute(select(func.min(col(Job.ready_at))).where(_ready(name, now)))).scalar_one()
    return now - since if since else 0.0


async def changed(session: Transaction, statement: Any, values: dict[str, Any] | None = None) -> int:
    """How many rows an UPDATE changed."""
    result = await session.execute(statement, values, execution_options={"synchronize_session": False})
    assert isinstance(result, CursorResult)
    return result.rowcount


async def runs_of(session: AsyncSession, jobs: Sequence[Job]) -> Sequence[Run]:
    """The runs among these jobs."""
    found = select(Run).where(col(Run.id).in_([job.id for job in jobs if job.kind == "run"]))
    return (await session.execute(found)).scalars().all()
