"""Dimensions along a direction: those on one line, and the chains that they make end to end."""

from collections.abc import Iterator, Sequence

from tools.kit.dims import Dim
from tools.kit.lines import frame


def ends_of(dims: Sequence[Dim], angle: float) -> list[float]:
    """Where dimensions on one line begin and end, each place once."""
    slack = max(slack_of(dim) for dim in dims)
    ends: list[float] = []
    for end in sorted(end for dim in dims for end in spans_in(dim, angle)):
        if not ends or end - ends[-1] > slack:
            ends.append(end)
    return ends


def spans_in(dim: Dim, angle: float) -> tuple[float, float]:
    """From where to where a dimension goes along a direction."""
    a, b = frame(*dim.start, angle)[0], frame(*dim.end, angle)[0]
    return min(a, b), max(a, b)


def level_of(dim: Dim, angle: float) -> float:
    return frame(*dim.start, angle)[1]


def runs_along(dim: Dim, angle: float) -> bool:
    """Whether a dimension measures in that direction."""
    along, across = (b - a for a, b in zip(frame(*dim.start, angle), frame(*dim.end, angle), strict=True))
    return abs(across) <= 0.03 * abs(along)


def chains_along(dims: Sequence[Dim], angle: float) -> list[list[Dim]]:
    """Dimensions end to end on one line, in the order of the direction; a lone dimension is a chain of one."""
    return [chain for line in on_lines(dims, angle) for chain in _joined(line, angle)]


def on_lines(dims: Sequence[Dim], angle: float) -> list[list[Dim]]:
    """Dimensions that stand on one line, in the order of the direction."""
    rows: list[list[Dim]] = []
    for dim in sorted((dim for dim in dims if runs_along(dim, angle)), key=lambda dim: level_of(dim, angle)):
        slack = slack_of(dim)
        row = next((row for row in rows if abs(level_of(row[0], angle) - level_of(dim, angle)) <= slack), None)
        if row is None:
            rows.append([dim])
        else:
            row.append(dim)
    return [sorted(row, key=lambda dim: spans_in(dim, angle)) for row in rows]


def _joined(row: Sequence[Dim], angle: float) -> Iterator[list[Dim]]:
    """Each dimension goes behind the chain that ends where it begins, or opens one."""
    chains: list[list[Dim]] = []
    for dim in row:
        start = spans_in(dim, angle)[0]
        ending = [chain for chain in chains if abs(spans_in(chain[-1], angle)[1] - start) <= slack_of(dim)]
        if ending:
            ending[0].append(dim)
        else:
            chains.append([dim])
    yield from chains


def slack_of(dim: Dim) -> float:
    """Millimetres on paper that ends of neighbouring dimensions may stand apart."""
    return 0.3 * min(dim.box[2] - dim.box[0], dim.box[3] - dim.box[1]) + 0.002 * dim.paper


def reach_of(dim: Dim) -> float:
    """Names stand less exactly over their axes than dimensions end on them."""
    return 2 * slack_of(dim)
