"""The command line against the local WeChat platform: what it prints where, and with which exit status."""

import json
from pathlib import Path
from typing import Final

import pytest

from bot.errors import BadPercent, BadVersion, BotError, CommandFirst, NoProgram, SettingsError, UnknownProgram
from bot.i18n import LOCALES, texts_for
from tests.command_line import BEARER, PROGRAMS, assert_refused, baselib, commands, data_of, set_clock

Env = pytest.MonkeyPatch


pytestmark = pytest.mark.usefixtures("bare_command_line")


configured = pytest.mark.usefixtures("configured_command_line")


@pytest.mark.parametrize("locale", LOCALES)
def test_help(locale: str) -> None:
    t = texts_for(locale)
    result = baselib("--help", locale=locale)
    shown = " ".join(result.stdout.split())

    assert result.exit_code == 0
    commands = ["run", "report", "raise", "cover", "can", "trend", "scan", "sweep", "sync", "db", "keys", "demo"]
    for key in ("cli", *(f"cli-{command}" for command in commands)):
        assert t(key).split("\n")[0].split("  ")[0][:30] in shown


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("command", ["report", "raise", "cover", "trend"])
def test_help_of_a_command(command: str, locale: str) -> None:
    result = baselib(command, "--help", locale=locale)

    assert result.exit_code == 0
    assert texts_for(locale)("cli-json")[:20] in " ".join(result.stdout.split())


@pytest.mark.parametrize("locale", LOCALES)
def test_help_is_in_sentences(locale: str) -> None:
    keys = [key for _, command in commands() for key in (command.help, *(each.help for each in command.options))]
    sentences = list(map(texts_for(locale), keys))

    assert len(sentences) > 50
    assert [each for each in sentences if not each.endswith((".", "。", "）", ")"))] == []


WORDS: Final = {"VERSION": "版本", "PERCENT": "百分比", "API": "接口", "NUMBER": "编号"}
"""What Chinese readers see in place of a value."""


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("arguments", "key", "params", "command"),
    [
        (("nonsense",), "command", {"word": "nonsense"}, ""),
        (("rais", "3.8.5"), "command.suggested", {"word": "rais", "suggestion": "raise"}, ""),
        (("raise",), "missing", {"name": "VERSION"}, "raise"),
        (("cover",), "missing", {"name": "PERCENT"}, "cover"),
        (("can",), "missing", {"name": "API"}, "can"),
        (("report", "--yaml"), "option", {"name": "--yaml"}, "report"),
        (("--yaml",), "option", {"name": "--yaml"}, ""),
        (("report", "--on"), "needs-value", {"name": "--on"}, "report"),
        (("report", "--all=yes"), "no-value", {"name": "--all"}, "report"),
        (("db", "nonsense"), "command", {"word": "nonsense"}, "db"),
        (("propose", "3.8.5"), "command.slack", {"word": "propose"}, ""),
        (("raise", "1", "2", "3"), "too-many", {}, "raise"),
        (("demo", "--fleet", "-1"), "number", {"name": "--fleet", "word": "-1"}, "demo"),
        (("decisions", "x"), "number", {"name": "NUMBER", "word": "x"}, "decisions"),
        (("scan", ".", "--fail-on", "all"), "choice", {"name": "--fail-on", "choices": "breaks, degrades"}, "scan"),
        (("--completion", "tcsh"), "choice", {"name": "--completion", "choices": "bash, zsh, fish"}, ""),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], key: str, params: dict[str, str], command: str, locale: str) -> None:
    """What is wrong, where there is help, and how it is used, in the reader's language; the status is 2."""
    t = texts_for(locale)
    result = baselib(*arguments, locale=locale)
    said, usage = result.stderr.splitlines()
    if name := params.get("name"):
        params = {**params, "name": WORDS[name] if locale == "zh-CN" and name in WORDS else name}
    path = f"baselib {command}".strip()
    help_of = t("cli-misuse-help", command=f"{path} --help")

    assert (result.exit_code, result.stdout) == (2, "")
    assert said == t("sentences", first=t(f"cli-misuse-{key}", **params), second=help_of)
    assert usage.startswith(f"{t('cli-usage')}: {path} ")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("arguments", "name"), [(("trend", "shop", "--png", "."), "--png"), (("manifest", "--host", "a b"), "--host")]
)
def test_a_value_that_cannot_be_used(arguments: tuple[str, ...], name: str, locale: str) -> None:
    result = baselib(*arguments, locale=locale)

    assert result.exit_code == 2
    assert result.stderr.startswith(texts_for(locale)("cli-misuse-value", name=name, why=""))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("arguments", "missing"),
    [
        (("report", "shop"), ["WECHAT_PROGRAMS", "WECHAT_ACCESS_TOKEN"]),
        (("raise", "3.0.0", "shop"), ["WECHAT_PROGRAMS", "WECHAT_ACCESS_TOKEN"]),
        (("cover", "99", "shop"), ["WECHAT_PROGRAMS", "WECHAT_ACCESS_TOKEN"]),
        (("run",), ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"]),
    ],
)
def test_missing_settings(arguments: tuple[str, ...], missing: list[str], locale: str, tmp_path: Path) -> None:
    """Each line of `.env` to fill in is named, with where its value is found."""
    t = texts_for(locale)
    result = baselib(*arguments, locale=locale)
    head, *lines = result.stderr.splitlines()

    assert result.exit_code == 1
    assert result.stdout == ""
    assert str(tmp_path / ".env") in head
    assert [line.split("=")[0].strip() for line in lines] == missing
    for name, line in zip(missing, lines, strict=True):
        assert line.endswith(t(f"settings-where-{name.lower().replace('_', '-')}", command="baselib"))


