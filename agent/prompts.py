"""The prompts: one Markdown file each, with variables written {{name}}."""

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "prompts"
VARIABLE = re.compile(r"\{\{(\w+)\}\}")


@cache
def template(name: str) -> str:
    """The text of prompts/`name`.md. Raises FileNotFoundError where there is none."""
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8").strip()


def prompt(name: str, **variables: str) -> str:
    """The prompt with its variables filled in. Raises ValueError where one is missing or not known to it.

    Values are put in as they are: braces in them are no variables.
    """
    text = template(name)
    wanted = set(VARIABLE.findall(text))
    if wanted != set(variables):
        missing, extra = sorted(wanted - set(variables)), sorted(set(variables) - wanted)
        raise ValueError(f"prompt {name}: missing variables {missing}, unknown variables {extra}")
    return VARIABLE.sub(lambda found: variables[found[1]], text)
