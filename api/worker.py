"""A worker process: claims jobs of one queue, works on them side by side, and survives whatever they do."""

import asyncio
import os
import signal
import socket
import time
from contextlib import AsyncExitStack, suppress
from typing import Any
from uuid import uuid4

from arq.worker import Worker as ArqWorker
from arq.worker import func
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from api.connections import arq_client, wake_settings
from api.database import Database, checkpointer, sync_engine
from api.events import Stale, connect
from api.fleet import WorkerInfo, beat, own_version
from api.handlers.base import CANCELLED, LATE, WORN_OUT, Context, Ending, Fault, Handler
from api.handlers.forget import Forgetting
from api.handlers.hook import Hooks
from api.handlers.read import Reading
from api.handlers.run import Runs
from api.handlers.tool import ToolCalls
from api.lease import Held, Keeper, Reason
from api.logs import logger
from api.passing import is_passing
from api.queue import Claim, LeaseLost, Queue, arq_queue
from api.settings import Settings
from api.storage import Storage
from tools.kit.sandbox import Limits, Pool

log = logger("worker")
SWEEP_SECONDS = 2.0
RUN_CHILDREN = 2
PASSING_SECONDS, PASSING_TRIES = 1.0, 20
"""Until a job is tried again that ran into trouble of what the service stands on."""


class Runner:
    """Keeps the slots of one worker filled."""

    def __init__(self, context: Context, queue: str, slots: int, keeper: Keeper) -> None:
        self.context, self.name, self.slots, self.keeper = context, queue, slots, keeper
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self.info = WorkerInfo(
            owner=self.owner, queue=queue, version=own_version(), slots=slots, started_at=time.time()
        )
        self.handlers: dict[str, Handler] = {
            "read": Reading(context), "run": Runs(context), "tool": ToolCalls(context), "hook": Hooks(context),
            "forget": Forgetting(context),
        }  # fmt: skip
        self.tasks: set[asyncio.Task[None]] = set()
        self._filling = asyncio.Lock()
        self._closing = False

    async def fill(self) -> None:
        """Claim jobs while there are slots and jobs."""
        async with self._filling:
            while len(self.tasks) < self.slots and not self._closing:
                # The last slot is kept for what somebody waits for: a chat never stands behind a batch.
                urgent = self.slots > 1 and len(self.tasks) == self.slots - 1
                claim = await self.context.queue.claim(self.name, self.owner, urgent=urgent)
                if claim is None:
                    return
                task = asyncio.create_task(Attempt(self, claim).run())
                self.tasks.add(task)
                task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("attempt broke", exc_info=error)
        if not self._closing:
            refill = asyncio.create_task(self.fill())
            refill.add_done_callback(lambda done: done.cancelled() or done.exception())

    async def watch(self) -> None:
        """Every 2 s: tell that this worker lives, sweep expired leases, and take what no wake arrived for."""
        while True:
            try:
                await self.context.queue.sweep()
                await self.fill()
                await beat(self.context.redis, self.info)
            except (RedisError, SQLAlchemyError, OSError) as error:
                log.warning("watch failed", queue=self.name, reason=str(error))
            await asyncio.sleep(SWEEP_SECONDS)

    async def close(self) -> None:
        """Give back whatever is under way."""
        self._closing = True
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


