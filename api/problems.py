"""Errors of the HTTP API: what happened and what to do, in the caller's language (RFC 9457)."""

from typing import Any

from tools.kit.language import Language, Message


class Problem(Exception):
    """Raised by routes; becomes an application/problem+json answer. `code` is stable."""

    def __init__(self, status: int, code: str, detail: Message, do: Message, retry_after: int | None = None) -> None:
        super().__init__(detail.en)
        self.status, self.code, self.detail, self.do = status, code, detail, do
        self.retry_after = retry_after

    def body(self, language: Language) -> dict[str, Any]:
        return {
            "type": f"urn:liangtu:problem:{self.code}",
            "title": self.code.replace("_", " ").capitalize(),
            "status": self.status,
            "code": self.code,
            "detail": self.detail.say(language),
            "do": self.do.say(language),
        }


def _of(
    status: int, code: str, detail: tuple[str, str], do: tuple[str, str], retry_after: int | None = None
) -> Problem:
    return Problem(status, code, Message(en=detail[0], zh=detail[1]), Message(en=do[0], zh=do[1]), retry_after)


def not_found(what_en: str, what_zh: str) -> Problem:
    return _of(404, "not_found", (f"There is no such {what_en}.", f"没有这个{what_zh}。"),
               ("Check the id; what belongs to another user is not shown.", "请检查编号；其他用户的内容不会显示。"))  # fmt: skip


def not_signed_in() -> Problem:
    return _of(401, "not_signed_in", ("Nobody is signed in, or the token is no longer good.", "尚未登录，或令牌已失效。"),
               ("Get a token by POST /api/v1/auth/token and send it as Authorization: Bearer.",
                "请通过 POST /api/v1/auth/token 获取令牌，并以 Authorization: Bearer 发送。"))  # fmt: skip


def not_allowed(scope: str) -> Problem:
    return _of(403, "not_allowed", (f"This needs the scope “{scope}”.", f"此操作需要权限“{scope}”。"),
               ("Use a key that has it, or sign in with your own password; only an operator may operate.",
                "请使用具有该权限的密钥，或用自己的密码登录；运维操作仅限管理员。"))  # fmt: skip


def wrong_password() -> Problem:
    return _of(401, "wrong_password", ("The name or the password is wrong.", "用户名或密码不正确。"),
               ("Try again; `liangtu user add NAME` makes a user or gives it a new password.",
                "请重试；可用 `liangtu user add 用户名` 创建用户或重设密码。"))  # fmt: skip


def too_many_tries(seconds: int) -> Problem:
    return _of(429, "too_many_tries", ("The password was wrong too often.", "密码错误次数过多。"),
               (f"Wait {seconds} seconds and try again.", f"请等待 {seconds} 秒后再试。"), seconds)  # fmt: skip


def foreign_origin() -> Problem:
    return _of(403, "foreign_origin", ("This request comes from another site.", "该请求来自其他站点。"),
               ("Open the service by its own address, or name that address in LIANGTU_ALLOWED_HOSTS.",
                "请用服务自身的地址访问，或将该地址加入 LIANGTU_ALLOWED_HOSTS。"))  # fmt: skip


def too_big(megabytes: int) -> Problem:
    return _of(413, "file_too_big", (f"The file is larger than {megabytes} MB.", f"文件超过 {megabytes} MB。"),
               ("Split the drawing, or raise LIANGTU_UPLOAD_MB.", "请拆分图纸，或调高 LIANGTU_UPLOAD_MB。"))  # fmt: skip


def empty_file() -> Problem:
    return _of(422, "file_empty", ("The file is empty.", "文件是空的。"),
               ("Upload it again; the export may have been cut off.", "请重新上传；导出时可能中断了。"))  # fmt: skip


def no_file() -> Problem:
    return _of(422, "no_file", ("The request holds no file.", "请求中没有文件。"),
               ("Send multipart/form-data with one part named “file”.", "请发送 multipart/form-data，其中一个部分名为 file。"))  # fmt: skip


def cut_off() -> Problem:
    return _of(400, "upload_cut_off", ("The upload ended before the file did. Nothing was kept.", "上传中断，未保存任何内容。"),
               ("Upload the file again.", "请重新上传文件。"))  # fmt: skip


def not_read_yet() -> Problem:
    return _of(409, "not_read_yet", ("This sheet has not been read yet.", "这张图纸尚未读完。"),
               ("Follow the drawing's status and ask again when the sheet is done.", "请查看图纸状态，读完后再请求。"))  # fmt: skip


def still_running(run: str) -> Problem:
    return _of(409, "run_under_way", (f"Run {run} of this chat is still under way.", f"本对话的运行 {run} 尚未结束。"),
               ("Wait for its end, answer its question, or stop it.", "请等待其结束、回答其问题，或将其停止。"))  # fmt: skip


def not_waiting() -> Problem:
    return _of(409, "not_waiting", ("This run does not wait for an answer (any more).", "该运行当前不在等待回答。"),
               ("Look at the run; somebody may have answered already.", "请查看该运行；可能已有人回答。"))  # fmt: skip


def other_request() -> Problem:
    return _of(422, "other_request", ("This Idempotency-Key was used for another request.", "该 Idempotency-Key 已用于另一个请求。"),
               ("Send the same request again, or take a new key.", "请重发原请求，或换用新的键。"))  # fmt: skip


def too_many_requests(seconds: int) -> Problem:
    return _of(429, "too_many_requests", ("Too many requests in one minute.", "一分钟内请求过多。"),
               (f"Wait {seconds} seconds and go on.", f"请等待 {seconds} 秒后继续。"), seconds)  # fmt: skip


def not_answered() -> Problem:
    return _of(409, "not_answered", ("This run has no answer yet.", "该运行还没有答案。"),
               ("Wait for its end and ask again.", "请等待其结束后再试。"))  # fmt: skip


def not_failed() -> Problem:
    return _of(409, "not_failed", ("Only a run that failed or was stopped can be taken up again.", "只有失败或被停止的运行才能继续。"),
               ("Ask a new question instead.", "请改为提出新问题。"))  # fmt: skip


def bad_box() -> Problem:
    return _of(422, "bad_box", ("The box or the width is not usable.", "区域或宽度无效。"),
               ("Give box=x0,y0,x1,y1 in millimetres on the sheet and width=16…4096.",
                "请给出 box=x0,y0,x1,y1（图纸上的毫米）以及 width=16…4096。"))  # fmt: skip


def too_short_a_line() -> Problem:
    return _of(422, "line_too_short", ("The two points are too close to measure by.", "两点距离太近，无法据此量测。"),
               ("Zoom in, or choose a longer dimension on the sheet.", "请放大后再点，或选择图上更长的一段尺寸。"))  # fmt: skip


def bad_request(reason: str) -> Problem:
    return _of(422, "bad_request", (f"The request does not fit: {reason}.", f"请求不符合要求：{reason}。"),
               ("Compare it with /docs.", "请对照 /docs。"))  # fmt: skip


def refused(code: str, message: Message, status: int = 422) -> Problem:
    """A file that cannot be used; its sentence says what to do."""
    return Problem(status, code, message, Message(en="", zh=""))


def plain(status: int, reason: str) -> Problem:
    """What the framework refuses by itself."""
    return _of(
        status, f"http_{status}", (reason, reason), ("Compare the request with /docs.", "请对照 /docs 检查请求。")
    )


def broken() -> Problem:
    return _of(500, "broken", ("Something broke inside the service.", "服务内部出错。"),
               ("Try again; if it stays, the service's log tells more.", "请重试；如仍出现，请查看服务日志。"))  # fmt: skip
