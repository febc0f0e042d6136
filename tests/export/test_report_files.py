"""Breakdowns as JSON and as browserslist's custom usage statistics."""

import json
import tracemalloc
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.access import SYSTEM, AuditAction, AuditEntry
from bot.domain.numbers.judgement import Suspicion
from bot.domain.numbers.snapshot import Users, Visible
from bot.domain.numbers.version import Meaning
from bot.domain.programs import Program
from bot.domain.report import Report, rows
from bot.errors import MeaningUnproved, NoUsageData
from bot.export import Format
from bot.export.report_files import (
    COLUMNS,
    HISTORY_COLUMNS,
    audit_file,
    browserslist_stats,
    file_name,
    history_csv,
    history_file,
    report_csv,
    report_file,
)
from bot.export.report_json import report_json
from bot.files import CsvFile, csv_text, harmless
from tests.blocks.samples import REPORTS
from tests.domain.break_world import SINCE, days, report_at
from tests.domain.build import at_or_below_rows, below_rows, read_as, report_of, share_rows, suspected, v, versions
from tests.export.test_report_json import cells_of, records_of

OTHERS = [case for case, report in REPORTS.items() if report.distribution is None]


@given(share_rows(), st.sampled_from([list, below_rows]))
def test_parts_of_everyone(shares: list[tuple[str, Decimal]], written: type[list[tuple[str, Decimal]]]) -> None:
    """All versions with users, and only those, have percentages that sum to at most everyone."""
    meaning = Meaning.SHARE if written is list else Meaning.BELOW
    report = report_of(written(shares), reading=read_as(meaning))
    (stats,) = browserslist_stats(report).values()
    distribution = report.distribution
    assert distribution is not None

    assert stats == {version.text: float(share * 100) for version, share in distribution.shares if share}
    assert sum(Decimal(str(percent)) for percent in stats.values()) <= 100


@given(st.dictionaries(versions, st.decimals("0.0000000001", "1", places=10), min_size=2, max_size=20))
def test_too_much(shares: dict[object, Decimal]) -> None:
    report = report_of([(str(version), share) for version, share in shares.items()], reading=read_as(Meaning.SHARE))
    (stats,) = browserslist_stats(report).values()

    assert len(stats) == len(report.computed().versions)
    assert all(percent > 0 for percent in stats.values())
    assert sum(Decimal(str(percent)) for percent in stats.values()) <= 100


def test_browserslist() -> None:
    file = report_file(REPORTS["shares"], Format.BROWSERSLIST)
    stats = json.loads(file.content)

    assert file.name == "browserslist-stats.json"
    assert list(stats) == ["wechat-miniprogram"]
    assert list(stats["wechat-miniprogram"].items())[:2] == [("3.17.5", 21.1), ("3.17.4", 38.42)]


@pytest.mark.parametrize("case", OTHERS)
def test_no_statistics_of_numbers_that_prove_nothing(case: str) -> None:
    with pytest.raises((MeaningUnproved, NoUsageData)):
        report_file(REPORTS[case], Format.BROWSERSLIST)


@pytest.mark.parametrize("case", REPORTS)
def test_json(case: str) -> None:
    report = REPORTS[case]
    file = report_file(report, Format.JSON)

    assert json.loads(file.content) == report_json(report)
    assert file.name == file_name(report.program, str(report.snapshot.day), Format.JSON)


def test_history_as_json() -> None:
    days = [REPORTS["stale"], REPORTS["shares"]]
    data = json.loads(history_file(days, Format.JSON).content)

    assert data["program"]["alias"] == "shop"
    assert data["days"] == [report_json(day) for day in days]


@pytest.mark.parametrize(
    ("program", "name"),
    [
        (Program(Visible("wx1"), alias="shop", nickname="云上商城"), "baselib-shop-x.csv"),
        (Program(Visible("wx1"), nickname="../../etc/passwd"), "baselib-wx1-x.csv"),
        (Program(Visible("wx1"), alias="商城/一"), "baselib-wx1-x.csv"),
    ],
)
def test_names_for_every_file_system(program: Program, name: str) -> None:
    assert file_name(program, "x", Format.CSV) == name


def test_an_earlier_day_says_so() -> None:
    report = replace(REPORTS["shares"], as_of=REPORTS["shares"].snapshot.day)

    assert report_json(report)["as_of"] == report_json(report)["day"] == "2026-11-23"
    assert report_json(REPORTS["shares"])["as_of"] is None


