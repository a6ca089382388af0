"""Rules for what a drawing says in words: the label or note that says what is asked, and what is not there."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from agent.provider import Reply
from agent.rules.asked import SHEET, Asked
from agent.rules.glossary import chinese_of, english_of
from agent.rules.schedules import HOW_MANY
from agent.rules.stated_lengths import length_in
from agent.rules.words import ASKING, ASKING_ZH
from tools.kit.quantity import Quantity
from tools.kit.result import Item

COUNTED = (
    r"\bhow many\b", r"\bnumber of\b", r"\bcount\b", r"\bareas?\b", r"\bvolumes?\b", r"\btotal\b", r"\bsum\b", r"\blist\b", r"\bscales?\b", r"\blargest\b", r"\bsmallest\b", r"\bweights?\b", r"\bhow much\b", r"\bcosts?\b", r"\bprices?\b",
    r"多少[个樘根扇块套件间部台盏种株棵道处]", r"几[个樘根扇块套件间部台盏种株棵道处]", r"面积", r"体积", r"合计", r"总(?!说明|平面|图)", r"重量?", r"[造单]?价", r"工程量", r"用量", r"列出", r"比例", r"最[大小]", r"数量", r"有哪些",
)  # fmt: skip
MEASURED = re.compile(
    r"\b(?:heights?|widths?|thick(?:ness)?|sizes?|spacings?|diameters?|depths?|lengths?|slopes?|pitch|levels?|elevations?|dimensions?|strength|capacity|ratings?"
    r"|how (?:wide|high|tall|thick|deep|long|big|far))\b|高度?|宽度?|厚度?|规格|尺寸|间距|直径|深度?|长度?|坡度|标高|强度|多[高宽厚深长大]|容量",
    re.I,
)
PLACED = (r"^\W*where\b", r"\blocated?\b", "在哪", "位于", "位置")
NO_FIGURE = (r"\bunits?\b", r"\bwhere\b", r"\bwhom?\b", r"\bfrom what\b", "单位", "从哪", "哪里", "谁")
ATTRIBUTES = re.compile(
    r"\b(?:heights?|high|widths?|wide|thick(?:ness)?|sizes?|spac(?:ings?|ed)|diameters?|depths?|deep|lengths?|long|tall|big|far|dimensions?|ratings?|grades?|class"
    r"|materials?|colou?rs?|types?|kinds?|texts?|names?|notes?|labels?|captions?|general|specif\w+|stated|describ\w+|indicat\w+|show\w*|giv\w+|mention\w*|requir\w*"
    r"|gets?|needs?|needed|take|about|not|regarding|concerning|us\w+|made|mak\w+|follow\w*|provid\w+|appl\w+|kept|keep|done|should|shall|must|near|next|beside|shown|drawing|sheet|plan|building|house|located?|used|unless|otherwise)\b",
    re.I,
)
IDLE_ZH = re.compile(
    r"毫米|厘米|规格|尺寸|间距|直径|高度|宽度|厚度|深度|长度|颜色|类型|等级|怎么|如何|怎样|采用|使用|要求|规定|注明|标明|写的|叫做|说明|总说明|部位|地方|处|本图|该图|图中|高|宽|厚|深|长|大|级|多|怎|用|做|写|配|本|其|此|以|从|到|由|对|将|应|须|按|把|被|给|那|么|呢|吧|什|哪|里|何|有无|是否|单位"
)
SIGNS: tuple[tuple[str, str], ...] = (
    (r"\bspac|间距", r"@|\bO\.?\s?/?\s?C\b|C/C|间距|CENTRES|CENTERS"), (r"\bsizes?\b|规格|尺寸|截面", r"\d\W{0,3}\s*[x×X*]\s*\d|Φ|Ø|\bDIA"),
    (r"\bslope|\bpitch|坡度", r"\b1\s*[:：/]\s*\d|\d\s*/\s*12\b|%|°"), (r"\bthick|厚", r"THK|THICK|厚"), (r"\bheights?\b|\bhigh\b|高", r"\bHIGH\b|\bHT\b|HEIGHT|高|\(H\)"),
    (r"\bwidth|\bwide\b|宽", r"WIDE|WIDTH|宽|\(W\)"), (r"\bdiameter|直径", r"DIA|Φ|Ø|直径"),
)  # fmt: skip
"""(words that ask for a measure, how labels write such a one)."""
AMOUNTS: tuple[tuple[str, str], ...] = (
    (r"\bhow long\b|总长|多长", r"\bLONG\b|\bLENGTH|长|\bL\s*="),
    (r"\bvolumes?\b|\bhow much concrete\b|体积|方量|(?:混凝土|砼)[\u3400-\u9fff]{0,3}量", r"m3|m³|\bCU\b|CUBIC|VOLUME|立方|体积|方量"),
    (r"\bhow heavy\b|\bweigh|重量|总重|多重", r"\bKG|\bLBS?\b|\d\s*T\b|\bTON|WEIGHT|WT\b|重|公斤|吨"),
)  # fmt: skip
"""(words that ask for an amount, how labels write one); that of lines of text about something else proves nothing."""
LONGEST, PATTERN = 190, 400  # characters of a quotation, and of what find_text looks for
SURE = 0.93  # confidence of OCR from which a measure is told
PROPERTY = (
    r"\bcovers?\b|\blaps?\b|\blapping\b|\bsplices?\b|\banchorage\b|\bbearing\b|\bS\.?B\.?C\b|保护层|搭接|锚固|承载力"
)
"""Names of a measure of their own: the cover is a thickness that no label calls thick."""
GENERAL = re.compile(
    r"marks?|means?|meant|meaning|stands?|rooms?|doors?|windows?|columns?|beams?|spaces?|indoor|internal|external|with(?:out)?|excluding|including|counting|except|房间|门|窗|柱|梁|室内|室外|面积|不含|不计|包括|意思|含义|代表|表示|编号|符号",
    re.I,
)
"""Words for what plans draw without writing it, for asking what a mark means, and for what a question leaves out: that no text
says them proves nothing."""
LOST = re.compile(r"@(?!\s*[\dΦφØ])|\d\W{0,2}\s*[xX×](?!\s*[\d(])(?!\s*[A-Za-z])|[\"″'′]\s*[xX×](?!\s*\d)(?![A-Za-z])")
"""Where a figure should follow and none does: 2"X COLLAR, RAFTERS @ O/C."""
MOST_QUOTED = 3
ABBREVIATED = {"SBC": r"BEARING|承载力", "FFL": r"FINISHED FLOOR", "DPC": r"DAMP[- ]PROOF", "RCC": r"REINFORCED C"}
"""What drawings spell out, or questions."""


