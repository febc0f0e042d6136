"""A whole project's reports in each format and language."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import jsonschema
import pytest
from hypothesis import given

from bot.domain.can.features import Platform
from bot.domain.numbers.judgement import Break, Suspicion
from bot.domain.numbers.version import Meaning, Version
from bot.domain.report import rows
from bot.domain.scan.findings import Kind, Notice, Severity, Skipped
from bot.domain.scan.scan import Scan, Verdict
from bot.errors import BadScan, TooBusy, WeChatUnreachable
from bot.export.report_json import report_json
from bot.i18n import Texts, texts_for
from bot.scan.output.as_json import scan_json
from bot.scan.output.as_text import scan_lines
from bot.scan.output.ci_formats import scan_sarif
from bot.scan.readers import Text, on_cores, read_all, read_report_file
from bot.scan.scanning import scan_folder
from tests.blocks.checks import assert_builder, assert_golden
from tests.domain.break_world import days, report_at
from tests.domain.build import FITS_NOTHING, TODAY, Number, in_break, read_as, report_of, share_rows, suspected, v
from tests.scan.reading import SARIF
from tests.scan.table import table

PROJECT: Final = Path(__file__).parent / "project"
REPORT: Final = report_of({"3.0.0": "80", "2.30.0": "15", "2.20.2": "4", "2.10.0": "1"}, minimum="2.10.0")


@pytest.fixture(scope="module")
def scan() -> Scan:
    return scan_folder(PROJECT, table)


def small(folder: Path, **files: str) -> Scan:
    """A few files' uses; `__` stands for a dot."""
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, "utf-8")
    return scan_folder(folder, table)


def cases(scan: Scan, tmp_path: Path) -> dict[str, Verdict]:
    guarded = small(tmp_path, app__js="if (wx.getUserProfile) wx.getUserProfile()")
    settings = Scan(scan.platform, scan.sources, 1, tuple(each for each in scan.findings if each.kind is Kind.SETTING))
    last = Scan(scan.platform, scan.sources, 1, tuple(each for each in scan.findings if each.name == "wx.nextTick"))
    unproved = report_of(FITS_NOTHING)
    doubtful = replace(suspected(REPORT, Suspicion.NEWEST_MISSING), stale_because=TooBusy())
    return {
        "alone": Verdict(scan),
        "too-high": Verdict(scan, max_minimum=v("2.20.0")),
        "not-judged": Verdict(scan, max_minimum=v("3.0.0"), fail_on=Severity.DEGRADES),
        "allowed": Verdict(scan, max_minimum=v("3.0.0"), allow_unjudged=True),
        "costs-too-much": Verdict(scan, REPORT, max_loss=Decimal("0.01")),
        "costs-little": Verdict(scan, REPORT, max_loss=Decimal("0.2")),
        "unproved": Verdict(scan, unproved, max_loss=Decimal("0.2")),
        "doubtful": Verdict(last, doubtful),
        "break": Verdict(last, report_at(days())),
        "unreachable": Verdict(
            scan, failure=WeChatUnreachable(host="a.example", reason="timeout"), max_loss=Decimal(1)
        ),
        "guaranteed": Verdict(last, report_of({"3.0.0": "90", "2.0.0": "10"}, minimum="3.0.0")),
        "settings": Verdict(settings, REPORT),
        "one-only": Verdict(last, REPORT),
        "nothing-needed": Verdict(guarded, REPORT, max_loss=Decimal(0)),
        "game": Verdict(Scan(Platform.MINI_GAME, scan.sources[:1], 0, ())),
    }


def test_text(scan: Scan, tmp_path: Path) -> None:
    lines = {name: lambda t, verdict=verdict: scan_lines(verdict, t) for name, verdict in cases(scan, tmp_path).items()}

    assert_builder("scan", lines, full="costs-too-much", in_slack=False)


def test_sarif(scan: Scan) -> None:
    verdict = Verdict(scan, REPORT, max_loss=Decimal("0.05"))

    def sarif(t: Texts) -> dict[str, Any]:
        return scan_sarif(verdict, t, version="1.0", prefix="a b/")

    assert_builder("scan_sarif", {"loses": sarif}, full="loses", in_slack=False)
    made = sarif(texts_for("en"))
    run = made["runs"][0]
    jsonschema.validate(made, SARIF)
    assert {result["level"] for result in run["results"]} == {"error", "warning", "note"}
    marks = [result["partialFingerprints"]["baselib/v1"] for result in run["results"]]
    assert len(set(marks)) == len(marks)
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(set(ids)) == len(ids)
    for result in run["results"]:
        assert ids[result["ruleIndex"]] == result["ruleId"]


