"""Breakdowns as JSON and as browserslist's custom usage statistics."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.numbers.snapshot import Visible
from bot.domain.numbers.version import Meaning
from bot.domain.programs import Program
from bot.errors import MeaningUnproved, NoUsageData
from bot.export import Format
from bot.export.report_files import browserslist_stats, file_name, history_file, report_file
from bot.export.report_json import report_json
from tests.blocks.samples import REPORTS
from tests.domain.build import below_rows, read_as, report_of, share_rows, versions

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
    """Shares over everyone are scaled down; none is rounded away."""
    report = report_of([(str(version), share) for version, share in shares.items()], reading=read_as(Meaning.SHARE))
    (stats,) = browserslist_stats(report).values()

    assert len(stats) == len(report.computed().versions)
    assert all(percent > 0 for percent in stats.values())
    assert sum(Decimal(str(percent)) for percent in stats.values()) <= 100


def test_browserslist() -> None:
    """One "browser" with the name that browserslist expects, newest version first."""
    file = report_file(REPORTS["shares"], Format.BROWSERSLIST)
    stats = json.loads(file.content)

    assert file.name == "browserslist-stats.json"
    assert list(stats) == ["wechat-miniprogram"]
    assert list(stats["wechat-miniprogram"].items())[:2] == [("3.17.5", 21.1), ("3.17.4", 38.42)]


@pytest.mark.parametrize("case", OTHERS)
def test_no_statistics_of_numbers_that_prove_nothing(case: str) -> None:
    """A gate must not be built on them."""
    with pytest.raises((MeaningUnproved, NoUsageData)):
        report_file(REPORTS[case], Format.BROWSERSLIST)


@pytest.mark.parametrize("case", REPORTS)
def test_json(case: str) -> None:
    """The file holds what `--json` prints."""
    report = REPORTS[case]
    file = report_file(report, Format.JSON)

    assert json.loads(file.content) == report_json(report)
    assert file.name == file_name(report.program, str(report.snapshot.day), Format.JSON)


def test_history_as_json() -> None:
    """Every day is like a single day's."""
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
    """The alias if it is a plain word, else the AppID."""
    assert file_name(program, "x", Format.CSV) == name


def test_an_earlier_day_says_so() -> None:
    """JSON names the day looked back at beside the day of the numbers."""
    report = replace(REPORTS["shares"], as_of=REPORTS["shares"].snapshot.day)

    assert report_json(report)["as_of"] == report_json(report)["day"] == "2026-11-23"
    assert report_json(REPORTS["shares"])["as_of"] is None
