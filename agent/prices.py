"""What the models of OpenAI cost, and how many tokens an image is. Published figures; other models count as unknown."""

from math import ceil, sqrt
from typing import NamedTuple

from tools.kit.language import Message

MILLION = 1_000_000


class Price(NamedTuple):
    """US dollars per million tokens."""

    prompt: float
    completion: float


class Tiles(NamedTuple):
    """Images are billed by a base and by each 512 px tile."""

    base: int
    each: int


PRICES = {
    "gpt-4o": Price(2.5, 10), "gpt-4o-mini": Price(0.15, 0.6), "gpt-4.1": Price(2, 8), "gpt-4.1-mini": Price(0.4, 1.6),
    "gpt-4.1-nano": Price(0.1, 0.4), "gpt-5": Price(1.25, 10), "gpt-5-mini": Price(0.25, 2),
    "gpt-5-nano": Price(0.05, 0.4), "o3": Price(2, 8), "o4-mini": Price(1.1, 4.4),
}  # fmt: skip
TILES = {"gpt-4o-mini": Tiles(2833, 5667), "gpt-5": Tiles(70, 140), "o3": Tiles(75, 150)}
PATCHES = {"gpt-4.1-mini": 1.62, "gpt-4.1-nano": 2.46, "gpt-5-mini": 1.62, "gpt-5-nano": 2.46, "o4-mini": 1.72}
PATCH, MOST_PATCHES = 32, 1536


def price_of(model: str) -> Price | None:
    """The price of a model or of one of its dated versions; None where it is not known."""
    family = _family(model)
    return PRICES[family] if family else None


def cost(model: str, prompt_tokens: int, completion_tokens: int) -> float:
    """US dollars; 0 where the price is not known."""
    price = price_of(model) or Price(0, 0)
    return (prompt_tokens * price.prompt + completion_tokens * price.completion) / MILLION


def unpriced(model: str) -> tuple[Message, ...]:
    """The note that an answer carries where its cost is not known."""
    if price_of(model):
        return ()
    en = f"The price of the model {model} is not known; its cost is shown as 0."
    return (Message(en=en, zh=f"模型 {model} 的价格未知，费用显示为 0。"),)


def image_tokens(model: str, width: int, height: int) -> int:
    """What an image in high detail is billed as: fit into 2048², shortest side to 768, then 512 px tiles; or patches."""
    family = _family(model) or "gpt-4o"
    if family in PATCHES:
        return _patches(width, height, PATCHES[family])
    tiles = TILES.get(family, Tiles(85, 170))
    fit = min(1.0, 2048 / max(width, height))
    fit *= min(1.0, 768 / (min(width, height) * fit))
    return tiles.base + tiles.each * ceil(round(width * fit) / 512) * ceil(round(height * fit) / 512)


def png_size(png: bytes) -> tuple[int, int]:
    """Width and height in pixels from the header."""
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def _patches(width: int, height: int, factor: float) -> int:
    shrunk = min(1.0, sqrt(MOST_PATCHES * PATCH**2 / (width * height)))
    count = ceil(width * shrunk / PATCH) * ceil(height * shrunk / PATCH)
    return ceil(min(count, MOST_PATCHES) * factor)


def _family(model: str) -> str | None:
    """gpt-4o-2024-11-20 is gpt-4o; gpt-4o-audio is none of these."""
    name = model.rpartition("/")[2]
    known = sorted((family for family in PRICES if name == family or name.startswith(f"{family}-20")), key=len)
    return known[-1] if known else None
