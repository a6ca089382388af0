"""The shape of docker-compose.yml without containers: the same processes, each of which can be ended and started again."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import httpx

from tests.services import CHEAP, Service, free_port, initdb, listens, until

PARTS = {"api": ("api",), "runs": ("worker", "runs"), "tools": ("worker", "tools")}


class Kept:
    """A process that can be ended in any way and started again with what it has kept."""

    def __init__(
        self, command: Sequence[str], log: Path, environment: dict[str, str] | None = None, user: str | None = None
    ) -> None:
        self.command, self.log, self.user = [*command], log, user
        self.environment = {**os.environ, **(environment or {})}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command, env=self.environment, stdout=output, stderr=output, user=self.user, cwd=self._folder
            )

    @property
    def _folder(self) -> Path | None:
        """Where another user may be; the service's own processes stay where they are."""
        return self.log.parent if self.user else None

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def send(self, number: signal.Signals) -> None:
        if self.process and self.alive:
            self.process.send_signal(number)

    def end(self, number: signal.Signals = signal.SIGTERM, seconds: float = 30) -> None:
        """Returns when it is gone."""
        self.send(number)
        if self.process:
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(seconds)

    def restart(self, number: signal.Signals) -> None:
        self.end(number)
        self.start()


class Redis(Kept):
    """Debian's server, with TCP and a password as in production, keeping what it is told."""

    def __init__(self, folder: Path) -> None:
        port, program = free_port(), shutil.which("redis-server") or "redis-server"
        words = [
            "--port", str(port), "--requirepass", "word", "--appendonly", "yes", "--save", "", "--dir", str(folder),
        ]  # fmt: skip
        super().__init__([program, *words], folder / "redis.log")
        self.url = f"redis://:word@127.0.0.1:{port}/0"


class Postgres(Kept):
    """PostgreSQL, which refuses to be run by root."""

    def __init__(self, folder: Path) -> None:
        program, port, data = initdb(), free_port(), folder / "data"
        assert program, "PostgreSQL is not installed: apt-get install postgresql"
        user = "postgres" if os.getuid() == 0 else None
        folder.mkdir()
        if user:
            shutil.chown(folder, user)
        made = [str(program), "-D", str(data), "-A", "trust", "-U", "postgres", "--no-sync"]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL, user=user, cwd=folder)
        server = [str(program.with_name("postgres")), "-D", str(data), "-p", str(port), "-k", str(folder), *CHEAP]
        super().__init__(server, folder / "postgres.log", user=user)
        self.url, self.port = f"postgresql://postgres@127.0.0.1:{port}/postgres", port

    def start(self) -> None:
        super().start()
        until(lambda: listens(self.port) or not self.alive, "PostgreSQL")


class Production(Service):
    """The processes of docker-compose.yml; each has a folder of its own, so that nothing is shared by the disk."""

    def __init__(self, folder: Path, **settings: str) -> None:
        super().__init__(folder, **settings)
        self.parts: dict[str, Kept] = {}

    def environment_of(self, name: str) -> dict[str, str]:
        return {**self.environment, "LIANGTU_DATA": str(self.folder / name)}

    def run(self, *words: str) -> str:
        """What a command of liangtu says."""
        done = subprocess.run(_liangtu(*words), env=self.environment_of("cli"), capture_output=True, text=True)
        return done.stdout + done.stderr

    def add(self, name: str, *words: str) -> Kept:
        self.parts[name] = Kept(_liangtu(*words), self.folder / f"{name}.log", self.environment_of(name))
        self.parts[name].start()
        return self.parts[name]

    def start(self) -> None:
        assert "up to date" in self.run("migrate")
        for name, words in PARTS.items():
            self.add(name, *words)
        until(self.well, "the service in production shape", 120)

    def stop(self) -> None:
        for part in self.parts.values():
            part.send(signal.SIGCONT)
            part.end()

    def well(self) -> bool:
        try:
            return bool(httpx.get(f"{self.address}/health", timeout=2).json()["status"] == "ok")
        except (httpx.TransportError, ValueError):
            return False


def _liangtu(*words: str) -> list[str]:
    return [sys.executable, "-m", "api.cli", *words]
