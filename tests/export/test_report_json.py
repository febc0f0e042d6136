"""What a program gets that reads a file of comma-separated values."""

import csv
import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from typing import Any, Final

import jsonschema
import pytest

from bot.domain.forecast.forecast import CheckedForecast
from bot.domain.numbers.loss_table import Absent
from bot.domain.numbers.version import Meaning, Version
from bot.domain.report import Report
from bot.domain.trend_history import history_of
from bot.domain.what_if import RaiseAnswer, cover_answer, raise_answer
from bot.export.report_json import COVER, RAISE, REPORT, TREND, cover_json, raise_json, report_json, trend_json
from bot.export.schema import Schema
from bot.mcp.tools.apis import CAN_USE
from tests.blocks.samples import FORESEEN, REPORTS, history
from tests.blocks.test_can import ANSWERS
from tests.blocks.test_golden import COVERS, RAISES
from tests.blocks.test_trend import TRENDS
from tests.domain.break_world import DAY, SINCE, days, report_at
from tests.domain.build import TODAY


def cells_of(content: str | bytes) -> list[list[str]]:
    return list(csv.reader(_opened(content)))


def records_of(content: str | bytes) -> list[dict[str, str]]:
    """Row by row, by the names in the header."""
    return list(csv.DictReader(_opened(content)))


def _opened(content: str | bytes) -> StringIO:
    text = content.decode() if isinstance(content, bytes) else content
    return StringIO(text.removeprefix("\ufeff"), newline="")


