"""A whole project's reports in each format and language."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import jsonschema
import pytest

from bot.domain.can.features import Platform
from bot.domain.numbers.judgement import Suspicion
from bot.domain.scan.findings import Kind, Notice, Severity, Skipped
from bot.domain.scan.scan import Scan, Verdict
from bot.errors import TooBusy, WeChatUnreachable
from bot.i18n import Texts, texts_for
from bot.scan.output.as_json import scan_json
from bot.scan.output.as_text import scan_lines
from bot.scan.output.ci_formats import scan_sarif
from bot.scan.readers import Text, on_cores, read_all
from bot.scan.scanning import scan_folder
from tests.blocks.golden import assert_builder, assert_golden
from tests.domain.break_world import days, report_at
from tests.domain.build import FITS_NOTHING, report_of, suspected, v
from tests.scan.sarif import SARIF
from tests.scan.table import table

PROJECT: Final = Path(__file__).parent / "project"
REPORT: Final = report_of({"3.0.0": "80", "2.30.0": "15", "2.20.2": "4", "2.10.0": "1"}, minimum="2.10.0")


@pytest.fixture(scope="module")
def scan() -> Scan:
    """What the project in `project/` uses."""
    return scan_folder(PROJECT, table)


def small(folder: Path, **files: str) -> Scan:
    """A few files' uses; `__` stands for a dot."""
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, "utf-8")
    return scan_folder(folder, table)


def cases(scan: Scan, tmp_path: Path) -> dict[str, Verdict]:
    """All possible reports, by name."""
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
    """What people read."""
    lines = {name: lambda t, verdict=verdict: scan_lines(verdict, t) for name, verdict in cases(scan, tmp_path).items()}

    assert_builder("scan", lines, full="costs-too-much", in_slack=False)


def test_sarif(scan: Scan) -> None:
    """Valid for code scanning: a result per use, none guarded as a failure."""
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
    """What programs read."""
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
    """It is named, and the rest is read."""
    assert scan.notices == (
        Notice("miniprogram/pages/broken/broken.js", Skipped.SYNTAX),
        Notice("miniprogram/pages/camera/camera.json", Skipped.NOT_JSON),
        Notice("project.config.json", Skipped.BAD_IGNORE),
    )


def test_own_components(scan: Scan, tmp_path: Path) -> None:
    """A tag for a component of page or app is not WeChat's."""
    used = {finding.name: finding.uses for finding in scan.findings}
    app = small(
        tmp_path, app__json='{"usingComponents": {"camera": "./c"}}', a__wxml="<camera mode='a'/><scroll-view/>"
    )

    assert [use.place.path for use in used["<camera>"]] == ["miniprogram/pages/camera/camera.wxml"]
    assert {finding.name for finding in app.findings} == {"usingComponents", "<scroll-view>"}


def test_mini_games_have_their_own_table(tmp_path: Path) -> None:
    """It is chosen by the project."""
    scan = small(tmp_path, game__json="{}", game__js="wx.getPrivacySetting()")

    assert (scan.platform, str(scan.to_run.highest)) == (Platform.MINI_GAME, "2.33.0")


def test_other_json_is_left_alone(tmp_path: Path) -> None:
    """A file with comments may be another tool's; a page's must be JSON."""
    scan = small(tmp_path, tsconfig__json="{ // a\n}", a__json="{", a__wxml="<view/>", app__json="{")

    assert [notice.path for notice in scan.notices] == ["a.json", "app.json"]


def test_several_cores_read_what_one_does() -> None:
    """In the same order."""
    texts = [Text(f"wx.a{number}()".encode(), f"{number}.js", ".js", None, compiles=True) for number in range(40)]

    assert list(on_cores(texts, 2)) == list(read_all(texts))
