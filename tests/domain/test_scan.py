"""What a scan demands, and whether it passes."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.can.features import Platform
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.judgement import Break
from bot.domain.numbers.version import Version
from bot.domain.scan.findings import Accepted, Doubt, Finding, Found, Kind, Notice, Place, Severity, Skipped, Unjudged
from bot.domain.scan.scan import Outcome, Scan, Verdict
from bot.errors import TooBusy
from tests.domain.break_world import days, report_at
from tests.domain.build import FITS_NOTHING, TODAY, Rows, in_break, report_of, v, versions

ROWS: Rows = {"3.0.0": "90", "2.20.0": "8", "2.0.0": "2"}


def finding(
    name: str, minimum: str, uses: str = "-", *, in_plugin: bool = False, severity: Severity = Severity.BREAKS
) -> Finding:
    """A finding with a use per letter: `+` guarded, `-` not."""
    found = tuple(Found(Place("a.js", line, 1), guarded=sign == "+") for line, sign in enumerate(uses, 1))
    needed = v(minimum) if minimum else None
    return Finding(Kind.API, name, needed, found, in_plugin=in_plugin, severity=severity)


def scan_of(*findings: Finding) -> Scan:
    return Scan(Platform.MINI_PROGRAM, (), 1, findings)


def test_required_minimum() -> None:
    scan = scan_of(
        finding("a", "2.10.0", "+-"),
        finding("b", "3.1.0", "++"),
        finding("c", "3.2.0", severity=Severity.HARMLESS),
        finding("d", ""),
        finding("e", "2.9.0"),
        finding("f", "2.10.0"),
    )

    needs = scan.to_run

    assert (needs.program, needs.plugin, needs.highest) == (v("2.10.0"), None, v("2.10.0"))
    assert [each.name for each in needs.demanding] == ["a", "f"]
    assert needs.without_them == v("2.9.0")
    assert scan.findings[0].first == Place("a.js", 2, 1)
    assert scan.findings[1].first == Place("a.js", 1, 1)


def test_a_plugin_is_kept_apart() -> None:
    needs = scan_of(finding("a", "2.10.0"), finding("a", "2.12.0", in_plugin=True)).to_run

    assert (needs.program, needs.plugin, needs.highest) == (v("2.10.0"), v("2.12.0"), v("2.12.0"))
    assert needs.without_them == v("2.10.0")


def test_nothing_is_demanded() -> None:
    verdict = Verdict(scan_of(finding("a", "")), report_of(ROWS), max_loss=Decimal(0), max_minimum=v("1.0.0"))

    assert (verdict.needs.highest, verdict.needs.demanding, verdict.needs.without_them) == (None, (), None)
    assert verdict.loss(None) == Bounds(Decimal(0), Decimal(0))
    assert verdict.outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("minimum", "most", "passed"),
    [("2.20.0", "0.02", True), ("2.20.0", "0.019", False), ("3.0.0", "0.1", True), ("3.0.1", "0.5", False)],
)
def test_loss(minimum: str, most: str, passed: bool) -> None:  # noqa: FBT001
    assert Verdict(scan_of(finding("a", minimum)), report_of(ROWS), max_loss=Decimal(most)).outcome is (
        Outcome.PASSED if passed else Outcome.FAILED
    )


def test_uncertain_loss() -> None:
    half = report_of({"3.0.0": "0.9", "2.0.0": "0.02", "初始值": "0.08"})
    verdict = Verdict(scan_of(finding("a", "3.0.0")), half, max_loss=Decimal("0.05"))

    assert verdict.loss(v("3.0.0")) == Bounds(Decimal("0.02"), Decimal("0.10"))
    assert verdict.outcome is Outcome.FAILED


def test_the_minimum_set_guarantees_it() -> None:
    for needed, guaranteed in (("2.20.0", True), ("2.20.1", False), ("", True)):
        verdict = Verdict(scan_of(finding("a", needed)), report_of(ROWS, minimum="2.20.0"), max_loss=Decimal("0.01"))
        assert (verdict.guaranteed, verdict.outcome is Outcome.PASSED) == (guaranteed, guaranteed)
    assert not Verdict(scan_of(finding("a", "2.20.0")), report_of(ROWS)).guaranteed


def test_unknown_loss() -> None:
    scan = scan_of(finding("a", "2.0.0"))
    unproved = Verdict(scan, report_of(FITS_NOTHING, minimum="3.0.0"), max_loss=Decimal(1))
    unread = Verdict(scan, failure=TooBusy(), max_loss=Decimal(1))

    assert (unproved.undetermined, unproved.outcome) == (True, Outcome.FAILED)
    assert (unread.undetermined, unread.outcome) == (True, Outcome.FAILED)
    assert Verdict(scan, failure=TooBusy()).outcome is Outcome.PASSED


@pytest.mark.parametrize(("factor", "passed"), [(2.4, False), (0.4, False), (1, True)])
def test_a_break(factor: float, passed: bool) -> None:  # noqa: FBT001
    """The worse of before and now counts: 0.9 % before, and 1.7 % or 0.7 % as WeChat counts now."""
    scan, most = scan_of(finding("a", "3.163.0")), Decimal("0.008") if factor < 1 else Decimal("0.01")
    verdict = Verdict(scan, report_at(days(factor)), max_loss=most)

    assert verdict.outcome is (Outcome.PASSED if passed else Outcome.FAILED)


@pytest.mark.parametrize(("factor", "minimum", "passed"), [(2.4, "", True), (0.4, "", False), (0.4, "2.20.0", True)])
def test_a_break_without_what_was_before(factor: float, minimum: str, passed: bool) -> None:  # noqa: FBT001
    report = in_break(report_of(ROWS, minimum=minimum), Break(TODAY, None, factor))
    verdict = Verdict(scan_of(finding("a", "2.20.0")), report, max_loss=Decimal("0.02"))

    assert (verdict.undetermined, verdict.outcome is Outcome.PASSED) == (not passed, passed)


def test_a_version_released_in_a_break() -> None:
    """Where a part is counted, what it costs is not known; an older one costs no more than a newer one."""
    report, most = report_at(days(0.4)), Decimal("0.1")
    newest = report.snapshot.feed.versions[-1][0]
    loss = report.loss(newest)
    verdict = Verdict(scan_of(finding("a", newest.text)), report, max_loss=most)

    assert loss
    assert loss.high <= most
    assert (verdict.undetermined, verdict.outcome) == (True, Outcome.FAILED)


def test_what_needs_nothing_passes_in_a_break() -> None:
    report = in_break(report_of(ROWS), Break(TODAY, None, 0.4))

    assert Verdict(scan_of(), report, max_loss=Decimal("0.02")).outcome is Outcome.PASSED


@pytest.mark.parametrize(("most", "passed"), [("2.20.0", True), ("2.20.1", True), ("2.19.9", False)])
def test_highest_minimum(most: str, passed: bool) -> None:  # noqa: FBT001
    assert Verdict(scan_of(finding("a", "2.20.0")), max_minimum=v(most)).outcome is (
        Outcome.PASSED if passed else Outcome.FAILED
    )


def test_no_limits() -> None:
    assert Verdict(scan_of(finding("a", "99.0.0")), report_of(ROWS)).outcome is Outcome.PASSED


@given(st.lists(st.tuples(versions, st.booleans()), max_size=8))
def test_guarding_only_ever_lowers_it(uses: list[tuple[Version, bool]]) -> None:
    real = [(version, flag) for version, flag in uses if version.parts]
    findings = [finding(str(number), str(version), "+" if flag else "-") for number, (version, flag) in enumerate(real)]
    needs = scan_of(*findings).to_run

    assert (needs.highest is None) == all(flag for _, flag in real)
    if needs.highest is not None and needs.without_them is not None:
        assert needs.without_them < needs.highest


def test_breaking_and_degrading() -> None:
    scan = scan_of(finding("a", "2.10.0"), finding("b", "2.30.0", severity=Severity.DEGRADES))
    limit = v("2.20.0")

    assert (scan.to_run.highest, scan.whole.highest) == (v("2.10.0"), v("2.30.0"))
    assert Verdict(scan, max_minimum=limit).outcome is Outcome.PASSED
    assert Verdict(scan, max_minimum=limit, fail_on=Severity.DEGRADES).outcome is Outcome.FAILED


def test_what_is_accepted_demands_nothing() -> None:
    place = Place("a.js", 1, 1)
    accepted = Finding(Kind.API, "a", v("2.10.0"), (Found(place, guarded=False, accepted=Accepted.COMMENT),))

    assert scan_of(accepted).to_run.highest is None


DOUBTS: Final = tuple(Unjudged(doubt, doubt.value, (Place("a.js", 1, 1),)) for doubt in Doubt)


@pytest.mark.parametrize("doubt", DOUBTS, ids=list(Doubt))
def test_what_could_not_be_judged_passes_no_limit(doubt: Unjudged) -> None:
    """It may need more, unless it only degrades and that is not counted, or it is allowed."""
    scan = Scan(Platform.MINI_PROGRAM, (), 1, (), (doubt,))
    strict = Verdict(scan, max_minimum=v("2.20.0"), fail_on=Severity.DEGRADES)

    assert strict.outcome is Outcome.UNJUDGED
    assert replace(strict, allow_unjudged=True).outcome is Outcome.PASSED
    assert (replace(strict, fail_on=Severity.BREAKS).outcome is Outcome.UNJUDGED) == doubt.may_break
    assert Verdict(scan).outcome is Outcome.PASSED
    assert Verdict(scan, report_of(ROWS), max_loss=Decimal(1)).outcome is Outcome.PASSED


@pytest.mark.parametrize("reason", list(Skipped))
def test_what_could_not_be_read_passes_no_limit(reason: Skipped) -> None:
    scan = Scan(Platform.MINI_PROGRAM, (), 1, (), notices=(Notice("a.js", reason),))
    expected = Outcome.PASSED if reason is Skipped.BAD_IGNORE else Outcome.UNJUDGED

    assert Verdict(scan, max_minimum=v("2.20.0")).outcome is expected


def test_a_failure_counts_more_than_a_doubt() -> None:
    scan = Scan(Platform.MINI_PROGRAM, (), 1, (finding("a", "2.30.0"),), DOUBTS)

    assert Verdict(scan, max_minimum=v("2.20.0")).outcome is Outcome.FAILED
