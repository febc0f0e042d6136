"""WeChat's pushes to a third-party platform, decrypted and parsed, and the verify ticket among them.

https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/authorize_event.html

https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/component_verify_ticket.html
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
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
