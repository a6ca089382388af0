"""Rules for whole schedules: how many rows or types, which rows hold a value, quantities and species of legends."""

import re
from collections.abc import Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.marked import HEADS, KINDS
from agent.rules.rows import (
    MOST_ROWS,
    SCHEDULE_NAMES,
    Line,
    asked_subjects,
    figure,
    lines_of,
    read_lines,
    subject,
    titles,
)
from agent.rules.schedules import HOW_MANY, OTHER, STOREY, sum_of
from agent.rules.words import named_things, says_all
from tools.kit.quantity import Quantity
from tools.kit.result import Result

ROWS = (r"\bhow many (?:rows|entries|lines|items|rooms)\b.*\b(?:schedule|table|legend)", r"\b(?:schedule|table|legend)\b.*\bhow many (?:rows|entries|items)\b", r"表.*[几多]少?[行项条]", r"number of rows")  # fmt: skip
TYPES = (r"\bhow many (?:different |distinct )?(?:\w+ ){0,2}(?:types?|kinds?|marks?|sorts?|sizes?)\b(?!\s+(?-i:[A-Z]\d{0,2}|\d{1,2})\b)", r"\bnumber of (?:\w+ ){0,2}types\b", r"[几多]少?种", r"[几多]少?个?(?:类型|编号|型号)", r"\blist\b.*\b(?:types|marks)\b", r"列出.*(?:类型|编号|型号)", r"有哪些(?:类型的)?[门窗柱梁](?:$|[?？。])")  # fmt: skip
SPECIES = (r"\bspecies\b", r"\bhow many (?:different )?(?:kinds? of )?(?:plants?|trees?)\b", r"[几多]少?种(?:植物|树|苗木|乔木|灌木)", r"植物.*[几多]少?种")  # fmt: skip
PLANTS = r"PLANT|TREE|LANDSCAP|植\s*物|苗\s*木|绿\s*化|乔\s*木"
TABLE_WORDS: tuple[tuple[str, str], ...] = (
    (r"\bfirst[- ]floor\b|首层|一层|1\s*层", r"FIRST|GROUND|\b1ST|首层|一层"), (r"\bground[- ]floor\b|首层|底层", r"GROUND|首层|底层"),
    (r"\bsecond[- ]floor\b|二层|2\s*层", r"SECOND|\b2ND|二层"), (r"\bbasement\b|地下室?", r"BASEMENT|地下"), (r"\broof\b|屋面", r"\bROOF|屋面"),
    (r"\brooms?\b|房间|室内", r"\bROOM|房间|室内"), (r"\bfinish(?:es)?\b|装修|做法|饰面", r"FINISH|装修|做法"), (r"\bmaterials?\b|材料", r"MATERIAL|材料"),
    (r"\bfootings?\b|基础|承台", r"FOOTING|FOUNDATION|基础|承台"), (r"\bspread\b|\bisolated\b|\bpad\b|独立", r"SPREAD|ISOLATED|\bPAD\b|独立"), (r"\bpatient\b|病房", r"PATIENT|病房"),
    (r"\bdoors?\b|门", r"DOOR|门|PINTU"), (r"\bwindows?\b|窗", r"WINDOW|窗|TINGKAP"), (r"\bcolumns?\b|柱", r"COLUMN|柱"), (r"\bbeams?\b|(?<!过)梁", r"BEAM|(?<!过)梁"),
    (r"\bpiles?\b|桩", r"PILE|桩"), (r"\blintels?\b|过梁", r"LINTEL|过梁"), (r"\bplants?\b|植物|苗木", PLANTS), (r"\blight(?:ing|s)?\b|灯具|照明", r"LIGHT|LUMINAIRE|灯具|照明"),
    (r"\bequipment\b|设备", r"EQUIPMENT|设备"), (r"\blegend\b|图例", r"LEGEND|图例"), (r"\bpanel\b|配电", r"PANEL|配电"), (r"\bplumbing\b|洁具|卫生", r"PLUMBING|SANITARY|洁具"),
)  # fmt: skip
VALUE = re.compile(
    r"(?<![A-Za-z0-9-])(?:[A-Z]{1,5}-\d{1,3}[A-Z]?|C\d{2}|M\d{2})(?![A-Za-z0-9-])|\d{3,5}\s*[x×X*]\s*\d{3,5}"
)
SIZED = re.compile(r"\d{3,5}\s*[x×X*]\s*\d{3,5}")
ONLY = (r"\bonly\b", r"\bnothing (?:else|but)\b", r"\bjust\b", r"仅", r"只")
WHICH = (
    r"\bwhich\b",
    r"\blist\b",
    r"\bwhat rooms\b",
    r"哪[些个几]",
    r"列出",
    r"的房间",
    r"\bhow many\b",
    r"多少",
    r"几[个间樘根]",
)
DRAWN = (r"\bdrawn\b", r"\bon the plans?\b", r"画", r"平面图?上", r"\bmatch", r"\bagree", r"一致", r"相符")
ROOMS_HAVE = (r"\brooms?\b", r"\bspaces?\b", "房间")
MOST_NAMED = 60


