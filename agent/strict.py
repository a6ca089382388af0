"""What a provider refuses in a conversation, as OpenAI and the stricter local servers do. For tests over real HTTP."""

import json
import re
from collections.abc import Sequence
from typing import Any

NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
ROLES = {"system", "user", "assistant", "tool"}


def history_fault(messages: Sequence[dict[str, Any]]) -> str:
    """Why this conversation is refused; empty where it is not."""
    waiting: list[str] = []
    for number, message in enumerate(messages):
        if message["role"] not in ROLES:
            return f"messages[{number}]: unknown role {message['role']!r}"
        if message["role"] == "tool":
            if message.get("tool_call_id") not in waiting:
                return f"messages[{number}]: a tool message must follow the call that it answers"
            waiting.remove(message["tool_call_id"])
            continue
        if waiting:
            return f"messages[{number}]: tool calls {waiting} have no answer"
        if fault := _fault(message):
            return f"messages[{number}]: {fault}"
        waiting = [call["id"] for call in message.get("tool_calls", [])]
    if waiting:
        return f"tool calls {waiting} have no answer"
    return (
        ""
        if messages and messages[-1]["role"] in ("user", "tool")
        else "the last message must be the user's or a tool's"
    )


def _fault(message: dict[str, Any]) -> str:
    calls = message.get("tool_calls")
    if calls is None:
        return "" if message.get("content") else "the content is empty"
    ids = [call["id"] for call in calls]
    if message["role"] != "assistant" or not calls or len(set(ids)) < len(ids):
        return "tool_calls must be the assistant's, not empty, and each of its own id"
    return next((fault for call in calls if (fault := _fault_of_call(call))), "")


def _fault_of_call(call: dict[str, Any]) -> str:
    if not 0 < len(call["id"]) <= 40:
        return f"the id {call['id']!r} is not 1 to 40 characters long"
    if not NAME.fullmatch(call["function"]["name"]):
        return f"the name {call['function']['name']!r} is no name of a function"
    try:
        arguments = json.loads(call["function"]["arguments"])
    except ValueError:
        return "the arguments are no JSON"
    return "" if isinstance(arguments, dict) else "the arguments are no object"