class Attempt:
    """One claim being worked on."""

    def __init__(self, runner: Runner, claim: Claim) -> None:
        self.runner, self.claim = runner, claim
        self.handler = runner.handlers[claim.job.kind]
        self.reason: Reason | None = None

    async def run(self) -> None:
        held = self._held()
        self.runner.keeper.hold(held)
        try:
            await self._work()
        except (LeaseLost, Stale):
            log.warning("lease lost", **self.claim.ids)
        finally:
            self.runner.keeper.drop(self.claim)

    def _held(self) -> Held:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task

        def stop(reason: Reason) -> None:
            self.reason = reason
            task.cancel()

        seconds = self.runner.context.settings.run_seconds
        return Held(self.claim, seconds, lambda reason: _call(loop, stop, reason))

    async def _work(self) -> None:
        if self.claim.job.cancel_requested:
            # It was asked for between two looks of a run that waits for its drawing: no keeper saw it at work.
            await self.handler.give_up(self.claim, "cancelled", CANCELLED)
            return
        if self.claim.job.attempt > self.handler.attempts:
            await self.handler.give_up(self.claim, "failed", WORN_OUT)
            return
        try:
            await self.handler.work(self.claim)
        except asyncio.CancelledError:
            await self._stopped()
        except (LeaseLost, Stale):
            raise
        except Exception as error:
            log.error("attempt failed", **self.claim.ids, attempt=self.claim.job.attempt, exc_info=error)
            await (self._later() if is_passing(error) else self._again())

    async def _later(self) -> None:
        """When what it stands on is back. Where not even this can be written, the lease ends and another claim follows."""
        for _ in range(PASSING_TRIES):
            with suppress(SQLAlchemyError, OSError):
                await self.runner.context.queue.release(self.claim, seconds=PASSING_SECONDS)
                return
            await asyncio.sleep(PASSING_SECONDS)

    async def _again(self) -> None:
        """After a bug: later, unless this was the last attempt."""
        attempt = self.claim.job.attempt
        if attempt >= self.handler.attempts:
            await self.handler.give_up(self.claim, "failed", WORN_OUT)
        else:
            await self.runner.context.queue.release(self.claim, seconds=float(2**attempt), counted=True)

    async def _stopped(self) -> None:
        """Cancelled: by the user, by the clock, because another claim exists, or because this worker ends."""
        endings: dict[Reason, tuple[Ending, Fault]] = {"cancelled": ("cancelled", CANCELLED), "late": ("failed", LATE)}
        if self.reason in endings:
            await self.handler.give_up(self.claim, *endings[self.reason])
        elif self.reason is None:
            await self.runner.context.queue.release(self.claim)


def _call(loop: asyncio.AbstractEventLoop, stop: Any, reason: Reason) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(stop, reason)


async def work(settings: Settings, queue: str) -> None:
    """Work on a queue until SIGTERM or SIGINT."""
    ending = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ending.set)
    async with AsyncExitStack() as stack:
        runner = await _runner(stack, settings, queue)
        log.info("worker ready", queue=queue, owner=runner.owner, slots=runner.slots)
        tasks = [asyncio.create_task(runner.watch()), asyncio.create_task(_listen(settings, runner))]
        await ending.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await runner.close()


async def _runner(stack: AsyncExitStack, settings: Settings, queue: str) -> Runner:
    database, redis, wakes = Database(settings), connect(settings), arq_client(settings)
    runs = queue == "runs"
    limits = Limits(memory_mb=settings.child_mb, seconds=settings.tool_seconds)
    pool = Pool(RUN_CHILDREN if runs else settings.tool_slots, limits)
    for close in (database.close, redis.aclose, wakes.aclose, pool.close):
        stack.push_async_callback(close)
    saver = await stack.enter_async_context(checkpointer(settings)) if runs else None
    context = Context(
        settings=settings, database=database, queue=Queue(database, wakes, settings), redis=redis,
        storage=Storage(settings), pool=pool, checkpointer=saver,
    )  # fmt: skip
    keeper = Keeper(sync_engine(settings), settings.lease_seconds)
    keeper.start()
    stack.callback(keeper.close)
    return Runner(context, queue, settings.run_slots if runs else settings.tool_slots, keeper)


async def _listen(settings: Settings, runner: Runner) -> None:
    """Take wakes from arq. It ends whenever Redis goes away, so it is started again; the jobs know nothing of it."""

    async def wake(_: dict[str, Any]) -> None:
        await runner.fill()

    while True:
        worker = ArqWorker(
            functions=[func(wake, name="wake", max_tries=1, keep_result=0)], queue_name=arq_queue(runner.name),
            redis_settings=wake_settings(settings), handle_signals=False, poll_delay=settings.poll_seconds,
            max_jobs=50, job_timeout=60, health_check_interval=3600, log_results=False,
        )  # fmt: skip
        try:
            await worker.async_run()
        except (RedisError, OSError) as error:
            log.warning("wakes interrupted", queue=runner.name, reason=str(error))
        finally:
            with suppress(RedisError, OSError):
                await worker.close()
        await asyncio.sleep(SWEEP_SECONDS / 10)
