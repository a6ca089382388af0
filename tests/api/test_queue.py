"""Claims, fences, leases and cancelling, on both databases."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from sqlalchemy import update
from sqlmodel import col

from api import fleet
from api.database import Database, sync_engine
from api.lease import Held, Keeper, Reason
from api.models import ATTEMPTS, Job
from api.queue import Claim, LeaseLost, Queue
from api.settings import Settings
from tests.api.parts import add_job, add_user, job_of, queue_of


@pytest_asyncio.fixture
async def queue(database: Database, settings: Settings) -> AsyncIterator[Queue]:
    async with queue_of(database, settings) as made:
        yield made


@pytest_asyncio.fixture
async def user(database: Database) -> str:
    return await add_user(database)


async def claimed(queue: Queue, job: Job, owner: str = "me") -> Claim:
    claim = await queue.claim(job.queue, owner)
    assert claim is not None
    assert claim.id == job.id
    return claim


async def write_and_hold(queue: Queue, database: Database, job: Job, claim: Claim) -> None:
    async with database.write() as session:
        (await session.get_one(Job, job.id)).doing = "written by the void claim"
        await queue.hold(session, claim)


async def expire(database: Database, job: Job) -> None:
    async with database.write() as session:
        await session.execute(update(Job).where(col(Job.id) == job.id).values(lease_until=time.time() - 1))


async def test_a_job_is_claimed_once(queue: Queue, database: Database, user: str) -> None:
    job = await add_job(database, user)
    claims = await asyncio.gather(*(queue.claim(job.queue, f"worker {n}") for n in range(8)))
    assert [claim.id for claim in claims if claim] == [job.id]
    stored = await job_of(database, job.id)
    assert (stored.status, stored.attempt, stored.fence) == ("running", 1, 1)


async def test_the_important_then_the_oldest_goes_first(queue: Queue, database: Database, user: str) -> None:
    now = time.time()
    name = (await add_job(database, user, priority=10, ready_at=now - 9)).queue
    second = await add_job(database, user, queue=name, ready_at=now - 2)
    first = await add_job(database, user, queue=name, ready_at=now - 5)
    later = await add_job(database, user, queue=name, ready_at=now + 60)
    assert [await queue.position(job) for job in (first, second)] == [0, 1]
    claims = [await queue.claim(name, "me") for _ in range(4)]
    assert [claim and claim.id for claim in claims[:2]] == [first.id, second.id]
    assert claims[3] is None
    assert (await job_of(database, later.id)).status == "queued"


async def test_users_get_fair_shares_and_urgent_jobs_go_first(queue: Queue, database: Database, user: str) -> None:
    now = time.time()
    many = [await add_job(database, user, queue="fair" + user, ready_at=now - 50 + n, priority=10) for n in range(4)]
    name = many[0].queue
    other = await add_user(database)
    late = await add_job(database, other, queue=name, ready_at=now - 1, priority=10)
    chat = await add_job(database, user, queue=name, ready_at=now, priority=0)
    told = {job.id: await queue.position(job) for job in [*many, late, chat]}
    served = [claim.id for _ in range(6) if (claim := await queue.claim(name, "me"))]
    assert served[0] == chat.id
    assert served.index(late.id) == 1
    assert [name for name in served if name in {job.id for job in many}] == [job.id for job in many]
    assert sorted(told, key=told.__getitem__) == served


async def test_the_position_tells_the_order_in_which_users_are_served(
    queue: Queue, database: Database, user: str
) -> None:
    now, other, third = time.time(), await add_user(database), await add_user(database)
    name = (await add_job(database, user, status="running")).queue
    jobs = [await add_job(database, user, queue=name, ready_at=now - 90 + n) for n in range(3)]
    jobs += [await add_job(database, other, queue=name, ready_at=now - 50 + n, priority=n // 3) for n in range(5)]
    jobs += [await add_job(database, third, queue=name, ready_at=now - 20 + n) for n in range(2)]
    told = {job.id: await queue.position(job) for job in jobs}
    served = [claim.id for _ in jobs if (claim := await queue.claim(name, "me"))]
    assert [told[job] for job in served] == list(range(len(jobs)))
    assert await queue.position(await job_of(database, served[0])) == 0


async def test_an_expired_lease_goes_back_and_the_old_claim_is_void(
    queue: Queue, database: Database, user: str
) -> None:
    job = await add_job(database, user)
    old = await claimed(queue, job, "dies")
    await queue.sweep()
    assert (await job_of(database, job.id)).status == "running"
    await expire(database, job)
    await queue.sweep()
    new = await claimed(queue, job, "lives")
    assert (new.fence, new.job.attempt) == (2, 2)
    with pytest.raises(LeaseLost):
        await queue.note(old, 1, 2)
    with pytest.raises(LeaseLost):
        await queue.release(old)
    with pytest.raises(LeaseLost):
        async with database.write() as session:
            await queue.finish(session, old, "done")
    async with database.write() as session:
        await queue.finish(session, new, "done")
    assert (await job_of(database, job.id)).status == "done"


async def test_what_a_void_claim_wrote_is_taken_back(queue: Queue, database: Database, user: str) -> None:
    job, other = await add_job(database, user), await add_job(database, user)
    old = await claimed(queue, job)
    await expire(database, job)
    await queue.sweep()
    with pytest.raises(LeaseLost):
        await write_and_hold(queue, database, other, old)
    assert (await job_of(database, other.id)).doing == ""


async def test_a_released_attempt_counts_only_if_it_failed(queue: Queue, database: Database, user: str) -> None:
    job = await add_job(database, user)
    await queue.release(await claimed(queue, job))
    assert (await job_of(database, job.id)).attempt == 0
    await queue.release(await claimed(queue, job), counted=True, seconds=30)
    assert (await job_of(database, job.id)).attempt == 1
    assert await queue.claim(job.queue, "me") is None


async def test_attempts_go_on_counting_after_crashes(queue: Queue, database: Database, user: str) -> None:
    job = await add_job(database, user)
    for attempt in range(1, ATTEMPTS + 2):
        claim = await claimed(queue, job)
        assert claim.job.attempt == attempt
        await expire(database, job)
        await queue.sweep()


async def test_a_job_that_got_on_counts_its_attempts_anew(queue: Queue, database: Database, user: str) -> None:
    job = await add_job(database, user)
    for _ in range(ATTEMPTS):
        old = await claimed(queue, job)
        await expire(database, job)
        await queue.sweep()
    with pytest.raises(LeaseLost):
        await queue.got_on(old)
    claim = await claimed(queue, job)
    await queue.got_on(claim)
    assert claim.job.attempt == (await job_of(database, job.id)).attempt == 1


async def test_cancelling_ends_what_is_idle_and_asks_what_is_at_work(
    queue: Queue, database: Database, user: str
) -> None:
    run = await add_job(database, user, kind="run")
    claim = await claimed(queue, run)
    idle = await add_job(database, user, kind="tool", parent_id=run.id)
    waiting = await add_job(database, user, kind="run", status="waiting")
    async with database.write() as session:
        stopped = await queue.cancel(session, await session.get_one(Job, run.id))
        stopped += await queue.cancel(session, await session.get_one(Job, waiting.id))
    assert {job.id for job in stopped} == {idle.id, waiting.id}
    assert (await job_of(database, run.id)).cancel_requested
    assert (await job_of(database, run.id)).status == "running"
    assert (await job_of(database, idle.id)).status == "cancelled"
    async with database.write() as session:
        await queue.finish(session, claim, "cancelled")
        assert await queue.cancel(session, await session.get_one(Job, run.id)) == []


async def test_a_batch_is_done_with_its_last_child(queue: Queue, database: Database, user: str) -> None:
    batch = await add_job(database, user, kind="batch", queue="", status="running", total=2)
    children = [await add_job(database, user, kind="run", parent_id=batch.id) for _ in range(2)]
    for done, child in enumerate(children, 1):
        claim = await claimed(queue, child)
        async with database.write() as session:
            await queue.finish(session, claim, "failed", {"code": "x", "en": "x", "zh": "x"})
        stored = await job_of(database, batch.id)
        assert (stored.done, stored.status) == (done, "done" if done == 2 else "running")


async def test_workers_tell_that_they_live(queue: Queue) -> None:
    assert await fleet.alive(queue.redis, "runs") == 0
    for name in ("one", "two"):
        told = fleet.WorkerInfo(owner=f"host:7:{name}", queue="runs", version="1", slots=8, started_at=1)
        await fleet.beat(queue.redis, told)
    assert await fleet.alive(queue.redis, "runs") == 2
    found = await fleet.workers(queue.redis, "runs")
    assert {(each.host, each.version, each.slots) for each in found} == {("host", "1", 8)}
    assert all(time.time() - each.seen_at < 5 for each in found)
    assert await fleet.workers(queue.redis, "tools") == []


async def test_without_redis_nothing_fails(database: Database, settings: Settings) -> None:
    lost = settings.model_copy(update={"redis_url": "unix:///nowhere/redis.sock"})
    async with queue_of(database, lost) as queue:
        await queue.wake("runs", "tools")
        assert await fleet.alive(queue.redis, "runs") == 0


class Watched:
    """A claim held by a keeper, with the reasons for which it was stopped."""

    def __init__(self, claim: Claim, seconds: float = 60) -> None:
        self.reasons: list[Reason] = []
        self.told = threading.Event()
        self.held = Held(claim, seconds, self._stop)

    def _stop(self, reason: Reason) -> None:
        self.reasons.append(reason)
        self.told.set()


@pytest.fixture
def keeper(settings: Settings) -> Iterator[Keeper]:
    made = Keeper(sync_engine(settings), lease_seconds=1.5)
    made.start()
    yield made
    made.close()


async def test_a_lease_is_renewed_while_the_loop_is_blocked(
    keeper: Keeper, queue: Queue, database: Database, user: str
) -> None:
    job = await add_job(database, user)
    watched = Watched(await claimed(queue, job))
    keeper.hold(watched.held)
    before = (await job_of(database, job.id)).lease_until
    time.sleep(2.0)  # noqa: ASYNC251
    after = (await job_of(database, job.id)).lease_until
    assert before
    assert after
    assert after > time.time()
    assert watched.reasons == []


@pytest.mark.parametrize("reason", ["cancelled", "lost", "late"])
async def test_a_claim_is_told_to_stop(
    keeper: Keeper, queue: Queue, database: Database, user: str, reason: Reason
) -> None:
    job = await add_job(database, user)
    watched = Watched(await claimed(queue, job), seconds=0.3 if reason == "late" else 60)
    keeper.hold(watched.held)
    change = {"cancelled": {"cancel_requested": True}, "lost": {"fence": 9}, "late": {"doing": "too long"}}[reason]
    async with database.write() as session:
        await session.execute(update(Job).where(col(Job.id) == job.id).values(**change))
    assert await asyncio.to_thread(watched.told.wait, 2.0)
    assert watched.reasons == [reason]
