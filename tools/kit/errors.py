"""The errors that tools raise on purpose. Anything else that escapes a tool is a bug."""

from tools.kit.language import Language, Message


class LiangtuError(Exception):
    """Base of the errors that carry a sentence for whoever has to act on it."""


class Correctable(LiangtuError):
    """The model called a tool in a way that it can mend itself; the message says what to try next."""


class Refused(LiangtuError):
    """Final: what was asked cannot be done with this drawing. `code` is stable, `message` is shown to the user."""

    def __init__(self, code: str, en: str, zh: str) -> None:
        super().__init__(en)
        self.code = code
        self.message = Message(en=en, zh=zh)

    def say(self, language: Language) -> str:
        return self.message.say(language)


class BadDrawing(Refused):
    """The uploaded file cannot be read as a drawing; the message says what to upload instead."""


class TooLarge(BadDrawing):
    """The file asks for more pixels, pages, memory or time than one drawing may have."""
