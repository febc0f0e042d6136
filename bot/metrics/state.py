"""Metrics of the process when Prometheus asks: waiting work, readiness, resources."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Mapping, Sized
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from prometheus_client import GCCollector, PlatformCollector, ProcessCollector

from bot.errors import StorageUnavailable
from bot.metrics.families import PATIENCE, Families
from bot.usecases.doctor.check_readiness import is_ready


class Jobs(Protocol):
    """Background jobs."""

    @property
    def running(self) -> int:
        """Jobs under way."""

    @property
    def waiting(self) -> int:
        """Jobs that wait for a running one to end."""


@dataclass(frozen=True)
class Watched:
    """What is measured for each page."""

    jobs: Jobs
    calls: Jobs
    """Agents'."""
    charts: Sized
    """The charts not drawn yet."""
    backlog: Callable[..., Awaitable[Mapping[str, int]]]
    """How many deliveries are in each state at `now`; raises StorageUnavailable."""
    readiness: Callable[[], Awaitable[Mapping[str, str]]]
    """By part `ok`, or what is wrong."""
    suspended: Callable[[], Awaitable[Sized]]
    """The workspaces whose token Slack does not accept for now; raises StorageUnavailable."""


class State:
    """Gauges that are set for each page."""

    def __init__(self, families: Families, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._watched: Watched | None = None
        self._jobs = families.gauge("jobs", "Answers in the background.", ["state"])
        self._calls = families.gauge(
            "agent_calls", "Agents' calls under way, and those that wait for a turn.", ["state"]
        )
        self._charts = families.gauge("charts_waiting", "Charts requested and not drawn yet.")
        self._open = families.gauge(
            "deliveries_open", "Unfinished deliveries; NaN when the database cannot be read.", ["state"]
        )
        self._ready = families.gauge("ready", "Whether a part is ready, as in /readyz.", ["part"])
        self._suspended = families.gauge(
            "workspaces_suspended",
            "Workspaces whose token Slack does not accept for now; NaN when the database cannot be read.",
        )
        self._tasks = families.gauge("asyncio_tasks", "Tasks of the event loop.")
        self._threads = families.gauge("threads", "Python threads.")
        ProcessCollector(registry=families.registry)
        PlatformCollector(registry=families.registry)
        GCCollector(registry=families.registry)

    def watch(self, watched: Watched) -> None:
        """Measure these from now on."""
        self._watched = watched

    async def look(self, now: datetime) -> None:
        """Set all gauges."""
        self._tasks.set(len(asyncio.all_tasks()))
        self._threads.set(threading.active_count())
        if self._watched is None:
            return
        for gauge, jobs in ((self._jobs, self._watched.jobs), (self._calls, self._watched.calls)):
            gauge.labels("running").set(jobs.running)
            gauge.labels("waiting").set(jobs.waiting)
        self._charts.set(len(self._watched.charts))
        _, _, parts = await asyncio.gather(
            self._look_at_deliveries(self._watched, now),
            self._look_at_workspaces(self._watched),
            self._watched.readiness(),
        )
        for part, state in parts.items():
            self._ready.labels(part).set(is_ready(state))

    async def _look_at_workspaces(self, watched: Watched) -> None:
        self._suspended.set(float("nan"))
        with suppress(StorageUnavailable, TimeoutError):  # /readyz reports that
            async with asyncio.timeout(self._patience):
                self._suspended.set(len(await watched.suspended()))

    async def _look_at_deliveries(self, watched: Watched, now: datetime) -> None:
        for state in ("due", "later", "claimed", "sending", "looked-for"):
            self._open.labels(state).set(float("nan"))
        with suppress(StorageUnavailable, TimeoutError):  # /readyz reports that
            async with asyncio.timeout(self._patience):
                backlog = await watched.backlog(now=now)
            for state, count in backlog.items():
                self._open.labels(state).set(count)
