"""Rooms as a plan tags them: a written name, often a number and an area beside it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import dropwhile, takewhile
from math import hypot

from tools.kit.evidence import Box, Evidence
from tools.kit.figures import Figure, figures_in
from tools.kit.geometry import centre, inside, overlap, union
from tools.kit.labels import Label, labels_of
from tools.kit.result import Frozen
from tools.kit.room_names import NOT_A_ROOM, ROOMS_OF_ANY_KIND, WORDS, folded
from tools.kit.text import SheetReading, TextLine
from tools.kit.titleblock import strip_of
from tools.kit.zones import zone_at, zones_of

MORE_ROOMS = re.compile(
    r"ROOM\b|\bRM\b|LABOR|\bLAB\b|CLASS|WORKSHOP|WERKSTATT|VAERKSTED|BUERO|BURO|KONTOR|LAGER|GANG\b|SERVER|KOKKEN|KJOKKEN|FAELLES|BEDROOM|TERRACE|TERRASSE|BALCON|VERANDA|PATIO|UTILITY|STAIR|"
    r"TREPPE|ESCALIER|ESCALERA|LIFT|ELEVATOR|\bPLANT\b|STORE\b|CELLAR|ATTIC|CLOSET|MUD|NOOK|\bDEN\b|BAR\b|GYM|SAUNA|SHOWER|CANTEEN|RECEPTION|WAITING|MEETING|CONFERENCE|ARCHIVE|LINGERIE|ABRI|DEGAGEMENT|"
    r"ENTREE|VESTIBULE|BILIK|ANJUNG|TANDAS|BASUH|MAKAN|TAMU|STOR\b|MASUK|ESTAR|MENJADOR|CUINA|REBEDOR|PASSADIS|INGRESSO|CORRIDOIO|DISIMPEGNO|RIPOSTIGLIO|"
    r"[\u3400-\u9fff](?:室|厅|房|间|厕|库|廊|阳台|前室|井|台|堂|廊|院|铺|卫|厨)$|^(?:阳台|前室|厨房|走道|过道|楼梯|电梯|车库|门厅|客厅|餐厅|玄关|露台|庭院|天井|商铺|大堂|走廊|大厅)"
)
STOP = re.compile(
    r"\bPLANS?\b|\b(?:PLANTA|PIANTA|ETAGE|REZ-DE-CHAUSSEE|LANTAI|TINGKAT|\w*GESCHOSS)\b|\bSECTIONS?\b|ELEVATIONS?\b(?!.*LOBBY)|\bSCALE\b|\bDETAILS?\b|\bNORTH\b|\bLEVEL\b|\bSLAB\b|\bBEAM|\bCOLUMN|\bFLOOR\b(?! LOUNGE)|\bTYP\b|\bDOORS?\b|\bWINDOWS?\b|\bWALLS?\b|\bABOVE\b|\bBELOW\b|\bLINE\b|"
    r"\bSINK|\bHEATER|\bWASHER|\bDRYER|\bTUB\b|\bCABINET|\bPLANTER|\bFURNACE|\bUNDER\b|\bFAN\b|\bDISCHARGE|\bREVISION|\bDATE\b|\bMINUS\b|\bSEE\b|\b(?:EXIST(?:ING)?|NEW)\b(?!.*(?:ROOM|KITCHEN|BATH|GARAGE|PATIO|OFFICE|HALL|LOUNGE|PORCH|CLOSET)\W*\d*$)|\bFINISH\b|\bPIPE|\bDRAIN|\bGUTTER|\bROOF\b|\bRAMP\b|\bUP\b|\bDN\b|\bDOWN\b|\bVOID\b|\bTOTALE?\b|\bSUP\.|平面|剖面|立面|详图|比例|轴|标高|图|梁|柱|板|墙|做法|线槽|桥架|详|见|管|^[上下]$"
)
NAME = re.compile(r"^[^\W\d_][^\d#@*=%;→←(]*(?:[\s-]?\d{1,2}[A-Z]?)?$")
NUMBER = re.compile(r"^[A-Z]{0,3}-?\d{1,4}[A-Z]{0,2}$")
LONGEST, MOST_WORDS = 28, 4
NEAR = 4.0  # text heights between a name and the area that stands with it
ALIKE = 0.04
LEAST_KNOWN = 3
LISTED = 3
"""So many rooms one under another are a list of rooms, not the name of one."""


class RoomTag(Frozen):
    """`lines` are those of the name, its number and its area; `area` is None where none is printed with it."""

    name: str
    number: str = ""
    lines: tuple[TextLine, ...]
    area: Figure | None = None

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    def evidence(self, sheet: int) -> Evidence:
        confidence = min(line.confidence for line in self.lines)
        box: Box = union(line.box for line in self.lines)
        return Evidence(sheet=sheet, box=box, method=self.lines[0].method, text=self.text, confidence=confidence)


def room_tags(reading: SheetReading) -> list[RoomTag]:
    """Every room that the views of a sheet name, from the top down: by a known word, by an area that stands with a name, or
    by being written like the known ones."""
    labels = _on_views(reading)
    tags = [tag for label in labels for tag in _of_label(label)]
    tags = _with_areas(tags, [line for label in labels if not _of_more(label) for line in label.lines])
    usual = _usual_height(tags)
    rooms = [tag for tag in tags if known(tag.name) or tag.area or _written_alike(tag, usual)]
    return sorted(rooms, key=lambda tag: (round(tag.lines[0].box[1]), tag.lines[0].box[0]))


def loose_areas(reading: SheetReading) -> list[TextLine]:
    """The areas printed on the views that stand with no room."""
    used = {line for tag in room_tags(reading) if tag.area for line in tag.lines}
    return [line for label in _on_views(reading) for line in label.lines if _areas(line.text) and line not in used]


def _on_views(reading: SheetReading) -> list[Label]:
    zones, strip = zones_of(reading), strip_of(reading)
    return [
        label for label in labels_of(reading.visible)
        if zone_at(zones, label.box) is None and not (strip and inside(label.box, strip))
    ]  # fmt: skip


def known(name: str) -> bool:
    """Whether the name holds a word for some room."""
    plain = folded(name)
    kinds = (
        pattern.search(plain) if long else pattern.match(plain)
        for pair in WORDS.values()
        for long, pattern in zip((True, False), pair, strict=True)
    )
    return bool(ROOMS_OF_ANY_KIND.search(plain) or MORE_ROOMS.search(plain) or any(kinds))


def _of_label(label: Label) -> Iterator[RoomTag]:
    """The name in a label, over several lines, with the number and the area under it. What stands before or behind may be
    another thing's mark where the name is that of a room."""
    begun = list(dropwhile(lambda line: not _is_name(line.text), label.lines))
    lines = list(takewhile(lambda line: _belongs(line.text), begun))
    names = [line for line in lines if _is_name(line.text)]
    if not names or (len(lines) < len(label.lines) and not known(names[0].text)):
        return
    if (
        sum(known(line.text) for line in names) >= (LISTED if len(names) == LISTED else LISTED - 1)
        and len(names) >= LISTED
    ):
        return
    number = next((line.text for line in lines if NUMBER.match(line.text) and not figures_in(line.text)), "")
    areas = [] if _of_more(label) else [figure for line in lines for figure in _areas(line.text)]
    own = [line for line in names if not _areas(line.text)]
    text = " ".join(re.sub(r"\s+", " ", line.text) for line in own) or names[0].text
    yield RoomTag(name=text, number=number, lines=tuple(lines), area=areas[0] if len(areas) == 1 else None)