def test_json(scan: Scan) -> None:
    assert_golden("scan_json", scan_json(Verdict(scan, REPORT, None, Decimal("0.01"), v("2.20.0"))))
    assert json.dumps(scan_json(Verdict(scan)))


def test_what_the_project_needs(scan: Scan) -> None:
    """Program and plugin have a minimum each; drafts, cloud functions and guarded uses do not count."""
    names = {finding.name for finding in scan.findings}
    needs = scan.whole

    assert (str(needs.program), str(needs.plugin), str(needs.highest)) == ("2.32.3", "2.7.1", "2.32.3")
    assert [finding.name for finding in needs.demanding] == ["wx.getPrivacySetting"]
    assert (str(needs.without_them), str(scan.to_run.without_them)) == ("2.20.2", "2.20.1")
    assert "wx.makeTea" not in names
    assert "wx.createOffscreenCanvas" in names
    assert [each.name for each in scan.unjudged] == [
        "wx.makeCoffee",
        "<camera binderror>",
        "<scroll-view scroll-y>",
        "wx[name]",
    ]


def test_what_could_not_be_read(scan: Scan) -> None:
    assert scan.notices == (
        Notice("miniprogram/pages/broken/broken.js", Skipped.SYNTAX),
        Notice("miniprogram/pages/camera/camera.json", Skipped.NOT_JSON),
        Notice("project.config.json", Skipped.BAD_IGNORE),
    )


def test_own_components(scan: Scan, tmp_path: Path) -> None:
    used = {finding.name: finding.uses for finding in scan.findings}
    app = small(
        tmp_path, app__json='{"usingComponents": {"camera": "./c"}}', a__wxml="<camera mode='a'/><scroll-view/>"
    )

    assert [use.place.path for use in used["<camera>"]] == ["miniprogram/pages/camera/camera.wxml"]
    assert {finding.name for finding in app.findings} == {"usingComponents", "<scroll-view>"}


def test_mini_games_have_their_own_table(tmp_path: Path) -> None:
    scan = small(tmp_path, game__json="{}", game__js="wx.getPrivacySetting()")

    assert (scan.platform, str(scan.to_run.highest)) == (Platform.MINI_GAME, "2.33.0")


def test_other_json_is_left_alone(tmp_path: Path) -> None:
    scan = small(tmp_path, tsconfig__json="{ // a\n}", a__json="{", a__wxml="<view/>", app__json="{")

    assert [notice.path for notice in scan.notices] == ["a.json", "app.json"]


def test_several_cores_read_what_one_does() -> None:
    texts = [Text(f"wx.a{number}()".encode(), f"{number}.js", ".js", None, compiles=True) for number in range(40)]

    assert list(on_cores(texts, 2)) == list(read_all(texts))


def file_of(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=2).encode()


@given(share_rows())
def test_a_report_comes_back(sent: list[tuple[str, Number]]) -> None:
    report = report_of(sent, minimum="2.0.0")

    assert read_report_file(file_of(report_json(report)), "a.json") == report


def test_every_meaning_comes_back() -> None:
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
    report = report_of(sent, minimum="2.0.0")
    again = read_report_file(file_of(report_json(report)), "a.json")

    assert (type(again.uncomputed), again.judgement.numbers) == (type(report.uncomputed), report.judgement.numbers)


def test_a_file_with_a_mark_in_front() -> None:
    report = report_of({"3.0.0": "1"}, minimum="3.0.0")
    again = read_report_file(b"\xef\xbb\xbf" + file_of(report_json(report)), "a.json")

    assert (again.program.name, again.minimum) == ("shop", v("3.0.0"))


def test_what_looked_wrong_comes_back() -> None:
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
    with pytest.raises(BadScan) as refused:
        read_report_file(file_of(data), "a.json")
    assert refused.value.params == {"part": "shares", "text": "a.json"}


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b"[" * 200_000])
def test_no_json(text: bytes) -> None:
    with pytest.raises(BadScan):
        read_report_file(text, "a.json")
