"""Which calls of a step are made, and what is told about the others. Pure decisions."""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from agent.executor import ToolCall
from agent.run import Limits, Run
from tools import Tool
from tools.kit.vision import Vision


class Chosen(NamedTuple):
    """The calls to make, and for the id of each other one why it is not made; "" where it was made before."""

    made: tuple[ToolCall, ...]
    left: Mapping[str, str]


def chosen(run: Run, calls: Sequence[ToolCall], tools: Mapping[str, Tool], limits: Limits) -> Chosen:
    """Known tools, not called so before, within the limits of the run and of one step."""
    told = [each for each in run.told if each.made]
    seen = {signature(each.call) for each in told}
    looks = sum(looking(each.call, tools) for each in told)
    made, left = list[ToolCall](), dict[str, str]()
    for call in calls:
        why = _against(call, tools, limits, len(told) + len(made), len(made), looks)
        if call.name in tools and signature(call) in seen:
            why = ""
        elif not why:
            seen.add(signature(call))
            looks += looking(call, tools)
            made.append(call)
            continue
        left[call.id] = why
    return Chosen(tuple(made), left)


def _against(call: ToolCall, tools: Mapping[str, Tool], limits: Limits, calls: int, at_once: int, looks: int) -> str:
    if call.name not in tools:
        return f"There is no tool {call.name!r}. The tools are: {', '.join(tools)}."
    if calls >= limits.calls:
        return f"This run may make {limits.calls} tool calls; this one was not made."
    if at_once >= limits.at_once:
        return f"At most {limits.at_once} calls are made in one step; call this again if you still need it."
    if looking(call, tools) and looks >= limits.looks:
        return f"This run may look {limits.looks} times; answer with what you have."
    return ""


def looking(call: ToolCall, tools: Mapping[str, Tool]) -> bool:
    """Whether the call may ask the vision model."""
    return call.name in tools and Vision in tools[call.name].injected.values()


def signature(call: ToolCall) -> str:
    """The same for calls that ask the same."""
    return f"{call.name} {json.dumps(call.arguments, sort_keys=True, ensure_ascii=False)}"
