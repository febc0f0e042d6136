"""getSupportVersion, request and answer. Pure: it opens no socket and reads no clock.

https://developers.weixin.qq.com/doc/oplatform/openApi/miniprogram-management/code-management/api_getsupportversion.html
"""

import re
from decimal import Decimal
from typing import Final
from urllib.parse import quote

from bot.domain.numbers.version import Feed, FeedItem
from bot.wechat.protocol.response import (
    LONGEST_NUMBER,
    Refusal,
    bad_shape,
    check_status,
    clean,
    read_object,
    refusal_in,
    too_large,
)

METHOD: Final = "POST"
PATH: Final = "/cgi-bin/wxopen/getweappsupportversion"
BODY: Final = b"{}"
"""WeChat requires an empty object: it refuses no body (44002), and `[]` or a form (47001)."""
CONTENT_TYPE: Final = "application/json"
MAX_ITEMS: Final = 5_000
"""Some 250 base libraries were released in nine years."""
_LONGEST_LABEL = 64
_HIGHEST_POWER, _LOWEST_POWER = 6, -30
"""Values lie between 10^-30 and 10^7: enough for any percentage, too little for a malformed number to eat memory."""
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]{1,9})?", re.ASCII)
"""At most nine digits of exponent: Decimal cannot take nineteen."""
_NOTHING: tuple[object, ...] = (None, "", [], {})


def request_url(api_url: str, token: str) -> str:
    """Where to post. The token is in the query and nowhere else."""
    return f"{api_url.rstrip('/')}{PATH}?access_token={quote(token, safe='')}"


def read_reply(status: int, body: bytes) -> Feed | Refusal:
    """Read WeChat's answer.

    Raises:
        WeChatUnreadable: the answer is neither a distribution nor a refusal.
    """
    check_status(status)
    answer = read_object(body)
    return refusal_in(answer) or feed_in(answer)


def feed_in(answer: dict[str, object]) -> Feed:
    """Return the feed in an answer that is not a refusal.

    Raises:
        WeChatUnreadable: it has none.
    """
    if answer.keys().isdisjoint(("errcode", "now_version", "uv_info")):
        raise bad_shape("none of errcode, now_version and uv_info")
    return Feed.of(_label(answer.get("now_version"), "now_version"), _items(answer.get("uv_info")))


def _items(uv_info: object) -> tuple[FeedItem, ...]:
    if uv_info in _NOTHING:
        return ()
    if not isinstance(uv_info, dict):
        raise bad_shape("uv_info is no object")
    items = uv_info.get("items")
    if items in _NOTHING:
        return ()
    if not isinstance(items, list):
        raise bad_shape("uv_info.items is no list")
    if len(items) > MAX_ITEMS:
        raise too_large(f"more than {MAX_ITEMS} versions")
    return tuple([_item(number, item) for number, item in enumerate(items)])


def _item(number: int, item: object) -> FeedItem:
    if not isinstance(item, dict):
        raise bad_shape(f"item {number} is no object")
    value = _percentage(item.get("percentage"))
    if value is None:
        raise bad_shape(f"percentage of item {number} is no number from 0 up")
    return FeedItem(_label(item.get("version"), "version of item", number), value)


def _percentage(value: object) -> Decimal | None:
    """Return the number, exactly as written; None when it cannot be a share."""
    if isinstance(value, str):
        value = value.strip()
        value = Decimal(value) if len(value) <= LONGEST_NUMBER and _NUMBER.fullmatch(value) else None
    elif type(value) is int:  # a bool is an int to isinstance
        value = Decimal(value)
    if not isinstance(value, Decimal):
        return None
    if not value:
        return Decimal(0)  # whatever exponent or sign the zero has
    return value if value > 0 and _LOWEST_POWER <= value.adjusted() <= _HIGHEST_POWER else None


def _label(value: object, *what: object) -> str:
    if isinstance(value, str):
        label = clean(value)
        return label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 1] + "…"
    if value is None:
        return ""
    if type(value) in (int, Decimal):
        return str(value)
    raise bad_shape(f"{' '.join(map(str, what))} is no text")
