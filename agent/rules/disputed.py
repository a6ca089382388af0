"""Rules for what the user doubts or knows better: "why not 14?", "no, there are 5", "为什么不是 6？", "不对，应该是 5 樘"."""

import re

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.before import Before, before
from tools.kit.numerals import Numeral, numerals
from tools.kit.quantity import Quantity, unit_named

WHY = (
    r"^\W*(?:but |and )?why\b(?:\s+(?:not|only|so (?:many|few|much|little)|isn.?t (?:it|that)|aren.?t there|is (?:it|that) not|are there (?:only|not)))?\W*[\d.,'\"]*\s*(?:mm|cm|m[23²³]?|kg|t|nos|doors?|windows?|of them)?\W*$",
    r"^\W*(?:那)?(?:为什么|为何|怎么)(?:不是|只有|才|会是|有|是|这么[多少])?\W*[\d.]*\s*\w{0,3}(?:呢)?\W*$",
)
NO = r"(?:(?:no|nope|wrong|incorrect|not (?:right|correct)|that.?s (?:wrong|not right))\b\W*)"
IT = r"(?:it|that|this|there|they|the (?:right |correct |real |true )?(?:count|number|total|answer|figure|area|volume|length|weight))"
BE = r"(?:\s+(?:is|are|should be|must be|ought to be)|.s)\b(?: actually| really| in fact| only)?"
COUNTED = r"[\d.,]+\s*[a-z²³0-9]{0,4}(?:\s+(?:of them|[a-z]+))?"
BETTER = (
    re.compile(rf"^\W*{NO}{IT}?(?:{BE})?\s*{COUNTED}\W*$", re.I),
    re.compile(rf"^\W*{IT} (?:should|must|ought to) be\s*{COUNTED}\W*$", re.I),
    re.compile(rf"^\W*the (?:right |correct |real |true )?(?:count|number|total|answer|figure){BE}\s*{COUNTED}\W*$", re.I),
    re.compile(r"^\W*(?:不对|错了?|不是|有误|不止)[，,。、!！\s]*(?:应该?是|应为|实际(?:上)?(?:是|为|有)?|其实是|是|有)?\s*[\d.]+\s*\w{0,3}\W*$"),
    re.compile(r"^\W*(?:应该?是|应为|实际(?:上)?(?:是|为|有)|其实是|正确的?是)\s*[\d.]+\s*\w{0,3}\W*$"),
)  # fmt: skip
MOST_LEFT = 4


def disputed(asked: Asked) -> Reply | None:
    """How the doubted figure was got, or the user's own figure in its place and all that rests on it anew."""
    why, better = asked.has(*WHY), any(words.match(asked.text) for words in BETTER)
    earlier = before(asked) if why or better else None
    if earlier is None or earlier.head is None:
        return None
    stated = [n for n in numerals(asked.text) if n.value is not None]
    if why:
        return _explained(asked, earlier, earlier.head, stated)
    fits = len(stated) == 1 and _fits(stated[0], earlier.head)
    return _replaced(asked, earlier.head, stated[0]) if fits else None


def _explained(asked: Asked, earlier: Before, head: Quantity, stated: list[Numeral]) -> Reply:
    """What it rests on, what was left out and why, and how to correct it."""
    other = stated[0].text if stated else ""
    places = f"{len(head.sources)}" if head.unit == "nos" and len(head.sources) == head.value else ""
    lead = asked.say(
        f"I found {head.shown()} [{head.id}] ({head.label})",
        f"查到的是 {head.shown('zh')} [{head.id}]（{head.named('zh')}）",
    )
    lead += asked.say(
        ", each with its place on the sheet." if places else ".", "，每处都已在图上标出。" if places else "。"
    )
    left = asked.say("; ", "；").join(
        f"{w.label}: {w.reason.say(asked.language)}" for w in earlier.answer.withheld[:MOST_LEFT]
    )
    if left:
        lead += asked.say(f" Left out: {left}.", f"未计入：{left}。")
    if other:
        lead += asked.say(
            f" Nothing that I found comes to {other}. If you know better, say “it should be {other}”, and I go on with that.",
            f"没有查到 {other}。如您确知，请说“应该是 {other}”，我就按此继续。",
        )
    return Reply(text=lead, headline=head.id, verdict="answered")


def _fits(stated: Numeral, head: Quantity) -> bool:
    """Whether the user's number can stand in place of the figure: of its kind, or without a unit."""
    return stated.unit is None or unit_named(stated.unit).dimension == unit_named(head.unit).dimension


def _replaced(asked: Asked, head: Quantity, stated: Numeral) -> Reply:
    unit = {"unit": stated.unit} if stated.unit else {}
    assert stated.value is not None
    value = str(float(stated.value)).removesuffix(".0")
    new = asked.need("recalculate", changes=[{"id": head.id, "value": value, **unit}]).quantities[0]
    text = asked.say(
        f"Noted: {new.label} is {new.shown()} [{new.id}], as you say; {head.shown()} [{head.id}] was found on the drawing.",
        f"已按您的说法更正：{new.named('zh')} 为 {new.shown('zh')} [{new.id}]；图上查到的是 {head.shown('zh')} [{head.id}]。",
    )
    return Reply(text=text, headline=new.id, verdict="answered")
