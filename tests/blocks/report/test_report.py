"""What a breakdown offers, to whom."""

from dataclasses import replace
from typing import Final

import pytest

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.report.report import breakdown
from bot.blocks.report.report_text import headline
from bot.domain.numbers.suspicion import Suspicion
from bot.domain.report.report import Report
from bot.i18n import texts_for
from tests.blocks.checks import action_ids, block_of
from tests.blocks.samples import DAY, NOW, REFUSED, REPORTS, SHOP, ZONE, report
from tests.domain.build import v

T = texts_for("en")


def _version_cells(report: Report, *, all_versions: bool = False) -> list[str]:
    message = breakdown(report, T, ZONE, now=NOW, all_versions=all_versions)
    return [row[0]["text"] for row in block_of(message, "data_table")["rows"][1:]]


ONE: Final = {"3.1.0": "60", "3.0.0": "39.5", "2.9.0": "0.4", "2.8.0": "0.1"}


@pytest.mark.parametrize(
    ("shown", "says"),
    [
        (report(ONE, minimum="2.9.0"), "Raise the minimum to 3.0.0: 0.5% of users are cut off."),
        (report(ONE, minimum="3.0.0"), "Keep 3.0.0: no higher minimum keeps 99% of users. 0.5% of users are cut off"),
        (report(ONE, minimum="3.1.0"), "The minimum, 3.1.0, cuts off 40.0% of users; 3.0.0 would keep 99%."),
        (replace(report(ONE, minimum="2.9.0"), as_of=DAY), "The minimum base library is 2.9.0"),
        (replace(report(ONE, minimum="2.9.0"), stale_because=REFUSED), "The minimum base library is 2.9.0"),
        (replace(report(ONE, minimum="2.9.0"), suspicions=(Suspicion.LOW_TOTAL,)), "The minimum base library is 2.9.0"),
        (report(ONE, minimum=""), "WeChat reports no minimum"),
    ],
    ids=["raise", "keep", "too high", "an earlier day", "old numbers", "doubtful numbers", "no minimum"],
)
def test_the_decision_comes_first(shown: Report, says: str) -> None:
    """Nothing is recommended on numbers of another day or on doubtful ones."""
    assert headline(shown, T).startswith(says)


def test_one_person_can_do_everything() -> None:
    """Refresh, share, subscribe and ask what if."""
    assert action_ids(breakdown(REPORTS["shares"], T, ZONE, now=NOW)) == [
        controls.REPORT_REFRESH,
        controls.REPORT_SHARE,
        controls.DIGEST_SUBSCRIBE,
        controls.REPORT_WHAT_IF,
        controls.REPORT_EXPORT,
    ]


def test_an_earlier_day_offers_nothing_about_now() -> None:
    """It can be neither refreshed nor ordered every week; whatever else is pressed is about that day again."""
    message = breakdown(replace(REPORTS["many-versions"], as_of=DAY), T, ZONE, now=NOW)
    share, every, what_if, export = block_of(message, "actions")["elements"]
    that_day = Control(SHOP.appid, day=DAY, choice=controls.THEN)

    assert [element["action_id"] for element in (share, every, what_if, export)] == [
        controls.REPORT_SHARE,
        controls.REPORT_ALL,
        controls.REPORT_WHAT_IF,
        controls.REPORT_EXPORT,
    ]
    assert Control.decode(share["value"]) == Control.decode(every["value"]) == that_day
    assert Control.decode(what_if["options"][0]["value"]) == replace(that_day, version=v("3.39.0"))
    assert Control.decode(export["options"][0]["value"]) == replace(that_day, text="csv")


def test_a_shared_earlier_day_opens_that_day() -> None:
    """Whoever opens it in the channel sees what was shared, and not today's numbers."""
    message = breakdown(replace(REPORTS["shares"], as_of=DAY), T, ZONE, now=NOW, shared_by="U0SHARER")
    (opens,) = block_of(message, "actions")["elements"]

    assert Control.decode(opens["value"]) == Control(SHOP.appid, day=DAY, choice=controls.THEN)


