"""Citations in a final text: [q3], [e5], [q1, q2], [q3*] for the headline, 【q3】. They are cut out and remembered."""

import re

from tools.kit.result import Frozen

REF = r"[qe]\d+\*?"
CITATION = re.compile(
    rf"\s*[\[【［(]\s*({REF}(?:\s*[,，、;–-]\s*{REF})*)\s*[\]】］)]",
    re.IGNORECASE,
)
RANGE = re.compile(r"([qe])(\d+)\s*[–-]\s*([qe])(\d+)", re.IGNORECASE)
SENTENCE_END = re.compile(r"[。！？；\n]|[.!?;](?=\s|$)")
QUOTED = re.compile(r"“[^”]*”|「[^」]*」|『[^』]*』|(?<![\d/])\"[^\"\n]*\"")
RANGE_LIMIT = 40


class Citation(Frozen):
    """Ids cited at character `at` of the plain text; what they stand for lies between `start` and `at`."""

    start: int
    at: int
    refs: tuple[str, ...]


class Plain(Frozen):
    """A text without its citations. `headline` is the id that was starred."""

    text: str
    citations: tuple[Citation, ...]
    headline: str | None = None


def without_citations(text: str) -> Plain:
    """Cut the citations out. Citations that stand next to one another are one."""
    plain, at, found, headline = "", 0, list[tuple[int, tuple[str, ...]]](), None
    for match in CITATION.finditer(text):
        plain += text[at : match.start()]
        at = match.end()
        refs = _refs(match[1])
        headline = headline or next((ref.rstrip("*") for ref in refs if ref.endswith("*")), None)
        _append(found, len(plain), tuple(ref.rstrip("*") for ref in refs))
    plain += text[at:]
    return Plain(text=plain.rstrip(), citations=tuple(_spans(plain.rstrip(), found)), headline=headline)


def _refs(inside: str) -> list[str]:
    refs = [ref.lower() for ref in re.findall(REF, inside, re.IGNORECASE)]
    for kind, first, other, last in RANGE.findall(inside):
        if kind.lower() == other.lower() and int(first) < int(last) <= int(first) + RANGE_LIMIT:
            refs += [f"{kind.lower()}{number}" for number in range(int(first) + 1, int(last))]
    return refs


def _append(found: list[tuple[int, tuple[str, ...]]], at: int, refs: tuple[str, ...]) -> None:
    if found and found[-1][0] == at:
        found[-1] = (at, found[-1][1] + refs)
    else:
        found.append((at, refs))


def _spans(text: str, found: list[tuple[int, tuple[str, ...]]]) -> list[Citation]:
    """Each citation speaks for what stands before it, back to the citation before or the start of its sentence."""
    spans, before = list[Citation](), 0
    quoted = [match.span() for match in QUOTED.finditer(text)]  # a sentence within a quotation does not end one's own
    for position, refs in found:
        at = min(position, len(text))
        ends = [
            match.end()
            for match in SENTENCE_END.finditer(text, before)
            if match.end() < at and not any(start < match.start() < end for start, end in quoted)
        ]
        spans.append(Citation(start=max([before, *ends]), at=at, refs=refs))
        before = at
    return spans
