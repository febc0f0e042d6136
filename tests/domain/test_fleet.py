"""A new minimum for a whole fleet."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.fleet import Filter, FleetReport, FleetTotals, Sort, Verdict, raise_row
from bot.domain.fleet_row import FleetRow, Standing, State
from bot.domain.numbers.course import judge_all
from bot.domain.numbers.distribution import Bounds, Do, advise
from bot.domain.numbers.judgement import UNKNOWN, Judgement, Numbers, Suspicion
from bot.domain.numbers.snapshot import KnownLoss, Reached, Visible, loss_at
from bot.domain.numbers.version import Version
from bot.domain.programs import AuthStatus, Program
from tests.domain.build import EITHER_WAY, PROGRAM, exactly, snapshot_of, v
from tests.fakes.fleet import fleet_raise_of_all, fleet_report

THREE = Version.parse("3.0.0")
SAFE = Judgement(numbers=Numbers.PROVED, safe=THREE)
_FRACTIONS = st.decimals(0, 1, places=5)


@given(low=_FRACTIONS, high=_FRACTIONS, unknown=st.booleans(), minimum=st.sampled_from(["", "2.9.9", "3.0.0", "3.0.1"]))
def test_a_verdict_holds_in_the_worst_case(low: Decimal, high: Decimal, unknown: bool, minimum: str) -> None:  # noqa: FBT001
    loss = None if unknown else Bounds(min(low, high), max(low, high))
    verdict = raise_row(
        Program(Visible("wx1")), KnownLoss(Version.read(minimum) if minimum else None, loss), THREE, SAFE
    ).verdict

    if minimum in ("3.0.0", "3.0.1"):
        assert verdict is Verdict.GUARANTEED
    elif loss is None:
        assert verdict is Verdict.UNKNOWN
    else:
        assert (verdict is Verdict.KEEPS_99) == (1 - loss.high >= Decimal("0.99"))
        assert (verdict is Verdict.LOSES_MORE) == (1 - loss.high < Decimal("0.95"))


@given(st.lists(st.one_of(st.none(), _FRACTIONS), max_size=20))
def test_the_cheapest_come_first(losses: list[Decimal | None]) -> None:
    rows = [
        raise_row(
            Program(Visible(f"wx{number}")),
            KnownLoss(None, None if loss is None else Bounds(loss, loss)),
            THREE,
            SAFE,
        )
        for number, loss in enumerate(losses)
    ]
    answer = fleet_raise_of_all(THREE, rows)
    known = [each.loss.high for each in answer.rows if each.loss is not None]

    assert known == sorted(known)
    assert [each.loss for each in answer.rows][: len(known)] == [each.loss for each in answer.rows if each.loss]
    assert sum(answer.verdicts.values()) == len(losses)
    assert {each.program.appid for each in answer.rows} == {each.program.appid for each in rows}


@pytest.mark.parametrize(
    ("version", "verdict"), [("2.0.0", Verdict.KEEPS_99), ("3.0.0", Verdict.LOSES_MORE), ("3.1.0", Verdict.LOSES_MORE)]
)
def test_the_worst_of_several_meanings_counts(version: str, verdict: Verdict) -> None:
    loss = loss_at(snapshot_of(EITHER_WAY), v(version)).loss

    assert loss is not None
    assert raise_row(PROGRAM, KnownLoss(v("1.0.0"), loss), v(version), SAFE).verdict is verdict


@pytest.mark.parametrize(("safe", "verdict"), [("3.0.0", Verdict.KEEPS_99), ("2.9.0", Verdict.KEEPS_TODAY)])
def test_what_keeps_today_only_can_not_be_raised(safe: str, verdict: Verdict) -> None:
    judgement, loss = Judgement(numbers=Numbers.PROVED, safe=v(safe)), Bounds(Decimal("0.005"), Decimal("0.005"))

    assert raise_row(PROGRAM, KnownLoss(v("1.0.0"), loss), THREE, judgement).verdict is verdict


DAY = date(2026, 11, 24)


def judgement(
    *,
    loss: str | None = "0",
    numbers: Numbers = Numbers.PROVED,
    minimum: str = "3.0.0",
    day: date = DAY,
    safe: str = "",
    week_ago: str = "",
) -> Judgement:
    """What a program's newest numbers are worth, of which the higher minimum costs nothing."""
    bounds = exactly(loss) if loss is not None and numbers is Numbers.PROVED else None
    own, higher = Version.read(minimum) if minimum else None, Version.read(safe) if safe else None
    kept = exactly("0") if higher else None
    return Judgement(
        day,
        numbers,
        minimum=own,
        loss=bounds,
        safe=higher,
        safe_loss=kept,
        do=advise(own, bounds, higher, kept).do if numbers is Numbers.PROVED else Do.UNKNOWN,
        week_ago=exactly(week_ago) if week_ago else None,
    )


def row(name: str, of: Judgement | None = None, **rest: object) -> FleetRow:
    status = rest.pop("status", AuthStatus.READABLE)
    assert isinstance(status, AuthStatus)
    return FleetRow(Program(Visible(f"wx-{name}"), name, status=status), of, **rest)  # type: ignore[arg-type]


