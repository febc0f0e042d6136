"""What happened to a program in a digest's week."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.digest.comparison import EventKind
from bot.domain.digest.digest import digest_section
from bot.domain.numbers.judgement import Suspicion
from tests.domain.break_world import days, report_at
from tests.domain.build import EITHER_WAY, FITS_NOTHING, TODAY, Rows, report_of, snapshot_of, suspected, v

BEFORE = {"2.30.0": "0.5", "3.0.0": "0.7", "3.1.0": "18.8", "3.2.0": "80"}


@pytest.mark.parametrize(
    ("now", "minimum", "kind", "version"),
    [
        (BEFORE, "2.30.0", None, None),
        ({**BEFORE, "2.30.0": "0.2", "3.1.0": "19.1"}, "2.30.0", EventKind.NOW_SAFE, "3.1.0"),
        ({**BEFORE, "2.30.0": "1.1", "3.1.0": "18.2"}, "2.30.0", EventKind.NO_LONGER_SAFE, "3.0.0"),
        (BEFORE, "3.0.0", EventKind.RAISED, "3.0.0"),
        (BEFORE, "2.20.0", EventKind.LOWERED, "2.20.0"),
        ({"2.30.0": "0.5", "3.0.0": "0.7", "3.2.0": "98.8"}, "2.30.0", EventKind.WITHDRAWN, "3.1.0"),
        (EITHER_WAY, "2.30.0", None, None),
        (FITS_NOTHING, "2.30.0", EventKind.ATTENTION, None),
    ],
)
def test_event(now: Rows, minimum: str, kind: EventKind | None, version: str | None) -> None:
    """One per kind, with its version; none in a quiet week."""
    week_ago = snapshot_of(BEFORE, TODAY - timedelta(weeks=1), minimum="2.30.0")
    event = digest_section(report_of(now, minimum=minimum), [week_ago]).event

    assert (event.kind if event else None, event.version if event else None) == (kind, v(version) if version else None)


def test_what_is_doubtful_needs_attention() -> None:
    """Before anything else that they say."""
    doubtful = suspected(report_of(BEFORE, minimum="3.0.0"), Suspicion.LOW_TOTAL)
    event = digest_section(doubtful, [snapshot_of(BEFORE, TODAY - timedelta(weeks=1), minimum="2.30.0")]).event

    assert event
    assert event.kind is EventKind.ATTENTION


def test_a_first_digest_has_no_event() -> None:
    """There is nothing to compare with."""
    section = digest_section(report_of(BEFORE, minimum="2.30.0"), [])

    assert (section.event, section.first) == (None, True)


def test_a_minimum_raised_in_a_break() -> None:
    """With what it cost before and by what is counted now."""
    kept, version = days(), v("3.150.0")
    report = report_at([*kept[:-1], replace(kept[-1], feed=replace(kept[-1].feed, minimum=version.text))])
    earlier = [replace(each, feed=replace(each.feed, minimum="3.140.0")) for each in kept[-141:-1]]
    event = digest_section(report, earlier).event

    assert event
    assert event.loss
    assert (event.kind, event.loss) == (EventKind.RAISED, report.loss(version))
    assert event.loss.low < event.loss.high
