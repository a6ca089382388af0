"""A provider's vision for one tool call, with what it has cost."""

from typing import Any

from agent.provider import Provider, ProviderError, Unfit
from tools.kit.result import Usage
from tools.kit.vision import Seen


class Eyes:
    """`spent` grows with every look, also with one that came to nothing."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.spent = Usage()

    async def see(self, png: bytes, question: str, schema: dict[str, Any]) -> Seen:
        try:
            seen = await self.provider.see(png, question, schema)
        except (Unfit, ProviderError) as error:
            self.spent += error.usage
            raise
        self.spent += seen.usage
        return seen
