"""Zones of a sheet: where its schedules, legends and notes stand, as far as their text shows it."""

from collections.abc import Sequence
from functools import lru_cache

from tools.kit.evidence import Box
from tools.kit.geometry import grown, inside, overlap, turned
from tools.kit.headings import Kind
from tools.kit.labels import Label, labels_of
from tools.kit.result import Frozen
from tools.kit.schedules import layout_of
from tools.kit.tables import Block, Table
from tools.kit.text import SheetReading, TextLine

ROOM = 0.5  # mm around a zone


class Zone(Frozen):
    kind: Kind
    title: str
    box: Box
    angle: int = 0


def zones_of(reading: SheetReading) -> list[Zone]:
    """Every table with its heading, and the block of rows under each other heading such as 门窗表, LEGEND or NOTES."""
    return list(_zones(reading))


@lru_cache(maxsize=16)
def _zones(reading: SheetReading) -> tuple[Zone, ...]:
    layout = layout_of(reading)
    return (*map(_of_table, layout.tables), *map(_of_block, layout.blocks))


def _of_table(table: Table) -> Zone:
    title = table.title or " / ".join(column.name for column in table.columns[:3] if column.name)
    return Zone(kind=table.kind, title=title, box=grown(table.zone, ROOM), angle=table.angle)


def _of_block(block: Block) -> Zone:
    return Zone(kind=block.kind, title=block.title, box=grown(block.box, ROOM), angle=block.angle)


def zone_at(zones: Sequence[Zone], box: Box) -> Zone | None:
    return next((zone for zone in zones if inside(box, zone.box)), None)


def row_of(reading: SheetReading, zone: Zone, box: Box) -> list[TextLine]:
    """The lines of a zone that stand on one row with the box, in reading order."""
    ours = turned(box, zone.angle)
    near = [(turned(line.box, zone.angle), line) for line in reading.visible if inside(line.box, zone.box)]
    row = [(at, line) for at, line in near if overlap(at[1], at[3], ours[1], ours[3]) > 0.4 * (ours[3] - ours[1])]
    return [line for _, line in sorted(row, key=lambda pair: pair[0][0])]


def plan_labels(reading: SheetReading) -> list[Label]:
    """The labels that stand on the views themselves, outside schedules, legends and notes."""
    zones = zones_of(reading)
    return [label for label in labels_of(reading.visible) if zone_at(zones, label.box) is None]
