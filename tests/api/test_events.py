"""The stream of a run: numbers without gaps, nothing twice, replay and tail, and what happens when it is lost."""

import asyncio
import random
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from agent.events import Event
from api.events import Stale, Writer, connect, follow, meta_key, stream_key
from api.settings import Settings
from tests.services import Valkey, valkey

RUN = "run"


@pytest.fixture
def database_url() -> str:
    """Events know nothing of databases: once is enough."""
    return ""


@pytest_asyncio.fixture
async def redis(settings: Settings) -> AsyncIterator[Redis]:
    client = connect(settings, block_seconds=2)
    yield client
    await client.aclose()


def writer(redis: Redis, *, fence: int = 1, last: int = 0) -> Writer:
    return Writer(redis, RUN, fence=fence, last=last, seconds=60)


def token(text: str = "x") -> Event:
    return Event(type="token", data={"step": 1, "text": text})


def finished() -> Event:
    return Event(type="run_finished", key="run_finished", data={"status": "answered"})


async def running() -> dict[str, Any]:
    return {"status": "running", "over": False}


async def over() -> dict[str, Any]:
    return {"status": "answered", "over": True}


async def collected(redis: Redis, after: int = 0, snapshot: Any = running) -> list[Event]:
    return [event async for event in follow(redis, RUN, after, snapshot)]


async def test_numbers_have_no_gaps(redis: Redis) -> None:
    first = writer(redis)
    assert [await first.append(token()) for _ in range(5)] == [1, 2, 3, 4, 5]
    assert await writer(redis, fence=2).append(finished()) == 6
    events = await collected(redis)
    assert [event.seq for event in events] == [1, 2, 3, 4, 5, 6]
    assert all(event.at > 0 for event in events)


async def test_a_key_happens_once_however_many_attempts_repeat_it(redis: Redis) -> None:
    started = Event(type="tool_started", key="tool_started:call_1", data={"call_id": "call_1"})
    assert await writer(redis).append(started) == 1
    assert await writer(redis, fence=2).append(started) == 1
    assert await writer(redis, fence=2).append(finished()) == 2
    assert len(await collected(redis)) == 2


async def test_an_older_claim_writes_nothing(redis: Redis) -> None:
    old, new = writer(redis, fence=1), writer(redis, fence=2)
    await old.append(token())
    await new.append(token())
    with pytest.raises(Stale):
        await old.append(token("void"))
    await new.append(finished())
    assert [event.data.get("text") for event in await collected(redis)] == ["x", "x", None]


async def test_tokens_tell_their_attempt(redis: Redis) -> None:
    await writer(redis, fence=3).append(token())
    await writer(redis, fence=4).append(finished())
    assert (await collected(redis))[0].data == {"step": 1, "text": "x", "attempt": 3}


async def test_an_event_sent_again_by_the_client_is_kept_once(redis: Redis) -> None:
    sender = writer(redis)
    await sender.append(token())
    sender._sent -= 1
    assert await sender.append(token()) == 1


async def test_a_reader_gets_what_was_and_what_comes(redis: Redis) -> None:
    sender = writer(redis)
    for _ in range(3):
        await sender.append(token())
    reading = asyncio.create_task(collected(redis, after=1))
    await asyncio.sleep(0.1)
    for _ in range(3):
        await sender.append(token())
    await sender.append(finished())
    assert [event.seq for event in await reading] == [2, 3, 4, 5, 6, 7]


async def test_two_hundred_disconnects_lose_and_repeat_nothing(redis: Redis) -> None:
    count, readers = 400, 10
    chance = random.Random(7)

    async def read() -> tuple[list[int], int]:
        seen: list[int] = []
        breaks = 0
        while True:
            quota = chance.randint(1, 35)
            async for event in follow(redis, RUN, seen[-1] if seen else 0, running):
                seen.append(event.seq)
                quota -= 1
                if event.type == "run_finished":
                    return seen, breaks
                if quota <= 0:
                    break
            breaks += 1

    async def write() -> None:
        sender = writer(redis)
        for _ in range(count):
            await sender.append(token())
            await asyncio.sleep(chance.random() * 0.004)
        await sender.append(finished())

    results = await asyncio.gather(*(read() for _ in range(readers)), write())
    seen = [result for result in results if result]
    assert all(numbers == list(range(1, count + 2)) for numbers, _ in seen)
    assert sum(breaks for _, breaks in seen) >= 200


async def test_a_lost_stream_goes_on_after_the_last_number(redis: Redis) -> None:
    sender = writer(redis)
    for _ in range(5):
        await sender.append(token())
    await redis.delete(stream_key(RUN), meta_key(RUN))
    assert await sender.append(token()) == 6
    assert await writer(redis, fence=2, last=6).append(finished()) == 7
    events = await collected(redis, after=3)
    assert [(event.type, event.seq) for event in events] == [("resync", 5), ("token", 6), ("run_finished", 7)]
    assert events[0].data["snapshot"]["status"] == "running"


async def test_an_expired_stream_is_answered_by_the_database(redis: Redis) -> None:
    events = await collected(redis, after=9, snapshot=over)
    assert [event.type for event in events] == ["resync"]
    assert events[0].data["snapshot"]["status"] == "answered"


async def test_a_run_that_ended_without_a_word_ends_its_readers(redis: Redis) -> None:
    await writer(redis).append(token())
    events = await collected(redis, snapshot=over)
    assert [event.type for event in events] == ["token", "resync"]


async def test_streams_expire(redis: Redis) -> None:
    await writer(redis).append(token())
    assert 0 < await redis.ttl(stream_key(RUN)) <= 60
    assert 0 < await redis.ttl(meta_key(RUN)) <= 60


@pytest.fixture
def own_server() -> Any:
    with valkey() as server:
        yield server


async def test_a_restart_of_redis_is_bridged(own_server: Valkey) -> None:
    client = connect(Settings(redis_url=own_server.url), block_seconds=2)
    sender = writer(client)
    await sender.append(token())
    reading = asyncio.create_task(collected(client))
    await asyncio.to_thread(own_server.stop)
    appending = asyncio.create_task(sender.append(token()))
    await asyncio.sleep(0.5)
    await asyncio.to_thread(own_server.start)
    assert await appending == 2
    await sender.append(finished())
    assert [event.seq for event in await asyncio.wait_for(reading, 10)] == [1, 2, 3]
    await client.aclose()
