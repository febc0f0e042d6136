"""The merchants that have authorised the platform, and the codes of an authorisation.

A refresh token is valid as long as the authorisation. It is first issued when the authorisation code is exchanged;
until then the list names the account without one.

https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/ThirdParty/token/pre_auth_code.html says
that the first is valid for 30 minutes in its text, and for 10 in its example; callers have to trust the answer.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from tools.sandbox.wechat.answers import RefusalError
from tools.sandbox.wechat.config import SETS, Rotation

OVERLAP: Final = timedelta(minutes=5)
"""How long a rotated refresh token still works."""


@dataclass(slots=True)
class Authoriser:
    appid: str
    since: datetime
    sets: frozenset[int]
    refresh_token: str = field(default="", repr=False)
    """Empty until the authorisation code is exchanged."""
    before: str = field(default="", repr=False)
    before_until: datetime | None = None

    def renew(self) -> None:
        """Issue a new refresh token; the old one is invalid at once."""
        self.refresh_token, self.before, self.before_until = _make(), "", None

    def rotate(self, now: datetime) -> None:
        """Issue a new refresh token; the old one stays valid for the overlap."""
        before = self.refresh_token
        self.renew()
        self.before, self.before_until = before, now + OVERLAP

    def takes(self, refresh_token: object, now: datetime) -> bool:
        if not isinstance(refresh_token, str) or not refresh_token:
            return False
        late = self.before_until is not None and now < self.before_until and refresh_token == self.before
        return late or refresh_token == self.refresh_token


class AuthoriserBook:
    """All authorisers, in the order in which they authorised the platform."""

    def __init__(self, appids: Iterable[str], now: datetime, rotation: Rotation) -> None:
        self._by_appid = {appid: Authoriser(appid, now, frozenset(SETS), _make()) for appid in appids}
        self.rotation = rotation

    def get(self, appid: str) -> Authoriser | None:
        """One authoriser; None for others."""
        return self._by_appid.get(appid)

    def all(self) -> list[Authoriser]:
        return list(self._by_appid.values())

    def require(self, appid: str) -> Authoriser:
        if (authoriser := self._by_appid.get(appid)) is None:
            raise RefusalError(61003)
        return authoriser

    def admit(self, appid: str, sets: frozenset[int], now: datetime) -> str | None:
        """Authorise the platform, or change its permission sets; returns the event, None when nothing changed."""
        known = self._by_appid.get(appid)
        if known is None:
            self._by_appid[appid] = Authoriser(appid, now, sets)
            return "authorized"
        changed, known.sets = known.sets != sets, sets
        return "updateauthorized" if changed else None

    def remove(self, appid: str) -> bool:
        """Revoke an authorisation; False when there was none."""
        return self._by_appid.pop(appid, None) is not None

    def refresh(self, appid: str, refresh_token: object, now: datetime) -> Authoriser:
        authoriser = self.require(appid)
        if not authoriser.takes(refresh_token, now):
            raise RefusalError(61023)
        if self.rotation is Rotation.EACH and refresh_token == authoriser.refresh_token:
            authoriser.rotate(now)
        return authoriser


def func_info(sets: Iterable[int]) -> list[dict[str, Any]]:
    """Permission sets as WeChat writes them; some have an additional field."""
    return [
        {"funcscope_category": {"id": number}}
        | ({"confirm_info": {"need_confirm": 0, "already_confirm": 0, "can_confirm": 0}} if number % 2 else {})
        for number in sorted(sets)
    ]


def _make() -> str:
    return "refreshtoken@@@" + secrets.token_urlsafe(32)


PRE_AUTH_FOR: Final = timedelta(seconds=1800)
AUTH_FOR: Final = timedelta(seconds=600)


@dataclass(slots=True)
class AuthCode:
    value: str
    appid: str
    expires: datetime
    used: bool = False


class AuthorisationCodes:
    """All issued codes, valid or not."""

    def __init__(self) -> None:
        self._pre_auth: dict[str, datetime] = {}
        self._auth: dict[str, AuthCode] = {}

    def open_pass(self, now: datetime) -> str:
        value = "preauthcode@@@" + secrets.token_urlsafe(48)
        self._pre_auth[value] = now + PRE_AUTH_FOR
        return value

    def is_open(self, pre_auth_code: str, now: datetime) -> bool:
        expires = self._pre_auth.get(pre_auth_code)
        return expires is not None and now < expires

    def spend(self, pre_auth_code: str) -> None:
        """Mark a pre-authorisation code as used: it works only once."""
        self._pre_auth.pop(pre_auth_code, None)

    def hand_out(self, appid: str, now: datetime) -> AuthCode:
        code = AuthCode("queryauthcode@@@" + secrets.token_urlsafe(60), appid, now + AUTH_FOR)
        self._auth[code.value] = code
        return code

    def use(self, value: object, now: datetime) -> str:
        """Exchange an authorisation code; returns the program's AppID."""
        code = self._auth.get(value) if isinstance(value, str) else None
        if code is None or code.used:
            raise RefusalError(61009)
        if now >= code.expires:
            raise RefusalError(61010)
        code.used = True
        return code.appid

    def revoke(self, appid: str) -> None:
        for code in self._auth.values():
            code.used |= code.appid == appid