ROWS = [
    row("fine", judgement()),
    row("ready", judgement(safe="3.0.1")),
    row("new"),
    row("empty", judgement(numbers=Numbers.NO_DATA)),
    row("small", judgement(loss="0.002")),
    row("odd", judgement(numbers=Numbers.UNDETERMINED)),
    row("broken", judgement(loss="0.4"), error_key="wechat-busy"),
    row("gone", judgement(loss="0.5"), status=AuthStatus.REVOKED),
    row("half", status=AuthStatus.NOT_GRANTED),
    row("cut", replace(judgement(safe="3.0.1"), suspicions=(Suspicion.LOW_TOTAL,), do=Do.KNOW)),
    row("waits", replace(UNKNOWN, day=DAY, minimum=Version.parse("3.0.0"))),
    row("large", judgement(loss="0.2", minimum="2.0.0", day=date(2026, 11, 20), week_ago="0.25")),
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
        ("cut", State.DOUBTFUL),
        ("waits", State.UNJUDGED),
    ],
)
def test_states(name: str, state: State) -> None:
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
        ("cut", Standing.DOUBTFUL),
        ("waits", Standing.UNJUDGED),
    ],
)
def test_standings(name: str, standing: Standing) -> None:
    """What blocks a program outranks its numbers; a higher safe minimum makes it ready, if nothing is doubtful."""
    assert next(each for each in ROWS if each.program.alias == name).standing is standing


def names(sort: Sort) -> list[str]:
    return [each.program.alias for each in fleet_report(ROWS, sort).rows]


def test_what_matters_comes_first() -> None:
    """Blocked programs, doubtful lists, the largest loss, those ready to be raised, and those without data."""
    first = ["gone", "half", "broken", "odd", "cut", "large", "ready", "fine", "small", "new", "empty", "waits"]

    assert names(Sort.ATTENTION) == first
    assert [each.program.alias for each in fleet_report(reversed(ROWS), Sort.ATTENTION).rows] == first


def test_other_orders() -> None:
    assert names(Sort.LOSS)[:2] == ["large", "small"]
    assert names(Sort.MOVEMENT)[0] == "large"
    assert names(Sort.MINIMUM)[0] == "large"
    assert names(Sort.AGE)[:3] == ["half", "new", "large"]
    assert names(Sort.NAME) == sorted(each.program.alias for each in ROWS)


def test_totals() -> None:
    totals = fleet_report(ROWS, Sort.NAME).totals

    assert sum(totals.standings.values()) == totals.programs == len(ROWS)
    assert [totals.count(only) for only in (Filter.ALL, Filter.ATTENTION, Filter.BLOCKED)] == [len(ROWS), 6, 4]
    assert [totals.count(only) for only in (Filter.READY, Filter.FINE, Filter.WITHOUT_DATA)] == [1, 2, 2]
    assert totals.minimums == {Version.parse("3.0.0"): 9, Version.parse("2.0.0"): 1}
    assert totals.safe_minimums == {Version.parse("3.0.1"): 1}
    assert totals.oldest_day == date(2026, 11, 20)


def test_movement() -> None:
    assert ROWS[-1].moved == Decimal("-0.05")
    assert ROWS[0].moved is None


@pytest.mark.parametrize("only", Filter)
def test_a_filter_lists_what_it_counts(only: Filter) -> None:
    report = fleet_report(ROWS, Sort.NAME, only=only)

    assert len(report.rows) == report.listed == report.totals.count(only)
    assert list(report.rows) == [each for each in fleet_report(ROWS, Sort.NAME).rows if each in report.rows]


def test_totals_by_tag() -> None:
    food, both = Program(Visible("wx1"), tags=("food",)), Program(Visible("wx2"), tags=("food", "tea"))
    report = fleet_report([FleetRow(food, None), FleetRow(both, judgement()), ROWS[0]], Sort.NAME)

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
    days = [snapshot_of(EITHER_WAY, day, minimum=minimum) for day in (DAY - timedelta(days=7), DAY)]
    found = row("either", judge_all(days)[-1].judgement)

    assert (found.standing, found.moved, found.comparable_loss) == (standing, None, None)
    assert (found.state is State.UNDETERMINED) == (standing is Standing.UNDETERMINED)
    assert found.safe_minimum == Version.read("2.0.0")


@pytest.mark.parametrize(
    ("only", "reached"),
    [(Filter.LOSING, Reached(70, 80, 2)), (Filter.ALL, Reached(75, 90, 5)), (Filter.ERROR, None)],
)
def test_the_people_of_what_is_listed(only: Filter, reached: Reached | None) -> None:
    people = {Standing.LOSING: Reached(70, 80, 2), Standing.FINE: Reached(5, 10, 3)}
    report = FleetReport(FleetTotals({Standing.LOSING: 2, Standing.FINE: 3}, reached=people), (), Sort.LOSS, only=only)

    assert report.reached == reached