class Term(NamedTuple):
    """A word of the question, and the pattern that finds it on the drawing."""

    word: str
    pattern: str


def said(asked: Asked) -> Reply | None:
    """What the drawing says of a thing: the one label or note that holds all the words of the question."""
    if asked.has(*COUNTED, *PLACED) or asked.marks:
        return None
    for terms in wordings(asked.text):
        found = _holding(asked, terms, len(terms) - (len(terms) > 3)) if len(terms) <= 6 else []
        told = [
            item
            for item in found
            if _tells(asked, item, terms) and _has_figures(asked.text, item) and _states(asked, item)
        ]
        distinct = _distinct(_narrowed(asked, told))
        if 0 < len(distinct) <= (MOST_QUOTED if len(terms) > 1 else 1):
            return _quoting(asked, distinct, terms)
    return None


def _states(asked: Asked, item: Item) -> bool:
    """Whether it speaks of the amount that is asked for: a note of walls 240 thick does not say how long they are."""
    amounts = [sign for words, sign in AMOUNTS if asked.has(words)]
    return asked.has(PROPERTY) or all(re.search(sign, item.evidence.text, re.I) for sign in amounts)


def _has_figures(question: str, item: Item) -> bool:
    """Whether it says the figures of the question too: what is 230x600 is not told by the title of the sheet."""
    wanted = re.findall(r"\d{2,}", SHEET.sub(" ", question))
    return all(re.search(rf"(?<!\d){number}(?!\d)", item.evidence.text) for number in wanted)


