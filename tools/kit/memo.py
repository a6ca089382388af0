"""What was found on a sheet, kept for as long as its file is open."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from tools.kit.drawing import Sheet

R = TypeVar("R")


def per_sheet(find: Callable[[Sheet], R]) -> Callable[[Sheet], R]:
    """The function, but each page of each open file is looked at once."""
    kept: WeakKeyDictionary[Any, dict[int, R]] = WeakKeyDictionary()

    @wraps(find)
    def remembered(sheet: Sheet) -> R:
        pages = kept.setdefault(sheet.source, {})
        if sheet.page not in pages:
            pages[sheet.page] = find(sheet)
        return pages[sheet.page]

    return remembered
