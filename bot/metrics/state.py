"""Metrics when Prometheus asks: waiting work, readiness, resources, sweeps, and WeChat's access tokens."""

import asyncio
import re
import threading
from collections import Counter as Tally
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence, Sized
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, Protocol

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.domain.sweep import Pace
from bot.errors import BotError, OperatorError, StorageUnavailable, TemporaryError, UserError
from bot.ports.platform import Tickets
from bot.usecases.diagnose import is_ready
from bot.usecases.sweep.progress import Sweep

PREFIX: Final = "baselib"
OTHER: Final = "other"
"""Replaces every value that a label must not have."""
PATIENCE: Final = 5.0
"""Seconds that the database may take for a page: Prometheus waits for ten, and would take a process
that still answers for dead."""
_MOST: Final = 100
"""Different values of one label: no more than some forty buttons exist."""
_VALUE: Final = re.compile(r"[a-z0-9][a-z0-9 _./-]{0,59}", re.IGNORECASE)


class Families:
    """Makes families of one registry."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()

    def counter(self, name: str, what: str, labels: Sequence[str] = ()) -> Counter:
        """Return a number that only grows; `_total` is added to its name."""
        return Counter(f"{PREFIX}_{name}", what, labels, registry=self.registry)

    def gauge(self, name: str, what: str, labels: Sequence[str] = ()) -> Gauge:
        """Return a number that goes up and down."""
        return Gauge(f"{PREFIX}_{name}", what, labels, registry=self.registry)

    def histogram(self, name: str, what: str, labels: Sequence[str], buckets: Sequence[float]) -> Histogram:
        return Histogram(f"{PREFIX}_{name}", what, labels, buckets=buckets, registry=self.registry)


class Values:
    """The values of one label: few, and our own words. All others count as `other`."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def __call__(self, value: str) -> str:
        if value in self._known:
            return value
        if len(self._known) >= _MOST or not _VALUE.fullmatch(value):
            return OTHER
        self._known.add(value)
        return value


_ACK_BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
"""Seconds. After three, Slack reports a time-out to the person."""
_ANSWER_BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
KINDS: Final = ("command", "action", "view", "options", "event", "shortcut", "other")
"""The kinds of Slack's requests."""
_OUTCOMES: Final[Mapping[type[BotError], str]] = {
    UserError: "user",
    OperatorError: "operator",
    TemporaryError: "temporary",
}
"""Who must act: the branches of the error tree."""
_UNEXPECTED: Final = "unexpected"


class Answering:
    def __init__(self, families: Families) -> None:
        acks = families.histogram(
            "ack_seconds", "Time from reading a Slack request to acknowledging it.", ["kind"], _ACK_BUCKETS
        )
        self.requests = 0
        """Requests acknowledged so far."""
        self._acks = {kind: acks.labels(kind) for kind in KINDS}
        self._answers = families.counter("answers", "Questions, and who must act if one failed.", ["asked", "outcome"])
        self._seconds = families.histogram(
            "answer_seconds", "Time from the acknowledgement until the answer is ready.", ["asked"], _ANSWER_BUCKETS
        )
        self._mistakes = families.counter(
            "mistakes",
            "Bugs reported to a user; zero from the start.",
        )
        self._unsaid = families.counter("answers_unsaid", "Answers that could not be delivered to Slack.")
        self._names = Values()
        self._known: dict[tuple[str, type[BotError] | None], tuple[Counter, Histogram]] = {}
        """Cached counters: looking their labels up takes longer than counting."""

    def acknowledged(self, kind: str, seconds: float) -> None:
        self.requests += 1
        self._acks.get(kind, self._acks[OTHER]).observe(seconds)

    def answered(self, asked: str, seconds: float, error: BotError | None = None) -> None:
        """Count an answered question, with its error if it failed.

        Args:
            asked: the name of our subcommand, button or modal.
            seconds: how long the answer took.
            error: the error shown instead of an answer.
        """
        asked = self._names(asked)
        key = asked, type(error) if error else None
        counted = self._known.get(key)
        if counted is None:
            counted = self._answers.labels(asked, outcome_of(error)), self._seconds.labels(asked)
            self._known[key] = counted
        answers, duration = counted
        answers.inc()
        duration.observe(seconds)
        if outcome_of(error) == _UNEXPECTED:
            self._mistakes.inc()

    def undelivered(self) -> None:
        """Count an answer that did not reach the requester."""
        self._unsaid.inc()


def outcome_of(error: BotError | None) -> str:
    """Who must act: `ok`, `user`, `operator`, `temporary`, or `unexpected` for a mistake of ours."""
    if error is None:
        return "ok"
    return next((name for branch, name in _OUTCOMES.items() if isinstance(error, branch)), _UNEXPECTED)


class Jobs(Protocol):
    @property
    def running(self) -> int:
        """Jobs under way."""

    @property
    def waiting(self) -> int:
        """Jobs that wait for a running one to end."""


