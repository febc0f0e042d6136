"""When a version will be safe: the day is found where it can be known, and omitted where not."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.forecast.forecast import (
    HORIZONS,
    TARGETS,
    Arrival,
    Expected,
    Forecast,
    Foresight,
    KeptForecast,
    Record,
    look_ahead,
)
from bot.domain.numbers.course import judge_all
from bot.domain.numbers.distribution import SAFE
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Feed, Meaning, Version
from bot.domain.recommendation import next_candidate
from tests.domain.break_world import (
    SINCE,
    arrives,
    breaks_of,
    days,
    history,
    loss,
    released,
    report_at,
    rough,
    snapshot,
)
from tests.domain.build import TODAY, below_rows, read_as, share_rows, snapshot_of, v

FORECAST_SAFE = Decimal("0.99")


def make_forecasts(snapshots: list[Snapshot], version: Version, target: Decimal) -> Forecast | None:
    """A forecast for one target; None when there is none."""
    return next(iter(Foresight(snapshots).of(version, [target])), None)


def found(snapshots: list[Snapshot], version: Version, target: Decimal = FORECAST_SAFE) -> Forecast:
    forecast = make_forecasts(snapshots, version, target)
    assert forecast is not None
    return forecast


@pytest.mark.parametrize("target", ["0.95", "0.99"])
@pytest.mark.parametrize("half_life", [40, 60])
@pytest.mark.parametrize("releases_ago", [1, 2])
def test_the_day_is_found_that_the_pace_of_earlier_versions_leads_to(
    releases_ago: int, half_life: float, target: str
) -> None:
    """Within a week and a tenth of the way, as the pace should slow; the range holds the true day."""
    version = released(releases_ago)
    forecast = found(history(250, half_life=half_life), version, Decimal(target))
    truth = arrives(version, float(target), half_life=half_life)

    assert forecast.arrival is Arrival.EXPECTED
    assert forecast.day is not None
    assert forecast.earliest is not None
    assert forecast.latest is not None
    assert abs(forecast.day - truth) <= timedelta(days=7) + (truth - TODAY) / 10
    assert forecast.earliest <= truth <= forecast.latest


def test_the_path_says_the_loss_four_and_eight_weeks_ahead() -> None:
    forecast = found(history(250), released(2))
    came = [loss(released(2), TODAY + timedelta(days=ahead)) for ahead in HORIZONS]

    assert [each.day - TODAY for each in forecast.path] == [timedelta(days=ahead) for ahead in HORIZONS]
    assert [float(each.loss) for each in forecast.path] == pytest.approx(came, rel=0.08)
    assert all(each.low < each.loss < each.high for each in forecast.path)


@pytest.mark.parametrize(("every", "moves"), [(1, 0.02), (7, 0.1)])
def test_one_bad_day_does_not_move_the_forecast_much(every: int, moves: float) -> None:
    """The newest day is believed no more than those before it; of weekly days it counts for less than a half.

    Nor does it stretch the range, as the count of a break does.
    """
    version = released(4)
    honest = history(250, every=every)
    expected = found(honest, version).path[0]
    first = found([*honest[:-1], snapshot(TODAY, noise=lambda _: 0.2)], version).path[0]

    assert float(first.loss) == pytest.approx(float(expected.loss), rel=moves)
    assert float(first.low) == pytest.approx(float(expected.low), rel=0.2)


def test_a_day_that_is_far_off_is_named() -> None:
    day = TODAY - timedelta(days=2)
    off = [snapshot(each.day, noise=lambda _: -0.2) if each.day == day else each for each in history(90, every=1)]

    assert Foresight(off).outliers == (day,)
    assert Foresight(history(90, every=1)).outliers == ()
    assert Foresight(off[-20:]).outliers == Foresight([]).outliers == ()


def test_a_history_that_jumps_makes_the_range_wide() -> None:
    calm_one, rough_one = (found(history(365, noise=noise), released(4)) for noise in (lambda _: 0.0, rough))
    calm_width, rough_width = (
        (each.path[0].high - each.path[0].low) / each.path[0].loss for each in (calm_one, rough_one)
    )

    assert 2 * rough_width > 3 * calm_width


def test_a_range_widens_with_time() -> None:
    near, far = found(history(365, noise=rough), released(4)).path

    assert far.high / far.loss > near.high / near.loss


def test_the_weekday_does_not_matter() -> None:
    daily = found(history(150, every=1), released(3))
    assert daily.day is not None
    for off in range(7):
        weekly = found(history(147, until=TODAY - timedelta(days=off)), released(3))
        assert weekly.day is not None
        assert abs(weekly.day - daily.day) <= timedelta(days=3)


def test_the_order_of_the_days_does_not_matter() -> None:
    kept = history(150, every=3, noise=rough)

    assert found(kept[::-1], released(3)) == found(kept, released(3)) == found(kept[::2] + kept[1::2], released(3))


def test_unsound_snapshots_change_nothing() -> None:
    kept = history(200)
    cut_short, alone, missing = kept[-5], kept[-9], kept[-12]
    *older, last, newest, _ = missing.feed.items
    spoilt = {
        cut_short.day: cut_short.feed.items[:-2],
        alone.day: [alone.feed.items[-1]._replace(value=Decimal(1))],
        missing.day: [*older, last._replace(value=last.value + newest.value)],
    }
    dirty = [replace(each, feed=Feed.of(each.feed.minimum, spoilt.get(each.day, each.feed.items))) for each in kept]

    judged = judge_all(dirty)
    assert {each.day for each in judged if not each.judgement.sound} == {*spoilt}
    assert found(judged, released(3)) == found([each for each in kept if each.day not in spoilt], released(3))


def test_a_snapshot_read_in_another_way_changes_nothing() -> None:
    kept = history(200)
    other = replace(kept[3], reading=read_as(Meaning.BELOW))

    assert found([*kept[:3], other, *kept[4:]], released(3)) == found([*kept[:3], *kept[4:]], released(3))


def test_users_listed_nowhere_stay_lost() -> None:
    """Half a percent of them delays the day; one percent puts 99 % out of reach."""
    version = released(3)
    days = [found(history(250, unlisted=Decimal(part)), version).day for part in ("0", "0.005", "0.01")]

    assert days[0] is not None
    assert days[1] is not None
    assert days[0] < days[1]
    assert days[2] is None


def test_what_has_been_reached_is_said_to_be() -> None:
    forecast = found(history(250), released(20))

    assert (forecast.arrival, forecast.day) == (Arrival.REACHED, None)
    assert len(forecast.path) == len(HORIZONS)


def test_what_takes_longer_than_a_year_gets_no_day() -> None:
    forecast = found(history(250, half_life=400), released(3))

    assert forecast.arrival is Arrival.NOT_WITHIN_A_YEAR
    assert (forecast.day, forecast.latest) == (None, None)
    assert forecast.path


@pytest.mark.parametrize(("days", "arrival"), [(21, Arrival.TOO_LITTLE_HISTORY), (28, Arrival.EXPECTED)])
def test_four_weeks_are_enough(days: int, arrival: Arrival) -> None:
    forecast = found(history(days), released(2))

    assert forecast.arrival is arrival
    assert bool(forecast.path) is (arrival is Arrival.EXPECTED)


def test_a_version_without_users_gets_no_forecast() -> None:
    forecast = found(history(250), v("9.9.9"))

    assert (forecast.arrival, forecast.path) == (Arrival.NO_USERS, ())


def test_without_a_sound_snapshot_there_is_nothing_to_say() -> None:
    assert make_forecasts([], v("3.0.0"), FORECAST_SAFE) is None
    assert make_forecasts([snapshot_of({"3.0.0": "0.3", "3.1.0": "0.1"})], v("3.0.0"), FORECAST_SAFE) is None


def test_a_program_with_few_users_gets_an_honest_answer() -> None:
    """With 76 users, half of them gone for good, nothing moves and nothing is promised."""
    rows = [("2.0.0", Decimal(2) / 76), ("3.0.0", Decimal(30) / 76), ("3.1.0", Decimal(44) / 76)]
    forecast = found([snapshot_of(rows, TODAY - timedelta(days=back)) for back in range(140, -1, -7)], v("3.0.0"))

    assert forecast.arrival is Arrival.NOT_WITHIN_A_YEAR
    assert [round(each.loss * 76) for each in forecast.path] == [2, 2]


def test_users_who_come_back_with_old_clients_are_not_extrapolated() -> None:
    rows = [
        (TODAY - timedelta(days=7 * back), {"2.0.0": Decimal(50 - back) / 1000, "3.0.0": Decimal(950 + back) / 1000})
        for back in range(12, -1, -1)
    ]
    forecast = found([snapshot_of(each, day) for day, each in rows], v("3.0.0"))

    assert forecast.arrival is Arrival.NOT_WITHIN_A_YEAR
    assert all(Decimal("0.04") < each.loss <= Decimal("0.05") for each in forecast.path)


@given(st.lists(share_rows(min_size=2, max_size=8), min_size=5, max_size=9), st.data())
@settings(max_examples=40, deadline=None)
def test_whatever_the_numbers_are_a_forecast_is_in_order(
    rows: list[list[tuple[str, Decimal]]], data: st.DataObject
) -> None:
    """Fractions from 0 to 1, low before high, early before late, for any kind of values."""
    as_shares = [snapshot_of(each, TODAY - timedelta(days=7 * back)) for back, each in enumerate(reversed(rows))]
    as_below = [
        snapshot_of(below_rows(each), TODAY - timedelta(days=7 * back), reading=read_as(Meaning.BELOW))
        for back, each in enumerate(reversed(rows))
    ]
    version = v(data.draw(st.sampled_from([label for each in rows for label, _ in each])))
    for snapshots in (as_shares[::-1], as_below[::-1]):
        forecast = make_forecasts(snapshots, version, FORECAST_SAFE)
        if forecast is None:
            continue
        assert all(0 <= each.low <= each.loss <= each.high <= 1 for each in forecast.path)
        assert (forecast.day is not None) is (forecast.arrival is Arrival.EXPECTED)
        known = [day for day in (forecast.earliest, forecast.day, forecast.latest) if day]
        assert known == sorted(known)
        assert all(forecast.made_on < day <= forecast.made_on + timedelta(days=365) for day in known)


VERSION = next_candidate(report_at(days(1)))


@pytest.mark.parametrize("factor", [2.4, 0.4])
def test_they_go_on_from_both(factor: float) -> None:
    """The range covers where the level of before leads, and that of now; the middle is that of before."""
    assert VERSION
    kept = days(factor)
    (through,) = Foresight(kept, breaks_of(kept)).of(VERSION, [SAFE])
    (undisturbed,) = Foresight(days(1)).of(VERSION, [SAFE])
    (fitted,) = Foresight(kept).of(VERSION, [SAFE])

    assert through.made_on == undisturbed.made_on == TODAY
    for ours, truth, counted in zip(through.weeks, undisturbed.weeks, fitted.weeks, strict=True):
        assert abs(ours.loss / truth.loss - 1) < Decimal("0.1")
        assert ours.low <= min(truth.loss, truth.loss * Decimal(factor) * Decimal("1.05"))
        assert ours.high >= max(truth.loss, truth.loss * Decimal(factor) * Decimal("0.95"))
        assert abs(counted.loss / truth.loss - 1) > Decimal("0.1")


@pytest.mark.parametrize("ago", [16, 12, 8, 4, 0])
def test_what_is_reached_by_the_count_before_waits_for_the_count(ago: int) -> None:
    kept = [each for each in days() if each.day <= TODAY - timedelta(days=ago)]
    version = next_candidate(report_at(kept))
    assert version
    (found,) = Foresight(kept, breaks_of(kept)).of(version, [SAFE])

    assert (found.arrival, found.day, found.earliest, found.latest) == (Arrival.AWAITS_COUNT, None, None, None)
    assert found.weeks


def test_days_of_a_break_alone_say_why_there_is_no_forecast() -> None:
    for factor, version in ((2.4, released(2)), (0.4, VERSION)):
        assert version
        (found,) = Foresight(days(factor)[-5:], breaks_of(days(factor))).of(version, [SAFE])

        assert found.arrival is Arrival.TOO_LITTLE_HISTORY


def test_its_days_are_not_fitted_to() -> None:
    assert VERSION
    kept = days(2.4, until=TODAY)
    outside = [each for each in kept if not SINCE <= each.day < TODAY]

    assert Foresight(kept, breaks_of([*kept])).of(VERSION, [SAFE])[0].weeks
    assert Foresight(outside, ()).of(VERSION, [SAFE]) == Foresight(kept, breaks_of(kept)).of(VERSION, [SAFE])


def test_safe_by_the_count_alone_is_not_reached() -> None:
    assert VERSION
    kept = days(0.4)
    (found,) = Foresight(kept, breaks_of(kept)).of(VERSION, [SAFE])

    assert kept[-1].distribution
    assert kept[-1].distribution.coverage(VERSION).low >= SAFE
    assert found.arrival is Arrival.EXPECTED


V3, V2 = v("3.0.0"), v("2.0.0")


def kept(
    day: date, *, low: str = "0.010", loss: str = "0.015", high: str = "0.020", text: str = "3.0.0"
) -> KeptForecast:
    return KeptForecast(v(text), day - timedelta(days=28), Expected(day, Decimal(loss), Decimal(low), Decimal(high)))


def track_record(due: list[KeptForecast], snapshots: list[Snapshot], version: Version) -> Record | None:
    """What an answer about a version tells of those before."""
    return look_ahead(snapshots, [version], due)[version].record


@pytest.mark.parametrize(("loss", "held"), [("0.0100", 1), ("0.0200", 1), ("0.0201", 0), ("0.0099", 0)])
def test_a_forecast_holds_within_its_range(loss: str, held: int) -> None:
    record = track_record([kept(TODAY)], [snapshot_of([("2.0.0", loss), ("3.0.0", 1 - Decimal(loss))])], V3)

    assert record is not None
    assert (record.compared, record.held) == (1, held)
    assert record.median_error == abs(Decimal(loss) - Decimal("0.015"))


def test_the_newest_of_the_version_asked_about_is_shown() -> None:
    days = [TODAY - timedelta(days=7 * back) for back in range(3)]
    due = [kept(days[0], text="2.0.0"), kept(days[1]), kept(days[2])]
    snapshots = [snapshot_of({"2.0.0": "0.012", "3.0.0": "0.988"}, day) for day in reversed(days)]
    record = track_record(due, snapshots, V3)
    other = track_record(due, snapshots, v("1.0.0"))

    assert record is not None
    assert record.newest is not None
    assert (record.compared, record.newest.forecast, record.newest.came) == (3, due[1], Decimal("0.012"))
    assert (record.newest.held, record.newest.error) == (True, Decimal("0.003"))
    assert other is not None
    assert other.newest is None


@pytest.mark.parametrize(("off", "compared"), [(-3, True), (3, True), (-4, False), (4, False)])
def test_the_outcome_lies_at_most_three_days_off(off: int, compared: bool) -> None:  # noqa: FBT001
    snapshots = [snapshot_of({"2.0.0": "0.012", "3.0.0": "0.988"}, TODAY + timedelta(days=off))]

    assert (track_record([kept(TODAY)], snapshots, V3) is not None) is compared


def test_an_outcome_is_what_most_days_around_it_say() -> None:
    losses = ["0.015", "0.015", "0.015", "0.011", "0.014", "0.014", "0.014"]
    snapshots = [
        snapshot_of([("2.0.0", lost), ("3.0.0", 1 - Decimal(lost))], TODAY + timedelta(days=number - 3))
        for number, lost in enumerate(losses)
    ]
    record = track_record([kept(TODAY, low="0.013")], snapshots, V3)

    assert record is not None
    assert record.newest is not None
    assert (record.held, record.newest.day, record.newest.came) == (1, TODAY, Decimal("0.014"))


def test_what_looks_wrong_is_no_outcome() -> None:
    sound = snapshot_of({"2.0.0": "0.012", "3.0.0": "0.988"}, TODAY - timedelta(days=2))
    record = track_record([kept(TODAY)], [sound, snapshot_of({"2.0.0": "0.2", "3.0.0": "0.3"})], V3)

    assert record is not None
    assert record.newest is not None
    assert record.newest.day == sound.day


def test_looking_ahead_answers_for_every_target() -> None:
    checked_forecast = look_ahead(history(250), [released(2)], [])[released(2)]

    assert tuple(each.target for each in checked_forecast.forecasts) == TARGETS
    assert checked_forecast.safe.target == Decimal("0.99")
    assert checked_forecast.record is None
    assert look_ahead([], [V2], []) == {}
