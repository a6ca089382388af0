"""Rooms by the names written in them: bedrooms and bathrooms in the words and abbreviations of many languages."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal, NamedTuple

from tools.kit.labels import Label
from tools.kit.misread import Manner, manner_of, meant
from tools.kit.text import TextLine

RoomName = Literal["bedroom", "bathroom"]

LONGEST_NAME = 42
"""Characters; a longer line is a sentence."""
BEDROOM = (
    r"BED ?-?ROOM|BED ?RM|BDRM|MASTER BED|MAIN BED|SLEEPING (?:ROOM|AREA)|(?:CHILD(?:REN)?|KID|PARENT|GUEST|BOY|GIRL|MASTER|BUNK)'?S?'? ?ROOM|NURSERY"
    r"|CHAMBRE|CHBRE|DORMITORIO|RECAMARA|HABITACION|ALCOBA|SCHLAFZIMMER|SCHLAFEN|SCHLAFRAUM|KINDERZIMMER|ELTERNZIMMER|SLAAPKAMER"
    r"|SOVRUM|SOVEROM|SOVEVAERELSE|VAERELSE|MAKUUHUONE|QUARTO|CAMERA DA LETTO|CAMERETTA|BILIK (?:TIDUR|UTAMA|\d)|KAMAR TIDUR|PHONG NGU|P\. ?NGU"
    r"|SYPIALNIA|LOZNICE|SPAVACA SOBA|SPALNICA|HALOSZOBA|DORMITOR|СПАЛЬНЯ|YATAK ODASI"
)
BEDROOM_SHORT = r"BED|BR|B\.R|MBR|MBED|DORM|MH|M\.H|SOV|SLK|SZ|ZIMMER|ZI|KIND|ELTERN|SUITE|K\. ?TIDUR|R\. ?TIDUR|(?:BD|CH|CHB|HAB|QTO|CAMERA)(?=\W*\d)"
BATHROOM = (
    r"BATH ?-?ROOM|BATH ?RM|BATH|EN-?SUITE|TOILETTES?|TOILET|WASH ?ROOM|REST ?ROOM|POWDER(?: R(?:OO)?M)?|PWDR|SHOWER ROOM|LAVATORY"
    r"|BAINS?|SALLE D'?EAU|DOUCHE|BADKAMER|BADEZIMMER|GASTE-?WC|BANO|ASEO|BANHEIRO|BANHO|LAVABO|BAGNO|KYLPYHUONE|PESUHUONE|BADRUM"
    r"|BADEVAERELSE|BILIK MANDI|TANDAS|KAMAR MANDI|LAZIENKA|KOUPELNA|KUPAONICA|BANYO|ВАННАЯ|САНУЗЕЛ|PHONG TAM"
)
BATHROOM_SHORT = r"W\.? ?C|ENS|TOIL|LAV|SDB|SDE|S\.D\.B|BAD|DUSCHE|DU|KPH|KH|PH|TOA|B\. ?MANDI|KM|S\.H|SS\.? ?HH|WR|BTH"
CHINESE = {
    "bedroom": r"卧室|臥室|[主次客]卧|卧房|主人房|儿童房|老人房|父母房|子女房|寝室|침실|안방",
    "bathroom": r"卫生间|衛生間|[主次客公]卫|洗手间|厕所|浴室|盥洗室|便所|トイレ|화장실|욕실",
}
NOT_A_ROOM = re.compile(
    r"CLOSET|WARDROBE|ROBE\b|\bW\.?I\.?[CR]\b|CABINET|CEILING|\bPLAN\b|UNIT\b|HOUSE|HOME\b|SCHEDULE|\bTUB\b|FAN\b|VENT|HEATER|"
    r"WINDOW|\bDOOR|WALL|FLOOR|\bTYPE\b|^\W*\(|^\W*&|阳台|衣帽|衣柜|门|窗|地面|做法|户型"
)
COUNTED = re.compile(r"^\W*(?:\d{1,2}|ONE|TWO|THREE|FOUR|FIVE|\d{3,4})[ -]+(?:BED|BATH|CHAMBRE|BR\b|DORM)")
"""“3 BEDROOM HOUSE” is a title, “1500 BATH” a tub."""
BEFORE = r"(?:(?:MASTER|MSTR|MAIN|PRIMARY|GUEST|KIDS?|HALL|UPPER|LOWER|NO|D|M|G|\d{1,3})[\s.+/&-]*){0,2}"
AFTER = r"(?:S(?=\W*$))?[\s.#:°-]*[\dIVAB]{0,3}(?=\W|$)(?:[\s\d.,'\"X×()M²FTSQ|-]*)$"
ROOMS_OF_ANY_KIND = re.compile(
    r"KITCHEN|LIVING|DINING|LOUNGE|FAMILY|GARAGE|HALL|ENTRY|FOYER|PANTRY|LAUNDRY|OFFICE|STUDY|STORAGE|CUISINE|SEJOUR|SALON|CELLIER|"
    r"KUCHE|WOHN|FLUR|DIELE|COCINA|COMEDOR|SALA\b|KEITTIO|OLOHUONE|\bOH\b|\bTK\b|\bVH\b|\bET\b|KEUKEN|KOK\b|STUE|CUCINA|SOGGIORNO|"
    r"DAPUR|RUANG|LOBBY|CORRIDOR|PORCH|DECK|ROOM\b|厨房|客厅|餐厅|书房|走廊|门厅|楼梯|办公|室$"
)


WASHROOM = re.compile(r"\W*(?:K?PH|KH|PE|PESUH\w*|KYLPYH\w*)(?=\W|\d|$)")
MANHOLE = re.compile(r"\W*M\.? ?H\.?[\s-]*\d*\W*")
NAMED_APART = 2
"""Toilets of a Finnish plan from which its wash rooms are not counted as such."""
FITTING = re.compile(r"\W*(?:W\.?C|LAV|TOIL)\W*")
FITTING_HEIGHT = 0.65
"""Such a name in letters this small beside those of the rooms is a fitting's."""


