"""How a merchant authorises the third-party platform, and what WeChat reports about authorised programs.

https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/Authorization_Process_Technical_Description.html
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from hashlib import sha256
from typing import Final, Self

from bot.domain.programs.opt_in import MerchantChoice

REQUIRED_SET: Final = 18
"""The permission set that getSupportVersion needs: development management and data analysis.

https://developers.weixin.qq.com/doc/oplatform/openApi/miniprogram-management/code-management/api_getsupportversion.html
"""


class FailureKey(StrEnum):
    """The kinds of failures of an authorisation."""

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
    """Why an authorisation failed."""

    key: FailureKey
    code: int | None = None
    """WeChat's errcode, with REFUSED."""
    address: str = ""
    """The address that WeChat does not accept, with errcode 61004."""
    other: str = ""
    """The whole stored text, with OTHER."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """A failure from its stored text: `expired`, `refused 61004 203.0.113.7`. Any text will do."""
        key, _, evidence = text.partition(" ")
        if text in (FailureKey.EXPIRED, FailureKey.OFFICIAL_ACCOUNT):
            return cls(FailureKey(text))
        code, _, address = evidence.partition(" ")
        if key == FailureKey.REFUSED and _ERRCODE.fullmatch(code):
            return cls(FailureKey.REFUSED, int(code), address)
        return cls(FailureKey.OTHER, other=text)

    def __str__(self) -> str:
        """The stored text."""
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
    """A page of api_get_authorizer_list."""

    total: int
    listed: tuple[Listed, ...]


def code_id(code: str) -> str:
    """The id of a code, to detect its second arrival (SHA-256): the code itself is secret."""
    return sha256(code.encode()).hexdigest()
