"""The events of a run: one Redis stream each, gapless numbers, no event twice, replay and tail in one loop."""

import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as Disconnected
from redis.exceptions import TimeoutError as TimedOut

from agent.events import Event
from api.connections import client_of
from api.settings import Settings

APPEND = """
-- KEYS: stream, meta   ARGV: fence, floor, key, nonce, type, data, at, seconds to live
local fence = tonumber(ARGV[1])
if fence < tonumber(redis.call('HGET', KEYS[2], 'fence') or '0') then return -1 end
redis.call('HSET', KEYS[2], 'fence', fence)
local once = ARGV[3] ~= '' and 'key:' .. ARGV[3] or false
local seen = once and redis.call('HGET', KEYS[2], once)
if seen then return tonumber(seen) end
-- A client that lost the connection sends its last event again.
if redis.call('HGET', KEYS[2], 'nonce') == ARGV[4] then return tonumber(redis.call('HGET', KEYS[2], 'seq')) end
local seq = math.max(tonumber(redis.call('HGET', KEYS[2], 'seq') or '0'), tonumber(ARGV[2])) + 1
redis.call('XADD', KEYS[1], seq .. '-0', 'type', ARGV[5], 'data', ARGV[6], 'at', ARGV[7])
redis.call('HSET', KEYS[2], 'seq', seq, 'nonce', ARGV[4])
if once then redis.call('HSET', KEYS[2], once, seq) end
redis.call('EXPIRE', KEYS[1], ARGV[8])
redis.call('EXPIRE', KEYS[2], ARGV[8])
return seq
"""
LAST = "run_finished"
READ_COUNT = 500
# How long a reader waits in one go. In between it asks the database whether the run ended without a word.
BLOCK_MS = 2000

Snapshot = Callable[[], Awaitable[dict[str, Any]]]


class Stale(Exception):
    """A later claim of the same run writes now; this one has lost its lease."""


def connect(settings: Settings, *, block_seconds: float = 0) -> Redis:
    """A client that bridges a restart of the server (about 5 s); `block_seconds` is its longest blocking read."""
    return client_of(
        settings,
        Redis,
        decode_responses=True,
        socket_timeout=5 + block_seconds,
        socket_connect_timeout=2,
        retry=Retry(ExponentialBackoff(cap=0.5, base=0.02), 14),
        retry_on_error=[Disconnected, TimedOut, ConnectionRefusedError, FileNotFoundError],
        health_check_interval=30,
    )


def stream_key(run: str) -> str:
    return f"liangtu:events:{run}"


def meta_key(run: str) -> str:
    return f"liangtu:meta:{run}"


class Writer:
    """Appends the events of one claim of one run. `last` is the number of the latest event that it knows of.

    Tokens carry the claim's fence as `attempt`, so that a reader drops those of an attempt that was abandoned.
    """

    def __init__(self, redis: Redis, run: str, *, fence: int, last: int, seconds: float) -> None:
        self.run, self.fence, self.last = run, fence, last
        self._append = redis.register_script(APPEND)
        self._seconds = int(seconds)
        self._sent = 0

    async def append(self, event: Event) -> int:
        """The event's number; that of the first one where its key was there before. Raises Stale."""
        self._sent += 1
        data = {**event.data, "attempt": self.fence} if event.type == "token" else event.data
        arguments: list[str | int | float] = [
            self.fence, self.last, event.key or "", f"{self.fence}.{self._sent}", event.type,
            json.dumps(data, ensure_ascii=False), time.time(), self._seconds,
        ]  # fmt: skip
        seq = int(await self._append(keys=[stream_key(self.run), meta_key(self.run)], args=arguments))
        if seq < 0:
            raise Stale(self.run)
        self.last = max(self.last, seq)
        return seq


async def follow(redis: Redis, run: str, after: int, snapshot: Snapshot) -> AsyncIterator[Event]:
    """Every event after that number, then those to come, until the run has finished.

    Where the stream no longer holds what the reader needs, or the run ended without a last event, one `resync` event
    with the database's snapshot takes the place of what is missing; its `seq` is where the stream goes on.
    """
    while True:
        found = await _read(redis, run, after)
        if not found and (event := await _silence(redis, run, after, snapshot)):
            yield event
            after = event.seq
            if event.data["snapshot"]["over"]:
                return
        if found and found[0].seq > after + 1:
            yield await _resync(snapshot, found[0].seq - 1)
        for event in found:
            yield event
            after = event.seq
            if event.type == LAST:
                return


async def _read(redis: Redis, run: str, after: int) -> list[Event]:
    name = stream_key(run)
    answer = await redis.xread({name: f"{after}-0"}, count=READ_COUNT, block=BLOCK_MS)
    return [_event(entry, fields) for _, entries in answer for entry, fields in entries]


async def _silence(redis: Redis, run: str, after: int, snapshot: Snapshot) -> Event | None:
    """Nothing came: has the stream been lost, or has the run ended without its last event?"""
    last = int(await redis.hget(meta_key(run), "seq") or 0)  # type: ignore[misc]
    if last > after:
        return None
    state = await snapshot()
    if last < after or state["over"]:
        return Event(type="resync", data={"snapshot": state}, seq=last, at=time.time())
    return None


async def _resync(snapshot: Snapshot, seq: int) -> Event:
    return Event(type="resync", data={"snapshot": await snapshot()}, seq=seq, at=time.time())


def _event(entry: str, fields: dict[str, str]) -> Event:
    seq = int(entry.partition("-")[0])
    return Event.model_validate(
        {"type": fields["type"], "data": json.loads(fields["data"]), "at": float(fields["at"]), "seq": seq}
    )
