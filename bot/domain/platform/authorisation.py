"""How a merchant lets the third-party platform read a Mini Program, and what WeChat says of those that did.

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
"""Of a call for a program: it is not authorised to this platform."""
SET_NOT_GRANTED: Final = 61007
"""Of a call for a program: the permission set was not granted."""
CODE_SPENT: Final = frozenset({61009, 61010})
"""Of api_query_auth: the authorisation code was used already, or has expired."""


class Failure(StrEnum):
    """Why an authorisation came to nothing."""

    EXPIRED = "expired"
    """Its code was used or too old, and the program is not authorised."""
    OFFICIAL_ACCOUNT = "official-account"
    """What was authorised is no Mini Program."""
    REFUSED = "refused"
    """WeChat refused; kept together with its errcode, and the address that it names with 61004."""

    def of(self, evidence: str) -> str:
        """The reason together with WeChat's evidence, as it is kept."""
        return f"{self} {evidence}".rstrip()


class AccountStatus(IntEnum):
    """`account_status` of api_get_authorizer_info; other numbers are kept as unknown (None)."""

    NORMAL = 1
    CANCELLED = 14
    BANNED = 16
    WARNED = 18
    FROZEN = 19


@dataclass(frozen=True, slots=True)
class Origin:
    """Who asked in Slack for a program to be authorised, and where the answer goes. All empty: nobody that is known."""

    team_id: str = ""
    channel_id: str = ""
    user_id: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A pre-authorisation code: WeChat's ticket for one pass through its authorisation pages."""

    code: str = field(repr=False)
    expires_at: datetime
    """UTC."""


@dataclass(frozen=True, slots=True)
class Authorisation:
    """What an authorisation code was exchanged for."""

    appid: str
    refresh_token: str = field(repr=False)
    """Good while the authorisation stands; empty when WeChat sent none."""
    permission_sets: frozenset[int]


@dataclass(frozen=True, slots=True)
class Profile:
    """What api_get_authorizer_info says of an authorised account."""

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
    """What stands for a code that arrives twice (SHA-256): the code itself is a secret, and no name for anything."""
    return sha256(code.encode()).hexdigest()
