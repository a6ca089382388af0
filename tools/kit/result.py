"""What a tool returns, and the values that it is made of."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from tools.kit.evidence import Box, Evidence
from tools.kit.language import Message
from tools.kit.quantity import Quantity


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class ReadCell(Frozen):
    """A cell of a schedule: what its column is called and holds, and what it says, a "ditto" resolved. Blank cells say "" and
    have the box in which nothing stands."""

    column: str
    kind: str = ""
    text: str
    box: Box
    confidence: float = 1.0


class ReadRow(Frozen):
    """Where a row of a schedule belongs: the table's number within the result, its title, and the cells from the left.
    `key` is the column that names the row; `amounts` are the columns that add up to its quantity; `subject` is what the row is
    about, such as "door"."""

    table: int
    title: str = ""
    kind: Literal["schedule", "legend"] = "schedule"
    total: bool = False
    section: str = ""
    subject: str = ""
    key: int = 0
    amounts: tuple[int, ...] = ()
    cells: tuple[ReadCell, ...] = ()


class Item(Frozen):
    """One thing found. `id` (e1, e2, …) is given by the ledger when the result enters the run. `row` is what stands in the
    cells where it is a row of a schedule."""

    id: str = ""
    label: str = Field(description="what it is: a mark, a text, the name of a field")
    evidence: Evidence
    note: str = ""
    row: ReadRow | None = None


class Withheld(Frozen):
    """Found but not counted, with the reason."""

    label: str
    reason: Message
    evidence: Evidence | None = None


class Coverage(Frozen):
    """What was and was not searched, as short sentences for the user."""

    searched: tuple[Message, ...] = ()
    not_searched: tuple[Message, ...] = ()


class Numbered(Frozen):
    """A place with the number that is drawn beside it."""

    number: int
    box: Box


class ImageRef(Frozen):
    """A crop by reference: it is rendered anew from the drawing wherever it is needed and never stored in a run. `numbered`
    are drawn over it."""

    sheet: int
    box: Box
    width: int = Field(description="pixels")
    height: int = Field(description="pixels")
    numbered: tuple[Numbered, ...] = ()


class Result(Frozen):
    """The outcome of one tool call.

    `summary` is for the model: short, in English. `total_items` tells how many there were before the list was cut.
    """

    summary: str
    quantities: tuple[Quantity, ...] = ()
    items: tuple[Item, ...] = ()
    total_items: int | None = None
    withheld: tuple[Withheld, ...] = ()
    assumptions: tuple[Message, ...] = ()
    coverage: Coverage = Coverage()
    images: tuple[ImageRef, ...] = ()
    warnings: tuple[Message, ...] = Field((), description="what the user has to know about the drawing itself")
    question: Message | None = Field(None, description="set by ask_user: the run waits for the user's answer")
    choices: tuple[str, ...] = ()
    candidates: tuple[Evidence, ...] = Field(
        (), description="the places that a question is about, in the order of their numbers"
    )
    usage: "Usage" = Field(default_factory=lambda: Usage())  # noqa: PLW0108 (defined below)


class Usage(Frozen):
    """Tokens and money of one or more model calls. `vision_tokens` are those of `prompt_tokens` spent on images."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    vision_tokens: int = 0
    cost_usd: float = 0.0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            vision_tokens=self.vision_tokens + other.vision_tokens,
            cost_usd=self.cost_usd + other.cost_usd,
        )


Result.model_rebuild()
