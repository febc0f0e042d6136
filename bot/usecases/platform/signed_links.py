"""The data in the authorisation's links, encrypted and signed, so that nothing need be stored for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.domain.platform.authorisation import Origin
from bot.domain.programs.opt_in import MerchantChoice
from bot.errors import BadLink
from bot.ports.platform import Passes

LINK_LASTS: Final = timedelta(days=7)
"""A merchant's admin need not be there when the requester asks."""
STATE_LASTS: Final = timedelta(hours=1)
"""From the landing page to WeChat and back; the pre-authorisation code itself is good for half an hour at most."""
_LINK, _STATE = "link", "state"


@dataclass(frozen=True, slots=True)
class State:
    """The data that a browser brings back from WeChat."""

    origin: Origin
    nonce: str = field(repr=False)
    """The cookie of the browser that was sent to WeChat: only that browser may come back."""
    locale: str
    """The language of the landing page."""


@dataclass(frozen=True)
class SignedLinks:
    """Makes and reads links and states; neither can be used as the other."""

    passes: Passes

    def link(self, origin: Origin, *, now: datetime) -> str:
        """Make a link to the landing page, with the requester."""
        return self.passes.pass_for({"for": _LINK, **_written(origin)}, now=now)

    def read_link(self, text: str, *, now: datetime) -> Origin:
        """The requester in a link.

        Raises:
            BadLink: it is too old, or none of ours.
        """
        return _origin(self._read(text, _LINK, LINK_LASTS, now))

    def state(self, state: State, *, now: datetime) -> str:
        """Make a state for the way to WeChat and back."""
        written = {"for": _STATE, **_written(state.origin), "nonce": state.nonce, "locale": state.locale}
        return self.passes.pass_for(written, now=now)

    def read_state(self, text: str, *, now: datetime) -> State:
        """The data in a state.

        Raises:
            BadLink: it is too old, or none of ours.
        """
        data = self._read(text, _STATE, STATE_LASTS, now)
        return State(_origin(data), data["nonce"], data["locale"])

    def _read(self, text: str, what_for: str, max_age: timedelta, now: datetime) -> Mapping[str, str]:
        data = self.passes.read_pass(text, max_age=max_age, now=now)
        if data is None or data.get("for") != what_for:
            raise BadLink
        return data


def _written(origin: Origin) -> dict[str, str]:
    chosen = {"choice": origin.choice.value} if origin.choice is not MerchantChoice.UNASKED else {}
    return {"team": origin.team_id, "channel": origin.channel_id, "user": origin.user_id, **chosen}


def _origin(data: Mapping[str, str]) -> Origin:
    choice = MerchantChoice(data.get("choice", MerchantChoice.UNASKED))
    return Origin(data["team"], data["channel"], data["user"], choice)
