"""The service on embedded defaults: start, first event, overhead, readers that leave, killed workers, memory."""

import os
import random
import signal
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from agent.scripted_server import ScriptedServer
from tests.api.client import Client
from tests.api.scripts import SCRIPT
from tests.services import Service, children, running

ROUNDS = 40
DISCONNECTS = 200


def memory_mb(process: int, *, peak: bool = False) -> float:
    wanted = "VmHWM" if peak else "VmRSS"
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith(wanted):
            return int(line.split()[1]) / 1024
    return 0.0


def cpu(process: int) -> float:
    """Seconds of processor time that a process has used, without its children."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def named(service: Service, *words: str) -> int:
    """The process of the service whose command line holds these words."""
    assert service.process
    found = [service.process.pid, *children(service.process.pid)]
    return next(
        pid for pid in found if all(word in Path(f"/proc/{pid}/cmdline").read_text().split("\0") for word in words)
    )


def first_events(client: Client) -> list[float]:
    """Milliseconds from sending a message to its first event."""
    drawing, times = client.sample(), list[float]()
    for number in range(ROUNDS):
        chat = client.post("/chats", {"drawing_ids": [drawing]})["id"]
        began = time.perf_counter()
        run = client.ask(f"How many D2? {number}", chat=chat)
        next(iter(client.events(run)))
        times.append(1000 * (time.perf_counter() - began))
        client.ended(run)
    return times


class Share(NamedTuple):
    """Milliseconds of a step, by what they were spent on; `own` is what is left beside the model and the tools."""

    whole: float
    model: float
    tools: float

    @property
    def own(self) -> float:
        return self.whole - self.model - self.tools


def shares(client: Client, model: ScriptedServer) -> list[Share]:
    """Of the steps of whole runs, from run_started to run_finished, by the events and the model's own clock."""
    found = []
    for number in range(ROUNDS):
        question = f"plain question {number}."
        events = list(client.events(client.ask(question)))
        started = next(e["at"] for e in events if e["type"] == "run_started")
        ended = next(e["at"] for e in events if e["type"] == "run_finished")
        tools = sum(e["data"].get("seconds", 0) for e in events if e["type"] == "tool_finished")
        took = sum(seconds for asked, seconds in model.took if question in asked)
        steps = sum(e["type"] == "step" for e in events)
        found.append(Share(*(1000 * each / steps for each in (ended - started, took, tools))))
    return found


def share_rows(found: list[Share], used: float, load: float) -> list[tuple[str, str, str]]:
    own = sorted(share.own for share in found)
    middle = [f"{statistics.median(getattr(share, name) for share in found):.0f} ms" for name in ("model", "tools")]
    return [
        ("own overhead of a step, p50", f"{statistics.median(own):.1f} ms", "≤ 15 ms"),
        ("own overhead of a step, p95", f"{own[int(0.95 * len(own))]:.1f} ms", ""),
        ("  a step's model and tools, p50", " + ".join(middle), "parted off"),
        ("  processor time of the run worker, a step", f"{used:.1f} ms", ""),
        ("  load average meanwhile", f"{load:.1f}", ""),
    ]


def disconnects(client: Client) -> tuple[int, int]:
    """How often readers of live runs left, and how many events were lost, repeated or out of order."""
    chance, left, wrong = random.Random(7), 0, 0
    while left < DISCONNECTS:
        run, seen = client.ask("chatty reader"), list[dict[str, Any]]()
        while not seen or seen[-1]["type"] != "run_finished":
            patience = chance.randint(1, 8)
            for event in client.events(run, after=len(seen)):
                seen.append(event)
                patience -= 1
                if patience == 0:
                    left += 1
                    break
        wrong += sum(event["seq"] != number for number, event in enumerate(seen, 1))
    return left, wrong


def recovery(client: Client, question: str, until: str, queues: tuple[str, ...]) -> float:
    """Seconds from SIGKILL to the end of the run."""
    run = client.ask(question)
    client.until(run, until)
    killed = time.monotonic()
    for queue in queues:
        os.kill(client.service.worker(queue), signal.SIGKILL)
    assert client.ended(run)["status"] == "answered"
    return time.monotonic() - killed


def start_seconds(folder: Path) -> float:
    """Of a second start, with everything in place."""
    folder.mkdir()
    for _ in range(2):
        service = Service(folder)
        began = time.monotonic()
        service.start()
        seconds = time.monotonic() - began
        service.stop()
    return seconds


def sizes(service: Service) -> list[tuple[str, str, str]]:
    return [
        ("memory of the API", f"{memory_mb(named(service, 'api'), peak=True):.0f} MB", "≤ 200 MB"),
        ("memory of the run worker", f"{memory_mb(service.worker('runs'), peak=True):.0f} MB", "≤ 250 MB"),
        ("memory of the tool worker", f"{memory_mb(service.worker('tools'), peak=True):.0f} MB", ""),
        *(
            (
                "  its child that reads drawings, peak",
                f"{memory_mb(child, peak=True):.0f} MB",
                "≤ 900 MB with the worker",
            )
            for child in children(service.worker("tools"))
        ),
    ]


def main() -> None:
    with TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        rows = [("start of the service, warm", f"{start_seconds(folder / 'start'):.1f} s", "≤ 8 s")]
        with running(folder / "rules") as service, Client(service) as client:
            times = first_events(client)
            rows.append(("message → first event, p95", f"{statistics.quantiles(times, n=20)[-1]:.0f} ms", "≤ 80 ms"))
            client.read(
                client.upload((folder / "scan.png").read_bytes() if scanned(folder) else b"", "scan.png")["drawing"][
                    "id"
                ]
            )
            rows += sizes(service)
        with ScriptedServer(SCRIPT) as model:
            settings = {"OPENAI_API_KEY": "none", "OPENAI_BASE_URL": model.url}
            with running(folder / "scripted", **settings) as service, Client(service) as client:
                before = cpu(service.worker("runs"))
                found = shares(client, model)
                used = 1000 * (cpu(service.worker("runs")) - before) / (2 * len(found))
                rows += share_rows(found, used, os.getloadavg()[0])
                left, wrong = disconnects(client)
                rows.append((f"{left} disconnects of readers", f"{wrong} wrong", "0"))
                took = recovery(client, "slow model", "tool_finished", ("runs",))
                rows.append(("SIGKILL in a model call → answered", f"{took:.1f} s", "≤ 20 s"))
                took = recovery(client, "long tool", "tool_started", ("tools", "runs"))
                rows.append(("SIGKILL in a tool → answered", f"{took:.1f} s", "≤ 20 s"))
    print(f"\nThe service ({os.cpu_count()} cores)")
    for what, got, wanted in rows:
        print(f"  {what:45}{got:>12}   {wanted}")


def scanned(folder: Path) -> bool:
    """An A1 scan at 150 dpi, for the peak of reading."""
    from tests.bench.bench_kit import big_sheet
    from tests.bench.bench_kit import scanned as scan

    big_sheet(folder / "scan.pdf")
    scan(folder / "scan.pdf", folder)
    return (folder / "scan.png").exists()


if __name__ == "__main__":
    main()
