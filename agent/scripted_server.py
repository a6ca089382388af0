"""The HTTP server that plays a script: Chat Completions, streamed or whole, with faults.

python -m agent.scripted_server script.json --port 9010
"""

import argparse
import contextlib
import json
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from agent.offered import OVERVIEW
from agent.script import PIECE, Fault, Line, Script
from agent.strict import history_fault


class ScriptedServer:
    """A Chat Completions endpoint on a free local port that plays a script. Use as a context manager.

    `requests` keeps the bodies that came in. Which line to say follows from the conversation itself, so any number of
    runs may play at once and a resumed run goes on where it was; faults happen once each. `took` tells of each request
    the question and the seconds from its arrival to the last byte of the reply.
    """

    def __init__(self, script: Script, port: int = 0) -> None:
        self.script = script
        self.requests: list[dict[str, Any]] = []
        self.faults: dict[tuple[str, int], int] = {}
        self.seen = 0
        self.billed: list[dict[str, int]] = []
        self.bills: list[tuple[str, int]] = []
        self.took: list[tuple[str, float]] = []
        self.lock = threading.Lock()
        self.server = _Server(("127.0.0.1", port), type("Handler", (_Handler,), {"player": self}))
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """The base URL for an OpenAI client."""
        return f"http://127.0.0.1:{self.server.server_address[1]}/v1"

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.server.shutdown()
        self.server.server_close()

    def next_line(self, body: dict[str, Any]) -> tuple[Line, Fault | None]:
        """The line for a request, and the fault that happens instead where one is left."""
        question, step = _place(body["messages"])
        line = self.script.line(question, step)
        with self.lock:
            self.requests.append(body)
            past = self.faults.get((question, step), 0)
            self.faults[question, step] = past + 1
        return line, line.faults[past] if past < len(line.faults) else None

    def refusal(self, body: dict[str, Any]) -> str:
        """Why the request is refused with 400: a conversation that no provider takes. A server that plays an older
        endpoint says as well what it does not know."""
        return history_fault(body["messages"])

    def bill(self, body: dict[str, Any], said: str) -> dict[str, int]:
        """Count what a reply has cost, by about four characters a token, and keep it in the books."""
        asked = len(json.dumps(body["messages"], ensure_ascii=False)) // 4
        usage = {"prompt_tokens": asked, "completion_tokens": len(said) // 4}
        with self.lock:
            self.billed.append(usage)
            self.bills.append((_place(body["messages"])[0], asked + len(said) // 4))
        return usage | {"total_tokens": sum(usage.values())}

    def next_sight(self, body: dict[str, Any]) -> str:
        with self.lock:
            self.requests.append(body)
            sight = self.script.sees[min(self.seen, len(self.script.sees) - 1)]
            self.seen += 1
        return json.dumps(sight, ensure_ascii=False)


def _place(messages: Sequence[dict[str, Any]]) -> tuple[str, int]:
    """The question of the run, and the step: one more than the model's messages since that question.

    The question is the last message of the user that follows the prompt or a finished answer, and is no word of verify.
    """
    asked = 0
    for at, message in enumerate(messages):
        if message["role"] == "user" and not _is_ours(str(message["content"])):
            asked = at
    said = sum(message["role"] == "assistant" and not _is_overview(message) for message in messages[asked:])
    return str(messages[asked]["content"]), said + 1


def _is_ours(text: str) -> bool:
    return text.startswith(("Your answer is not proven yet.", "This run has reached its limit", "Result of "))


def _is_overview(message: dict[str, Any]) -> bool:
    """Whether it is the step that the agent puts before the model's first."""
    return any(call["id"].startswith(OVERVIEW) for call in message.get("tool_calls") or ())


def completion(line: Line, step: int) -> dict[str, Any]:
    """The assistant's message."""
    calls = [
        {
            "id": call.id or f"call_{step}_{number}",
            "type": "function",
            "function": {"name": call.name, "arguments": call.text()},
        }
        for number, call in enumerate(line.calls)
    ]
    more: dict[str, Any] = ({"tool_calls": calls} if calls else {}) | (
        {"refusal": line.refusal} if line.refusal else {}
    )
    return {"role": "assistant", "content": line.text or None} | more


def deltas(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The message in the pieces in which an endpoint streams it."""
    yield {"role": "assistant", "content": ""}
    text = message["content"] or ""
    yield from ({"content": text[at : at + PIECE]} for at in range(0, len(text), PIECE))
    if message.get("refusal"):
        yield {"refusal": message["refusal"]}
    for index, call in enumerate(message.get("tool_calls", [])):
        function = call["function"]
        yield {"tool_calls": [{**call, "index": index, "function": {"name": function["name"], "arguments": ""}}]}
        for at in range(0, len(function["arguments"]), PIECE):
            yield {"tool_calls": [{"index": index, "function": {"arguments": function["arguments"][at : at + PIECE]}}]}


def _characters(delta: dict[str, Any]) -> str:
    """What a piece holds of text, names and arguments."""
    functions = [call["function"] for call in delta.get("tool_calls", [])]
    called = "".join(function.get("name", "") + function.get("arguments", "") for function in functions)
    return str(delta.get("content") or "") + str(delta.get("refusal") or "") + called


def _is_sight(body: dict[str, Any]) -> bool:
    return any(isinstance(message.get("content"), list) for message in body["messages"])


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no error of ours."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Answers one connection with what the player says."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # as any real endpoint: else the end of a stream waits for an acknowledgement
    player: ScriptedServer

    def log_message(self, *_: object) -> None:
        """Silent: a test's output is its own."""

    def do_GET(self) -> None:
        """The models that it has: one."""
        self._json(200, {"object": "list", "data": [{"id": "gpt-4o", "object": "model"}]})

    def do_POST(self) -> None:
        began = time.monotonic()
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._reply(body)
        with self.player.lock:
            self.player.took.append((_place(body["messages"])[0], time.monotonic() - began))

    def _reply(self, body: dict[str, Any]) -> None:
        refusal = self.player.refusal(body)
        with contextlib.suppress(ConnectionError):
            if refusal:
                self._json(400, {"error": {"message": refusal, "type": "invalid_request_error", "code": None}})
            elif _is_sight(body):
                self._whole(body, {"role": "assistant", "content": self.player.next_sight(body)})
            else:
                self._say(body, *self.player.next_line(body))

    def _say(self, body: dict[str, Any], line: Line, fault: Fault | None) -> None:
        time.sleep(fault.hang if fault else line.delay)
        if fault and fault.status:
            self._error(fault)
            return
        message = completion(line, _place(body["messages"])[1])
        if body.get("stream"):
            self._stream(body, message, line, fault.cut_after if fault else None)
        else:
            self._whole(body, message)

    def _stream(self, body: dict[str, Any], message: dict[str, Any], line: Line, cut: int | None) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        base: dict[str, Any] = {
            "id": "scripted",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": body.get("model"),
        }
        finish, sent = line.finish or ("tool_calls" if message.get("tool_calls") else "stop"), ""
        choices: list[dict[str, Any]] = [
            {"index": 0, "delta": delta, "finish_reason": None} for delta in deltas(message)
        ]
        choices.append({"index": 0, "delta": {}, "finish_reason": finish})
        for number, choice in enumerate(choices):
            if number == cut:
                self.player.bill(body, sent)
                self.close_connection = True
                return
            sent += _characters(choice["delta"])
            time.sleep(line.pace)
            self._chunk(json.dumps(base | {"choices": [choice]}, ensure_ascii=False))
        usage = self.player.bill(body, sent)
        if (body.get("stream_options") or {}).get("include_usage"):
            self._chunk(json.dumps(base | {"choices": [], "usage": usage}))
        self._chunk("[DONE]")
        self.wfile.write(b"0\r\n\r\n")

    def _chunk(self, data: str) -> None:
        piece = f"data: {data}\n\n".encode()
        self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        self.wfile.flush()

    def _whole(self, body: dict[str, Any], message: dict[str, Any]) -> None:
        finish = "tool_calls" if message.get("tool_calls") else "stop"
        choice = {"index": 0, "message": message, "finish_reason": finish}
        base: dict[str, Any] = {
            "id": "scripted",
            "object": "chat.completion",
            "created": 0,
            "model": body.get("model"),
        }
        usage = self.player.bill(body, _characters(message))
        self._json(200, base | {"choices": [choice], "usage": usage})

    def _error(self, fault: Fault) -> None:
        extra = {} if fault.retry_after is None else {"Retry-After": f"{fault.retry_after:g}"}
        error: dict[str, Any] = {
            "message": f"scripted fault {fault.status}",
            "type": "scripted",
            "code": fault.code or None,
        }
        self._json(fault.status, {"error": error}, extra)

    def _json(self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        data = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


def main() -> None:
    parser = argparse.ArgumentParser(description="A Chat Completions endpoint that plays a script.")
    parser.add_argument("script", type=Path)
    parser.add_argument("--port", type=int, default=9010)
    chosen = parser.parse_args()
    server = ScriptedServer(Script.load(chosen.script), chosen.port)
    server.server.serve_forever()


if __name__ == "__main__":
    main()
