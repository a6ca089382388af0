"""The API's description as one page that needs no network, and as OpenAPI in JSON."""

import html
from collections.abc import Sequence
from typing import Any

from litestar import MediaType, Request
from litestar.openapi.plugins import OpenAPIRenderPlugin


class OfflineDocs(OpenAPIRenderPlugin):
    """At /docs; the JSON is beside it at /docs/openapi.json."""

    def __init__(self) -> None:
        super().__init__(path="/", media_type=MediaType.HTML, favicon="", style="")

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return page(openapi_schema).encode()


def page(schema: dict[str, Any]) -> str:
    """All operations by their tags."""
    groups: dict[str, list[str]] = {}
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            if isinstance(operation, dict) and "responses" in operation:
                tag = (operation.get("tags") or ["service"])[0]
                groups.setdefault(tag, []).append(_operation(method, path, operation))
    body = "".join(f"<h2>{_text(tag)}</h2>{''.join(found)}" for tag, found in groups.items())
    info = schema["info"]
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{_text(info['title'])} API</title>"
        '<link rel=stylesheet href="/static/docs.css">'
        f"<h1>{_text(info['title'])} API</h1><p>{_text(info['description'])}"
        '<p>Machine-readable: <a href="/docs/openapi.json">openapi.json</a>. Sockets (not part of OpenAPI): '
        "<code>WS /api/v1/runs/{run_id}/events?after=</code>, <code>WS /api/v1/batches/{batch_id}/events?after=</code>, "
        f"with a ticket from <code>POST /api/v1/auth/ticket</code> as <code>&amp;ticket=</code>.{body}</html>"
    )


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    summary = operation.get("description") or operation.get("summary") or ""
    rows = [(p["name"], p["in"], _kind(p.get("schema", {}))) for p in operation.get("parameters", [])]
    rows += [("body", kind, _kind(content.get("schema", {}))) for kind, content in _contents(operation)]
    rows += [(code, "answer", response.get("description", "")) for code, response in operation["responses"].items()]
    return (
        f"<details><summary><b>{method.upper()}</b> <code>{_text(path)}</code> {_text(summary)}</summary>"
        f"<table>{''.join(_row(row) for row in rows)}</table></details>"
    )


def _contents(operation: dict[str, Any]) -> Sequence[tuple[str, dict[str, Any]]]:
    return list(operation.get("requestBody", {}).get("content", {}).items())


def _row(cells: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<td><code>{_text(cell)}</code>' for cell in cells)}"


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    choices = schema.get("oneOf") or schema.get("anyOf")
    return " | ".join(_kind(each) for each in choices) if choices else str(schema.get("type", ""))


def _text(value: object) -> str:
    return html.escape(str(value))
