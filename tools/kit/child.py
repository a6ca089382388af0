"""The child's side of the sandbox: `python -m tools.kit.child MEMORY_MB` works through calls until its input ends.

A call names a target "module:function" with the signature (request: dict, link: Link) -> dict | tuple[dict, bytes].
"""

import ctypes
import importlib
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any, BinaryIO

from tools.kit import budget, faults, wire
from tools.kit.errors import LiangtuError

Answer = dict[str, Any] | tuple[dict[str, Any], bytes]
Target = Callable[[dict[str, Any], "Link"], Answer]
GRACE = 5
"""Seconds of CPU beyond a call's time: the parent's clock comes first, this holds if the parent cannot."""
PR_SET_PDEATHSIG = 1
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


class Link:
    """What a target may say to its parent while it works."""

    def __init__(self, read: BinaryIO, write: BinaryIO) -> None:
        self._read = read
        self._write = write

    def progress(self, done: int, total: int, doing: str = "") -> None:
        self.send({"progress": [done, total, doing]})

    def ask(self, request: dict[str, Any], blob: bytes = b"") -> dict[str, Any]:
        """Ask the parent something only it can do. Raises what the parent's answer raised on purpose."""
        self.send({"ask": request}, blob)
        reply = self.receive()
        if "error" in reply:
            raise wire.error_from(reply["error"])
        given: dict[str, Any] = reply["reply"]
        return given

    def send(self, data: dict[str, Any], blob: bytes = b"") -> None:
        self._write.write(wire.packed(data, blob))
        self._write.flush()

    def receive(self) -> dict[str, Any]:
        """Raises EOFError when the parent is gone."""
        text, _ = wire.lengths(self._exactly(wire.HEAD.size))
        return wire.parsed(self._exactly(text))

    def _exactly(self, size: int) -> bytes:
        data = self._read.read(size)
        if len(data) < size:
            raise EOFError
        return data


def main(memory_mb: int) -> None:
    link = _private_link()
    _die_with_parent()
    _limit_memory(memory_mb)
    _cut_off_from_networks()
    budget.arm()
    link.send({"ready": os.getpid()})
    while True:
        try:
            call = link.receive()
        except EOFError:
            return
        _limit_time(call["seconds"])
        link.send(*_outcome(call, link))


def _outcome(call: dict[str, Any], link: Link) -> tuple[dict[str, Any], bytes]:
    try:
        answer = _target(call["call"])(call["request"], link)
        data, blob = answer if isinstance(answer, tuple) else (answer, b"")
        return {"done": data, "memory_mb": _resident_mb()}, blob
    except LiangtuError as error:
        return {"error": wire.error_data(error), "memory_mb": _resident_mb()}, b""
    except MemoryError:
        return {"error": wire.error_data(faults.out_of_memory()), "memory_mb": float("inf")}, b""
    except Exception:  # whatever else it is, the parent tells it to whoever asked
        return {"failed": traceback.format_exc(), "memory_mb": _resident_mb()}, b""


def _target(name: str) -> Target:
    module, _, function = name.partition(":")
    found: Target = getattr(importlib.import_module(module), function)
    return found


def _private_link() -> Link:
    """Messages get descriptors of their own, so that a library that prints cannot garble them."""
    read, write = os.dup(0), os.dup(1)
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    return Link(os.fdopen(read, "rb"), os.fdopen(write, "wb"))


def _die_with_parent() -> None:
    """A child that is deep in work does not notice that its input has ended."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == 1:
            sys.exit("the parent was gone before the child began")


def _cut_off_from_networks() -> None:
    """By the kernel where it lets this user make a network of its own; for Python code everywhere."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        if libc.unshare(CLONE_NEWNET) != 0:
            libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)
    sys.addaudithook(_no_network)


def _no_network(event: str, _: object) -> None:
    if event in ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo"):
        raise PermissionError("children of the sandbox have no network")


def _limit_memory(megabytes: int) -> None:
    """Of data, not of address space: engines map far more than they touch."""
    kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    resource.setrlimit(kind, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time(seconds: float) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime + seconds) + GRACE
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


def _resident_mb() -> float:
    """What the process holds now; where the system does not tell, the most that it has held."""
    if sys.platform == "linux":
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * resource.getpagesize() / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


if __name__ == "__main__":
    main(int(sys.argv[1]))
