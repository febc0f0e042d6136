"""A bot that has just started imports nothing before it acknowledges: Slack would wait for it."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

import pytest

from bot.blocks.kit.controls import REPORT_SHARE, SHORTCUT_ASK
from bot.blocks.what_if.ask_form import PROGRAM
from tests.clock import NOW
from tests.e2e.person import alice_in, eventually
from tests.forked import start_module
from tests.project.repository import ROOT
from tests.wiring import watched_bot
from tools.sandbox.launch import Plan, Process, launched, start_python
from tools.sandbox.wechat.config import demo_programs

pytestmark = pytest.mark.e2e


async def start_fresh(
    arguments: Sequence[str], environment: Mapping[str, str], directory: Path, log: IO[bytes] | None
) -> Process:
    """Start the bot as a process that has imported nothing, and the sandbox as all tests do."""
    if arguments != ["bot", "run"]:
        return await start_module(arguments, environment, directory, log)
    return await start_python([watched_bot.__name__], {**environment, "PYTHONPATH": str(ROOT)}, directory, log)


async def test_the_first_of_each_kind_waits_for_no_import(tmp_path: Path) -> None:
    """An event, a command, a press, a shortcut, a search and a form."""
    plan = Plan(tmp_path, NOW, ports=(0, 0, 0), programs=demo_programs()[:1], seeded=False, quiet=True)
    async with launched(plan, start_fresh) as running:
        alice = alice_in(running)
        async with alice.http, alice.wechat:
            await alice.http.post("/sandbox/home", json={"user": alice.user})
            answer = await alice.ask("/baselib")
            await alice.press(answer, REPORT_SHARE)
            await alice.http.post("/sandbox/shortcut", json={"user": alice.user, "callback_id": SHORTCUT_ASK})
            form = await eventually(alice.modal)
            await alice.search(form, PROGRAM.name, "")
            await alice.submit(form, {})

    imported = [json.loads(line) for line in (tmp_path / watched_bot.WRITTEN).read_text("utf-8").splitlines()]
    assert len(imported) >= len(("event", "command", "press", "shortcut", "search", "form"))
    assert [modules for modules in imported if modules] == []
