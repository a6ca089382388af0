"""The stream of a run: numbers without gaps, nothing twice, replay and tail, and what happens when it is lost."""

import asyncio
import random
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from agent.events import Event
from api.events import Stale, Writer, connect, meta_key, stream_key
from api.settings import Settings
from api.tails import Tails, follow
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


async def following(redis: Redis | Tails, after: int = 0, snapshot: Any = running) -> AsyncIterator[Event]:
    tails = redis if isinstance(redis, Tails) else Tails(redis)
    async for frames in follow(tails, RUN, after, snapshot):
        for frame in frames:
            yield Event.model_validate_json(frame.text)


async def collected(redis: Redis | Tails, after: int = 0, snapshot: Any = running) -> list[Event]:
    return [event async for event in following(redis, after, snapshot)]


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
    count, readers, tails = 400, 10, Tails(redis)
    chance = random.Random(7)

    async def read() -> tuple[list[int], int]:
        seen: list[int] = []
        breaks = 0
        while True:
            quota = chance.randint(1, 35)
            async for event in following(tails, seen[-1] if seen else 0):
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


async def test_readers_of_a_run_share_one_tail(redis: Redis) -> None:
    """However many they are, Redis is asked once, and the last one to leave ends it."""
    tails, sender = Tails(redis), writer(redis)
    await sender.append(token())
    reading = [asyncio.create_task(collected(tails, after=number % 2)) for number in range(20)]
    await asyncio.sleep(0.2)
    assert (await redis.info("clients"))["blocked_clients"] == 1
    await sender.append(token())
    await sender.append(finished())
    seen = [[event.seq for event in await each] for each in reading]
    assert seen == [[1, 2, 3], [2, 3]] * 10
    assert not tails._tails


async def test_a_reader_who_falls_behind_what_is_remembered_reads_the_stream(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.tails.KEPT", 5)
    tails, sender, seen = Tails(redis), writer(redis), list[int]()
    await sender.append(token())
    async for event in following(tails):
        seen.append(event.seq)
        if len(seen) == 1:
            for _ in range(40):
                await sender.append(token())
            await sender.append(finished())
        await asyncio.sleep(0.001)
    assert seen == list(range(1, 43))


async def test_a_stream_that_lost_its_end_goes_back_for_whoever_had_read_on(redis: Redis) -> None:
    """Redis keeps what it is told once a second: after its crash, the numbers of the last events are given again."""
    tails, sender = Tails(redis), writer(redis)
    for _ in range(5):
        await sender.append(token())
    reading = asyncio.create_task(collected(tails, after=5))
    await asyncio.sleep(0.1)
    await redis.xdel(stream_key(RUN), "4-0", "5-0")
    await redis.xtrim(stream_key(RUN), maxlen=3)
    await redis.hset(meta_key(RUN), "seq", "3")  # type: ignore[misc]
    await asyncio.sleep(2.5)
    await redis.delete(stream_key(RUN))
    again = writer(redis, fence=2, last=3)
    await again.append(token())
    await again.append(finished())
    events = await asyncio.wait_for(reading, 10)
    assert [(event.type, event.seq) for event in events] == [("resync", 3), ("token", 4), ("run_finished", 5)]


async def test_a_frame_is_the_event(redis: Redis) -> None:
    event = Event(type="token", data={"step": 1, "text": '梁 "KL1" \n\u2028'})
    sender = writer(redis, fence=7)
    await sender.append(event)
    await sender.append(finished())
    assert (await collected(redis))[0].data == {**event.data, "attempt": 7}
