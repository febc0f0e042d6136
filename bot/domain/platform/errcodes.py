"""WeChat's error codes and what follows from each: who must act, and when the same call can work.

The one table of them. `wechat-<code>` in the catalogs explains each; `bot.wechat.protocol.response.error_for` makes the
error, whose class says who must act. https://developers.weixin.qq.com/doc/oplatform/developers/errCode/errCode.html
lists the codes; the remedies are ours.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.domain.numbers.snapshot import WECHAT_ZONE, snapshot_day

NOT_AUTHORISED: Final = 61003
"""A call for a program that is not authorised to this platform."""
SET_NOT_GRANTED: Final = 61007
"""A call for a program without the permission set."""
NOT_READY: Final = 61503
"""A call for numbers of yesterday that WeChat has not counted yet."""
CODE_SPENT: Final = frozenset({61009, 61010})
"""Of api_query_auth: the authorisation code was used already, or has expired."""


def next_quota_day(now: datetime) -> datetime:
    """When WeChat resets daily quotas: the next midnight in China, in the zone of `now` (aware)."""
    tomorrow = snapshot_day(now) + timedelta(days=1)
    return datetime.combine(tomorrow, time(), WECHAT_ZONE).astimezone(now.tzinfo)


class Remedy(StrEnum):
    """What must happen before the same call can work."""

    BACKOFF = "backoff"
    """Nothing: it works a little later."""
    WAIT_A_MINUTE = "wait-a-minute"
    """The per-minute quota starts anew."""
    LATER = "later"
    """Nothing: it works some hours later."""
    TOMORROW = "tomorrow"
    """The daily quota starts anew at midnight in Beijing."""
    REFRESH_TOKEN = "refresh-token"  # noqa: S105  # names a class of codes
    """A new access token; once."""
    REFRESH_COMPONENT = "refresh-component"
    """A new token of the third-party platform; once."""
    NEW_TICKET = "new-ticket"
    """A newer verify ticket of the third-party platform; once."""
    RELIST = "relist"
    """The refresh token in WeChat's list of authorisers; once."""
    REAUTHORISE = "reauthorise"
    """The program's admin authorises the platform again."""
    GRANT_SET = "grant-set"
    """The program's admin grants the permission set."""
    ALLOW_ADDRESS = "allow-address"
    """The operator adds this server's address to WeChat's list."""
    CORRECT_SECRET = "correct-secret"  # noqa: S105  # names a class of codes
    """The operator corrects the AppID or the AppSecret that asks for tokens."""
    OTHER_TOKEN = "other-token"  # noqa: S105  # names a class of codes
    """The operator uses the token of an account that may make the call."""
    PERSON = "person"
    """A person must change something else first."""

    def until(self, now: datetime) -> datetime | None:
        """When a quota starts anew, in the zone of `now` (aware); None for what no time heals."""
        match self:
            case Remedy.WAIT_A_MINUTE:
                return now + timedelta(minutes=1)
            case Remedy.LATER:
                return now + timedelta(hours=1)
            case Remedy.TOMORROW:
                return next_quota_day(now)
            case _:
                return None


ROWS: Final[Mapping[Remedy, tuple[int, ...]]] = {
    Remedy.BACKOFF: (-1,),
    Remedy.WAIT_A_MINUTE: (45011,),
    Remedy.LATER: (NOT_READY,),
    Remedy.TOMORROW: (45009,),
    Remedy.REFRESH_TOKEN: (40001, 40014, 42001),
    Remedy.REFRESH_COMPONENT: (40094, 42006),
    Remedy.NEW_TICKET: (40091, 61005, 61006),
    Remedy.RELIST: (61023,),
    Remedy.REAUTHORISE: (42002, 42007, 50001, NOT_AUTHORISED),
    Remedy.GRANT_SET: (SET_NOT_GRANTED,),
    Remedy.ALLOW_ADDRESS: (40164, 45035, 61004),
    Remedy.CORRECT_SECRET: (40013, 40125, 41004, 41018, 61011),
    Remedy.OTHER_TOKEN: (48001, 86000),
    Remedy.PERSON: (
        *(40097, 40170, 40243, 41001, 41002, 41021),
        *(43001, 43002, 43003, 44002, 47001),
        *(48004, 48006, 48017, 50002),
        *(*CODE_SPENT, 61014, 61015, 61016, 61017, 61024),
        *(61500, 61501),
        *(76001, 76003, 76021, 76022),
        *(85015, 89014),
    ),
}
REMEDIES: Final = MappingProxyType({code: remedy for remedy, codes in ROWS.items() for code in codes})
"""Every code that the catalogs explain. Codes of other parts of WeChat are omitted on purpose."""


def remedy_of(code: int | None) -> Remedy:
    """Return the remedy for a code; an unknown one, and an error without a code, is left to a person."""
    return Remedy.PERSON if code is None else REMEDIES.get(code, Remedy.PERSON)
