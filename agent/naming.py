"""The ids of calls: unique in a run, and such that a provider takes them back."""

from agent.provider import Reply
from agent.run import Run

LONGEST_ID = 40
"""Characters that OpenAI takes."""


def named_once(reply: Reply, run: Run) -> Reply:
    """Some endpoints begin to number their calls anew in each step; ids must be unique in a run."""
    used = {told.call.id for told in run.told}
    names = [call.id for call in (*reply.calls, *(call for call, _ in reply.problems))]
    fit = all(0 < len(name) <= LONGEST_ID for name in names)
    if not used & set(names) and len(set(names)) == len(names) and fit:
        return reply
    step = len(run.taken) + 1
    calls = tuple(call.model_copy(update={"id": f"call_{step}_{n}"}) for n, call in enumerate(reply.calls))
    problems = tuple(
        (call.model_copy(update={"id": f"call_{step}_p{n}"}), why) for n, (call, why) in enumerate(reply.problems)
    )
    return reply.model_copy(update={"calls": calls, "problems": problems})