def _quoting(asked: Asked, items: Sequence[Item], terms: Sequence[Term]) -> Reply:
    """Quoted; with the measure as the headline where one is asked for and just one stands there."""
    quoted = asked.say("; ", "；").join(f"“{best(item.evidence.text, terms)}” [{item.id}]" for item in items)
    text = asked.say(f"The drawing says: {quoted}.", f"图上写道：{quoted}。")
    measured = MEASURED.search(asked.text)
    if measured and any(item.evidence.confidence < SURE or LOST.search(item.evidence.text) for item in items):
        text += asked.say(
            " It was not read well, a figure may lack; please look there.",
            "该处识别把握不足，可能缺少数字，请查看原图。",
        )
        return Reply(text=text, verdict="refused")
    figure = length_told(asked, items[0].evidence.text, items[0]) if len(items) == 1 and measured else None
    lead = f"{figure.shown()} [{figure.id}]{asked.say('. ', '。')}" if figure else ""
    return Reply(text=lead + text, headline=figure.id if figure else None, verdict="answered")


def length_told(asked: Asked, text: str, item: Item) -> Quantity | None:
    """The length that a text of that label states as its one figure."""
    found = length_in(asked.text, text)
    if found is None:
        return None
    given = {"name": "written", "value": found.value, "unit": found.unit, "source": item.id}
    result = asked.need("calculate", expression="written", label=asked.text[:60], unit=found.unit, inputs=[given])
    return result.quantities[-1]


def wordings(question: str) -> list[list[Term]]:
    """The terms of the question as a whole, and without or of what stands in its brackets alone: 女儿墙（屋面栏板）."""
    bracketed = re.findall(r"[(（]([^)）]{2,40})[)）]", question)
    texts = [question, *([re.sub(r"[(（][^)）]*[)）]", " ", question), *bracketed] if bracketed else [])]
    return [terms for text in texts if (terms := terms_of(text))]


def _distinct(items: Sequence[Item]) -> list[Item]:
    return list({_plain(item.evidence.text): item for item in reversed(items)}.values())[::-1]


def _narrowed(asked: Asked, items: Sequence[Item]) -> list[Item]:
    """Those that look like the measure that is asked for, where some do: @ 16" O/C for a spacing."""
    kept = list(items)
    for words, sign in SIGNS:
        if asked.has(words) and not asked.has(PROPERTY):
            kept = [item for item in kept if re.search(sign, item.evidence.text, re.I)] or kept
    return kept


def terms_of(question: str) -> list[Term]:
    """The words of the question that a label about it would hold."""
    known, rest = english_of(question)
    terms = [Term(word, f"(?:{english}|{word})") for word, english in known]
    latin = ASKING.sub(" ", ATTRIBUTES.sub(" ", re.sub(r"[\u3400-\u9fff]", " ", rest)))
    for word in dict.fromkeys(re.findall(r"[A-Za-z][A-Za-z&-]{2,}", latin)):
        other = ABBREVIATED.get(word.upper()) or chinese_of(word)
        stem = re.escape(re.sub(r"(?:ings?|ed|e?s)$", "", word) if len(word) > 5 else re.sub(r"s$", "", word))
        terms.append(Term(word, rf"(?:\b{stem}|{other})" if other else rf"\b{stem}"))
    plain = IDLE_ZH.sub(" ", ASKING_ZH.sub(" ", rest))
    terms += [Term(word, word) for word in re.findall(r"[\u3400-\u9fff]{2,}", plain)]
    distinct = {term.pattern: term for term in terms}.values()
    return [
        one
        for n, one in enumerate(distinct)
        if not any(
            re.search(one.pattern, earlier.word, re.I) or re.search(earlier.pattern, one.word, re.I)
            for earlier in list(distinct)[:n]
        )
    ]


