"""What an earlier day would have brought."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.digest.digest import DigestSection, digest_section
from bot.domain.numbers.course import judge_all
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.replay import replayed
from bot.domain.report.report import Report
from tests.blocks.alerts.test_alerts import about
from tests.domain.build import PROGRAM, TODAY, Number, snapshot_of

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
LOSS, MINIMUM, WITHDRAWAL = about("loss > 1% at 3.0.0"), about("minimum changed"), about("rollback")


def losses(*percents: Number) -> list[Snapshot]:
    """A loss a week, the last one on TODAY."""
    first = TODAY - WEEK * (len(percents) - 1)
    rows = [{"2.9.0": percent, "3.0.0": f"{60 - float(percent)}", "3.8.0": 40} for percent in percents]
    return judge_all(snapshot_of(row, first + WEEK * number, minimum="2.0.0") for number, row in enumerate(rows))


def seen(kept: list[Snapshot], *, on: date = TODAY) -> DigestSection:
    """A digest's part of the day of the last snapshot."""
    return digest_section(Report(PROGRAM, kept[-1], as_of=on), kept[:-1])


@pytest.mark.parametrize(
    ("percents", "came_true"),
    [
        (("0.5", "1.5"), True),
        (("1.5", "1.6"), False),
        (("1.5", "0.95", "1.5"), False),
        (("1.5", "0.5", "1.5"), True),
        (("1.5",), True),
        (("0.5",), False),
    ],
)
def test_alerts_come_true_once(percents: tuple[Number, ...], came_true: bool) -> None:  # noqa: FBT001
    """One that held already, or had not clearly returned, is not repeated."""
    replay = replayed(seen(losses(*percents)), losses(*percents), [LOSS])

    assert replay.alerts is not None
    assert [each.alert for each in replay.alerts] == [LOSS] * came_true


def test_each_alert_is_held_against_the_day() -> None:
    """A minimum that changed comes true, what did not happen does not."""
    kept = losses("0.5", "0.5")
    kept[-1] = replace(kept[-1], feed=replace(kept[-1].feed, minimum="3.0.0"))
    replay = replayed(seen(kept), kept, [LOSS, MINIMUM, WITHDRAWAL])
    (found,) = replay.alerts or ()

    assert found.alert == MINIMUM
    assert (str(found.crossing.minimum_before), str(found.crossing.minimum_after)) == ("2.0.0", "3.0.0")


def test_a_day_without_a_reading() -> None:
    """Nothing can come true on it; earlier days still count."""
    kept = losses("0.5", "1.5")
    replay = replayed(seen(kept, on=TODAY + DAY), kept, [LOSS])

    assert replay.alerts is None
    assert replay.section == seen(kept, on=TODAY + DAY)
