"""What a question asks for, as far as rules can tell."""

import re
from functools import cached_property

from agent.executor import ToolCall
from agent.provider import Turn
from agent.rules.ranges import spelled_out
from tools.kit.language import Language
from tools.kit.result import Result
from tools.kit.rooms import other_words

QUOTED = re.compile(r"[\"“‘「『']([^\"”’」』']{1,60})[\"”’」』']")
MARK = re.compile(r"(?<![A-Za-z0-9.\-/:])(?:[A-Z]{1,3}-)?[A-Z]{1,4}(?:-|[甲乙丙])?\d{1,4}[a-zA-Z]{0,2}(?![A-Za-z0-9])")
CODE = re.compile(r"(?<![A-Za-z0-9])\d{3,4}[A-Z]{2,3}(?![A-Za-z0-9])")
FAMILY = re.compile(
    r"(?<![A-Za-z0-9])(?P<a>[A-Z]{1,4})[\s-]*(?:\*|marks?\b|tags?\b|类|系列|编号|标记)|\(\s*(?P<b>[A-Z]{1,3})(?:…|\.\.\.)[^)]{0,12}\)"
    r"|\b(?:labell?ed|marked|tagged)\s+(?:as\s+)?(?P<c>[A-Z]{2,3})(?![A-Za-z0-9-])"
    r"|(?<![A-Za-z0-9-])(?!RC|PC|MS|CMU|DB|AC)(?P<d>[A-Z]{2,3})\s*(?:[梁柱板桩]|beams?\b|columns?\b|piles?\b)"
)
SHEET = re.compile(r"\b(?:sheet|page)\s*(?:no\.?\s*)?(\d{1,3})\b|第\s*(\d{1,3})\s*[张页]", re.I)
AXES = re.compile(r"^[A-H]-[A-Z]$|^[A-Z]\d?$")


class Needs(Exception):
    """A rule needs the result of this call before it can go on."""

    def __init__(self, call: ToolCall) -> None:
        super().__init__(call.name)
        self.call = call


class Failed(Exception):
    """A tool that a rule needs failed; the message says how."""


class Asked:
    """The question of a turn and the results that the run has so far."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        self.text = turn.question.strip()
        self.language: Language = turn.language

    def about(self, text: str) -> "Asked":
        """The same turn with another question."""
        return Asked(self.turn.model_copy(update={"question": text}))

    def say(self, en: str, zh: str) -> str:
        return zh if self.language == "zh" else en

    def has(self, *patterns: str) -> bool:
        return any(re.search(pattern, self.text, re.I) for pattern in patterns)

    @cached_property
    def quoted(self) -> list[str]:
        return [match.strip() for match in QUOTED.findall(self.text) if not re.fullmatch(r"\d+", match)]

    @cached_property
    def marks(self) -> list[str]:
        """The marks that the question names, each once; axes such as A and sheet numbers are none."""
        text = spelled_out(self.text)
        named = [*MARK.findall(text), *CODE.findall(text)]
        return list(dict.fromkeys(mark for mark in named if not AXES.match(mark) or re.search(r"\d", mark)))

    @cached_property
    def family(self) -> str | None:
        match = FAMILY.search(self.text)
        return f"{next(group for group in match.groups() if group)}*" if match else None

    @property
    def sheet_named(self) -> bool:
        """Whether the question itself names a sheet; a hint beside it does not bind."""
        return SHEET.search(self.text) is not None

    @cached_property
    def sheet(self) -> int | None:
        """The sheet that the question or its hint names."""
        match = SHEET.search(self.text)
        if match:
            return int(match[1] or match[2])
        hint = self.turn.page
        if hint is None:
            return None
        return int(hint) if hint.isdigit() else self._sheet_named(hint)

    def _sheet_named(self, hint: str) -> int | None:
        names = {item.evidence.text.casefold(): item.evidence.sheet for item in self.need("list_sheets").items}
        wanted = hint.casefold().removeprefix("layout ").strip()
        return next((number for name, number in names.items() if wanted and wanted in name), None)

    def need(self, tool: str, **arguments: object) -> Result:
        """The result of that call. Raises Needs where it was not made yet, Failed where it failed."""
        given = {name: value for name, value in arguments.items() if value is not None}
        for told in self.turn.told:
            if told.call.name == tool and told.call.arguments == given:
                if told.result is None:
                    raise Failed(told.message.say(self.language) if told.message else told.error)
                return told.result
        raise Needs(ToolCall(id=f"rules_{len(self.turn.told) + 1}", name=tool, arguments=given))

    def find(self, name: str) -> Result:
        """Where a name stands; where it does not, where it stands without its brackets or in the other language."""
        result = self.need("find_text", pattern=name, sheet=self.sheet)
        bare = re.sub(r"\s*[(（][^)）]*[)）]", "", name).strip()
        others = [other for other in (bare if bare != name else None, other_words(name)) if other]
        return result if result.items or not others else self.need("find_text", pattern=others[0], sheet=self.sheet)

    def said(self, question: str) -> str:
        """What the user answered to that question of this run."""
        return next(
            (told.said for told in self.turn.told if told.call.arguments.get("question") == question and told.said), ""
        )
