"""The third-party platform at WeChat, and its stored state.

Secrets here are encrypted at rest; nothing belongs to a workspace unless it says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.platform.authorisation import Authorisation, Failure, Invitation, ListedPage, Origin, Profile, Push


class Platform(Protocol):
    """The calls that a third-party platform makes about itself and its authorisers.

    Every method raises TicketMissing, WeChatRefused, WeChatBusy, WeChatLimited, WeChatUnreachable, WeChatUnreadable.
    """

    async def invite(self) -> Invitation:
        """Return a pre-authorisation code (api_create_preauthcode)."""

    async def exchange(self, code: str) -> Authorisation:
        """Exchange an authorisation code (api_query_auth).

        Its refresh token, if there is one, is durably kept first (`Authorisers`); then its first access token, where
        `CredentialSource` finds it.
        """

    async def listed(self, *, offset: int) -> ListedPage:
        """Return a page of at most 500 authorisers (api_get_authorizer_list)."""

    async def profile(self, appid: str) -> Profile:
        """One authoriser (api_get_authorizer_info)."""

    async def push_ticket_again(self) -> None:
        """Ask WeChat to push verify tickets again (api_start_push_ticket)."""


class PushReader(Protocol):
    """Opens what WeChat pushes. Pure: it opens no socket and reads no clock."""

    def read(self, query: Mapping[str, str], body: bytes) -> Push:
        """Verify, decrypt and parse one push.

        Raises:
            PushRefused: something is wrong with it.
        """


@dataclass(frozen=True, slots=True)
class Ticket:
    """The newest verify ticket."""

    secret: str = field(repr=False)
    created_at: datetime
    """UTC, by WeChat's clock; good for twelve hours from here."""


class Tickets(Protocol):
    async def keep(self, ticket: Ticket) -> bool:
        """Keep it durably; False when a newer one is kept."""

    async def latest(self) -> Ticket | None:
        """Return the newest one."""

    async def ask_again(self, at: datetime, *, not_since: datetime) -> bool:
        """Record a request for tickets; False when one was made after `not_since` and no ticket has come since."""


class Authorisers(Protocol):
    """The refresh tokens of the platform's authorisers."""

    async def refresh_token(self, appid: str) -> str | None:
        """Return the one kept; None when the program is not authorised, as far as known."""

    async def keep(self, refresh_tokens: Mapping[str, str]) -> None:
        """Keep refresh tokens by AppID, in one transaction; durable when this returns. Empty ones change nothing."""

    async def marks(self) -> Mapping[str, str]:
        """By AppID, a mark that shows later whether a refresh token was kept in between; it reveals nothing."""

    async def keep_listed(self, refresh_tokens: Mapping[str, str], *, marks: Mapping[str, str]) -> None:
        """As `keep`, but only for programs without a newer token than their mark: a list may be old."""

    async def drop(self, appid: str) -> None:
        """After a revocation, delete the refresh token and the access token, in one transaction."""

    async def appids(self) -> Sequence[str]:
        """All of them, sorted."""


class Pushes(Protocol):
    """What WeChat and Slack have sent and is handled: they send it again when the answer was lost."""

    async def seen(self, key: str) -> bool:
        """Whether a push was recorded."""

    async def is_new(self, key: str, *, now: datetime) -> bool:
        """Record a push; False when it was recorded before. Records older than a week may be deleted."""


@dataclass(frozen=True, slots=True)
class Pending:
    """An authorisation code that has arrived and is to be exchanged."""

    id: str
    """Derived from the code, which WeChat sends twice: by push and by redirect."""
    code: str = field(repr=False)
    appid: str
    """Empty when only the redirect came: it does not name the account."""
    origin: Origin
    expires_at: datetime
    """UTC."""
    done_at: datetime | None = None
    """When it was exchanged, or given up."""
    failure: Failure | None = None
    """Why it was given up."""
    received_at: datetime | None = None
    """When the code came first (UTC)."""


class Passes(Protocol):
    """Encrypted and signed texts for links and cookies, which expire. Pure."""

    def pass_for(self, data: Mapping[str, str], *, now: datetime) -> str:
        """Make a text; its age counts from `now` (UTC)."""

    def read_pass(self, text: str, *, max_age: timedelta, now: datetime) -> Mapping[str, str] | None:
        """Return the data; None when the text is too old, not ours or changed."""


class Authorisations(Protocol):
    async def invited(self, invitation: Invitation, origin: Origin) -> None:
        """Keep the origin of an invitation, so that the push alone shows who waits for it."""

    async def origin_of(self, invitation_code: str) -> Origin:
        """Return the origin of an invitation; an empty Origin when unknown."""

    async def receive(self, code: str, *, appid: str, origin: Origin, expires_at: datetime, now: datetime) -> Pending:
        """Store a code durably, or complete a stored one (appid, origin); returns the stored state."""

    async def finish(self, pending: Pending, *, appid: str, failure: Failure | None = None, now: datetime) -> None:
        """Record that it was exchanged (without `failure`) or given up; the code itself is deleted."""

    async def get(self, pending_id: str) -> Pending | None:
        """One by its id."""

    async def origins(self, appid: str) -> Sequence[Origin]:
        """Return the origins of a program's finished authorisations, the last one first, without unknown ones."""

    async def any_since(self, appid: str, moment: datetime) -> bool:
        """Whether an authorisation of a program came or was finished at a moment or later; failed ones do not count."""

    async def unfinished(self) -> Sequence[Pending]:
        """Those neither exchanged nor given up, oldest first."""
