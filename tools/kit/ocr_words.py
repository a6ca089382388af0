"""Words and labels of a row, by where its characters stand."""

import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

HALF = 0.45
"""Of the height of capitals from the middle of a character to its edge."""
WORD, WORD_STEPS = 1.1, 2.0
"""Distance of two characters from which a blank stands between them, in heights and in steps that are usual in the row."""
LABEL, LABEL_STEPS = 1.9, 2.5
"""The same from which they belong to two labels."""
PROSE, LEAST_WORD = 2.6, 3
"""The same between two words of that many letters, which are set wider apart in titles, and the letters."""
USUAL_STEP = 0.7
"""Of a row too short to have one of its own."""

Places = tuple[float, ...]


def spaced(text: str, places: Places) -> tuple[str, Places]:
    """The text with the blanks that the engine passed over, and the places of its characters with theirs."""
    gaps = _wide_gaps(text, places, WORD, WORD_STEPS)
    for at in reversed(gaps):
        text, places = f"{text[:at]} {text[at:]}", (*places[:at], (places[at - 1] + places[at]) / 2, *places[at:])
    return text, places


def labels_of(text: str, places: Places) -> list[tuple[int, int]]:
    """The spans of the text's labels."""
    gaps = _wide_gaps(text, places, LABEL, LABEL_STEPS)
    prose = set(gaps) - set(_wide_gaps(text, places, PROSE, LABEL_STEPS))
    cuts = [0, *(at for at in gaps if at not in prose or not _between_words(text, at)), len(text)]
    return list(pairwise(cuts))


def _between_words(text: str, at: int) -> bool:
    """Whether two words of letters alone meet there."""
    before, after = text[:at].rsplit(maxsplit=1)[-1], text[at:].split(maxsplit=1)[0]
    return all(word.isalpha() and len(word) >= LEAST_WORD for word in (before, after))


def _wide_gaps(text: str, places: Sequence[float], least: float, steps: float) -> list[int]:
    """The characters before which a gap is that wide. Blanks are part of the gap of labels, and end that of words; wide
    characters are apart by nature."""
    seen = [i for i, character in enumerate(text) if not character.isspace()] if len(places) == len(text) else []
    pairs = list(pairwise(seen))
    near = [places[b] - places[a] for a, b in pairs if b == a + 1]
    wide = max(least, steps * (median(near) if len(near) > 1 else USUAL_STEP))
    return [
        b for a, b in pairs
        if places[b] - places[a] > wide + (_wide(text[a]) + _wide(text[b])) / 2 and (b == a + 1 or least > WORD)
    ]  # fmt: skip


def _wide(character: str) -> float:
    """How much wider than a Latin letter it is, in heights."""
    return 0.5 if unicodedata.east_asian_width(character) in "WF" else 0.0
