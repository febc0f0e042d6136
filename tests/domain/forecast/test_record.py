"""What was expected is held against what came."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.domain.forecast.forecast import TARGETS, Expected, KeptForecast, Record, look_ahead
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version
from tests.domain.build import TODAY, snapshot_of, v
from tests.domain.forecast_world import history, released

V3, V2 = v("3.0.0"), v("2.0.0")


def kept(
    day: date, *, low: str = "0.010", loss: str = "0.015", high: str = "0.020", text: str = "3.0.0"
) -> KeptForecast:
    """A forecast made four weeks earlier."""
    return KeptForecast(v(text), day - timedelta(days=28), Expected(day, Decimal(loss), Decimal(low), Decimal(high)))


def track_record(due: list[KeptForecast], snapshots: list[Snapshot], version: Version) -> Record | None:
    """What an answer about a version tells of those before."""
    return look_ahead(snapshots, [version], due)[version].record


@pytest.mark.parametrize(("loss", "held"), [("0.0100", 1), ("0.0200", 1), ("0.0201", 0), ("0.0099", 0)])
def test_a_forecast_holds_within_its_range(loss: str, held: int) -> None:
    """The ends belong to it."""
    record = track_record([kept(TODAY)], [snapshot_of([("2.0.0", loss), ("3.0.0", 1 - Decimal(loss))])], V3)

    assert record is not None
    assert (record.compared, record.held) == (1, held)
    assert record.median_error == abs(Decimal(loss) - Decimal("0.015"))


def test_the_newest_of_the_version_asked_about_is_shown() -> None:
    """All versions count for the record."""
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
    """Where nothing was kept near the day nothing is compared."""
    snapshots = [snapshot_of({"2.0.0": "0.012", "3.0.0": "0.988"}, TODAY + timedelta(days=off))]

    assert (track_record([kept(TODAY)], snapshots, V3) is not None) is compared


def test_an_outcome_is_what_most_days_around_it_say() -> None:
    """A day of a roll-out, on which losses are too small, proves nothing."""
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
    """A list that was cut short would prove every forecast wrong."""
    sound = snapshot_of({"2.0.0": "0.012", "3.0.0": "0.988"}, TODAY - timedelta(days=2))
    record = track_record([kept(TODAY)], [sound, snapshot_of({"2.0.0": "0.2", "3.0.0": "0.3"})], V3)

    assert record is not None
    assert record.newest is not None
    assert record.newest.day == sound.day


def test_looking_ahead_answers_for_every_target() -> None:
    """First for the one that counts as safe."""
    checked_forecast = look_ahead(history(250), [released(2)], [])[released(2)]

    assert tuple(each.target for each in checked_forecast.forecasts) == TARGETS
    assert checked_forecast.safe.target == Decimal("0.99")
    assert checked_forecast.record is None
    assert look_ahead([], [V2], []) == {}