def numbers(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [number for inner in value.values() for number in numbers(inner)]
    if isinstance(value, list):
        return [number for inner in value for number in numbers(inner)]
    return [value] if isinstance(value, float) else []


@pytest.mark.parametrize("case", REPORTS)
def test_every_report(case: str) -> None:
    report = REPORTS[case]
    data = json.loads(json.dumps(report_json(report), allow_nan=False))
    versions = [version for row in data["versions"] if (version := Version.read(row["version"]))]

    sums = data.pop("caveats")  # which may be more

    assert all(0 <= number <= 100 for number in numbers(data))
    assert all(number >= 0 for number in numbers(sums))
    assert versions == sorted(versions, reverse=True)
    assert bool(versions) is (report.losses is not None)
    assert [item["label"] for item in data["raw"]] == [item.label for item in report.snapshot.feed.items]
    assert (data["stale_because"] is not None) is (report.stale_because is not None)


def test_without_users_nothing_says_so() -> None:
    data = report_json(REPORTS["shares"])

    assert "users" not in data
    assert "users_below" not in data["versions"][0]


def test_a_report_in_full() -> None:
    data = report_json(REPORTS["shares"])
    newest = data["versions"][0]

    assert data["program"] == {"appid": "wx1234567890abcdef", "alias": "shop", "nickname": "云上商城"}
    assert data["meaning"] == Meaning.SHARE.value
    assert data["taken_at"].endswith("+00:00")
    assert newest["version"] == "3.17.5"
    assert newest["share_percent"] == 21.1
    assert newest["coverage_percent"] == {"low": 21.1, "high": 21.1}
    assert newest["loss_percent"] == {"low": 78.9, "high": 78.9}
    assert data["minimum"] == "2.19.4"
    assert data["loss_at_minimum_percent"] == {"low": 0.02, "high": 0.02}
    assert data["safe_minimum_99"] == "2.33.0"
    assert data["safe_minimum_99_loss_percent"] == {"low": 0.82, "high": 0.82}
    assert data["next_minimum"] == {"version": "3.9.2", "loss_percent": {"low": 3.69, "high": 3.69}}
    assert [row["version"] for row in data["versions"] if row["is_minimum"]] == ["2.19.4"]
    assert data["raw"][0] == {"label": "3.17.5", "percentage": "21.10"}


@pytest.mark.parametrize(
    ("factor", "shown"), [(2.4, 2.4), (0.4, 0.39), (1, None)], ids=["counted higher", "counted lower", "none"]
)
def test_a_break(factor: float, shown: float | None) -> None:
    """Its first day and factor, in every answer about the report; null without one, and once it is the new level."""
    kept = days(factor)
    report = report_at(kept)
    data = report_json(report)
    answer = raise_json(raise_answer(report, report.computed().versions[-1], history_of(kept)))

    assert (
        data["break"] == answer["break"] == (shown and {"since": SINCE.isoformat(), "factor": shown, "unknown": False})
    )
    assert report_json(report_at(days(since=TODAY - 63 * DAY)))["break"] is None


def test_what_is_not_known_is_null() -> None:
    unproved = next(report for report in REPORTS.values() if report.losses is None)
    data = report_json(unproved)

    assert data["versions"] == []
    assert data["loss_at_minimum_percent"] is None
    assert data["unreported_percent"] is None
    assert data["evidence"]


def test_several_meanings_are_named() -> None:
    data = report_json(REPORTS["two-meanings"])
    newest = data["versions"][0]

    assert (data["meaning"], data["fits"]) == ("undetermined", ["below", "at_or_below"])
    assert data["advice"] == {"do": "raise", "version": "1.4.1"}
    assert (newest["share_percent"], newest["loss_percent"]) == (None, {"low": 52.63, "high": 67.11})
    assert data["next_minimum"] == {"version": "1.4.2", "loss_percent": {"low": 0.0, "high": 1.32}}
    assert report_json(REPORTS["shares"])["fits"] == []


@pytest.mark.parametrize("case", RAISES)
def test_every_raise(case: str) -> None:
    answer = RAISES[case]
    data = json.loads(json.dumps(raise_json(answer), allow_nan=False))

    assert data["version"] == answer.version.text
    assert data["loss_percent"]["low"] <= data["loss_percent"]["high"]
    assert (data["loss_percent_week_ago"] is None) is isinstance(answer.cost.week_ago, Absent)
    assert (data["next_lower"] is None) is (answer.lower is None)
    sums = data.pop("caveats")  # which may be more

    assert all(0 <= number <= 100 for number in numbers(data))
    assert all(number >= 0 for number in numbers(sums))


def test_a_raise_in_full() -> None:
    report = REPORTS["shares"]
    earlier = history_of([*history([1, 4]), report.snapshot])
    data = raise_json(raise_answer(report, Version.parse("3.12.0"), earlier))

    assert data["loss_percent"] == {"low": 9.0, "high": 9.0}
    assert data["listed"]
    assert not data["already_guaranteed"]
    assert data["next_higher"]["version"] == "3.15.0"
    assert data["next_higher"]["loss_percent"] == {"low": 21.55, "high": 21.55}


def _foreseen(checked_forecast: CheckedForecast) -> RaiseAnswer:
    known = RAISES["known"]
    return replace(known, cost=replace(known.cost, checked_forecast=checked_forecast))


@pytest.mark.parametrize("case", FORESEEN)
def test_every_forecast(case: str) -> None:
    checked_forecast = FORESEEN[case]
    data = json.loads(json.dumps(raise_json(_foreseen(checked_forecast)), allow_nan=False))["foreseen"]

    assert [each["arrival"] for each in data["targets"]] == [each.arrival.value for each in checked_forecast.forecasts]
    assert [each["target_percent"] for each in data["targets"]] == [99, 95]
    assert len(data["path"]) == len(checked_forecast.safe.path)
    assert (data["record"] is None) is (checked_forecast.record is None)
    assert raise_json(RAISES["known"])["foreseen"] is None


def test_a_forecast_in_full() -> None:
    data = raise_json(_foreseen(FORESEEN["expected"]))["foreseen"]
    expected = {"day": "2026-11-22", "loss_percent": 1.2, "range_percent": {"low": 0.9, "high": 1.6}}

    assert data["made_on"] == "2026-11-23"
    assert data["targets"][0] == {
        "target_percent": 99.0,
        "arrival": "expected",
        "day": "2027-01-12",
        "earliest": "2026-12-28",
        "latest": "2027-02-03",
    }
    assert data["record"] == {
        "compared": 14,
        "within_range": 12,
        "median_error_points": 0.12,
        "newest": {"made_on": "2026-10-26", "expected": expected, "day": "2026-11-23", "loss_percent": 1.3},
    }


@pytest.mark.parametrize("case", COVERS)
def test_every_cover(case: str) -> None:
    answer = COVERS[case]
    data = json.loads(json.dumps(cover_json(answer), allow_nan=False))

    assert data["target_percent"] == float(answer.target * 100)
    assert (data["version"] is None) is (data["coverage_percent"] is None) is (answer.version is None)


def test_tiny_shares_are_not_lost() -> None:
    report: Report = REPORTS["shares"]
    data = cover_json(cover_answer(report, Decimal("0.9998"), history_of([report.snapshot])))

    assert data["target_percent"] == 99.98
    assert data["coverage_percent"] == {"low": 99.98, "high": 99.98}


@pytest.mark.parametrize("case", TRENDS)
def test_every_trend(case: str) -> None:
    answer = TRENDS[case]
    data = json.loads(json.dumps(trend_json(answer), allow_nan=False))

    assert data["days"] == [day.isoformat() for day in answer.days]
    assert all(len(line["coverage_percent"]) == len(data["days"]) for line in data["lines"])
    assert [each["day"] for each in data["left_out"]] == [each.day.isoformat() for each in answer.left_out]
    assert all(each["reasons"] for each in data["left_out"])
    assert bool(data["public_coverage"]) is bool(answer.companion)


def test_a_trend_in_full() -> None:
    data = trend_json(TRENDS["public-for-a-while"])
    (line,) = data["lines"]

    assert (line["version"], line["coverage_percent"][-1], line["since_week_points"]) == ("3.12.0", 91.0, 0.0)
    assert line["now_percent"] == {"low": 91.0, "high": 91.0}
    assert data["public_day"] == "2026-11-22"
    assert data["public_coverage"] == {"version": "3.12.0", "coverage_percent": [*[None] * 5, 94.0, 95.0, 96.0]}
    assert data["tail"] == {
        "version": "3.12.0",
        "loss_percent": 9.0,
        "public_loss_percent": 4.0,
        "older_by_points": 5.0,
    }


def test_a_withdrawal_in_full() -> None:
    fell = {
        "version": "3.8.1",
        "since": "2026-11-21",
        "day": "2026-11-22",
        "before_percent": 84.0,
        "after_percent": 60.1,
    }
    (result,) = trend_json(TRENDS["withdrawal"])["roll_backs"]

    assert (result["version"], result["before_percent"], result["after_percent"]) == ("3.17.5", 21.1, 9.1)
    assert report_json(REPORTS["withdrawn"])["roll_back"] == fell
    assert report_json(REPORTS["shares"])["roll_back"] is None


SAMPLES: Final[Mapping[str, tuple[Schema[Any], Mapping[str, Any]]]] = {
    "report": (REPORT, REPORTS),
    "raise": (RAISE, RAISES),
    "cover": (COVER, COVERS),
    "trend": (TREND, TRENDS),
    "can": (CAN_USE, ANSWERS),
}


@pytest.mark.parametrize("kind", SAMPLES)
def test_results_fit_their_schema(kind: str) -> None:
    """Each has the fields of the schema, also those without a value, and none that only files have."""
    schema, samples = SAMPLES[kind]
    described = schema.json_schema()
    for sample in samples.values():
        result = schema.for_tools(sample)
        jsonschema.validate(result, described, jsonschema.Draft202012Validator)
        assert result.keys() == described["properties"].keys()
        assert {"scale", "roll_back"}.isdisjoint(result)
