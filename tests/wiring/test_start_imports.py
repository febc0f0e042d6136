"""What the bot imports at its start, which costs time and memory."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.forked import outcome_of
from tests.forkserver import Call
from tests.project.repository import ROOT

HEAVY: Final = {
    "alembic": "only for an older database",
    "sqlalchemy.dialects.postgresql": "only for PostgreSQL",
    "cryptography": "only with encryption keys",
    "jinja2": "only for a page",
    "rich": "only for commands that answer on a terminal",
    "pygments": "only for rich",
    "mcp": "only for an agent's question",
    "bot.mcp.tools": "only for an agent's question",
    "httpcore": "aiohttp has the connections",
    "tree_sitter": "only to read sources",
    "re2": "only to read sources",
    "bot.scan.rules": "only to read sources",
    "vl_convert": "a process of its own draws",
    "rapidfuzz": "only for a name with a mistake",
    "yaml": "only for the manifest",
    "psycopg": "only for PostgreSQL",
    "tools.sandbox": "only for the demo",
    "slack_sdk.socket_mode": "only for Socket Mode",
    "pytest": "only for tests",
}
"""Modules absent when the bot is open, and what needs them."""
AGENTS: Final = ("mcp", "mcp_types", "httpx2", "opentelemetry", "sse_starlette")
"""The SDK of agents."""
OF_OTHERS: Final = {
    *(f"bot.usecases.{name}" for name in ("delivery", "everything", "home", "workflows")),
    *("bot.blocks.home", "click", "pygments", "rich.traceback"),
    "aiohttp",
}
"""What Slack's side needs, what libraries load to draw, and what only a request needs."""
OPEN: Final = f"""
import asyncio, json, sys
from bot.cli.entry import load

open_bot = load("bot.cli.running").open_bot
from bot.settings import load_settings

async def main():
    async with open_bot(load_settings()):
        print(json.dumps(sorted(sys.modules.keys() & set({sorted(HEAVY)!r}))))

asyncio.run(main())
"""


def test_the_start_loads_nothing_that_it_does_not_need(tmp_path: Path, migrated_sqlite_url: str) -> None:
    """Only what it answers with; its database is at the newest revision."""
    env = {
        "DATABASE_URL": migrated_sqlite_url,
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": "secret",
        "PYTHONPATH": str(ROOT),
    }

    opened = subprocess.run(  # noqa: S603  # ours
        [sys.executable, "-c", OPEN], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )

    assert opened.returncode == 0, opened.stderr
    loaded = json.loads(opened.stdout.splitlines()[-1])
    assert {name: HEAVY[name] for name in loaded} == {}


async def test_the_agents_sdk_is_not_loaded_at_start(tmp_path: Path) -> None:
    """It comes with the first request, and would cost a second and 15 MB."""
    script = f"import sys, bot.app, bot.cli.mcp; print([name for name in {AGENTS!r} if name in sys.modules])"
    status, printed, _ = await outcome_of(Call(("-c", script), str(tmp_path), {}))

    assert (status, printed) == (0, "[]\n")


def test_a_question_on_the_command_line_loads_what_it_asks(tmp_path: Path) -> None:
    """It takes most of its time to load modules; those of Slack's side are half as many again."""
    script = (
        f"import sys; from bot.cli.entry import load; load('bot.cli.report'); print({OF_OTHERS!r} & sys.modules.keys())"
    )
    env = {"PYTHONPATH": str(ROOT)}
    loaded = subprocess.run(  # noqa: S603  # ours
        [sys.executable, "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )

    assert (loaded.stdout, loaded.stderr) == ("set()\n", "")
