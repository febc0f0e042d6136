"""A fleet at a glance."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.domain.fleet.report import FleetRow, Sort, State, fleet_report
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.summary import Numbers, Summary
from bot.domain.numbers.version import Version
from bot.domain.programs.program import AuthStatus, Program

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
DAY = date(2026, 11, 24)


def summary(
    *, loss: str | None = "0", numbers: Numbers = Numbers.PROVED, minimum: str = "3.0.0", day: date = DAY
) -> Summary:
    """A program's newest numbers."""
    bounds = Bounds(Decimal(loss), Decimal(loss)) if loss is not None and numbers is Numbers.PROVED else None
    return Summary("wx", day, NOW, numbers, Version.read(minimum) if minimum else None, bounds, None)


def row(name: str, of: Summary | None = None, **rest: object) -> FleetRow:
    """One program."""
    status = rest.pop("status", AuthStatus.READABLE)
    assert isinstance(status, AuthStatus)
    return FleetRow(Program(f"wx-{name}", name, status=status), of, **rest)  # type: ignore[arg-type]


ROWS = [
    row("fine", summary()),
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
    """A program that cannot be read any more is that first, whatever its last numbers were."""
    assert next(each for each in ROWS if each.program.alias == name).state is state


def names(sort: Sort) -> list[str]:
    """The fleet above, sorted."""
    return [each.program.alias for each in fleet_report(ROWS, sort).rows]


def test_what_matters_comes_first() -> None:
    """The largest loss, then numbers that prove nothing, errors, unauthorised programs, and those without any news."""
    assert names(Sort.LOSS)[:6] == ["large", "small", "odd", "broken", "gone", "half"]
    assert set(names(Sort.LOSS)[6:]) == {"new", "empty", "fine"}


def test_other_orders() -> None:
    """By change within a week, by minimum, by age and by name."""
    assert names(Sort.MOVEMENT)[0] == "large"
    assert names(Sort.MINIMUM)[0] == "large"
    assert names(Sort.AGE)[:3] == ["new", "half", "large"]
    assert names(Sort.NAME) == sorted(each.program.alias for each in ROWS)


def test_totals() -> None:
    """Every program is counted once, and a loss above 1 % is told of those that could be read."""
    report = fleet_report(ROWS, Sort.NAME)

    assert sum(report.states.values()) == len(ROWS)
    assert report.judged == 3
    assert report.losing == 1
    assert report.minimums == {Version.parse("3.0.0"): 6, Version.parse("2.0.0"): 1}
    assert report.oldest_day == date(2026, 11, 20)


def test_movement() -> None:
    """A change is known only where the loss is known on both days."""
    assert ROWS[-1].moved == Decimal("-0.05")
    assert ROWS[0].moved is None
