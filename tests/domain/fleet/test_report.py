"""A fleet at a glance."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.domain.fleet.report import Filter, Sort
from bot.domain.fleet.row import FleetRow, Standing, State
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.summary import Numbers, Summary, summarise
from bot.domain.numbers.version import Version
from bot.domain.numbers.visible import Visible
from bot.domain.programs.program import AuthStatus, Program
from tests.domain.build import EITHER_WAY, snapshot_of
from tests.fakes.fleets import fleet_report

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
DAY = date(2026, 11, 24)


def summary(
    *,
    loss: str | None = "0",
    numbers: Numbers = Numbers.PROVED,
    minimum: str = "3.0.0",
    day: date = DAY,
    safe: str = "",
) -> Summary:
    """A program's newest numbers."""
    bounds = Bounds(Decimal(loss), Decimal(loss)) if loss is not None and numbers is Numbers.PROVED else None
    return Summary(day, numbers, Version.read(minimum) if minimum else None, bounds, Version.read(safe))


def row(name: str, of: Summary | None = None, **rest: object) -> FleetRow:
    """One program."""
    status = rest.pop("status", AuthStatus.READABLE)
    assert isinstance(status, AuthStatus)
    return FleetRow(Program(Visible(f"wx-{name}"), name, status=status), of, **rest)  # type: ignore[arg-type]


ROWS = [
    row("fine", summary()),
    row("ready", summary(safe="3.0.1")),
    row("new"),
    row("empty", summary(numbers=Numbers.NO_DATA)),
    row("small", summary(loss="0.002")),
    row("odd", summary(numbers=Numbers.UNDETERMINED)),
    row("broken", summary(loss="0.4"), error_key="wechat-busy"),
    row("gone", summary(loss="0.5"), status=AuthStatus.REVOKED),
    row("half", status=AuthStatus.NOT_GRANTED),
    row("large", summary(loss="0.2", minimum="2.0.0", day=date(2026, 11, 20)), week_ago=summary(loss="0.25")),
]


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("fine", State.READ),
        ("new", State.UNREAD),
        ("empty", State.NO_DATA),
        ("odd", State.UNDETERMINED),
        ("broken", State.ERROR),
        ("gone", State.REVOKED),
        ("half", State.NOT_GRANTED),
    ],
)
def test_states(name: str, state: State) -> None:
    """An unreadable program is that first, whatever its last numbers were."""
    assert next(each for each in ROWS if each.program.alias == name).state is state


@pytest.mark.parametrize(
    ("name", "standing"),
    [
        ("gone", Standing.REVOKED),
        ("half", Standing.NOT_GRANTED),
        ("broken", Standing.ERROR),
        ("odd", Standing.UNDETERMINED),
        ("large", Standing.LOSING),
        ("ready", Standing.READY),
        ("small", Standing.FINE),
        ("new", Standing.UNREAD),
        ("empty", Standing.NO_DATA),
    ],
)
def test_standings(name: str, standing: Standing) -> None:
    """What blocks a program outranks its numbers; a higher safe minimum makes it ready."""
    assert next(each for each in ROWS if each.program.alias == name).standing is standing


def names(sort: Sort) -> list[str]:
    """The fleet above, sorted."""
    return [each.program.alias for each in fleet_report(ROWS, sort).rows]


def test_what_matters_comes_first() -> None:
    """Blocked programs, then the largest loss, then those ready to be raised, then those without data."""
    first = ["gone", "half", "broken", "odd", "large", "ready", "fine", "small", "new", "empty"]

    assert names(Sort.ATTENTION) == first
    assert [each.program.alias for each in fleet_report(reversed(ROWS), Sort.ATTENTION).rows] == first


def test_other_orders() -> None:
    """By loss, change within a week, minimum, age and name."""
    assert names(Sort.LOSS)[:2] == ["large", "small"]
    assert names(Sort.MOVEMENT)[0] == "large"
    assert names(Sort.MINIMUM)[0] == "large"
    assert names(Sort.AGE)[:3] == ["half", "new", "large"]
    assert names(Sort.NAME) == sorted(each.program.alias for each in ROWS)


def test_totals() -> None:
    """Every program is counted once, and the parts add up to the whole."""
    totals = fleet_report(ROWS, Sort.NAME).totals

    assert sum(totals.standings.values()) == totals.programs == len(ROWS)
    assert [totals.count(only) for only in (Filter.ALL, Filter.ATTENTION, Filter.BLOCKED)] == [len(ROWS), 5, 4]
    assert [totals.count(only) for only in (Filter.READY, Filter.FINE, Filter.WITHOUT_DATA)] == [1, 2, 2]
    assert totals.minimums == {Version.parse("3.0.0"): 7, Version.parse("2.0.0"): 1}
    assert totals.safe_minimums == {Version.parse("3.0.1"): 1}
    assert totals.oldest_day == date(2026, 11, 20)


def test_movement() -> None:
    """A change is known only where the loss is known on both days."""
    assert ROWS[-1].moved == Decimal("-0.05")
    assert ROWS[0].moved is None


@pytest.mark.parametrize("only", Filter)
def test_a_filter_lists_what_it_counts(only: Filter) -> None:
    """It has as many rows as its count, in the same order."""
    report = fleet_report(ROWS, Sort.NAME, only=only)

    assert len(report.rows) == report.listed == report.totals.count(only)
    assert list(report.rows) == [each for each in fleet_report(ROWS, Sort.NAME).rows if each in report.rows]


def test_totals_by_tag() -> None:
    """A program counts under each of its tags; those without any come last."""
    food, both = Program(Visible("wx1"), tags=("food",)), Program(Visible("wx2"), tags=("food", "tea"))
    report = fleet_report([FleetRow(food, None), FleetRow(both, summary()), ROWS[0]], Sort.NAME)

    assert [(total.tag, total.count(), total.count(Filter.FINE)) for total in report.totals.tags] == [
        ("food", 2, 1),
        ("tea", 1, 1),
        ("", 1, 1),
    ]


@pytest.mark.parametrize(
    ("minimum", "standing"),
    [
        ("1.0.0", Standing.READY),
        ("2.0.0", Standing.FINE),
        ("3.0.0", Standing.UNDETERMINED),
        ("3.1.0", Standing.LOSING),
        ("", Standing.READY),
    ],
)
def test_what_holds_under_each_meaning(minimum: str, standing: Standing) -> None:
    """A program stands as that says; where it does not say what to do, its data is unclear, and never fine."""
    now, before = (summarise(snapshot_of(EITHER_WAY, day, minimum=minimum)) for day in (DAY, date(2026, 11, 17)))
    found = row("either", now, week_ago=before)

    assert (found.standing, found.moved, found.comparable_loss) == (standing, None, None)
    assert (found.state is State.UNDETERMINED) == (standing is Standing.UNDETERMINED)
    assert found.safe_minimum == Version.read("2.0.0")
