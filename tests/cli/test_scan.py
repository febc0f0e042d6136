"""`baselib scan` as somebody types it: what it prints where, and with which exit status."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from bot.domain.scan.scan import Outcome, typed_scan
from bot.errors import BadPercent, BadScan, BadVersion, BotError, MeaningUnproved, NoProgram, UnknownProgram
from bot.export.report_json import report_json
from bot.i18n import LOCALES, texts_for
from tests.clock import NOW
from tests.command_line import PROGRAMS, Reach, assert_refused, baselib
from tests.docs.blocks import blocks_of
from tests.domain.build import Rows, report_of, v
from tests.project.repository import ROOT

EN: Final = texts_for("en")
PROJECT: Final = str(Path(__file__).parents[1] / "scan" / "project")
SHARES: Final[Rows] = {"3.0.0": "90", "2.32.3": "8", "2.31.0": "1.5", "2.10.0": "0.5"}
PASSED: Final = EN("scan-passed-unjudged", count=4)
Env = pytest.MonkeyPatch

pytestmark = pytest.mark.usefixtures("bare_command_line")


@pytest.fixture
def shares(tmp_path: Path) -> str:
    return written(tmp_path, SHARES)


@pytest.fixture
def _one_program(reach: Reach) -> None:
    reach(shop=PROGRAMS["shop"].appid)


one_program = pytest.mark.usefixtures("_one_program")


def written(folder: Path, rows: Rows, minimum: str = "") -> str:
    file = folder / "shares.json"
    file.write_text(json.dumps(report_json(report_of(rows, minimum=minimum))), "utf-8")
    return str(file)


def test_without_any_setting() -> None:
    result = baselib("scan", PROJECT)

    assert (result.exit_code, result.stderr) == (0, "")
    assert EN("scan-needs", version="2.32.3") in result.stdout
    assert EN("scan-whose") in result.stdout
    assert "wx.getPrivacySetting" in result.stdout
    assert not Path("baselib.db").exists()


def test_results_are_kept(tmp_path: Path) -> None:
    """In the user's folder, or in one that is named, unless nothing is to be kept; what is printed is the same."""
    plain, folders = baselib("scan", PROJECT, "--no-cache"), (tmp_path / ".cache" / "baselib", tmp_path / "named")
    assert not any(folder.exists() for folder in folders)

    for options in ((), ("--cache", str(folders[1]))):
        first, second = (baselib("scan", PROJECT, *options) for _ in range(2))
        assert first.stdout == second.stdout == plain.stdout
    assert [len(list(folder.iterdir())) for folder in folders] == [1, 1]


@pytest.mark.parametrize("locale", LOCALES)
def test_help(locale: str) -> None:
    shown = " ".join(baselib("scan", "--help", locale=locale).stdout.split())

    for key in ("cli-scan", "cli-scan-folder", "cli-scan-max-loss", "cli-scan-sarif"):
        assert texts_for(locale)(key)[:8] in shown


@pytest.mark.parametrize(
    ("limits", "status", "last"),
    [
        (("--max-loss", "2"), 0, PASSED),
        (("--max-loss", "2%"), 0, PASSED),
        (("--max-loss", "1.9"), 1, EN("scan-failed-loss", loss="2.00%", limit="1.9%")),
        (("--max-loss", "0"), 1, EN("scan-failed-loss", loss="2.00%", limit="0%")),
        (("--max-loss", "5", "--max-minimum", "2.32.3"), 0, PASSED),
        (
            ("--max-loss", "5", "--max-minimum", "2.32.2"),
            1,
            EN("scan-failed-minimum", version="2.32.3", limit="2.32.2"),
        ),
    ],
)
def test_limits(shares: str, limits: tuple[str, ...], status: int, last: str) -> None:
    result = baselib("scan", PROJECT, "--shares", shares, "--allow-unjudged", *limits)

    assert (result.exit_code, result.stderr) == (status, "")
    assert result.stdout.splitlines()[-1] == last