def _belongs(text: str) -> bool:
    return bool(_is_name(text) or NUMBER.match(text) or figures_in(text) or re.fullmatch(r"[\d.,'\"x×X\s-]+", text))


def _is_name(text: str) -> bool:
    plain = folded(text).strip(" .:()")
    letters = sum(c.isalpha() for c in plain)
    fits = len(plain) <= LONGEST and len(plain.split()) <= MOST_WORDS and (letters >= 2 or known(plain))
    return fits and bool(NAME.match(plain)) and not STOP.search(plain) and not figures_in(text) and not _code(plain)


def _code(plain: str) -> bool:
    """Letters without a vowel, or a mark: FP, SWS, D2."""
    tokens = [bool(re.fullmatch(r"[A-Z]{1,3}-?\d{0,4}", token)) for token in plain.split()]
    return all(tokens) and not known(plain)


OF_MORE = re.compile(
    r"\b(?:GROUND|FIRST|SECOND|THIRD|MAIN|UPPER|LOWER|\d(?:ST|ND|RD|TH))\s+(?:FLOOR|LEVEL)\b|\bTOTAL\b|\bGROSS\b|[首底一二三四五六七八九十\d]层|合计",
    re.I,
)


def _of_more(label: Label) -> bool:
    """Whether an area in it is that of a storey or of all: 914 SQUARE FEET / 1ST FLOOR."""
    return any(OF_MORE.search(line.text) for line in label.lines)


def _areas(text: str) -> list[Figure]:
    return [figure for figure in figures_in(text) if figure.unit in ("m2", "ft2")]


def _with_areas(tags: Sequence[RoomTag], lines: Sequence[TextLine]) -> list[RoomTag]:
    """With the area that stands nearest to a name and to no other."""
    used = {id(line) for tag in tags for line in tag.lines}
    free = [(line, found[0]) for line in lines if id(line) not in used and len(found := _areas(line.text)) == 1]
    given: dict[int, tuple[TextLine, Figure]] = {}
    for line, area in free:
        near = sorted((_apart(tag, line), i) for i, tag in enumerate(tags) if tag.area is None)
        if near and near[0][0] < NEAR * max(line.height, 0.1) and near[0][1] not in given:
            given[near[0][1]] = (line, area)
    return [
        tag.model_copy(update={"lines": (*tag.lines, given[i][0]), "area": given[i][1]}) if i in given else tag
        for i, tag in enumerate(tags)
    ]


def _apart(tag: RoomTag, line: TextLine) -> float:
    """The gap between the boxes; far where they stand on one row but are turned differently."""
    box = union(one.box for one in tag.lines)
    dx = max(0.0, -overlap(box[0], box[2], line.box[0], line.box[2]))
    dy = max(0.0, -overlap(box[1], box[3], line.box[1], line.box[3]))
    return hypot(dx, dy) + 0.01 * hypot(*(a - b for a, b in zip(centre(box), centre(line.box), strict=True)))


def _usual_height(tags: Sequence[RoomTag]) -> float:
    """How high the names of known rooms are written, where most of what is written so high names one; else 0."""
    heights = Counter(round(tag.lines[0].height, 2) for tag in tags if known(tag.name))
    usual, rooms = heights.most_common(1)[0] if heights else (0.0, 0)
    alike = [tag for tag in tags if abs(tag.lines[0].height - usual) < ALIKE * usual]
    return usual if rooms >= LEAST_KNOWN and 3 * rooms >= 2 * len(alike) else 0.0


def _written_alike(tag: RoomTag, usual: float) -> bool:
    height = tag.lines[0].height
    return usual > 0 and abs(height - usual) < ALIKE * usual and not NOT_A_ROOM.search(folded(tag.name))
