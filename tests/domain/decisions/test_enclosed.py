"""What a proposer encloses."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from bot.domain.decisions.evidence import Caution
from bot.domain.decisions.proposable import cautions_that_hold
from bot.domain.forecast.forecast import Arrival, Expected, Forecast
from bot.domain.plain import as_object
from bot.domain.scan.scan import GivenScan, Outcome, typed_scan
from bot.errors import NoVerdict
from tests.domain.build import v
from tests.domain.decisions.build import BOB, DAY, EVIDENCE, NOW, expected

GIVEN: Final = GivenScan(Outcome.PASSED, v("3.8.0"), None, 0, "ab" * 20, NOW)


def line(**changed: object) -> str:
    """What `baselib scan --verdict` prints."""
    return json.dumps(as_object(GIVEN) | changed)


def test_a_pasted_line() -> None:
    """As printed or with a phone's quotes; it belongs to the person who pasted it."""
    for text in (line(), f"  {line()}\n", line(given_by="U0ADMIN").replace('"', "“")):
        given = typed_scan(text, given_by=BOB)
        assert given
        assert given.given_by == BOB
        assert (given.outcome, given.to_run, given.commit, given.at) == (Outcome.PASSED, v("3.8.0"), "ab" * 20, NOW)
    assert typed_scan(" \n", given_by=BOB) is None


@pytest.mark.parametrize(
    "text",
    [
        "passed",
        "[]",
        "{}",
        "[" * 900,
        line(outcome="great"),
        line(to_run="three"),
        line(to_run=3.8),
        line(unjudged=-1),
        line(unjudged=True),
        line(unjudged="2"),
        line(commit="main"),
        line(commit=7),
        line(at="2026-11-27T10:00:00"),
        line(at="yesterday"),
    ],
)
def test_no_verdict(text: str) -> None:
    """Anything else is refused, with a sentence."""
    with pytest.raises(NoVerdict):
        typed_scan(text, given_by=BOB)


def test_a_scan_that_needs_no_more() -> None:
    """Voters are warned only where it needs more than what is proposed."""
    assert cautions_that_hold({}, GIVEN, v("3.8.0"), now=NOW) == ()
    assert cautions_that_hold({}, replace(GIVEN, to_run=None), v("3.7.12"), now=NOW) == ()
    assert cautions_that_hold({}, GIVEN, v("3.7.12"), now=NOW) == (Caution.SCAN_NEEDS_MORE,)


def test_the_forecast_for_a_day() -> None:
    """Between the weeks around it; none where there is no forecast."""
    weeks = tuple(expected(days, loss, "0.2", "1.4") for days, loss in ((7, "1.4"), (14, "0.7"), (21, "0.7")))
    forecast = Forecast(EVIDENCE.version, EVIDENCE.loss.low, DAY, Arrival.EXPECTED, weeks=weeks)

    assert forecast.on(DAY + timedelta(days=10)) == expected(10, "1.1", "0.2", "1.4")
    assert forecast.on(DAY + timedelta(days=14)) == weeks[1]
    assert forecast.on(DAY + timedelta(days=3)) is None
    assert forecast.on(DAY + timedelta(days=22)) is None
    assert isinstance(forecast.on(DAY + timedelta(days=21)), Expected)
