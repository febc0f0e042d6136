"""What all of WeChat's answers have in common: JSON of bounded size with `errcode` and `errmsg`. Pure.

Errors come as HTTP 200 with an `errcode`; an absent one means 0. `errmsg` ends in ` rid: 5f8e0c6b-1e2d3c4b-5a697887`
(older: ` hint: [...]`), sometimes after ` requestIP: 1.2.3.4`.
https://developers.weixin.qq.com/doc/oplatform/developers/troubleshooting
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from ipaddress import ip_address
from typing import Final, NoReturn
from urllib.parse import quote

from bot.domain.doctor import Shape
from bot.domain.platform import Remedy, remedy_of
from bot.errors import TokenServiceRefused, WeChatBusy, WeChatLimited, WeChatRefused, WeChatUnreadable

DOCUMENTED: Final = frozenset(
    {
        *("errcode", "errmsg", "now_version", "uv_info"),
        *("uv_info.items", "uv_info.items[]", "uv_info.items[].version", "uv_info.items[].percentage"),
    }
)
"""https://developers.weixin.qq.com/doc/oplatform/openApi/miniprogram-management/code-management/api_getsupportversion.html"""
_DEEPEST: Final = 6
_MOST_FIELDS: Final = 60
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z_]{0,39}", re.ASCII)
"""Without digits: a name with digits could be an AppID or a version."""
_HIDDEN: Final = "?"
_KINDS: Final[Mapping[type, str]] = {
    type(None): "null",
    bool: "boolean",
    int: "whole number",
    Decimal: "decimal number",
    str: "text",
    list: "list",
    dict: "object",
}


def shape_of(answer: Mapping[str, object]) -> Shape:
    """Return the shape of an answer; its numbers are left to `bot.domain.doctor.Numbers`."""
    fields: dict[str, list[str]] = {}
    for path, kind in _walk(answer, "", 0):
        if path not in fields and len(fields) == _MOST_FIELDS:
            continue
        kinds = fields.setdefault(path, [])
        if kind not in kinds:
            kinds.append(kind)
    return Shape(fields, [path for path in fields if path not in DOCUMENTED])


def _walk(value: object, path: str, depth: int) -> Iterator[tuple[str, str]]:
    if path:
        yield path, _kind(value)
    if depth >= _DEEPEST:
        return
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _walk(inner, f"{path}.{_named(name)}".lstrip("."), depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner, f"{path}[]", depth + 1)


def _named(name: object) -> str:
    return str(name) if _NAME.fullmatch(str(name)) else _HIDDEN


def _kind(value: object) -> str:
    """Return the JSON type; whole numbers are a type of their own, because their scale is in question."""
    kind = _KINDS[type(value)]
    return f"empty {kind}" if value in ("", []) else kind


MAX_BYTES: Final = 1 << 20
"""Longer answers are refused: a full list of base libraries takes some 20 kB."""
LONGEST_NUMBER: Final = 40
"""The most characters of a number that is read."""
HTTP_OK: Final = 200
_LONGEST_ERRMSG = 1000
_ERRMSG_SHOWN = 200
_CODE = re.compile(r"-?[0-9]{1,9}", re.ASCII)
_RID = re.compile(r"\brid: ?(?P<rid>[0-9a-fA-F-]{1,64})")
_ADDRESS = re.compile(r"(?:requestIP: ?|\binvalid ip )(?P<address>[0-9A-Fa-f.:]{2,45})")
_HINT = re.compile(r"\bhint: ?\[(?P<hint>[^\]]{1,64})\]")
_LONG_WORD = re.compile(r"[A-Za-z0-9_-]{30,}")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Refusal:
    code: int
    errmsg: str
    """WeChat's message without rid and hint; it may change at any time. The caller's IP address, if named, stays."""
    rid: str
    """The id that WeChat's support asks for; older answers have a hint instead. May be empty."""

    @property
    def remedy(self) -> Remedy:
        """What must happen before the same call can work."""
        return remedy_of(self.code)


def bad_shape(detail: str) -> WeChatUnreadable:
    """Return the error for JSON that differs from the documentation."""
    return WeChatUnreadable(reason="shape", detail=detail)


def too_large(detail: str) -> WeChatUnreadable:
    """Return the error for an answer that exceeds a bound."""
    return WeChatUnreadable(reason="too-large", detail=detail)


def check_status(status: int) -> None:
    """Check that an answer is from WeChat itself, which always answers with HTTP 200.

    Raises:
        WeChatUnreadable: a proxy or a gateway answered; its `status` decides whether to retry.
    """
    if status != HTTP_OK:
        raise WeChatUnreadable(reason="status", detail=f"HTTP {status}", status=status)


