"""The report that a pull request and a step's summary show."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import Element

import jsonschema
import pytest
from defusedxml.ElementTree import fromstring

from bot.catalog import load
from bot.domain.can.features import Emptied, Lost, Platform, Source
from bot.domain.plain import as_object
from bot.domain.scan.findings import Finding, Found, Kind, Place, Severity
from bot.domain.scan.scan import Outcome, Scan, Verdict
from bot.i18n import texts_for
from bot.lib.machine_time import machine_time
from bot.scan.output.as_json import scan_json
from bot.scan.output.as_markdown import scan_markdown
from bot.scan.output.as_text import behind, given_scan, outlook, scan_lines
from bot.scan.output.ci_formats import COMPARISON, UNUSED, scan_gitlab, scan_junit, scan_sarif
from bot.scan.rules.settings import Baseline
from bot.scan.scanning import scan_folder
from tests.blocks.samples import report
from tests.domain.build import v
from tests.scan.table import table

_EN = texts_for("en")


def _scanned(folder: Path, **files: str) -> Scan:
    for name, text in files.items():
        (folder / f"{name}.js").write_text(text, "utf-8")
    return scan_folder(folder, table)


def _blocks(verdict: Verdict) -> list[str]:
    return scan_markdown(verdict, _EN, prefix="src/").split("\n\n")


def test_users_come_first_and_everything_is_folded(tmp_path: Path) -> None:
    """The outcome, whom it cuts off, what needs it with its place and loss, and code to paste."""
    scan = _scanned(tmp_path, a="wx.getPrivacySetting()\nwx.getPrivacySetting()\nif (wx.nextTick) wx.nextTick()")
    about = report({"3.1.0": "90", "2.20.0": "10"}, minimum="2.0.0")

    first, second, *rest = _blocks(Verdict(scan, report=about, max_minimum=v("2.10.0")))
    text = "\n\n".join(rest)

    assert first == "### ❌ Failed: 2.32.3 is needed; the limit is 2.10.0."
    assert second == "2.32.3 as the minimum cuts off 10.0% of shop’s users."
    assert "| 2.32.3 | `wx.getPrivacySetting` | `src/a.js:1` and 1 more | 10.0% | not guarded |" in text
    assert "if (wx.getPrivacySetting) wx.getPrivacySetting(options)" in text
    assert "nextTick" not in text.partition("<details>")[0]
    assert text.endswith("```\n\n</details>")


def test_against_a_baseline_only_what_is_new_is_listed(tmp_path: Path) -> None:
    old = Baseline.of(_scanned(tmp_path, a="wx.getPrivacySetting()"))
    before = old.accepted(_scanned(tmp_path, a="wx.getPrivacySetting()"))
    after = old.accepted(_scanned(tmp_path, a="wx.getPrivacySetting()", b="wx.getUserProfile()"))

    assert "#### Nothing new: the baseline accepts 1" in _blocks(Verdict(before, max_minimum=v("2.0.0")))
    blocks = _blocks(Verdict(after, max_minimum=v("2.0.0")))
    assert "#### One is new: the baseline accepts 1" in blocks
    (rows,) = [block for block in blocks if block.startswith("| Base library")]
    assert "wx.getUserProfile" in rows
    assert "wx.getPrivacySetting" not in rows


def test_what_a_source_says_is_no_markdown(tmp_path: Path) -> None:
    """Neither a file's name nor a name in the source ends a cell, a code block or the folded text."""
    (tmp_path / "a|`b.js").write_text("wx.getPrivacySetting()", "utf-8")
    (tmp_path / "```x.js").write_text("wx['`|'](); wx.getUserProfile()", "utf-8")

    text = scan_markdown(Verdict(scan_folder(tmp_path, table), max_minimum=v("2.0.0")), _EN)

    rows = [line for line in text.splitlines() if line.startswith("| 2.")]
    assert [row.replace("\\|", "").count("|") for row in rows] == [6, 6]
    assert text.count("\n```") == 2 * 2  # the code, and the folded text


