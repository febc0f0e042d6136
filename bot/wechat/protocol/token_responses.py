"""Answers with an access token, from WeChat's stable_token or a provider's own token service. Pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Final
from urllib.parse import quote

from bot.errors import TokenServiceRefused
from bot.wechat.protocol.response import Refusal, bad_shape, check_status, read_object, refusal_in

STABLE_TOKEN_PATH: Final = "/cgi-bin/stable_token"  # noqa: S105  # a path
"""https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken.html"""
LONGEST_LIFE: Final = timedelta(hours=2)
"""No access token of WeChat's lives longer, whatever a service says."""
UNKNOWN_LIFE: Final = timedelta(minutes=10)
"""Assumed when a token service does not state its token's life."""
_TOKEN = re.compile(r"[!-~]{1,2048}", re.ASCII)
_SECONDS = re.compile(r"[0-9]{1,9}", re.ASCII)
_REFUSALS = range(300, 500)
_TOO_MANY_REQUESTS = 429


@dataclass(frozen=True, slots=True)
class Grant:
    """A newly issued access token."""

    secret: str = field(repr=False)
    life: timedelta
    """How long it is valid, from the moment of the request."""


def stable_token_body(appid: str, app_secret: str) -> bytes:
    """The request body of stable_token, in normal mode: WeChat returns the current token until 5 min before its end.

    Forced mode invalidates the token of all other users of the account and is limited to 20 a day: never used.
    """
    request = {
        "grant_type": "client_credential",
        "appid": appid,
        "secret": app_secret,
        "force_refresh": False,
    }
    return json.dumps(request).encode()


def read_stable_token(status: int, body: bytes) -> Grant | Refusal:
    """Read the answer of stable_token.

    Raises:
        WeChatUnreadable: the answer is neither a token nor a refusal.
    """
    check_status(status)
    answer = read_object(body)
    return refusal_in(answer) or read_grant(answer.get("access_token"), answer)


def token_service_url(template: str, appid: str) -> str:
    """The URL of a program's token: the AppID replaces `{appid}`, else it is added as `appid=` to the query."""
    name = quote(appid, safe="")
    if "{appid}" in template:
        return template.replace("{appid}", name)
    return f"{template}{'&' if '?' in template else '?'}appid={name}"


def read_token_service(status: int, body: bytes) -> Grant:
    """Read a token service's answer: `authorizer_access_token` or `access_token`, and `expires_in`.

    Raises:
        TokenServiceRefused: the service refuses (3xx, 4xx, or JSON without a token); its message is not repeated.
        WeChatUnreadable: it fails (5xx, 429), or its answer cannot be read.
    """
    if status in _REFUSALS and status != _TOO_MANY_REQUESTS:
        raise TokenServiceRefused(status=status)
    check_status(status)
    answer = read_object(body)
    token = answer.get("authorizer_access_token") or answer.get("access_token")
    if not token:
        raise TokenServiceRefused(status=status)
    return read_grant(token, answer)


def read_grant(token: object, answer: Mapping[str, object]) -> Grant:
    """A token and its life, from the answer's `expires_in`.

    Raises:
        WeChatUnreadable: either of them is invalid.
    """
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise bad_shape("the token is no text of visible ASCII characters")
    return Grant(token, read_life(answer.get("expires_in")))


def read_life(value: object) -> timedelta:
    """The life of a token or code from WeChat or a token service, at most two hours.

    Raises:
        WeChatUnreadable: it is not a number of seconds from 1 up.
    """
    if value is None:
        return UNKNOWN_LIFE
    if isinstance(value, str):
        value = int(value) if _SECONDS.fullmatch(value) else None
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value < 1:
        raise bad_shape("expires_in is no number of seconds")
    return LONGEST_LIFE if value > LONGEST_LIFE.total_seconds() else timedelta(seconds=int(value))
