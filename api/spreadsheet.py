"""Quantities as files for spreadsheets: formulas that still compute, sources beside each figure, and no live text."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from api.formula import formula
from api.review import Row
from tools.kit.evidence import Evidence
from tools.kit.language import Language
from tools.kit.quantity import UNITS, unit_named

LIVE = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a text that starts with one of these for a formula."""
COLUMNS = {
    "quantity": ("No.", "编号", 7), "question": ("Question", "问题", 34), "label": ("Quantity", "名称", 34),
    "value": ("Value", "数值", 13), "unit": ("Unit", "单位", 8), "state": ("State", "状态", 11), "by": ("By", "由", 18),
    "at": ("At", "时间", 17), "formula": ("Formula", "计算式", 26), "sources": ("Sources", "出处", 60),
    "proposed": ("Proposed", "原值", 13), "note": ("Note", "备注", 26),
}  # fmt: skip
STATES = {"proposed": "提议", "corrected": "已修正", "approved": "已批准"}
MOST_SOURCES = 12


def harmless(value: Any) -> Any:
    """The value as a spreadsheet may open it: text that would be run as a formula is led by an apostrophe."""
    text = "" if value is None else value
    return f"'{text}" if isinstance(text, str) and text[:1] in LIVE else text


def as_csv(rows: Sequence[Row], language: Language) -> str:
    sink = io.StringIO()
    writer = csv.writer(sink)
    writer.writerow(_heads(language))
    for row in rows:
        cells = _cells(row, language)
        writer.writerow([cells[name] if name in ("value", "proposed") else harmless(cells[name]) for name in COLUMNS])
    return "\ufeff" + sink.getvalue()


def as_xlsx(rows: Sequence[Row], title: str, language: Language) -> bytes:
    """One sheet: computed values are formulas over the cells of their inputs."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = re.sub(r"[\[\]:*?/\\]", " ", title)[:31].strip("' ") or "Quantities"
    sheet.append(_heads(language))
    column = get_column_letter(list(COLUMNS).index("value") + 1)
    places = {(row.run, row.quantity): f"{column}{at}" for at, row in enumerate(rows, 2)}
    units = {(row.run, row.quantity): row.unit for row in rows}
    for at, row in enumerate(rows, 2):
        _write(sheet, at, row, formula_of(row, places, units), language)
    _dress(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _heads(language: Language) -> list[str]:
    return [zh if language == "zh" else en for en, zh, _ in COLUMNS.values()]


def _cells(row: Row, language: Language) -> dict[str, Any]:
    time = datetime.fromtimestamp(row.at, UTC).strftime("%Y-%m-%d %H:%M")
    state = STATES[row.state] if language == "zh" else row.state
    sources = "; ".join(_source(source, language) for source in row.sources[:MOST_SOURCES])
    more = len(row.sources) - MOST_SOURCES
    more_text = f"; … 另有 {more} 处" if language == "zh" else f"; … and {more} more"
    return {
        **row.model_dump(include={"quantity", "question", "label", "unit", "by", "note"}), "value": row.value,
        "proposed": row.proposed, "state": state, "at": time, "formula": row.expression or "",
        "sources": sources + (more_text if more > 0 else ""),
    }  # fmt: skip


def _source(source: Evidence, language: Language) -> str:
    box = ", ".join(f"{value:.1f}" for value in source.box) if source.box else ""
    sheet = (f"第 {source.sheet} 张" if language == "zh" else f"sheet {source.sheet}") if source.sheet else ""
    place = f"{sheet} ({box} mm)" if box else sheet
    return " ".join(filter(None, (place, source.method, f"“{source.text[:80]}”" if source.text else "")))


def formula_of(row: Row, places: Mapping[tuple[str, str], str], units: Mapping[tuple[str, str], str]) -> str | None:
    """The expression over the cells of its inputs, in the base units in which it was computed. None for a value that was
    not computed or that the user set himself."""
    if not row.expression or row.own or row.stale:
        return None
    cells = {
        name: _scaled(places[row.run, name], unit_named(units[row.run, name]).factor)
        for name in row.inputs
        if (row.run, name) in places
    }
    text, factor = formula(row.expression, cells), UNITS[row.unit].factor
    if text is None:
        return None
    return f"={text}" if factor == 1 else f"={text}/{_number(factor)}"


def _scaled(place: str, factor: Fraction) -> str:
    return place if factor == 1 else f"({place}*{_number(factor)})"


def _number(factor: Fraction) -> str:
    return str(factor.numerator) if factor.denominator == 1 else f"({factor.numerator}/{factor.denominator})"


def _write(sheet: Any, at: int, row: Row, formula: str | None, language: Language) -> None:
    cells = _cells(row, language)
    for number, name in enumerate(COLUMNS, 1):
        cell, value = sheet.cell(at, number), cells[name]
        if name in ("value", "proposed"):
            cell.value = formula if formula and name == "value" else float(value)
        else:
            cell.value = harmless(value)
            cell.data_type = "s"
        cell.alignment = Alignment(vertical="top", wrap_text=name in ("question", "label", "sources", "note"))
        cell.font = Font(bold=row.headline)


def _dress(sheet: Any) -> None:
    for number, (_, _, width) in enumerate(COLUMNS.values(), 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        head = sheet.cell(1, number)
        head.font, head.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1D5FA8")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
