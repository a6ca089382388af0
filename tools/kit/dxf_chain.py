"""Outlines that are drawn line by line: single lines, arcs and open polylines of a layer whose ends meet in rings."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
from ezdxf.math import Vec3

from tools.kit.dxf_text import Points
from tools.kit.dxf_walk import Record

MEET = 1e-5
"""Of the extent of what is chained: how near ends have to be to meet."""
MOST_LINKS = 120_000
"""Lines of a sheet beyond which none are chained."""
LONGEST = 400
"""Links of one ring."""
STEP = 0.02
"""Radians of an arc that one short side stands for."""

Node = tuple[int, int]


class Link(NamedTuple):
    """One line of a record, its points in order."""

    record: Record
    points: Points


def rings_of(records: Iterable[Record]) -> Iterator[tuple[Record, Points]]:
    """Each closed ring of links on one layer, with the record of one of them. Ends that lead nowhere are cut off first;
    where lines still branch there is no telling which ring is meant, and none is taken."""
    links = [link for record in records if (link := _link(record)) is not None]
    if not links or len(links) > MOST_LINKS:
        return
    ends = np.concatenate([link.points[[0, -1]] for link in links])
    slack = max(float(np.ptp(ends, axis=0).max()) * MEET, 1e-9)
    by_layer: dict[tuple[str, int, str], list[Link]] = defaultdict(list)
    for link in links:
        by_layer[link.record.layer, link.record.viewport, link.record.hidden].append(link)
    for together in by_layer.values():
        yield from _rings(together, slack)


def _link(record: Record) -> Link | None:
    points = _points(record.entity)
    if points is None or len(points) < 2 or not np.isfinite(points).all():
        return None
    return Link(record, points) if np.hypot(*(points[0] - points[-1])) > 0 else None


def _points(entity: Any) -> Points | None:
    kind = entity.dxftype()
    if kind == "LINE":
        return _flat([entity.dxf.start, entity.dxf.end])
    if kind == "ARC" and entity.dxf.radius > 0:
        return _flat(entity.flattening(entity.dxf.radius * STEP**2 / 8))
    if kind == "LWPOLYLINE" and not entity.closed and not entity.has_arc:
        return _flat(entity.vertices_in_wcs())
    return None


def _flat(points: Iterable[Any]) -> Points:
    return np.array([(float(p[0]), float(p[1])) for p in map(Vec3, points)], dtype=np.float64).reshape(-1, 2)


def _rings(links: list[Link], slack: float) -> Iterator[tuple[Record, Points]]:
    nodes = [(_node(link.points[0], slack), _node(link.points[-1], slack)) for link in links]
    at: dict[Node, set[int]] = defaultdict(set)
    seen: set[frozenset[Node]] = set()
    for number, (start, end) in enumerate(nodes):
        single = len(links[number].points) == 2
        if start != end and not (single and frozenset((start, end)) in seen):
            seen.add(frozenset((start, end)))
            at[start].add(number)
            at[end].add(number)
    _cut_dead_ends(at, nodes)
    left = {number for meeting in at.values() for number in meeting}
    while left:
        ring = _followed(min(left), at, nodes)
        left -= {number for number, _ in ring}
        if _closes(ring, at, nodes):
            parts = [links[n].points if ahead else links[n].points[::-1] for n, ahead in ring]
            yield links[ring[0][0]].record, np.concatenate([part[:-1] for part in parts])


def _node(point: Points, slack: float) -> Node:
    return round(float(point[0]) / slack), round(float(point[1]) / slack)


def _cut_dead_ends(at: dict[Node, set[int]], nodes: list[tuple[Node, Node]]) -> None:
    waiting = [node for node, meeting in at.items() if len(meeting) == 1]
    while waiting:
        for number in list(at[waiting.pop()]):
            for node in nodes[number]:
                at[node].discard(number)
                if len(at[node]) == 1:
                    waiting.append(node)


def _followed(first: int, at: dict[Node, set[int]], nodes: list[tuple[Node, Node]]) -> list[tuple[int, bool]]:
    """From one link to the next while the way does not branch; each with whether it is passed from its start to its end."""
    ring = [(first, True)]
    node = nodes[first][1]
    while len(at[node]) == 2 and len(ring) <= LONGEST:
        following = next(number for number in at[node] if number != ring[-1][0])
        if following == first:
            break
        ahead = nodes[following][0] == node
        ring.append((following, ahead))
        node = nodes[following][1 if ahead else 0]
    return ring


def _closes(ring: list[tuple[int, bool]], at: dict[Node, set[int]], nodes: list[tuple[Node, Node]]) -> bool:
    start = nodes[ring[0][0]][0]
    last, ahead = ring[-1]
    end = nodes[last][1 if ahead else 0]
    return 1 < len(ring) <= LONGEST and start == end and len(at[start]) == 2
