"""Readers of events: how soon, how many a second from one API process, and what 10,000 that leave have missed.

The runs are rows of a real service whose worker is stopped; their events are written here, at a pace of our own, by the
writer that workers use. Rates are told for the processor time of the API too, which a busy machine does not change.
"""

import asyncio
import os
import random
import re
import signal
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import uvloop

from agent.events import Event
from api.events import Writer, connect
from api.settings import Settings
from tests.api.client import Client
from tests.bench.bench_service import cpu, named
from tests.bench.sockets import listen
from tests.services import Service, running

SOCKETS, RUNS, SECONDS, PACE = 500, 100, 10.0, 1000
DISCONNECTS = 10_000
TEXT = "the beams of the second floor " * 4
SEQ = re.compile(rb'"seq":(\d+),"at":([\d.]+)\}')


class Row(NamedTuple):
    what: str
    got: str
    wanted: str = ""


def runs_of(client: Client, count: int) -> list[str]:
    """Runs that stay where they are: nobody works on them."""
    drawing = client.sample()
    return [client.ask(f"Reader {number}", drawings=[drawing]) for number in range(count)]


@contextmanager
def quiet(service: Service) -> Iterator[None]:
    worker = service.worker("runs")
    os.kill(worker, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(worker, signal.SIGCONT)


class Reader:
    """What one socket got: in order, each once."""

    def __init__(self) -> None:
        self.last = self.wrong = self.count = 0
        self.late: list[float] = []

    def take(self, message: bytes) -> None:
        now = time.time()
        for seq, at in SEQ.findall(message):
            self.wrong += int(seq) != self.last + 1
            self.last = int(seq)
            self.count += 1
            self.late.append(now - float(at))


class Writing:
    """The writers of some runs, one connection each."""

    def __init__(self, settings: Settings, runs: list[str]) -> None:
        self.clients = [connect(settings) for _ in range(4)]
        self.writers = [Writer(self.clients[at % 4], run, fence=1, last=0, seconds=600) for at, run in enumerate(runs)]

    async def paced(self, seconds: float, a_second: int) -> int:
        """Events to all runs in turn, so many a second altogether; how many there were, fewer on a busy machine."""
        began, sent, most = time.monotonic(), 0, len(self.writers)
        while (passed := time.monotonic() - began) < seconds:
            due = min(int(passed * a_second) - sent, most)
            await asyncio.gather(*(self.writers[(sent + more) % most].append(token()) for more in range(due)))
            sent += due
            await asyncio.sleep(0.002)
        return sent

    async def flat_out(self, seconds: float) -> None:
        ends = time.monotonic() + seconds

        async def write(mine: list[Writer]) -> None:
            while time.monotonic() < ends:
                for writer in mine:
                    await writer.append(token())

        await asyncio.gather(*(write(self.writers[at::4]) for at in range(4)))

    async def end(self) -> None:
        for writer in self.writers:
            await writer.append(Event(type="run_finished", key="run_finished", data={"status": "answered"}))
        for client in self.clients:
            await client.aclose()


def token() -> Event:
    return Event(type="token", data={"step": 1, "text": TEXT})


def address(service: Service, run: str, after: int = 0, *, together: bool = False) -> str:
    return f"{service.sockets}/runs/{run}/events?after={after}{'&together=true' if together else ''}"


async def latency(service: Service, settings: Settings, runs: list[str]) -> list[Row]:
    """500 sockets on live runs, 1,000 events a second."""
    readers = [Reader() for _ in range(SOCKETS)]
    sockets = [await listen(address(service, runs[at % len(runs)]), each.take) for at, each in enumerate(readers)]
    writing, api = Writing(settings, runs), named(service, "api")
    before = cpu(api)
    sent = await writing.paced(SECONDS, PACE)
    used = (cpu(api) - before) / SECONDS
    await writing.end()
    await asyncio.gather(*(socket.over for socket in sockets))
    late = sorted(1000 * each for reader in readers for each in reader.late)
    p50, p99 = (late[int(len(late) * share)] for share in (0.5, 0.99))
    about = f"{SOCKETS} sockets, {len(runs)} runs, {sent / SECONDS:.0f} events/s"
    return [
        Row(f"append → receipt p50, {about}", f"{p50:.1f} ms"),
        Row("append → receipt p99", f"{p99:.1f} ms", "≤ 50 ms"),
        Row("  of one core, the API", f"{used:.0%}"),
        Row("  lost, repeated or out of order", f"{sum(reader.wrong for reader in readers)}", "0"),
    ]


async def throughput(service: Service, settings: Settings, runs: list[str], *, together: bool) -> list[Row]:
    """Ten runs that write flat out, fifty sockets each."""
    readers = [Reader() for _ in range(SOCKETS)]
    where = [address(service, runs[at % len(runs)], together=together) for at in range(SOCKETS)]
    sockets = [await listen(each, reader.take) for each, reader in zip(where, readers, strict=True)]
    writing, api = Writing(settings, runs), named(service, "api")
    before, began = cpu(api), time.monotonic()
    await writing.flat_out(SECONDS)
    await writing.end()
    await asyncio.gather(*(socket.over for socket in sockets))
    took, used, count = time.monotonic() - began, cpu(api) - before, sum(reader.count for reader in readers)
    how = "an array a message" if together else "a message each"
    return [
        Row(f"delivered, {len(runs)} runs × {SOCKETS // len(runs)} sockets, {how}", f"{count / took:,.0f} events/s",
            "≥ 50,000"),
        Row("  for a second of the API's processor time", f"{count / used:,.0f} events"),
        Row("  lost, repeated or out of order", f"{sum(reader.wrong for reader in readers)}", "0"),
    ]  # fmt: skip


async def disconnects(service: Service, settings: Settings, runs: list[str], most: int) -> list[Row]:
    """Readers that leave after a few events, without a word, and come back, until so many have left."""
    left, api = [0], named(service, "api")
    writing, before, began = Writing(settings, runs), cpu(api), time.monotonic()
    readers = [
        asyncio.create_task(leaving(service, run, seed, left))
        for seed, run in enumerate(run for run in runs for _ in range(2))
    ]
    while left[0] < most:
        await writing.paced(1.0, PACE)
    await writing.end()
    found = await asyncio.gather(*readers)
    took = time.monotonic() - began
    return [
        Row(f"{left[0]:,} readers of live runs left and came back", f"{took:.0f} s"),
        Row("  processor time of the API for each", f"{1000 * (cpu(api) - before) / left[0]:.1f} ms"),
        Row("  lost, repeated or out of order", f"{sum(reader.wrong for reader in found)}", "0"),
    ]


async def leaving(service: Service, run: str, seed: int, left: list[int]) -> Reader:
    """One reader until the end of its run."""
    reader, chance, ended = Reader(), random.Random(seed), False
    while not ended:
        quota, gone, last = chance.randint(0, 12), asyncio.get_running_loop().create_future(), reader.last

        def take(message: bytes, quota: int = quota, gone: Any = gone, last: int = last) -> None:
            nonlocal ended
            if gone.done():
                return
            reader.take(message)
            ended = b'{"type":"run_finished"' in message
            if reader.last - last > quota or ended:
                gone.set_result(None)

        socket = await listen(address(service, run, reader.last), take)
        await asyncio.wait([gone, socket.over], timeout=chance.uniform(0.01, 1.0), return_when=asyncio.FIRST_COMPLETED)
        if not gone.done():
            gone.set_result(None)
        socket.leave()
        left[0] += not ended
    return reader


def main(most: int = DISCONNECTS) -> None:
    with TemporaryDirectory(prefix="bench-") as name, running(Path(name)) as service, Client(service) as client:
        settings = Settings(data=service.folder / "data")
        client.sample()
        with quiet(service):
            parts: list[Callable[[list[str]], Coroutine[Any, Any, list[Row]]]] = [
                lambda runs: latency(service, settings, runs),
                lambda runs: throughput(service, settings, runs[:10], together=False),
                lambda runs: throughput(service, settings, runs[:10], together=True),
                lambda runs: disconnects(service, settings, runs[:50], most),
            ]
            print("\nReaders of events")
            for part in parts:
                runs = runs_of(client, RUNS)
                for row in uvloop.run(part(runs)):
                    print(f"  {row.what:62}{row.got:>18}   {row.wanted}", flush=True)
                print(f"  (load average {os.getloadavg()[0]:.1f})", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DISCONNECTS)
