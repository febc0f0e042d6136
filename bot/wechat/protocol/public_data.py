"""WeChat's public numbers, request and answer. Pure: it opens no socket and reads no clock.

`GET https://mp.weixin.qq.com/debug/getpublibpercentage` feeds the table on
https://developers.weixin.qq.com/miniprogram/dev/framework/client-lib/version.html and is documented nowhere. Its shape
is known from public code (miaopeng/miniprogram-versions): JSON in a text within JSON; percent of users on exactly a
version, newest first; `iOS` among the shares and `ios` in the relation of clients and libraries. It differs from
getSupportVersion's in every respect, so it shares no code with `bot.wechat.protocol.get_support_version`.
"""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from bot.domain.numbers.distribution import Distribution, distribute
from bot.domain.numbers.public import ClientRelease, PublicSnapshot
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.numbers.version import SHARE_TOLERANCE, Feed, FeedItem, Meaning, Reading, Reason, Scale, Version
from bot.domain.platform import Remedy
from bot.errors import WeChatBusy
from bot.wechat.protocol.response import bad_shape, check_status, clean, read_object, refusal_in, too_large

MAX_ITEMS: Final = 2_000
"""The most versions, and clients per system; the most ever seen were 168 versions."""
_LONGEST_LABEL = 64
_WHOLE = Decimal(100)
_FINEST = Decimal("1e-9")
_NUMBER = re.compile(r"[0-9]{1,3}(?:\.[0-9]{0,30})?(?:[eE]-[0-9]{1,2})?", re.ASCII)
_SECONDS = re.compile(r"[0-9]{9,10}", re.ASCII)
_AHEAD = timedelta(days=1)
"""Tolerance for differing clocks. Numbers from the future would stay the newest for ever."""


def read_public(status: int, body: bytes, *, now: datetime) -> PublicSnapshot:
    """Read WeChat's answer.

    Args:
        status: the HTTP status.
        now: when it was read (aware).

    Raises:
        WeChatBusy: WeChat answered that it is busy.
        WeChatUnreadable: the answer is anything else.
    """
    check_status(status)
    content = _content(read_object(body))
    updated_at = _instant(content.get("update_time"))
    if updated_at > now + _AHEAD:
        raise bad_shape("update_time lies in the future")
    relation = _object(content.get("relation"), "relation")
    return PublicSnapshot(
        snapshot_day(updated_at),
        updated_at,
        now.astimezone(UTC),
        _distribution(content.get("total")),
        _releases(relation.get("android"), "relation.android"),
        _releases(relation.get("ios"), "relation.ios"),
    )


def _content(answer: dict[str, object]) -> dict[str, object]:
    refusal = refusal_in(_object(answer.get("baseresponse"), "baseresponse"))
    if refusal and refusal.remedy is Remedy.BACKOFF:
        raise WeChatBusy(code=refusal.code, errmsg=refusal.errmsg, rid=refusal.rid)
    if refusal:
        raise bad_shape(f"errcode {refusal.code}")
    text = answer.get("json_data")
    if not isinstance(text, str):
        raise bad_shape("json_data is no text")
    return read_object(text.encode(errors="replace"))  # half a surrogate pair can be escaped but not encoded


def _distribution(rows: object) -> Distribution:
    items = tuple(_item(number, row) for number, row in enumerate(_list(rows, "total")))
    total = sum((item.value for item in items), Decimal(0)) / _WHOLE
    if total > 1 + SHARE_TOLERANCE:
        raise bad_shape("more than all users")
    shares = distribute(Feed.of("", items), Reading(Meaning.SHARE, Scale.PERCENT, Reason.ADDS_UP, total))
    if shares is None or not any(shares.amounts):
        raise bad_shape("no version has users")
    return shares


def _item(number: int, row: object) -> FeedItem:
    row = _object(row, f"total {number}")
    value, label = _percent(row.get("percentage")), row.get("sdkVer")
    if value is None:
        raise bad_shape(f"percentage {number} is no number from 0 to 100")
    if not isinstance(label, str):
        raise bad_shape(f"sdkVer {number} is no text")
    return FeedItem(clean(label[:_LONGEST_LABEL]), value)


def _percent(value: object) -> Decimal | None:
    """Return the number, exactly as written; None when it is not a percentage."""
    if isinstance(value, str):
        value = value.strip()
        value = Decimal(value) if _NUMBER.fullmatch(value) else None
    elif type(value) is int:  # a bool is an int to isinstance
        value = Decimal(value)
    if not isinstance(value, Decimal) or not 0 <= value <= _WHOLE:
        return None
    return value if value >= _FINEST else Decimal(0)


def _releases(rows: object, what: str) -> tuple[ClientRelease, ...]:
    found = [_release(row, f"{what} {number}") for number, row in enumerate([] if rows is None else _list(rows, what))]
    return tuple(release for release in found if release)


def _release(row: object, what: str) -> ClientRelease | None:
    """Return a client and its base library; None where one of the pair is not a version."""
    pair = _object(row, what)
    client, library = pair.get("app"), pair.get("lib")
    if not isinstance(client, str) or not isinstance(library, str):
        raise bad_shape(f"{what} is no pair of texts")
    version = _version(library)
    return ClientRelease(client, version) if version and _version(client) else None


def _version(label: str) -> Version | None:
    version = Version.read(label)
    return version if version and version.parts else None


def _instant(value: object) -> datetime:
    """Return an instant from Unix seconds between 1973 and 2286, as a number or text."""
    text = str(value) if type(value) is int else value
    if not isinstance(text, str) or not _SECONDS.fullmatch(text):
        raise bad_shape("update_time is no time")
    return datetime.fromtimestamp(int(text), UTC)


def _object(value: object, what: str) -> dict[str, object]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise bad_shape(f"{what} is no object")
    return value


def _list(value: object, what: str) -> list[object]:
    if not isinstance(value, list):
        raise bad_shape(f"{what} is no list")
    if len(value) > MAX_ITEMS:
        raise too_large(f"more than {MAX_ITEMS} entries in {what}")
    return value
