"""Verify: every figure of a final text must rest on the ledger, on a read text, or on what the user wrote.

A figure is tied to what is cited behind it, or to the only quantity that has its value and unit. The text of the drawing
proves a digit only as a quotation of that text. What is left is unproven.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

from agent.answer import Claim
from agent.citations import Citation, Plain, without_citations
from agent.matching import constants, folded, in_texts, name_with, quotes_item, reads, shows, shows_in_some_unit
from tools.kit.attempts import is_attempt
from tools.kit.errors import Correctable
from tools.kit.ledger import Ledger
from tools.kit.numerals import Numeral, numerals, words_as_numerals
from tools.kit.quantity import Quantity
from tools.kit.result import Frozen, Item, Result

QUOTE = re.compile(
    r"“([^”\n]{1,200})”|「([^」\n]{1,200})」|『([^』\n]{1,200})』|`([^`\n]{1,200})`"
    r"|(?<![\w.′'])\"(?=\S)([^\n]{1,200}?)\"(?!\w|\")"
)
LISTING = re.compile(r"^\s*(?:[-*•]\s+)?\d{1,2}(?=[.)、．]\s?\D)", re.MULTILINE)
MARK = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,5}-?\d+[A-Za-z]?(?![A-Za-z0-9])")
TALK = re.compile(
    r"[\s-]+(?:\w+\s+){0,1}?(?:sources?|sheets?|places?|ways?|views?|schedules?|notes?|figures?|values?|kinds?|types?|steps?|"
    r"things?|parts?|sides?|texts?|lines?|readings?|counts?|numbers?|tables?|drawings?|different|separate|others?|further|"
    r"candidates?|options?|corners?|ends?|edges?|details?|plans?|sections?|of (?:them|these|those)|or)\b",
    re.IGNORECASE,
)
CHANGED = re.compile(r"\b(?:added|struck|taken out|left out)\b|添|补|剔|删", re.IGNORECASE)
NEAR = 30
"""Characters behind a number within which such a word stands: two doors were added."""
LAST_WORD = re.compile(r"[A-Za-z0-9][\w.-]*\W*$|[^\W\d_a-zA-Z]{1,4}\W*$")


class Checked(Frozen):
    """The plain text with its claims in order; `unproven` says in words what rests on nothing."""

    text: str
    claims: tuple[Claim, ...]
    unproven: tuple[str, ...]
    headline: str | None
    starred: bool = False

    @property
    def proven(self) -> bool:
        return any(claim.verified for claim in self.claims)


class _Check:
    """One pass over one text. Claims and complaints collect here."""

    def __init__(self, plain: Plain, ledger: Ledger, said: Sequence[str], assumed: Mapping[str, Sequence[str]]) -> None:
        self.plain, self.ledger, self.said, self.assumed = plain, ledger, said, assumed
        self.claims: list[Claim] = []
        self.unproven: list[str] = []
        self.listings = [match.span() for match in LISTING.finditer(plain.text)]
        self.quotes = [(m.start(), m.end(), next(g for g in m.groups() if g)) for m in QUOTE.finditer(plain.text)]
        self.numerals = [n for n in _outside_marks_of_quotes(plain.text, self.quotes) if not self._listed(n)]

    def run(self, headline: str | None) -> Checked:
        for citation in self.plain.citations:
            self._cited(citation)
        self._uncited_quotes()
        for numeral in self.numerals:
            if not self._covered(numeral.start, numeral.end):
                self._uncited(numeral)
        for word in spelled_figures(self.plain.text):
            if not self._covered(word.start, word.end) and not self._quoted(word):
                self._uncited(word)
        claims = tuple(sorted(self.claims, key=lambda claim: (claim.start, claim.end)))
        unproven = tuple(dict.fromkeys(self.unproven))
        return Checked(
            text=self.plain.text,
            claims=claims,
            unproven=unproven,
            headline=self._headline(claims, headline),
            starred=bool(self.plain.headline or headline),
        )

    def _headline(self, claims: Sequence[Claim], named: str | None) -> str | None:
        """The figure that was asked for: starred and proven, or named by the provider, or the first of the text where
        nothing unproven stands before it."""
        starred = self.plain.headline
        if starred and self._quantities([starred]):
            return starred if any(claim.ref == starred for claim in claims) else None
        if named and self._quantities([named]):
            return named
        figures = [claim for claim in claims if not claim.verified or (claim.ref or "").startswith("q")]
        return figures[0].ref if figures else None

    def _quoted(self, numeral: Numeral) -> bool:
        return any(start <= numeral.start and numeral.end <= end for start, end, _ in self.quotes)

    def _cited(self, citation: Citation) -> None:
        quantities, items = self._quantities(citation.refs), self._items(citation.refs)
        used = self._prove_quotes(citation, items) | self._prove_numerals(citation, quantities, items)
        known = {quantity.id for quantity in quantities} | {item.id for item in items}
        for ref in citation.refs:
            if ref not in known:
                self.unproven.append(f"[{ref}]: there is no such id in the ledger")
            elif ref not in used:
                self._points(citation, ref, next((i for i in items if i.id == ref), None))

    def _prove_quotes(self, citation: Citation, items: Sequence[Item]) -> set[str]:
        used = set()
        for start, end, inside in self._quotes_in(citation):
            item = next((item for item in items if quotes_item(inside, item)), None)
            if item:
                self._claim(start, end, item.id)
                used.add(item.id)
        return used

    def _prove_numerals(self, citation: Citation, quantities: Sequence[Quantity], items: Sequence[Item]) -> set[str]:
        used = set()
        for numeral in self._numerals_in(citation, spelled=bool(quantities)):
            if not self._covered(numeral.start, numeral.end) and (ref := self._proof(numeral, quantities, items)):
                self._claim(numeral.start, numeral.end, ref)
                used.add(ref)
        walked = {q.id: {n.id for n in self.ledger.walk(q.id)} for q in quantities}
        return used | {ref for ref, nodes in walked.items() if used & nodes}

    def _proof(self, numeral: Numeral, quantities: Sequence[Quantity], items: Sequence[Item]) -> str | None:
        """The id that proves it among what is cited, what that was computed from, and the texts it was read from."""
        walked = [node for quantity in quantities for node in self.ledger.walk(quantity.id)]
        for node in (*quantities, *walked):
            texts = [evidence.text for evidence in node.sources[:20]]
            if shows(numeral, node) or in_texts(numeral, texts) or numeral.value in constants(node.expression):
                return node.id
        inputs = [node for node in walked if node not in quantities and shows_in_some_unit(numeral, node)]
        if inputs:
            return inputs[0].id
        read = next((item.id for item in items if reads(numeral, item)), None)
        return read or next((q.id for q in walked if in_texts(numeral, self.assumed.get(q.id, ()))), None)

    def _points(self, citation: Citation, ref: str, item: Item | None) -> None:
        """A citation that no figure or quotation took: a wrong figure, or a pointer to a place."""
        wrong = [n for n in self._numerals_in(citation, spelled=False) if not self._covered(n.start, n.end)]
        if wrong:
            self._deny(wrong[-1].start, wrong[-1].end, self._what(ref))
            return
        mark = self._mark_in(citation, item)
        if mark and item and not quotes_item(mark.group(), item) and numerals(_text(item), names=True):
            self._deny(mark.start(), mark.end(), self._what(ref))
            return
        word = mark or LAST_WORD.search(self.plain.text, citation.start, citation.at)
        start = word.start() if word else citation.start
        if start < citation.at and not self._covered(start, citation.at):
            self._claim(start, word.end() if mark and word else citation.at, ref)

    def _mark_in(self, citation: Citation, item: Item | None) -> re.Match[str] | None:
        marks = list(MARK.finditer(self.plain.text, citation.start, citation.at)) if item else []
        marks = [mark for mark in marks if not self._covered(mark.start(), mark.end())]
        return next((mark for mark in marks if item and quotes_item(mark.group(), item)), marks[-1] if marks else None)

    def _uncited_quotes(self) -> None:
        for start, end, inside in self.quotes:
            if not self._covered(start, end) and numerals(inside, names=True):
                items = self.ledger.items
                item = next((i for i in items if quotes_item(inside, i)), None) or _under_title(inside, items)
                if item:
                    self._claim(start, end, item.id)

    def _uncited(self, numeral: Numeral) -> None:
        found = [q for q in self.ledger.quantities if shows(numeral, q, strict=True)]
        if (struck := self._struck(numeral)) is not None:
            self._claim(numeral.start, numeral.end, struck.id)
        elif name := self._named(numeral):
            self._claim(numeral.start, numeral.end, name.id)
        elif found and len({(q.value, q.unit, q.label) for q in found}) == 1:
            self._claim(numeral.start, numeral.end, found[-1].id)
        elif not in_texts(numeral, self.said, spelled=True):
            several = f"it could be any of {', '.join(q.id for q in found[:6])}" if found else "nothing proves it"
            self._deny(numeral.start, numeral.end, several)

    def _struck(self, numeral: Numeral) -> Quantity | None:
        """The corrected count whose label tells how many places were struck or added: "two doors were added"."""
        ends = [
            (q, q.label.rpartition(" (")[2]) for q in self.ledger.quantities if q.replaces and q.label.endswith(")")
        ]
        changed = [(q, told) for q, told in ends if CHANGED.search(told)]
        if numeral.unit not in (None, "nos") or not CHANGED.search(self.plain.text, numeral.end, numeral.end + NEAR):
            return None
        return next((q for q, told in changed if in_texts(numeral, [told], spelled=True)), None)

    def _named(self, numeral: Numeral) -> Item | None:
        """The read place whose name the number is part of: the 6 of "link corridor 6", the 2018 of "GB/T 1499.2-2018"."""
        name = name_with(numeral, self.plain.text)
        items = self.ledger.items if name else ()
        return next((i for i in items if quotes_item(name, i) and not is_attempt(_text(i))), None)

    def _claim(self, start: int, end: int, ref: str) -> None:
        self.claims.append(Claim(start=start, end=end, text=self.plain.text[start:end], ref=ref, verified=True))

    def _deny(self, start: int, end: int, why: str) -> None:
        text = self.plain.text[start:end]
        self.claims.append(Claim(start=start, end=end, text=text, ref=None, verified=False))
        around = " ".join(self.plain.text[max(0, start - 30) : end + 20].split())
        self.unproven.append(f"“{text}” in “…{around}…”: {why}")

    def _what(self, ref: str) -> str:
        quantity = next(iter(self._quantities([ref])), None)
        if quantity:
            return f"[{ref}] is {quantity.shown()}, {quantity.label}"
        return f"the text of [{ref}] is {_text(self._items([ref])[0])[:80]!r}"

    def _covered(self, start: int, end: int) -> bool:
        return any(claim.start < end and start < claim.end for claim in self.claims)

    def _listed(self, numeral: Numeral) -> bool:
        return any(start <= numeral.start and numeral.end <= end for start, end in self.listings)

    def _numerals_in(self, citation: Citation, *, spelled: bool) -> list[Numeral]:
        found = [n for n in self.numerals if citation.start <= n.start and n.end <= citation.at]
        if found or not spelled:
            return found
        words = words_as_numerals(self.plain.text)
        return [n for n in words if citation.start <= n.start and n.end <= citation.at]

    def _quotes_in(self, citation: Citation) -> list[tuple[int, int, str]]:
        return [quote for quote in self.quotes if citation.start <= quote[0] and quote[1] <= citation.at]

    def _quantities(self, refs: Iterable[str]) -> list[Quantity]:
        wanted = set(refs)
        return [quantity for quantity in self.ledger.quantities if quantity.id in wanted]

    def _items(self, refs: Iterable[str]) -> list[Item]:
        return [item for item in map(self.ledger.item, refs) if item]


def check(
    text: str,
    ledger: Ledger,
    said: Sequence[str],
    headline: str | None = None,
    assumed: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Checked:
    """Tie each figure of the text to the ledger. `said` is what the user wrote, `headline` the id that was asked for,
    `assumed` what the tool that found a quantity has assumed: the 0.3 m² of its rule may be told where the quantity is cited.
    """
    return _Check(without_citations(text), ledger, said, assumed).run(headline)


def assumed_by(results: Iterable[Result]) -> dict[str, list[str]]:
    """The assumptions of each result, by the ids of its quantities."""
    return {
        quantity.id: [text for message in result.assumptions for text in (message.en, message.zh)]
        for result in results
        if result.assumptions
        for quantity in result.quantities
    }


def spelled_figures(text: str) -> list[Numeral]:
    """Numbers in words that state a figure: "three doors", "half of the area"; "two sources" and "no doors" do not."""
    found = [word for word in words_as_numerals(text) if word.value and word.value != 1]
    return [word for word in found if not TALK.match(text, word.end)]


def ungiven(result: Result, said: Sequence[str]) -> Correctable | None:
    """What the model must mend where it says that the user gave a figure which stands in none of their messages. What they
    gave on the sheet itself, such as its scale, has its place there."""
    for quantity in result.quantities:
        if quantity.kind == "given" and not all(source.box for source in quantity.sources):
            numeral = Numeral(text="", start=0, end=0, value=Fraction(quantity.value), unit=quantity.unit or None)
            if not in_texts(numeral, said, spelled=True):
                return Correctable(
                    f"{quantity.label}: {quantity.value} stands in none of the user's messages. Read it on the drawing, "
                    'ask the user, or state it with the source "assumption".'
                )
    return None


def _under_title(quote: str, items: Iterable[Item]) -> Item | None:
    """The first row that was read under that heading of a schedule."""
    return next((item for item in items if item.row and folded(quote) == folded(item.row.title)), None)


def _text(item: Item) -> str:
    return item.evidence.text or item.label


def _outside_marks_of_quotes(text: str, quotes: Sequence[tuple[int, int, str]]) -> Iterator[Numeral]:
    """The numerals of a text whose closing quotation marks are no inch marks."""
    blanked = list(text)
    for start, end, _ in quotes:
        blanked[start] = blanked[end - 1] = " "
    yield from (n.model_copy(update={"text": text[n.start : n.end]}) for n in numerals("".join(blanked)))
