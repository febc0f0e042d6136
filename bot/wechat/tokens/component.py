"""The third-party platform's own token, obtained with the newest verify ticket.

https://developers.weixin.qq.com/doc/oplatform/openApi/ticket-token/api_getcomponentaccesstoken
"""

from datetime import datetime

import structlog
from pydantic import SecretStr

from bot.domain.platform.errcodes import Remedy
from bot.domain.platform.push import ASK_AGAIN_AFTER, TICKET_LIFE, hours_since
from bot.errors import TemporaryError, TicketMissing
from bot.ports.clock import Clock
from bot.ports.platform import Ticket, Tickets
from bot.wechat.platform_caller import PlatformCaller
from bot.wechat.protocol import platform_calls as calls
from bot.wechat.protocol.response import Refusal
from bot.wechat.protocol.token_responses import Grant

_log = structlog.get_logger(__name__)


class ComponentIssuer:
    """Issues the platform's token by api_component_token. `CachedTokens` stores it under the name `COMPONENT`.

    Serves `bot.wechat.tokens.sources.TokenIssuer`.

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
        """The platform's token.

        Raises:
            TicketMissing: there is no valid ticket; WeChat was asked to push another one.
            WeChatRefused, WeChatBusy, WeChatLimited, WeChatUnreachable, WeChatUnreadable, StorageUnavailable.
        """
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
    """Ask WeChat to push verify tickets (api_start_push_ticket); it also succeeds when they never stopped.

    Raises:
        WeChatRefused, WeChatBusy, WeChatLimited, WeChatUnreachable, WeChatUnreadable.
    """
    await caller.insist(await caller.ask(calls.start_push_ticket(appid, secret.get_secret_value())))
