"""Which heading belongs to which table."""

from collections.abc import Sequence

from tools.kit.evidence import Box
from tools.kit.geometry import overlap, union
from tools.kit.headings import Heading
from tools.kit.tables import Table

TITLE_ABOVE, TITLE_BELOW, TITLE_BESIDE = 4.0, 3.0, 6.0  # heights of the title: how far it stands from its table


def titled(tables: Sequence[Table], headings: Sequence[Heading]) -> list[Table]:
    """With the heading that stands nearest above, below or beside; tables side by side may stand under one."""
    named = []
    for table in tables:
        if table.title:
            named.append(table)
            continue
        group = [table.box, *(other.box for other in tables if other is not table and _abreast(other, table))]
        heading = _nearest(table.box, headings) or _nearest(union(group), headings)
        if heading is None:
            named.append(table)
        else:
            kind = "legend" if heading.kind == "legend" else table.kind
            zone = _with(heading, table.box)
            named.append(table.model_copy(update={"title": heading.title, "kind": kind, "zone": zone}))
    return named


def _with(heading: Heading, box: Box) -> Box:
    """The table up or down to its heading, no wider than the table: beside a heading that juts out there may be a plan."""
    if overlap(heading.box[0], heading.box[2], box[0], box[2]) <= 0:
        return box
    return box[0], min(box[1], heading.box[1]), box[2], max(box[3], heading.box[3])


def _abreast(one: Table, other: Table) -> bool:
    """Side by side with their heads on one level, no further apart than two columns."""
    gap = -overlap(one.box[0], one.box[2], other.box[0], other.box[2])
    column = (one.box[2] - one.box[0]) / len(one.columns)
    return abs(one.box[1] - other.box[1]) < 0.1 * (one.box[3] - one.box[1]) and 0 <= gap < column


def _nearest(box: Box, headings: Sequence[Heading]) -> Heading | None:
    near = [(gap, i) for i, heading in enumerate(headings) if (gap := _apart(heading, box)) is not None]
    return headings[min(near)[1]] if near else None


def _apart(heading: Heading, table: Box) -> float | None:
    """How far a heading stands from the table, in its own heights; None where it does not belong to it."""
    if heading.kind == "notes":
        return None
    box, (x0, y0, x1, y1), height = heading.box, table, heading.height
    above, below = y0 - box[3], box[1] - y1
    across = overlap(box[0], box[2], x0, x1) > 0
    if across and -height < above < TITLE_ABOVE * height:
        return max(above, 0.0) / height
    if across and -height < below < TITLE_BELOW * height:
        return 1 + max(below, 0.0) / height
    gap = max(x0 - box[2], box[0] - x1) / height
    return 2 + gap if overlap(box[1], box[3], y0, y1) > 0 and 0 <= gap < TITLE_BESIDE else None