@dataclass(frozen=True)
class Watched:
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


class TokenKind(StrEnum):
    PROGRAM = "program"
    COMPONENT = "component"


class AccessTokens:
    """Counts fetched and refused tokens."""

    def __init__(self, families: Families, tickets: Tickets | None, patience: float = PATIENCE) -> None:
        self._tickets = tickets
        self._patience = patience
        self._fetched = families.counter("tokens_refreshed", "Access tokens fetched.", ["kind"])
        self._failed = families.counter("token_failures", "Access tokens that could not be fetched.", ["kind"])
        for kind in TokenKind:
            self._fetched.labels(kind.value)
            self._failed.labels(kind.value)
        if tickets:
            self._age = families.gauge(
                "ticket_age_seconds", "Age of WeChat's last verify ticket; NaN before the first."
            )

    def refreshed(self, kind: TokenKind) -> Callable[[bool], None]:
        """Return a counter of requested tokens of a kind, called with whether one was handed out."""
        fetched, failed = self._fetched.labels(kind.value), self._failed.labels(kind.value)
        return lambda handed_out: (fetched if handed_out else failed).inc()

    async def look(self, now: datetime) -> None:
        """Compute the ticket's age."""
        if self._tickets:
            self._age.set(float("nan"))
            with suppress(StorageUnavailable, TimeoutError):  # /readyz reports that
                async with asyncio.timeout(self._patience):
                    ticket = await self._tickets.latest()
                if ticket:
                    self._age.set((now - ticket.created_at).total_seconds())


_DELAY_BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)
"""Seconds."""


class Sweeps(Collector):
    """Sums over the workspaces' newest sweeps, also those under way."""

    def __init__(self, families: Families) -> None:
        self._sweeps: dict[str, Sweep] = {}
        self._gauges: list[GaugeMetricFamily] = []
        families.registry.register(self)
        self._readings = families.counter("sweep_readings", "Programs that sweeps tried to read.", ["result"])
        self._duration = families.gauge(
            "sweep_last_duration_seconds", "Duration of the last sweep that had programs to read."
        )
        self._at_once = families.gauge("sweep_at_once", "Programs that a sweep may read at a time, at most 10.")
        self._delay = families.histogram(
            "event_loop_delay_seconds", "Delay of the event loop during a sweep.", [], _DELAY_BUCKETS
        )
        for result in ("kept", "failed"):
            self._readings.labels(result)

    def follow(self, sweep: Sweep) -> None:
        """Keep a sweep as its workspace's newest (`bot.usecases.sweep.progress.Follow`)."""
        if sweep.elsewhere:
            self._sweeps.pop(sweep.team_id, None)
        else:
            self._sweeps[sweep.team_id] = sweep
        if sweep.seconds is None:
            return
        self._readings.labels("kept").inc(sweep.kept)
        self._readings.labels("failed").inc(len(sweep.failed))
        if sweep.due:
            self._duration.set(sweep.seconds)

    def follow_pace(self, pace: Pace, delay: float) -> None:
        """Keep the pace of a sweep (`bot.usecases.sweep.quota_guard.FollowPace`)."""
        self._at_once.set(pace.at_once)
        self._delay.observe(delay)

    def look(self, today: date) -> None:
        """Compute the sums now: the page is written in a thread, while sweeps go on.

        Args:
            today: the Chinese calendar day, from which ages are counted.
        """
        self._gauges = list(self._added_up(today))

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the families with the last sums."""
        yield from self._gauges

    def _added_up(self, today: date) -> Iterator[GaugeMetricFamily]:
        sweeps = list(self._sweeps.values())
        yield _family("sweep_programs", "Programs that may be read.", sum(sweep.programs for sweep in sweeps))
        kept = sum(sweep.kept_before + sweep.kept for sweep in sweeps)
        yield _family("sweep_kept_today", "Programs with today's data.", kept)
        due = sum(sweep.due - sweep.done for sweep in sweeps)
        yield _family("sweep_due", "Programs that are due and not read yet.", due)
        yield _family("sweep_never_read", "Programs that were never read.", sum(sweep.unread for sweep in sweeps))
        failing = sum((sweep.failed.keys + sweep.resting for sweep in sweeps), Tally[str]())
        by_error = GaugeMetricFamily(f"{PREFIX}_sweep_failing", "Programs that cannot be read.", labels=["error"])
        for key, count in sorted(failing.items()):
            by_error.add_metric([key], count)
        yield by_error
        oldest = min((sweep.oldest for sweep in sweeps if sweep.oldest), default=None)
        if oldest:
            age = (today - oldest).total_seconds()
            yield _family("sweep_oldest_snapshot_age_seconds", "Age of the oldest latest snapshot, in whole days.", age)


def _family(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"{PREFIX}_{name}", what, value=value)
