"""From what the engine reads to text lines: which way up a row is, what is linework and no text, what was read twice."""

import math
import re
from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple

from tools.kit.geometry import covered
from tools.kit.ocr_cuts import FIRST, Look
from tools.kit.ocr_engine import Said
from tools.kit.ocr_lines import Grey
from tools.kit.ocr_rows import Row
from tools.kit.ocr_views import View
from tools.kit.ocr_words import HALF, labels_of, spaced
from tools.kit.text import TextLine, normalised

Recogniser = Callable[[Sequence[Grey]], list[Said]]

LEAST_SCORE, LONE_SCORE = 0.6, 0.9
"""Below which a text is no text; a lone character, as symbols are taken for, needs more."""
SURE, SURE_STANDING = 0.93, 0.97
BETTER = 0.05
"""By how much a row has to read better upside down to be taken so."""
AS_WRITTEN = 0.2
"""What speaks for the way up in which a number or a mark reads as such are written."""
EITHER_WAY = set("01689HIMNOSWXZxosz-.,:×+=/%()[] ")
"""Characters that are characters upside down as well."""
BACKWARDS = re.compile(r"0\d{2,}|00[\d.,~]+|[\d.,~]+[-—]|\d{1,3}[MW]")
INCHES = re.compile(r"(\d' ?-? ?\d{1,2}(?: ?\d/\d{1,2})?)[°º*]")
BARS = re.compile(r"(\d[ΦφØ∅]\d\d?) ?[:,.] ?(?=\d[ΦφØ∅]\d)")
"""Bars above and below a beam, which a semicolon parts."""
BOTH_WAYS = re.compile(r"^([BT])[;.,]?(?=X ?& ?Y)")
"""Bars of a slab, in both directions."""
LEADER = re.compile(r"^[—–_|]+ ?(?=\w)|(?<=\w) ?[—–_|]+$|^-+(?=\d+-?[A-Z]\d)|(?<=[A-Z]\d\d)-+$")
STRAY = re.compile(r"(?<=[\w)\"'])!$|(?<=\d)i$|^i(?=\d)")
"""What bits of lines beside a text are taken for."""
STROKES = set("1Il|!-—－一二三十日口中+=:;.,'\"iTEFHLtJ[]()（）/\\工土王丁上下目田非廿艹卅｜丨ニーＨ")
"""Characters that linework is taken for."""
STROKE = set("1Il|ijﾉノ/\\")
"""What a lone stroke is taken for."""
STROKE_SCORE = 0.995
"""From which it is a figure one all the same."""
CHINESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
NAUGHTS = re.compile("[0Oo○〇]{3,}")
"""What rows of rings are taken for."""
ROUND, RING = set("O0oQCDGUce○〇"), 2.6
"""What a ring or an arc is taken for, and its height over that of the page's texts from which it may be one."""
CUT_SHORT = 1.08
"""Length of a line over that of a large one from which the large one lacks its end."""
TORN = 0.6
"""Share of a row's pieces that linework left from which its text has to be more than strokes."""
LEVEL = re.compile(r"\d{1,3}\.\d{3}")
UNSIGNED = 0.55
"""How sure a level is at most that was parted from linework all over: its minus may have gone with the lines."""
SLANT = 2.0
OVER = 0.4


class Reading(NamedTuple):
    """What the engine says of a row, how sure it is, and whether the row stands upside down. `places` are the middles of its
    characters, in heights of the row from where the reading starts; `most` is how sure it may be told, where there is a doubt."""

    text: str
    score: float
    upside_down: bool
    places: tuple[float, ...] = ()
    most: float = 1.0


def reading_of(said: Said, look: Look, upside_down: bool) -> Reading:
    """What a cut says, with the blanks that the engine passes over."""
    places = tuple(look.along(place) for place in said.places)
    text, places = spaced(said.text, places)
    return Reading(text, said.score, upside_down, places)


