"""Rules for counts in a part of a drawing: on the second floor, on each floor, between axes 1 and 5, along axis B."""

from collections.abc import Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.counted import Counted, counted_in
from agent.rules.crossed import crossed_by_mark
from agent.rules.places import OUTSIDE, Place, View, between, names_axes, names_storey, storeys_meant, views_of
from tools.kit.quantity import Quantity

HOW_MANY = (
    r"\bhow many\b", r"\bcount\b", r"\bnumber of\b", r"\bnos?\.? of\b", r"\bquantity\b", r"\bqty\b", "多少", "几", "数量", "总数", "各有", "一共",
)  # fmt: skip
OTHER = (
    r"\bareas?\b", r"\bvolumes?\b", r"\bconcrete\b", r"\bsizes?\b", r"\bwhich\b", r"\bwhat\b(?!.{0,20}\b(?:number|count|quantity)\b)", r"\bwhere\b", r"\blargest\b", r"\btypes?\b", r"\bkinds?\b",
    r"\bheights?\b", r"\blengths?\b", r"\bwide\b", r"\bschedules?\b", r"\bmore\b.*\bthan\b", r"\bdifference\b", r"\bcompare\b", r"\bformwork\b", r"\bdistance\b",
    "面积", "体积", "混凝土", "砼", "方量", "尺寸", "截面", "哪", "什么", "最[大小高宽长]", "种", "高", "长", "宽", "厚", "距", "多[大宽长高厚]", "配筋", "钢筋", "箍筋", "比", "差", "模板", "表(?!示)", "行", r"\brows?\b", r"\bfinish(?:es)?\b(?! plan)", "做法", "图块", r"\bblocks?\b", r"\blayers?\b", "图层",
)  # fmt: skip
MOST_STOREYS, MOST_THINGS = 8, 4


def counted_in_place(asked: Asked) -> Reply | None:
    """How many D02 on the first floor; on each floor; columns between axes 1 and 3; offices on the second floor."""
    storey, axes = names_storey(asked), names_axes(asked)
    bare = bool(asked.marks or asked.family) and len(asked.text) <= 48
    if not (storey or axes) or asked.has(*OTHER, *OUTSIDE) or not (asked.has(*HOW_MANY) or bare):
        return None
    things = counted_in(asked)
    if not 0 < len(things) <= MOST_THINGS:
        return None
    if storey:
        crossed = crossed_by_mark(asked)
        return crossed or _on_storeys(asked, things, axes)
    return _between_axes(asked, things, None)


def _on_storeys(asked: Asked, things: Sequence[Counted], axes: bool) -> Reply | None:
    meant = storeys_meant(asked, views_of(asked))
    if not meant or len(meant) > MOST_STOREYS:
        return None
    if len(meant) == 1:
        return _one_storey(asked, things, meant[0], axes)
    told: list[str] = []
    sums: dict[str, list[Quantity]] = {}
    for views in meant:
        reply, counts = _told(asked, things, views, axes)
        if reply is None or reply.verdict != "answered":
            return reply
        told.append(reply.text)
        for thing, count in zip(things, counts, strict=True):
            sums.setdefault(thing.en, []).extend([count] if count else [])
    return _together(asked, things, told, sums)


def _one_storey(asked: Asked, things: Sequence[Counted], views: Sequence[View], axes: bool) -> Reply | None:
    return _told(asked, things, views, axes)[0]


def place_meant(asked: Asked, things: Sequence[Counted]) -> Place | Reply | None:
    """The one part of the drawing that the question names; nothing where several plans may be meant."""
    if not things or not names_storey(asked):
        return between(asked, None, snapped=all(thing.on_axes for thing in things)) if things else None
    meant = storeys_meant(asked, views_of(asked))
    if len(meant) != 1 or len(meant[0]) != 1:
        return None
    return _place(asked, things, meant[0][0], names_axes(asked))


def _told(
    asked: Asked, things: Sequence[Counted], views: Sequence[View], axes: bool
) -> tuple[Reply | None, list[Quantity | None]]:
    """What is counted on the plans that may be meant by one storey: where they differ all are told and none is chosen."""
    replies: list[tuple[Reply, list[Quantity | None]]] = []
    for view in views:
        place = _place(asked, things, view, axes)
        if isinstance(place, Reply):
            return place, []
        counts = [thing.within(asked, place) for thing in things]
        if any(counts):
            replies.append((_counted(asked, things, counts, place), counts))
    if not replies:
        return (None if not all(thing.is_mark for thing in things) else _none(asked, things, views)), []
    values = {tuple(count.value if count else 0 for count in counts) for _, counts in replies}
    if len(values) == 1:
        return replies[0]
    texts = asked.say(" ", "").join(reply.text for reply, _ in replies)
    ask = asked.say(" Please name the plan that you mean.", "请指明所指的平面图。")
    return Reply(text=texts + ask, headline=replies[0][0].headline, verdict="refused"), []


