"""Merchants' authorisations of a third-party platform: its credentials, pushes and events.

How a merchant authorises the third-party platform, and what WeChat reports about authorised programs.
https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/Authorization_Process_Technical_Description.html

WeChat's pushes to a third-party platform, decrypted and parsed, and the verify ticket among them.
https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/authorize_event.html

https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/component_verify_ticket.html
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from hashlib import sha256
from typing import Final, Self

from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.programs import MerchantChoice

REQUIRED_SET: Final = 18
"""The permission set that getSupportVersion needs: development management and data analysis.

https://developers.weixin.qq.com/doc/oplatform/openApi/miniprogram-management/code-management/api_getsupportversion.html
"""


class FailureKey(StrEnum):
    EXPIRED = "expired"
    """Its code was used or too old, and the program is not authorised."""
    OFFICIAL_ACCOUNT = "official-account"
    """The authorised account is not a Mini Program."""
    REFUSED = "refused"
    """WeChat refused a call."""
    OTHER = "other"
    """Another version of Baselib stored it."""


@dataclass(frozen=True, slots=True)
class Failure:
    key: FailureKey
    code: int | None = None
    """WeChat's errcode, with REFUSED."""
    address: str = ""
    """The address that WeChat does not accept, with errcode 61004."""
    other: str = ""
    """The whole stored text, with OTHER."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return a failure from its stored text: `expired`, `refused 61004 203.0.113.7`. Any text will do."""
        key, _, evidence = text.partition(" ")
        if text in (FailureKey.EXPIRED, FailureKey.OFFICIAL_ACCOUNT):
            return cls(FailureKey(text))
        code, _, address = evidence.partition(" ")
        if key == FailureKey.REFUSED and _ERRCODE.fullmatch(code):
            return cls(FailureKey.REFUSED, int(code), address)
        return cls(FailureKey.OTHER, other=text)

    def __str__(self) -> str:
        if self.key is FailureKey.OTHER:
            return self.other
        code = "" if self.code is None else str(self.code)
        return " ".join(filter(None, (self.key.value, code, self.address)))


_ERRCODE: Final = re.compile("0|-?[1-9][0-9]{0,9}")


class AccountStatus(IntEnum):
    """`account_status` of api_get_authorizer_info; other numbers become None."""

    NORMAL = 1
    CANCELLED = 14
    BANNED = 16
    WARNED = 18
    FROZEN = 19


@dataclass(frozen=True, slots=True)
class Origin:
    """The Slack user who requested an authorisation, and where the answer goes. All empty: unknown."""

    team_id: str = ""
    channel_id: str = ""
    user_id: str = ""
    choice: MerchantChoice = MerchantChoice.UNASKED
    """What the merchant's admin chose on Baselib's page; a link does not have it yet."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A pre-authorisation code: valid once, for WeChat's authorisation pages."""

    code: str = field(repr=False)
    expires_at: datetime
    """UTC."""


@dataclass(frozen=True, slots=True)
class AuthorisePages:
    """WeChat's pages where a Mini Program's admin authorises the platform."""

    pc: str = field(repr=False)
    """Shows a QR code to scan with WeChat."""
    mobile: str = field(repr=False)
    """For a browser inside WeChat."""


@dataclass(frozen=True, slots=True)
class Authorisation:
    """The result of exchanging an authorisation code."""

    appid: str
    refresh_token: str = field(repr=False)
    """Valid as long as the authorisation; empty when WeChat sent none."""
    permission_sets: frozenset[int]


@dataclass(frozen=True, slots=True)
class Profile:
    """An authorised account in api_get_authorizer_info."""

    appid: str
    nickname: str
    principal: str
    """The company or person behind it."""
    account_status: AccountStatus | None
    permission_sets: frozenset[int]
    refresh_token: str = field(repr=False)
    """Empty when the authorisation code was never exchanged."""
    is_mini_program: bool = True
    """False for an official account, which has no base library."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of api_get_authorizer_list."""

    appid: str
    refresh_token: str = field(repr=False)
    """Empty when the authorisation code was never exchanged."""