def count_of_rows(asked: Asked) -> Reply | None:
    """How many rows or types a schedule has."""
    types = asked.has(*TYPES)
    if asked.marks or asked.has(*SPECIES) or not (types or asked.has(*ROWS)) or _value(asked):
        return None
    lines = _of_one_table(asked)
    count = _number_of(asked, lines)
    if count is None or (types and len({line.name for line in lines}) != len(lines)):
        return None
    listed = asked.say(", ", "、").join(f"“{line.name}” [{line.item.id}]" for line in lines[:MOST_NAMED] if line.name)
    number = f"{count.value:f}"
    text = asked.say(
        f"{number} {'types' if types else 'rows'} [{count.id}] in {titles(lines, asked)}: {listed}.",
        f"{titles(lines, asked)}共 {number} {'种' if types else '行'} [{count.id}]：{listed}。",
    )
    return Reply(text=text, headline=count.id, verdict="answered")


def count_of_species(asked: Asked) -> Reply | None:
    """How many species a legend or schedule of plants lists."""
    if not asked.has(*SPECIES):
        return None
    lines = [line for line in body_lines(asked) if re.search(PLANTS, line.row.title, re.I)]
    count = _number_of(asked, lines)
    if (
        count is None
        or len({line.row.table for line in lines}) != 1
        or len({line.name for line in lines}) != len(lines)
    ):
        return None
    listed = asked.say(", ", "、").join(f"“{line.name}” [{line.item.id}]" for line in lines)
    text = asked.say(
        f"{count.value:f} species [{count.id}] are listed in {titles(lines, asked)}: {listed}.",
        f"{titles(lines, asked)}列出 {count.value:f} 种植物 [{count.id}]：{listed}。",
    )
    return Reply(text=text, headline=count.id, verdict="answered")


def body_lines(asked: Asked, **wanted: str | bool) -> list[Line]:
    """The rows of all tables; of those about what the question names where there are too many to be read at once."""
    lines = read_lines(asked, **wanted)
    named = asked_subjects(asked)
    if not lines and named:
        lines = read_lines(asked, title=named[0].name)
    return [line for line in lines if not line.row.total]


def _number_of(asked: Asked, lines: Sequence[Line]) -> Quantity | None:
    """The ledger's count of these rows: of their whole table, or of those in it that are about one thing."""
    if not lines:
        return None
    about = {found.name for line in lines if (found := subject(line))}
    for wanted in ({}, *({"title": name} for name in about if len(about) == 1)):
        for quantity in asked.need("read_schedule", limit=MOST_ROWS, **wanted).quantities:
            if re.fullmatch(
                rf"rows(?: of \d+)? in table {lines[0].row.table}", quantity.label
            ) and quantity.value == len(lines):
                return quantity
    return None


def _of_one_table(asked: Asked) -> list[Line]:
    """The rows about what the question names, where one table has them all; else those of the table that it names best."""
    lines = body_lines(asked)
    subjects = [one for one in asked_subjects(asked) if one.name != "room"]
    about = [line for line in lines if subject(line) in subjects and line.row.kind == "schedule"]
    return about if len({line.row.table for line in about}) == 1 else best_table(asked, about or lines)


def best_table(asked: Asked, lines: Sequence[Line]) -> list[Line]:
    """The table whose heading shares most words with the question, where there is one; of several pieces none."""
    tables = {line.row.table: line.row.title for line in lines}
    scores = {
        number: _score(asked, title, [x for x in lines if x.row.table == number]) for number, title in tables.items()
    }
    best = max(scores.values(), default=0)
    chosen = [number for number, score in scores.items() if score == best]
    if len(chosen) != 1 or (best == 0 and len(tables) > 1):
        return []
    return [line for line in lines if line.row.table == chosen[0]]


def _score(asked: Asked, title: str, lines: Sequence[Line]) -> int:
    """Words that both name; a table that holds rows of the thing in question counts as naming it."""
    words = sum(asked.has(q) and bool(re.search(t, title, re.I)) for q, t in TABLE_WORDS)
    subjects = asked_subjects(asked)
    return words or int(any(subject(line) in subjects for line in lines))


def rows_with(asked: Asked) -> Reply | None:
    """Which rooms have the floor finish VCT-1 only: the rows whose cell under that head holds the value."""
    value = _value(asked)
    if value is None or not asked.has(*WHICH):
        return None
    lines = body_lines(asked)
    near = best_table(asked, lines)
    column = _column(asked, near or lines)
    if column is None and not asked.has(*ROOMS_HAVE):
        return None
    wanted = {"title": near[0].row.title} if near and near[0].row.title else {}
    wanted |= {"column": column} if column else {}
    exact = {"exact": True} if asked.has(*ONLY) else {}
    result = asked.need("read_schedule", limit=MOST_ROWS, row=value, **wanted, **exact)
    subjects = [one for one in asked_subjects(asked) if one.name != "room"]
    found = [line for line in lines_of(result) if not line.row.total and line.name]
    found = [line for line in found if not subjects or subject(line) in subjects]
    found = [line for line in found if column or line.name.upper() != value.upper()]
    return _listed(asked, value, column or "", found, result) if found else None


