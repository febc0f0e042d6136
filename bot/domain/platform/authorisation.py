"""How a merchant authorises the third-party platform, and what WeChat reports about authorised programs.

https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/Authorization_Process_Technical_Description.html
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from hashlib import sha256
from typing import Final

REQUIRED_SET: Final = 18
"""The permission set that getSupportVersion needs: development management and data analysis.

https://developers.weixin.qq.com/doc/oplatform/openApi/miniprogram-management/code-management/api_getsupportversion.html
"""


NOT_AUTHORISED: Final = 61003
"""Errcode of a call for a program that is not authorised to this platform."""
SET_NOT_GRANTED: Final = 61007
"""Errcode of a call for a program without the permission set."""
CODE_SPENT: Final = frozenset({61009, 61010})
"""Errcodes of api_query_auth: the authorisation code was used already, or has expired."""


class Failure(StrEnum):
    """Why an authorisation failed."""

    EXPIRED = "expired"
    """Its code was used or too old, and the program is not authorised."""
    OFFICIAL_ACCOUNT = "official-account"
    """The authorised account is not a Mini Program."""
    REFUSED = "refused"
    """WeChat refused; stored with its errcode, and for 61004 with the address it names."""

    def of(self, evidence: str) -> str:
        """The reason with WeChat's evidence, as stored."""
        return f"{self} {evidence}".rstrip()


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


@dataclass(frozen=True, slots=True)
class Invitation:
    """A pre-authorisation code: valid once, for WeChat's authorisation pages."""

    code: str = field(repr=False)
    expires_at: datetime
    """UTC."""


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
