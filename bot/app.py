"""The composition root: opens clients, engines and the scheduler, has the use cases assembled, and closes them."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Final

from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from bot.assembly.assemble import assemble
from bot.charts.drawer import ChartWorker
from bot.domain.agents import AGENTS_PATH
from bot.errors import WorkspaceUnavailable
from bot.lib.clock import machine_seconds
from bot.lib.work import Work, ignore
from bot.mcp.http import Agents
from bot.metrics.state import Watched
from bot.ports.sweep import SyncState
from bot.settings import Settings
from bot.usecases.agents import owner_of_token
from bot.usecases.diagnose import CheckReadiness, Probe, Remark
from bot.usecases.everything import UseCases
from bot.usecases.imports import AdoptImports
from bot.usecases.workspaces.install import JoinWorkspace
from bot.wiring.agents import open_agents
from bot.wiring.core import Core, open_core
from bot.wiring.platform import PlatformParts, open_platform
from bot.wiring.ports import open_ports
from bot.wiring.routines import DELIVERED_WITHIN, SWEPT_WITHIN, open_routines
from bot.wiring.scheduler import GoOnline, Scheduler, first_digest, lifespan_of
from bot.wiring.server import Refusals
from bot.wiring.slack import InstallParts, SlackParts, open_installing, open_slack
from handlers import Deps, register
from handlers.agents import agents_endpoint
from handlers.http import edge, metrics_route, push_routes
from handlers.pages import page_routes
from handlers.pages.installing import install_routes

HEARTBEAT: Final = "heartbeat"
"""The row that is written to see whether the database can be."""


@asynccontextmanager
async def open_bot(
    settings: Settings, refusals: Refusals | None = None, alive: Callable[[], None] = ignore
) -> AsyncIterator[ASGIApp]:
    """Open the whole bot as an ASGI application; its lifespan starts and stops what runs beside the requests.

    Args:
        refusals: the connections that its server refuses, for its metrics.
        alive: called again and again while its scheduler ticks; must be quick.
    """
    async with open_core(settings, alone=True) as core, AsyncExitStack() as stack:
        slack, work, charts = await stack.enter_async_context(open_slack(core)), Work(), ChartWorker()
        stack.push_async_callback(charts.close)
        ports = open_ports(core, slack, charts)
        scheduler = Scheduler(core.clock, called=core.metrics.ticks, alive=alive)

        usecases = assemble(ports, core.options)
        if slack.many:
            heard = replace(usecases.hear_of_access, forget=slack.many.tokens.forget)
            usecases = replace(usecases, hear_of_access=heard)
        many = _installing(core, slack, usecases, scheduler)
        deps = Deps(
            usecases, ports.people, ports.messenger, work, core.clock, settings.baselib_locale, core.metrics.answering
        )
        register(slack.app, deps)

        platform = _platform(core, work, scheduler)
        routines = await stack.enter_async_context(open_routines(core, usecases, work, scheduler))
        scheduler.add(*routines, *(platform.ticks if platform else ()), *(many.ticks if many else ()))

        lifespan = lifespan_of(_go_online(core, slack, many, usecases), scheduler, work)
        agents = open_agents(core, slack, ports, usecases, work)
        stack.push_async_callback(agents.close)
        readiness = CheckReadiness(_probes(core, slack, scheduler), outside=("writes", "slack", "credential"))
        kept = core.repositories
        core.metrics.state.watch(
            Watched(work, agents.turns, charts, kept.deliveries.backlog, readiness, kept.workspaces.suspended)
        )
        if refusals is not None:
            refusals.follow = core.metrics.refused
        yield edge(
            slack.app,
            readiness,
            lifespan,
            signing_secret=slack.signing_secret,
            now=machine_seconds,
            pages=_pages(core, many, platform, work),
            applications=_agents_application(core, slack, usecases, agents),
        )


def _installing(core: Core, slack: SlackParts, usecases: UseCases, scheduler: Scheduler) -> InstallParts | None:
    again = partial(scheduler.nudge, "sync")
    many, identity = slack.many, slack.identity
    return open_installing(core, many, identity, usecases, programs_again=again) if many else None


def _platform(core: Core, work: Work, scheduler: Scheduler) -> PlatformParts | None:
    again = partial(scheduler.nudge, "sync", "authorisations")
    return open_platform(core, core.third_party, work, again) if core.third_party else None


def _pages(core: Core, many: InstallParts | None, platform: PlatformParts | None, work: Work) -> Sequence[BaseRoute]:
    """Return the routes beside Slack's path and the health pages."""
    pages, locale = [metrics_route(core.metrics.page)], core.settings.baselib_locale
    counts = core.settings.wechat_users == "on"
    if platform:
        pages += push_routes(platform.receive, core.clock)
        pages += page_routes(platform.authorising, core.clock, work, default_locale=locale, counts_users=counts)
    if many:
        pages += install_routes(many.open, many.install, core.clock, default_locale=locale)
    return pages


def _agents_application(core: Core, slack: SlackParts, usecases: UseCases, agents: Agents) -> Mapping[str, ASGIApp]:
    """Return what answers agents at its path, unless they are switched off."""
    if core.settings.baselib_agents == "off":
        return {}
    owner_of = partial(owner_of_token, usecases)
    endpoint = agents_endpoint(
        agents,
        agents.turns,
        slack.signing_secret,
        owner_of,
        now=machine_seconds,
        public_url=core.settings.baselib_public_url,
        locale=core.settings.baselib_locale,
    )
    return {AGENTS_PATH: endpoint}


def _go_online(core: Core, slack: SlackParts, many: InstallParts | None, usecases: UseCases) -> GoOnline:
    kept = core.repositories
    return GoOnline(
        many.join if many else JoinWorkspace(slack.identity, kept.workspaces),
        usecases,
        first_digest(core.settings),
        core.clock,
        slack.socket,
        usecases.onboarding,
        AdoptImports(kept.kept_programs, kept.snapshots, kept.imported_programs),
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
