"""`baselib doctor` on the command line."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.cli.operate.doctor import validated
from bot.domain.doctor.error_attribution import Sample
from bot.i18n import LOCALES, texts_for
from bot.settings import Settings
from tests.command_line import BEARER, PROGRAMS, baselib
from tests.patience import PATIENCE
from tests.served import served
from tests.tools.sandbox.slack.driving import APP_TOKEN, BOT_TOKEN, manifest
from tests.tools.sandbox.slack.driving import config as slack_config
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
    """Socket Mode and a token service."""
    del configured_command_line
    for name, value in {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_API_URL": f"{slack}/api/",
        "WECHAT_PUBLIC_URL": f"{wechat}{PUBLIC}",
    }.items():
        monkeypatch.setenv(name, value)


def findings(told: Mapping[str, Any]) -> dict[str, str]:
    """What is found, and how it stands."""
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
    """Status 2, as everywhere."""
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
    """Slack's validator, here the sandbox's, takes each of them; other files are no messages."""
    result = baselib("doctor", "--blocks", "--json")
    data = json.loads(result.stdout)

    assert result.exit_code == 0
    assert {"report.en.json", "home.zh-CN.json", "connect.en.json"} <= data.keys()
    assert not {"trend_picture.en.json", "scan_sarif.en.json"} & data.keys()
    assert all(problems == [] for problems in data.values())


@pytest.mark.usefixtures("healthy")
def test_a_message_that_slack_refuses(slack: str) -> None:
    """It is named with Slack's pointer, and the exit status is 1."""
    sample = Sample("wrong.json", "blocks", [{"type": "section", "text": {"type": "mrkdwn", "text": ""}}])
    (verdict,) = asyncio.run(validated(texts_for("en"), [sample]))

    assert slack
    assert [problem.pointer for problem in verdict.problems] == ["/blocks/0/text/text"]


@pytest.mark.usefixtures("bare_command_line")
def test_no_token_to_ask_with() -> None:
    """The missing line is named."""
    result = baselib("doctor", "--blocks")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "SLACK_BOT_TOKEN=" in result.stderr
