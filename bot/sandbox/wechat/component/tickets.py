"""Verify tickets: WeChat pushes one every ten minutes, and each is good for twelve hours.

https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/component_verify_ticket.html
"""

import secrets
from datetime import datetime, timedelta
from typing import Final

from bot.sandbox.wechat.refusals import RefusalError

EVERY: Final = timedelta(minutes=10)
GOOD_FOR: Final = timedelta(hours=12)
_REMEMBERED_FOR: Final = timedelta(days=7)
_PREFIX: Final = "ticket@@@"


class TicketBook:
    """All tickets of the last week, by the sandbox's clock."""

    def __init__(self) -> None:
        self._made: dict[str, datetime] = {}
        self.pushing = True
        """Whether tickets are pushed at all: pushes can be stopped, and start again when the platform asks."""

    def make(self, now: datetime) -> str:
        """Make a new ticket; earlier ones stay valid until they expire."""
        self._made = {value: at for value, at in self._made.items() if now - at < _REMEMBERED_FOR}
        ticket = _PREFIX + secrets.token_urlsafe(60)
        self._made[ticket] = now
        return ticket

    def check(self, ticket: object, now: datetime) -> None:
        """Refuse an invalid ticket.

        Raises:
            RefusalError: 61006 it is unknown, 61005 it is older than twelve hours.
        """
        made = self._made.get(ticket) if isinstance(ticket, str) else None
        if made is None:
            raise RefusalError(61006)
        if now - made >= GOOD_FOR:
            raise RefusalError(61005)
