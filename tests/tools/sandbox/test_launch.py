"""The start of the sandbox's processes."""

import socket
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import pytest

from tests import forked
from tests.clock import NOW
from tests.forked import start_module
from tools.sandbox.launch import LaunchFailedError, Plan, Process, free_ports, launched


@pytest.mark.parametrize(("thefts", "starts"), [(1, 2), (3, 3)])
async def test_a_port_that_another_process_takes_first(tmp_path: Path, thefts: int, starts: int) -> None:
    """Everything starts again on other ports; after three times it is given up."""
    ports: list[int] = []
    plan = Plan(tmp_path, NOW, ports=(0, 0, 0), bot=False, seeded=thefts < starts, quiet=True)
    with ExitStack() as stack:

        async def start(
            arguments: Sequence[str], environment: Mapping[str, str], directory: Path, log: IO[bytes] | None
        ) -> Process:
            if "wechat" in arguments:
                ports.append(int(arguments[arguments.index("--port") + 1]))
                if len(ports) <= thefts:
                    thief = stack.enter_context(socket.socket())
                    thief.bind(("127.0.0.1", ports[-1]))
            return await start_module(arguments, environment, directory, log)

        if thefts < starts:
            async with launched(plan, start) as running:
                assert running.wechat_url.endswith(f":{ports[-1]}")
        else:
            with pytest.raises(LaunchFailedError):
                async with launched(plan, start):
                    pass

    assert len(set(ports)) == starts


def test_ports_that_no_connection_takes() -> None:
    """Any connection takes one from 32768 on, for a moment: a server that starts just then would not come up."""
    ports = free_ports((0,) * 200)

    assert len(set(ports)) == len(ports)
    assert min(ports) >= 1_024
    assert max(ports) < 32_768


async def test_a_bot_that_cannot_start_says_why(tmp_path: Path) -> None:
    """Its status, and what it logged."""
    plan = Plan(tmp_path, NOW, ports=(0, 0, 0), seeded=False, extra={"LOG_LEVEL": "LOUD"}, quiet=True)
    with pytest.raises(LaunchFailedError, match="its process ended with 1") as raised:
        async with forked.launched(plan):
            pass

    assert any(note.startswith("bot.log: ") and "LOG_LEVEL" in note for note in raised.value.__notes__)
