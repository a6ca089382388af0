"""make chaos: live runs while whatever they need is killed, frozen, restarted and filled; what must hold is counted.

    python -m tests.bench.chaos [RUNS] [SECONDS]

The shape is that of docker-compose.yml: PostgreSQL, Redis, the API and the workers, each a process of its own, started
again when it has ended. Nothing here is a matter of timing but recovery and cancelling, which are measured and printed.
"""

import asyncio
import json
import os
import random
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.sync.client import connect

from agent.scripted_server import ScriptedServer
from tests.api.client import Client
from tests.api.scripts import SCRIPT
from tests.attacks import ATTACKS
from tests.bench.breaking import FAULTS, Stage, disk
from tests.production import Postgres, Production, Redis
from tests.services import Service
from tools.kit.errors import LiangtuError
from tools.kit.sandbox import ChildFailed, Limits, Pool

QUESTIONS = ("plain {n}", "long tool {n}", "chatty {n}", "slow model {n}")
LEASE_SECONDS = 5
PAUSE = (0.5, 3.0)
SETTLE_SECONDS = 120
CANCELS = 8
LAST_FAULT, KEPT_BACK, UNDER_WAY_SECONDS = "run worker killed", 12, 1.0
"""The last fault strikes when so many more runs have just begun: their leases must end before anybody goes on with them."""


class Reader:
    """Follows one run through whatever happens, leaving at random, and counts what is wrong in what it got."""

    def __init__(self, service: Service, run: str, seed: int) -> None:
        self.service, self.run, self.chance = service, run, random.Random(seed)
        self.after = self.left = self.wrong = 0
        self.ended = False

    def follow(self, until: float) -> "Reader":
        while not self.ended and time.monotonic() < until:
            try:
                self._some()
            except (OSError, ConnectionClosed, InvalidHandshake, InvalidStatus, TimeoutError, EOFError):
                time.sleep(0.2)
        return self

    def _some(self) -> None:
        patience = self.chance.randint(1, 12)
        address = f"{self.service.sockets}/runs/{self.run}/events?after={self.after}"
        # Whoever leaves with a full queue is not read from any more, and would wait 10 s for the farewell.
        with connect(address, open_timeout=10, max_queue=None) as socket:
            while patience and not self.ended:
                event = json.loads(socket.recv(timeout=20))
                if event["type"] == "resync":
                    self.after, self.ended = event["seq"], event["data"]["snapshot"]["over"]
                    continue
                self.wrong += event["seq"] != self.after + 1
                self.after = event["seq"]
                self.ended = event["type"] == "run_finished"
                patience -= 1
        self.left += 1


def asked(client: Client, drawing: str, text: str) -> str:
    """Ask until it is taken: the API may be down at the moment."""
    while True:
        try:
            return client.ask(text, drawings=[drawing])
        except (httpx.TransportError, AssertionError):
            time.sleep(0.3)


def repeated(client: Client, run: str) -> int:
    """Calls that came to a result more than once, and ends beyond the first, by the run's own events."""
    events = list(client.events(run))
    done = [event["data"]["call_id"] for event in events if event["type"] in ("tool_finished", "tool_failed")]
    ends = sum(event["type"] == "run_finished" for event in events)
    return len(done) - len(set(done)) + max(0, ends - 1)


def cancelled(client: Client, drawing: str) -> list[float]:
    """Seconds from the word to stop to the end, of runs in the middle of a model's answer."""
    times = []
    for number in range(CANCELS):
        run = client.ask(f"endless {number}", drawings=[drawing])
        client.until(run, "token")
        began = time.monotonic()
        client.post(f"/runs/{run}/cancel", expect=202)
        client.until(run, "run_finished")
        times.append(time.monotonic() - began)
    return times


@contextmanager
def stage(folder: Path, model: str) -> Iterator[Stage]:
    with disk(folder) as own:
        redis, postgres = Redis(folder), Postgres(folder / "pg")
        redis.start()
        postgres.start()
        (folder / "store").mkdir()
        settings = {
            "OPENAI_API_KEY": "none", "OPENAI_BASE_URL": model, "LIANGTU_LEASE_SECONDS": str(LEASE_SECONDS),
            "LIANGTU_DATABASE_URL": postgres.url, "LIANGTU_REDIS_URL": redis.url,
            "LIANGTU_STORAGE_URL": f"file://{folder / 'store'}",
        }  # fmt: skip
        service = Production(folder, **settings)
        try:
            service.start()
            yield Stage(service, redis, postgres, own)
        finally:
            service.stop()
            redis.end()
            postgres.end()


