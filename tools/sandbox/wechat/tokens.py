"""Access tokens: their kinds, their lives, and what invalidates them.

Lives are counted on the sandbox's clock, so moving the clock expires tokens.
https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken.html

The quotas of a program's calls, per day and per minute, and counters for tests.
https://developers.weixin.qq.com/doc/oplatform/openApi/openapi/api_getapiquota.html. WeChat documents no number for
the base-library query; the sandbox's are settings.

The merchants that have authorised the platform, and the codes of an authorisation. A refresh token is valid as long as
the authorisation. It is first issued when the authorisation code is exchanged; until then the list names the account
without one. https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/ThirdParty/token/pre_auth_code.html
says that the first is valid for 30 minutes in its text, and for 10 in its example; callers have to trust the answer.
"""

import re
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from tools.sandbox.wechat.answers import RefusalError, day_of
from tools.sandbox.wechat.config import SETS, Rotation


@dataclass(frozen=True, slots=True)
class Limit:
    """One program's quota on one path."""

    daily: int
    per_minute: int


@dataclass(slots=True)
class _Count:
    """Calls so far, on the day and in the minute of the last one."""

    day: date
    minute: datetime
    today: int = 0
    this_minute: int = 0


class Meter:
    """Counts calls per program and path on the platform's day."""

    def __init__(self, limits: dict[str, Limit]) -> None:
        self.limits = limits
        self._counts: dict[tuple[str, str], _Count] = {}

    def charge(self, appid: str, path: str, now: datetime) -> None:
        limit = self.limits[path]
        count = self._count(appid, path, now)
        if count.today >= limit.daily:
            raise RefusalError(45009)
        if count.this_minute >= limit.per_minute:
            raise RefusalError(45011)
        count.today += 1
        count.this_minute += 1

    def used(self, appid: str, path: str, now: datetime) -> int:
        return self._count(appid, path, now).today

    def _count(self, appid: str, path: str, now: datetime) -> _Count:
        """Return the counter as of now: a new day or minute starts from nothing."""
        day, minute = day_of(now), now.replace(second=0, microsecond=0)
        count = self._counts.get((appid, path))
        if count is None or count.day != day:
            count = self._counts[appid, path] = _Count(day, minute)
        elif count.minute != minute:
            count.minute, count.this_minute = minute, 0
        return count


class Counters:
    """Counters since the last reset."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        """Base-library queries by AppID, answered or not."""
        self.answered: Counter[str] = Counter()
        self.refreshes: Counter[str] = Counter()
        """Tokens issued, by `component` or the authoriser's AppID."""
        self.overtaken = 0
        """Calls with a replaced token that still worked in its five minutes of overlap."""
        self.refused = 0
        self._in_flight: Counter[str] = Counter()
        self._most: Counter[str] = Counter()

    @contextmanager
    def in_flight(self, name: str | None) -> Iterator[None]:
        """Count a refresh of one token while it lasts; `name` is None for any other call."""
        if name is None:
            yield
            return
        self._in_flight[name] += 1
        self._most[name] = max(self._most[name], self._in_flight[name])
        try:
            yield
        finally:
            self._in_flight[name] -= 1

    def shown(self) -> dict[str, Any]:
        """For `GET /sandbox/counters`."""
        authorisers = Counter(self.refreshes)
        component = authorisers.pop("component", 0)
        most = Counter(self._most)
        return {
            "component_refreshes": component,
            "component_in_flight_at_most": most.pop("component", 0),
            "authoriser_refreshes": dict(authorisers),
            "authoriser_in_flight_at_most": max(most.values(), default=0),
            "stale_overtaken": self.overtaken,
            "stale_refused": self.refused,
            "asked": dict(self.asked),
            "answered": dict(self.answered),
        }


LIFETIME = timedelta(seconds=7200)
OVERLAP = timedelta(minutes=5)
"""A token is replaced this long before its end, and a replaced one stays valid this long."""
_SHAPE = re.compile(r"[A-Za-z0-9_-]{100,512}")
_LENGTH = 512
"""WeChat asks for room for 512 characters; the sandbox uses all of it."""