def test_a_long_report_is_cut(tmp_path: Path) -> None:
    scan = _scanned(tmp_path, a="".join(f"wx.make{'x' * 100}{n}();" for n in range(3000)))

    assert len(scan_markdown(Verdict(scan, max_minimum=v("2.0.0")), _EN)) < 65_536


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
    (tmp_path / "a.wxml").write_text("<view closed='{{a}}' change:closed='{{w.f}}' />", "utf-8")
    verdict = Verdict(scan_folder(tmp_path, table), max_minimum=v("3.0.0"), fail_on=Severity.DEGRADES)

    assert (verdict.outcome, verdict.hidden) == (Outcome.PASSED, 0)
    assert not any("judged" in line for line in scan_lines(verdict, _EN))


def test_the_advice_names_a_check_that_works(tmp_path: Path) -> None:
    from bot.catalog import load  # noqa: PLC0415  # the real table

    (tmp_path / "a.js").write_text("Page({ onLoad() { this.getTabBar() } })\nwx.login()", "utf-8")
    text = "\n".join(scan_lines(Verdict(scan_folder(tmp_path, load)), _EN))

    assert "Guard Component.getTabBar, for example with `if (typeof this.getTabBar === 'function')`" in text
    assert "WeChat documents no minimum" not in text
    assert "One name without a documented minimum does not count" in text


def test_every_rule_is_described(folder: Path) -> None:
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
    (tmp_path / "a.js").write_text("wx.getPrivacySetting()\nwx.getUserProfile()\nwx.hideHomeButton()", "utf-8")
    (run,) = scan_sarif(Verdict(scan_folder(tmp_path, table)), _EN, version="1")["runs"]

    assert [each["ruleId"] for each in run["results"]] == ["wx.getPrivacySetting"]


_PLACE = Place("pages/index.js", 3, 5)
_OLD = Finding(
    Kind.API,
    "wx.getOld",
    None,
    (Found(_PLACE, guarded=False),),
    deprecated=True,
    instead=("wx.getNew", "wx.getOther"),
    instead_minimum=v("2.20.1"),
    guard=("if (wx.getNew) wx.getNew(options)", "else wx.getOld(options)"),
)
_SCAN = Scan(Platform.MINI_PROGRAM, (Source("typings", "1.0.0", "sha512-a", v("3.1.0")),), 1, (_OLD,))
_SHARES = {"3.1.0": "90", "2.0.0": "10"}


def _verdict(*findings: Finding, shares: Mapping[str, str] | None = None) -> Verdict:
    return Verdict(replace(_SCAN, findings=findings), report=report(shares, minimum="1.0.0") if shares else None)


def _lines(verdict: Verdict) -> list[str]:
    return list(outlook(verdict, texts_for("en")))


def test_a_deprecated_api_has_its_replacement_and_the_code() -> None:
    code = ["    if (wx.getNew) wx.getNew(options)", "    else wx.getOld(options)"]
    start = "  wx.getOld  pages/index.js:3:5  Use wx.getNew and wx.getOther instead, from 2.20.1 on"

    assert _lines(_verdict(_OLD)) == ["One deprecated API:", f"{start}.", *code]
    assert _lines(_verdict(_OLD, shares=_SHARES))[1] == f"{start}: 10.0% of users lack it."


def test_without_a_known_replacement_the_names_stand_alone() -> None:
    none = replace(_OLD, instead=(), instead_minimum=None, deprecated_since=v("2.4.0"))
    some = replace(_OLD, instead=("RenderingContext",), instead_minimum=None, guard=())

    assert _lines(_verdict(none, some))[1:] == [
        "  wx.getOld  pages/index.js:3:5  deprecated since 2.4.0",
        "  wx.getOld  pages/index.js:3:5  Use RenderingContext instead.",
    ]


