"""What to do about an endpoint's errors: wait and try again, or say what is wrong. Pure decisions."""

import random

import httpx2
from openai import APIConnectionError, APIError, APIStatusError

from agent.provider import ProviderError
from tools.kit.result import Usage

PASSING = {408, 409, 425, 429, 500, 502, 503, 504, 529}
LONGEST_WAIT = 30.0
SPENT = {"insufficient_quota", "billing_hard_limit_reached"}


class CutOff(Exception):
    """The endpoint ended its stream in the middle of a reply."""


def passes(error: Exception) -> bool:
    """May the same request succeed a little later?"""
    if isinstance(error, APIStatusError):
        return error.status_code in PASSING and error.code not in SPENT
    return isinstance(error, APIError | httpx2.TransportError | CutOff)


def wait_before(error: Exception, tried: int, backoff: float) -> float | None:
    """Seconds to wait before the next try: what the endpoint asks for, else doubling with jitter. None: do not try."""
    if not passes(error):
        return None
    asked = _retry_after(error)
    if asked is not None:
        return min(asked, LONGEST_WAIT)
    return float(min(backoff * 2**tried * random.uniform(0.75, 1.25), LONGEST_WAIT))


def _retry_after(error: Exception) -> float | None:
    if not isinstance(error, APIStatusError):
        return None
    try:
        return max(0.0, float(error.response.headers["retry-after"]))
    except (KeyError, ValueError):
        return None


def in_words(error: Exception, model: str, url: str, lost: Usage | None = None) -> ProviderError:
    """The error as a sentence that says what to do."""
    if isinstance(error, APIStatusError):
        en, zh = _status_in_words(error, model, url)
        return ProviderError(en, zh, retryable=passes(error), usage=lost)
    what, was = (
        ("cannot be reached", "无法连接") if isinstance(error, APIConnectionError) else ("broke off", "中断了回复")
    )
    return ProviderError(
        f"The model endpoint at {url} {what}. Check that it is running and that OPENAI_BASE_URL is right, then ask again.",
        f"模型服务 {url} {was}。请确认服务正在运行、OPENAI_BASE_URL 正确，然后重新提问。",
        retryable=True,
        usage=lost,
    )


def _status_in_words(error: APIStatusError, model: str, url: str) -> tuple[str, str]:
    status = error.status_code
    if error.code in SPENT:
        return (
            "The model endpoint's quota is used up. Top it up, then ask again.",
            "模型服务的额度已用完。充值后请重新提问。",
        )
    if status in (401, 403):
        return (
            f"The model endpoint refused the key ({status}). Check OPENAI_API_KEY.",
            f"模型服务拒绝了密钥（{status}）。请检查 OPENAI_API_KEY。",
        )
    if status == 404:
        return (
            f"The model endpoint at {url} knows no model {model!r}. Check OPENAI_MODEL and OPENAI_BASE_URL.",
            f"模型服务 {url} 没有模型 {model!r}。请检查 OPENAI_MODEL 和 OPENAI_BASE_URL。",
        )
    if status == 429:
        return "The model endpoint is too busy (429). Ask again later.", "模型服务过于繁忙（429）。请稍后重新提问。"
    said = " ".join(error.message.split())[:200]
    return f"The model endpoint answered {status}: {said}", f"模型服务返回 {status}：{said}"
