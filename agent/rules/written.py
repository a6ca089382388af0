"""What rules can still do with a question that none of them answers: show what the drawing writes about it."""

from collections.abc import Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.said import best, nearest, terms_of
from agent.rules.schedules import HOW_MANY
from tools.kit.result import Item

MOST_SHOWN = 6


def what_is_written(asked: Asked) -> Reply:
    """Never an answer: the places whose text names most of what the question names, or that there is none."""
    parts = [asked.say("The built-in rules cannot answer this.", "内置规则不能回答这个问题。")]
    if terms_of(asked.text):
        found = nearest(asked)
        parts.append(_places(asked, found) if found else _nowhere(asked))
    parts.append(
        asked.say(
            "A model connected with OPENAI_API_KEY can work on such questions.",
            "设置 OPENAI_API_KEY 接入模型后，可以处理这类问题。",
        )
    )
    return Reply(text=asked.say(" ", "").join(parts), verdict="refused")


def _places(asked: Asked, items: Sequence[Item]) -> str:
    shown = asked.say("; ", "；").join(_place(asked, item) for item in items[:MOST_SHOWN])
    more = len(items) > MOST_SHOWN
    return asked.say(
        f"The drawing writes of it here: {shown}{' and at further places' if more else ''}.",
        f"图上与此有关的文字：{shown}{'等' if more else ''}。",
    )


def _place(asked: Asked, item: Item) -> str:
    text = f"“{best(item.evidence.text, terms_of(asked.text))}” [{item.id}]"
    return asked.say(f"sheet {item.evidence.sheet}, {text}", f"第 {item.evidence.sheet} 张图{text}")


def _nowhere(asked: Asked) -> str:
    if asked.has(*HOW_MANY):
        return asked.say(
            "No text on the drawing names it. If it is drawn as a symbol, drag a box around one of them and ask how many there are.",
            "图上没有写出它的名称。如果它是用图例符号画的，请框选其中一个，再问有多少个。",
        )
    return asked.say("No text on the drawing names it, so it is not stated there.", "图上没有写出相关内容。")