def test_highest_minimum_without_users() -> None:
    assert baselib("scan", PROJECT, "--max-minimum", "3.0.0", "--allow-unjudged").exit_code == 0
    assert baselib("scan", PROJECT, "--max-minimum", "2.0.0").exit_code == 1


def test_what_cannot_be_judged(tmp_path: Path) -> None:
    (tmp_path / "a.wxml").write_text("<no-such-tag/>", "utf-8")
    limited = baselib("scan", str(tmp_path), "--max-minimum", "3.0.0")

    assert (limited.exit_code, limited.stderr) == (3, "")
    assert "<no-such-tag>" in limited.stdout
    assert limited.stdout.splitlines()[-1] == EN("scan-not-judged", count=1)
    assert baselib("scan", str(tmp_path), "--max-minimum", "3.0.0", "--allow-unjudged").exit_code == 0
    assert baselib("scan", str(tmp_path)).exit_code == 0


def test_what_older_base_libraries_leave_out(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("wx.request({ enableChunked: true })", "utf-8")
    limits = ("scan", str(tmp_path), "--max-minimum", "2.10.0")

    assert baselib(*limits).exit_code == 0
    assert baselib(*limits, "--fail-on", "degrades").exit_code == 1
    assert baselib(*limits, "--fail-on", "all").exit_code == 2


def test_the_minimum_set_guarantees_it(tmp_path: Path) -> None:
    result = baselib(
        "scan", PROJECT, "--shares", written(tmp_path, SHARES, "3.0.0"), "--max-loss", "0", "--allow-unjudged"
    )

    assert result.exit_code == 0
    assert EN("scan-guaranteed", program="shop", minimum="3.0.0") in result.stdout


def test_numbers_that_prove_nothing(tmp_path: Path) -> None:
    file = written(tmp_path, {"3.0.0": "40", "2.0.0": "20"})
    without, limited = (
        baselib("scan", PROJECT, "--shares", file),
        baselib("scan", PROJECT, "--shares", file, "--max-loss", "9"),
    )

    assert (without.exit_code, limited.exit_code) == (0, 1)
    assert EN.on_terminal().error(MeaningUnproved(program="shop")) in without.stdout
    assert limited.stdout.splitlines()[-1] == EN("scan-failed-unknown")


def test_json_and_sarif(shares: str) -> None:
    as_json = baselib("scan", PROJECT, "--shares", shares, "--max-loss", "1", "--json")
    as_sarif = baselib("scan", PROJECT, "--shares", shares, "--max-loss", "1", "--sarif")
    data: dict[str, Any] = json.loads(as_json.stdout)
    (run,) = json.loads(as_sarif.stdout)["runs"]

    assert (as_json.exit_code, as_sarif.exit_code) == (1, 1)
    assert (data["passed"], data["to_run"]["minimum"], data["loss_percent"]) == (
        False,
        "2.32.3",
        {"low": 2.0, "high": 2.0},
    )
    assert {result["ruleId"] for result in run["results"] if result["level"] == "error"} == {"wx.getPrivacySetting"}


def test_gitlab_and_junit(shares: str) -> None:
    limits = ("scan", PROJECT, "--shares", shares, "--max-loss", "1")
    as_gitlab, as_junit = baselib(*limits, "--gitlab"), baselib(*limits, "--junit")

    assert (as_gitlab.exit_code, as_junit.exit_code) == (1, 1)
    assert {each["check_name"] for each in json.loads(as_gitlab.stdout)} >= {"wx.getPrivacySetting"}
    assert as_junit.stdout.startswith("<?xml")


def test_a_baseline(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("wx.getUserProfile()", "utf-8")
    limits = ("scan", str(tmp_path), "--max-minimum", "2.0.0")
    file = str(tmp_path / "baselib-baseline.json")

    assert baselib(*limits).exit_code == 1
    assert (
        baselib("scan", str(tmp_path), "--write-baseline").stdout
        == EN("scan-baseline-written", file=file, count=1) + "\n"
    )
    assert baselib(*limits, "--baseline", file).exit_code == 0
    (tmp_path / "b.js").write_text("wx.getPrivacySetting()", "utf-8")
    assert baselib(*limits, "--baseline", file).exit_code == 1
    again = baselib("scan", str(tmp_path), "--write-baseline")
    assert (again.exit_code, again.stderr) == (1, EN("scan-baseline-new", count=1) + "\n")
    for name in ("a.js", "b.js"):
        (tmp_path / name).write_text("wx.login()", "utf-8")
    assert EN("scan-outdated", count=1) in baselib(*limits, "--baseline", file).stdout


def test_the_configuration(tmp_path: Path, shares: str) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.js").write_text("wx.getUserProfile()", "utf-8")
    (tmp_path / "baselib.toml").write_text('root = "src"\nshares = "shares.json"\nmax-minimum = "2.0.0"', "utf-8")
    result = baselib("scan", str(tmp_path))

    assert result.exit_code == 1
    assert "shop" in result.stdout
    assert baselib("scan", str(tmp_path), "--max-minimum", "2.10.4").exit_code == 0
    (tmp_path / "baselib.toml").write_text('fail-on = "all"', "utf-8")
    assert_refused(baselib("scan", str(tmp_path)), BadScan(part="config", text="fail-on"), 2)
    assert Path(shares).exists()


def test_npm_packages_are_named(tmp_path: Path) -> None:
    package = tmp_path / "miniprogram_npm" / "@vant" / "weapp"
    package.mkdir(parents=True)
    (package / "a.js").write_text("wx.getUserProfile()", "utf-8")
    (tmp_path / "a.js").write_text("wx.hideHomeButton()", "utf-8")
    lines = baselib("scan", str(tmp_path)).stdout.splitlines()

    assert "  2.10.4  @vant/weapp  wx.getUserProfile" in lines
    assert EN("scan-packages", count=1) in lines


def test_paths_in_sarif_start_here(tmp_path: Path) -> None:
    """Code scanning looks for files from where it runs, not from the folder that was scanned."""
    (tmp_path / "shop" / "src").mkdir(parents=True)
    (tmp_path / "shop" / "src" / "app.js").write_text("wx.getUserProfile()", "utf-8")
    found = [
        json.loads(baselib("scan", folder, "--sarif").stdout)["runs"][0]["results"][0]["locations"][0]
        for folder in ("shop", str(tmp_path / "shop" / "src"), ".")
    ]

    uris = [location["physicalLocation"]["artifactLocation"]["uri"] for location in found]
    assert uris == ["shop/src/app.js"] * 3


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("nowhere",), BadScan(part="folder", text="nowhere")),
        (("empty",), BadScan(part="empty", text="empty")),
        ((PROJECT, "--max-loss", "1"), BadScan(part="numbers", text="")),
        ((PROJECT, "--max-loss", "101", "--shares", "shares.json"), BadPercent(text="101")),
        ((PROJECT, "--max-loss", "-1", "--shares", "shares.json"), BadPercent(text="-1")),
        ((PROJECT, "--max-loss", "few", "--shares", "shares.json"), BadPercent(text="few")),
        ((PROJECT, "--max-loss", ""), BadPercent(text="")),
        ((PROJECT, "--max-minimum", ""), BadVersion(text="")),
        ((PROJECT, "--max-minimum", "high"), BadVersion(text="high")),
        ((PROJECT, "--shares", "nowhere.json"), BadScan(part="no-shares", text="nowhere.json")),
        ((PROJECT, "--shares", "empty"), BadScan(part="no-shares", text="empty")),
        ((PROJECT, "--shares", "other.json"), BadScan(part="shares", text="other.json")),
        ((PROJECT, "--shares", "shares.json", "--program", "shop"), BadScan(part="whose", text="")),
        ((PROJECT, "--json", "--sarif"), BadScan(part="format", text="")),
        ((PROJECT, "--gitlab", "--junit"), BadScan(part="format", text="")),
        ((PROJECT, "--baseline", "other.json"), BadScan(part="baseline", text="other.json")),
        ((PROJECT, "--baseline", "nowhere.json"), BadScan(part="baseline", text="nowhere.json")),
        ((PROJECT, "--program", "shop"), NoProgram(count=0)),
    ],
)
def test_wrong_usage(shares: str, tmp_path: Path, arguments: tuple[str, ...], error: BotError, locale: str) -> None:
    assert Path(shares).exists()
    (tmp_path / "empty").mkdir()
    (tmp_path / "other.json").write_text("{}", "utf-8")

    assert_refused(baselib("scan", *arguments, locale=locale), error, 2, locale=locale)


