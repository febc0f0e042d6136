"""An authorisation's browser: open the landing page of the link, and accept the return from WeChat's pages."""

import hmac
import re
import secrets
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from cachetools import LRUCache

from bot.domain.access import AuditAction, AuditEntry
from bot.domain.platform import TICKET_LIFE, AuthorisePages, Invitation, Origin, hours_since
from bot.domain.programs import MerchantChoice
from bot.errors import BadLink, NoPlatform, TicketMissing, TooBusy
from bot.ports.platform import Authorisations, Passes, Pending, Platform
from bot.ports.slack import Workspaces
from bot.usecases.app import App, ReadingApp
from bot.usecases.platform.finish import FinishAuthorisation

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
        """Return the requester in a link.

        Raises:
            BadLink: it is too old, or none of ours.
        """
        return _origin(self._read(text, _LINK, LINK_LASTS, now))

    def state(self, state: State, *, now: datetime) -> str:
        """Make a state for the way to WeChat and back."""
        written = {"for": _STATE, **_written(state.origin), "nonce": state.nonce, "locale": state.locale}
        return self.passes.pass_for(written, now=now)

    def read_state(self, text: str, *, now: datetime) -> State:
        """Return the data in a state.

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


AUTHORISE_PATH: Final = "/wechat/authorize"
AUTHORISED_PATH: Final = "/wechat/authorized"


def start_authorisation(app: App, origin: Origin, *, now: datetime) -> str:
    """Return the address of the landing page.

    `/baselib programs add`. It is good for a week; nothing is stored. WeChat's own links open only by a click on a page
    of the platform's domain: so our own page comes first.
    https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/Authorization_Process_Technical_Description.html

    Args:
        origin: the requester, and where the answer goes.

    Raises:
        NoPlatform: programs are not authorised here.
    """
    if app.passes is None:
        raise NoPlatform
    return f"{app.options.public_url}{AUTHORISE_PATH}?pass={SignedLinks(app.passes).link(origin, now=now)}"


async def check_ticket(app: ReadingApp, *, now: datetime) -> TicketMissing | None:
    """Why no merchant can authorise the platform now; None when nothing is known against it.

    It is asked before a link is sent around that would lead nowhere.

    Raises:
        StorageUnavailable: nothing is known of the tickets.
    """
    if app.kept.tickets is None:
        return None
    ticket = await app.kept.tickets.latest()
    if ticket is not None and now - ticket.created_at < TICKET_LIFE:
        return None
    return TicketMissing(hours=hours_since(ticket.created_at if ticket else None, now))


async def create_invite_link(app: App, origin: Origin, *, now: datetime) -> tuple[str, TicketMissing | None]:
    """Return the address of the landing page, and the reason if it cannot work at present.

    `/baselib programs add`: the link, a warning if it cannot work now, and an entry in the audit log.

    Raises:
        NoPlatform: programs are not authorised here.
        StorageUnavailable: it is not known whether the link works now.
    """
    link = start_authorisation(app, origin, now=now)
    missing = await check_ticket(app, now=now)
    entry = AuditEntry(origin.team_id, now, origin.user_id, AuditAction.AUTHORISATION_STARTED, origin.channel_id)
    async with app.kept.audit.recording(entry):  # the link itself is not stored
        return link, missing


MOST_A_MINUTE: Final = 5
"""New codes for one link. A visitor without a cookie (a preview, a scanner) is a new browser every time."""
_MINUTE: Final = timedelta(minutes=1)
_TIME_LEFT: Final = timedelta(minutes=5)
"""The time that an admin needs to read the page, scan and confirm."""
_MOST: Final = 1000
_CODE: Final = re.compile(r"[\x21-\x7e]{1,512}", re.ASCII)
_SECONDS: Final = re.compile(r"\d{1,6}", re.ASCII)
_USUAL: Final = timedelta(minutes=10)
"""https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/Authorization_Process_Technical_Description.html"""
_LONGEST: Final = timedelta(hours=1)
MakeLinks = Callable[[str, str], AuthorisePages]
"""Takes the pre-authorisation code and the redirect_uri."""
_NONCE: Final = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


class PreauthCodes:
    """Codes by link and browser: a page that is loaded again shows the same one, and two merchants never share one.

    In memory: WeChat limits how many are made. A code is good for one authorisation, and one link may be sent to many
    merchants. A browser for which there is no room is asked to come back in a minute.
    """

    def __init__(self) -> None:
        self._kept: LRUCache[tuple[str, str], Invitation] = LRUCache(_MOST)
        self._made: LRUCache[str, deque[datetime]] = LRUCache(_MOST)

    def find(self, link: str, browser: str, *, now: datetime) -> Invitation | None:
        """Return the code that this browser was shown; None when it has too little time left."""
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


def new_nonce() -> str:
    """32 random bytes."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True)
