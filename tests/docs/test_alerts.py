"""Every alert rule, over ninety minutes of a process's pages: it alone fires for its trouble."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
import yaml

from bot.domain.delivery import DeliveryState
from bot.errors import Unexpected
from bot.metrics import Metrics, TokenKind
from bot.metrics.state import Watched
from bot.ports.platform import Ticket
from bot.usecases.sweep.progress import Sweep
from tests.docs.prometheus import Prometheus
from tests.fakes.clock import FakeClock
from tests.fakes.platform import FakeTickets
from tests.metrics.busy import TEAM, Jobs, delivery
from tests.project.repository import ROOT

RULES: Final = [
    rule
    for group in yaml.safe_load((ROOT / "docs" / "deploy" / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
MINUTE: Final = timedelta(minutes=1)
STEP: Final = 3
"""Minutes between scrapes: two fit a rule's shortest window."""
TROUBLE: Final = 21
"""The minute in which it begins; until then all is well."""
END: Final = 90
NOW: Final = datetime(2026, 11, 23, 1, tzinfo=UTC)


class Tickets(FakeTickets):
    """The newest one is configurable."""

    newest: Ticket | None = None

    async def latest(self) -> Ticket | None:
        return self.newest


@dataclass
class Process:
    """A platform's Baselib where a little always succeeds."""

    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))
    tickets: Tickets = field(default_factory=Tickets)
    parts: dict[str, str] = field(default_factory=lambda: {"database": "ok", "slack": "ok"})
    due: int = 1
    ticket_age: timedelta = 5 * MINUTE
    oldest: timedelta | None = timedelta(days=1)
    """None for a fleet of which nothing was ever read."""
    instead: dict[str, float] = field(default_factory=lambda: {"process_open_fds": 20, "process_max_fds": 1024})
    """What only a real process could show."""
    suspended: list[str] = field(default_factory=list)
    gone: bool = False

    def __post_init__(self) -> None:
        self.start(0)

    def start(self, minute: int) -> None:
        """Begin anew: everything that was counted is forgotten."""
        self.instead["process_start_time_seconds"] = minute
        self.metrics = Metrics(self.clock, self.tickets)
        self.metrics.state.watch(Watched(Jobs(), Jobs(), [], self._backlog, self._readiness, self._suspended))

    def work(self) -> None:
        """What happens when all is well."""
        self.metrics.answering.acknowledged("command", 0.01)
        self.metrics.answering.answered("command report", 0.2)
        self.metrics.deliveries(delivery(NOW, DeliveryState.SENT), DeliveryState.SENT, NOW)
        self.metrics.tokens.refreshed(TokenKind.PROGRAM)(True)  # noqa: FBT003
        self.metrics.ticks("deliver", 0.01, failed=False)
        for _ in range(10):
            self.metrics.slack("chat.postMessage", "ok", 0.1)
            self.metrics.wechat("getweappsupportversion", "0", 0.1)

    async def page(self) -> str | None:
        now = await self.clock.now()
        self.tickets.newest = Ticket("canary", now - self.ticket_age)
        oldest = (now - self.oldest).date() if self.oldest else None
        self.metrics.sweeps.follow(Sweep(TEAM, programs=1, unread=int(oldest is None), oldest=oldest))
        return None if self.gone else (await self.metrics.page()).decode()

    async def _backlog(self, *, now: datetime) -> Mapping[str, int]:
        del now
        return {"due": self.due}

    async def _suspended(self) -> list[str]:
        return self.suspended

    async def _readiness(self) -> Mapping[str, str]:
        return self.parts


Trouble = Callable[[Process, int], None]
"""What goes wrong in a minute, given its number."""


def once(what: Callable[[Process], None]) -> Trouble:
    """Only in the first minute."""

    def happen(process: Process, minute: int) -> None:
        if minute == TROUBLE:
            what(process)

    return happen


def stays(**how: Any) -> Trouble:
    """From then on."""
    return lambda process, _minute: vars(process).update(how)


def failed_delivery(process: Process) -> None:
    """One that Slack did not take."""
    process.metrics.deliveries(delivery(NOW, DeliveryState.FAILED), DeliveryState.FAILED, NOW)


def no_token(process: Process) -> None:
    """WeChat gives none."""
    process.metrics.tokens.refreshed(TokenKind.COMPONENT)(False)  # noqa: FBT003


