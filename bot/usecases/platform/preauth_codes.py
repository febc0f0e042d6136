"""The pre-authorisation codes of landing pages, in memory: WeChat limits how many are made."""

from collections import deque
from datetime import datetime, timedelta
from typing import Final

from cachetools import LRUCache

from bot.domain.platform.authorisation import Invitation

MOST_A_MINUTE: Final = 5
"""New codes for one link. A visitor without a cookie (a preview, a scanner) is a new browser every time."""
_MINUTE: Final = timedelta(minutes=1)
_TIME_LEFT: Final = timedelta(minutes=5)
"""The time that an admin needs to read the page, scan and confirm."""
_MOST: Final = 1000


class PreauthCodes:
    """Codes by link and browser: a page that is loaded again shows the same one, and two merchants never share one.

    A code is good for one authorisation, and one link may be sent to many merchants. A browser for which there is no
    room is asked to come back in a minute.
    """

    def __init__(self) -> None:
        self._kept: LRUCache[tuple[str, str], Invitation] = LRUCache(_MOST)
        self._made: LRUCache[str, deque[datetime]] = LRUCache(_MOST)

    def find(self, link: str, browser: str, *, now: datetime) -> Invitation | None:
        """The code that this browser was shown; None when it has too little time left."""
        return _lasting(self._kept.get((link, browser)), now)

    def may_make(self, link: str, *, now: datetime) -> bool:
        """Whether this minute has room for another code; if so, take it."""
        made = self._made.setdefault(link, deque(maxlen=MOST_A_MINUTE))
        if len(made) == MOST_A_MINUTE and now - made[0] < _MINUTE:
            return False
        made.append(now)
        return True

    def keep(self, link: str, browser: str, invitation: Invitation) -> None:
        """Keep the code that this browser is shown."""
        self._kept[link, browser] = invitation

    def used(self, browser: str) -> None:
        """Drop the codes of a browser that came back from WeChat: they are used up."""
        spent = {kept for (_, whose), kept in self._kept.items() if whose == browser}
        for key in [key for key, kept in self._kept.items() if kept in spent]:
            del self._kept[key]


def _lasting(invitation: Invitation | None, now: datetime) -> Invitation | None:
    return invitation if invitation and invitation.expires_at - now > _TIME_LEFT else None
