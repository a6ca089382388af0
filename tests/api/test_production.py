"""The shape of docker-compose.yml from Debian's packages and PyPI: PostgreSQL, Redis, an S3-compatible store, several
API processes, workers with folders of their own."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.api.client import Client, sample_bytes
from tests.api.people import PASSWORD, signed_in
from tests.production import Production, Redis
from tests.services import children, free_port, postgres, until

KEYS = {"FSSPEC_S3_KEY": "someone", "FSSPEC_S3_SECRET": "something", "AWS_DEFAULT_REGION": "us-east-1"}


@contextmanager
def process(command: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("ab") as output:
        started = subprocess.Popen(command, env={**os.environ, **environment}, stdout=output, stderr=output)
    try:
        yield started
    finally:
        started.send_signal(signal.SIGTERM)
        started.wait(30)


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    if shutil.which("redis-server") is None:
        pytest.skip("Redis is not installed: apt-get install redis-server")
    server = Redis(folder)
    server.start()
    yield server.url
    server.end()


@contextmanager
def s3(folder: Path) -> Iterator[str]:
    port = free_port()
    with process([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], {}, folder / "s3.log"):
        address = f"http://127.0.0.1:{port}"
        until(lambda: _answers(address), "the S3-compatible server")
        yield address


def words_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=2).status_code < 500
    except httpx.TransportError:
        return False


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    folder = tmp_path_factory.mktemp("production")
    with postgres() as database, redis(folder) as queue, s3(folder) as store:
        settings = {
            "LIANGTU_DATABASE_URL": database, "LIANGTU_REDIS_URL": queue, "LIANGTU_STORAGE_URL": "s3://liangtu/drawings",
            "FSSPEC_S3_ENDPOINT_URL": store, "LIANGTU_AUTH": "required", "LIANGTU_API_PROCESSES": "2",
            "LIANGTU_SECRETS": '["one long word that all of the processes know"]', **KEYS,
        }  # fmt: skip
        service = Production(folder, **settings)
        service.start()
        try:
            yield service
        finally:
            service.stop()


@pytest.fixture(scope="module")
def ada(production: Production) -> Iterator[Client]:
    assert "can sign in" in production.run("user", "add", "ada", "--password", PASSWORD, "--operator")
    with signed_in(production, "ada") as client:
        yield client


def test_the_whole_workflow(ada: Client) -> None:
    drawing = ada.upload(sample_bytes())["drawing"]["id"]
    assert ada.read(drawing)["status"] == "ready"
    lines = ada.get(f"/drawings/{drawing}/sheets/1/text")["lines"]
    assert any(line["text"] == "KZ1" for line in lines)
    assert ada.http.get(f"/drawings/{drawing}/sheets/1/image?width=400").content.startswith(b"\x89PNG")
    run = ada.ask("How many KZ1?", drawings=[drawing])
    seen = [event["type"] for event in ada.events(run)]
    assert (seen[0], seen[-1]) == ("run_queued", "run_finished")
    answer = ada.run(run)["answer"]
    head = next(quantity for quantity in answer["quantities"] if quantity["id"] == answer["headline"])
    assert (answer["status"], head["value"]) == ("answered", "6")
    batch = ada.post("/batches", {"drawing_ids": [drawing], "questions": ["How many D1?", "How many D2?"]}, expect=202)
    ends = time.monotonic() + 90
    while ada.get(f"/batches/{batch['id']}")["status"] != "done":
        assert time.monotonic() < ends
        time.sleep(0.2)
    ada.call("DELETE", f"/drawings/{drawing}", expect=204)


def test_what_one_machine_read_another_has(production: Production, ada: Client) -> None:
    """The tool worker reads; the API has a folder of its own and gets the reading from the storage."""
    drawing = ada.upload(sample_bytes())["drawing"]["id"]
    ada.read(drawing)
    ada.get(f"/drawings/{drawing}/sheets/1/text")
    kept = [production.folder / name / "readings" / drawing for name in ("tools", "api")]
    assert [bool(list(folder.glob("page-1.*"))) for folder in kept] == [True, True]


def test_several_processes_serve(production: Production, ada: Client) -> None:
    assert production.parts["api"].process
    serving = [pid for pid in children(production.parts["api"].process.pid) if "spawn_main" in words_of(pid)]
    assert len(serving) == 2
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: ada.get("/me")["user"], range(40))) == {"ada"}


def test_the_figures_are_summed_by_postgresql_too(production: Production, ada: Client) -> None:
    text = httpx.get(f"{production.address}/metrics", timeout=10).text
    assert 'liangtu_workers_alive{queue="tools"} 1.0' in text
    assert "liangtu_spend_usd_total 0.0" in text


def test_the_doctor_finds_everything_well(production: Production) -> None:
    said = production.run("doctor", "database", "redis", "storage", "model", "workers", "disk")
    assert said.count("ok ") == 6, said
