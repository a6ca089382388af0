"""The rules that answer from schedules, legends, title blocks and notes, in the order in which they are tried."""

from agent.rules.marked import marks_beside_schedule, row_says
from agent.rules.schedules import total_by_schedule
from agent.rules.tabular import count_of_rows, count_of_species, quantity_of_described, rows_with

FROM_TABLES = (
    count_of_rows,
    count_of_species,
    rows_with,
    marks_beside_schedule,
    row_says,
    total_by_schedule,
    quantity_of_described,
)
