"""What GitLab and CI servers read."""

from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import Element

import jsonschema
import pytest
from defusedxml.ElementTree import fromstring

from bot.catalog import load
from bot.domain.scan.scan import Scan, Verdict
from bot.i18n import texts_for
from bot.scan.output.ci_formats import scan_gitlab, scan_junit, scan_sarif
from bot.scan.scanning import scan_folder
from tests.domain.build import v
from tests.scan.table import table

EN: Final = texts_for("en")
GITLAB: Final[dict[str, Any]] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^[^/.]"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format"""
SOURCE: Final = "wx.getUserProfile()\nwx.getUserProfile() // baselib-ignore wx.getUserProfile: staff\nwx.makeTea()\n"


@pytest.fixture
def scan(tmp_path: Path) -> Scan:
    """One need, one accepted, one unjudgeable name."""
    (tmp_path / "a.js").write_text(SOURCE, "utf-8")
    (tmp_path / "b.js").write_text("wx.login(", "utf-8")
    return scan_folder(tmp_path, table)


def test_what_is_deprecated(tmp_path: Path) -> None:
    """Each format has the alternative, once per file, with code where there is room."""
    old = "wx.getSystemInfoSync"
    (tmp_path / "a.js").write_text(f"{old}()\n{old}()", "utf-8")
    (tmp_path / "b.js").write_text(f"if (wx.getUserProfile) {old}()", "utf-8")
    verdict = Verdict(scan_folder(tmp_path, load), max_minimum=v("3.0.0"))
    (run,) = scan_sarif(verdict, EN, version="1")["runs"]
    (rule,) = [each for each in run["tool"]["driver"]["rules"] if each["id"] == f"deprecated {old}"]
    text = "Use wx.getSystemSetting, wx.getAppAuthorizeSetting, wx.getDeviceInfo"

    assert [each["check_name"] for each in scan_gitlab(verdict, EN)] == [rule["id"]] * 2
    assert {each["location"]["path"] for each in scan_gitlab(verdict, EN)} == {"a.js", "b.js"}
    assert all(text in each["description"] and each["severity"] == "info" for each in scan_gitlab(verdict, EN))
    assert [each["level"] for each in run["results"]] == ["note"] * 2
    assert rule["help"]["text"].endswith(f": {old}()")
    assert rule["helpUri"].endswith(f"{old}.html")
    (shown,) = fromstring(scan_junit(verdict, EN)).iter("system-out")
    assert shown.text is not None
    assert text in shown.text
    assert "a.js:1:1" in shown.text


def test_gitlab(scan: Scan) -> None:
    """An entry per unaccepted place; its fingerprint ignores the line."""
    report = scan_gitlab(Verdict(scan, max_minimum=v("2.0.0")), EN, prefix="src/")

    jsonschema.validate(report, GITLAB)
    assert [(each["check_name"], each["severity"], each["location"]["path"]) for each in report] == [
        ("wx.getUserProfile", "critical", "src/a.js"),
        ("wx.makeTea", "minor", "src/a.js"),
        ("unread:syntax", "minor", "src/b.js"),
    ]


def test_a_fingerprint_stays_when_lines_move(tmp_path: Path, scan: Scan) -> None:
    """Code hosts then know that it is the same problem."""
    before = scan_gitlab(Verdict(scan), EN)
    (tmp_path / "a.js").write_text(f"\n\n{SOURCE}", "utf-8")
    after = scan_gitlab(Verdict(scan_folder(tmp_path, table)), EN)

    assert [each["fingerprint"] for each in before] == [each["fingerprint"] for each in after]
    assert [each["location"]["lines"] for each in before] != [each["location"]["lines"] for each in after]


def test_accepted_uses_are_suppressed_in_sarif(scan: Scan) -> None:
    """Code scanning shows them apart."""
    results = scan_sarif(Verdict(scan), EN, version="1")["runs"][0]["results"]

    assert [result.get("suppressions") for result in results] == [None, [{"kind": "inSource"}], None]


def junit(verdict: Verdict) -> Element:
    """The report, valid XML whose counts are right."""
    report = fromstring(scan_junit(verdict, EN, prefix="src/"))
    (suite,) = report
    cases = list(suite)
    assert (report.tag, suite.tag, {case.tag for case in cases}) == ("testsuites", "testsuite", {"testcase"})
    for counted in (report, suite):
        assert int(counted.attrib["tests"]) == len(cases)
        for kind in ("failure", "error"):
            assert int(counted.attrib[f"{kind}s"]) == sum(case.find(kind) is not None for case in cases)
    return suite


def test_junit(scan: Scan) -> None:
    """Excess is a failure, the unjudgeable an error, all else passes."""
    failed = junit(Verdict(scan, max_minimum=v("2.0.0")))
    unjudged = junit(Verdict(scan, max_minimum=v("3.0.0")))
    free = junit(Verdict(scan))

    assert [(case.attrib["name"], [each.tag for each in case]) for case in failed] == [
        ("wx.getUserProfile", ["failure"]),
        ("wx.makeTea", []),
    ]
    assert "src/a.js:1:1" in str(failed[0][0].text)
    assert [(case.attrib["name"], [each.tag for each in case]) for case in unjudged] == [
        ("wx.makeTea", ["error"]),
        ("b.js", ["error"]),
    ]
    assert [[each.tag for each in case] for case in free] == [[], []]


def test_junit_without_problems(tmp_path: Path) -> None:
    """One passed test: an empty suite looks as if it did not run."""
    (tmp_path / "a.js").write_text("wx.login()", "utf-8")

    assert len(junit(Verdict(scan_folder(tmp_path, table), max_minimum=v("2.0.0")))) == 1


def test_junit_is_xml_whatever_the_source_is_called(tmp_path: Path) -> None:
    """Names of files and of APIs come from strangers."""
    (tmp_path / 'a"<b>&\x01.js').write_text("wx.getUserProfile(); wx['a<b>&']()", "utf-8")

    junit(Verdict(scan_folder(tmp_path, table), max_minimum=v("2.0.0")))