class RoomNames(NamedTuple):
    """The lines that name such a room, those that hold the word but name something else, which of the rooms' names were read
    otherwise than they are taken, and whether a Finnish wash room is among them all."""

    rooms: tuple[TextLine, ...]
    others: tuple[TextLine, ...]
    mended: tuple[TextLine, ...] = ()
    washrooms: bool = False


def folded(text: str) -> str:
    """Capitals without accents: SÉJOUR is SEJOUR, Værelse is VAERELSE."""
    plain = text.replace("Æ", "AE").replace("æ", "ae").replace("Ø", "O").replace("ø", "o").replace("’", "'")
    kept = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", kept).upper()


def _patterns(long: str, short: str, chinese: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(rf"(?<![A-Z])(?:{long})(?!S\b)|{chinese}"), re.compile(rf"^\W*{BEFORE}(?:{short}){AFTER}")


WORDS = {
    "bedroom": _patterns(BEDROOM, BEDROOM_SHORT, CHINESE["bedroom"]),
    "bathroom": _patterns(BATHROOM, BATHROOM_SHORT, CHINESE["bathroom"]),
}


def names_of(kind: RoomName, labels: Sequence[Label]) -> RoomNames:
    """Sorts the lines of the labels. A name under which the same label goes on with CLOSET is no bedroom."""
    manner = manner_of([line for label in labels for line in label.lines])
    rooms: list[TextLine] = []
    others: list[TextLine] = []
    mended: list[TextLine] = []
    for label in labels:
        for position, line in enumerate(label.lines):
            name = said(line, manner)
            if _holds(kind, name):
                following = label.lines[position + 1].text if position + 1 < len(label.lines) else ""
                another = _another(name, following) or _fitting(line, labels)
                (others if another else rooms).append(line)
                mended += [line] if not another and not _holds(kind, line.text) else []
    if kind == "bedroom" and not manner.finnish:
        rooms, manholes = _without_manholes(rooms)
        others += manholes
    finnish = kind == "bathroom" and manner.finnish
    named = finnish and any(_washroom(line, manner) for line in rooms)
    if finnish:
        rooms, washrooms = _without_washrooms(rooms, manner)
        others += washrooms
    return RoomNames(tuple(rooms), tuple(others), tuple(line for line in mended if line in rooms), named)


def _without_manholes(rooms: list[TextLine]) -> tuple[list[TextLine], list[TextLine]]:
    """MH is a bedroom in Finnish; where bedrooms are written out in other words, MH1 is a manhole."""
    manholes = [line for line in rooms if MANHOLE.fullmatch(folded(line.text))]
    written = any(WORDS["bedroom"][0].search(folded(line.text)) for line in rooms)
    return ([line for line in rooms if line not in manholes], manholes) if written else (rooms, [])


def _without_washrooms(rooms: list[TextLine], manner: Manner) -> tuple[list[TextLine], list[TextLine]]:
    """A Finnish PH or KPH may be a bathroom, or a wash room beside a sauna: this where the plan names its toilets apart."""
    washrooms = [line for line in rooms if _washroom(line, manner)]
    toilets = [line for line in rooms if line not in washrooms]
    return (toilets, washrooms) if len(toilets) >= NAMED_APART else (rooms, [])


def _washroom(line: TextLine, manner: Manner) -> bool:
    return WASHROOM.match(folded(said(line, manner))) is not None


def _fitting(line: TextLine, labels: Sequence[Label]) -> bool:
    """Whether it is written smaller than the bathrooms: LAV. under a basin in a room that is called BATH."""
    if not FITTING.fullmatch(folded(line.text)):
        return False
    heights = [other.height for label in labels for other in label.lines if _holds("bathroom", other.text)]
    return line.height < FITTING_HEIGHT * max(heights, default=0.0)


def said(line: TextLine, manner: Manner) -> str:
    """The text, with what OCR misread put right."""
    return meant(line.text, line.angle, manner) if line.method == "ocr" else line.text


def names_any(lines: Sequence[TextLine]) -> int:
    """How many lines name a room of whatever kind."""
    return sum(bool(ROOMS_OF_ANY_KIND.search(folded(line.text))) for line in lines if len(line.text) <= LONGEST_NAME)


def _holds(kind: RoomName, text: str) -> bool:
    name, (long, short) = folded(text), WORDS[kind]
    return bool(long.search(name) or short.match(name))


def _another(text: str, following: str) -> bool:
    name = folded(text)
    closet = re.match(r"\W*(?:WALK|CLOSET|WARDROBE|ROBE\b)", folded(following))
    return bool(len(name) > LONGEST_NAME or NOT_A_ROOM.search(name) or COUNTED.match(name) or closet)
