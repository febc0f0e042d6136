"""`baselib demo`: its end, and an own bot beside it."""

import json
import os
import signal
import stat
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile

import httpx
import pytest

from bot.lib.transport import local_client
from tests.e2e.person import Browser, Json, Person, eventually, opened
from tests.forked import Forked
from tests.forkserver import Call
from tests.patience import PATIENCE
from tools.sandbox.launch import free_ports
from tools.sandbox.seed import bare_environment

pytestmark = pytest.mark.e2e


def files_in(directory: Path) -> set[str]:
    return {path.name for path in directory.rglob("*")}


def printed(directory: Path, name: str) -> Path:
    """The file beside the directory with a command's output."""
    return directory.with_name(f"{directory.name}.{name}")


def output_of(directory: Path, name: str) -> str:
    return printed(directory, name).read_text(encoding="utf-8")


@asynccontextmanager
async def baselib(directory: Path, *arguments: str, ignored: Sequence[int] = ()) -> AsyncIterator[Forked]:
    """The command line in this directory, heading its own process group; output goes to `printed`."""
    environment = bare_environment() | {"TMPDIR": str(directory)}
    call = Call(("-m", "bot", *arguments), str(directory), environment, session=True, ignored=ignored)
    with printed(directory, arguments[0]).open("wb") as output, TemporaryFile() as errors:
        process = await Forked.start(call, output, errors)
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


async def answers(http: httpx.AsyncClient, url: str) -> bool:
    with suppress(httpx.HTTPError):
        return (await http.get(url)).is_success
    return False


async def diagnosis(directory: Path) -> tuple[int, list[Json]]:
    """What doctor finds: its exit status, and each finding."""
    async with baselib(directory, "doctor", "--json") as doctor:
        status = await doctor.wait()
        return status, list(json.loads(output_of(directory, "doctor"))["findings"])


@pytest.mark.parametrize(
    ("number", "ignored"), [(signal.SIGINT, ()), (signal.SIGINT, (signal.SIGINT,)), (signal.SIGTERM, ())]
)
async def test_nothing_is_left_of_it(tmp_path: Path, number: signal.Signals, ignored: Sequence[int]) -> None:
    """After any signal its processes end with it, and its files are gone.

    Shells without job control have SIGINT ignored by what is followed by `&`.
    """
    async with baselib(tmp_path, "demo", "--port", str(free_ports((0,))[0]), ignored=ignored) as process:

        async def seeds_the_database() -> bool:  # after the local WeChat and Slack have been started
            return "baselib.db" in files_in(tmp_path)

        await eventually(seeds_the_database)
        process.send_signal(number)
        status = await process.wait()

        assert status == 0
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)
        assert files_in(tmp_path) == set()


async def test_a_bot_of_ones_own_in_two_workspaces(tmp_path: Path) -> None:
    """Its settings start a bot beside it, two workspaces install it, and doctor finds all well."""
    settings = tmp_path / ".env"
    demo = ("demo", "--port", str(free_ports((0,))[0]), "--many-workspaces", "--settings", settings.name)
    async with baselib(tmp_path, *demo) as sandbox, opened() as http:

        async def ready() -> bool:
            return "Ctrl-C" in output_of(tmp_path, "demo")

        await eventually(ready)
        assert stat.S_IMODE(settings.stat().st_mode) == 0o600
        settings_of = dict(line.split("=", 1) for line in settings.read_text().splitlines())
        bot_url, slack_url = settings_of["BASELIB_PUBLIC_URL"], settings_of["SLACK_API_URL"].removesuffix("/api/")
        assert f"{bot_url}/slack/install" in output_of(tmp_path, "demo")

        async with baselib(tmp_path, "run"):
            await eventually(lambda: answers(http, f"{bot_url}/readyz"))
            browser = Browser(http, bot_url)
            assert "is installed in Sandbox" in (await browser.install("Allow in Sandbox<")).text
            assert "is installed in Neighbour" in (await browser.install("Allow in Neighbour")).text
            async with local_client(slack_url, timeout=PATIENCE) as slack:
                alice = Person(slack, slack)

                async def knows_the_shop() -> bool:  # once the list of programs has come there is a token, too
                    return str((await alice.ask("/baselib report shop"))["text"]).startswith("shop:")

                await eventually(knows_the_shop)
            status, findings = await diagnosis(tmp_path)

        assert status == 0
        wrong = [each for each in findings if each["status"] not in {"ok", "skipped"}]
        assert [each for each in wrong if each["check"] not in {"disk", "font"}] == []  # those are the machine's
        sandbox.send_signal(signal.SIGTERM)
        assert await sandbox.wait() == 0
    assert files_in(tmp_path) == set()


async def test_settings_are_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=mine\n")
    async with baselib(tmp_path, "demo", "--settings", ".env") as process:
        assert await process.wait() == 2
    assert (tmp_path / ".env").read_text() == "SLACK_BOT_TOKEN=mine\n"
