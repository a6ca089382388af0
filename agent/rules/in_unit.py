"""The figure of an answer in the unit that the question asks for: "second floor area in sq ft", 多少立方码."""

import re

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.followups import UNITS
from tools.kit.quantity import unit_named

ASKED = re.compile(
    r"\b(?:in|into|as|of)\s+(?P<en>(?:cubic|square)\s+(?:yards?|feet|met(?:er|re)s?)|cu\.?\s?(?:ft|yd|m)|sq\.?\s?(?:ft|yd|m)|m[23²³]|sf|ft[23]|yd[23])(?![A-Za-z0-9])"
    r"|\bhow many\s+(?P<many>(?:cubic|square)\s+(?:yards?|feet|met(?:er|re)s?)|cu\.?\s?(?:ft|yd)|sq\.?\s?(?:ft|yd|m)|m[23²³])(?![A-Za-z0-9])"
    r"|(?:多少|几|用|按|以|折合|换算成|单位为?)\s*(?P<zh>平方英尺|立方英尺|立方码|平方码|平方米|立方米)",
    re.I,
)


def in_unit_asked(asked: Asked, reply: Reply) -> Reply:
    """The reply, its headline given in that unit as well where it is of the same kind and in another one."""
    found = ASKED.search(asked.text)
    if found is None or reply.verdict != "answered" or reply.headline is None:
        return reply
    words = next(group for group in found.groups() if group)
    unit = next((unit for pattern, unit in UNITS.items() if re.search(pattern, words, re.I)), None)
    head = asked.turn.ledger.quantity(reply.headline)
    if unit is None or unit == head.unit or unit_named(unit).dimension != unit_named(head.unit).dimension:
        return reply
    new = asked.need("calculate", expression=head.id, label=head.named(asked.language), unit=unit).quantities[-1]
    lead = asked.say(f"{new.shown()} [{new.id}]. ", f"{new.shown()} [{new.id}]。")
    return reply.model_copy(update={"text": lead + reply.text, "headline": new.id})
