"""Any endpoint that speaks Chat Completions: streaming text and tool calls, vision, usage and cost."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import httpx2
from openai import APIError, APIStatusError, AsyncOpenAI, AsyncStream
from openai.types.chat import ChatCompletion

from agent.capabilities import CUT, SHORTENED, WITHOUT_TOOLS, Lack, lacking
from agent.deltas import Gathered, Tokens
from agent.endpoint import CutOff, in_words, wait_before
from agent.events import Emit, Event
from agent.plain_calls import calls_in
from agent.plain_calls import in_words as told_in_words
from agent.prices import cost, image_tokens, png_size, unpriced
from agent.prompts import prompt
from agent.provider import ProviderError, Reply, Turn, Unfit
from agent.shortening import shortened
from tools.kit.errors import Refused
from tools.kit.language import Message
from tools.kit.result import Usage
from tools.kit.vision import Seen

CONNECT, SILENCE = 10.0, 300.0  # seconds to connect, and without a byte, before an endpoint counts as down
FAULTS = (APIError, httpx2.TransportError, CutOff)
FORMS = ("json_schema", "json_object", "text")
SIGNED: Any = {"security": {"bearer_auth": True}}
"""With the key of the endpoint, and never with one of its administrator."""
T = TypeVar("T")
Chat = dict[str, Any]


class OpenAI:
    """`tries` and `backoff` (seconds, doubled each time) are for errors that may pass; the rest is told at once.

    What the endpoint lacks is learned from its errors and then no longer asked for.
    """

    name = "openai"

    def __init__(
        self,
        *,
        api_key: str = "",
        base_url: str | None = None,
        model: str = "gpt-4o",
        tries: int = 4,
        backoff: float = 0.5,
        silence: float = SILENCE,
        overview: bool = True,
    ) -> None:
        self.model = model
        self.tries = tries
        self.backoff = backoff
        self.overview = overview
        timeout = httpx2.Timeout(silence, connect=CONNECT)
        self.client = AsyncOpenAI(api_key=api_key or "none", base_url=base_url or None, max_retries=0, timeout=timeout)
        self.lacks: set[Lack] = set()
        self.forms = list(FORMS)

    @property
    def sees(self) -> bool:
        """Whether a look is worth asking for, as far as is known."""
        return "vision" not in self.lacks

    async def close(self) -> None:
        """Let go of the connections."""
        await self.client.close()

    async def think(self, turn: Turn, emit: Emit) -> Reply:
        tried, lost, short = 0, Usage(), False

        async def once() -> Gathered:
            nonlocal tried, lost, short
            if tried := tried + 1:
                _restart(emit, turn.step, tried)
            while True:
                messages = self._messages(turn, short)
                gathered = Gathered()
                try:
                    await self._streamed(turn, messages, gathered, emit)
                except FAULTS as error:
                    lack = lacking(error, self._asked(turn, short))
                    if lack is None:
                        lost += self._lost(messages, gathered)
                        raise
                    short = short or lack == "context"
                    self.lacks |= {lack} - {"context"}
                else:
                    return gathered

        gathered = await self._patiently(once, lambda: lost)
        usage = self._streamed_usage(self._messages(turn, short), gathered) + lost
        return self._reply(gathered, turn, usage, [SHORTENED] if short else [])

    def _messages(self, turn: Turn, short: bool) -> list[Chat]:
        """The conversation as this endpoint takes it."""
        messages = list(turn.messages)
        if "tools" in self.lacks:
            messages = told_in_words(messages, turn.tools)
        return shortened(messages) if short else messages

    def _asked(self, turn: Turn, short: bool) -> set[Lack]:
        """What a request asked for that an endpoint may lack."""
        asked: set[Lack] = {"stream_options", "tools", "context"}
        known: set[Lack] = self.lacks | {"context"} if short else self.lacks
        return asked - known if turn.tools else asked - known - {"tools"}

    def _reply(self, gathered: Gathered, turn: Turn, usage: Usage, notes: list[Message]) -> Reply:
        calls, problems = gathered.calls(turn.step)
        text = gathered.text or gathered.refusal
        if not calls and not problems and turn.tools:
            names = [tool["function"]["name"] for tool in turn.tools]
            calls = calls_in(text, turn.step, names)
            text = "" if calls else text
        notes += [CUT] if gathered.ending in ("length", "content_filter") or gathered.full else []
        notes += [WITHOUT_TOOLS] if "tools" in self.lacks else []
        verdict = "refused" if gathered.refusal and not calls else None
        return Reply(
            text=text, calls=calls, problems=problems, usage=usage, verdict=verdict,
            notes=(*notes, *unpriced(self.model)),
        )  # fmt: skip

    async def see(self, png: bytes, question: str, schema: dict[str, Any]) -> Seen:
        """Asks twice where the first answer does not fit the schema. Raises Unfit where the second does not, Refused
        where the model takes no images."""
        spent = Usage()
        for _ in range(2):
            try:
                completion = await self._patiently(lambda: self._looked(png, question, schema), Usage)
            except ProviderError as error:
                raise ProviderError(
                    error.message.en, error.message.zh, retryable=error.retryable, usage=spent + error.usage
                ) from error
            text = completion.choices[0].message.content or "" if completion.choices else ""
            vision = image_tokens(self.model, *png_size(png))
            spent += self._usage(_tokens(completion), 4 * vision + len(question), len(text), vision)
            data = _fitting(text, schema)
            if data is not None:
                return Seen(data=data, model=self.model, usage=spent)
        raise Unfit(
            "The vision model gave no answer that fits. Ask a simpler question, or look at a smaller box.", spent
        )

    async def _streamed(self, turn: Turn, messages: Sequence[Chat], gathered: Gathered, emit: Emit) -> None:
        """Through the SDK's own way for requests that it has no method for: its models of a request and of each piece
        take more time than all else that a step does."""
        request: Chat = {"model": self.model, "messages": list(messages), "stream": True}
        if turn.tools and "tools" not in self.lacks:
            request["tools"] = list(turn.tools)
        if "stream_options" not in self.lacks:
            request["stream_options"] = {"include_usage": True}
        stream: AsyncStream[object] = await self.client.post(
            "/chat/completions",
            cast_to=object,
            body=request,
            options=SIGNED,
            stream=True,
            stream_cls=AsyncStream[object],
        )
        gathered.begun = True  # from here on the endpoint counts
        async with stream:
            async for chunk in stream:
                piece = gathered.take(chunk)
                if piece:
                    emit(Event(type="token", data={"step": turn.step, "text": piece}))
                if gathered.full:
                    return
        if not gathered.finished:
            raise CutOff("the stream ended before the reply did")

    async def _looked(self, png: bytes, question: str, schema: dict[str, Any]) -> ChatCompletion:
        """One look. Endpoints that take no JSON schema are asked for a JSON object, else for text that holds one."""
        while self.sees:
            asked: set[Lack] = {"vision", "response_format"} if len(self.forms) > 1 else {"vision"}
            try:
                return await self._ask(png, question, schema, self.forms[0])
            except APIStatusError as error:
                lack = lacking(error, asked)
                if lack is None:
                    raise
                if lack == "response_format":
                    self.forms = self.forms[1:]
                else:
                    self.lacks.add(lack)
        raise Refused(
            "no_vision",
            f"The model {self.model} takes no images, so nothing was looked at; text and geometry were used alone.",
            f"模型 {self.model} 不能识别图像，因此没有查看图面，只使用了文字和几何信息。",
        )

    async def _ask(self, png: bytes, question: str, schema: dict[str, Any], form: str) -> ChatCompletion:
        create: Any = self.client.chat.completions.create
        image = {"url": f"data:image/png;base64,{base64.b64encode(png).decode()}", "detail": "high"}
        asked = f"{question}\n\nSchema of the answer:\n{json.dumps(schema, ensure_ascii=False)}"
        completion: ChatCompletion = await create(
            model=self.model,
            messages=[
                {"role": "system", "content": prompt("look")},
                {
                    "role": "user",
                    "content": [{"type": "text", "text": asked}, {"type": "image_url", "image_url": image}],
                },
            ],
            **({} if form == "text" else {"response_format": _format(form, schema)}),
        )
        return completion

    async def _patiently(self, work: Callable[[], Awaitable[T]], lost: Callable[[], Usage]) -> T:
        """The work, tried again where that helps. Raises ProviderError with what to do and what was spent in vain."""
        for number in range(self.tries):
            try:
                return await work()
            except FAULTS as error:
                wait = wait_before(error, number, self.backoff)
                if wait is None or number == self.tries - 1:
                    raise in_words(error, self.model, str(self.client.base_url), lost()) from error
                await asyncio.sleep(wait)
        raise AssertionError("the last try returns or raises")

    def _lost(self, messages: Sequence[Chat], gathered: Gathered) -> Usage:
        """What a reply that broke off has cost all the same."""
        if not gathered.begun:
            return Usage()
        return self._streamed_usage(messages, gathered)

    def _streamed_usage(self, messages: Sequence[Chat], gathered: Gathered) -> Usage:
        return self._usage(gathered.usage, 0 if gathered.usage else _characters(messages), gathered.length)

    def _usage(self, told: Tokens | None, asked: int, said: int, vision: int = 0) -> Usage:
        """As the endpoint tells it; where it does not, about four characters a token, so that limits still hold."""
        prompt_tokens = told.prompt if told else asked // 4
        completion_tokens = told.completion if told else said // 4
        return Usage(
            prompt_tokens=prompt_tokens,
            completion_tokens=completion_tokens,
            vision_tokens=min(vision, prompt_tokens),
            cost_usd=cost(self.model, prompt_tokens, completion_tokens),
        )


def _characters(messages: Sequence[Chat]) -> int:
    return len(json.dumps(list(messages), ensure_ascii=False))


def _tokens(completion: ChatCompletion) -> Tokens | None:
    told = completion.usage
    return Tokens(told.prompt_tokens, told.completion_tokens) if told else None


def _restart(emit: Emit, step: int, tried: int) -> None:
    if tried > 1:
        emit(Event(type="token", data={"step": step, "text": "", "restart": True}))


def _format(form: str, schema: dict[str, Any]) -> dict[str, Any]:
    if form == "json_schema":
        return {"type": form, "json_schema": {"name": "seen", "schema": schema, "strict": False}}
    return {"type": form}


def _fitting(text: str, schema: dict[str, Any]) -> dict[str, Any] | None:
    """The JSON object in the text, where it has all that the schema requires."""
    start, end = text.find("{"), text.rfind("}")
    try:
        data = json.loads(text[start : end + 1])
    except ValueError:
        return None
    return data if isinstance(data, dict) and set(schema.get("required", [])) <= set(data) else None
