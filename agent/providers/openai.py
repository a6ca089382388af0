"""Any endpoint that speaks Chat Completions: streaming text and tool calls, vision, usage and cost."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar

import httpx2
from openai import APIError, AsyncOpenAI, BadRequestError, UnprocessableEntityError
from openai.types import CompletionUsage
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from agent.deltas import Gathered
from agent.endpoint import CutOff, in_words, wait_before
from agent.events import Emit, Event
from agent.prices import cost, image_tokens, png_size, unpriced
from agent.prompts import prompt
from agent.provider import Reply, Turn
from tools.kit.errors import Correctable
from tools.kit.result import Usage
from tools.kit.vision import Seen

CONNECT, SILENCE = 10.0, 120.0  # seconds to connect, and without a byte, before an endpoint counts as down
FAULTS = (APIError, httpx2.TransportError, CutOff)
T = TypeVar("T")


class OpenAI:
    """`tries` and `backoff` (seconds, doubled each time) are for errors that may pass; the rest is told at once."""

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
    ) -> None:
        self.model = model
        self.tries = tries
        self.backoff = backoff
        timeout = httpx2.Timeout(silence, connect=CONNECT)
        self.client = AsyncOpenAI(api_key=api_key or "none", base_url=base_url or None, max_retries=0, timeout=timeout)
        self.stream_options: dict[str, Any] = {"stream_options": {"include_usage": True}}
        self.forms = ["json_schema", "json_object", "text"]

    async def close(self) -> None:
        """Let go of the connections."""
        await self.client.close()

    async def think(self, turn: Turn, emit: Emit) -> Reply:
        tried = 0

        async def once() -> Gathered:
            nonlocal tried
            if tried := tried + 1:
                _restart(emit, turn.step, tried)
            return await self._streamed(turn, emit)

        gathered = await self._patiently(once)
        calls, problems = gathered.calls(turn.step)
        usage = self._usage(gathered.usage, len(json.dumps(turn.messages)), len(gathered.text))
        return Reply(text=gathered.text, calls=calls, problems=problems, usage=usage, notes=unpriced(self.model))

    async def see(self, png: bytes, question: str, schema: dict[str, Any]) -> Seen:
        """Asks twice where the first answer does not fit the schema. Raises Correctable where the second does not."""
        spent = Usage()
        for _ in range(2):
            completion = await self._patiently(lambda: self._looked(png, question, schema))
            text = completion.choices[0].message.content or "" if completion.choices else ""
            spent += self._usage(completion.usage, len(question), len(text), image_tokens(self.model, *png_size(png)))
            data = _fitting(text, schema)
            if data is not None:
                return Seen(data=data, model=self.model, usage=spent)
        raise Correctable(
            "The vision model gave no answer that fits. Ask a simpler question, or look at a smaller box."
        )

    async def _streamed(self, turn: Turn, emit: Emit) -> Gathered:
        gathered = Gathered()
        async for chunk in await self._opened(turn):
            piece = gathered.take(chunk)
            if piece:
                emit(Event(type="token", data={"step": turn.step, "text": piece}))
        if not gathered.finished:
            raise CutOff("the stream ended before the reply did")
        return gathered

    async def _opened(self, turn: Turn) -> AsyncIterator[ChatCompletionChunk]:
        """The stream. Endpoints that know no usage in streams are asked again without it."""
        create: Any = self.client.chat.completions.create
        request: dict[str, Any] = {"model": self.model, "messages": list(turn.messages), "stream": True}
        if turn.tools:
            request["tools"] = list(turn.tools)
        try:
            opened: AsyncIterator[ChatCompletionChunk] = await create(**request, **self.stream_options)
        except BadRequestError as error:
            if not self.stream_options or "stream_options" not in str(error):
                raise
            self.stream_options = {}
            opened = await create(**request)
        return opened

    async def _looked(self, png: bytes, question: str, schema: dict[str, Any]) -> ChatCompletion:
        """One look. Endpoints that take no JSON schema are asked for a JSON object, else for text that holds one."""
        while True:
            try:
                return await self._ask(png, question, schema, self.forms[0])
            except (BadRequestError, UnprocessableEntityError) as error:
                if len(self.forms) == 1 or "response_format" not in str(error):
                    raise
                self.forms = self.forms[1:]

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
            response_format=_format(form, schema),
        )
        return completion

    async def _patiently(self, work: Callable[[], Awaitable[T]]) -> T:
        """The work, tried again where that helps. Raises ProviderError with what to do."""
        for number in range(self.tries):
            try:
                return await work()
            except FAULTS as error:
                wait = wait_before(error, number, self.backoff)
                if wait is None or number == self.tries - 1:
                    raise in_words(error, self.model, str(self.client.base_url)) from error
                await asyncio.sleep(wait)
        raise AssertionError("the last try returns or raises")

    def _usage(self, told: CompletionUsage | None, asked: int, said: int, vision: int = 0) -> Usage:
        """As the endpoint tells it; where it does not, about four characters a token, so that limits still hold."""
        prompt_tokens = told.prompt_tokens if told else asked // 4 + vision
        completion_tokens = told.completion_tokens if told else said // 4
        return Usage(
            prompt_tokens=prompt_tokens,
            completion_tokens=completion_tokens,
            vision_tokens=min(vision, prompt_tokens),
            cost_usd=cost(self.model, prompt_tokens, completion_tokens),
        )


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