def test_nothing_typed() -> None:
    result = baselib("scan")

    assert (result.exit_code, result.stdout) == (2, "")


def test_the_documented_commands(monkeypatch: Env, shares: str) -> None:
    typed = [line for block in blocks_of(ROOT / "docs" / "scan.md", "sh") for line in block.text.splitlines()]
    commands = [line.partition(" >")[0].split() for line in typed if line.startswith("baselib scan")]
    monkeypatch.chdir(PROJECT)
    statuses = [
        baselib(*(shares if word == "shares.json" else word for word in command[1:])).exit_code for command in commands
    ]

    assert statuses == [1, 1, 1, 1, 0]


@one_program
def test_the_only_program() -> None:
    alone = json.loads(baselib("scan", PROJECT, "--json").stdout)
    named = baselib("scan", PROJECT, "--program", "shop", "--max-loss", "100", "--allow-unjudged")

    assert (alone["program"], alone["minimum"]) == ("shop", PROGRAMS["shop"].minimum)
    assert alone["loss_percent"]["high"] > 0
    assert named.exit_code == 0
    assert_refused(baselib("scan", PROJECT, "--program", "shpo"), UnknownProgram(name="shpo", suggestion="shop"), 2)


@pytest.mark.usefixtures("migrated_command_line")
@one_program
def test_several_programs(monkeypatch: Env) -> None:
    monkeypatch.setenv("WECHAT_PROGRAMS", f"shop={PROGRAMS['shop'].appid},coffee={PROGRAMS['coffee'].appid}")

    assert json.loads(baselib("scan", PROJECT, "--json").stdout)["program"] is None
    assert json.loads(baselib("scan", PROJECT, "--json", "--program", "coffee").stdout)["program"] == "coffee"
    assert_refused(baselib("scan", PROJECT, "--max-loss", "1"), BadScan(part="numbers", text=""), 2)


@pytest.mark.usefixtures("migrated_command_line")
@one_program
def test_numbers_that_cannot_be_read(monkeypatch: Env) -> None:
    """It is said why, and where a loss was to be judged it is status 1."""
    monkeypatch.setenv("WECHAT_TOKEN_BEARER", "another")
    without, limited = baselib("scan", PROJECT), baselib("scan", PROJECT, "--max-loss", "9")

    assert (without.exit_code, limited.exit_code) == (0, 1)
    assert "WECHAT_TOKEN_BEARER" in without.stdout
    assert limited.stdout.splitlines()[-1] == EN("scan-failed-unknown")


@pytest.mark.usefixtures("at_now")
def test_the_verdict_in_one_line() -> None:
    result = baselib("scan", PROJECT, "--max-minimum", "2.30.0", "--verdict")
    given = typed_scan(result.stdout, given_by="U1")

    assert result.exit_code == 1
    assert result.stdout.count("\n") == 1
    assert given
    assert (given.outcome, given.to_run, given.unjudged) == (Outcome.FAILED, v("2.32.3"), 4)
    assert given.at.date() == NOW.date()