def read_object(body: bytes) -> dict[str, object]:
    """Read an answer's JSON object; numbers with a point or an exponent become Decimal.

    Raises:
        WeChatUnreadable: too large, not JSON, or JSON of another kind.
    """
    if len(body) > MAX_BYTES:
        raise too_large(f"more than {MAX_BYTES} bytes")
    answer, problem = _decode(body)
    if problem:
        # Raised outside the except so that no JSONDecodeError is attached: that holds the whole answer, maybe a token.
        raise WeChatUnreadable(reason="not-json", detail=problem)
    if not isinstance(answer, dict):
        raise bad_shape("the answer is no object")
    return answer


def refusal_in(answer: dict[str, object]) -> Refusal | None:
    """Return the refusal in an answer, if it is one.

    Raises:
        WeChatUnreadable: `errcode` is not a whole number.
    """
    code = _code(answer.get("errcode"))
    if code == 0:
        return None
    errmsg = answer.get("errmsg")
    return _read_errmsg(code, errmsg[:_LONGEST_ERRMSG] if isinstance(errmsg, str) else "")


def error_for(refusal: Refusal, *, now: datetime) -> WeChatRefused | WeChatBusy | WeChatLimited:
    """Return the error for a refusal.

    Args:
        now: the present instant (aware), from which a quota's next start is computed.
    """
    code, errmsg, rid = refusal.code, refusal.errmsg, refusal.rid
    if refusal.remedy is Remedy.BACKOFF:
        return WeChatBusy(code=code, errmsg=errmsg, rid=rid)
    if until := refusal.remedy.until(now):
        return WeChatLimited(until=until, code=code, errmsg=errmsg, rid=rid)
    return WeChatRefused(code=code, errmsg=errmsg, rid=rid, address=_address_in(errmsg))


def clean(text: str) -> str:
    """Text from outside without characters that break a line, a database or a terminal."""
    return text if text.isprintable() else _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _decode(body: bytes) -> tuple[object, str]:
    """Return the JSON value of the bytes, and what is wrong with them (empty when valid)."""
    try:
        text = body.decode().removeprefix("\ufeff")
        try:
            return _DECODER.decode(text), ""
        except json.JSONDecodeError:
            repaired = _BARE_LABEL.sub(r'\1"初始值"', text)
            if repaired == text:
                raise
            return _DECODER.decode(repaired), ""
    except json.JSONDecodeError as error:
        return None, f"{error.msg} at character {error.pos} of {len(body)} bytes"
    except RecursionError:
        return None, "nested too deeply"
    except ValueError as error:  # not UTF-8, NaN or Infinity, a number too long
        return None, "not UTF-8" if isinstance(error, UnicodeDecodeError) else "a number that is none"


def _decimal(digits: str) -> Decimal:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError
    try:
        return Decimal(digits)
    except InvalidOperation:  # an exponent of nineteen digits
        raise ValueError from None


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError
    return int(digits)


def _no_constant(_name: str) -> NoReturn:
    """Refuse NaN and Infinity, which are not JSON but accepted by Python's reader."""
    raise ValueError


_DECODER = json.JSONDecoder(parse_float=_decimal, parse_int=_integer, parse_constant=_no_constant, strict=False)
_BARE_LABEL = re.compile(r'("version"\s*:\s*)初始值(?=\s*[,}])')
"""The one error in WeChat's own sample answer. It cannot occur inside a string, whose quotes would be escaped.

https://developers.weixin.qq.com/doc/oplatform/en/openApi/OpenApiDoc/miniprogram-management/code-management/getSupportVersion.html
"""


def _address_in(errmsg: str) -> str | None:
    """Return the caller's IP address, where WeChat names it: the operator must add it to WeChat's allowlist."""
    if named := _ADDRESS.search(errmsg):
        with suppress(ValueError):
            return str(ip_address(named["address"]))
    return None


def _code(value: object) -> int:
    if value is None:
        return 0
    text = str(value) if type(value) is int else value
    if not isinstance(text, str) or not _CODE.fullmatch(text):
        raise bad_shape("errcode is no whole number")
    return int(text)


def _read_errmsg(code: int, text: str) -> Refusal:
    rid, hint = _RID.search(text), _HINT.search(text)
    text = _HINT.sub("", _RID.sub("", text))
    # No word in WeChat's messages is that long, except an echoed token or secret.
    text = _LONG_WORD.sub("[...]", clean(" ".join(text.split())))
    return Refusal(
        code=code,
        errmsg=text.strip(" ,")[:_ERRMSG_SHOWN],
        rid=rid["rid"] if rid else clean(hint["hint"]) if hint else "",
    )


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
    """Return the request body of stable_token, in normal mode.

    WeChat returns the current token until 5 min before its end.

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
    """Return the URL of a program's token: the AppID replaces `{appid}`, else it is added as `appid=` to the query."""
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
    """Return a token and its life, from the answer's `expires_in`.

    Raises:
        WeChatUnreadable: either of them is invalid.
    """
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise bad_shape("the token is no text of visible ASCII characters")
    return Grant(token, read_life(answer.get("expires_in")))


def read_life(value: object) -> timedelta:
    """Return the life of a token or code from WeChat or a token service, at most two hours.

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