def _listed(asked: Asked, value: str, column: str, found: Sequence[Line], result: Result) -> Reply:
    counts = [q for q in result.quantities if q.label.startswith("rows ")]
    counts = (
        [sum_of(asked, asked.say(f"rows with {value}", f"{value} 的行数"), counts)]
        if sum(q.value for q in counts) == len(found)
        else []
    )
    listed = asked.say(", ", "、").join(f"“{line.name}” [{line.item.id}]" for line in found[:MOST_NAMED])
    head = f"{figure(counts[0])} " if counts else ""
    only_en, only_zh = (" only", "仅") if asked.has(*ONLY) else ("", "")
    text = asked.say(
        f"{titles(found, asked)}, {column or 'rows with'} “{value}”{only_en} [{found[0].item.id}]: {head}{listed}.",
        f"{titles(found, asked)}中{f'“{column}”' if column else ''}{only_zh}为“{value}” [{found[0].item.id}] 的有 {head}：{listed}。",
    )
    return Reply(text=text, headline=counts[0].id if counts else None, verdict="answered")


def _value(asked: Asked) -> str | None:
    """What the cells are to hold: a code such as VCT-1, a grade, a size, or what is quoted."""
    found = VALUE.search(asked.text)
    return asked.quoted[0] if asked.quoted else found[0] if found else None


def _column(asked: Asked, lines: Sequence[Line]) -> str | None:
    """The words that the heads have in common which say most of what the question asks for."""
    columns = {cell.column: cell.kind for line in lines for cell in line.row.cells if cell.column}
    sized = {"size"} if SIZED.search(asked.text) else set()
    kinds = sized | {kind for kind, words in KINDS if kind != "quantity" and asked.has(words)}
    scores = {name: sum(bool(re.search(h, name, re.I)) and asked.has(q) for h, q in HEADS) for name in columns}
    best = max(scores.values(), default=0)
    named = [name for name, score in scores.items() if score == best > 0]
    named = named or [name for name, kind in columns.items() if kind in kinds]
    shared = [word for word in (named[0].split() if named else []) if all(word in name.split() for name in named)]
    return " ".join(shared) or None


def stated_quantity(asked: Asked) -> Reply | None:
    """The same, where the answer is plain: then it goes before counting what is drawn."""
    reply = None if asked_subjects(asked) else quantity_of_described(asked)
    return reply if reply and reply.verdict == "answered" else None


def quantity_of_described(asked: Asked) -> Reply | None:
    """How many ceiling fan points: the quantity of the row, of a legend mostly, that is described so."""
    if asked.marks or not asked.has(*HOW_MANY) or asked.has(*OTHER, *STOREY, *DRAWN):
        return None
    things = named_things(SCHEDULE_NAMES.sub(" ", asked.text))
    lines = [line for line in body_lines(asked) if line.row.amounts] if things else []
    found = [line for line in lines if says_all(_described(line), things)]
    found = [line for line in found if _says_plainly(asked.text, line)] or found
    if not found:
        return None
    several = len(found) > 1 and any(line.row.kind == "legend" for line in found)
    if several or any(len(line.amounts) != 1 for line in found):
        return _not_one(asked, found)
    total = sum_of(asked, asked.text[:60], [line.amounts[0] for line in found])
    rows = asked.say("; ", "；").join(_stated(line) for line in found)
    text = asked.say(
        f"{figure(total)}, the quantity that {titles(found, asked)} states: {rows}.",
        f"{figure(total)} 个，{titles(found, asked)}中的数量：{rows}。",
    )
    return Reply(text=text, headline=total.id, verdict="answered")


def _says_plainly(question: str, line: Line) -> bool:
    """Whether the question has the very words of its name: a floor trap is no gully trap, though a glossary makes them one."""
    name = line.cell("name")
    words = re.findall(r"[A-Z]{3,}|[\u3400-\u9fff]+", (name or line.row.cells[line.row.key]).text.upper())
    return bool(words) and all(word.removesuffix("S") in question.upper() for word in words)


def _stated(line: Line) -> str:
    name = line.cell("name") or line.row.cells[line.row.key]
    own = name.text if name.text in line.item.evidence.text else line.name
    return f"“{own}” [{line.item.id}] {figure(line.amounts[0])}"


def _described(line: Line) -> str:
    return " ".join(cell.text for i, cell in enumerate(line.row.cells) if i not in line.row.amounts)


def _not_one(asked: Asked, found: Sequence[Line]) -> Reply:
    rows = asked.say("; ", "；").join(f"“{line.item.evidence.text}” [{line.item.id}]" for line in found[:6])
    text = asked.say(
        f"No single quantity is stated for that; these rows fit: {rows}. Please name one.",
        f"没有唯一的数量；符合的行：{rows}，请指明。",
    )
    return Reply(text=text, verdict="refused")
