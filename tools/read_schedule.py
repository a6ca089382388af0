"""Tool: the schedules and legends of the sheets, row by row."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Annotated, NamedTuple

from pydantic import Field

from tools.kit.amounts import amount, amount_columns
from tools.kit.drawing import Drawing
from tools.kit.evidence import Evidence
from tools.kit.geometry import union
from tools.kit.language import Message
from tools.kit.quantity import Quantity
from tools.kit.result import Coverage, Item, ReadCell, ReadRow, Result, Withheld
from tools.kit.schedules import tables_of
from tools.kit.subjects import subject_of, subjects_in
from tools.kit.tables import Row, Table
from tools.kit.unread import partly_read

TITLE = Message(en="Reading schedules and legends", zh="读取表格和图例")
MOST_TABLES = 12
LONGEST_HEADS = 160
LONGEST_ROW = 800


class Found(NamedTuple):
    """A row of the table of that number, and how well it fits: 0 is best."""

    sheet: int
    number: int
    table: Table
    row: Row
    rank: int

    @property
    def name(self) -> str:
        return self.table.name(self.row)


class Wanted(NamedTuple):
    """What a row is to hold, under which head, and whether the cell may hold more."""

    words: str | None
    column: str | None
    exact: bool


def read_schedule(
    drawing: Drawing,
    sheet: Annotated[int | None, Field(description="only this sheet")] = None,
    title: Annotated[
        str | None,
        Field(description='words of the heading, or what the rows are: "door", "门窗表", "legend"'),
    ] = None,
    row: Annotated[str | None, Field(description="only rows of this mark (D2) or with these words")] = None,
    column: Annotated[str | None, Field(description="only where `row` stands under this head")] = None,
    exact: Annotated[bool, Field(description="only where the cell is just `row`")] = False,
    limit: Annotated[int, Field(description="most rows", ge=1, le=200)] = 10,
) -> Result:
    """Read schedules and legends (门窗表, 柱表, finishes, symbols) as rows, cells parted by |.

    Each row is one item; quote it with its e id. The quantity of a row is in the ledger (q), a printed total row apart, and how
    many rows of a table were found. Blank cells show as ∅: the drawing does not state them. "-DO-" means the cell above. With
    no rows wanted in particular, ask by `title` first: the summary lists every table with its heads."""
    tables = [(one.number, table) for one in drawing.chosen(sheet) for table in tables_of(one.reading)]
    chosen = _chosen([(one, n, table) for n, (one, table) in enumerate(tables, 1)], title)
    wanted = Wanted(row, column, exact)
    rows = sorted(
        _rows(chosen, title, wanted), key=lambda found: (found.rank, not _is_titled(found.table, title), found.number)
    )
    shown = [] if len(rows) > limit and title is None and row is None else rows[:limit]
    return Result(
        summary=_summary(tables, _with_rows(chosen, rows), len(rows), len(shown), title or row),
        quantities=(*_counts(chosen, rows), *(quantity for found in shown for quantity in _quantities(found))),
        items=tuple(map(_item, shown)),
        total_items=len(rows),
        withheld=tuple(withheld for found in shown for withheld in _unread(found)),
        coverage=_coverage(drawing, sheet),
    )


def _chosen(tables: list[tuple[int, int, Table]], title: str | None) -> list[tuple[int, int, Table]]:
    """All; those of just that heading; else those about what it says."""
    if title is None:
        return tables
    named = [entry for entry in tables if _folded(entry[2].title) == _folded(title)]
    return named or [entry for entry in tables if _about(entry[2], title)]


def _is_titled(table: Table, words: str | None) -> bool:
    """Whether all of the words, several, stand in the heading: those tables come first."""
    return words is not None and len(words.split()) > 1 and _holds(table.title, words)


def _about(table: Table, words: str) -> bool:
    """Whether the heading holds all of the words, the table is of that kind, or a row of it is about what they name."""
    if words.casefold() in (table.kind, f"{table.kind}s") or _holds(table.title, words):
        return True
    named = {subject.name for subject in subjects_in(words)}
    return bool(named) and any(_subject(table, row) in named for row in table.body)


def _subject(table: Table, row: Row) -> str | None:
    """What a row is about; one whose name is not there, what both of its neighbours are."""
    own = _own_subject(table, row)
    if own or table.name(row) or row.kind != "body":
        return own
    at = table.rows.index(row)
    near = [_own_subject(table, other) for other in (*table.rows[max(at - 1, 0) : at], *table.rows[at + 1 : at + 2])]
    return near[0] if len(near) == 2 and near[0] == near[1] else None


def _own_subject(table: Table, row: Row) -> str | None:
    texts = [table.text(row, i) for i, column in enumerate(table.columns) if column.kind in ("name", "remark")]
    heads = " / ".join(column.name for column in table.columns)
    found = subject_of(table.title, [*texts, row.section], table.name(row), heads)
    return found.name if found else None


def _holds(text: str, words: str) -> bool:
    folded = re.sub(r"\s", "", text).casefold()
    return bool(words.strip()) and all(word.casefold() in folded for word in words.split())


def _rows(tables: Sequence[tuple[int, int, Table]], title: str | None, wanted: Wanted) -> Iterator[Found]:
    named = {subject.name for subject in subjects_in(title or "")}
    for sheet, number, table in tables:
        titled = {subject.name for subject in subjects_in(table.title)}
        whole = not named or (bool(titled) and titled <= named)
        for row in table.rows:
            fits = _rank(table, row, wanted) if row.kind != "section" else None
            if fits is not None and (whole or row.kind == "total" or _subject(table, row) in named):
                yield Found(sheet, number, table, row, fits)


def _with_rows(tables: Sequence[tuple[int, int, Table]], rows: Sequence[Found]) -> list[tuple[int, int, Table]]:
    held = {found.number for found in rows}
    return [entry for entry in tables if entry[1] in held]


def _rank(table: Table, row: Row, wanted: Wanted) -> int | None:
    """0 for the row of that mark, 1 for a cell that says just that, 2 for one that holds it; None for others."""
    if wanted.words is None:
        return 0
    folded = _folded(wanted.words)
    under = [i for i, column in enumerate(table.columns) if wanted.column is None or _holds(column.name, wanted.column)]
    cells = [_folded(table.text(row, i)) for i in under]
    if table.key in under and _folded(table.name(row)) == folded:
        return 0
    if folded in cells:
        return 1
    return 2 if not wanted.exact and any(_within(folded, cell) for cell in cells) else None


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("×", "x").replace("*", "x").split())


def _within(words: str, cell: str) -> bool:
    """Whether the words stand in the cell, whole: D2 does not stand in D20."""
    start, end = ("(?<![a-z0-9])" if words[:1].isascii() else ""), ("(?![a-z0-9])" if words[-1:].isascii() else "")
    return bool(words) and bool(re.search(start + re.escape(words).replace(r"\ ", r"\s*") + end, cell))


def _item(found: Found) -> Item:
    table, row = found.table, found.row
    text = " | ".join(_shown(table, row, i) for i in range(len(row.cells)))[:LONGEST_ROW]
    written = [cell.confidence for cell in row.cells if cell.text]
    evidence = Evidence(
        sheet=found.sheet, box=row.box, method="schedule", text=text, confidence=min(written, default=1.0)
    )
    cells = tuple(
        ReadCell(
            column=column.name,
            kind=column.kind or "",
            text=table.name(row) if i == table.key else table.text(row, i),
            box=cell.box,
            confidence=cell.confidence,
        )
        for i, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True))
    )
    read = ReadRow(
        table=found.number, title=table.title, kind=table.kind, total=row.kind == "total", section=row.section,
        subject=(_subject(table, row) or "") if row.kind == "body" else "", key=table.key, amounts=_amounts(table), cells=cells,
    )  # fmt: skip
    note = f"{'total of ' if read.total else ''}table {found.number}{', ' + row.section if row.section else ''}"
    return Item(label=text, evidence=evidence, note=note, row=read)


def _shown(table: Table, row: Row, column: int) -> str:
    """A cell as it is written; ∅ for a blank one, the name in brackets where it stands in a row above."""
    written = row.cells[column].text
    return written or (f"({table.name(row)})" if column == table.key and table.name(row) else "∅")


def _amounts(table: Table) -> tuple[int, ...]:
    return amount_columns([(column.name, column.kind) for column in table.columns])


def _counts(tables: Sequence[tuple[int, int, Table]], rows: Sequence[Found]) -> Iterator[Quantity]:
    """How many rows of each table were found; a printed total row is none."""
    for sheet, number, table in tables:
        here = [found.row for found in rows if found.number == number and found.row.kind == "body"]
        if here:
            boxes = union(row.box for row in here)
            source = Evidence(sheet=sheet, box=boxes, method="schedule", text=table.title)
            part, zh = (
                ("", "") if len(here) == len(table.body) else (f" of {len(table.body)}", f"（共 {len(table.body)} 行）")
            )
            yield Quantity(
                value=Decimal(len(here)), unit="nos", label=f"rows{part} in table {number}",
                label_zh=f"表 {number} 的行数{zh}", sources=(source,),
            )  # fmt: skip


def _quantities(found: Found) -> Iterator[Quantity]:
    columns = _amounts(found.table)
    for i in columns:
        value = amount(found.table.text(found.row, i))
        if value is not None:
            cell = found.row.cells[i]
            source = Evidence(
                sheet=found.sheet, box=cell.box, method="schedule", text=cell.text, confidence=cell.confidence
            )
            label = _label(found, i if len(columns) > 1 else None)
            yield Quantity(value=value, unit="nos", label=label.en, label_zh=label.zh, sources=(source,))


def _label(found: Found, column: int | None) -> Message:
    name, number = (found.name or found.table.columns[found.table.key].name)[:60], found.number
    en, zh = (
        (f", {text}", f"，{text}") if column is not None and (text := found.table.columns[column].name) else ("", "")
    )
    if found.row.kind == "total":
        return Message(en=f"total row of table {number}{en}", zh=f"表 {number} 的合计行{zh}")
    return Message(en=f"{name} in table {number}{en}", zh=f"表 {number} 中的 {name}{zh}")


def _unread(found: Found) -> Iterator[Withheld]:
    """Cells of quantities that say something, but no plain number."""
    for i in _amounts(found.table):
        cell = found.row.cells[i]
        if cell.text and amount(found.table.text(found.row, i)) is None:
            source = Evidence(
                sheet=found.sheet, box=cell.box, method="schedule", text=cell.text, confidence=cell.confidence
            )
            reason = Message(
                en=f"its quantity reads “{cell.text}”, which is no plain number",
                zh=f"数量写作“{cell.text}”，不是单一数字",
            )
            yield Withheld(label=found.name[:60] or "row", reason=reason, evidence=source)


def _summary(
    tables: Sequence[tuple[int, Table]],
    chosen: Sequence[tuple[int, int, Table]],
    found: int,
    shown: int,
    asked: str | None,
) -> str:
    if not tables:
        return "No schedule or legend was found. find_text finds words wherever they stand."
    if not chosen:
        listed = [(sheet, n, table) for n, (sheet, table) in enumerate(tables, 1)]
        return f"No table fits {asked!r}. There are: {_listed(listed)}"
    cut = f" {found - shown} rows left out: narrow with title or row, or raise limit." if found > shown else ""
    return f"{found} rows in {len(chosen)} tables.{cut} {_listed(chosen)}"


def _listed(tables: Sequence[tuple[int, int, Table]]) -> str:
    lines = [
        f"table {number} ({table.kind} “{table.title or 'untitled'}”, sheet {sheet}, {len(table.body)} rows): {_heads(table)}"
        for sheet, number, table in tables[:MOST_TABLES]
    ]
    more = f"; {len(tables) - MOST_TABLES} more tables" if len(tables) > MOST_TABLES else ""
    return "; ".join(lines) + more


def _heads(table: Table) -> str:
    heads = " | ".join(column.name or "–" for column in table.columns)
    return heads if len(heads) <= LONGEST_HEADS else heads[: LONGEST_HEADS - 1] + "…"


def _coverage(drawing: Drawing, sheet: int | None) -> Coverage:
    numbers = str(sheet) if sheet else f"1–{len(drawing.sheets)}" if len(drawing.sheets) > 1 else "1"
    return Coverage(
        searched=(Message(en=f"schedules and legends of sheet {numbers}", zh=f"第 {numbers} 张图的表格和图例"),),
        not_searched=tuple(partly_read(drawing.chosen(sheet))),
    )
