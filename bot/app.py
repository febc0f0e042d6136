"""The composition root: opens clients, engines and the scheduler, has the use cases assembled, and closes them."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final

from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from bot.assembly import Ports, assemble
from bot.charts.drawer import ChartWorker
from bot.domain.agents import AGENTS_PATH
from bot.domain.delivery.delivery import LEASE
from bot.errors import WorkspaceUnavailable
from bot.lib.clock import machine_seconds
from bot.lib.work import Work
from bot.mcp.http import Agents
from bot.metrics.state import Watched
from bot.ports.sweep import SyncState
from bot.settings import Settings
from bot.usecases import UseCases
from bot.usecases.agents import OwnerOfToken
from bot.usecases.digest.keep import KeepSubscription
from bot.usecases.digest.set_up_first import SetUpFirstDigest
from bot.usecases.doctor.check_readiness import CheckReadiness, Probe, Remark
from bot.usecases.home.onboarding import Onboarding
from bot.usecases.imports import AdoptImports
from bot.usecases.sweep.progress import Sweep
from bot.usecases.workspaces.join import JoinWorkspace
from bot.wiring.agents import open_agents, owner_of_token
from bot.wiring.connections import Refusals
from bot.wiring.core import Core, open_core
from bot.wiring.install import InstallParts, open_installing
from bot.wiring.lifecycle import GoOnline, first_digest, lifespan_of
from bot.wiring.platform import PlatformParts, open_platform
from bot.wiring.ports import open_ports
from bot.wiring.rollouts import open_rollouts
from bot.wiring.scheduler import (
    ATTENTION_EVERY,
    DECISIONS_EVERY,
    DELIVER_EVERY,
    HOMES_EVERY,
    IMPORTS_EVERY,
    OLD_ROWS_EVERY,
    PUBLIC_EVERY,
    REVIVE_EVERY,
    ROLLOUTS_EVERY,
    STEPS_EVERY,
    SWEEP_EVERY,
    SYNC_EVERY,
    Scheduler,
    Tick,
)
from bot.wiring.slack import SlackParts, open_slack
from bot.wiring.sweep import Demand, delete_old_rows, open_public, open_sweep, open_sync, remind_of_imports
from handlers import Deps, register
from handlers.agents import agents_endpoint
from handlers.http import edge
from handlers.metrics import metrics_route
from handlers.pages import page_routes
from handlers.pages.installing import install_routes
from handlers.pushes import push_routes

ROUND_LASTS: Final = DELIVER_EVERY.total_seconds() / 2
"""Seconds after which a round of deliveries leaves the rest under way: the next tick must not find it running."""
DELIVER_LIMIT: Final = LEASE / 2
"""A round of deliveries that hangs is cancelled while its claims still hold."""
DELIVERED_WITHIN: Final = max(2 * DELIVER_EVERY, timedelta(minutes=2))
"""Deliveries without a finished round for so long stand still."""
HEARTBEAT: Final = "heartbeat"
"""The row that is written to see whether the database can be."""
SWEPT_WITHIN: Final = max(2 * SWEEP_EVERY, timedelta(minutes=5))
"""A sweep without progress for so long stands still."""


@asynccontextmanager
async def open_bot(settings: Settings, refusals: Refusals | None = None) -> AsyncIterator[ASGIApp]:
    """Open the whole bot as an ASGI application; its lifespan starts and stops what runs beside the requests.

    Args:
        settings: where everything is.
        refusals: the connections that its server refuses, for its metrics.

    Raises:
        SettingsError, StorageUnavailable: it cannot start.
    """
    async with open_core(settings, alone=True) as core, AsyncExitStack() as stack:
        slack, work, charts = await stack.enter_async_context(open_slack(core)), Work(), ChartWorker()
        stack.push_async_callback(charts.close)
        ports = open_ports(core, slack, charts)
        usecases = assemble(ports, core.options)
        many = _installing(core, slack, usecases.onboarding, lambda: scheduler.nudge("sync"))
        usecases = replace(usecases, install_workspace=many.install if many else None)
        register(slack.app, _deps(core, ports, usecases, work))

        demand = Demand(work, core.metrics.answering)

        def follow(swept: Sweep) -> None:
            core.metrics.fleet.follow(swept)
            scheduler.moved("sweep")

        sweeping = open_sweep(core, window=settings.sweep_window, follow=follow, answering=demand)
        sweep = await stack.enter_async_context(sweeping)
        sync = await stack.enter_async_context(open_sync(core, follow=lambda _: scheduler.moved("sync")))
        public = await stack.enter_async_context(open_public(core))
        setting = open_rollouts(core, usecases.deciding.may_set, lambda: scheduler.moved("rollouts"))
        rollouts = await stack.enter_async_context(setting)
        platform = _platform(core, work, lambda: scheduler.nudge("sync", "authorisations"))
        deliver = replace(usecases.deliver_due, round_lasts=ROUND_LASTS)
        ticks = [
            Tick("deliver", DELIVER_EVERY, deliver, DELIVER_LIMIT, stop=deliver.stop),
            Tick("sweep", SWEEP_EVERY, sweep, limit=SWEPT_WITHIN),
            Tick("attention", ATTENTION_EVERY, usecases.alerting.judge_attention),
            Tick("old-rows", OLD_ROWS_EVERY, delete_old_rows(core)),
            Tick("imports", IMPORTS_EVERY, remind_of_imports(core)),
            Tick("suspended", REVIVE_EVERY, usecases.revive_workspaces),
            Tick("decisions", DECISIONS_EVERY, usecases.deciding.advance),
            Tick("steps", STEPS_EVERY, usecases.workflows.steps),
            Tick("rollouts", ROLLOUTS_EVERY, rollouts, then="decisions"),
            Tick("homes", HOMES_EVERY, usecases.home_actions.show),
            *([Tick("sync", SYNC_EVERY, sync)] if sync else ()),
            *([Tick("public", PUBLIC_EVERY, public)] if public else ()),
            *(platform.ticks if platform else ()),
            *(many.ticks if many else ()),
        ]
        scheduler = Scheduler(core.clock, ticks, core.metrics.ticks)
        lifespan = lifespan_of(_go_online(core, slack, many, usecases.onboarding), scheduler, work)
        pages = [*_pages(core, platform, work), *_install_pages(core, many)]
        agents = open_agents(core, slack, ports, usecases)
        stack.push_async_callback(agents.close)
        readiness = CheckReadiness(_probes(core, slack, scheduler), outside=("writes", "slack", "credential"))
        if refusals is not None:
            refusals.follow = core.metrics.refused
        core.metrics.state.watch(
            Watched(
                work, charts, core.repositories.deliveries.backlog, readiness, core.repositories.workspaces.suspended
            )
        )
        yield edge(
            slack.app,
            readiness,
            lifespan,
            signing_secret=slack.signing_secret,
            now=machine_seconds,
            pages=pages,
            applications=_agents_application(core, slack, agents, owner_of_token(core, ports, usecases)),
        )


def _deps(core: Core, ports: Ports, usecases: UseCases, work: Work) -> Deps:
    return Deps(
        usecases,
        ports.people,
        ports.messenger,
        work,
        core.clock,
        core.settings.baselib_locale,
        core.metrics.answering,
    )


def _platform(core: Core, work: Work, nudge: Callable[[], None]) -> PlatformParts | None:
    return open_platform(core, core.third_party, work, nudge) if core.third_party else None


def _installing(
    core: Core, slack: SlackParts, onboarding: Onboarding, programs_again: Callable[[], None]
) -> InstallParts | None:
    if slack.many is None:
        return None
    return open_installing(core, slack.many, slack.identity, onboarding=onboarding, programs_again=programs_again)


def _pages(core: Core, platform: PlatformParts | None, work: Work) -> Sequence[BaseRoute]:
    """The routes beside Slack's path and the health pages."""
    metrics = metrics_route(core.metrics.page)
    if platform is None:
        return [metrics]
    locale = core.settings.baselib_locale
    return [
        metrics,
        *push_routes(platform.receive, core.clock),
        *page_routes(platform.authorising, core.clock, work, default_locale=locale),
    ]


