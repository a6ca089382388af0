"""What a run begins with, and which tools its steps offer: none that this drawing, this model or this moment has no use for."""

import re
from collections.abc import Mapping, Sequence

from agent.executor import ToolCall
from agent.provider import Provider
from agent.run import DrawingInfo, Run
from tools import Tool
from tools.kit.vision import Vision

PAGE = re.compile(r"page \d+")
"""How pages of PDFs and images are named; layouts of a DXF have names of their own."""
FIRST = ("list_sheets", "list_layers")
"""What an estimator looks over before anything else."""
OVERVIEW = "overview_"
"""How the ids of these calls begin."""


def offered(tools: Mapping[str, Tool], provider: Provider, drawing: DrawingInfo, run: Run) -> list[Tool]:
    """Without those that need eyes where the model has none, a DXF where there is none, or figures where none is found."""
    paper = all(PAGE.fullmatch(sheet.name) for sheet in drawing.sheets)
    found = bool(run.ledger.quantities)
    return [
        tool
        for tool in tools.values()
        if (provider.sees or Vision not in tool.injected.values())
        and not (paper and tool.dxf_only)
        and (found or not tool.corrects)
    ]


def first_calls(provider: Provider, tools: Sequence[Tool]) -> tuple[ToolCall, ...]:
    """The overview that a model is given with its first step, so that it need not spend one on it."""
    there = {tool.name for tool in tools} if provider.overview else set()
    names = [name for name in FIRST if name in there]
    return tuple(ToolCall(id=f"{OVERVIEW}{number}", name=name, arguments={}) for number, name in enumerate(names, 1))
