"""The measured viewports of a PDF page: /VP with /Measure of subtype RL (ISO 32000-1, 12.9)."""

import re
from collections import deque
from collections.abc import Iterator
from typing import Any, NamedTuple

import pymupdf

from tools.kit.evidence import Box

MM = 25.4 / 72
MILLIMETRES = {
    "mm": 1.0, "cm": 10.0, "dm": 100.0, "m": 1000.0, "km": 1e6, "in": 25.4, '"': 25.4, "inch": 25.4, "inches": 25.4,
    "ft": 304.8, "'": 304.8, "feet": 304.8, "foot": 304.8, "yd": 914.4, "pt": MM, "毫米": 1.0, "厘米": 10.0, "米": 1000.0,
}  # fmt: skip
WORD = re.compile(
    r"<<|>>|\[|\]|\d+\s+\d+\s+R|/[^\s<>\[\]()/]*|[-+]?\d*\.?\d+|\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>|\w+"
)
DEEPEST = 12


class MeasuredView(NamedTuple):
    """A viewport in mm on the sheet; `ratio` is real length per paper length along x, `ratio_y` along y."""

    box: Box
    ratio: float
    ratio_y: float
    text: str


def measured_views(document: Any, number: int) -> tuple[MeasuredView, ...]:
    """The viewports of a page, last first: where they overlap, the later one is meant."""
    page = document[number - 1]
    kind, value = document.xref_get_key(page.xref, "VP")
    views = _value(document, value, 0) if kind in ("array", "xref") else []
    found = [_view(page, view) for view in views if isinstance(view, dict)] if isinstance(views, list) else []
    return tuple(view for view in reversed(found) if view is not None)


def _view(page: Any, view: dict[str, Any]) -> MeasuredView | None:
    measure, corners = view.get("Measure"), view.get("BBox")
    if not isinstance(measure, dict) or not isinstance(corners, list) or len(corners) != 4:
        return None
    if measure.get("Subtype", "/RL") != "/RL":
        return None
    user_unit = _user_unit(page)
    across = _millimetres(measure, "X")
    down = _millimetres(measure, "Y") or across
    if not across or not down:
        return None
    corner = pymupdf.Rect(*map(float, corners)).normalize() * page.transformation_matrix * page.rotation_matrix
    box = (corner.x0 * MM, corner.y0 * MM, corner.x1 * MM, corner.y1 * MM)
    return MeasuredView(box, across / MM / user_unit, down / MM / user_unit, _text(measure.get("R", "")))


def _user_unit(page: Any) -> float:
    kind, value = page.parent.xref_get_key(page.xref, "UserUnit")
    return float(value) if kind in ("int", "float", "real") and float(value) > 0 else 1.0


def _millimetres(measure: dict[str, Any], axis: str) -> float | None:
    """Real millimetres of one unit of user space along that axis."""
    formats = measure.get(axis)
    first = formats[0] if isinstance(formats, list) and formats and isinstance(formats[0], dict) else None
    if first is None or not isinstance(first.get("C"), float):
        return None
    factor, unit = first["C"], MILLIMETRES.get(_text(first.get("U", "")).strip().lower())
    return float(factor * unit) if unit and factor > 0 else None


def _text(value: Any) -> str:
    return re.sub(r"\\(.)", r"\1", str(value)[1:-1]) if str(value).startswith("(") else ""


def _value(document: Any, source: str, depth: int) -> Any:
    """A PDF object as lists, dicts, floats and strings; references are followed."""
    return _parsed(document, deque(WORD.findall(source)), depth)


def _parsed(document: Any, words: deque[str], depth: int) -> Any:
    if not words or depth > DEEPEST:
        return None
    word = words.popleft()
    if word.endswith("R") and word[0].isdigit():
        return _value(document, document.xref_object(int(word.split()[0])), depth + 1)
    if word == "[":
        return list(_until(document, words, "]", depth))
    if word == "<<":
        parts = list(_until(document, words, ">>", depth))
        return {str(key)[1:]: value for key, value in zip(parts[::2], parts[1::2], strict=False)}
    return float(word) if re.fullmatch(r"[-+]?\d*\.?\d+", word) else word


def _until(document: Any, words: deque[str], end: str, depth: int) -> Iterator[Any]:
    while words and words[0] != end:
        yield _parsed(document, words, depth + 1)
    if words:
        words.popleft()
