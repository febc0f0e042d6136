"""The part of the composition root for sweeps, syncs, old rows, and what Baselib sets."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.assembly.decisions import bringing_on
from bot.assembly.reading import judge_alerts
from bot.domain.sweep.pace import Window
from bot.lib.ignoring import ignore
from bot.storage.maintenance.old_rows import SqlOldRows
from bot.storage.maintenance.set_back import SqlSetBack
from bot.usecases.alerts.judge import JudgePublicNumbers
from bot.usecases.decisions.advance import AdvanceRuns
from bot.usecases.decisions.bring_on import MayBeSet
from bot.usecases.report.judge_again import JudgeAgain
from bot.usecases.retention import DeleteOldRows
from bot.usecases.set_back import NoticeSetBack
from bot.usecases.sweep.count_users import CountUsers
from bot.usecases.sweep.progress import Follow, FollowSync
from bot.usecases.sweep.quota_guard import QuotaReservingSource, ReadingTurns, never
from bot.usecases.sweep.sweep import DailySweep
from bot.usecases.sweep.sync_programs import SyncPrograms
from bot.usecases.sweep.sync_provided import SyncProvided
from bot.usecases.sweep.sync_public_data import SyncPublicData
from bot.wechat.client import PortraitSource, PublicNumbers
from bot.wechat.http import new_client
from bot.wechat.platform_caller import PlatformCaller
from bot.wechat.provided_programs import ProvidersList
from bot.wiring.core import Core


@asynccontextmanager
async def open_sweep(
    core: Core, *, window: Window | None = None, follow: Follow = ignore, answering: Callable[[], bool] = never
) -> AsyncIterator[DailySweep]:
    """Open the daily sweep, with a client of its own, so that people's questions never queue behind it.

    Args:
        core: what works without Slack.
        window: the hours over which a day's readings are spread; None for all at once.
        answering: whether people wait for answers; the sweep gives way to them.
    """
    kept = core.repositories
    async with new_client() as client:
        yield DailySweep(
            QuotaReservingSource(core.source(client), core.guard_quota, core.clock),
            kept.snapshots,
            kept.public_snapshots,
            kept.daily_work,
            kept.workspaces,
            kept.read_failures,
            core.settings.pin,
            judge_alerts(kept),
            window=window,
            only_one=core.database.only_one,
            follow=follow,
            turns=ReadingTurns(answering, core.metrics.sweeps.follow_pace),
        )


@asynccontextmanager
async def open_users(
    core: Core, *, moved: Callable[[], None] = ignore, answering: Callable[[], bool] = never
) -> AsyncIterator[CountUsers | None]:
    """Open the daily count of users, with a client of its own; None where it is switched off, or nothing can be asked.

    Args:
        core: what works without Slack.
        moved: called after each batch of programs.
        answering: whether people wait for answers.
    """
    settings, kept = core.settings, core.repositories
    if settings.wechat_users == "off" or not settings.has_credential:
        yield None
        return
    async with new_client() as client:
        caller = PlatformCaller(client, api_url=settings.wechat_api_url, clock=core.clock, on_call=core.metrics.wechat)
        yield CountUsers(
            PortraitSource(caller, core.credentials),
            kept.user_counts,
            kept.daily_work,
            kept.workspaces,
            core.database.only_one,
            ReadingTurns(answering),
            moved,
        )


@asynccontextmanager
async def open_sync(core: Core, *, follow: FollowSync = ignore) -> AsyncIterator[SyncPrograms | SyncProvided | None]:
    """Open the sync of programs: with WeChat, else with the provider's list; None when there is neither.

    Args:
        core: what works without Slack.
    """
    syncs, only_one = core.repositories.syncs, core.database.only_one
    if core.third_party:
        platform, authorisers = core.third_party.platform, core.secrets.authorisers
        kept, home = core.repositories.kept_programs, core.home
        yield SyncPrograms(platform, authorisers, kept, home, syncs, core.note, only_one, follow)
    elif url := core.settings.wechat_programs_url:
        async with new_client() as client:
            provided = ProvidersList(client, url=url, bearer=core.settings.wechat_token_bearer)
            yield SyncProvided(provided, core.repositories.kept_programs, core.home, syncs, only_one, follow)
    else:
        yield None


@asynccontextmanager
async def open_public(core: Core) -> AsyncIterator[SyncPublicData | None]:
    """Open the sync of WeChat's public numbers; None when they are switched off."""
    url = core.settings.wechat_public_url
    if url is None:
        yield None
        return
    async with new_client() as client:
        source = PublicNumbers(client, url=url, clock=core.clock)
        kept = core.repositories
        yield SyncPublicData(source, kept.public_snapshots, kept.syncs, core.database.only_one, judge_public(core))


def judge_public(core: Core) -> JudgePublicNumbers:
    """Build the judging of the alerts about all of WeChat."""
    kept = core.repositories
    return JudgePublicNumbers(judge_alerts(kept), kept.public_snapshots, kept.workspaces)


def judge_again(core: Core, *, moved: Callable[[], None] = ignore) -> JudgeAgain:
    """Build the judging of what waits for it."""
    kept = core.repositories
    return JudgeAgain(
        kept.snapshots,
        kept.unjudged,
        kept.public_snapshots,
        kept.workspaces,
        judge_alerts(kept),
        judge_public(core),
        core.database.only_one,
        moved,
    )


def delete_old_rows(core: Core) -> DeleteOldRows:
    """Build the use case that deletes what was kept for long enough."""
    return DeleteOldRows(SqlOldRows(core.database), core.database.only_one)


def notice_set_back(core: Core) -> NoticeSetBack:
    """Build the use case that brings back what waits for a time that the clock has shown already."""
    return NoticeSetBack(SqlSetBack(core.database))


@asynccontextmanager
async def open_rollouts(core: Core, may_set: MayBeSet, moved: Callable[[], None]) -> AsyncIterator[AdvanceRuns]:
    """Open the routine, with a client of its own for its readings, so that people's questions never queue behind it.

    Args:
        core: what works without Slack.
    """
    async with new_client() as client:
        source = QuotaReservingSource(core.source(client), core.guard_quota, core.clock)
        bring_on = bringing_on(core.ports, core.options, source=source, may_set=may_set, clock=core.clock, moved=moved)
        yield AdvanceRuns(core.repositories.decisions, bring_on, core.database.only_one)