class Landing:
    """The page's content and its cookie."""

    links: AuthorisePages
    nonce: str = field(repr=False)
    choice: MerchantChoice
    """What the page lets the merchant's admin confirm; they are not asked where Baselib only reads."""
    workspace: str
    """The name of the Slack workspace that asks; from outside, may be empty."""


@dataclass(frozen=True)
class OpenAuthorisation:
    """`GET /wechat/authorize`."""

    platform: Platform
    authorisations: Authorisations
    workspaces: Workspaces
    passes: SignedLinks
    links: MakeLinks
    public_url: str
    invitations: PreauthCodes
    asks: bool = False
    """Whether the operator lets Baselib set minimums: then the page asks for more than reading."""
    new_nonce: Callable[[], str] = new_nonce

    async def __call__(self, link: str, cookie: str, *, more: bool = False, locale: str, now: datetime) -> Landing:
        """Make the way to WeChat's authorisation pages and back.

        Args:
            cookie: the browser's nonce, if it has one: with a second page open, both still find their way back.
            more: whether the page is the one on which Baselib may also set the minimum.

        Raises:
            BadLink: the link is too old, or not ours.
            TooBusy: as many browsers as can get a code within a minute have opened the link.
            TicketMissing, WeChatRefused, WeChatBusy, WeChatLimited, WeChatUnreachable, WeChatUnreadable: WeChat gives
                no pre-authorisation code.
            StorageUnavailable: the requester cannot be kept.
        """
        origin = replace(self.passes.read_link(link, now=now), choice=self._choice(more=more))
        nonce = cookie if _NONCE.fullmatch(cookie) else self.new_nonce()
        invitation = await self._invitation(link, nonce, origin, now)
        state = self.passes.state(State(origin, nonce, locale), now=now)
        redirect_uri = f"{self.public_url}{AUTHORISED_PATH}?{urlencode({'state': state})}"
        workspace = await self.workspaces.get(origin.team_id)
        name = workspace.name if workspace else ""
        return Landing(self.links(invitation.code, redirect_uri), nonce, origin.choice, name)

    def _choice(self, *, more: bool) -> MerchantChoice:
        if not self.asks:
            return MerchantChoice.UNASKED
        return MerchantChoice.AGREED if more else MerchantChoice.DECLINED

    async def _invitation(self, link: str, nonce: str, origin: Origin, now: datetime) -> Invitation:
        kept = self.invitations.find(link, nonce, now=now)
        if kept:
            if self.asks:  # the same browser may have opened the other page before
                await self.authorisations.invited(kept, origin)
            return kept
        if not self.invitations.may_make(link, now=now):
            raise TooBusy  # the code of another browser would be used up by the first of the two
        invitation = await self.platform.invite()
        await self.authorisations.invited(invitation, origin)
        self.invitations.keep(link, nonce, invitation)
        return invitation


@dataclass(frozen=True)
class AcceptRedirect:
    """`GET /wechat/authorized`."""

    authorisations: Authorisations
    passes: SignedLinks
    invitations: PreauthCodes

    async def __call__(
        self, code: str, *, expires_in: str, state: str, cookie: str, now: datetime
    ) -> tuple[Pending, State]:
        """Keep the code durably, but only from the browser that we sent to WeChat.

        Otherwise an attacker could put a program of theirs into another workspace by getting an admin there to open an
        address: https://www.rfc-editor.org/rfc/rfc6749#section-10.12

        Args:
            expires_in: how long it is good, in seconds.
            state: as the landing page made it.
            cookie: the browser's nonce.

        Raises:
            BadLink: the state is too old, not ours, or another browser's; or there is no code.
            StorageUnavailable: the code could not be kept.
        """
        read = self.passes.read_state(state, now=now)
        if not hmac.compare_digest(read.nonce.encode(), cookie.encode()) or not _CODE.fullmatch(code):
            raise BadLink
        self.invitations.used(read.nonce)
        expires_at = now + _lasts(expires_in)
        pending = await self.authorisations.receive(code, appid="", origin=read.origin, expires_at=expires_at, now=now)
        return pending, read


def _lasts(expires_in: str) -> timedelta:
    return min(timedelta(seconds=int(expires_in)), _LONGEST) if _SECONDS.fullmatch(expires_in) else _USUAL


@dataclass(frozen=True)
class AuthorisationUseCases:
    """From the landing page to the end."""

    open: OpenAuthorisation
    accept: AcceptRedirect
    finish: FinishAuthorisation
