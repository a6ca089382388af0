"""The events of a run: one Redis stream each, gapless numbers, no event twice."""

import json
import time
from typing import NamedTuple

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


class Frame(NamedTuple):
    """An event as it goes to readers: the text is encoded once, however many of them there are."""

    seq: int
    text: str
    final: bool = False
    """Nothing comes after it."""


async def read(redis: Redis, run: str, after: int, *, block_ms: int | None = None) -> list[Frame]:
    """The events after that number, 500 at most; waits so long for the first one."""
    name = stream_key(run)
    answer = await redis.xread({name: f"{after}-0"}, count=READ_COUNT, block=block_ms)
    return [_frame(entry, fields) for _, entries in answer for entry, fields in entries]


async def last_in_stream(redis: Redis, run: str) -> int:
    """The number of the latest event that the stream holds; 0 where it holds none."""
    found = await redis.xrevrange(stream_key(run), count=1)
    return _number(found[0][0]) if found else 0


async def last_given(redis: Redis, run: str) -> int:
    """The number that was given last, as far as Redis knows."""
    return int(await redis.hget(meta_key(run), "seq") or 0)  # type: ignore[misc]


def _frame(entry: str, fields: dict[str, str]) -> Frame:
    """The data is JSON already: nothing is parsed on its way from the stream to a socket."""
    seq, kind = _number(entry), fields["type"]
    text = f'{{"type":"{kind}","data":{fields["data"]},"seq":{seq},"at":{fields["at"]}}}'
    return Frame(seq, text, final=kind == LAST)


def _number(entry: str) -> int:
    return int(entry.partition("-")[0])