@dataclass(frozen=True, slots=True)
class ListedPage:
    total: int
    listed: tuple[Listed, ...]


def code_id(code: str) -> str:
    """Return the id of a code, to detect its second arrival (SHA-256): the code itself is secret."""
    return sha256(code.encode()).hexdigest()


class Credentials(StrEnum):
    """Where WeChat's access tokens come from: a sentence each in the catalogs (`home-credentials-...`)."""

    PLATFORM = "platform"
    """Baselib is the third-party platform itself."""
    SERVICE = "service"
    """The operator's own token service."""
    SECRET = "secret"  # noqa: S105  # a name
    """The Mini Program's own AppSecret."""
    STATIC = "static"
    """One fixed token, for trials."""
    NONE = "none"


CONSOLE: Final = "https://mp.weixin.qq.com/"
"""Where a Mini Program's minimum is set by hand: Settings, Basic settings (设置 > 基本设置 > 基础库最低版本设置)."""


LARGEST_PUSH: Final = 64 * 1024
"""Bytes. A push has about one thousand; a longer request is rejected unread."""


@dataclass(frozen=True, slots=True)
class TicketPush:
    """component_verify_ticket: sent every ten minutes, valid for twelve hours."""

    ticket: str = field(repr=False)
    created_at: datetime
    """UTC, by WeChat's clock."""


@dataclass(frozen=True, slots=True)
class AuthorisedPush:
    """authorized and updateauthorized: a merchant authorised the platform, or changed its permissions."""

    appid: str
    code: str = field(repr=False)
    code_expires_at: datetime
    """UTC."""
    invitation: str = field(repr=False)
    """The pre-authorisation code that was used; may be empty."""
    created_at: datetime
    updated: bool = False
    """updateauthorized."""


@dataclass(frozen=True, slots=True)
class UnauthorisedPush:
    """unauthorized: a merchant revoked the authorisation."""

    appid: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class OtherPush:
    """A kind that Baselib does not use; only acknowledged."""

    kind: str
    created_at: datetime


Push = TicketPush | AuthorisedPush | UnauthorisedPush | OtherPush


TICKET_LIFE: Final = timedelta(hours=12)
"""How long a verify ticket is valid, from its `created_at`."""
TICKET_LATE: Final = timedelta(minutes=30)
"""Tickets come every ten minutes: after this long, three are missing."""
FIRST_TICKET_WITHIN: Final = timedelta(minutes=10)
"""How long a new platform waits for the first ticket before a warning."""
ASK_AGAIN_AFTER: Final = timedelta(hours=1)
"""How long WeChat has to resume tickets before it is asked again."""

_HOUR: Final = timedelta(hours=1)


def hours_since(ticket_at: datetime | None, now: datetime) -> int:
    """Whole hours since the last verify ticket, at least one; 0 if there never was a ticket."""
    return max(1, (now - ticket_at) // _HOUR) if ticket_at else 0


class ProgramEvent(StrEnum):
    """What channels are notified of."""

    AUTHORISED = "authorised"
    """Its admin authorised the platform with permission set 18."""
    NOT_GRANTED = "not-granted"
    """Its admin authorised the platform, or changed that, without permission set 18."""
    REVOKED = "revoked"
    """Its admin revoked the authorisation."""
    FAILED = "failed"
    """An authorisation failed."""
    OUTDATED = "outdated"
    """Its imported numbers are old."""


def program_delivery(news_id: str, *, team_id: str, channel_id: str, at: datetime) -> Delivery:
    """Return a delivery that is due at once.

    Args:
        news_id: `id` of the `bot.ports.programs.ProgramNews`.
        channel_id: a channel, or a user for a direct message.
        at: when it happened (UTC); its Chinese day names the slot.
    """
    return Delivery(
        f"program-{news_id}",
        team_id,
        news_id,
        snapshot_day(at),
        at,
        DeliveryState.DUE,
        channel_id=channel_id,
        kind=DeliveryKind.PROGRAM,
    )
