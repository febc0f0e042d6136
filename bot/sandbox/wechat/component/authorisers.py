"""The merchants that have authorised the platform: their permission sets and refresh tokens.

A refresh token is valid as long as the authorisation. It is first issued when the authorisation code is exchanged;
until then the list names the account without one.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from bot.sandbox.wechat.component.config import SETS, Rotation
from bot.sandbox.wechat.refusals import RefusalError

OVERLAP: Final = timedelta(minutes=5)
"""How long a rotated refresh token still works."""


@dataclass(slots=True)
class Authoriser:
    """One account."""

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
        """Whether a refresh token is valid now."""
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
        """All authorisers."""
        return list(self._by_appid.values())

    def require(self, appid: str) -> Authoriser:
        """One authoriser.

        Raises:
            RefusalError: 61003 it has not authorised the platform.
        """
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
        """Check a refresh token, and rotate it as configured.

        Raises:
            RefusalError: 61003 not authorised, 61023 not its refresh token.
        """
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