def test_wrong_setting(monkeypatch: Env) -> None:
    monkeypatch.setenv("PORT", "many")

    assert_refused(baselib("report"), SettingsError(name="PORT", reason="not-a-port"), 1)


@configured
def test_wrong_database(monkeypatch: Env) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://user:canary@db/x")
    result = baselib("report", "shop")

    assert_refused(result, SettingsError(name="DATABASE_URL", reason="not-sqlite-or-postgresql"), 1)
    assert "canary" not in result.output


@configured
@pytest.mark.parametrize("locale", LOCALES)
def test_report(locale: str) -> None:
    result = baselib("report", "shop", locale=locale)

    assert (result.exit_code, result.stderr) == (0, "")
    assert PROGRAMS["shop"].minimum in result.stdout
    assert texts_for(locale)("column-loss") in result.stdout


@configured
def test_report_as_json() -> None:
    data = data_of(baselib("report", "shop", "--json"))

    assert data["program"]["appid"] == PROGRAMS["shop"].appid
    assert data["minimum"] == PROGRAMS["shop"].minimum
    assert len(data["versions"]) > 5
    assert abs(sum(row["share_percent"] for row in data["versions"]) - 100) < 1


@configured
def test_raise_and_cover_agree() -> None:
    covered = data_of(baselib("cover", "99", "coffee", "--json"))
    raised = data_of(baselib("raise", covered["version"], "--json", "coffee"))
    text = baselib("raise", covered["version"], "coffee")

    assert covered["coverage_percent"]["low"] >= 99
    assert raised["loss_percent"]["high"] <= 1
    assert raised["loss_percent"]["low"] == pytest.approx(100 - covered["coverage_percent"]["high"])
    assert covered["version"] in text.stdout
    assert baselib("cover", "99%", "coffee").exit_code == 0


@configured
def test_the_only_program(monkeypatch: Env) -> None:
    monkeypatch.setenv("WECHAT_PROGRAMS", f"shop={PROGRAMS['shop'].appid}")

    assert data_of(baselib("report", "--json"))["program"]["alias"] == "shop"


@configured
@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("report",), NoProgram(count=2, example="baselib report shop")),
        (("raise", "3.8.5"), NoProgram(count=2, example="baselib raise 3.8.5 shop")),
        (("can", "wx.request"), NoProgram(count=2, example="baselib can wx.request --program shop")),
        (("report", "shpo"), UnknownProgram(name="shpo", suggestion="shop")),
        (("raise", "banana", "shop"), BadVersion(text="banana")),
        (("cover", "120", "shop"), BadPercent(text="120")),
        (("cover", "120", "shop", "--json"), BadPercent(text="120")),
        (("cover", "--", "-5", "shop"), BadPercent(text="-5")),
    ],
)
@pytest.mark.parametrize("locale", LOCALES)
def test_what_the_person_can_mend(arguments: tuple[str, ...], error: BotError, locale: str) -> None:
    """A mistake in what was typed is status 2 and one sentence on standard error."""
    assert_refused(baselib(*arguments, locale=locale), error, 2, locale=locale)


