"""Tool calls in plain text, for models that cannot call tools: the conversation told in words, the calls read from text."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from agent.executor import ToolCall
from agent.prompts import prompt

Chat = dict[str, Any]
BLOCK = re.compile(
    r"<tool_call>\s*(.*?)\s*</tool_call>|```(?:json|tool_code|tool_call)?\s*([\[{].*?[\]}])\s*```", re.DOTALL
)
MOST = 60


def in_words(messages: Sequence[Chat], tools: Sequence[Chat]) -> list[Chat]:
    """The conversation without tool messages; the tools and how to call them stand in the system prompt."""
    told: list[Chat] = []
    for message in messages:
        if message["role"] == "tool":
            _append(told, "user", f"Result of {message['tool_call_id']}:\n{message['content']}")
        elif message.get("tool_calls"):
            _append(told, "assistant", _called(message))
        else:
            _append(told, message["role"], str(message["content"]))
    if tools and told and told[0]["role"] == "system":
        listed = "\n".join(_described(tool["function"]) for tool in tools)
        told[0] = {"role": "system", "content": f"{told[0]['content']}\n\n{prompt('plain_calls', tools=listed)}"}
    return told


def _append(told: list[Chat], role: str, text: str) -> None:
    """Messages of one role that follow one another are one: many chat templates take no two in a row."""
    if told and told[-1]["role"] == role != "system":
        told[-1] = {"role": role, "content": f"{told[-1]['content']}\n\n{text}"}
    else:
        told.append({"role": role, "content": text})


def _called(message: Chat) -> str:
    calls = [
        {"id": call["id"], "name": call["function"]["name"], "arguments": json.loads(call["function"]["arguments"])}
        for call in message["tool_calls"]
    ]
    block = json.dumps({"calls": calls}, ensure_ascii=False)
    return "\n".join(filter(None, (message.get("content"), f"```json\n{block}\n```")))


def _described(function: Chat) -> str:
    parameters = function["parameters"].get("properties", {})
    required = function["parameters"].get("required", [])
    given = ", ".join(f"{name}{'' if name in required else '?'}" for name in parameters)
    schema = json.dumps(function["parameters"], ensure_ascii=False)
    return f"- {function['name']}({given}): {function['description']}\n  schema: {schema}"


def calls_in(text: str, step: int, known: Sequence[str]) -> tuple[ToolCall, ...]:
    """The calls that stand in a text: fenced JSON, <tool_call> tags, or a text that is nothing but one JSON object."""
    blocks = [match[1] or match[2] for match in BLOCK.finditer(text)]
    if not blocks and text.strip()[:1] in "{[":
        blocks = [text.strip()]
    found = [entry for block in blocks for entry in _entries(block) if entry[0] in known]
    return tuple(
        ToolCall(id=f"call_{step}_{number}", name=name, arguments=arguments)
        for number, (name, arguments) in enumerate(found[:MOST])
    )


def _entries(block: str) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        data = json.loads(block)
    except (ValueError, RecursionError):
        return
    listed = data.get("calls", [data]) if isinstance(data, dict) else data
    for entry in listed if isinstance(listed, list) else []:
        inner = entry.get("function", entry) if isinstance(entry, dict) else {}
        name, arguments = (
            (inner.get("name"), inner.get("arguments", inner.get("parameters", {})))
            if isinstance(inner, dict)
            else (None, {})
        )
        if isinstance(name, str) and isinstance(arguments, dict):
            yield name, arguments