def _holding(asked: Asked, terms: Sequence[Term], fewest: int) -> list[Item]:
    """The labels and notes that hold most of the terms, of those that hold so many at least; notes before their lines, and before
    labels that run on over several notes."""
    notes = asked.need("read_notes", sheet=asked.sheet).items
    found = [
        *notes,
        *(
            label
            for label in _labels(asked, terms)
            if not any(_within(label, note) or _within(note, label) for note in notes)
        ),
    ]
    held = [(sum(bool(re.search(term.pattern, item.evidence.text, re.I)) for term in terms), item) for item in found]
    most = max((count for count, _ in held), default=0)
    return [item for count, item in held if count == most >= max(fewest, 1)]


def _labels(asked: Asked, terms: Sequence[Term]) -> Sequence[Item]:
    pattern = "|".join(term.pattern for term in terms)
    return (
        asked.need("find_text", pattern=pattern, regex=True, sheet=asked.sheet).items if len(pattern) < PATTERN else ()
    )


def _within(label: Item, note: Item) -> bool:
    a, b = label.evidence.box, note.evidence.box
    return (
        a is not None
        and b is not None
        and label.evidence.sheet == note.evidence.sheet
        and a[1] > b[1] - 1
        and a[3] < b[3] + 1
        and a[0] > b[0] - 1
    )


def _tells(asked: Asked, item: Item, terms: Sequence[Term]) -> bool:
    """Whether it says something beside the words asked for: a figure where a measure is asked, else other words."""
    text = item.evidence.text
    rest = text
    for term in terms:
        rest = re.sub(term.pattern + r"[A-Za-z]*", " ", rest, flags=re.I)
    if MEASURED.search(asked.text) and not asked.has(*NO_FIGURE):
        own = asked.has(PROPERTY)
        wanted = [] if own else [sign for words, sign in SIGNS if asked.has(words)]
        signed = any(re.search(sign, text, re.I) for sign in wanted)
        fits = signed if wanted else own or len(terms) > 1
        return bool(re.search(r"\d", text)) and len(text) < 4 * LONGEST and fits
    return bool(re.search(r"[A-Za-z]{3}|[\u3400-\u9fff]{2}|\d", rest)) and len(text) < 4 * LONGEST


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text.upper())


def best(text: str, terms: Sequence[Term]) -> str:
    """The whole of a short text, else the sentence that holds most of the terms."""
    if len(text) <= LONGEST:
        return text
    parts = [part.strip() for part in re.split(r"(?<=[.;。；])\s+", text)]
    return cut(max(parts, key=lambda part: sum(bool(re.search(t.pattern, part, re.I)) for t in terms)))


def cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0]


def nearest(asked: Asked) -> list[Item]:
    """The labels and notes that hold most of the words of a question, half of them at least."""
    terms = terms_of(asked.text)[:7]
    return _distinct(_narrowed(asked, _holding(asked, terms, (len(terms) + 1) // 2))) if terms else []


def not_there(asked: Asked) -> Reply | None:
    """A word of what is asked about stands nowhere on the drawing."""
    terms = terms_of(asked.text)
    terms += [Term(mark, rf"(?<![A-Za-z0-9]){re.escape(mark)}(?![0-9])") for mark in asked.marks]
    if not 0 < len(terms) <= 8 or nearest(asked):
        return None
    sheet = asked.sheet if asked.sheet_named else None
    missing = [
        term
        for term in terms
        if not GENERAL.fullmatch(term.word)
        and not asked.need("find_text", pattern=term.pattern, regex=True, sheet=sheet).items
    ]
    if not missing:
        return None
    words = asked.say(", ", "、").join(f"“{term.word}”" for term in missing)
    text = asked.say(
        f"Not found on the drawing: no text that could be read says {words}, so it does not state what is asked.",
        f"图上没有写出相关内容：能读出的文字中没有{words}，因此未写明所问内容。",
    )
    if asked.has(*HOW_MANY) and not MEASURED.search(asked.text):
        text += asked.say(
            " If it is drawn as a symbol, drag a box around one of them and ask how many there are.",
            "如果它是用图例符号画的，请框选其中一个，再问有多少个。",
        )
    text += asked.say(
        " A model connected with OPENAI_API_KEY can look further.", "设置 OPENAI_API_KEY 接入模型后，可以进一步查看。"
    )
    return Reply(text=text, verdict="refused")
