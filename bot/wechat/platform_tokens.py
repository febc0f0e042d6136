"""The platform's token, and a program's, obtained with that one and the program's refresh token.

https://developers.weixin.qq.com/doc/oplatform/openApi/ticket-token/api_getcomponentaccesstoken and
https://developers.weixin.qq.com/doc/oplatform/openApi/ticket-token/api_getauthorizeraccesstoken
"""

from datetime import datetime, timedelta
from typing import Final

import structlog
from pydantic import SecretStr

from bot.domain.platform import ASK_AGAIN_AFTER, TICKET_LIFE, Remedy, hours_since
from bot.errors import ReauthorisationNeeded, TemporaryError, TicketMissing
from bot.lib.work import SingleFlight
from bot.ports.machine import Clock
from bot.ports.platform import Authorisers, Ticket, Tickets
from bot.ports.wechat import CredentialSource
from bot.wechat.http import COMPONENT, PlatformCaller
from bot.wechat.protocol import platform_calls as calls
from bot.wechat.protocol.platform_answers import PAGE, Renewal
from bot.wechat.protocol.response import Grant, Refusal

_log = structlog.get_logger(__name__)
RECOVER_EVERY: Final = timedelta(minutes=10)
"""The whole list takes twenty calls for ten thousand programs; reading it again at once would not help either."""
_LIST: Final = "list"


class ComponentIssuer:
    """Issues the platform's token by api_component_token. `CachedTokens` stores it under the name `COMPONENT`.

    Serves `bot.wechat.token_sources.TokenIssuer`.

    Args:
        caller: makes the calls, with few retries, because a lock is held meanwhile.
        tickets: the verify ticket that WeChat pushes.
    """

    def __init__(
        self, caller: PlatformCaller, tickets: Tickets, clock: Clock, *, appid: str, secret: SecretStr
    ) -> None:
        self._caller = caller
        self._tickets = tickets
        self._clock = clock
        self._appid = appid
        self._secret = secret
        self._refused: Ticket | None = None
        """The ticket that WeChat refused; it is not sent again."""

    async def issue(self, appid: str) -> Grant:  # noqa: ARG002  # there is one platform
        # Twice, because a newer ticket may arrive while WeChat refuses the old one.
        for _ in range(2):
            ticket, now = await self._tickets.latest(), await self._clock.now()
            if ticket is None or ticket == self._refused or now - ticket.created_at >= TICKET_LIFE:
                break
            answer = await self._caller.ask(
                calls.component_token(self._appid, self._secret.get_secret_value(), ticket.secret)
            )
            if not (isinstance(answer, Refusal) and answer.remedy is Remedy.NEW_TICKET):
                return await self._caller.insist(answer)
            _log.warning("WeChat refuses the newest verify ticket", code=answer.code, rid=answer.rid)
            self._refused = ticket
        await self._ask_for_another(now)
        raise TicketMissing(hours=hours_since(ticket.created_at if ticket else None, now))

    async def _ask_for_another(self, now: datetime) -> None:
        """Ask WeChat for a ticket once per outage: every read comes here while it lasts."""
        if not await self._tickets.ask_again(now, not_since=now - ASK_AGAIN_AFTER):
            return
        try:
            await push_again(self._caller, self._appid, self._secret)
        except TemporaryError as error:  # the caller must see the missing ticket instead
            _log.warning("WeChat could not be asked to push verify tickets again", error=str(error))


async def push_again(caller: PlatformCaller, appid: str, secret: SecretStr) -> None:
    """Ask WeChat to push verify tickets (api_start_push_ticket); it also succeeds when they never stopped."""
    await caller.insist(await caller.ask(calls.start_push_ticket(appid, secret.get_secret_value())))


class RefreshTokens:
    """The refresh tokens in `Authorisers`, and the one way to recover them.

    Args:
        caller: makes the calls, with few retries, because a lock is held meanwhile.
        clock: for the time since the list was last read.
    """

    def __init__(
        self,
        authorisers: Authorisers,
        caller: PlatformCaller,
        component: CredentialSource,
        clock: Clock,
        *,
        appid: str,
    ) -> None:
        self._authorisers = authorisers
        self._caller = caller
        self._component = component
        self._clock = clock
        self._appid = appid
        self._flight = SingleFlight[str, None]()
        self._recovered_at: datetime | None = None

    async def of(self, appid: str) -> str | None:
        """Return a program's refresh token; None when there is none."""
        return await self._authorisers.refresh_token(appid)

    async def keep(self, appid: str, refresh_token: str) -> None:
        """Store a program's refresh token durably; an empty one changes nothing.

        https://developers.weixin.qq.com/doc/oplatform/openApi/ticket-token/api_getauthorizeraccesstoken returns one
        with every access token and does not say whether it differs.
        """
        if refresh_token:
            await self._authorisers.keep({appid: refresh_token})

    async def recover(self) -> None:
        """Store every refresh token in WeChat's list of authorisers, unless that was done within `RECOVER_EVERY`."""
        await self._flight(_LIST, self._recover)

    async def _recover(self) -> None:
        now = await self._clock.now()
        if self._recovered_at is not None and now - self._recovered_at < RECOVER_EVERY:
            return
        _log.warning("a refresh token is missing or dead: going through WeChat's list of authorisers")
        marks = await self._authorisers.marks()  # a token stored meanwhile, by any replica, is newer
        offset, total, found = 0, 1, 0
        while offset < total:
            call = calls.get_authorizer_list(self._appid, offset=offset)
            page = await self._caller.insist(await self._caller.ask_with(self._component, COMPONENT, call))
            offset, total = offset + PAGE, page.total if page.listed else 0
            await self._authorisers.keep_listed({one.appid: one.refresh_token for one in page.listed}, marks=marks)
            found += len(page.listed)
        self._recovered_at = now
        _log.info("went through WeChat's list of authorisers", found=found)


class AuthoriserIssuer:
    """Issues programs' tokens by api_authorizer_token.

    Serves `bot.wechat.token_sources.TokenIssuer`.

    Args:
        caller: makes the calls, with few retries, because a lock is held meanwhile.
    """

    def __init__(
        self, caller: PlatformCaller, component: CredentialSource, refresh_tokens: RefreshTokens, *, appid: str
    ) -> None:
        self._caller = caller
        self._component = component
        self._refresh_tokens = refresh_tokens
        self._appid = appid

    async def issue(self, appid: str) -> Grant:
        refresh_token = await self._refresh_tokens.of(appid)
        answer = await self._renew(appid, refresh_token)
        if answer is None:
            await self._refresh_tokens.recover()
            dead, refresh_token = refresh_token, await self._refresh_tokens.of(appid)
            answer = await self._renew(appid, refresh_token) if refresh_token != dead else None
        if answer is None:
            raise ReauthorisationNeeded(appid=appid)
        renewal = await self._caller.insist(answer)
        # Before the access token is used: when the refresh token has changed, the old one lives five minutes more.
        # Mostly it has not changed, and a sweep needs thousands.
        if renewal.refresh_token != refresh_token:
            await self._refresh_tokens.keep(appid, renewal.refresh_token)
        return renewal.grant

    async def _renew(self, appid: str, refresh_token: str | None) -> Renewal | Refusal | None:
        """WeChat's answer to a refresh token; None when there is none, or when it is invalid (61023)."""
        if not refresh_token:
            return None
        call = calls.authorizer_token(self._appid, appid, refresh_token)
        answer = await self._caller.ask_with(self._component, COMPONENT, call)
        return None if isinstance(answer, Refusal) and answer.remedy is Remedy.RELIST else answer