READINGS = st.sampled_from([Meaning.SHARE, Meaning.BELOW, Meaning.AT_OR_BELOW])
_Shares = list[tuple[str, Decimal]]
_WRITTEN: Final[dict[Meaning, Callable[[_Shares], _Shares]]] = {
    Meaning.SHARE: list,
    Meaning.BELOW: below_rows,
    Meaning.AT_OR_BELOW: at_or_below_rows,
}


def read(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return records_of(text)


@given(st.lists(st.lists(st.text(), min_size=3, max_size=3), max_size=20))
def test_every_cell_comes_back(cells: list[list[str]]) -> None:
    text = csv_text(["a", "b", "c"], cells)

    assert cells_of(text) == [["a", "b", "c"], *cells]


@given(st.text(max_size=20))
@example("＝1+1")
@example("＋1")
@example("－1")
@example("＠SUM(1)")
@example("\n=1")
@example("\0=1")
def test_no_cell_is_a_formula(text: str) -> None:
    cell = harmless(text)

    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\0"))
    assert unicodedata.normalize("NFKC", cell[:1]) not in {"=", "+", "-", "@"}
    assert cell in (text, f"'{text}")


@given(share_rows(), READINGS)
def test_the_numbers_come_back(shares: _Shares, meaning: Meaning) -> None:
    report = report_of(_WRITTEN[meaning](shares), minimum=shares[0][0], reading=read_as(meaning))
    expected = [
        [row.version.text, row.share, row.coverage.low, row.coverage.high, row.loss.low, row.loss.high]
        for row in rows(report)
    ]
    numbers = [column for column in COLUMNS if "percent" in column]
    found = [[row["version"], *(Decimal(row[column]) / 100 for column in numbers)] for row in read(report_csv(report))]

    assert found == expected


def test_a_row_in_full() -> None:
    newest, *others = read(report_file(REPORTS["shares"], Format.CSV).content)

    assert newest == {
        "program": "shop",
        "appid": "wx1234567890abcdef",
        "day": "2026-11-23",
        "taken_at": "2026-11-23T01:00:00+00:00",
        "version": "3.17.5",
        "share_percent": "21.1",
        "coverage_percent_low": "21.1",
        "coverage_percent_high": "21.1",
        "loss_percent_low": "78.9",
        "loss_percent_high": "78.9",
        "is_minimum": "false",
        "number": "",
        "suspicions": "",
        "break_since": "",
        "break_factor": "",
        "meaning": "share",
        "users": "",
        "users_below_low": "",
        "users_below_high": "",
    }
    assert [row["version"] for row in others if row["is_minimum"] == "true"] == ["2.19.4"]


def test_in_a_break() -> None:
    """Losses as in the report and its JSON, from before it to that day's count, and since when it is counted so."""
    report = report_at(days(2.4, ago=200))
    found = {row["version"]: row for row in read(report_csv(report))}
    listed = {each["version"]: each["loss_percent"] for each in report_json(report)["versions"]}

    assert {(row["break_since"], row["break_factor"]) for row in found.values()} == {(SINCE.isoformat(), "2.4")}
    for version, row in found.items():
        ends = float(row["loss_percent_low"]), float(row["loss_percent_high"])
        assert ends == pytest.approx((listed[version]["low"], listed[version]["high"]))
    assert float(found["3.163.0"]["loss_percent_low"]) < 1 < float(found["3.163.0"]["loss_percent_high"])


def test_users_to_the_last_one() -> None:
    counted = Users(date(2026, 11, 22), android=10_000, other=2_345)
    report = REPORTS["shares"]
    report = replace(report, snapshot=replace(report.snapshot, users=counted))
    found, listed = read(report_csv(report)), report_json(report)["versions"]

    assert {row["users"] for row in found} == {"12345"}
    assert found[0]["users_below_low"] == found[0]["users_below_high"] == "9740"
    below = [{"low": int(row["users_below_low"]), "high": int(row["users_below_high"])} for row in found[: len(listed)]]
    assert below == [row["users_below"] for row in listed]
    assert report_json(report)["users"] == {
        "total": 12345, "until": "2026-11-22", "android": 10_000, "iphone": 0, "other": 2_345
    }  # fmt: skip


@pytest.mark.parametrize("case", ["undetermined", "pin-contradicted"])
def test_numbers_that_prove_nothing(case: str) -> None:
    report = REPORTS[case]
    found = read(report_file(report, Format.CSV).content)

    assert {Decimal(row["number"]) for row in found} == {item.value for item in report.snapshot.feed.items}
    assert not any(row[column] for row in found for column in COLUMNS if "percent" in column)
    assert {row["meaning"] for row in found} == {"undetermined"}


def test_what_holds_under_several_meanings() -> None:
    newest = read(report_file(REPORTS["two-meanings"], Format.CSV).content)[0]

    assert (newest["number"], newest["share_percent"], newest["meaning"]) == ("0.6711", "", "undetermined")
    assert (newest["loss_percent_low"], newest["loss_percent_high"]) == ("52.63", "67.11")
    assert (newest["coverage_percent_low"], newest["coverage_percent_high"]) == ("32.89", "47.37")


def test_labels_that_are_no_version() -> None:
    found = read(report_file(REPORTS["other-labels"], Format.CSV).content)
    odd = [row for row in found if not row["coverage_percent_low"]]

    assert odd
    assert all(row["share_percent"] for row in odd)
    assert sum(Decimal(row["share_percent"]) for row in found) == pytest.approx(100, abs=Decimal("0.5"))


def test_a_nickname_like_a_formula() -> None:
    report = replace(REPORTS["shares"], program=Program(Visible("wx1"), nickname='=HYPERLINK("x")'))

    assert {row["program"] for row in read(report_csv(report))} == {'\'=HYPERLINK("x")'}


def test_days_below_each_other() -> None:
    days = [
        report_of({"3.0.0": 40, "3.1.0": 60}, day=date(2026, 11, 21)),
        suspected(report_of({"3.1.0": 100}, day=date(2026, 11, 22)), Suspicion.SINGLE_VERSION),
        report_of({"3.0.0": 30, "3.1.0": 70}, day=date(2026, 11, 23)),
    ]
    file = history_file(days, Format.CSV)

    assert file.name == "baselib-shop-history-2026-11-23.csv"
    assert [(row["day"], row["version"], row["left_out"], row["suspicions"]) for row in read(file.content)] == [
        ("2026-11-21", "3.1.0", "", ""),
        ("2026-11-21", "3.0.0", "", ""),
        ("2026-11-22", "3.1.0", "single-version", "single-version"),
        ("2026-11-23", "3.1.0", "", ""),
        ("2026-11-23", "3.0.0", "", ""),
    ]


@pytest.mark.parametrize("case", REPORTS)
def test_every_report(case: str) -> None:
    report: Report = REPORTS[case]
    for text, columns in ((report_csv(report), COLUMNS), (history_csv([report]), HISTORY_COLUMNS)):
        assert {len(row) for row in cells_of(text)} == {len(columns)}


def test_versions_asked_for() -> None:
    days = [report_of({"3.0.0": 40, "3.1.0": 60}), REPORTS["undetermined"]]
    listed = REPORTS["undetermined"].snapshot.feed.versions[0][0]
    found = read(history_csv(days, [v("3.0.5"), v("3.1.0"), listed]))

    assert [row["version"] for row in found if row["meaning"] == "share"] == ["3.1.0", "3.0.5", listed.text]
    assert {row["version"]: row["coverage_percent_low"] for row in found}["3.0.5"] == "60"
    assert [row["version"] for row in found if row["meaning"] == "undetermined"] == ["3.1.0", listed.text]


def test_a_long_file_is_in_memory_once() -> None:
    """As bytes: Python's text with Chinese names is two to four times as large, and a fleet may have 100,000 rows."""
    file = CsvFile[int]("", ("name",), lambda number: [f"\u5e97\u94fa {number}", "wx0123456789abcdef"])
    tracemalloc.start()
    try:
        size = len(file.add(range(20_000)).whole.data)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < 1.5 * size


NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
DAY = date(2026, 11, 23)
LABELLED = AuditEntry("T1", NOW, "U1", AuditAction.LABELS, "wx1", {"alias": ""}, {"alias": "餐饮"})
INSTALLED = AuditEntry("T1", NOW, SYSTEM, AuditAction.INSTALLED, "=T1")


def test_csv() -> None:
    file = audit_file([LABELLED, INSTALLED], Format.CSV, day=DAY)
    header, *rows = cells_of(file.content)

    assert file.name == "baselib-audit-2026-11-23.csv"
    assert header == ["at", "team", "by", "deed", "subject", "before", "after"]
    assert rows == [
        ["2026-11-23T01:00:00+00:00", "T1", "U1", "labels", "wx1", '{"alias":""}', '{"alias":"餐饮"}'],
        ["2026-11-23T01:00:00+00:00", "T1", "system", "installed", "'=T1", "", ""],
    ]


def test_audit_file_json() -> None:
    file = audit_file([LABELLED], Format.JSON, day=DAY)

    assert file.name == "baselib-audit-2026-11-23.json"
    assert json.loads(file.content) == [
        {
            "at": "2026-11-23T01:00:00+00:00",
            "team": "T1",
            "by": "U1",
            "deed": "labels",
            "subject": "wx1",
            "before": {"alias": ""},
            "after": {"alias": "餐饮"},
        }
    ]
