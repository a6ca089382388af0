"""Where a run has to stop: its own limits, loops, and what its user may spend in a day. Pure decisions."""

from agent.run import Limits, Run
from tools.kit.language import Message

CIRCLES = 4
"""So many steps that bring nothing new are a loop."""
CIRCLING = Message(
    en="The run stopped: its latest steps brought nothing new.", zh="本次运行已停止：最近几步没有得到新的结果。"
)
DAY = Message(
    en="The spending limit of this user for today is used up, so the run ended with what it had. Ask again tomorrow, or have "
    "LIANGTU_DAY_USD raised.",
    zh="该用户今日的费用上限已用完，本次运行以已有结果结束。请明天再问，或调高 LIANGTU_DAY_USD。",
)


def reached(run: Run, limits: Limits) -> Message | None:
    """The limit that the next step would go over, or that is spent: that step has to be the last."""
    spent = run.usage.prompt_tokens + run.usage.completion_tokens
    if circling(run):
        return CIRCLING
    limit: tuple[str, str] | None = None
    if len(run.taken) >= limits.steps - 1:
        limit = (f"{limits.steps} steps", f"{limits.steps} 步")
    elif sum(told.made for told in run.told) >= limits.calls:
        limit = (f"{limits.calls} tool calls", f"{limits.calls} 次工具调用")
    elif spent >= limits.tokens:
        limit = (f"{limits.tokens} tokens", f"{limits.tokens} 个 token")
    elif run.usage.cost_usd >= limits.usd:
        limit = (f"{limits.usd:g} US dollars", f"{limits.usd:g} 美元")
    if limit is None:
        return None
    return Message(en=f"The run stopped at its limit of {limit[0]}.", zh=f"本次运行达到上限（{limit[1]}），已停止。")


def circling(run: Run) -> bool:
    """Have the latest steps brought nothing but errors and repetitions?"""
    latest = [taken for taken in run.taken[-CIRCLES:] if taken.told]
    return len(latest) == CIRCLES and all(each.error for taken in latest for each in taken.told)


def run_limit(limits: Limits) -> Message:
    usd = f"{limits.usd:g}"
    return Message(
        en=f"The run stopped at its limit of {usd} US dollars.", zh=f"本次运行达到上限（{usd} 美元），已停止。"
    )


def affords(run: Run, limits: Limits, usd: float) -> bool:
    """Whether the run may spend that much more."""
    return run.usage.cost_usd + usd <= limits.usd
