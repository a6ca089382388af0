"""The rules that answer from schedules, legends, title blocks and notes, in the order in which they are tried."""

from agent.rules.compared import marks_compared, rows_of_measure, sum_of_marks
from agent.rules.crossed import crossed_by_mark, level_of_storey, storey_of_mark
from agent.rules.extremes import largest_of_schedule
from agent.rules.listing import names_listed
from agent.rules.marked import marks_beside_schedule, row_says
from agent.rules.materials import blank_field, concrete_grade, links_of_beam
from agent.rules.named_rooms import area_of_named, areas_compared, sum_of_named
from agent.rules.noted import count_of_worded, lifts, noted_count, noted_sizes
from agent.rules.openings import opening_area, volume_of_scheduled
from agent.rules.rebar import detail_of_member
from agent.rules.rooms import area_of_room, largest_room, list_of_rooms, total_of_rooms
from agent.rules.runs import missing_of_run, unscheduled_marks
from agent.rules.schedules import total_by_schedule
from agent.rules.storeyed import count_of_storey, grade_of_storey
from agent.rules.tabular import count_of_rows, count_of_species, quantity_of_described, rows_with
from agent.rules.whole_rows import count_in_rows

FROM_TABLES = (
    grade_of_storey,
    concrete_grade,
    unscheduled_marks,
    missing_of_run,
    count_of_rows,
    count_of_species,
    rows_with,
    names_listed,
    largest_of_schedule,
    opening_area,
    volume_of_scheduled,
    sum_of_marks,
    marks_compared,
    rows_of_measure,
    storey_of_mark,
    count_in_rows,
    crossed_by_mark,
    level_of_storey,
    marks_beside_schedule,
    row_says,
    links_of_beam,
    detail_of_member,
    count_of_worded,
    lifts,
    total_by_schedule,
    count_of_storey,
    quantity_of_described,
    noted_count,
    noted_sizes,
    list_of_rooms,
    areas_compared,
    largest_room,
    area_of_named,
    area_of_room,
    sum_of_named,
    total_of_rooms,
    blank_field,
)
