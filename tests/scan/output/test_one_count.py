"""Text, verdict, status and the formats of CI count the same."""

import json
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from bot.domain.plain import as_object
from bot.domain.scan.findings import Severity
from bot.domain.scan.scan import Outcome, Verdict
from bot.i18n import texts_for
from bot.lib.machine_time import machine_time
from bot.scan.output.as_json import scan_json
from bot.scan.output.as_text import given_scan, scan_lines
from bot.scan.output.ci_formats import COMPARISON, UNUSED, scan_gitlab, scan_junit, scan_sarif
from bot.scan.scanning import scan_folder
from tests.domain.build import v
from tests.scan.table import table

_EN = texts_for("en")
_SOURCES = {
    "a.js": "wx.makeTea(); wx[name](); const v = wx.getSystemInfoSync().SDKVersion; if (v >= '2.10.4') go()",
    "b.wxml": "<button moo='1' cow='2' /><no-such-tag />",
    "c.js": "wx.login(",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three names that may break, two that may be left out, and a file with an error."""
    for name, text in _SOURCES.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


@pytest.mark.parametrize(("severity", "count"), [(Severity.BREAKS, 4), (Severity.DEGRADES, 6)])
def test_what_could_not_be_judged(folder: Path, severity: Severity, count: int) -> None:
    """Attributes count where what is left out counts, in every form."""
    verdict = Verdict(scan_folder(folder, table), max_minimum=v("3.0.0"), fail_on=severity)

    lines = scan_lines(verdict, _EN)
    title = f"{count} names and files could not be judged:"
    below = lines[lines.index(title) + 1 :]
    shown = [line for line in below[: below.index("")] if line.startswith("  ")]
    junit: Element = fromstring(scan_junit(verdict, _EN))
    warned = {each["check_name"] for each in scan_gitlab(verdict, _EN) if each["severity"] == "minor"}
    (run,) = scan_sarif(verdict, _EN, version="1")["runs"]
    results = {each["ruleId"] for each in run["results"] if each["level"] == "warning"} - {COMPARISON}

    assert verdict.outcome is Outcome.UNJUDGED
    assert verdict.hidden == count
    assert len(shown) == count
    assert lines[-1].startswith(f"Not judged: {count} names and files")
    assert as_object(given_scan(verdict, commit="", at=machine_time()))["unjudged"] == count
    assert json.loads(json.dumps(scan_json(verdict)))["not_judged"] == count
    assert junit.get("errors") == str(count)
    assert len(warned - {COMPARISON}) == count
    assert len(results) + len(run["invocations"][0]["toolExecutionNotifications"]) == count
    assert any("attributes and values" in line for line in lines) is (severity is Severity.BREAKS)


def test_observed_properties_are_no_doubt(tmp_path: Path) -> None:
    """`closed` is the page's own beside `change:closed`: text, verdict and outcome agree on nothing."""
    (tmp_path / "a.wxml").write_text("<view closed='{{a}}' change:closed='{{w.f}}' />", "utf-8")
    verdict = Verdict(scan_folder(tmp_path, table), max_minimum=v("3.0.0"), fail_on=Severity.DEGRADES)

    assert (verdict.outcome, verdict.hidden) == (Outcome.PASSED, 0)
    assert not any("judged" in line for line in scan_lines(verdict, _EN))


def test_the_advice_names_a_check_that_works(tmp_path: Path) -> None:
    """`wx.canIUse` does not know methods of pages."""
    from bot.catalog import load  # noqa: PLC0415  # the real table

    (tmp_path / "a.js").write_text("Page({ onLoad() { this.getTabBar() } })\nwx.login()", "utf-8")
    text = "\n".join(scan_lines(Verdict(scan_folder(tmp_path, load)), _EN))

    assert "Guard Component.getTabBar, for example with `if (typeof this.getTabBar === 'function')`" in text
    assert "WeChat documents no minimum" not in text
    assert "One name without a documented minimum does not count" in text


def test_every_rule_is_described(folder: Path) -> None:
    """GitHub asks for `fullDescription` and `help` of each (GH2012 of sarif-multitool)."""
    (folder / "d.js").write_text("wx.getUserProfile()\nwx.getSystemInfoSync()\n// baselib-ignore wx.x\n", "utf-8")
    (run,) = scan_sarif(Verdict(scan_folder(folder, table), max_minimum=v("2.0.0")), _EN, version="1")["runs"]

    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    kinds = {"wx.getUserProfile", "deprecated wx.getSystemInfoSync", "wx.makeTea", COMPARISON, UNUSED}
    assert kinds <= rules.keys()
    for rule in rules.values():
        assert all(rule[key]["text"] for key in ("shortDescription", "fullDescription", "help")), rule
        assert rule["help"]["markdown"]
    assert "if (wx.getUserProfile) wx.getUserProfile(options)" in rules["wx.getUserProfile"]["help"]["markdown"]


def test_without_a_limit_only_what_demands_the_most_is_a_result(tmp_path: Path) -> None:
    """Thousands of notes hide what matters."""
    (tmp_path / "a.js").write_text("wx.getPrivacySetting()\nwx.getUserProfile()\nwx.hideHomeButton()", "utf-8")
    (run,) = scan_sarif(Verdict(scan_folder(tmp_path, table)), _EN, version="1")["runs"]

    assert [each["ruleId"] for each in run["results"]] == ["wx.getPrivacySetting"]