def _place(asked: Asked, things: Sequence[Counted], view: View, axes: bool) -> Place | Reply:
    """The plan of a storey, or what lies between axes on it."""
    whole = view.place()
    if not axes:
        return whole
    part = between(asked, view, snapped=all(thing.on_axes for thing in things))
    if part is None or isinstance(part, Reply):
        return part or Reply(text="", verdict="refused")
    return part._replace(en=f"{whole.en}, {part.en}", zh=f"{whole.zh} {part.zh}")


def _between_axes(asked: Asked, things: Sequence[Counted], view: View | None) -> Reply | None:
    place = between(asked, view, snapped=all(thing.on_axes for thing in things))
    if place is None or isinstance(place, Reply):
        return place
    counts = [thing.within(asked, place) for thing in things]
    if not any(counts):
        return _nothing(asked, things, place) if all(thing.is_mark for thing in things) else None
    return _counted(asked, things, counts, place)


def _counted(asked: Asked, things: Sequence[Counted], counts: Sequence[Quantity | None], place: Place) -> Reply:
    """Each thing in its place; together where there are several of them."""
    parts = [_part(asked, thing, count) for thing, count in zip(things, counts, strict=True)]
    where = asked.say(place.en, place.zh)
    text = asked.say(f"{', '.join(parts)} {where}.", f"{where}：{'、'.join(parts)}。")
    known = [count for count in counts if count]
    head = known[0].id if len(things) == 1 else None
    doubts = _beside(asked, things, counts, place) + _unread(asked, known)
    return Reply(text=text + doubts, headline=head, verdict="refused" if doubts else "answered")


def _unread(asked: Asked, counts: Sequence[Quantity]) -> str:
    """What was read by OCR may lack some: nothing else tells how many stand in a part of a sheet."""
    if not any(source.method == "ocr" for count in counts for source in count.sources):
        return ""
    return asked.say(" They were read by OCR, some may not have been read; please check on the drawing.",
                     "文字由 OCR 读出，可能有遗漏，请对照原图核对。")  # fmt: skip


def _beside(asked: Asked, things: Sequence[Counted], counts: Sequence[Quantity | None], place: Place) -> str:
    """Marks that stand outside the axes but so near that they may name what lies on them."""
    if place.wider is None:
        return ""
    wider = place._replace(box=place.wider)
    for thing, count in zip(things, counts, strict=True):
        more = thing.within(asked, wider) if thing.by_mark else None
        if more and more.value != (count.value if count else 0):
            return asked.say(
                f" Some more stand just beyond ({more.value:f} [{more.id}] with them) and may name what lies on the axes; please check.",
                f"另有标注紧邻轴线之外（计入则为 {more.value:f} [{more.id}]），可能属于轴线上的构件，请核对。",
            )
    return ""


def _part(asked: Asked, thing: Counted, count: Quantity | None) -> str:
    if count is None:
        return asked.say(f"no {thing.en}", f"没有 {thing.zh}")
    return f"{thing.named(asked.language)}: {count.value:f} [{count.id}]"


def _together(asked: Asked, things: Sequence[Counted], told: Sequence[str], sums: dict[str, list[Quantity]]) -> Reply:
    """Storey by storey, and for a single thing the sum of them."""
    text = asked.say(" ", "").join(told)
    counts = next(iter(sums.values()), [])
    if len(things) > 1 or len(counts) < 2:
        return Reply(text=text, headline=counts[0].id if len(things) == 1 and counts else None, verdict="answered")
    expression = " + ".join(count.id for count in counts)
    total = asked.need("calculate", expression=expression, label=things[0].en, unit="nos").quantities[-1]
    text += asked.say(f" Together {total.value:f} [{total.id}].", f"合计 {total.value:f} [{total.id}]。")
    return Reply(text=text, headline=total.id, verdict="answered")


def _none(asked: Asked, things: Sequence[Counted], views: Sequence[View]) -> Reply:
    return _nothing(asked, things, views[0].place())


def _nothing(asked: Asked, things: Sequence[Counted], place: Place) -> Reply:
    names = asked.say(", ", "、").join(thing.named(asked.language) for thing in things)
    text = asked.say(f"{names} is not marked {place.en}.", f"{place.zh}没有标注 {names}。")
    return Reply(text=text, verdict="refused")
