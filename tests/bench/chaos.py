"""make chaos: live runs while workers, Redis and the API are killed and restarted; what must hold afterwards is counted.

    python -m tests.bench.chaos [RUNS] [SECONDS]

Nothing here is a matter of timing but the recovery after the last fault, which is measured and printed.
"""

import asyncio
import json
import os
import random
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.sync.client import connect

from agent.scripted_server import ScriptedServer
from tests.api.client import Client
from tests.api.scripts import SCRIPT
from tests.attacks import ATTACKS
from tests.bench.bench_service import named
from tests.services import Service, running
from tools.kit.errors import LiangtuError
from tools.kit.sandbox import ChildFailed, Limits, Pool

QUESTIONS = ("plain {n}", "long tool {n}", "chatty {n}", "slow model {n}")
PAUSE = (0.5, 3.0)
SETTLE_SECONDS = 120


def kill(service: Service, *words: str) -> None:
    with suppress(StopIteration, ProcessLookupError, FileNotFoundError):
        os.kill(named(service, *words), signal.SIGKILL)


def freeze(service: Service, *words: str) -> None:
    """Longer than the lease, so that the work is taken over while the old worker still thinks that it has it."""
    with suppress(StopIteration, ProcessLookupError, FileNotFoundError):
        process = named(service, *words)
        os.kill(process, signal.SIGSTOP)
        time.sleep(6)
        os.kill(process, signal.SIGCONT)


def faults() -> dict[str, Callable[[Service], None]]:
    return {
        "run worker killed": lambda service: kill(service, "worker", "runs"),
        "tool worker killed": lambda service: kill(service, "worker", "tools"),
        "API killed": lambda service: kill(service, "api"),
        "Valkey killed": lambda service: kill_valkey(service),
        "run worker frozen": lambda service: freeze(service, "worker", "runs"),
        "tool worker frozen": lambda service: freeze(service, "worker", "tools"),
    }


def kill_valkey(service: Service) -> None:
    from tests.services import children

    assert service.process
    for pid in children(service.process.pid):
        with suppress(FileNotFoundError, ProcessLookupError):
            if "valkey" in Path(f"/proc/{pid}/cmdline").read_text().split("\0")[0]:
                os.kill(pid, signal.SIGKILL)


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
        with connect(f"{self.service.sockets}/runs/{self.run}/events?after={self.after}", open_timeout=10) as socket:
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


def asked(client: Client, service: Service, drawing: str, number: int) -> str:
    """Ask until it is taken: the API may be down at the moment."""
    text = QUESTIONS[number % len(QUESTIONS)].format(n=number)
    while True:
        try:
            chat = client.post("/chats", {"drawing_ids": [drawing]})["id"]
            return str(client.post(f"/chats/{chat}/messages", {"text": text}, expect=202)["run"]["id"])
        except (httpx.TransportError, AssertionError):
            time.sleep(0.3)


def doubled(service: Service) -> int:
    """Tool results that stand twice in the database under one call, and tool jobs that were finished twice."""
    with sqlite3.connect(service.folder / "data" / "liangtu.db") as database:
        rows = database.execute(
            "SELECT key, count(*) FROM jobs WHERE kind = 'tool' GROUP BY key HAVING count(*) > 1"
        ).fetchall()
    return len(rows)


def chaos(runs: int, seconds: float) -> None:
    chance, happened = random.Random(11), Counter[str]()
    with TemporaryDirectory(prefix="chaos-") as folder, ScriptedServer(SCRIPT) as model:
        settings = {"OPENAI_API_KEY": "none", "OPENAI_BASE_URL": model.url, "LIANGTU_LEASE_SECONDS": "4"}
        with running(Path(folder), **settings) as service, Client(service) as client, ThreadPoolExecutor(64) as pool:
            drawing, until = client.sample(), time.monotonic() + seconds + SETTLE_SECONDS
            readers, sent, over = [], 0, time.monotonic() + seconds
            while time.monotonic() < over:
                while sent < runs * (1 - (over - time.monotonic()) / seconds):
                    run = asked(client, service, drawing, sent)
                    readers.append(pool.submit(Reader(service, run, sent).follow, until))
                    sent += 1
                name = chance.choice(list(faults()))
                faults()[name](service)
                happened[name] += 1
                time.sleep(chance.uniform(*PAUSE))
            last = time.monotonic()
            found = [reader.result() for reader in readers]
            recovered = time.monotonic() - last
            ends = Counter(_end(client, reader.run) for reader in found)
            print(
                f"\nChaos: {sent} runs, {sum(happened.values())} faults ({', '.join(f'{n} {v}' for n, v in happened.items())})"
            )
            print(f"  ends of the runs                              {dict(ends)}")
            print(f"  all over after the last fault                 {recovered:.1f} s")
            print(f"  readers that left and came back               {sum(reader.left for reader in found)}")
            print(f"  events lost, repeated or out of order         {sum(reader.wrong for reader in found)}")
            print(f"  readers that saw no end                       {sum(not reader.ended for reader in found)}")
            print(f"  tool calls that were done twice               {doubled(service)}")


def _end(client: Client, run: str) -> str:
    """How a run ended; where it failed, the reason too."""
    with suppress(httpx.TransportError, AssertionError):
        found = client.run(run)
        return f"{found['status']} {(found['reason'] or {}).get('en', '')[:80]}".strip()
    return "unknown"


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
