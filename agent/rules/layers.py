"""Rules for layers of DXF drawings: which there are, which are off."""

from agent.provider import Reply
from agent.rules.asked import Asked, Failed
from tools.kit.result import Result

LAYERS = (r"\b(?:what|which|list|show)\b.*\blayers\b", r"\blayers\b.*\b(?:are there|exist|off|frozen)\b", r"(?:哪些|列出|所有|什么)\S*图层", r"图层\S*(?:哪些|列表|清单|关闭|冻结)")  # fmt: skip
MATERIAL = (
    r"\b(?:wall|roof|floor|soil|membrane|insulation|screed|pavement|road|paint) layers\b",
    r"\blayers of\b",
    "构造层",
    "做法",
)
UNSEEN = (r"\boff\b", r"\bfrozen\b", "关闭", "冻结")
MOST_SHOWN = 20


def layers_there(asked: Asked) -> Reply | None:
    """Which layers a DXF drawing has; which of them are off or frozen."""
    if not asked.has(*LAYERS) or asked.has(*MATERIAL):
        return None
    try:
        result = asked.need("list_layers", sheet=asked.sheet)
    except Failed:
        return None
    return _unseen(asked, result) if asked.has(*UNSEEN) else _seen(asked, result)


def _seen(asked: Asked, result: Result) -> Reply:
    shown = asked.say(", ", "、").join(f"“{item.label}” [{item.id}]" for item in result.items[:MOST_SHOWN])
    more = (result.total_items or 0) > MOST_SHOWN
    tail = asked.say(" and others that are listed below", "，其余见下方列表") if more else ""
    text = asked.say(f"Layers with something on them: {shown}{tail}.", f"有内容的图层：{shown}{tail}。")
    if result.withheld:
        text += asked.say(" ", "") + _names(asked, result)
    return Reply(text=text, verdict="answered" if result.items else "refused")


def _unseen(asked: Asked, result: Result) -> Reply:
    if not result.withheld:
        text = asked.say("No layer is off or frozen.", "没有关闭或冻结的图层。")
        return Reply(text=text, verdict="answered")
    return Reply(text=_names(asked, result), verdict="answered")


def _names(asked: Asked, result: Result) -> str:
    names = asked.say(", ", "、").join(
        f"{held.label} ({held.reason.say(asked.language)})" for held in result.withheld[:MOST_SHOWN]
    )
    return asked.say(
        f"Off or frozen, so that nothing on them is counted: {names}.", f"已关闭或冻结、其内容不计入的图层：{names}。"
    )
