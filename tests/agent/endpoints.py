"""Servers that play scripts and the real client that talks to them."""

import struct
import zlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from agent.providers.openai import OpenAI
from agent.script import Line, Script
from agent.scripted_server import ScriptedServer

Refuses = Callable[[dict[str, Any]], str]


def png(width: int = 1024, height: int = 512) -> bytes:
    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = part(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    rows = zlib.compress((b"\0" + b"\xff" * -(-width // 8)) * height)
    return b"\x89PNG\r\n\x1a\n" + header + part(b"IDAT", rows) + part(b"IEND", b"")


class LesserEndpoint(ScriptedServer):
    """An endpoint that refuses some of today's options with 400."""

    def __init__(self, script: Script, refuses: Refuses) -> None:
        super().__init__(script)
        self.refuses = refuses

    def refusal(self, body: dict[str, Any]) -> str:
        return self.refuses(body) or super().refusal(body)


class Endpoint:
    """Makes servers and providers, and closes what it made."""

    def __init__(self) -> None:
        self.open: list[AbstractContextManager[Any]] = []
        self.providers: list[OpenAI] = []

    def playing(
        self, *lines: Line, model: str = "gpt-4o", refuses: Refuses = lambda body: "", **more: Any
    ) -> tuple[ScriptedServer, OpenAI]:
        server = LesserEndpoint(Script.of(*lines, **more), refuses)
        self.open.append(server)
        server.__enter__()
        return server, self.provider(server.url, model)

    def provider(self, url: str, model: str = "gpt-4o", **more: Any) -> OpenAI:
        settings = {"backoff": 0.01, "silence": 2.0, "overview": False, **more}
        provider = OpenAI(api_key="key", base_url=url, model=model, **settings)
        self.providers.append(provider)
        return provider

    async def close(self) -> None:
        for provider in self.providers:
            await provider.close()
        for server in self.open:
            server.__exit__(None, None, None)
