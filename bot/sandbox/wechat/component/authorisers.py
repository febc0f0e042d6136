"""The merchants that have let the platform in: their permission sets and refresh tokens.

A refresh token is good while the authorisation stands. It is first handed out when the authorisation code is exchanged;
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
"""How long a refresh token that was rotated away still works."""


@dataclass(slots=True)
class Authoriser:
    """One account."""

    appid: str
    since: datetime
    sets: frozenset[int]
    refresh_token: str = field(default="", repr=False)
    """Empty while the authorisation code was never exchanged."""
    before: str = field(default="", repr=False)
    before_until: datetime | None = None

    def renew(self) -> None:
        """Another refresh token; the one before is dead."""
        self.refresh_token, self.before, self.before_until = _make(), "", None

    def rotate(self, now: datetime) -> None:
        """Another refresh token; the one before is good for the overlap."""
        before = self.refresh_token
        self.renew()
        self.before, self.before_until = before, now + OVERLAP

    def takes(self, refresh_token: object, now: datetime) -> bool:
        """Whether a refresh token is good now."""
        if not isinstance(refresh_token, str) or not refresh_token:
            return False
        late = self.before_until is not None and now < self.before_until and refresh_token == self.before
        return late or refresh_token == self.refresh_token


class AuthoriserBook:
    """Everybody who has let the platform in, in the order in which they did."""

    def __init__(self, appids: Iterable[str], now: datetime, rotation: Rotation) -> None:
        self._by_appid = {appid: Authoriser(appid, now, frozenset(SETS), _make()) for appid in appids}
        self.rotation = rotation

    def get(self, appid: str) -> Authoriser | None:
        """One of them."""
        return self._by_appid.get(appid)

    def all(self) -> list[Authoriser]:
        """All of them."""
        return list(self._by_appid.values())

    def require(self, appid: str) -> Authoriser:
        """One of them.

        Raises:
            RefusalError: 61003 it has not let the platform in.
        """
        if (authoriser := self._by_appid.get(appid)) is None:
            raise RefusalError(61003)
        return authoriser

    def admit(self, appid: str, sets: frozenset[int], now: datetime) -> str | None:
        """Let the platform in, or change what it may do; the event that tells of it, None when nothing changed."""
        known = self._by_appid.get(appid)
        if known is None:
            self._by_appid[appid] = Authoriser(appid, now, sets)
            return "authorized"
        changed, known.sets = known.sets != sets, sets
        return "updateauthorized" if changed else None

    def remove(self, appid: str) -> bool:
        """Take the authorisation back; False when there was none."""
        return self._by_appid.pop(appid, None) is not None

    def refresh(self, appid: str, refresh_token: object, now: datetime) -> Authoriser:
        """Check a refresh token, and rotate it when that is how it is.

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
    """Permission sets as WeChat writes them; some carry a field more."""
    return [
        {"funcscope_category": {"id": number}}
        | ({"confirm_info": {"need_confirm": 0, "already_confirm": 0, "can_confirm": 0}} if number % 2 else {})
        for number in sorted(sets)
    ]


def _make() -> str:
    return "refreshtoken@@@" + secrets.token_urlsafe(32)
