"""What users have confirmed on the sheet stands above what is printed there."""

from agent.provider import Reply
from agent.rules.asked import Asked
from tools.kit.quantity import shown_value


def confirmed_scale(asked: Asked) -> Reply | None:
    """The scale that the user gave to the sheets by two points and a length."""
    if not asked.has(r"\bscale\b", "比例"):
        return None
    given = [q for q in asked.need("read_scale", sheet=asked.sheet).quantities if q.kind == "given"]
    if not given:
        return None
    lines = [
        asked.say(
            f"1:{shown_value(q.value, '')} [{q.id}{'*' if len(given) == 1 else ''}] on sheet {q.sources[0].sheet}",
            f"第 {q.sources[0].sheet} 张 1:{shown_value(q.value, '')} [{q.id}{'*' if len(given) == 1 else ''}]",
        )
        for q in given
    ]
    lead = asked.say("The scale that you confirmed: ", "您确认的比例：")
    return Reply(text=lead + asked.say("; ", "；").join(lines) + asked.say(".", "。"), verdict="answered")
