"""When a version will be safe, as `raise` and digests show it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from bot.blocks.digest.digest import digest_message
from bot.blocks.kit import limits
from bot.blocks.kit.elements import Message
from bot.blocks.what_if.answers import Reader, raise_message
from bot.domain.digest.digest import MOST_PROGRAMS, Digest
from bot.domain.digest.subscription import EVERY_PART, Part
from bot.domain.forecast.forecast import Arrival, CheckedForecast
from bot.domain.report.report import Report
from bot.domain.trend.history import history_of
from bot.domain.what_if import raise_answer
from bot.i18n import Texts, texts_for
from tests.blocks.checks import block_of
from tests.blocks.forecasts import FORESEEN, SAFE_IN_JANUARY, VERSION, forecast
from tests.blocks.golden import assert_builder
from tests.blocks.samples import DAY, NOW, REPORTS, SUBSCRIPTION, ZONE, history, renamed, report, section_of
from tests.domain.build import v

_EN = texts_for("en")
NEXT = v("3.9.2")
NEXT_IN_JANUARY = replace(SAFE_IN_JANUARY, version=NEXT)


def _raised(checked_forecast: CheckedForecast | None, kept: Report = REPORTS["shares"]) -> Callable[[Texts], Message]:
    answer = raise_answer(kept, VERSION, history_of([*history([1, 4]), kept.snapshot]), {VERSION: checked_forecast})
    return lambda t: raise_message(answer, Reader(t, ZONE, NOW))


def test_golden() -> None:
    """Every arrival, with and without a record; one line in a digest."""
    section = replace(section_of(report(), [1]), forecasts=(NEXT_IN_JANUARY,))
    digest = Digest(SUBSCRIPTION, (section,), due_at=NOW)
    raised = {case: _raised(checked_forecast) for case, checked_forecast in FORESEEN.items()}

    assert_builder("forecast", {**raised, "digest": lambda t: digest_message(digest, t)}, full="expected")


@pytest.mark.parametrize(("as_of", "named"), [(None, "Today"), (DAY, "Then")])
def test_the_chart_is_one_line_up_to_today_and_beyond(as_of: date | None, named: str) -> None:
    """Measured, then expected, without the range; as an area, which begins at zero."""
    message = _raised(FORESEEN["expected"], replace(REPORTS["shares"], as_of=as_of))(_EN)
    block = block_of(message, "data_visualization")
    ((line,), axes) = (block["chart"][part] for part in ("series", "axis_config"))

    assert (block["title"], block["chart"]["type"]) == ("Users below 3.12.0", "area")
    assert axes["x_label"] == "Measured until 23 Nov, then forecast"
    assert axes["categories"] == ["26 Oct", "16 Nov", named, "21 Dec", "18 Jan"]
    assert [line["name"], *(point["value"] for point in line["data"])] == ["3.12.0", 9.0, 9.0, 9.0, 3.12, 1.03]


@pytest.mark.parametrize(
    ("arrival", "named"),
    [(Arrival.NOT_WITHIN_A_YEAR, True), (Arrival.TOO_LITTLE_HISTORY, False), (Arrival.NO_USERS, False)],
)
def test_a_digest_does_not_say_that_nothing_is_known(arrival: Arrival, named: bool) -> None:  # noqa: FBT001
    """What is not known yet is no news."""
    section = replace(section_of(report(), [1]), forecasts=(replace(forecast(arrival), version=NEXT),))
    message = digest_message(Digest(SUBSCRIPTION, (section,), due_at=NOW), _EN)

    assert ("Next:" in str(message.blocks)) is named


@pytest.mark.parametrize(("minimum", "named"), [("3.9.1", True), ("3.9.2", False)])
def test_a_digest_names_no_next_version_that_is_the_minimum(minimum: str, named: bool) -> None:  # noqa: FBT001
    """A decision has come before the forecast."""
    section = replace(section_of(report(minimum=minimum), [1]), forecasts=(NEXT_IN_JANUARY,))
    message = digest_message(Digest(SUBSCRIPTION, (section,), due_at=NOW), _EN)

    assert ("Next:" in str(message.blocks)) is named


def test_digests_of_many_programs_keep_within_slacks_limits() -> None:
    """With a forecast for each."""
    late = replace(forecast(Arrival.NOT_WITHIN_A_YEAR, earliest=SAFE_IN_JANUARY.day), version=v("3.1.0"))
    kept = [renamed(REPORTS["many-versions"], number) for number in range(MOST_PROGRAMS)]
    sections = tuple(replace(section_of(each, range(1, 9)), forecasts=(late,)) for each in kept)

    for count in range(1, MOST_PROGRAMS + 1):
        assert limits.fits(digest_message(Digest(SUBSCRIPTION, sections[:count], due_at=NOW), _EN).blocks)


def test_who_wants_no_movement_gets_no_forecast() -> None:
    """It is one."""
    section = replace(section_of(report(), [1]), forecasts=(NEXT_IN_JANUARY,))
    subscription = replace(SUBSCRIPTION, parts=EVERY_PART - {Part.MOVEMENT})

    assert "Next:" not in str(digest_message(Digest(subscription, (section,), due_at=NOW), _EN).blocks)


def test_of_users_without_a_version_nothing_is_foreseen() -> None:
    """If there are any, the text says so: the loss beside it is a range that holds them."""
    without = texts_for("en")("forecast-certain")

    assert without in str(_raised(FORESEEN["expected"], REPORTS["unreported"])(_EN).blocks)
    assert without not in str(_raised(FORESEEN["expected"])(_EN).blocks)


def test_nothing_is_said_where_nothing_can_be_computed() -> None:
    """Without a forecast there is no sentence about one."""
    assert "99%" not in str(_raised(None)(_EN).blocks)
