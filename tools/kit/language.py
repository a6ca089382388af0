"""The two languages of the product and the sentences that exist in both."""

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict

Language = Literal["en", "zh"]
CJK = re.compile(r"[\u3400-\u9fff]")


class Message(BaseModel):
    """A sentence for the user in both languages."""

    model_config = ConfigDict(frozen=True)

    en: str
    zh: str

    def say(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


def language_of(text: str) -> Language:
    """The language to answer in: Chinese as soon as the text holds Chinese characters outside quotation marks."""
    unquoted = re.sub(r"[\"'“‘「『][^\"'”’」』]*[\"'”’」』]", "", text)
    return "zh" if CJK.search(unquoted) else "en"