class Kind(StrEnum):
    """The kinds of a program's tokens; each kind replaces only its own."""

    STABLE = "stable_token"
    """Own account, from `/cgi-bin/stable_token`."""
    AUTHORIZER = "authorizer"
    """A third-party platform acting for the program."""
    COMPONENT = "component"
    """The platform's own, from `api_component_token`; its appid is the platform's."""


@dataclass(slots=True)
class Token:
    value: str
    appid: str
    kind: Kind
    issued: datetime
    expires: datetime
    dead: int | None = None
    """The error code with which it is refused from now on, whatever the clock says."""

    def seconds_left(self, now: datetime) -> int:
        """Whole seconds until it ends."""
        return int((self.expires - now).total_seconds())


class TokenBook:
    def __init__(self) -> None:
        self._by_value: dict[str, Token] = {}
        self._latest: dict[tuple[str, Kind], Token] = {}

    def fresh(self, appid: str, kind: Kind, now: datetime) -> Token:
        """Return a new token; the previous one stays valid for the overlap at most."""
        before = self._latest.get((appid, kind))
        if before is not None:
            before.expires = min(before.expires, now + OVERLAP)
        token = Token(_make(), appid, kind, now, now + LIFETIME)
        self._by_value[token.value] = token
        self._latest[appid, kind] = token
        return token

    def steady(self, appid: str, kind: Kind, now: datetime) -> Token:
        """Return the token in use while more than the overlap is left of it, else a new one."""
        token = self._latest.get((appid, kind))
        if token is None or token.dead is not None or now < token.issued or token.expires - now <= OVERLAP:
            return self.fresh(appid, kind, now)
        return token

    def find(self, value: str) -> Token | None:
        """Return a token by its text, valid or not."""
        return self._by_value.get(value)

    def is_latest(self, token: Token) -> bool:
        """Whether no other of its kind was issued since."""
        return self._latest.get((token.appid, token.kind)) is token

    def kill(self, value: str, code: int) -> None:
        if token := self._by_value.get(value):
            token.dead = code

    def revoke(self, appid: str) -> None:
        if token := self._latest.pop((appid, Kind.AUTHORIZER), None):
            for each in self._by_value.values():
                if (each.appid, each.kind) == (appid, token.kind):
                    each.dead = 40001

    def check(self, value: str, now: datetime) -> Token:
        """Return the token, if it is valid now."""
        if not value:
            raise RefusalError(41001)
        if not _SHAPE.fullmatch(value):
            raise RefusalError(40014)
        token = self._by_value.get(value)
        if token is None:
            raise RefusalError(40001)
        if token.dead is not None:
            raise RefusalError(token.dead)
        if now >= token.expires:
            # A replaced token is no longer the latest; the latest one has merely expired.
            raise RefusalError(42001 if self.is_latest(token) else 40001)
        return token


def _make() -> str:
    """Return a token's text: WeChat's begin with a number and an underscore."""
    return ("98_" + secrets.token_urlsafe(_LENGTH))[:_LENGTH]


ROTATED_FOR: Final = timedelta(minutes=5)
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
        self.refresh_token, self.before, self.before_until = _new_refresh_token(), "", None

    def rotate(self, now: datetime) -> None:
        """Issue a new refresh token; the old one stays valid for the overlap."""
        before = self.refresh_token
        self.renew()
        self.before, self.before_until = before, now + ROTATED_FOR

    def takes(self, refresh_token: object, now: datetime) -> bool:
        if not isinstance(refresh_token, str) or not refresh_token:
            return False
        late = self.before_until is not None and now < self.before_until and refresh_token == self.before
        return late or refresh_token == self.refresh_token


class AuthoriserBook:
    """All authorisers, in the order in which they authorised the platform."""

    def __init__(self, appids: Iterable[str], now: datetime, rotation: Rotation) -> None:
        self._by_appid = {appid: Authoriser(appid, now, frozenset(SETS), _new_refresh_token()) for appid in appids}
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


def _new_refresh_token() -> str:
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
