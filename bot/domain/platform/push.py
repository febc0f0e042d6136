"""WeChat's pushes to a third-party platform, decrypted and parsed.

https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/authorize_event.html
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

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
