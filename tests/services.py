"""Real servers for the tests: Valkey or Redis, PostgreSQL where it is installed, and the whole service."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import httpx
import pytest

from api.supervisor import valkey_program

START_SECONDS = 60
CHEAP = ["-c", "fsync=off", "-c", "listen_addresses=127.0.0.1"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(found: object, what: str, seconds: float = START_SECONDS) -> None:
    """Wait until the callable says yes."""
    assert callable(found)
    ends = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < ends, f"{what} took over {seconds} s"
        time.sleep(0.05)


class Valkey:
    """A server on a Unix socket that can be stopped and started again with what it has kept."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / "redis.sock"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.path}"

    def start(self) -> None:
        command = [valkey_program(), "--port", "0", "--unixsocket", str(self.path), "--dir", str(self.folder),
                   "--appendonly", "yes", "--save", ""]  # fmt: skip
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(self.path.exists, "Valkey")

    def stop(self) -> None:
        assert self.process
        self.process.terminate()
        self.process.wait(10)


@contextmanager
def valkey() -> Iterator[Valkey]:
    folder = Path(mkdtemp(prefix="liangtu-"))
    server = Valkey(folder)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder)


def initdb() -> Path | None:
    """PostgreSQL's own tool, which no distribution puts on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1] if found else None


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of an empty database. Skips where PostgreSQL is not installed."""
    program = initdb()
    if program is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    folder, port = Path(mkdtemp(prefix="liangtu-pg-", dir="/tmp")), free_port()
    # PostgreSQL refuses to be run by root.
    user = "postgres" if os.getuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    data = folder / "data"
    command = [str(program), "-D", str(data), "-A", "trust", "-U", "postgres", "--no-sync"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=user, cwd=folder)
    server = [str(program.with_name("postgres")), "-D", str(data), "-p", str(port), "-k", str(folder), *CHEAP]
    process = subprocess.Popen(server, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=user, cwd=folder)
    try:
        until(lambda: listens(port), "PostgreSQL")
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def children(process: int) -> list[int]:
    """The ids of a process's children."""
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


class Service:
    """`liangtu serve` in a folder of its own."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder, self.port = folder, free_port()
        self.environment = {
            **os.environ, "LIANGTU_DATA": str(folder / "data"), "LIANGTU_PORT": str(self.port), "OPENAI_API_KEY": "", **settings,
        }  # fmt: skip
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def api(self) -> str:
        return f"{self.address}/api/v1"

    @property
    def sockets(self) -> str:
        return f"ws://127.0.0.1:{self.port}/api/v1"

    def start(self) -> None:
        with (self.folder / "output").open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "api.cli", "serve"], env=self.environment, stdout=output, stderr=output
            )
        until(self._well, "the service")

    def stop(self) -> None:
        assert self.process
        self.process.terminate()
        self.process.wait(30)

    def output(self) -> str:
        return (self.folder / "output").read_text()

    def log(self, name: str) -> str:
        return (self.folder / "data" / "logs" / f"{name}.jsonl").read_text()

    def worker(self, queue: str) -> int:
        """The process id of that worker. Raises AssertionError where it is not there."""
        assert self.process
        for child in children(self.process.pid):
            words = Path(f"/proc/{child}/cmdline").read_text().split("\0")
            if "worker" in words and words[words.index("worker") + 1] == queue:
                return child
        raise AssertionError(f"no worker of {queue}")

    def _well(self) -> bool:
        assert self.process
        assert self.process.poll() is None, self.output()[-3000:]
        try:
            return bool(httpx.get(f"{self.address}/health", timeout=2).json()["status"] == "ok")
        except (httpx.TransportError, ValueError):
            return False


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[Service]:
    folder.mkdir(parents=True, exist_ok=True)
    service = Service(folder, **settings)
    try:
        service.start()
        yield service
    finally:
        service.stop()


async def eventually(found: object, seconds: float = 20) -> object:
    """Wait until the async callable gives something true, and return it."""
    assert callable(found)
    ends = time.monotonic() + seconds
    while True:
        value = await found()
        if value:
            return value
        assert time.monotonic() < ends, f"not within {seconds} s"
        await asyncio.sleep(0.05)
