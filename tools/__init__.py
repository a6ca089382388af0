"""The catalogue of tools: each module of this package is one tool, its function of the same name what the model calls.

A tool's typed parameters and the first paragraph of its docstring are what the model reads with every step; the rest it is
told once, with the tool's first result. Parameters of the types in `INJECTED` are filled
in by the caller and hidden from the model. A module that says `LONG = True` runs as a job of its own, one that says
`DXF_ONLY = True` is not offered for other drawings, one that says `CORRECTS = True` not before there are figures to correct; its `TITLE` tells
the user in both languages what a call does ("Searching the text for “{pattern}”", filled in from the arguments, whose
values a module may name in Chinese in `CHINESE`).
"""

import importlib
import inspect
import pkgutil
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast, get_type_hints

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from tools.kit.attempts import attempts_in
from tools.kit.drawing import Drawing
from tools.kit.errors import Correctable
from tools.kit.language import Message
from tools.kit.ledger import Ledger
from tools.kit.result import Result
from tools.kit.vision import Progress, Vision

UNSAID = {"additionalProperties", "pattern", "minItems", "maxItems", "maxLength", "exclusiveMinimum", "minimum"}
UNTOLD = {"only this sheet", "number of the sheet", "only this region: x0, y0, x1, y1 in mm; needs `sheet`"}
"""Descriptions of parameters that many tools have: prompts/system.md says it once for all of them."""
INJECTED = (Drawing, Ledger, Vision, Progress)


@dataclass(frozen=True)
class Tool:
    """One entry of the catalogue."""

    name: str
    description: str
    notes: str
    title: Message
    long: bool
    function: Callable[..., Result]
    arguments: type[BaseModel]
    injected: Mapping[str, type]
    dxf_only: bool = False
    corrects: bool = False
    chinese: Mapping[str, str] = field(default_factory=dict)

    def schema(self) -> dict[str, Any]:
        """The function definition that Chat Completions takes."""
        function = {"name": self.name, "description": self.description, "parameters": _parameters(self.arguments)}
        return {"type": "function", "function": function}

    def doing(self, arguments: Mapping[str, Any]) -> Message:
        """The title of one call. Arguments that were left out are shown as "…"."""
        shown = defaultdict(lambda: "…", {key: _short(value) for key, value in arguments.items()})
        chinese = defaultdict(lambda: "…", {key: self.chinese.get(value, value) for key, value in shown.items()})
        return Message(en=self.title.en.format_map(shown), zh=self.title.zh.format_map(chinese))

    def call(self, arguments: Mapping[str, Any], context: Mapping[type, Any]) -> Result:
        """Run with checked arguments. Raises Correctable where they do not fit the schema."""
        try:
            checked = self.arguments.model_validate(arguments)
        except ValidationError as error:
            raise Correctable(_faults(self.name, error, list(self.arguments.model_fields))) from error
        given = {name: getattr(checked, name) for name in type(checked).model_fields}
        result = self.function(**given, **{name: context[kind] for name, kind in self.injected.items()})
        return _warned(result, context.get(Drawing))


def _warned(result: Result, drawing: Drawing | None) -> Result:
    """The result with a word about text that tries to instruct, on the sheets that the tool has read."""
    read = [sheet for sheet in drawing.sheets if sheet.was_read] if drawing else []
    found = [attempt for sheet in read for attempt in attempts_in(sheet.reading.lines, sheet.number)]
    if not found:
        return result
    warnings = dict.fromkeys((*result.warnings, *(attempt.message() for attempt in found)))
    return result.model_copy(update={"warnings": tuple(warnings)})


@cache
def _parameters(arguments: type[BaseModel]) -> dict[str, Any]:
    schema = arguments.model_json_schema()
    parts = {f"#/$defs/{name}": part for name, part in schema.pop("$defs", {}).items()}
    for part in parts.values():
        part.pop("description", None)
    return cast(dict[str, Any], plain(schema, parts))


def plain(schema: Any, parts: Mapping[str, Any]) -> Any:
    """As short as endpoints take it: `parts` put in place, without titles, defaults and null, tuples as arrays.

    A schema is sent with every step, so each word of it is paid for many times.
    """
    if isinstance(schema, list):
        return [plain(part, parts) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return plain(parts[schema["$ref"]], parts)
    short = {key: plain(value, parts) for key, value in schema.items() if not _needless(key, value)}
    if "properties" in schema:  # whose keys are names of our own
        short["properties"] = {name: plain(part, parts) for name, part in schema["properties"].items()}
    if "prefixItems" in short:
        short["items"] = short.pop("prefixItems")[0]
    choices = [part for part in short.get("anyOf", []) if part != {"type": "null"}]
    if len(choices) == 1 or {"type": "string"} in choices:  # a number may be told as a string too
        choices = [part for part in choices if part == {"type": "string"}] or choices
        del short["anyOf"]
        short = choices[0] | short
    return short


def _needless(key: str, value: Any) -> bool:
    """What the validation of a call says in its own words where it matters."""
    named = key == "title" and isinstance(value, str)
    told = key == "description" and value in UNTOLD
    return named or told or key in UNSAID or (key == "default" and value in (None, "", False))


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else text[:59] + "…"


def _faults(name: str, error: ValidationError, known: Sequence[str]) -> str:
    faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'arguments'}: {e['msg']}" for e in error.errors())
    return f"The arguments of {name} do not fit its schema: {faults}. It takes {', '.join(known) or 'none'}. Call it again with these mended."


def tool_of(module: Any) -> Tool:
    """The tool that a module defines. Raises AttributeError where its function is missing."""
    name = module.__name__.rpartition(".")[2]
    function = getattr(module, name)
    hints = get_type_hints(function, include_extras=True)
    injected = {p: hints[p] for p in inspect.signature(function).parameters if hints[p] in INJECTED}
    fields: dict[str, Any] = {
        p.name: (hints[p.name], ... if p.default is p.empty else p.default)
        for p in inspect.signature(function).parameters.values()
        if p.name not in injected
    }
    description, *notes = (" ".join(part.split()) for part in (inspect.getdoc(function) or "").split("\n\n"))
    arguments = create_model(f"{name}_arguments", __config__=ConfigDict(extra="forbid"), **fields)
    return Tool(
        name=name,
        description=description,
        notes=" ".join(notes),
        title=getattr(module, "TITLE", Message(en=f"Using {name}", zh=f"使用 {name}")),
        long=getattr(module, "LONG", False),
        function=function,
        arguments=arguments,
        injected=injected,
        dxf_only=getattr(module, "DXF_ONLY", False),
        corrects=getattr(module, "CORRECTS", False),
        chinese=getattr(module, "CHINESE", {}),
    )


@cache
def catalogue() -> dict[str, Tool]:
    """Every tool by name, in alphabetical order."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__) if not found.ispkg)
    return {name: tool_of(importlib.import_module(f"{__name__}.{name}")) for name in names}


def call(name: str, arguments: Mapping[str, Any], context: Mapping[type, Any]) -> Result:
    """Run the tool of that name. Raises Correctable where there is none."""
    tool = catalogue().get(name)
    if tool is None:
        raise Correctable(f"There is no tool {name!r}. The tools are: {', '.join(catalogue())}.")
    return tool.call(arguments, context)
