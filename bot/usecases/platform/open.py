"""Open the landing page of the authorisation link."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from bot.domain.platform.authorisation import AuthorisePages, Invitation, Origin
from bot.domain.programs.opt_in import MerchantChoice
from bot.errors import TooBusy
from bot.ports.platform import Authorisations, Platform
from bot.ports.workspaces import Workspaces
from bot.usecases.platform.preauth_codes import PreauthCodes
from bot.usecases.platform.signed_links import SignedLinks, State
from bot.usecases.platform.start import AUTHORISED_PATH

MakeLinks = Callable[[str, str], AuthorisePages]
"""Takes the pre-authorisation code and the redirect_uri."""
_NONCE: Final = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


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
            link: the token in the link.
            cookie: the browser's nonce, if it has one: with a second page open, both still find their way back.
            more: whether the page is the one on which Baselib may also set the minimum.
            locale: the page's language.
            now: UTC.

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
