"""A client of the service as a program would write one."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import httpx
from websockets.exceptions import ConnectionClosedOK
from websockets.sync.client import connect

from tests.services import Service

OVER = ("answered", "asked", "refused", "failed", "cancelled")


class Client:
    """Speaks for one user; the answers' status is checked against `expect`."""

    def __init__(self, service: Service, token: str = "", language: str = "en") -> None:
        self.service = service
        headers = {"Accept-Language": language} | ({"Authorization": f"Bearer {token}"} if token else {})
        self.http = httpx.Client(base_url=service.api, headers=headers, timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def call(self, method: str, path: str, *, expect: int = 200, **options: Any) -> Any:
        response = self.http.request(method, path, **options)
        assert response.status_code == expect, response.text
        return response.json() if response.content and "json" in response.headers["content-type"] else response.content

    def get(self, path: str, **options: Any) -> Any:
        return self.call("GET", path, **options)

    def post(self, path: str, body: Any = None, expect: int = 201, **options: Any) -> Any:
        return self.call("POST", path, json=body or {}, expect=expect, **options)

    def upload(self, data: bytes, name: str = "plan.pdf", expect: int = 202) -> Any:
        return self.call("POST", "/drawings/upload", files={"file": (name, data)}, expect=expect)

    def read(self, drawing: str, seconds: float = 60) -> Any:
        """The status once the reading has ended."""
        ends = time.monotonic() + seconds
        while (status := self.get(f"/drawings/{drawing}/status"))["status"] not in ("ready", "failed"):
            assert time.monotonic() < ends, status
            time.sleep(0.05)
        return status

    def sample(self) -> str:
        """The id of the sample drawing, read."""
        found = next(drawing["id"] for drawing in self.get("/drawings") if drawing["sample"])
        assert self.read(found)["status"] == "ready"
        return str(found)

    def ask(self, text: str, drawings: list[str] | None = None, chat: str = "") -> str:
        """Ask in a chat of its own unless one is given; returns the run's id."""
        chat = chat or self.post("/chats", {"drawing_ids": drawings or [self.sample()]})["id"]
        return str(self.post(f"/chats/{chat}/messages", {"text": text}, expect=202)["run"]["id"])

    def events(self, run: str, after: int = 0, path: str = "runs", seconds: float = 60) -> Iterator[dict[str, Any]]:
        """Until the service closes."""
        query = f"after={after}"
        if self.http.headers.get("Authorization"):
            query += f"&ticket={self.post('/auth/ticket')['ticket']}"
        with connect(f"{self.service.sockets}/{path}/{run}/events?{query}", open_timeout=10, max_queue=None) as socket:
            ends = time.monotonic() + seconds
            while True:
                try:
                    yield json.loads(socket.recv(timeout=max(0.1, ends - time.monotonic())))
                except ConnectionClosedOK:
                    return

    def until(self, run: str, kind: str, after: int = 0) -> dict[str, Any]:
        """The first event of that type."""
        return next(event for event in self.events(run, after) if event["type"] == kind)

    def until_own(self, run: str, kind: str) -> dict[str, Any]:
        """The first event of that type of a call that the model has made: a run begins with the overview of the sheets."""
        return self.until(run, kind, self.until(run, "tool_finished")["seq"])

    def run(self, run: str) -> Any:
        return self.get(f"/runs/{run}")

    def ended(self, run: str, seconds: float = 40) -> Any:
        ends = time.monotonic() + seconds
        while not (found := self.run(run))["over"]:
            assert time.monotonic() < ends, found
            time.sleep(0.05)
        return found


def sample_bytes() -> bytes:
    return (Path(__file__).parents[2] / "api" / "static" / "sample.pdf").read_bytes()