def _agents_application(core: Core, slack: SlackParts, agents: Agents, owner_of: OwnerOfToken) -> Mapping[str, ASGIApp]:
    """What answers agents at its path, unless they are switched off."""
    if core.settings.baselib_agents == "off":
        return {}
    return {AGENTS_PATH: agents_endpoint(agents, slack.signing_secret, owner_of, now=machine_seconds)}


def _install_pages(core: Core, many: InstallParts | None) -> Sequence[BaseRoute]:
    """The pages to install the bot."""
    if many is None:
        return []
    return install_routes(many.open, many.install, core.clock, default_locale=core.settings.baselib_locale)


def _go_online(core: Core, slack: SlackParts, many: InstallParts | None, onboarding: Onboarding) -> GoOnline:
    kept = core.repositories
    return GoOnline(
        many.join if many else JoinWorkspace(slack.identity, kept.workspaces),
        SetUpFirstDigest(kept.subscriptions, KeepSubscription(kept.subscriptions, kept.audit)),
        first_digest(core.settings),
        core.clock,
        slack.socket,
        onboarding,
        AdoptImports(kept.kept_programs, kept.snapshots),
    )


def _probes(core: Core, slack: SlackParts, scheduler: Scheduler) -> Mapping[str, Probe]:
    return {
        "database": core.database.ping,
        "writes": partial(_probe_writes, core),
        "migrations": core.database.check,
        "scheduler": scheduler.ticking,
        "deliveries": partial(scheduler.working, "deliver", within=DELIVERED_WITHIN),
        "sweep": partial(scheduler.working, "sweep", within=SWEPT_WITHIN),
        "slack": partial(_reach_slack, core, slack),
        "workspaces": partial(_count_suspended, core),
        "credential": partial(_probe_credential, core),
    }


async def _probe_writes(core: Core) -> None:
    """Check that the database can be written, with one row: a lock and a read-only disk show in nothing less."""
    await core.database.require_room()
    now = await core.clock.now()
    await core.repositories.syncs.put(HEARTBEAT, SyncState(0, 0, now, now))


async def _reach_slack(core: Core, slack: SlackParts) -> Remark | None:
    """Ask Slack. It is there, too, when it has suspended a workspace that worked before: a restart does not help."""
    try:
        await slack.reach()
    except WorkspaceUnavailable:
        if not await core.repositories.workspaces.suspended():
            raise
        return Remark("suspended")
    return None


async def _count_suspended(core: Core) -> Remark | None:
    """How many workspaces' tokens Slack does not accept for now: nothing that a restart or another replica helps."""
    suspended = await core.repositories.workspaces.suspended()
    return Remark(f"{len(suspended)} suspended") if suspended else None


async def _probe_credential(core: Core) -> None:
    """Check the credential with a token for the first program: kept ones cost nothing.

    A platform is ready without any: behind a proxy that asks here first, WeChat's first ticket could never arrive.
    """
    if core.third_party is None and core.settings.wechat_programs:
        await core.credentials.token(core.settings.wechat_programs[0].appid)
