"""The verify ticket: how long it is valid, and when it is late.

https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/component_verify_ticket.html
"""

from datetime import datetime, timedelta
from typing import Final

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
