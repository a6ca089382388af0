"""The built-in planner: answers the common questions by rules, with the same tools that a model would call."""
