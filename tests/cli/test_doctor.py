"""`baselib doctor` on the command line."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.cli.operate.doctor import validated
from bot.domain.error_attribution import Sample
from bot.errors import BadOption, DayToCome, NothingKept
from bot.i18n import LOCALES, texts_for
from bot.settings import Settings
from tests.charts.test_drawer import png_size
from tests.command_line import BEARER, PROGRAMS, Result, assert_refused, baselib, data_of, set_clock
from tests.export.test_report_json import records_of
from tests.patience import PATIENCE
from tests.served import served
from tests.tools.sandbox.driving import APP_TOKEN, BOT_TOKEN, manifest
from tests.tools.sandbox.driving import config as slack_config
from tools.sandbox.slack.app import create_app
from tools.sandbox.wechat.calls import PUBLIC

Env = pytest.MonkeyPatch


@pytest.fixture(scope="module")
def slack(at_now: None) -> Iterator[str]:
    """A workspace to which the app connects by itself; yields its URL."""
    del at_now
    wanted_manifest = manifest(scopes=frozenset(Settings(_env_file=None).slack_scopes))
    app: Starlette = create_app(slack_config(app_url=None, manifest=wanted_manifest))
    with served(app) as url:
        yield url


@pytest.fixture
def healthy(configured_command_line: None, monkeypatch: Env, wechat: str, slack: str) -> None:
    del configured_command_line
    for name, value in {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_API_URL": f"{slack}/api/",
        "WECHAT_PUBLIC_URL": f"{wechat}{PUBLIC}",
    }.items():
        monkeypatch.setenv(name, value)


def findings(told: Mapping[str, Any]) -> dict[str, str]:
    return {finding["found"]: finding["status"] for finding in told["findings"]}


@pytest.mark.usefixtures("healthy")
def test_nothing_fails(monkeypatch: Env) -> None:
    """Status 0, also with warnings; a database that `baselib run` would make is not made."""
    monkeypatch.setenv("DATABASE_URL", "sqlite:///later.db")
    result = baselib("doctor", "--json")
    data = json.loads(result.stdout)

    assert (result.exit_code, result.stderr, data["healthy"]) == (0, "", True)
    assert "failed" not in findings(data).values()
    assert {"clock-ok", "socket-mode-ok", "reading-ok", "database-none"} <= findings(data).keys()
    assert data["shape"]["numbers"]["items"] > 10
    assert not Path("later.db").exists()


@pytest.mark.usefixtures("healthy")
def test_something_fails(wechat: str) -> None:
    """Status 1; the failure is named in words, with the page, and the last line sums up."""
    httpx.put(f"{wechat}/sandbox/faults/set_not_granted", json={})
    for locale in LOCALES:
        result, t = baselib("doctor", locale=locale), texts_for(locale)
        assert result.exit_code == 1
        assert t("doctor-permission-set-missing") in result.stdout
        assert "docs/doctor.md#permission-set" in result.stdout
        assert result.stdout.splitlines()[-1] == t("doctor-failing", count=1, checks=t("doctor-check-permission-set"))


@pytest.mark.usefixtures("healthy")
def test_the_shape_alone(wechat: str) -> None:
    """It says nothing of whose it is; without an answer there is none, and that is said."""
    result = baselib("doctor", "--shape")
    shape = json.loads(result.stdout)
    httpx.put(f"{wechat}/sandbox/faults/quota_used", json={"where": "/cgi-bin/wxopen/getweappsupportversion"})
    without = baselib("doctor", "--shape")

    assert result.exit_code == 0
    assert (shape["meaning"], shape["scale"]) == ("share", "percent")
    assert PROGRAMS["shop"].appid not in result.stdout
    assert PROGRAMS["shop"].nickname not in result.stdout
    assert (without.exit_code, without.stdout) == (1, "")
    assert without.stderr == texts_for("en")("doctor-no-shape") + "\n"


@pytest.mark.usefixtures("bare_command_line")
def test_without_any_setting(monkeypatch: Env) -> None:
    """All that is missing is named, with where it is found, and nothing outside is asked for a program."""
    for name in ("SLACK_API_URL", "WECHAT_API_URL", "WECHAT_PUBLIC_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    result = baselib("doctor")

    assert result.exit_code == 1
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"):
        assert f"`{name}`" in result.stdout
    assert "`WECHAT_PROGRAMS` is not set" not in result.stdout
    assert "api.slack.com/apps" in result.stdout


@pytest.mark.usefixtures("bare_command_line")
def test_wrong_usage() -> None:
    assert baselib("doctor", "everything").exit_code == 2


@pytest.mark.usefixtures("healthy")
def test_as_a_process(wechat: str) -> None:
    """Started as an operator does: what fails is in its status, and no secret in what it prints and logs."""
    httpx.put(f"{wechat}/sandbox/faults/not_third_party", json={})
    done = subprocess.run(
        [sys.executable, "-m", "bot", "doctor"],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "LOG_LEVEL": "DEBUG"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert done.returncode == 1
    assert "48001" in done.stdout
    assert done.stderr
    text = done.stdout + done.stderr
    assert [secret for secret in (BOT_TOKEN, APP_TOKEN, BEARER, "98_") if secret in text] == []


@pytest.mark.usefixtures("healthy")
def test_every_message_on_record() -> None:
    result = baselib("doctor", "--blocks", "--json")
    data = json.loads(result.stdout)

    assert result.exit_code == 0
    assert {"report.en.json", "home.zh-CN.json", "connect.en.json"} <= data.keys()
    assert not {"trend_picture.en.json", "scan_sarif.en.json"} & data.keys()
    assert all(problems == [] for problems in data.values())


@pytest.mark.usefixtures("healthy")
def test_a_message_that_slack_refuses(slack: str) -> None:
    sample = Sample("wrong.json", "blocks", [{"type": "section", "text": {"type": "mrkdwn", "text": ""}}])
    (verdict,) = asyncio.run(validated(texts_for("en"), [sample]))

    assert slack
    assert [problem.pointer for problem in verdict.problems] == ["/blocks/0/text/text"]


@pytest.mark.usefixtures("bare_command_line")
def test_no_token_to_ask_with() -> None:
    result = baselib("doctor", "--blocks")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "SLACK_BOT_TOKEN=" in result.stderr


USAGE = "baselib report [program] [--all] [--on <day>|all] [--and <day>] [--format csv|json|browserslist]"


@pytest.fixture
def yesterday(monkeypatch: pytest.MonkeyPatch, wechat: str) -> date:
    """The shop was read once, a day ago, and not since."""
    monkeypatch.setenv("BASELIB_CLOCK_URL", f"{wechat}/sandbox/clock")
    day = date.fromisoformat(data_of(baselib("report", "shop", "--json"))["day"])
    set_clock(wechat, advance_seconds=86_400)
    return day


@pytest.mark.usefixtures("configured_command_line")
def test_two_days(yesterday: date) -> None:
    """Both are named, and each has its columns; a file has one of them, or all."""
    baselib("report", "shop")
    result = baselib("report", "shop", "--and", yesterday.isoformat())
    file = baselib("report", "shop", "--and", "yesterday", "--json")
    once = baselib("report", "shop", "--and", "today")

    assert "side by side" in result.stdout
    assert once.exit_code == 0
    assert "side by side" not in once.stdout
    assert result.exit_code == 0
    assert texts_for("en").day(yesterday) in result.stdout
    assert_refused(file, BadOption(option="--and yesterday", usage=USAGE), 2)


def rows_of(result: Result) -> list[dict[str, str]]:
    """What a program reads that standard output is piped into."""
    assert (result.exit_code, result.stderr) == (0, "")
    return records_of(result.stdout_bytes)


@pytest.mark.usefixtures("configured_command_line")
def test_csv() -> None:
    result = baselib("report", "shop", "--format", "csv", locale="zh-CN")
    rows = rows_of(result)

    assert result.stdout_bytes.startswith(b"\xef\xbb\xbfprogram,appid,day,")
    assert {row["appid"] for row in rows} == {PROGRAMS["shop"].appid}
    assert abs(sum(float(row["share_percent"]) for row in rows) - 100) < 1


@pytest.mark.usefixtures("configured_command_line")
def test_json() -> None:
    assert data_of(baselib("report", "shop", "--format", "JSON")) == data_of(baselib("report", "shop", "--json"))


@pytest.mark.usefixtures("configured_command_line")
def test_browserslist() -> None:
    (stats,) = data_of(baselib("report", "coffee", "--format", "browserslist")).values()

    assert all(percent > 0 for percent in stats.values())
    assert 99 < sum(stats.values()) < 100.000001


@pytest.mark.usefixtures("configured_command_line")
@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("option", [("--format", "xml"), ("--on", "banana"), ("--format", "browserslist", "--history")])
def test_what_is_not_taken(option: tuple[str, ...], locale: str) -> None:
    refused = BadOption(option=" ".join(option[:2]), usage=USAGE)

    assert_refused(baselib("report", "shop", *option, locale=locale), refused, 2, locale=locale)


@pytest.mark.usefixtures("configured_command_line")
def test_looking_back(yesterday: date) -> None:
    heading = texts_for("en")("as-of", day=texts_for("en").day(yesterday))
    answers = [
        baselib(*words, "shop", "--on", "yesterday") for words in (["report"], ["raise", "3.0.0"], ["cover", "99"])
    ]
    data = data_of(baselib("report", "shop", "--json", "--on", yesterday.isoformat()))

    assert all(heading in answer.stdout for answer in answers)
    assert data["as_of"] == data["day"] == yesterday.isoformat()
    assert data["stale_because"] is None


@pytest.mark.usefixtures("configured_command_line")
def test_an_earlier_day_stands_in(yesterday: date) -> None:
    """A file holds the numbers of the day before; that they stand in is said on standard error."""
    today = yesterday + timedelta(days=1)
    result = baselib("report", "shop", "--format", "csv", "--on", today.isoformat())
    t = texts_for("en")

    assert result.exit_code == 0
    assert {row["day"] for row in records_of(result.stdout)} == {yesterday.isoformat()}
    assert result.stderr == t("caveat-older-day", day=t.day(today), kept=t.day(yesterday)) + "\n"


@pytest.mark.usefixtures("configured_command_line")
def test_history(yesterday: date) -> None:
    days = {row["day"] for row in rows_of(baselib("report", "shop", "--on", "all"))}
    data = data_of(baselib("report", "shop", "--on", "all", "--format", "json"))
    before = baselib("report", "shop", "--history", "--json")

    assert days == {yesterday.isoformat(), (yesterday + timedelta(days=1)).isoformat()}
    assert [day["day"] for day in data["days"]] == sorted(days)
    assert json.loads(before.stdout) == data
    assert before.stderr == texts_for("en")("cli-history-deprecated") + "\n"


@pytest.mark.usefixtures("configured_command_line")
def test_what_cannot_be_looked_back_at(yesterday: date) -> None:
    today = yesterday + timedelta(days=1)
    early = NothingKept(program="shop", day="2020-01-01", suggestion=yesterday.isoformat())

    assert_refused(baselib("report", "shop", "--on", "2020-01-01"), early, 2)
    assert_refused(
        baselib("raise", "3.0.0", "shop", "--on", "2100-01-01"),
        DayToCome(day="2100-01-01", today=today.isoformat()),
        2,
    )


@pytest.mark.usefixtures("configured_command_line")
def test_trend(yesterday: date) -> None:
    """Every day kept as CSV, of the versions asked for; the trend itself as JSON; and as of an earlier day."""
    rows = rows_of(baselib("trend", "shop", "3.12.0", "--format", "csv"))
    as_json = data_of(baselib("trend", "shop", "3.12.0", "--format", "json"))
    earlier = data_of(baselib("trend", "shop", "3.12.0", "--on", "yesterday", "--json"))
    usage = "baselib trend [program] [version ...] [--on <day>] [--format csv|json]"

    assert [(row["day"], row["version"]) for row in rows] == [
        (yesterday.isoformat(), "3.12.0"),
        ((yesterday + timedelta(days=1)).isoformat(), "3.12.0"),
    ]
    assert as_json == data_of(baselib("trend", "shop", "3.12.0", "--json"))
    assert earlier["days"] == [yesterday.isoformat()]
    assert_refused(
        baselib("trend", "shop", "--format", "browserslist"), BadOption(option="--format browserslist", usage=usage), 2
    )


@pytest.mark.usefixtures("configured_command_line")
@pytest.mark.usefixtures("read_for_two_weeks")
def test_picture(tmp_path: Path) -> None:
    """Beside the answer, which stays what it is, there is a picture in the file."""
    file = tmp_path / "trend.png"
    drawn = data_of(baselib("trend", "shop", "--json", "--png", str(file)))

    assert png_size(file.read_bytes()) == (2000, 1000)
    assert drawn == data_of(baselib("trend", "shop", "--json"))


@pytest.mark.usefixtures("configured_command_line")
@pytest.mark.usefixtures("read_for_two_weeks")
def test_no_such_place(tmp_path: Path) -> None:
    result = baselib("trend", "shop", "--png", str(tmp_path / "missing" / "trend.png"))

    assert result.exit_code == 2
    assert "--png" in result.stderr


@pytest.mark.usefixtures("configured_command_line")
def test_too_little(tmp_path: Path) -> None:
    """The answer says what is missing, the status tells a script, and a file that is there stays."""
    file = tmp_path / "trend.png"
    file.write_bytes(b"before")
    result = baselib("trend", "shop", "--png", str(file))

    assert (result.exit_code, result.stderr) == (1, "")
    assert "three weeks" in result.stdout
    assert file.read_bytes() == b"before"