@configured
@pytest.mark.parametrize("locale", LOCALES)
def test_versions_that_are_not_shown(locale: str) -> None:
    shown = baselib("report", "shop", locale=locale).stdout

    assert "`--all`" in shown
    assert "⋯" not in shown


@configured
def test_no_escape_sequences_in_errors() -> None:
    """What was typed comes back on one line, without what could move a terminal's cursor."""
    result = baselib("report", "a\x1b[2J\nb")

    assert "\x1b" not in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.exit_code == 2


@configured
def test_wechat_refuses(monkeypatch: Env) -> None:
    monkeypatch.setenv("WECHAT_PROGRAMS", "gone=wx0000000000000000")
    result = baselib("report", "gone")

    assert result.exit_code == 1
    assert result.stdout == ""
    assert BEARER not in result.output
    assert "access_token=" not in result.output


@configured
def test_wrong_bearer(monkeypatch: Env) -> None:
    """A token service that says no is status 1 and names what to check; the bearer stays hidden."""
    monkeypatch.setenv("WECHAT_TOKEN_BEARER", "another-canary")
    result = baselib("report", "shop")

    assert result.exit_code == 1
    assert "WECHAT_TOKEN_BEARER" in result.stderr
    assert "canary" not in result.output


@configured
def test_nobody_listens(monkeypatch: Env) -> None:
    monkeypatch.setenv("WECHAT_TOKEN_URL", "http://127.0.0.1:9/token")
    result = baselib("report", "shop")

    assert result.exit_code == 1
    assert "127.0.0.1" in result.stderr


@configured
def test_kept_numbers_when_wechat_is_down(monkeypatch: Env, wechat: str) -> None:
    """What was read is shown again without asking; after an hour, when WeChat cannot be asked, it is marked as old."""
    monkeypatch.setenv("BASELIB_CLOCK_URL", f"{wechat}/sandbox/clock")
    fresh = data_of(baselib("report", "shop", "--json"))
    monkeypatch.setenv("WECHAT_TOKEN_URL", "http://127.0.0.1:9/token")
    again = data_of(baselib("report", "shop", "--json"))
    set_clock(wechat, advance_seconds=7200)
    old = baselib("report", "shop", "--json")

    assert fresh["stale_because"] is None
    assert again == fresh
    assert old.exit_code == 0
    know = {"do": "know", "version": None}
    shown = json.loads(old.stdout)
    (caveat,) = shown.pop("caveats")
    assert (fresh.pop("caveats"), caveat["key"], caveat["effect"]) == ([], "stale", "notes")
    params = {"because": "wechat-unreachable", "taken_at": fresh["taken_at"], "day": fresh["day"]}
    assert caveat["params"] == params
    assert shown == {**fresh, "stale_because": "wechat-unreachable", "advice": know}


def test_db_upgrade(monkeypatch: Env, tmp_path: Path) -> None:
    """The tables are made, and made again without harm; a directory that is not there is a sentence."""
    first, second = baselib("db", "upgrade"), baselib("db", "upgrade")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/nowhere/baselib.db")
    broken = baselib("db", "upgrade")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout == texts_for("en")("cli-db-upgraded") + "\n"
    assert (tmp_path / "baselib.db").exists()
    assert broken.exit_code == 1
    assert broken.stdout == ""
    assert broken.stderr.count("\n") == 1


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("typed", "name", "command"),
    [
        (("raise", "shop", "3.8.5"), "shop", "raise 3.8.5 shop"),
        (("raise", "Corner Coffee", "v3.8"), "Corner Coffee", "raise v3.8 'Corner Coffee'"),
        (("cover", "shop", "99%"), "shop", "cover 99% shop"),
    ],
)
def test_the_program_first(typed: tuple[str, ...], name: str, command: str, locale: str) -> None:
    """It is said what to type, before settings are missed or a version is looked for among the programs."""
    assert_refused(baselib(*typed, locale=locale), CommandFirst(name=name, command=command), 2, locale=locale)
