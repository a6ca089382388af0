"""Labels: text lines that stand under each other and belong together, such as CORRIDOR / CE-3 / 706 SF."""

from collections.abc import Sequence

from tools.kit.evidence import Box, Evidence
from tools.kit.geometry import overlap, turned, union
from tools.kit.result import Frozen
from tools.kit.text import TextLine

LINE_SPACING = 1.25  # of the text height: a wider gap parts two labels
MOST_LINES = 8  # longer stacks are paragraphs and tables, not labels


class Label(Frozen):
    lines: tuple[TextLine, ...]

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def box(self) -> Box:
        return union(line.box for line in self.lines)

    def evidence(self, sheet: int) -> Evidence:
        return Evidence(
            sheet=sheet,
            box=self.box,
            method=self.lines[0].method,
            text=self.text,
            confidence=min(line.confidence for line in self.lines),
        )


def _belongs_under(upper: Box, lower: Box, height: float) -> bool:
    gap = lower[1] - upper[3]
    shared = overlap(upper[0], upper[2], lower[0], lower[2])
    same_edge = abs(upper[0] - lower[0]) < height or abs(sum(upper[::2]) - sum(lower[::2])) / 2 < height
    return -0.6 * height <= gap <= LINE_SPACING * height and shared > 0 and same_edge


def labels_of(lines: Sequence[TextLine]) -> list[Label]:
    """Joins lines of one angle and about one height whose neighbours below share their left edge or their middle.

    A line has at most one line under it: the nearest. Stacks of more than `MOST_LINES` come back line by line.
    """
    stacks: list[list[TextLine]] = []
    for angle in sorted({round(line.angle) for line in lines}):
        turned_lines = [(turned(line.box, angle), line) for line in lines if round(line.angle) == angle]
        stacks += _stacks(sorted(turned_lines, key=lambda pair: pair[0][1]))
    return [Label(lines=tuple(part)) for stack in stacks for part in _parts(stack)]


def _parts(stack: list[TextLine]) -> list[list[TextLine]]:
    return [stack] if len(stack) <= MOST_LINES else [[line] for line in stack]


def _stacks(lines: list[tuple[Box, TextLine]]) -> list[list[TextLine]]:
    """Top to bottom: each line goes under the open stack whose last line it belongs under, or opens one."""
    done: list[list[TextLine]] = []
    open_stacks: list[tuple[Box, list[TextLine]]] = []
    for box, line in lines:
        height = line.height or box[3] - box[1]
        open_stacks = [entry for entry in open_stacks if box[1] - entry[0][3] < 3 * height + 3]
        fits = [
            index
            for index, (last, stack) in enumerate(open_stacks)
            if _belongs_under(last, box, height) and _same_height(stack[-1], line)
        ]
        if fits:
            best = max(fits, key=lambda index: open_stacks[index][0][3])
            open_stacks[best][1].append(line)
            open_stacks[best] = (box, open_stacks[best][1])
        else:
            done.append([line])
            open_stacks.append((box, done[-1]))
    return done


def _same_height(one: TextLine, other: TextLine) -> bool:
    a, b = max(one.height, 0.1), max(other.height, 0.1)
    return 0.6 < a / b < 1.7
