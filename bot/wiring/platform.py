"""The part of the composition root for WeChat's pushes and merchants' browsers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog

from bot.assembly.platform import assemble_authorising
from bot.errors import BotError
from bot.lib.work import Work
from bot.ports.platform import Pending
from bot.usecases.platform.authorisation import AuthorisationUseCases
from bot.usecases.platform.finish import ResumeAuthorisations
from bot.usecases.platform.handle_news import ReceivePush, WatchTickets
from bot.wechat.protocol.platform_calls import authorise_links
from bot.wiring.core import Core
from bot.wiring.repositories import ThirdParty
from bot.wiring.scheduler import Tick

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class PlatformParts:
    """The use cases for WeChat and merchants, and the scheduled routines."""

    receive: ReceivePush
    authorising: AuthorisationUseCases
    ticks: Sequence[Tick]


def open_platform(core: Core, third_party: ThirdParty, work: Work, tickets_again: Callable[[], None]) -> PlatformParts:
    """Open the platform; `tickets_again` is called when a ticket comes after there was none."""
    settings, secrets = core.settings, core.secrets
    kept = core.repositories
    links = partial(authorise_links, settings.wechat_component_appid, pages_url=settings.wechat_pages_url)
    authorising = assemble_authorising(
        kept, core.options, third_party.platform, secrets.vault, links=links, exclusive=core.database.exclusive
    )

    def finish_later(pending: Pending) -> None:
        async def job() -> None:
            try:
                await authorising.finish(pending, now=await core.clock.now())
            except BotError as error:  # the next tick takes it up
                _log.warning("an authorisation is not finished yet", error=str(error))

        work.start(job)

    receive = ReceivePush(
        third_party.pushes,
        kept.pushes,
        secrets.tickets,
        kept.authorisations,
        core.note,
        finish_later,
        tickets_again,
    )
    ticks = [
        Tick("authorisations", timedelta(seconds=30), ResumeAuthorisations(kept.authorisations, authorising.finish)),
        Tick("tickets", timedelta(minutes=1), WatchTickets(secrets.tickets, third_party.platform)),
    ]
    return PlatformParts(receive, authorising, ticks)
