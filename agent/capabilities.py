"""What an endpoint cannot do, learned from its own errors: there is no other way to ask it. Pure decisions."""

import re
from typing import Literal

from openai import APIStatusError

from tools.kit.language import Message

Lack = Literal["tools", "vision", "stream_options", "response_format", "context"]
REFUSING = {400, 404, 413, 422, 500, 501}
SIGNS: dict[Lack, re.Pattern[str]] = {
    "stream_options": re.compile(r"stream_options|include_usage"),
    "response_format": re.compile(r"response_format|json_schema|guided|grammar", re.IGNORECASE),
    "context": re.compile(
        r"context[ _](?:length|window|size)|maximum context|too many tokens|prompt is too long|exceeds? the (?:available|maximum)",
        re.IGNORECASE,
    ),
    "vision": re.compile(r"\bimages?\b|image_url|multi-?modal|vision|mmproj", re.IGNORECASE),
    "tools": re.compile(r"\btools?\b|tool[_ -]?(?:choice|call|use)|function[_ -]?call", re.IGNORECASE),
}
WITHOUT_TOOLS = Message(
    en="This model cannot call tools by itself; its calls were read from its text, which is less reliable.",
    zh="该模型不能直接调用工具，改为从其文字中读取调用，可靠性较低。",
)
CUT = Message(
    en="The model's reply was cut off at its length limit.",
    zh="模型的回复达到长度上限，被截断。",
)
SHORTENED = Message(
    en="The conversation did not fit this model's context; older results were shortened.",
    zh="对话超出该模型的上下文长度，较早的结果已缩短。",
)


def lacking(error: Exception, asked: set[Lack]) -> Lack | None:
    """Which of the things that were asked for the endpoint says it does not know."""
    if not isinstance(error, APIStatusError) or error.status_code not in REFUSING:
        return None
    said = str(error)
    return next((lack for lack, sign in SIGNS.items() if lack in asked and sign.search(said)), None)
