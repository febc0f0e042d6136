"""Reads WeChat's answers to the calls of `bot.wechat.protocol.platform_calls`. Pure: no socket, no clock.

Every reader takes an answer that is not a refusal and raises WeChatUnreadable when it differs from the documentation.
What may be missing there (an access token, a refresh token, a permission set) may be missing here too.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final

from bot.domain.platform import AccountStatus, Authorisation, Invitation, Listed, ListedPage, Profile
from bot.domain.sweep import Quota
from bot.wechat.protocol.response import Grant, bad_shape, clean, read_grant, read_life, too_large

PAGE: Final = 500
"""Most authorisers on one page of api_get_authorizer_list; WeChat refuses requests for more (40170)."""
_MOST_SETS = 1000
"""Fewer than a hundred permission sets are documented."""
_LONGEST_NAME = 64
_LATEST = 253_402_300_799
"""The last second of the year 9999."""
_APPID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_SECRET = re.compile(r"[!-~]{1,2048}", re.ASCII)
_MOST_DIGITS = 12
_WHOLE = re.compile(rf"-?[0-9]{{1,{_MOST_DIGITS}}}", re.ASCII)
_NOTHING: tuple[object, ...] = (None, "", [], {})
_Answer = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Renewal:
    """The answer of api_authorizer_token to a refresh token."""

    grant: Grant
    refresh_token: str = field(repr=False)
    """To be stored in place of the one used; empty when WeChat sent none, and the one used stays valid."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """The answer of api_query_auth to an authorisation code."""

    authorisation: Authorisation
    grant: Grant | None
    """None for an account that may call nothing: WeChat then sends no access token."""


def component_token(answer: _Answer) -> Grant:
    return read_grant(answer.get("component_access_token"), answer)


def invitation(answer: _Answer, *, now: datetime) -> Invitation:
    """Read api_create_preauthcode, called at an instant (aware)."""
    return Invitation(
        code=_secret(answer.get("pre_auth_code"), "pre_auth_code"), expires_at=now + read_life(answer.get("expires_in"))
    )


def exchange(answer: _Answer) -> Exchange:
    """Read api_query_auth."""
    info = _object(answer.get("authorization_info"), "authorization_info")
    token = info.get("authorizer_access_token")
    return Exchange(
        Authorisation(
            appid=_appid(info.get("authorizer_appid")),
            refresh_token=_refresh_token(info.get("authorizer_refresh_token")),
            permission_sets=_sets(info.get("func_info")),
        ),
        grant=None if token in _NOTHING else read_grant(token, info),
    )


def renewal(answer: _Answer) -> Renewal:
    """Read api_authorizer_token."""
    return Renewal(
        read_grant(answer.get("authorizer_access_token"), answer),
        _refresh_token(answer.get("authorizer_refresh_token")),
    )


def listed_page(answer: _Answer) -> ListedPage:
    """Read api_get_authorizer_list."""
    items = answer.get("list")
    if items in _NOTHING:
        items = []
    if not isinstance(items, list):
        raise bad_shape("list is no list")
    if len(items) > PAGE:
        raise too_large(f"more than {PAGE} authorisers on a page")
    return ListedPage(
        total=max(0, _whole(answer.get("total_count"), "total_count")),
        listed=tuple([_listed(_object(item, "an authoriser")) for item in items]),
    )


def profile(answer: _Answer, *, appid: str) -> Profile:
    """Read api_get_authorizer_info, called for an AppID.

    Raises:
        WeChatUnreadable: also when the answer is about another one.
    """
    info = _object(answer.get("authorizer_info"), "authorizer_info")
    authorisation = answer.get("authorization_info")
    authorisation = {} if authorisation in _NOTHING else _object(authorisation, "authorization_info")
    if authorisation.get("authorizer_appid") not in (None, "", appid):
        raise bad_shape("the answer is about another account")
    return Profile(
        appid=appid,
        nickname=_name(info.get("nick_name")),
        principal=_name(info.get("principal_name")),
        account_status=_account_status(info.get("account_status")),
        permission_sets=_sets(authorisation.get("func_info")),
        refresh_token=_refresh_token(authorisation.get("authorizer_refresh_token")),
        # "Whether it is a Mini Program can be told by this field": its content does not matter.
        is_mini_program=info.get("MiniProgramInfo") is not None,
    )


def quota(answer: _Answer) -> Quota:
    numbers = _object(answer.get("quota"), "quota")
    limit, used, remain = (_whole(numbers.get(name), f"quota.{name}") for name in ("daily_limit", "used", "remain"))
    return Quota(daily_limit=limit, used=used, remain=remain)


def nothing(_answer: _Answer) -> None:
    """Read api_start_push_ticket, whose answer has no content."""


def _listed(item: _Answer) -> Listed:
    return Listed(_appid(item.get("authorizer_appid")), _refresh_token(item.get("refresh_token")))


def _sets(items: object) -> frozenset[int]:
    """Return the granted permission sets. An item without a number is ignored: it must never count as set 18."""
    if items in _NOTHING:
        return frozenset()
    if not isinstance(items, list):
        raise bad_shape("func_info is no list")
    if len(items) > _MOST_SETS:
        raise too_large(f"more than {_MOST_SETS} permission sets")
    categories = [item.get("funcscope_category") for item in items if isinstance(item, dict)]
    ids = [_number(category.get("id")) for category in categories if isinstance(category, dict)]
    return frozenset([number for number in ids if number is not None])


def _account_status(value: object) -> AccountStatus | None:
    number = _number(value)
    return AccountStatus(number) if number in set(AccountStatus) else None


def _appid(value: object) -> str:
    if not isinstance(value, str) or not _APPID.fullmatch(value):
        raise bad_shape("authorizer_appid is no AppID")
    return value


def _refresh_token(value: object) -> str:
    return "" if value in _NOTHING else _secret(value, "the refresh token")


def _secret(value: object, what: str) -> str:
    if not isinstance(value, str) or not _SECRET.fullmatch(value):
        raise bad_shape(f"{what} is no text of visible ASCII characters")
    return value


def _name(value: object) -> str:
    """Return an account's name; nothing depends on it, so anything but text counts as no name."""
    name = clean(value).strip() if isinstance(value, str) else ""
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def _whole(value: object, what: str) -> int:
    number = _number(value)
    if number is None:
        raise bad_shape(f"{what} is no whole number")
    return number


def _number(value: object) -> int | None:
    """Return a whole number of a sensible size, also as text or with a point (18.0); None for anything else."""
    if isinstance(value, Decimal) and abs(value.adjusted()) <= _MOST_DIGITS and value == value.to_integral_value():
        value = int(value)
    text = str(value) if type(value) is int else value
    return int(text) if isinstance(text, str) and _WHOLE.fullmatch(text) else None


def _object(value: object, what: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise bad_shape(f"{what} is no object")
    return value
