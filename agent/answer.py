"""The answer of a run: a text whose every figure is tied to the ledger."""

from typing import Literal

from pydantic import Field

from tools.kit.language import Language, Message
from tools.kit.quantity import Quantity
from tools.kit.result import Coverage, Frozen, ImageRef, Item, Usage, Withheld

Status = Literal["answered", "asked", "refused", "failed", "cancelled"]


class Claim(Frozen):
    """A figure or quotation in the text: characters `start` to `end` rest on `ref`, an id of the ledger.

    A figure that nothing proves has no `ref` and is shown as unverified.
    """

    start: int
    end: int
    text: str
    ref: str | None
    verified: bool


class SheetName(Frozen):
    """Which drawing and page a sheet number of the run means."""

    sheet: int
    drawing: str
    page: int
    name: str


class Answer(Frozen):
    """`text` is plain: its citations have become `claims`. `headline` is the id of the quantity that was asked for."""

    status: Status
    language: Language
    text: str
    headline: str | None = None
    claims: tuple[Claim, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    items: tuple[Item, ...] = ()
    assumptions: tuple[Message, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    coverage: Coverage = Coverage()
    images: tuple[ImageRef, ...] = ()
    sheets: tuple[SheetName, ...] = ()
    question: Message | None = None
    choices: tuple[str, ...] = ()
    provider: str = ""
    model: str = ""
    usage: Usage = Usage()
    steps: int = 0
    seconds: float = 0.0
    notes: tuple[Message, ...] = Field((), description="what went wrong or was limited on the way")


class Exchange(Frozen):
    """An earlier question of the chat and its answer.

    `corrections` is what the user has made of it since, each in place of the quantity of the answer that it `replaces`.
    """

    question: str
    answer: Answer
    corrections: tuple[Quantity, ...] = ()
