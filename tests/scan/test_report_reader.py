"""Users from a file that `baselib report --json` wrote."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from bot.domain.numbers.judgement import Break, Suspicion
from bot.domain.numbers.version import Meaning, Version
from bot.domain.report.report import rows
from bot.errors import BadScan
from bot.export.report_json import report_json
from bot.scan.readers import read_report_file
from tests.domain.break_world import days, report_at
from tests.domain.build import FITS_NOTHING, TODAY, Number, in_break, read_as, report_of, share_rows, suspected, v


def file_of(data: Any) -> bytes:
    """As it is printed."""
    return json.dumps(data, ensure_ascii=False, indent=2).encode()


@given(share_rows())
def test_a_report_comes_back(sent: list[tuple[str, Number]]) -> None:
    """What a report prints is what its users were, to the last digit."""
    report = report_of(sent, minimum="2.0.0")

    assert read_report_file(file_of(report_json(report)), "a.json") == report


def test_every_meaning_comes_back() -> None:
    """Also cumulative numbers, odd labels, and numbers that prove nothing."""
    for meaning in Meaning:
        report = report_of({"2.0.0": "0.2", "3.0.0": "0.7", "初始值": "0.1"}, reading=read_as(meaning))
        again = read_report_file(file_of(report_json(report)), "a.json")
        assert (again.program, again.distribution, again.minimum) == (
            report.program,
            report.distribution,
            report.minimum,
        )


@pytest.mark.parametrize("sent", [{"3.0.0": "0"}, FITS_NOTHING])
def test_why_there_is_no_loss_comes_back(sent: dict[str, Number]) -> None:
    """A program without users is not one of unclear numbers."""
    report = report_of(sent, minimum="2.0.0")
    again = read_report_file(file_of(report_json(report)), "a.json")

    assert (type(again.uncomputed), again.judgement.numbers) == (type(report.uncomputed), report.judgement.numbers)


def test_a_file_with_a_mark_in_front() -> None:
    """Some shells write one."""
    report = report_of({"3.0.0": "1"}, minimum="3.0.0")
    again = read_report_file(b"\xef\xbb\xbf" + file_of(report_json(report)), "a.json")

    assert (again.program.name, again.minimum) == ("shop", v("3.0.0"))


def test_what_looked_wrong_comes_back() -> None:
    """A gate must not hide it; a remembered reading is in no file."""
    report = suspected(report_of({"3.0.0": "100"}), Suspicion.SINGLE_VERSION, Suspicion.CONTRADICTS)
    again = read_report_file(file_of(report_json(report)), "a.json")

    assert again.suspicions == (Suspicion.SINGLE_VERSION,)
    assert again.safe_minimum is report.safe_minimum is None


@pytest.mark.parametrize("factor", [2.4, 0.4])
def test_a_break_comes_back(factor: float) -> None:
    """With what was before: at a listed version to the last digit printed, at another no less."""
    report = report_at(days(factor, minimum="3.1.0"))
    again = read_report_file(file_of(report_json(report)), "a.json")

    assert again.broken
    assert report.broken
    assert again.broken.found == replace(report.broken.found, factor=again.broken.found.factor)
    assert again.broken.found.factor == pytest.approx(factor, abs=0.05)
    assert again.safe_minimum == report.safe_minimum
    for row in rows(report):
        loss = again.loss(row.version)
        assert loss
        assert loss.low == pytest.approx(row.loss.low, abs=Decimal("1e-8"))
        assert loss.high == pytest.approx(row.loss.high, abs=Decimal("1e-8"))
        between = Version((*row.version.parts, 1))
        here, there = report.loss(between), again.loss(between)
        assert here
        assert there
        assert here.high <= there.high + Decimal("1e-8")


def test_a_break_without_what_was_before() -> None:
    """It is still said, and nothing but what is counted now is known."""
    report = in_break(report_of({"3.0.0": "99", "2.0.0": "1"}), Break(TODAY, None, 2.4))
    again = read_report_file(file_of(report_json(report)), "a.json")

    assert again.broken
    assert (again.broken.open, again.in_break, again.loss(v("3.0.0"))) == (True, None, report.loss(v("3.0.0")))


BREAK = {"since": "2026-11-01", "factor": 2}
GOOD = report_json(report_of({"3.0.0": "90", "2.0.0": "10"}))


@pytest.mark.parametrize(
    "data",
    [
        [], None, 1, "a", {}, GOOD | {"raw": 1}, GOOD | {"raw": [1]}, GOOD | {"meaning": "moon"},
        GOOD | {"raw": [{"label": "3.0.0", "percentage": "much"}]}, GOOD | {"raw": [{"label": "3.0.0"}]},
        GOOD | {"raw": [{"label": "3.0.0", "percentage": "NaN"}]}, GOOD | {"program": None}, GOOD | {"program": "shop"},
        GOOD | {"raw": [{"label": "3.0.0", "percentage": "-1"}]}, GOOD | {"scale": None}, GOOD | {"evidence": []},
        GOOD | {"break": 1}, GOOD | {"break": {"since": "2026-11-01"}}, GOOD | {"break": {"since": "x", "factor": 2}},
        GOOD | {"break": BREAK, "versions": [{}]},
        GOOD | {"break": BREAK, "versions": [{"version": "1", "loss_percent_before": 1}]},
        GOOD | {"suspicions": ["odd"]}, GOOD | {"taken_at": "2026-11-23T04:00:00"}, GOOD | {"taken_at": 3},
    ],
)  # fmt: skip
def test_something_else(data: Any) -> None:
    """A file that holds no report is named, whatever it holds."""
    with pytest.raises(BadScan) as refused:
        read_report_file(file_of(data), "a.json")
    assert refused.value.params == {"part": "shares", "text": "a.json"}


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b"[" * 200_000])
def test_no_json(text: bytes) -> None:
    """So is one that is no JSON."""
    with pytest.raises(BadScan):
        read_report_file(text, "a.json")
