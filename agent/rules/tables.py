"""The rules that answer from schedules, legends, title blocks and notes, in the order in which they are tried."""

from agent.rules.marked import marks_beside_schedule, row_says
from agent.rules.schedules import total_by_schedule

FROM_TABLES = (marks_beside_schedule, row_says, total_by_schedule)
