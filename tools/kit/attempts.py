"""Text on a drawing that tries to instruct whoever reads it by machine. It is data like all text; the user is told of it.

Ordinary notes of drawings ("ignore previous revision", "do not scale", "see architect's instructions") are none.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from tools.kit.evidence import Evidence
from tools.kit.language import Message
from tools.kit.result import Frozen
from tools.kit.text import TextLine

MOST = 3
SHOWN = 120
NUMBER = r"(?:\d+|zero|none|nothing|零)"
ORDERS = r"(?:instructions?|prompts?|guidelines|directives?|system message|programming)"
READER = r"(?:AI|A\.I\.|LLM|GPT|ChatGPT|chat ?bot|language model|assistant|virtual agent|takeoff agent|automated (?:reader|takeoff|system))"
FIGURE = r"(?:count|number|quantity|total|answer|area|volume|length|result|scale)"
SIGNS = re.compile(
    "|".join(
        (
            rf"\b(?:ignore|disregard|forget|override|bypass)\b.{{0,30}}\b(?:your|these|system|the (?:above|user))\b.{{0,20}}\b(?:{ORDERS}|rules)\b",
            rf"\b(?:ignore|disregard|forget|override|bypass)\b.{{0,12}}\b(?:all|any|previous|prior|above|earlier)\b.{{0,14}}\b{ORDERS}\b",
            rf"\b(?:you are|you're|act as|pretend to be)\b.{{0,24}}\b{READER}\b",
            rf"\b(?:note|attention|message|instructions?|dear)\b[ :,]+(?:to |for )?(?:the |any |all )?\b{READER}\b",
            rf"\b{READER}s?\b.{{0,12}}\b(?:must|should|shall|are to|is to|please)\b.{{0,30}}\b(?:answer|report|count|reply|ignore|say|output|state)\b",
            rf"\b(?:answer|reply|respond|report|say|output|return|state|conclude|tell the user)\b.{{0,24}}\b{FIGURE}s?\b\s*(?:is|are|=|:|as|to be|of)?\s*{NUMBER}\b",
            rf"\b(?:answer|reply|respond)\b.{{0,12}}\b(?:with|always|only)\b\s+[\"'“]?{NUMBER}\b",
            rf"\b(?:real|true|correct|actual) {FIGURE} is {NUMBER}\b.{{0,40}}\b(?:whatever|regardless|no matter|do not count|don't count)\b",
            r"system prompt|<\|im_start\|>|\[/?INST\]|</?(?:system|assistant|tool_call)>|^\s*(?:system|assistant)\s*:.{0,60}\b(?:count|answer|ignore|you)\b",
            r"\b(?:call|invoke|use) (?:the )?(?:tool|function)s? \w+_\w+|\b(?:do not|don't|never) (?:call|use) (?:any |the )?tools?\b.{0,20}\b(?:answer|count|reply)\b",
            r"\b(?:reveal|print|repeat|leak|output)\b.{0,16}\b(?:your|the system)\b.{0,12}\b(?:prompt|instructions|key|secret)",
            r"(?:忽略|无视|不要理会|忘记|忘掉|覆盖|绕过)(?:之前|以前|以上|上述|前面|先前|所有|全部|你|您|系统|的|一切){1,6}(?:指令|指示|提示词?|命令|规则|设定)",
            r"(?:你|您)(?:现在)?是(?:一个|一名|一位)?.{0,6}(?:AI|人工智能|助手|机器人|大?模型|智能体)",
            r"(?:致|告知?|给|请)(?:各位)?(?:AI|人工智能|大模型|机器人|智能助手)",
            rf"(?:请|必须|应|务必|直接|只能|一律|都|均)(?:回答|回复|输出|报告|返回)[^。]{{0,8}}(?:数量|结果|总数|答案|面积|合计|个数)?(?:为|是|：|:|=)?\s*{NUMBER}",
            r"系统提示词|(?:不要|禁止|无需)(?:调用|使用)(?:任何)?工具",
        )
    ),
    re.IGNORECASE,
)  # fmt: skip
TRADE = re.compile(
    r"\b(?:site|architect|engineer|manufacturer|contractor|supplier|client|employer|variation|change|field|installation|maker)"
    r"(?:'?s'?|’s)?\s+(?:written\s+)?instructions?\b",
    re.IGNORECASE,
)


class Attempt(Frozen):
    """Such a text, and where it stands."""

    text: str
    evidence: Evidence

    def message(self) -> Message:
        shown = self.text if len(self.text) <= SHOWN else self.text[: SHOWN - 1] + "…"
        sheet = self.evidence.sheet
        return Message(
            en=f"A text on sheet {sheet} tries to instruct whoever reads the drawing by machine: “{shown}”. It was taken as "
            "text; no figure follows it.",
            zh=f"第 {sheet} 张图上有文字试图对读图程序下指令：“{shown}”。它只被当作图面文字，任何数字都不以它为依据。",
        )


def is_attempt(text: str) -> bool:
    return bool(SIGNS.search(text)) and not TRADE.search(text)


def attempts_in(lines: Sequence[TextLine], sheet: int) -> list[Attempt]:
    """The attempts among the lines of a sheet, hidden ones as well; a sentence may go on in the next line."""
    alone = [line for line in lines if is_attempt(line.text)]
    kept = {id(line) for line in alone}
    joined = [
        one.model_copy(update={"text": f"{one.text} {other.text}"})
        for one, other in pairwise(lines)
        if id(one) not in kept and id(other) not in kept and is_attempt(f"{one.text} {other.text}")
    ]
    return list(_each_once((*alone, *joined), sheet))[:MOST]


def _each_once(lines: Iterable[TextLine], sheet: int) -> Iterator[Attempt]:
    seen = set()
    for line in lines:
        if line.text not in seen:
            seen.add(line.text)
            evidence = Evidence(
                sheet=sheet, box=line.box, method=line.method, text=line.text, confidence=line.confidence
            )
            yield Attempt(text=line.text, evidence=evidence)
