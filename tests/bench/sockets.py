"""A WebSocket client that costs so little that a server is measured and not the client; it only listens."""

import asyncio
import base64
import os
from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
Take = Callable[[bytes], object]


class Socket(asyncio.Protocol):
    """`take` gets each message; `over` is done when the server has closed, or the connection is gone."""

    def __init__(self, address: str, take: Take) -> None:
        self.address, self.take = urlsplit(address), take
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport
        self.data = bytearray()
        self._greeted = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are asyncio's by their methods, not by their class.
        self.transport, key = cast(asyncio.Transport, transport), base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET {self.address.path}?{self.address.query} HTTP/1.1\r\nHost: {self.address.netloc}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        self.data += data
        if not self._greeted and not self._greeting():
            return
        at = 0
        while frame := self._frame(at):
            kind, start, at = frame
            self._received(kind, bytes(self.data[start:at]))
        del self.data[:at]

    def connection_lost(self, exc: Exception | None) -> None:
        for waiting in (self.opened, self.over):
            if not waiting.done():
                waiting.set_result(None)

    def leave(self) -> None:
        """As a browser does whose tab is closed: without a word."""
        self.transport.abort()

    def _greeting(self) -> bool:
        end = self.data.find(b"\r\n\r\n")
        if end < 0:
            return False
        self._greeted = self.data.startswith(b"HTTP/1.1 101")
        del self.data[: end + 4]
        if not self._greeted:
            self.leave()
        elif not self.opened.done():
            self.opened.set_result(None)
        return self._greeted

    def _frame(self, at: int) -> tuple[int, int, int] | None:
        """Kind, start and end of the whole frame that begins there."""
        if len(self.data) < at + 2:
            return None
        size, start = self.data[at + 1] & 127, at + 2
        if size >= 126:
            start += 2 if size == 126 else 8
            if len(self.data) < start:
                return None
            size = int.from_bytes(self.data[at + 2 : start], "big")
        return (self.data[at] & 15, start, start + size) if len(self.data) >= start + size else None

    def _received(self, kind: int, payload: bytes) -> None:
        if kind == TEXT:
            self.take(payload)
        elif kind == PING:
            self.transport.write(bytes([128 | PONG, 128 | len(payload), 0, 0, 0, 0]) + payload)
        elif kind == CLOSE:
            self.transport.close()


async def listen(address: str, take: Take) -> Socket:
    """An open socket. Raises ConnectionError where the server refuses."""
    parts = urlsplit(address)
    loop = asyncio.get_running_loop()
    _, socket = await loop.create_connection(lambda: Socket(address, take), parts.hostname, parts.port)
    await socket.opened
    if socket.over.done():
        raise ConnectionRefusedError(address)
    return socket
