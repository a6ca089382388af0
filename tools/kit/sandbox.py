"""Killable child processes with limits: all parsing of uploaded files and all heavy work happens in them."""

import asyncio
import os
import signal
import sys
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from tools.kit import faults, wire
from tools.kit.budget import ENGINE_SECONDS
from tools.kit.child import Link
from tools.kit.errors import Correctable, LiangtuError
from tools.kit.result import Frozen

__all__ = ["ChildFailed", "Done", "Limits", "Link", "Pool"]

OnProgress = Callable[[int, int, str], None]
Answerer = Callable[[dict[str, Any], bytes], Awaitable[dict[str, Any]]]
START_SECONDS = 30.0
REMEMBERED = 6
"""Keys of `prefer` that a child is known for: as many as it keeps files open."""
WORN = 0.6
"""Share of its memory above which an idle child is replaced instead of being used again."""
ERROR_TAIL = 4000
"""Bytes kept of what a child says on standard error."""


class Limits(Frozen):
    """Of one child. `seconds` is wall time of one call."""

    memory_mb: int = 1500
    seconds: float = 60


class Done(Frozen):
    data: dict[str, Any]
    blob: bytes = b""


class ChildFailed(Exception):
    """A bug, or a kill from outside: the text is the child's traceback or what is known of its end."""


class Child:
    """One process and the conversation with it; works on one call at a time."""

    def __init__(self, process: asyncio.subprocess.Process, limits: Limits) -> None:
        self.process = process
        self.limits = limits
        self.known: OrderedDict[str, None] = OrderedDict()
        self.worn = False
        self._errors = b""
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def start(cls, limits: Limits) -> "Child":
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tools.kit.child", str(limits.memory_mb),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            env=_environment(), start_new_session=True,
        )  # fmt: skip
        child = cls(process, limits)
        try:
            async with asyncio.timeout(START_SECONDS):
                await child._receive()
        except BaseException:
            await child.kill()
            raise
        return child

    @property
    def usable(self) -> bool:
        return self.process.returncode is None and not self.worn

    def know(self, key: str) -> None:
        self.known[key] = None
        self.known.move_to_end(key)
        while len(self.known) > REMEMBERED:
            self.known.popitem(last=False)

    async def call(self, message: dict[str, Any], on_progress: OnProgress | None, answer: Answerer | None) -> Done:
        """Raises what the target raised on purpose, ChildFailed for any other exception, and what the end tells."""
        await self._send(message)
        while True:
            data, blob = await self._receive()
            if "memory_mb" in data:
                return self._done(data, blob)
            if "ask" in data:
                await self._send(await _reply(answer, data["ask"], blob))
            elif on_progress:
                done, total, doing = data["progress"]
                on_progress(done, total, doing)

    async def kill(self) -> None:
        """With all that it started. Returns when it is gone."""
        if self.process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        await self._gone()

    async def _gone(self) -> int:
        """Waits for the end and for the pipes, so that nothing is left open behind a dead child."""
        code = await self.process.wait()
        if self.process.stdin:
            self.process.stdin.close()
        await self._listening
        return code

    def _done(self, data: dict[str, Any], blob: bytes) -> Done:
        self.worn = data["memory_mb"] > WORN * self.limits.memory_mb
        if "error" in data:
            raise wire.error_from(data["error"])
        if "failed" in data:
            raise ChildFailed(data["failed"])
        return Done(data=data["done"], blob=blob)

    async def _send(self, data: dict[str, Any], blob: bytes = b"") -> None:
        assert self.process.stdin
        self.process.stdin.write(wire.packed(data, blob))
        try:
            await self.process.stdin.drain()
        except ConnectionError:
            raise await self._end() from None

    async def _receive(self) -> tuple[dict[str, Any], bytes]:
        assert self.process.stdout
        try:
            text, blob = wire.lengths(await self.process.stdout.readexactly(wire.HEAD.size))
            return wire.parsed(await self.process.stdout.readexactly(text)), await self.process.stdout.readexactly(blob)
        except asyncio.IncompleteReadError:
            raise await self._end() from None

    async def _end(self) -> Exception:
        """Why the child died in the middle of a call."""
        code = await self._gone()
        if code == -signal.SIGXCPU:
            return faults.out_of_time(self.limits.seconds)
        if code == -signal.SIGPROF:
            return faults.out_of_time(ENGINE_SECONDS)
        if code in (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS):
            return faults.out_of_memory() if _tells_of_memory(self._errors) else faults.crashed()
        return ChildFailed(f"the child ended with code {code}: {self._errors.decode(errors='replace')}")

    async def _listen(self) -> None:
        assert self.process.stderr
        while more := await self.process.stderr.read(ERROR_TAIL):
            self._errors = (self._errors + more)[-ERROR_TAIL:]


class Pool:
    """At most `size` children, started when needed, kept warm and reused. Belongs to one event loop."""

    def __init__(self, size: int, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._slots = asyncio.Semaphore(size)
        self._idle: list[Child] = []
        self._closed = False

    async def run(
        self, target: str, request: Mapping[str, Any], *, on_progress: OnProgress | None = None,
        answer: Answerer | None = None, seconds: float | None = None, prefer: str = "",
    ) -> Done:  # fmt: skip
        """Run "module:function" on a request in a child; waits for a free one where all are busy.

        Raises the errors of tools.kit.errors that the target raised, TooLarge where it ran out of time or memory, and
        ChildFailed for any other end. Cancelling the waiting task kills the child. `prefer` names a drawing, whose
        calls go to the child that has it open where that one is free.
        """
        limit = seconds or self.limits.seconds
        async with self._slots:
            child = await self._take(prefer)
            try:
                async with asyncio.timeout(limit):
                    message = {"call": target, "request": dict(request), "seconds": limit}
                    done = await child.call(message, on_progress, answer)
            except (LiangtuError, ChildFailed):
                await self._give_back(child)
                raise
            except TimeoutError:
                await child.kill()
                raise faults.out_of_time(limit) from None
            except BaseException:
                await child.kill()
                raise
            await self._give_back(child)
            return done

    async def close(self) -> None:
        """Ends the idle children; those at work end with their calls."""
        self._closed = True
        idle, self._idle = self._idle, []
        await asyncio.gather(*(child.kill() for child in idle))

    async def _take(self, prefer: str) -> Child:
        child = next((child for child in self._idle if prefer in child.known), None)
        if child is None and self._idle:
            child = self._idle[0]
        if child is not None:
            self._idle.remove(child)
        if child is not None and not child.usable:
            await child.kill()
            child = None
        child = child or await Child.start(self.limits)
        child.know(prefer)
        return child

    async def _give_back(self, child: Child) -> None:
        if child.usable and not self._closed:
            self._idle.append(child)
        else:
            await child.kill()


async def _reply(answer: Answerer | None, request: dict[str, Any], blob: bytes) -> dict[str, Any]:
    if answer is None:
        return {"error": wire.error_data(Correctable("Nobody answers questions of this tool here."))}
    try:
        return {"reply": await answer(request, blob)}
    except LiangtuError as error:
        return {"error": wire.error_data(error)}


def _tells_of_memory(errors: bytes) -> bool:
    return any(word in errors for word in (b"bad_alloc", b"MemoryError", b"out of memory", b"malloc"))


def _environment() -> dict[str, str]:
    """None of the parent's secrets; one thread an engine, as there is a child for each core; one pool of memory for all
    threads, as each thread else keeps the most it ever had."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR", "TZ") if name in os.environ}
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    python = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONSAFEPATH": "1"}
    return kept | threads | python | {"PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8", "MALLOC_ARENA_MAX": "1"}
