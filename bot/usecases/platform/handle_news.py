"""The delivery handler of news of programs."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.blocks.kit.elements import Message
from bot.blocks.platform.news import (
    authorised_message,
    failed_message,
    many_message,
    not_granted_message,
    outdated_message,
    revoked_message,
)
from bot.domain.access.roles import Viewpoint
from bot.domain.delivery.delivery import Delivery, DeliveryState, ReasonKey, SlackCode
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.platform.authorisation import Origin
from bot.domain.platform.events import ProgramEvent
from bot.domain.programs.program import AuthStatus, Program
from bot.domain.report.caveats import REMIND_AFTER
from bot.domain.report.report import Report
from bot.errors import NoPlatform, OperatorError, StorageUnavailable, TemporaryError
from bot.i18n.texts import Texts, supported_locale, texts_for
from bot.ports.programs import News, ProgramNews
from bot.ports.slack import People, Person
from bot.usecases.delivery.handler import Composed, Post, Retry, Skip
from bot.usecases.platform.start import StartAuthorisation
from bot.usecases.programs.visible import VisiblePrograms
from bot.usecases.report.read import ReadReport

_log = structlog.get_logger(__name__)

_STATUS: Final = {
    ProgramEvent.AUTHORISED: AuthStatus.READABLE,
    ProgramEvent.NOT_GRANTED: AuthStatus.NOT_GRANTED,
    ProgramEvent.REVOKED: AuthStatus.REVOKED,
}
_READ_WITHIN: Final = 10.0
"""Seconds. The news matter more than the first numbers, and a claimed delivery must not outlast its lease."""
_APART: Final = timedelta(hours=1)
"""Between two messages without a requester."""
_DIRECT: Final = "-dm"


@dataclass(frozen=True)
class ProgramNewsHandler:
    """Serves `DeliveryKind.PROGRAM`."""

    news: News
    visible: VisiblePrograms
    read_report: ReadReport
    people: People
    start: StartAuthorisation
    locale: str
    """The installation's (en, zh-CN), for news without a requester."""
    zone: str
    """The installation's IANA zone, for the same."""
    read_within: float = _READ_WITHIN

    async def __call__(self, delivery: Delivery, *, now: datetime) -> Composed:
        """The news, unless it is outdated; bundled with other news that have no requester."""
        news = await self.news.get(delivery.team_id, delivery.subject_id)
        if news is None:
            return Skip(DeliveryState.SKIPPED, ReasonKey.ENDED)
        if news.event is ProgramEvent.FAILED:
            return Post(news.channel_id, await self._failed(news, now))
        news_reported = [news] if news.user_id else await self.news.bundle(news, now=now, apart=_APART)
        if isinstance(news_reported, datetime):
            return Retry(news_reported - now, ReasonKey.GAVE_UP)
        programs = await self._still_so(news_reported, now)
        if not programs:
            return Skip(DeliveryState.SKIPPED, ReasonKey.RESOLVED)
        return Post(news.channel_id, await self._message(news, programs, now))

    async def refused(self, delivery: Delivery, code: SlackCode, *, now: datetime) -> None:
        """Do nothing: there is nothing to pause."""

    async def notify(self, delivery: Delivery, *, now: datetime) -> None:
        """Send the requester a direct message instead: `/baselib` can be used where the bot is no member.

        News without a requester belong to nobody: the record has the reason, and the list of programs the status.
        """
        news = await self.news.get(delivery.team_id, delivery.subject_id)
        if news is not None and news.user_id not in ("", news.channel_id):
            await self.news.add([replace(news, id=f"{news.id}{_DIRECT}", channel_id=news.user_id, at=now)])

    async def _still_so(self, news_reported: Sequence[ProgramNews], now: datetime) -> list[Program]:
        """The programs whose status is still the reported one, without those that no longer exist in the channel."""
        if not news_reported:
            return []
        event = news_reported[0].event
        here = Viewpoint.of_channel(news_reported[0].team_id, news_reported[0].channel_id)
        programs = await self.visible.among(here, [each.appid for each in news_reported])
        if event is ProgramEvent.OUTDATED:
            return [program for program in programs if await self._is_outdated(news_reported[0].team_id, program, now)]
        return [program for program in programs if program.status is _STATUS[event]]

    async def _is_outdated(self, team_id: str, program: Program, now: datetime) -> bool:
        report = await self._report(team_id, program, now)
        return report is not None and snapshot_day(now) - report.snapshot.day >= REMIND_AFTER

    async def _message(self, news: ProgramNews, programs: Sequence[Program], now: datetime) -> Message:
        t, zone = await self._reader(news)
        link = self._link(news, now)
        if len(programs) > 1:
            return many_message(news.event, programs, link, t)
        (program,) = programs
        if news.event is ProgramEvent.NOT_GRANTED:
            return not_granted_message(program, link, t)
        if news.event is ProgramEvent.REVOKED:
            return revoked_message(program, news.at, link, t, zone)
        report = await self._report(news.team_id, program, now)
        if news.event is ProgramEvent.OUTDATED:
            age = snapshot_day(now) - report.snapshot.day if report else REMIND_AFTER
            return outdated_message(program, age, t)
        return authorised_message(program, report, t, zone, in_channel=news.channel_id != news.user_id)

    async def _failed(self, news: ProgramNews, now: datetime) -> Message:
        t, _ = await self._reader(news)
        return failed_message(news.failure, self._link(news, now), t)

    async def _reader(self, news: ProgramNews) -> tuple[Texts, str]:
        """The language and the zone of the requester, else the installation's."""
        person = await self.people.get(news.team_id, news.user_id) if news.user_id else Person("", "", "")
        return texts_for(supported_locale(person.locale, self.locale)), person.zone or self.zone

    async def _report(self, team_id: str, program: Program, now: datetime) -> Report | None:
        """The first numbers, if they can be had at once."""
        try:
            async with asyncio.timeout(self.read_within):
                return await self.read_report(team_id, program, now=now)
        except StorageUnavailable:
            raise  # the claim runs out by itself
        except (OperatorError, TemporaryError, TimeoutError) as error:
            _log.warning("a program in the news could not be read", appid=program.appid, error=str(error))
            return None

    def _link(self, news: ProgramNews, now: datetime) -> str:
        channel_id = "" if news.channel_id == news.user_id else news.channel_id
        try:
            return self.start(Origin(news.team_id, channel_id, news.user_id), now=now)
        except NoPlatform:  # its token service belongs to another platform
            return ""
