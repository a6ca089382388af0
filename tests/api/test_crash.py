"""Workers, the queue and readers that die in the middle: no run is lost, no tool's effect happens twice."""

import json
import os
import random
import signal
import sqlite3
import threading
import time
from collections import Counter
from pathlib import Path

from tests.api.client import Client, sample_bytes
from tests.services import Service, children

WITHIN = 20.0


def gapless(events: list[dict[str, object]]) -> bool:
    return [event["seq"] for event in events] == list(range(1, len(events) + 1))


def valkey_of(service: Service) -> int:
    assert service.process
    return next(
        child for child in children(service.process.pid) if "valkey" in Path(f"/proc/{child}/cmdline").read_text()
    )


def stored_results(service: Service) -> Counter[str]:
    with sqlite3.connect(service.folder / "data" / "liangtu.db") as tables:
        return Counter(row[0] for row in tables.execute("select key from tool_results"))


def test_a_run_goes_on_when_its_worker_is_killed_in_a_model_call(scripted: Client) -> None:
    run = scripted.ask("slow model")
    scripted.until_own(run, "tool_finished")
    time.sleep(0.5)
    killed = time.monotonic()
    os.kill(scripted.service.worker("runs"), signal.SIGKILL)
    ended = scripted.ended(run)
    assert time.monotonic() - killed < WITHIN
    assert ended["status"] == "answered"
    events = list(scripted.events(run))
    assert gapless(events)
    started = Counter(event["data"]["call_id"] for event in events if event["type"] == "tool_started")
    assert len(started) == 2
    assert set(started.values()) == {1}
    assert Counter(event["type"] for event in events)["run_finished"] == 1


def test_a_run_goes_on_when_both_workers_are_killed_in_a_tool(scripted: Client) -> None:
    run = scripted.ask("long tool, then killed")
    scripted.until_own(run, "tool_started")
    killed = time.monotonic()
    for queue in ("tools", "runs"):
        os.kill(scripted.service.worker(queue), signal.SIGKILL)
    ended = scripted.ended(run)
    assert time.monotonic() - killed < WITHIN
    assert ended["status"] == "answered"
    events = list(scripted.events(run))
    assert gapless(events)
    finished = Counter(event["data"]["call_id"] for event in events if event["type"] == "tool_finished")
    assert set(finished.values()) == {1}
    assert set(stored_results(scripted.service).values()) == {1}


def test_a_run_that_looks_for_its_drawing_is_stopped_though_nobody_saw_it_at_work(scripted: Client) -> None:
    """It is at work for a moment only, twice a second; the word to stop that comes just then is in its row afterwards."""
    tools = scripted.service.worker("tools")
    os.kill(tools, signal.SIGSTOP)
    try:
        run = scripted.ask("plain", drawings=[scripted.upload(sample_bytes())["drawing"]["id"]])
        with sqlite3.connect(scripted.service.folder / "data" / "liangtu.db", timeout=10) as tables:
            assert tables.execute("update jobs set cancel_requested = 1 where id = ?", [run]).rowcount == 1
        assert scripted.ended(run)["status"] == "cancelled"
    finally:
        os.kill(tools, signal.SIGCONT)


def test_a_waiting_run_survives_its_workers(scripted: Client) -> None:
    run = scripted.ask("What is the height, after a crash?")
    scripted.until(run, "question")
    for queue in ("tools", "runs"):
        os.kill(scripted.service.worker(queue), signal.SIGKILL)
    while scripted.run(run)["status"] != "waiting":
        time.sleep(0.05)
    scripted.post(f"/runs/{run}/answer", {"text": "3.3 m"}, expect=202)
    assert scripted.ended(run)["answer"]["text"] == "Thank you, noted."


def test_the_queue_may_die_and_come_back(scripted: Client) -> None:
    run = scripted.ask("slow model while the queue dies")
    scripted.until_own(run, "tool_finished")
    os.kill(valkey_of(scripted.service), signal.SIGKILL)
    assert scripted.ended(run)["status"] == "answered"
    assert scripted.ended(scripted.ask("and one more"))["status"] == "answered"
    assert gapless(list(scripted.events(run)))


def test_readers_that_leave_and_come_back_miss_nothing(scripted: Client) -> None:
    runs = [scripted.ask(f"chatty {number}") for number in range(4)]
    faults: list[str] = []
    leaves = Counter[str]()

    def read(run: str, seed: int) -> None:
        chance, seen = random.Random(seed), list[dict[str, object]]()
        with Client(scripted.service) as client:
            while not seen or seen[-1]["type"] != "run_finished":
                patience = chance.randint(1, 12)
                for event in client.events(run, after=len(seen)):
                    seen.append(event)
                    patience -= 1
                    if patience == 0:
                        leaves[run] += 1
                        break
        if not gapless(seen):
            faults.append(json.dumps([event["seq"] for event in seen]))

    readers = [threading.Thread(target=read, args=(run, seed)) for seed, run in enumerate(runs * 2)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(90)
    assert faults == []
    assert sum(leaves.values()) >= 30