@pytest.mark.parametrize(("case", "kinds"), [("shares", 4), ("undetermined", 3)])
def test_what_can_be_taken_away(case: str, kinds: int) -> None:
    """Every kind of file; without a proved meaning none that would need one."""
    *_, export = block_of(breakdown(REPORTS[case], T, ZONE, now=NOW), "actions")["elements"]
    offered = [Control.decode(option["value"]).text for option in export["options"]]

    assert len(offered) == kinds
    assert ("browserslist" in offered) is (case == "shares")


def test_all_versions_is_offered_only_when_some_are_folded() -> None:
    """And no longer once they are unfolded."""
    folded, unfolded = (
        action_ids(breakdown(REPORTS["many-versions"], T, ZONE, now=NOW, all_versions=every)) for every in (False, True)
    )

    assert controls.REPORT_ALL in folded
    assert controls.REPORT_ALL not in unfolded


def test_a_shared_breakdown_can_only_be_opened() -> None:
    """What stands in the channel has no buttons that would change it for everybody."""
    message = breakdown(REPORTS["many-versions"], T, ZONE, now=NOW, shared_by="U0SHARER")

    assert action_ids(message) == [controls.REPORT_OPEN]


def test_it_is_not_shared_twice() -> None:
    """Once shared, the button is gone."""
    assert controls.REPORT_SHARE not in action_ids(breakdown(REPORTS["shares"], T, ZONE, now=NOW, shared=True))


def test_buttons_name_what_is_shown() -> None:
    """Share and All versions act on the day shown, not on the newest; a version is chosen with its program."""
    message = breakdown(REPORTS["many-versions"], T, ZONE, now=NOW)
    refresh, share, every, _, what_if, _ = block_of(message, "actions")["elements"]

    assert Control.decode(refresh["value"]) == Control(SHOP.appid)
    assert Control.decode(share["value"]) == Control.decode(every["value"]) == Control(SHOP.appid, day=DAY)
    assert Control.decode(what_if["options"][0]["value"]) == Control(SHOP.appid, version=v("3.39.0"))


def test_nothing_is_asked_what_if_without_a_loss() -> None:
    """Numbers that prove nothing offer no choice of minimums."""
    assert controls.REPORT_WHAT_IF not in action_ids(breakdown(REPORTS["undetermined"], T, ZONE, now=NOW))


@pytest.mark.parametrize(
    ("case", "marked"),
    [
        ("shares", "2.19.4 (minimum now)"),
        ("deep-minimum", "3.30.0 and older (31 versions; minimum now: 3.26.0)"),
        ("many-versions", "3.30.0 and older (31 versions; minimum now: 3.1.0)"),
    ],
)
def test_the_minimum_is_marked(case: str, marked: str) -> None:
    """Wherever it lies, folded or not, and only once."""
    assert [cell for cell in _version_cells(REPORTS[case]) if "minimum" in cell] == [marked]


def test_versions_are_newest_first() -> None:
    """Numerically: 3.10 is above 3.9."""
    assert _version_cells(REPORTS["many-versions"], all_versions=True)[28:31] == ["3.11.0", "3.10.0", "3.9.0"]


@pytest.mark.parametrize("case", ["shares", "many-versions", "unreported", "undetermined"])
def test_numbers_sort_as_numbers(case: str) -> None:
    """Every cell of a column of numbers is a number, or Slack would sort it as text."""
    table = block_of(breakdown(REPORTS[case], T, ZONE, now=NOW), "data_table")

    for column in list(zip(*table["rows"][1:], strict=True))[1:]:
        assert {cell["type"] for cell in column} == {"raw_number"}


def test_the_shares_of_the_table_are_all_there() -> None:
    """Folding loses nobody."""
    table = block_of(breakdown(REPORTS["many-versions"], T, ZONE, now=NOW), "data_table")

    assert sum(row[1]["value"] for row in table["rows"][1:]) == pytest.approx(100)
