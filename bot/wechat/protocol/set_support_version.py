"""setSupportVersion, request and answer. Pure: it opens no socket and reads no clock.

https://developers.weixin.qq.com/doc/oplatform/openApi/miniprogram-management/code-management/api_setsupportversion.html
"""

import json
from typing import Final
from urllib.parse import quote

from bot.domain.numbers.version import Version
from bot.wechat.protocol.response import Refusal, bad_shape, check_status, read_object, refusal_in

METHOD: Final = "POST"
PATH: Final = "/cgi-bin/wxopen/setweappsupportversion"
CONTENT_TYPE: Final = "application/json"


def request_url(api_url: str, token: str) -> str:
    """Where to post. The token is in the query and nowhere else."""
    return f"{api_url.rstrip('/')}{PATH}?access_token={quote(token, safe='')}"


def request_body(version: Version) -> bytes:
    """Return the version, which must be a released one."""
    return json.dumps({"version": version.text}, separators=(",", ":")).encode("ascii")


def read_reply(status: int, body: bytes) -> Refusal | None:
    """Read WeChat's answer; None when the minimum was set.

    Raises:
        WeChatUnreadable: it says neither.
    """
    check_status(status)
    answer = read_object(body)
    # An empty object is no confirmation: the documented answer has an errcode.
    if "errcode" not in answer:
        raise bad_shape("no errcode")
    return refusal_in(answer)
