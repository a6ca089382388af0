"""The embedded default: no key, no network. It plans the same tools by rules and says what it cannot do."""

from collections.abc import Callable
from typing import Any

from agent.events import Emit, Event
from agent.provider import Reply, Turn
from agent.rules.apart import count_difference, each_of_family, each_size
from agent.rules.areas import in_an_area
from agent.rules.arithmetic import plain_sum, total_of_printed_areas
from agent.rules.asked import Asked, Failed, Needs
from agent.rules.bays import area_between_axes, marks_outside_axes
from agent.rules.beside import plan_beside_schedule
from agent.rules.blocks import blocks_inserted
from agent.rules.column_concrete import concrete_of_marked
from agent.rules.columns import columns_drawn
from agent.rules.columns_concrete import concrete_of_columns
from agent.rules.confirmed import confirmed_scale
from agent.rules.counting import count_of_marks, count_of_rooms
from agent.rules.details import opening_details
from agent.rules.dimensions import between_axes
from agent.rules.disputed import disputed
from agent.rules.ellipsis import resolved
from agent.rules.fixtures import fixtures_inserted
from agent.rules.floor_notes import noted_floor_area
from agent.rules.floors import floor_areas
from agent.rules.followups import follow_up
from agent.rules.formwork import formwork, perimeter_of_section
from agent.rules.groundless import nothing_to_go_on
from agent.rules.heights import height
from agent.rules.in_unit import in_unit_asked
from agent.rules.kinds import count_of_kind
from agent.rules.labelled import count_of_labelled, count_of_qualified_rooms
from agent.rules.layers import layers_there
from agent.rules.listed import listed_under
from agent.rules.meanings import meaning
from agent.rules.measures import measured_room
from agent.rules.of_room import openings_of_room
from agent.rules.outlines import drawn_elements
from agent.rules.overall import overall
from agent.rules.parts import in_parts
from agent.rules.placed import counted_in_place
from agent.rules.plans import count_of_named_rooms, count_of_openings
from agent.rules.reading import area_of, numbered_note, title_block, what_stands
from agent.rules.reckoned import reckoned, together
from agent.rules.revised import revision_told
from agent.rules.room_sizes import average_of_rooms, rooms_beyond, rooms_in_all
from agent.rules.said import not_there, said
from agent.rules.same import counts_compared
from agent.rules.scales import scale
from agent.rules.sizes import area_from_noted_size, count_of_sized, marks_of_size, section_area, size_of, slab_thickness
from agent.rules.spelling import as_drawn, respelled, told
from agent.rules.storeys import of_its_storey
from agent.rules.struck import places_struck
from agent.rules.symbols import count_of_symbols
from agent.rules.tables import FROM_TABLES
from agent.rules.tabular import stated_quantity
from agent.rules.volumes import volume_given
from agent.rules.where import located
from agent.rules.whole_rows import whole_row
from agent.rules.written import what_is_written
from tools.kit.errors import Refused
from tools.kit.vision import Seen

Rule = Callable[[Asked], Reply | None]
RULES: tuple[Rule, ...] = (
    in_an_area,
    places_struck,
    disputed,
    follow_up,
    nothing_to_go_on,
    together,
    reckoned,
    located,
    plain_sum,
    formwork,
    perimeter_of_section,
    volume_given,
    rooms_in_all,
    rooms_beyond,
    average_of_rooms,
    blocks_inserted,
    openings_of_room,
    counted_in_place,
    fixtures_inserted,
    layers_there,
    marks_outside_axes,
    area_between_axes,
    counts_compared,
    plan_beside_schedule,
    count_difference,
    each_of_family,
    each_size,
    stated_quantity,
    count_of_symbols,
    floor_areas,
    noted_floor_area,
    opening_details,
    *FROM_TABLES,
    concrete_of_marked,
    concrete_of_columns,
    total_of_printed_areas,
    numbered_note,
    area_from_noted_size,
    section_area,
    slab_thickness,
    confirmed_scale,
    scale,
    between_axes,
    height,
    overall,
    revision_told,
    title_block,
    drawn_elements,
    columns_drawn,
    count_of_sized,
    marks_of_size,
    size_of,
    count_of_marks,
    count_of_qualified_rooms,
    count_of_named_rooms,
    count_of_rooms,
    count_of_kind,
    count_of_openings,
    count_of_labelled,
    measured_room,
    area_of,
    meaning,
    whole_row,
    listed_under,
    said,
    what_stands,
    not_there,
)


class Rules:
    """The first rule that knows the question answers it."""

    name = "rules"
    model = "rules"
    sees = False
    overview = False

    async def think(self, turn: Turn, emit: Emit) -> Reply:
        reply = _reply(Asked(resolved(turn)))
        if reply.text:
            emit(Event(type="token", data={"step": turn.step, "text": reply.text}))
        return reply

    async def see(self, png: bytes, question: str, schema: dict[str, Any]) -> Seen:
        raise Refused(
            "no_vision",
            "The built-in rules have no vision model. Set OPENAI_API_KEY to have regions looked at.",
            "内置规则没有视觉模型。设置 OPENAI_API_KEY 后可以查看图面局部。",
        )


def _of_one(asked: Asked) -> Reply:
    """The answer to one question."""
    reply = _by_rules(asked)
    if reply.verdict != "refused" or not (drawn := as_drawn(asked)):
        return reply
    again = _by_rules(asked.about(respelled(asked.text, drawn)))
    return again.model_copy(update={"text": told(asked, drawn) + again.text}) if again.verdict == "answered" else reply


def _by_rules(asked: Asked) -> Reply:
    reply = next((reply for rule in RULES if (reply := rule(asked)) is not None), None)
    return in_unit_asked(asked, of_its_storey(asked, reply)) if reply else what_is_written(asked)


def _reply(asked: Asked) -> Reply:
    try:
        return in_parts(asked, _of_one(asked), _of_one)
    except Needs as needs:
        return Reply(calls=(needs.call,))
    except Failed as failed:
        return Reply(text=asked.say(f"I could not finish: {failed}", f"未能完成：{failed}"), verdict="refused")
