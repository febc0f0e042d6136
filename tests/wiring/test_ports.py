"""The ports of Slack's use cases."""

from dataclasses import fields

import pytest
from pydantic import SecretStr

from bot.assembly.ports import ReadingPorts
from bot.charts.drawer import ChartWorker
from bot.settings import Settings
from bot.wiring.core import open_core
from bot.wiring.ports import open_ports
from bot.wiring.slack import open_slack


@pytest.mark.usefixtures("bare_environment")
async def test_slack_reads_as_the_command_line_does(migrated_sqlite_url: str) -> None:
    """Its use cases have all ports of those without Slack, and the setter."""
    settings = Settings(
        slack_bot_token=SecretStr("xoxb-1"),
        slack_signing_secret=SecretStr("secret"),
        database_url=migrated_sqlite_url,
        wechat_access_token=SecretStr("token"),
        baselib_may_set_minimum="on",
    )
    async with open_core(settings) as core, open_slack(core) as slack:
        ports = open_ports(core, slack, ChartWorker())

    for field in fields(ReadingPorts):
        assert getattr(core.ports, field.name) is not None
        assert getattr(ports, field.name) == getattr(core.ports, field.name), field.name