def test_what_is_emptied_has_its_announcement() -> None:
    """It needs no newer base library, and gives nothing real: since when, whose word that is, and what to use."""
    use = "Use wx.getNew and wx.getOther instead, from 2.20.1 on."
    emptied = Emptied(Lost.FORM_ID, date(2020, 1, 10), "https://developers.weixin.qq.com/1")

    assert _lines(_verdict(replace(_OLD, emptied=emptied, guard=())))[1:] == [
        f"  wx.getOld  pages/index.js:3:5  gives no form ID that can be used since 10 Jan 2020. {use}",
        "    https://developers.weixin.qq.com/1",
    ]


def test_a_long_list_is_cut() -> None:
    text = _lines(_verdict(*(replace(_OLD, name=f"wx.getOld{n}") for n in range(30))))

    assert text[0] == "30 deprecated APIs:"
    assert sum("else wx.getOld" in line for line in text) == 5
    assert "10" in text[-1]


def test_what_harmony_os_lacks_is_one_sentence() -> None:
    lacking = Finding(Kind.API, "wx.onThemeChange", v("2.11.0"), (Found(_PLACE, guarded=True),), lacks_harmony=True)

    assert _lines(_verdict(lacking, lacking)) == ["HarmonyOS lacks wx.onThemeChange at every base library."]


@pytest.mark.parametrize(
    ("shares", "part"),
    [(None, ""), (_SHARES, ""), ({"3.2.0": "0", "3.1.0": "100"}, ""), ({"3.2.0": "1", "3.1.0": "99"}, "3.2.0")],
)
def test_users_on_a_newer_base_library_than_the_tables(shares: Mapping[str, str] | None, part: str) -> None:
    sentence = behind(_verdict(_OLD, shares=shares), texts_for("en"))

    assert part in sentence
    assert bool(sentence) is bool(part)


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
SOURCE: Final = "wx.getUserProfile()\nwx.getUserProfile() // baselib-ignore wx.getUserProfile: staff\nwx.makeTea()\n"


@pytest.fixture
def scan(tmp_path: Path) -> Scan:
    (tmp_path / "a.js").write_text(SOURCE, "utf-8")
    (tmp_path / "b.js").write_text("wx.login(", "utf-8")
    return scan_folder(tmp_path, table)


def test_what_is_deprecated(tmp_path: Path) -> None:
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
    report = scan_gitlab(Verdict(scan, max_minimum=v("2.0.0")), EN, prefix="src/")

    jsonschema.validate(report, GITLAB)
    assert [(each["check_name"], each["severity"], each["location"]["path"]) for each in report] == [
        ("wx.getUserProfile", "critical", "src/a.js"),
        ("wx.makeTea", "minor", "src/a.js"),
        ("unread:syntax", "minor", "src/b.js"),
    ]


def test_a_fingerprint_stays_when_lines_move(tmp_path: Path, scan: Scan) -> None:
    before = scan_gitlab(Verdict(scan), EN)
    (tmp_path / "a.js").write_text(f"\n\n{SOURCE}", "utf-8")
    after = scan_gitlab(Verdict(scan_folder(tmp_path, table)), EN)

    assert [each["fingerprint"] for each in before] == [each["fingerprint"] for each in after]
    assert [each["location"]["lines"] for each in before] != [each["location"]["lines"] for each in after]


def test_accepted_uses_are_suppressed_in_sarif(scan: Scan) -> None:
    results = scan_sarif(Verdict(scan), EN, version="1")["runs"][0]["results"]

    assert [result.get("suppressions") for result in results] == [None, [{"kind": "inSource"}], None]


def junit(verdict: Verdict) -> Element:
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
    (tmp_path / "a.js").write_text("wx.login()", "utf-8")

    assert len(junit(Verdict(scan_folder(tmp_path, table), max_minimum=v("2.0.0")))) == 1


def test_junit_is_xml_whatever_the_source_is_called(tmp_path: Path) -> None:
    (tmp_path / 'a"<b>&\x01.js').write_text("wx.getUserProfile(); wx['a<b>&']()", "utf-8")

    junit(Verdict(scan_folder(tmp_path, table), max_minimum=v("2.0.0")))
