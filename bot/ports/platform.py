"""What the use cases need of WeChat's third-party platform, and what is kept of it.

Everything here that is secret is encrypted at rest; none of it belongs to a workspace but what says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.platform.authorisation import Authorisation, Invitation, ListedPage, Origin, Profile
from bot.domain.platform.push import Push


class Platform(Protocol):
    """The calls that a third-party platform makes about itself and its authorisers.

    Every method raises TicketMissing, WeChatRefused, WeChatBusy, WeChatLimited, WeChatUnreachable, WeChatUnreadable.
    """

    async def invite(self) -> Invitation:
        """A pre-authorisation code (api_create_preauthcode)."""

    async def exchange(self, code: str) -> Authorisation:
        """Trade an authorisation code in (api_query_auth).

        Its refresh token, if there is one, is durably kept first (`Authorisers`); then its first access token, where
        `CredentialSource` finds it.
        """

    async def listed(self, *, offset: int) -> ListedPage:
        """A page of at most 500 authorisers (api_get_authorizer_list)."""

    async def profile(self, appid: str) -> Profile:
        """One authoriser (api_get_authorizer_info)."""

    async def push_ticket_again(self) -> None:
        """Ask WeChat to push verify tickets again (api_start_push_ticket)."""


class PushReader(Protocol):
    """Opens what WeChat pushes. Pure: it opens no socket and reads no clock."""

    def read(self, query: Mapping[str, str], body: bytes) -> Push:
        """Verify, decrypt and parse one push.

        Raises:
            PushRefused: whatever is wrong with it.
        """


@dataclass(frozen=True, slots=True)
class Ticket:
    """The newest verify ticket."""

    secret: str = field(repr=False)
    created_at: datetime
    """UTC, by WeChat's clock; good for twelve hours from here."""


class Tickets(Protocol):
    """The platform's verify ticket."""

    async def keep(self, ticket: Ticket) -> bool:
        """Keep it durably, unless a newer one is kept; False then."""

    async def latest(self) -> Ticket | None:
        """The newest one."""

    async def ask_again(self, at: datetime, *, not_since: datetime) -> bool:
        """Note that WeChat is asked now; False when it was asked after `not_since` and no ticket has come since."""


class Authorisers(Protocol):
    """The refresh tokens of those who authorised the platform."""

    async def refresh_token(self, appid: str) -> str | None:
        """The one kept; None when the program is not authorised, as far as known."""

    async def keep(self, refresh_tokens: Mapping[str, str]) -> None:
        """Keep refresh tokens by AppID, in one transaction; durable when this returns. Empty ones change nothing."""

    async def marks(self) -> Mapping[str, str]:
        """By AppID, what tells later whether a refresh token was kept in between; it opens nothing."""

    async def keep_listed(self, refresh_tokens: Mapping[str, str], *, marks: Mapping[str, str]) -> None:
        """As `keep`, but only for programs of which nothing was kept since the marks were made: a list may be old."""

    async def drop(self, appid: str) -> None:
        """The authorisation was taken back: forget its refresh token and its access token, in one transaction."""

    async def appids(self) -> Sequence[str]:
        """All of them, sorted."""


class Pushes(Protocol):
    """Which pushes were handled: WeChat sends one again when the answer was lost."""

    async def seen(self, key: str) -> bool:
        """Whether a push was noted."""

    async def is_new(self, key: str, *, now: datetime) -> bool:
        """Note a push; False when it was noted before. Notes older than a week may be let go."""


@dataclass(frozen=True, slots=True)
class Pending:
    """An authorisation code that has arrived and is to be exchanged."""

    id: str
    """Derived from the code, which WeChat sends twice: by push and by redirect."""
    code: str = field(repr=False)
    appid: str
    """Empty when only the redirect came: it does not say whose code it is."""
    origin: Origin
    expires_at: datetime
    """UTC."""
    done_at: datetime | None = None
    """When it was exchanged, or given up."""
    error_key: str = ""
    """Why it was given up."""
    received_at: datetime | None = None
    """When the code came first (UTC)."""


class Passes(Protocol):
    """Texts for links and cookies, encrypted and signed, from which the data come back for a while. Pure."""

    def pass_for(self, data: Mapping[str, str], *, now: datetime) -> str:
        """Such a text; its age is counted from `now` (UTC)."""

    def read_pass(self, text: str, *, max_age: timedelta, now: datetime) -> Mapping[str, str] | None:
        """The data; None when the text is too old, not ours or changed."""


class Links(Protocol):
    """WeChat's pages where a Mini Program's admin lets the platform in."""

    @property
    def pc(self) -> str:
        """Shows a QR code to be scanned with WeChat."""

    @property
    def mobile(self) -> str:
        """For a browser inside WeChat."""


class Authorisations(Protocol):
    """Authorisations under way."""

    async def invited(self, invitation: Invitation, origin: Origin) -> None:
        """Remember for whom an invitation was made, so that the push alone tells who waits for it."""

    async def origin_of(self, invitation_code: str) -> Origin:
        """For whom an invitation was made; an empty Origin when that is not known."""

    async def receive(self, code: str, *, appid: str, origin: Origin, expires_at: datetime, now: datetime) -> Pending:
        """Keep a code durably, or complete what is kept of it (appid, origin); returns what is known of it now."""

    async def finish(self, pending: Pending, *, appid: str, error_key: str = "", now: datetime) -> None:
        """It was exchanged (`error_key` empty) or given up; the code itself is forgotten."""

    async def get(self, pending_id: str) -> Pending | None:
        """One by its id."""

    async def origins(self, appid: str) -> Sequence[Origin]:
        """Who asked for a program and got it, the last one first; where nobody is known, it is left out."""

    async def any_since(self, appid: str, moment: datetime) -> bool:
        """Whether an authorisation of a program came or was finished at a moment or later; failed ones do not count."""

    async def unfinished(self) -> Sequence[Pending]:
        """Those neither exchanged nor given up, oldest first."""
