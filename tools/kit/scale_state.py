"""What the foot of a sheet says of its scale: the plotted one with what proves it, and the printed one where they differ."""

from decimal import Decimal
from typing import Any

from tools.kit.drawing import Sheet
from tools.kit.quantity import shown_value
from tools.kit.views import ViewScale, scale_of_sheet, view_scales

FIRM = ("user", "units", "viewport", "dimensions")


def scale_state(sheet: Sheet) -> dict[str, Any]:
    """{state, by, ratio, printed, disputed, relative, title, others}: of the sheet's one scale, else of the view that most
    places prove; `printed` is the note that belongs to it, `others` counts the views of another scale."""
    views = view_scales(sheet)
    chosen = scale_of_sheet(sheet) or (max(views, key=_weight) if views else ViewScale())
    others = {view.ratio.quantize(Decimal(1)) for view in views if _firm(view) == _firm(chosen)}
    return {
        "state": chosen.state, "by": chosen.by, "ratio": _plain(chosen.ratio), "disputed": chosen.disputed,
        "printed": _plain(chosen.note) if chosen.note else "", "relative": chosen.relative, "title": chosen.title,
        "others": len(others - {chosen.ratio.quantize(Decimal(1))}),
    }  # fmt: skip


def _firm(view: ViewScale) -> bool:
    return view.by in FIRM


def _weight(view: ViewScale) -> tuple[bool, bool, int]:
    return _firm(view), view.state == "confirmed", len(view.evidence)


def _plain(ratio: Decimal) -> str:
    """To four digits: a plot is not known more exactly."""
    return shown_value(Decimal(f"{ratio:.4g}"), "") if ratio else ""