class Read(NamedTuple):
    """A row as it was read, in pixels of the working picture as it lay. `torn` is the share of its pieces left by linework."""

    text: str
    score: float
    row: Row
    turned: bool
    upside_down: bool
    torn: float
    places: tuple[float, ...] = ()
    most: float = 1.0

    def parts(self) -> "list[Read]":
        """It, or the labels that stand so far apart in it that they are labels of their own."""
        spans = labels_of(self.text, self.places)
        if len(spans) < 2:
            return [self]
        ends = [(self.places[first] - HALF, self.places[last - 1] + HALF) for first, last in spans]
        return [
            self._replace(text=self.text[first:last], row=self.row.part(*reach, self.upside_down), places=())
            for (first, last), reach in zip(spans, ends, strict=True)
        ]


def settled(cuts: Sequence[Grey], turned: bool, recognise: Recogniser) -> list[Reading]:
    """Each row's text, score and whether it stood upside down; those that may are read both ways up."""
    first = recognise(cuts)
    doubtful = [i for i, said in enumerate(first) if _may_stand_upside_down(said.text, said.score, turned)]
    other = dict(zip(doubtful, recognise([cuts[i][::-1, ::-1] for i in doubtful]), strict=True))
    return [_surer(said, other.get(i, said)) for i, said in enumerate(first)]


def _may_stand_upside_down(text: str, score: float, turned: bool) -> bool:
    return score < (SURE_STANDING if turned else SURE) or (turned and set(text) <= EITHER_WAY) or _backwards(text)


def _backwards(text: str) -> bool:
    """Whether it is written as numbers and marks are upside down: 6000 is 0009, 9.000 is 000.6, -0.600 is 009.0-, W8 is 8M."""
    return bool(BACKWARDS.fullmatch(text.strip()))


def _surer(upright: Said, upside_down: Said) -> Reading:
    if len(upright.text.strip()) == 1 and upright.score > SURE:
        return reading_of(upright, FIRST, False)  # a lone 6 would be a 9 as well
    as_written = _backwards(upside_down.text) - _backwards(upright.text)
    turned = upside_down.score > upright.score + (AS_WRITTEN * as_written or BETTER)
    return reading_of(upside_down if turned else upright, FIRST, turned)


def kept(reads: Sequence[Read], view: View) -> list[TextLine]:
    """The text lines of a page, each once, from the top down."""
    lines: list[TextLine] = []
    parts = [part for read in reads for part in read.parts()]
    for line in sorted(_upright([_line(read, view) for read in parts if is_text(read)]), key=_weight):
        if not any(covered(line.box, other.box) > OVER for other in lines):
            lines.append(line)
    return sorted(_without_rings(_of_one_script(lines)), key=lambda line: (line.box[1], line.box[0]))


def _of_one_script(lines: Sequence[TextLine]) -> list[TextLine]:
    """Without Chinese characters that stand alone on a page of no other Chinese: arrows and fittings are taken for them."""
    chinese = any(len(CHINESE.findall(line.text)) > 1 for line in lines)
    return [line for line in lines if chinese or not CHINESE.fullmatch(line.text)]


def _without_rings(lines: Sequence[TextLine]) -> list[TextLine]:
    """Without round characters that stand alone, far higher than the page's texts and than other characters that stand alone, as
    the names of axes do: rings and arcs are taken for them."""
    usual = [line.height for line in lines if len(line.text) > 1 and not _round(line)]
    names = [line.height for line in lines if len(line.text) == 1 and not _round(line)]
    most = RING * median(usual) if usual else math.inf
    return [line for line in lines if not _round(line) or line.height < most or _alike(line.height, names) > 1]


def _upright(lines: Sequence[TextLine]) -> list[TextLine]:
    """Without characters that stand alone on their side or their head, on a page most of whose texts stand upright."""
    angles = [round(line.angle / 90) % 4 for line in lines if len(line.text) > 1]
    any_way = 2 * angles.count(0) <= len(angles)
    return [line for line in lines if any_way or len(line.text) > 1 or round(line.angle / 90) % 4 == 0]