class Chaos:
    """One session: `sent` runs spread over its time, with one fault after the other, each as often as the others."""

    def __init__(self, stage: Stage, client: Client, runs: int, seconds: float) -> None:
        self.stage, self.client, self.runs, self.seconds = stage, client, runs, seconds
        self.chance, self.happened = random.Random(11), Counter[str]()
        self.drawing = client.sample()
        self.readers: list[Any] = []

    def play(self, pool: ThreadPoolExecutor) -> tuple[list[Reader], float]:
        """The readers of all runs, and the seconds from the last fault until all of them had seen the end."""
        began, waiting = time.monotonic(), list[str]()
        over = began + self.seconds
        while time.monotonic() < over:
            passed = (time.monotonic() - began) / self.seconds
            self._ask(pool, (self.runs - KEPT_BACK) * passed, over)
            waiting = waiting or self.chance.sample(self._possible(), len(self._possible()))
            self._break(waiting.pop())
            time.sleep(self.chance.uniform(*PAUSE))
        self._ask(pool, self.runs, over)
        time.sleep(UNDER_WAY_SECONDS)
        self._break(LAST_FAULT)
        last = time.monotonic()
        found = [reader.result() for reader in self.readers]
        return found, time.monotonic() - last

    def _break(self, name: str) -> None:
        FAULTS[name](self.stage)
        self.happened[name] += 1

    def _possible(self) -> list[str]:
        return [name for name in FAULTS if name != "disk full" or self.stage.disk]

    def _ask(self, pool: ThreadPoolExecutor, most: float, over: float) -> None:
        while len(self.readers) < most:
            number = len(self.readers)
            run = asked(self.client, self.drawing, QUESTIONS[number % len(QUESTIONS)].format(n=number))
            reader = Reader(self.stage.service, run, number)
            self.readers.append(pool.submit(reader.follow, over + SETTLE_SECONDS))


def chaos(runs: int, seconds: float) -> None:
    with TemporaryDirectory(prefix="chaos-") as name, ScriptedServer(SCRIPT) as model:
        folder = Path(name)
        folder.chmod(0o755)
        with stage(folder, model.url) as made, Client(made.service) as client, ThreadPoolExecutor(200) as pool:
            session = Chaos(made, client, runs, seconds)
            found, recovered = session.play(pool)
            ends = Counter(_end(client, reader.run) for reader in found)
            told(session, found, ends, recovered)
            if set(ends) != {"answered"}:
                _keep_logs(folder)


def told(session: Chaos, found: list[Reader], ends: Counter[str], recovered: float) -> None:
    client, faults = session.client, session.happened
    times = cancelled(client, session.drawing)
    twice = sum(repeated(client, reader.run) for reader in found)
    print(
        f"\nChaos: {len(found)} runs, {faults.total()} faults in {session.seconds:.0f} s, load {os.getloadavg()[0]:.1f}"
    )
    print(f"  {', '.join(f'{name} {count}' for name, count in sorted(faults.items()))}")
    rows = [
        ("ends of the runs", str(dict(ends)), "all answered"),
        ("all over after the last fault", f"{recovered:.1f} s", "≤ 20 s"),
        ("cancelling, the slowest of 8", f"{max(times):.2f} s", "≤ 1 s"),
        ("readers that left and came back", str(sum(reader.left for reader in found)), ""),
        ("events lost, repeated or out of order", str(sum(reader.wrong for reader in found)), "0"),
        ("readers that saw no end", str(sum(not reader.ended for reader in found)), "0"),
        ("calls or ends that happened twice", str(twice), "0"),
    ]
    for what, got, wanted in rows:
        print(f"  {what:42}{got:<30}   {wanted}", flush=True)


def _end(client: Client, run: str) -> str:
    """How a run ended; where it failed, the reason too."""
    with suppress(httpx.TransportError, AssertionError):
        found = client.run(run)
        return f"{found['status']} {run if found['status'] != 'answered' else ''} {(found['reason'] or {}).get('en', '')[:80]}".strip()
    return "unknown"


def _keep_logs(folder: Path) -> None:
    """For looking into: something did not end as it should."""
    kept = Path(f"/tmp/chaos-logs-{os.getpid()}")
    kept.mkdir()
    for log in folder.glob("*.log"):
        shutil.copy(log, kept)
    print(f"  the logs are in {kept}")


async def attacks() -> None:
    """What each attack comes to, and how long it took."""
    print("\nFiles that attack (limits: 10 s a call, 1500 MB)")
    with TemporaryDirectory(prefix="attacks-") as folder:
        for attack in ATTACKS:
            path = Path(folder) / attack.name
            attack.make(path)
            pool = Pool(1, Limits(memory_mb=1500, seconds=60))
            told = [await _outcome(pool, task, path) for task in ("describe", "read", "render")]
            print(f"  {attack.name:<24}{path.stat().st_size:>12} bytes   " + "   ".join(told))
            await pool.close()


async def _outcome(pool: Pool, task: str, path: Path) -> str:
    began, request = time.monotonic(), {"path": str(path), "cache": None, "page": 1, "box": None, "width": 1600}
    try:
        await pool.run(f"tools.kit.tasks:{task}", request)
        word = "ok"
    except LiangtuError as error:
        word = getattr(error, "code", "refused")
    except ChildFailed:
        word = "BROKE"
    return f"{task} {word} {time.monotonic() - began:.1f} s"


def main() -> None:
    runs, seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 300, float(sys.argv[2]) if len(sys.argv) > 2 else 240
    chaos(runs, seconds)
    asyncio.run(attacks())


if __name__ == "__main__":
    main()
