"""Following runs: one reader of Redis a run and process, however many sockets; replay and tail in one loop."""

import asyncio
import json
import time
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import islice
from typing import Any

from redis.asyncio import Redis

from api.events import Frame, last_given, last_in_stream, read

BLOCK_MS = 2000
"""How long a tail waits in one go. In between it asks the database whether the run ended without a word."""
KEPT = 1000
"""Events that a tail remembers; a reader further behind reads the stream itself."""

Snapshot = Callable[[], Awaitable[dict[str, Any]]]


class Tail:
    """The end of one run's stream, shared by all of its readers in this process.

    Every silence of 2 s is a `tick`: at it `last` is what the stream ends with. Where the stream was lost, or the run
    ended without its last event, the readers are told so by `resync`, which grows by one each time.
    """

    def __init__(self, redis: Redis, run: str, snapshot: Snapshot) -> None:
        self.redis, self.run, self.snapshot = redis, run, snapshot
        self.last = self.ticks = self.resyncs = self.readers = 0
        self.resync = Frame(0, "")
        self._kept = deque[Frame](maxlen=KEPT)
        self._news = asyncio.Event()
        self._started = asyncio.Event()
        self.task = asyncio.create_task(self._pump())
        self.task.add_done_callback(lambda _: self._tell())

    async def started(self) -> None:
        """Returns when `last` is known. Raises RedisError."""
        await self._wait(self._started)

    async def after(self, seq: int) -> list[Frame]:
        """The events after that number that are there by now: remembered, else read from the stream."""
        if seq >= self.last:
            return []
        if not self._kept or self._kept[0].seq > seq + 1:
            # What comes after `last` will come by the tail.
            found = [frame for frame in await read(self.redis, self.run, seq) if frame.seq <= self.last]
            if found:
                return found
        newest = [*islice(reversed(self._kept), self.last - seq)]
        return [frame for frame in reversed(newest) if frame.seq > seq]

    async def news(self) -> None:
        """Wait for an event or a tick. Raises RedisError where the tail has ended by it."""
        await self._wait(self._news)

    async def _wait(self, event: asyncio.Event) -> None:
        if not self.task.done():
            await event.wait()
        if self.task.done():
            self.task.result()

    async def _pump(self) -> None:
        self.last = await last_in_stream(self.redis, self.run)
        self._started.set()
        while True:
            found = await read(self.redis, self.run, self.last, block_ms=BLOCK_MS)
            if found:
                self._kept.extend(found)
                self.last = found[-1].seq
            else:
                await self._tick()
            self._tell()

    async def _tick(self) -> None:
        """Nothing came: has the stream been lost, or has the run ended without its last event?"""
        given = await last_given(self.redis, self.run)
        if given > self.last:
            return
        state = await self.snapshot()
        if given < self.last or state["over"]:
            self.last, self.resync = given, resync(given, state)
            self.resyncs += 1
            self._kept.clear()
        self.ticks += 1

    def _tell(self) -> None:
        """Wakes whoever waits; the next wait is for the next news."""
        self._started.set()
        news, self._news = self._news, asyncio.Event()
        news.set()


class Tails:
    """The tails of the runs that are followed in this process."""

    def __init__(self, redis: Redis) -> None:
        self.redis = redis
        self._tails: dict[str, Tail] = {}

    @asynccontextmanager
    async def of(self, run: str, snapshot: Snapshot) -> AsyncIterator[Tail]:
        """The run's tail, made for its first reader and ended with its last one."""
        tail = self._tails.get(run)
        if tail is None or tail.task.done():
            tail = self._tails[run] = Tail(self.redis, run, snapshot)
        tail.readers += 1
        try:
            yield tail
        finally:
            tail.readers -= 1
            if not tail.readers:
                await self._end(run, tail)

    async def _end(self, run: str, tail: Tail) -> None:
        if self._tails.get(run) is tail:
            del self._tails[run]
        tail.task.cancel()
        await asyncio.gather(tail.task, return_exceptions=True)


async def follow(tails: Tails, run: str, after: int, snapshot: Snapshot) -> AsyncGenerator[list[Frame], None]:
    """Every event after that number, then those to come, until the run has finished; those that are there, together.

    Where the stream no longer holds what the reader needs, or the run ended without a last event, one `resync` event
    with the database's snapshot takes the place of what is missing; its `seq` is where the stream goes on.
    """
    async with tails.of(run, snapshot) as tail:
        await tail.started()
        resyncs, ticks = tail.resyncs, tail.ticks
        while True:
            if tail.resyncs > resyncs and after >= tail.resync.seq:
                resyncs, found = tail.resyncs, [tail.resync]
            elif found := await tail.after(after):
                if found[0].seq > after + 1:
                    found = [resync(found[0].seq - 1, await snapshot()), *found]
            elif tail.ticks > ticks and tail.last < after:
                # The reader knows of more than there is: the stream was lost before this tail began.
                found = [resync(tail.last, await snapshot())]
            else:
                ticks = tail.ticks
                await tail.news()
                continue
            yield found
            if found[-1].final:
                return
            after = found[-1].seq
            if not tail.resync.final and after < tail.resync.seq:
                resyncs = tail.resyncs  # what was lost came after all that this reader has


def resync(seq: int, state: dict[str, Any]) -> Frame:
    """The event that stands for all that a reader missed."""
    event = {"type": "resync", "data": {"snapshot": state}, "seq": seq, "at": time.time()}
    return Frame(seq, json.dumps(event, ensure_ascii=False), final=bool(state["over"]))
