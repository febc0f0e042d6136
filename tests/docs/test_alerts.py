"""Every alert rule, over ninety minutes of a process's pages: it alone fires for its trouble."""

import asyncio
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import promql_parser as promql
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot.domain.delivery import DeliveryState
from bot.errors import Unexpected
from bot.metrics import Metrics, TokenKind
from bot.metrics.state import Watched
from bot.ports.platform import Ticket
from bot.usecases.sweep.progress import Sweep
from tests.docs.prometheus import Prometheus
from tests.fakes.machine import FakeClock
from tests.fakes.programs import FakeTickets
from tests.metrics.busy import TEAM, Jobs, busy_metrics, delivery
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
    newest: Ticket | None = None

    async def latest(self) -> Ticket | None:
        return self.newest


@dataclass
class Process:
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
        self.instead["process_start_time_seconds"] = minute
        self.metrics = Metrics(self.clock, self.tickets)
        self.metrics.state.watch(Watched(Jobs(), Jobs(), [], self._backlog, self._readiness, self._suspended))

    def work(self) -> None:
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

    def happen(process: Process, minute: int) -> None:
        if minute == TROUBLE:
            what(process)

    return happen


def stays(**how: Any) -> Trouble:
    return lambda process, _minute: vars(process).update(how)


def failed_delivery(process: Process) -> None:
    process.metrics.deliveries(delivery(NOW, DeliveryState.FAILED), DeliveryState.FAILED, NOW)


def no_token(process: Process) -> None:
    process.metrics.tokens.refreshed(TokenKind.COMPONENT)(False)  # noqa: FBT003


def no_tokens(process: Process, _minute: int) -> None:
    for _ in range(STEP):
        no_token(process)


def refused(process: Process, *, by: str) -> None:
    for _ in range(10):
        if by == "Slack":
            process.metrics.slack("chat.postMessage", "slack-refused", 0.1)
        else:
            process.metrics.wechat("getweappsupportversion", "48001", 0.1)


def crash(process: Process, minute: int) -> None:
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
    happens, expected = TROUBLES[trouble]
    before, after = asyncio.run(_watched(happens))

    assert before == set()
    assert after == expected


def test_every_alert_has_a_trouble() -> None:
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


MONITORING_RULES: Final = ROOT / "docs" / "deploy" / "alerts.yaml"
DASHBOARD: Final = ROOT / "docs" / "deploy" / "dashboard.json"
PAGE: Final = ROOT / "docs" / "monitoring.md"
_PROMETHEUS_OWN: Final = {"up"}
_TARGET_LABELS: Final = {"job", "instance"}
"""Prometheus itself puts them on everything that it scrapes."""
_NOW: Final = datetime(2026, 11, 23, 1, tzinfo=UTC)


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load(MONITORING_RULES.read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    return [panel for panel in json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"] if panel["type"] != "row"]


def queries() -> Iterator[tuple[str, str, str]]:
    for rule in rules():
        yield rule["alert"], rule["expr"], json.dumps(rule["annotations"])
    for panel in panels():
        for target in panel["targets"]:
            expression = target["expr"].replace("$__rate_interval", "5m")
            yield f"{panel['title']} {target['refId']}", expression, target["legendFormat"]


QUERIES: Final = list(queries())


def parts(expression: promql.Expr) -> Iterator[promql.Expr]:
    yield expression
    for name in ("expr", "lhs", "rhs", "vector_selector", "param"):
        if isinstance(inner := getattr(expression, name, None), promql.Expr):
            yield from parts(inner)
    for argument in getattr(expression, "args", None) or ():
        yield from parts(argument)


@pytest.fixture(scope="module")
def exported() -> Mapping[str, set[str]]:
    """By sample name its labels, in a process where everything happened."""
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(busy_metrics(_NOW)):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


@pytest.mark.parametrize(("expression", "text"), [query[1:] for query in QUERIES], ids=[query[0] for query in QUERIES])
def test_a_query_asks_for_what_there_is(expression: str, text: str, exported: Mapping[str, set[str]]) -> None:
    parsed = list(parts(promql.parse(expression)))
    selectors = [part for part in parsed if isinstance(part, promql.VectorSelector)]
    labels: set[str] = set()
    for selector in selectors:
        assert selector.name in exported.keys() | _PROMETHEUS_OWN
        own = exported.get(str(selector.name), set()) | _TARGET_LABELS
        assert {matcher.name for matcher in selector.matchers.matchers} <= own
        labels |= own
    grouped = {
        label
        for part in parsed
        if isinstance(part, promql.AggregateExpr) and part.modifier
        for label in part.modifier.labels
    }
    named = set(re.findall(r"\{\{ ?\$labels\.(\w+) ?\}\}|\{\{(\w+)\}\}", text))

    assert selectors
    assert grouped <= labels
    assert {label for pair in named for label in pair if label} <= (grouped or labels)


def test_every_metric_of_ours_is_looked_at(exported: Mapping[str, set[str]]) -> None:
    expressions = " ".join(expression for _, expression, _ in QUERIES)
    families = {re.sub(r"_(bucket|sum|count|created)$", "", name) for name in exported if name.startswith("baselib_")}

    assert {family for family in families if family not in expressions} == set()


def test_every_alert_is_explained() -> None:
    headings = set(re.findall(r"^### (\w+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE))

    assert headings == {rule["alert"] for rule in rules()}
    for rule in rules():
        assert rule["annotations"]["runbook"] == f"docs/monitoring.md#{rule['alert'].lower()}"
        assert rule["labels"]["severity"] in {"warning", "critical"}


def test_the_dashboard_can_be_imported() -> None:
    board = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    places = [tuple(panel["gridPos"][side] for side in "xy") for panel in board["panels"]]

    assert [variable["type"] for variable in board["templating"]["list"]] == ["datasource"]
    assert {panel["datasource"]["uid"] for panel in panels()} == {"${datasource}"}
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"]) == len(set(places))
    assert all(0 < panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in board["panels"])