def no_tokens(process: Process, _minute: int) -> None:
    """It is asked every minute."""
    for _ in range(STEP):
        no_token(process)


def refused(process: Process, *, by: str) -> None:
    """As many calls are refused as go well."""
    for _ in range(10):
        if by == "Slack":
            process.metrics.slack("chat.postMessage", "slack-refused", 0.1)
        else:
            process.metrics.wechat("getweappsupportversion", "48001", 0.1)


def crash(process: Process, minute: int) -> None:
    """Every nine minutes."""
    if minute % 9 == 0:
        process.start(minute)


TROUBLES: Final[dict[str, tuple[Trouble, set[str]]]] = {
    "nothing": (stays(), set()),
    "the process is gone": (stays(gone=True), {"BaselibDown"}),
    "a part is not ready": (stays(parts={"database": "ok", "slack": "slack-unclear"}), {"BaselibNotReady"}),
    "it is started again and again": (crash, {"BaselibRestarts"}),
    "it was updated once": (once(lambda process: process.start(TROUBLE)), set()),
    "acknowledgements are slow": (
        lambda process, _: process.metrics.answering.acknowledged("command", 2.5),
        {"BaselibSlowAcks"},
    ),
    "one delivery fails": (once(failed_delivery), {"BaselibDeliveriesFail"}),
    "deliveries pile up": (stays(due=500), {"BaselibDeliveriesWait"}),
    "a workspace is suspended": (stays(suspended=["T1"]), {"BaselibWorkspaceSuspended"}),
    "tickets come no more": (stays(ticket_age=timedelta(hours=1)), {"BaselibTicketLate"}),
    "the last ticket has died": (stays(ticket_age=timedelta(hours=13)), {"BaselibTicketLate", "BaselibTicketDead"}),
    "a program is not read": (stays(oldest=timedelta(days=4)), {"BaselibOldNumbers"}),
    "no program was ever read": (stays(oldest=None), {"BaselibReadsNothing"}),
    "no token can be fetched": (no_tokens, {"BaselibTokensFail"}),
    "one token could not be fetched": (once(no_token), set()),
    "WeChat refuses": (lambda process, _: refused(process, by="WeChat"), {"BaselibWeChatFails"}),
    "Slack refuses": (lambda process, _: refused(process, by="Slack"), {"BaselibSlackFails"}),
    "the first mistake since the start": (
        once(lambda process: process.metrics.answering.answered("command raise", 0.1, Unexpected())),
        {"BaselibMistakes"},
    ),
    "an answer was not taken": (once(lambda process: process.metrics.answering.undelivered()), {"BaselibUnsaid"}),
    "a routine fails": (lambda process, _: process.metrics.ticks("sweep", 0.1, failed=True), {"BaselibRoutineFails"}),
    "handles run out": (lambda process, _: process.instead.update(process_open_fds=1000), {"BaselibHandles"}),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_an_alert_fires_for_its_trouble_alone(trouble: str) -> None:
    """Before it none does, and from it no other one."""
    happens, expected = TROUBLES[trouble]
    before, after = asyncio.run(_watched(happens))

    assert before == set()
    assert after == expected


def test_every_alert_has_a_trouble() -> None:
    """None is there that has never been seen to fire."""
    assert set().union(*(alerts for _, alerts in TROUBLES.values())) == {rule["alert"] for rule in RULES}


async def _watched(happens: Trouble) -> tuple[set[str], set[str]]:
    """Alerts firing before the trouble, and those firing at any time after."""
    process, prometheus = Process(), Prometheus(job="baselib", instance="one")
    before, after, since = set[str](), set[str](), dict[str, int]()
    for minute in range(0, END, STEP):
        process.work()
        if minute >= TROUBLE:
            happens(process, minute)
        prometheus.scrape(minute * MINUTE, await process.page(), **process.instead)
        for rule in RULES:
            if not prometheus.ask(rule["expr"]):
                since.pop(rule["alert"], None)
            elif (minute - since.setdefault(rule["alert"], minute)) * MINUTE >= _waits(rule):
                (after if minute >= TROUBLE else before).add(rule["alert"])
        process.clock.advance(STEP * MINUTE)
    return before, after


def _waits(rule: Mapping[str, str]) -> timedelta:
    """How long it must be so before it fires."""
    amount = rule.get("for", "0m")
    return timedelta(**{{"m": "minutes", "h": "hours"}[amount[-1]]: int(amount[:-1])})
