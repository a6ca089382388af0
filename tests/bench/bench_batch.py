"""Batches on PostgreSQL: what a question costs from the first to the last, and what a second pair of workers brings.

    python -m tests.bench batch                          a thousand questions on fifty drawings
    python -m tests.bench.bench_batch QUESTIONS MINUTES  as many, then a soak of so many minutes

Throughput is measured twice: with a model that takes its time, where slots are what is short and locks would show; and
with the built-in rules, where processor time is, so that a second pair brings no more than the machine has cores for.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pymupdf

from agent.script import Conversation, Line, Script, ScriptedCall
from agent.scripted_server import ScriptedServer
from tests.api.client import Client
from tests.bench.bench_service import cpu, memory_mb
from tests.pen import MM, Pen
from tests.plans import draw_sheet
from tests.production import PARTS, Postgres, Production, Redis
from tests.services import children

QUESTIONS, DRAWINGS = 1000, 50
ASKED = (
    "How many KZ1 columns are there?",
    "How many D2 doors?",
    "门D1有多少樘？",
    "What is the scale?",
    "How many D1?",
)
COUNT = ScriptedCall(name="count_marks", arguments={"mark": "KZ1"})
THINKING_SECONDS = 1.0
MODEL = Script(
    conversations=(
        Conversation(match="", lines=(Line(calls=(COUNT,), delay=THINKING_SECONDS),
                                      Line(text="There are 6 KZ1 columns [q1].", delay=THINKING_SECONDS))),
    ),
)  # fmt: skip


class Mark(NamedTuple):
    """How far a batch was, when, and the processor time of the workers up to then."""

    done: int
    at: float
    used: float


def plan(number: int) -> bytes:
    """A plan like no other one: a few more columns each."""
    with pymupdf.open() as document:
        page = document.new_page(width=420 * MM, height=297 * MM)
        draw_sheet(page)
        pen = Pen(page)
        pen.circle((5 + number, 4), 1)
        pen.finish()
        return bytes(document.tobytes())


@contextmanager
def production(folder: Path, **settings: str) -> Iterator[Production]:
    folder.mkdir()
    folder.chmod(0o755)
    redis, postgres = Redis(folder), Postgres(folder / "pg")
    redis.start()
    postgres.start()
    service = Production(folder, LIANGTU_DATABASE_URL=postgres.url, LIANGTU_REDIS_URL=redis.url,
                         LIANGTU_STORAGE_URL=f"file://{folder / 'store'}", **settings)  # fmt: skip
    try:
        service.start()
        yield service
    finally:
        service.stop()
        redis.end()
        postgres.end()


def drawings(client: Client) -> list[str]:
    made = [str(client.upload(plan(number), f"plan {number}.pdf")["drawing"]["id"]) for number in range(DRAWINGS)]
    for each in made:
        assert client.read(each, seconds=600)["status"] == "ready"
    return made


def spent(service: Production) -> float:
    """Processor time of the workers and their children, dead ones too."""
    pids = [part.process.pid for name, part in service.parts.items() if part.process and name != "api"]
    return sum(cpu(child) for pid in pids for child in [pid, *children(pid)])


def batch(service: Production, client: Client, where: list[str], count: int) -> list[Mark]:
    """One batch to its end, with a mark every half second."""
    pairs = [
        {"drawing_id": where[n % len(where)], "question": ASKED[n // len(where) % len(ASKED)]} for n in range(count)
    ]
    made = client.post("/batches", {"pairs": pairs}, expect=202)["id"]
    marks = [Mark(0, time.monotonic(), spent(service))]
    while marks[-1].done < count:
        time.sleep(0.5)
        found = client.get(f"/batches/{made}")
        marks.append(Mark(found["done"], time.monotonic(), spent(service)))
    counts = client.get(f"/batches/{made}")["counts"]
    assert not counts.get("failed"), counts
    return marks


def cost(marks: list[Mark], start: int, end: int) -> float:
    """Milliseconds of processor time a question, between two places of the batch."""
    a = next(mark for mark in marks if mark.done >= start)
    b = next(mark for mark in marks if mark.done >= end)
    return 1000 * (b.used - a.used) / max(1, b.done - a.done)


def pace(marks: list[Mark]) -> float:
    return marks[-1].done / (marks[-1].at - marks[0].at)


def doubled(service: Production) -> None:
    """A second pair of workers; returns when both are alive."""
    for name, words in PARTS.items():
        if name != "api":
            service.add(f"{name}-2", *words)
    with Client(service) as client:
        while any(part["workers_alive"] < 2 for part in client.get("/queue").values()):
            time.sleep(0.2)


def told(what: str, got: str, wanted: str = "") -> None:
    print(f"  {what:62}{got:>20}   {wanted}", flush=True)


def with_model(folder: Path, count: int) -> None:
    with ScriptedServer(MODEL) as model:
        settings = {"OPENAI_API_KEY": "none", "OPENAI_BASE_URL": model.url}
        with production(folder, **settings) as service, Client(service) as client:
            where = drawings(client)
            one = pace(batch(service, client, where, count))
            doubled(service)
            two = pace(batch(service, client, where, count))
    told(f"{count} questions, a model that thinks {2 * THINKING_SECONDS:.0f} s, one pair", f"{one:.1f} a second")
    told("  the same, two pairs", f"{two:.1f} a second = {two / one:.2f} ×", "≥ 1.8 ×")


def with_rules(folder: Path, count: int, minutes: float) -> None:
    with production(folder) as service, Client(service) as client:
        where, tenth = drawings(client), max(1, count // 10)
        marks = batch(service, client, where, count)
        first, last = cost(marks, 0, tenth), cost(marks, count - tenth, count)
        told(f"{count} questions on {DRAWINGS} drawings by rules, one pair", f"{pace(marks):.1f} a second")
        told(f"  processor time a question, first {tenth} / last {tenth}", f"{first:.0f} / {last:.0f} ms", "flat")
        before = sizes(service)
        ends = time.monotonic() + 60 * minutes
        while time.monotonic() < ends:
            batch(service, client, where, tenth)
        told(
            f"  memory of API, runs, tools before and after {minutes:g} min of soak",
            f"{before} / {sizes(service)}",
            "flat",
        )
        doubled(service)
        told("  throughput of two pairs", f"{pace(batch(service, client, where, count)) / pace(marks):.2f} ×",
             f"{os.cpu_count()} cores")  # fmt: skip


def sizes(service: Production) -> str:
    return ", ".join(f"{memory_mb(service.parts[name].process.pid):.0f}" for name in PARTS) + " MB"  # type: ignore[union-attr]


def main(count: int = QUESTIONS, minutes: float = 0.0) -> None:
    print(f"\nBatches ({os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f})")
    with TemporaryDirectory(prefix="bench-") as name:
        Path(name).chmod(0o755)
        with_rules(Path(name) / "rules", count, minutes)
        with_model(Path(name) / "model", max(1, count // 5))


if __name__ == "__main__":
    main(*(kind(word) for kind, word in zip((int, float), sys.argv[1:], strict=False)))
