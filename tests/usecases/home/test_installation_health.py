"""How the bot is, for admins."""

from datetime import UTC, date, datetime, timedelta

from bot.domain.home import Outcomes
from bot.domain.numbers.snapshot import Visible
from bot.domain.platform.authorisation import Credentials
from bot.domain.programs import AuthStatus, Program
from bot.errors import WeChatBusy, WeChatRefused
from bot.ports.platform import Ticket
from bot.usecases.home.waiting import SummariseHealth
from bot.usecases.programs.visible import HomeWorkspace
from bot.usecases.report.read import read_failure_of
from tests.domain.build import snapshot_of
from tests.fakes.alerts import FakeAlerts
from tests.fakes.deliveries import FakeDeliveries
from tests.fakes.fleet import FakeReadFailures
from tests.fakes.installations import FakeWorkspaces
from tests.fakes.people_choices import FakeHomeQueries
from tests.fakes.platform import FakeTickets
from tests.fakes.programs import FakeDailyWork, FakePrograms
from tests.fakes.storage import FakeSnapshots, FakeSubscriptions

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
FLEET = FakePrograms(
    *(Program(Visible(f"wx{number}")) for number in range(5)), Program(Visible("wx9"), status=AuthStatus.REVOKED)
)
ROWS = {"3.1.0": "99", "3.0.0": "1"}


def looking(
    snapshots: FakeSnapshots, read_failures: FakeReadFailures, tickets: FakeTickets | None = None
) -> SummariseHealth:
    """Over these fakes, with nothing delivered."""
    deliveries = FakeDeliveries()
    outcomes = FakeHomeQueries(FakeSubscriptions(), FakeAlerts(deliveries), deliveries)
    home = HomeWorkspace(FakeWorkspaces(), team_id="T1")
    return SummariseHealth(
        snapshots,
        read_failures,
        outcomes,
        Credentials.PLATFORM,
        tickets,
        work=FakeDailyWork(FLEET, snapshots),
        home=home,
        workspaces=FakeWorkspaces(),
    )


async def test_the_sweep_and_its_troubles() -> None:
    """How many readable ones have today's numbers, the others' age, and what fails."""
    snapshots, read_failures, tickets = FakeSnapshots(), FakeReadFailures(), FakeTickets()
    for number, age in enumerate((0, 0, 1, 4)):
        await snapshots.save("T1", [snapshot_of(ROWS, TODAY - age * DAY, appid=f"wx{number}")])
    await snapshots.save("T2", [snapshot_of(ROWS, TODAY, appid="wx4")])
    refused = [WeChatRefused(code=61004, errmsg="", rid=f"{number}") for number in range(2)]
    busy = WeChatBusy(code=-1, errmsg="", rid="")
    found = [read_failure_of(f"wx{number}", error, now=NOW) for number, error in enumerate([busy, *refused], 2)]
    await read_failures.note("T1", found)
    await tickets.keep(Ticket("secret", NOW - DAY))
    health = await looking(snapshots, read_failures, tickets)("T1", now=NOW)

    assert (health.programs, health.read_today, health.oldest, health.unread) == (5, 2, TODAY - 4 * DAY, 1)
    assert [(error.key, count) for error, count in health.read_failures] == [(refused[0].key, 2), (busy.key, 1)]
    assert (health.credentials, health.ticket_at) == (Credentials.PLATFORM, NOW - DAY)
    assert health.outcomes == Outcomes()
    assert "secret" not in repr(health)


async def test_a_trouble_that_is_over_is_not_counted() -> None:
    """A person's reading solved it: the next sweep forgets it, admins do not see it."""
    snapshots, read_failures = FakeSnapshots(), FakeReadFailures()
    await snapshots.save("T1", [snapshot_of(ROWS, TODAY, appid="wx0"), snapshot_of(ROWS, TODAY - DAY, appid="wx1")])
    busy = WeChatBusy(code=-1, errmsg="", rid="")
    await read_failures.note("T1", [read_failure_of(appid, busy, now=NOW) for appid in ("wx0", "wx1")])

    health = await looking(snapshots, read_failures)("T1", now=NOW)

    assert [(error.key, count) for error, count in health.read_failures] == [(busy.key, 1)]


async def test_each_workspace_hears_of_itself() -> None:
    """Even within the minute for which results are reused."""
    snapshots = FakeSnapshots()
    await snapshots.save("T1", [snapshot_of(ROWS, TODAY, appid="wx0")])
    summarise_health = looking(snapshots, FakeReadFailures())
    read_today = [(await summarise_health(team, now=NOW)).read_today for team in ("T1", "T2", "T1")]

    assert read_today == [1, 0, 1]


async def test_guests_do_not_see_settings() -> None:
    """Another workspace's Baselib hides its source of tokens and its tickets."""
    snapshots, tickets = FakeSnapshots(), FakeTickets()
    await snapshots.save("T2", [snapshot_of(ROWS, TODAY, appid="wx0")])
    await tickets.keep(Ticket("secret", NOW))
    health = await looking(snapshots, FakeReadFailures(), tickets)("T2", now=NOW)

    assert (health.credentials, health.ticket_at, health.read_today) == (None, None, 1)


async def test_it_is_looked_up_once_a_minute() -> None:
    """Ten thousand programs take a moment."""
    snapshots = FakeSnapshots()
    summarise_health = looking(snapshots, FakeReadFailures())
    first = await summarise_health("T1", now=NOW)
    await snapshots.save("T1", [snapshot_of(ROWS, TODAY, appid="wx1")])

    assert await summarise_health("T1", now=NOW + timedelta(seconds=59)) is first
    assert (await summarise_health("T1", now=NOW + timedelta(seconds=60))).read_today == 1
    assert (await summarise_health("T2", now=NOW)).read_today == 0