def _round(line: TextLine) -> bool:
    return set(line.text) <= ROUND


def _alike(height: float, heights: Sequence[float]) -> int:
    return sum(0.8 < other / height < 1.25 for other in heights)


def with_large(lines: Sequence[TextLine], large: Sequence[TextLine]) -> list[TextLine]:
    """The lines, and in place of pieces of large ones these as a whole."""
    rest = [line for line in lines if not any(_is_part(line, whole) for whole in large)]
    new = [whole for whole in large if not any(covered(whole.box, line.box) > OVER for line in rest)]
    lost = [line for line in lines if line not in rest and not any(_is_part(line, whole) for whole in new)]
    return sorted([*rest, *lost, *new], key=lambda line: (line.box[1], line.box[0]))


def _is_part(line: TextLine, whole: TextLine) -> bool:
    """Whether it is the large line itself or a piece of it, and says no more, nor goes on where that was cut short."""
    alike = 0.6 < line.height / max(whole.height, 0.1) < 1.7 and _length(line) < CUT_SHORT * _length(whole)
    return alike and covered(line.box, whole.box) > 0.6 and len(line.text) <= len(whole.text)


def _length(line: TextLine) -> float:
    return max(line.box[2] - line.box[0], line.box[3] - line.box[1])


def spelt(raw: str) -> str:
    """The text with what OCR takes for other signs put right where the signs around leave no doubt, and without the leader
    lines at its ends."""
    text = STRAY.sub("", LEADER.sub("", normalised(raw)))
    text = BOTH_WAYS.sub(r"\1:", BARS.sub(r"\1;", text))
    return INCHES.sub(r'\1"', text) or normalised(raw)


def is_text(read: Read) -> bool:
    """Whether it is a text rather than linework that looks a little like one."""
    text = "".join(read.text.split())
    if not normalised(text) or read.score < (LONE_SCORE if len(text) == 1 else LEAST_SCORE):
        return False
    if NAUGHTS.fullmatch(text) or (text in STROKE and (read.score < STROKE_SCORE or text != "1")):
        return False
    if set(text) <= STROKES and (read.torn > TORN or not re.search(r"[0-9A-Za-z]", text)):
        return False
    if 2 * sum(character in STROKES for character in text) >= len(text) and read.score < LONE_SCORE and read.torn > 0:
        return False
    commonest = max(text.count(character) for character in text)
    return not (
        (len(text) >= 8 and commonest > 0.6 * len(text))
        or (len(text) >= 5 and len(set(text)) <= 2 and not text.isdigit())
    )


def _weight(line: TextLine) -> float:
    return -line.confidence * min(len(line.text), 4)


def _line(read: Read, view: View) -> TextLine:
    quad = read.row.quad()
    points = [(y, view.working.shape[0] - x) if read.turned else (x, y) for x, y in quad.tolist()]
    xs, ys = ([point[axis] / view.per_mm for point in points] for axis in (0, 1))
    score = min(read.score, read.most, UNSIGNED if read.torn > TORN and LEVEL.fullmatch(spelt(read.text)) else 1.0)
    angle = _snapped(-math.degrees(read.row.angle)) + 90 * read.turned + 180 * read.upside_down
    return TextLine(
        text=spelt(read.text), raw=read.text, angle=round(angle % 360, 1) % 360, height=round(read.row.height / view.per_mm, 2),
        box=(round(min(xs), 2), round(min(ys), 2), round(max(xs), 2), round(max(ys), 2)),
        method="ocr", confidence=round(score, 3),
    )  # fmt: skip


def _snapped(angle: float) -> float:
    """Level where it nearly is: what a scanner turns by a degree is meant to lie."""
    return 0.0 if abs(angle) <= SLANT else angle
