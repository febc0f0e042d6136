"""The scheduled routines: what the bot does by itself, and how often."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Final

from bot.assembly.assemble import advancing
from bot.assembly.platform import channels_of
from bot.assembly.reading import judge_alerts
from bot.domain.sweep import Window
from bot.lib.work import Work, ignore
from bot.metrics.state import Answering
from bot.storage.maintenance.erase import SqlOldRows
from bot.storage.maintenance.set_back import SqlSetBack
from bot.usecases.alerts.judge import JudgePublicNumbers
from bot.usecases.alerts.scheduled import evaluate_attention
from bot.usecases.decisions.advance import MayBeSet
from bot.usecases.decisions.change import AdvanceRuns, advance_decisions
from bot.usecases.everything import UseCases
from bot.usecases.imports import RemindOfImports
from bot.usecases.report.public_numbers import JudgeAgain
from bot.usecases.retention import DeleteOldRows
from bot.usecases.set_back import NoticeSetBack
from bot.usecases.sweep.count_users import CountUsers
from bot.usecases.sweep.progress import Follow, FollowSync, Sweep
from bot.usecases.sweep.quota_guard import QuotaReservingSource, ReadingTurns, never
from bot.usecases.sweep.sweep import DailySweep
from bot.usecases.sweep.sync_programs import SyncPrograms
from bot.usecases.sweep.sync_provided import SyncProvided, SyncPublicData
from bot.usecases.workflows import run_steps
from bot.wechat.client import PortraitSource, PublicNumbers
from bot.wechat.http import PlatformCaller, new_client
from bot.wechat.provided_programs import ProvidersList
from bot.wiring.core import Core
from bot.wiring.scheduler import Scheduler, Tick


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
        advance = advancing(core.ports, core.options, source=source, may_set=may_set, clock=core.clock, moved=moved)
        yield AdvanceRuns(core.repositories.decisions, advance, core.database.only_one)


DELIVER_EVERY: Final = timedelta(seconds=2)
ROUND_LASTS: Final = DELIVER_EVERY.total_seconds() / 2
"""Seconds after which a round of deliveries leaves the rest under way: the next tick must not find it running."""
DELIVER_LIMIT: Final = timedelta(minutes=5)
"""A round of deliveries that takes so long hangs."""
DELIVERED_WITHIN: Final = timedelta(minutes=2)
"""Deliveries without a finished round for so long stand still."""
SWEPT_WITHIN: Final = timedelta(minutes=5)
"""A sweep without progress for so long stands still."""


@dataclass
class Demand:
    """Whether people wait for answers: one is under way, or Slack has asked since the last look."""

    work: Work
    counted: Answering
    _requests: int = 0

    def __call__(self) -> bool:
        """Whether that is so now; each call is a look."""
        before, self._requests = self._requests, self.counted.requests
        return self.work.running > 0 or before != self._requests


@asynccontextmanager
async def open_routines(
    core: Core, usecases: UseCases, work: Work, scheduler: Scheduler
) -> AsyncIterator[Sequence[Tick]]:
    """Open the routines that each installation has.

    Args:
        core: what works without Slack.
        work: what answers people; sweeps give way to it.
    """
    kept = core.repositories

    def follow(swept: Sweep) -> None:
        core.metrics.sweeps.follow(swept)
        scheduler.moved("sweep")

    demand, counting = (Demand(work, core.metrics.answering) for _ in range(2))  # each counts its own looks
    async with (
        open_sweep(core, window=core.settings.sweep_window, follow=follow, answering=demand) as sweep,
        open_users(core, moved=lambda: scheduler.moved("users"), answering=counting) as users,
        open_sync(core, follow=lambda _: scheduler.moved("sync")) as sync,
        open_public(core) as public,
        open_rollouts(core, usecases.may_set, lambda: scheduler.moved("rollouts")) as rollouts,
    ):
        deliver = replace(usecases.deliver_due, round_lasts=ROUND_LASTS)
        remind = RemindOfImports(kept.workspaces, kept.programs, kept.snapshots, kept.news, channels_of(kept))
        yield [
            Tick("clock", timedelta(seconds=30), notice_set_back(core)),
            Tick("deliver", DELIVER_EVERY, deliver, DELIVER_LIMIT, stop=deliver.stop),
            Tick("sweep", timedelta(minutes=1), sweep, SWEPT_WITHIN),
            Tick("judge", timedelta(minutes=1), judge_again(core, moved=lambda: scheduler.moved("judge"))),
            Tick("attention", timedelta(minutes=5), partial(evaluate_attention, usecases)),
            Tick("old-rows", timedelta(minutes=10), delete_old_rows(core)),
            Tick("imports", timedelta(minutes=10), remind),
            Tick("suspended", timedelta(seconds=30), usecases.revive_workspaces),
            Tick("decisions", timedelta(seconds=10), partial(advance_decisions, usecases)),
            Tick("steps", timedelta(seconds=20), partial(run_steps, usecases)),  # a waiting one is due every 15 minutes
            Tick("rollouts", timedelta(seconds=10), rollouts, then="decisions"),
            Tick("homes", timedelta(seconds=20), usecases.home_actions.show),
            *([Tick("sync", timedelta(minutes=1), sync)] if sync else ()),
            *([Tick("users", timedelta(minutes=1), users, SWEPT_WITHIN)] if users else ()),
            *([Tick("public", timedelta(minutes=1), public)] if public else ()),
        ]
