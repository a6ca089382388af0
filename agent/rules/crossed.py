"""Rules for tables whose columns are marks or storeys: what crosses the column of C2 with the row of the second floor."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.marked import AGGREGATE, HEADS, KINDS
from agent.rules.rows import MOST_ROWS, Line, lines_of, quoted, titles
from tools.kit.amounts import amount, unit_of_bare
from tools.kit.columns import column_kind
from tools.kit.quantity import Quantity
from tools.kit.result import ReadCell

ORDINALS = ("ground", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
CHINESE = "零一二三四五六七八九十"
STOREY = re.compile(
    r"\b(?P<en>ground|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|top|roof|basement|mezzanine|\d{1,2}(?:st|nd|rd|th))\s*(?:floor|level|storey|story)?\b"
    r"|(?P<zh>[首底顶夹一二三四五六七八九十]|地下[一二三]?|第?\s*-?\d{1,2})\s*层(?!高)|(?P<roof>屋[面顶])|\b(?:level|floor|storey)\s*(?P<n>-?\d{1,2})\b",
    re.I,
)
RANGE = re.compile(r"-?\d{1,3}\.\d{2,3}\s*[~～至到]\s*-?\d{1,3}\.\d{2,3}")
QUANTITY = KINDS[0][1]
MOST_SAID = 10


class Crossing(NamedTuple):
    line: Line
    cell: ReadCell


def crossed_by_mark(asked: Asked) -> Reply | None:
    """What a table says of a mark that heads a column: of the row that is asked for, else of every row."""
    if len(asked.marks) != 1 or asked.has(*AGGREGATE):
        return None
    found = [
        Crossing(line, cell)
        for line in _lines(asked)
        for cell in line.row.cells
        if _folded(cell.column) == _folded(asked.marks[0])
    ]
    if not found:
        return None
    fitting = [one for one in found if _row_fits(asked, one.line)]
    chosen = fitting or ([] if _names_row(asked) else found)
    written = [one for one in chosen if one.cell.text]
    counted = any(column_kind(one.line.name) == "quantity" for one in written)
    if not written or len(chosen) > MOST_SAID or (asked.has(QUANTITY) and not counted):
        return None
    return _said(asked, written, None if len(written) > 1 else _figure(asked, written[0]))


def storey_of_mark(asked: Asked) -> Reply | None:
    """How many C1518 on the second floor: the cell of its row under the head of that storey."""
    if len(asked.marks) != 1 or not asked.has(QUANTITY) or not STOREY.search(asked.text):
        return None
    mark = _folded(asked.marks[0])
    rows = [
        line
        for line in lines_of(asked.need("read_schedule", limit=MOST_ROWS, row=asked.marks[0]))
        if _folded(line.name) == mark and not line.row.total
    ]
    under = [
        Crossing(line, cell)
        for line in rows
        for cell in line.row.cells
        if cell.kind == "quantity" and storeys_in(cell.column) & storeys_in(asked.text)
    ]
    if len(under) != 1:
        return None
    figure = _figure(asked, under[0])
    return _said(asked, under, figure) if figure else None


def level_of_storey(asked: Asked) -> Reply | None:
    """The storey height or the level of a storey, by the row of that storey in a table of storeys."""
    wanted = [head for head, words in STOREY_COLUMNS if asked.has(words)]
    storeys = storeys_in(asked.text)
    if not wanted or not storeys or asked.marks:
        return None
    found = [
        Crossing(line, cell)
        for line in _lines(asked)
        if storeys_in(line.name, bare=True) & storeys
        and any(re.search(STOREYED, c.column, re.I) for c in line.row.cells)
        for cell in line.row.cells
        if any(re.search(head, cell.column, re.I) for head in wanted) and cell is not line.row.cells[line.row.key]
    ]
    written = [one for one in found if one.cell.text]
    if not written or len({one.cell.text for one in written}) > len(wanted):
        return None
    return _said(asked, written, _metres(asked, written[0]) if len(written) == 1 else None)


STOREYED = r"层\s*[号次]|楼\s*层|^FLOOR|STOREY|LEVEL"
STOREY_COLUMNS = ((r"层\s*高|(?:STOREY|FLOOR)\s*(?:TO\s*FLOOR\s*)?(?:HEIGHT|HT)", r"层高|\bstorey height|\bfloor[- ]to[- ]floor|\bheight of (?:the )?\w+ storey"),
                  (r"标\s*高|LEVEL|ELEV", r"标高|\blevel of\b|\belevation of\b|\b(?:floor|storey) (?:level|elevation)\b"))  # fmt: skip


def _lines(asked: Asked) -> list[Line]:
    """The rows of every table; of those that say the mark where there are too many."""
    result = asked.need("read_schedule", limit=MOST_ROWS, title="schedule")
    return [line for line in lines_of(result) if not line.row.total]


def _folded(text: str) -> str:
    return re.sub(r"[\s\-_]", "", text).upper()


def _names_row(asked: Asked) -> bool:
    return bool(
        STOREY.search(asked.text)
        or RANGE.search(asked.text)
        or asked.has(*(q for _, q in HEADS), *(q for k, q in KINDS if k not in ("size", "quantity")))
    )


def _row_fits(asked: Asked, line: Line) -> bool:
    """Whether the name of a row is the storey, the range of levels or the attribute that is asked for."""
    name = line.name
    ranges = {re.sub(r"[\s~～至到]+", "~", found) for found in RANGE.findall(asked.text)}
    if ranges:
        return re.sub(r"[\s~～至到]+", "~", name) in ranges
    if STOREY.search(asked.text):
        return bool(storeys_in(name) & storeys_in(asked.text))
    headed = any(asked.has(words) and re.search(head, name, re.I) for head, words in HEADS)
    return headed or any(asked.has(words) and column_kind(name) == kind for kind, words in KINDS)


def storeys_in(text: str, *, bare: bool = False) -> set[str]:
    """The storeys that a text names, as numbers and words: 二层 and SECOND FLOOR are what they say, 第3层 is 3."""
    found = {name for match in STOREY.finditer(text) if (name := _storey(match))}
    plain = re.fullmatch(r"\s*(-?\d{1,2}|[一二三四五六七八九十首])F?\s*", text)
    return found | ({_number(plain[1])} if bare and plain else set())


def _storey(match: re.Match[str]) -> str:
    if match["en"]:
        word = match["en"].lower()
        return str(ORDINALS.index(word)) if word in ORDINALS[1:] else re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", word)
    if match["roof"]:
        return "roof"
    return _number((match["zh"] or match["n"]).replace("第", "").strip())


def _number(word: str) -> str:
    if word in ("首", "底"):
        return "1"
    if word.startswith("地下"):
        return f"-{CHINESE.find(word[2:] or '一')}"
    return str(CHINESE.index(word)) if word in CHINESE else {"顶": "top", "夹": "mezzanine"}.get(word, word)


def _figure(asked: Asked, one: Crossing) -> Quantity | None:
    """The number of a cell that is nothing but a number: pieces where they are asked for, else a length whose unit is known."""
    value = amount(one.cell.text)
    if value is None or not (
        asked.has(QUANTITY)
        or column_kind(one.line.name) in ("width", "height", "thickness", "length")
        or "SILL" in one.line.name.upper()
    ):
        return None
    unit = "nos" if asked.has(QUANTITY) else unit_of_bare(str(value), one.line.name)
    return _entered(asked, one, str(value), unit) if unit else None


def _metres(asked: Asked, one: Crossing) -> Quantity | None:
    value = one.cell.text.strip()
    if not re.fullmatch(r"[-+±]?\d{1,3}(?:\.\d{1,3})?|\d{3,5}", value):
        return None
    return _entered(asked, one, value.lstrip("+±"), "mm" if re.fullmatch(r"\d{3,5}", value) else "m")


def _entered(asked: Asked, one: Crossing, value: str, unit: str) -> Quantity:
    given = {"name": "written", "value": value, "unit": unit, "source": one.line.item.id}
    return asked.need("calculate", expression="written", label=asked.text[:60], unit=unit, inputs=[given]).quantities[
        -1
    ]


def _said(asked: Asked, crossings: Sequence[Crossing], figure: Quantity | None) -> Reply:
    listed = asked.say("; ", "；").join(_parts(asked, crossings))
    where = titles([one.line for one in crossings], asked)
    lead = f"{figure.shown()} [{figure.id}]{asked.say('. ', '。')}" if figure else ""
    text = asked.say(f"{lead}By {where}: {listed}.", f"{lead}按{where}：{listed}。")
    return Reply(text=text, headline=figure.id if figure else None, verdict="answered")


def _parts(asked: Asked, crossings: Sequence[Crossing]) -> Iterator[str]:
    for line, cell in crossings:
        head = f"“{cell.column}”" if not re.search(r"\d", cell.column) else cell.column
        yield asked.say(
            f"{quoted(line.name, line.item)}, {head}: {quoted(cell.text, line.item)}",
            f"{quoted(line.name, line.item)}，{head}：{quoted(cell.text, line.item)}",
        )
