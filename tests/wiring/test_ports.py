"""The ports of Slack's use cases."""

from dataclasses import fields
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.assembly.ports import ReadingPorts
from bot.blocks.kit.elements import Message
from bot.charts.drawer import ChartWorker
from bot.settings import Settings
from bot.wiring.core import open_core
from bot.wiring.ports import open_ports
from bot.wiring.slack import open_slack
from tests.slack.server import running


@pytest.fixture
def settings(bare_environment: None, migrated_sqlite_url: str) -> Settings:  # noqa: ARG001 - nothing else may be set
    """A program of one team."""
    return Settings(
        slack_bot_token=SecretStr("xoxb-1"),
        slack_signing_secret=SecretStr("secret"),
        database_url=migrated_sqlite_url,
        wechat_access_token=SecretStr("token"),
        baselib_may_set_minimum="on",
    )


async def test_slack_reads_as_the_command_line_does(settings: Settings) -> None:
    """Its use cases have all ports of those without Slack, and the setter."""
    async with open_core(settings) as core, open_slack(core) as slack:
        ports = open_ports(core, slack, ChartWorker())

    for field in fields(ReadingPorts):
        assert getattr(core.ports, field.name) is not None
        assert getattr(ports, field.name) == getattr(core.ports, field.name), field.name


async def test_slack_is_reached_through_the_proxy(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its API and its answers' addresses, where the environment names one."""
    async with running() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        elsewhere = settings.model_copy(update={"slack_api_url": "http://slack.test/api/"})
        async with open_core(elsewhere) as core, open_slack(core) as slack:
            await slack.messenger.respond("http://hooks.slack.test/1", Message("Done."))
            await slack.messenger.post("T1", "C1", Message("Done."))

    assert [call.path for call in proxy.calls] == [
        "http://hooks.slack.test/1",
        "http://slack.test/api/chat.postMessage",
    ]


async def test_nothing_of_the_machine_is_sent_to_slack(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Not what `.netrc` says, which the library sends with a proxy or without."""
    kept = tmp_path / "netrc"
    kept.write_text("machine 127.0.0.1 login somebody password canary\n")
    monkeypatch.setenv("NETRC", str(kept))
    async with running() as server, open_core(settings) as core, open_slack(core) as slack:
        await slack.messenger.respond(f"{server.url}/respond/1", Message("Done."))

    (call,) = server.calls
    assert "authorization" not in call.headers
