"""When a version will be safe, as people read it: in `raise` and in digests."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.blocks import limits
from bot.blocks.digest import digest_message
from bot.blocks.forecast import forecast_lines
from bot.blocks.raise_ import raise_message
from bot.domain.digest import MOST_PROGRAMS, Digest
from bot.domain.distribution import Bounds
from bot.domain.forecast import Arrival
from bot.domain.report import raise_answer
from bot.domain.subscription import EVERY_PART, Part
from bot.i18n import LOCALES, texts_for
from tests.blocks.forecasts import FORESEEN, SAFE_IN_JANUARY, VERSION, forecast
from tests.blocks.golden import as_json, assert_golden
from tests.blocks.samples import NOW, ORDER, REPORTS, ZONE, history, renamed, report, section_of

_EN = texts_for("en")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("case", FORESEEN)
def test_golden(case: str, locale: str) -> None:
    """Every arrival in each language, with a record and without."""
    kept = REPORTS["shares"]
    assert kept.distribution
    answer = replace(raise_answer(kept, kept.distribution, VERSION, history([1, 4])), foreseen=FORESEEN[case])
    message = raise_message(answer, texts_for(locale), ZONE, now=NOW)

    assert_golden("forecast", case, locale, as_json(message))


@pytest.mark.parametrize("locale", LOCALES)
def test_a_digest_says_when_the_next_version_will_be_safe(locale: str) -> None:
    """In one line."""
    section = replace(section_of(report(), [1]), next_safe=SAFE_IN_JANUARY)

    message = digest_message(Digest(ORDER, (section,), due_at=NOW), texts_for(locale))
    assert_golden("forecast", "digest", locale, as_json(message))


@pytest.mark.parametrize(
    ("arrival", "said"),
    [(Arrival.NOT_WITHIN_A_YEAR, True), (Arrival.TOO_LITTLE_HISTORY, False), (Arrival.NOBODY_YET, False)],
)
def test_a_digest_does_not_say_that_nothing_is_known(arrival: Arrival, said: bool) -> None:  # noqa: FBT001
    """What is not known yet is no news."""
    section = replace(section_of(report(), [1]), next_safe=forecast(arrival))
    message = digest_message(Digest(ORDER, (section,), due_at=NOW), _EN)

    assert ("Next one up" in str(message.blocks)) is said


def test_digests_of_many_programs_keep_within_slacks_limits() -> None:
    """With a forecast for each."""
    late = forecast(Arrival.NOT_WITHIN_A_YEAR, earliest=SAFE_IN_JANUARY.day)
    kept = [renamed(REPORTS["many-versions"], number) for number in range(MOST_PROGRAMS)]
    sections = tuple(replace(section_of(each, range(1, 9)), next_safe=late) for each in kept)

    for count in range(1, MOST_PROGRAMS + 1):
        assert limits.fits(digest_message(Digest(ORDER, sections[:count], due_at=NOW), _EN).blocks)


def test_who_wants_no_movement_gets_no_forecast() -> None:
    """It is one."""
    section = replace(section_of(report(), [1]), next_safe=SAFE_IN_JANUARY)
    order = replace(ORDER, parts=EVERY_PART - {Part.MOVEMENT})

    assert "Next one up" not in str(digest_message(Digest(order, (section,), due_at=NOW), _EN).blocks)


@pytest.mark.parametrize("locale", LOCALES)
def test_of_users_without_a_version_nothing_is_foreseen(locale: str) -> None:
    """Which is said where there are some: the loss beside it is a range that holds them."""
    lines = forecast_lines(FORESEEN["expected"], Bounds(Decimal("0.025"), Decimal("0.031")), texts_for(locale))

    assert_golden("forecast", "without-a-version", locale, lines)


def test_nothing_is_said_where_nothing_can_be_computed() -> None:
    """An undetermined feed has no forecast."""
    assert forecast_lines(None, Bounds(Decimal(0), Decimal(0)), _EN) == []
