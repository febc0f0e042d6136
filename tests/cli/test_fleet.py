"""`baselib sweep` and `baselib sync` against the local WeChat platform, over a real database."""

import asyncio
import json
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from sqlalchemy import func, select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.domain.numbers.snapshot import snapshot_day
from bot.errors import ProgramListRefused, StorageUnavailable
from bot.i18n import Texts, texts_for
from bot.ports.slack import Workspace
from bot.storage.engine.database import Database, alone
from bot.storage.numbers.public_snapshots import SqlPublicSnapshots
from bot.storage.platform import SqlPushes
from bot.storage.tables.numbers import SNAPSHOTS
from bot.storage.workspaces import SqlWorkspaces
from tests.clock import NOW
from tests.command_line import BEARER, Reach, Result, baselib
from tests.patience import PATIENCE
from tests.served import served
from tools.sandbox.wechat.calls import PUBLIC
from tools.sandbox.wechat.config import demo_programs

APPIDS: Final = [program.appid for program in demo_programs()]
TEAM: Final = "T0SWEEP"
EN: Final = texts_for("en")
Env = pytest.MonkeyPatch


@pytest.fixture(autouse=True)
def _configured(migrated_command_line: None, monkeypatch: Env, reach: Reach, wechat: str) -> None:
    """Settings that reach the platform, in a folder of this test's own."""
    del migrated_command_line
    reach(**{f"p{number}": appid for number, appid in enumerate(APPIDS)})
    monkeypatch.setenv("WECHAT_PUBLIC_URL", f"{wechat}{PUBLIC}")
    monkeypatch.setenv("BASELIB_CLOCK_URL", f"{wechat}/sandbox/clock")


def joined(url: str = "sqlite:///baselib.db") -> None:
    """The bot has run once and knows its workspace."""

    async def work() -> None:
        database = Database(url)
        await database.prepare()
        await SqlWorkspaces(database).put(Workspace(TEAM, "Team", "UBOT"))
        await database.close()

    asyncio.run(work())


def kept(url: str = "sqlite:///baselib.db") -> int:

    async def work() -> int:
        database = Database(url)
        today = (SNAPSHOTS.c.team_id == TEAM, SNAPSHOTS.c.day == snapshot_day(NOW))
        ((kept,),) = await database.rows(select(func.count()).where(*today))
        await database.close()
        return kept

    return asyncio.run(work())


class Announcing(Texts):
    """Sets an event when a sentence is about to be printed."""

    def __init__(self, texts: Texts, key: str, event: threading.Event) -> None:
        super().__init__(texts.locale, texts._sentences)
        self._key, self._event = key, event

    def on_terminal(self) -> "Announcing":
        return self

    def __call__(self, key: str, /, **params: str | int) -> str:
        if key == self._key:
            self._event.set()
        return super().__call__(key, **params)


def json_of(result: Result) -> dict[str, Any]:
    (workspace,) = json.loads(result.stdout)["workspaces"]
    return dict(workspace)


def test_everything_due_is_read_now() -> None:
    """Lines of progress on standard error, the sum on standard output; a second time there is nothing to do."""
    joined()

    first, second = baselib("sweep"), baselib("sweep")

    count = len(APPIDS)
    assert first.exit_code == 0
    assert first.stdout == EN("upkeep-swept", team=TEAM, kept=count, programs=count, now=count) + "\n"
    assert EN("upkeep-step", name=TEAM, done=count, total=count, failed=0) in first.stderr
    assert second.stdout == EN("upkeep-swept", team=TEAM, kept=count, programs=count, now=0) + "\n"
    assert second.stderr == ""
    assert kept() == count


def is_new() -> bool:
    """Whether a push of last week comes for the first time, as far as is known."""

    async def work() -> bool:
        database = Database("sqlite:///baselib.db")
        new = await SqlPushes(database).is_new("push", now=NOW - timedelta(days=8))
        await database.close()
        return new

    return asyncio.run(work())


def test_what_is_too_old_is_deleted() -> None:
    joined()
    assert [is_new(), is_new()] == [True, False]
    baselib("sweep")
    assert is_new()


def public_day() -> date | None:
    """The day of the newest public numbers that are kept."""

    async def work() -> date | None:
        database = Database("sqlite:///baselib.db")
        newest = await SqlPublicSnapshots(database).latest()
        await database.close()
        return newest.day if newest else None

    return asyncio.run(work())


def test_wechat_s_public_numbers_are_kept_too() -> None:
    joined()
    assert baselib("sweep").exit_code == 0

    assert public_day() == snapshot_day(NOW)


@pytest.mark.parametrize("off", [True, False], ids=["off", "gone"])
def test_a_sweep_succeeds_without_public_numbers(monkeypatch: Env, wechat: str, *, off: bool) -> None:
    """Whether they are switched off or nothing is there any more: they are a companion."""
    joined()
    if off:
        monkeypatch.setenv("WECHAT_PUBLIC_URL", "off")
    httpx.put(f"{wechat}/sandbox/faults/http_404", json={"where": PUBLIC}).raise_for_status()
    calls = len(httpx.get(f"{wechat}/sandbox/requests", params={"path": PUBLIC}).json()["requests"])

    assert baselib("sweep").exit_code == 0
    assert public_day() is None
    again = len(httpx.get(f"{wechat}/sandbox/requests", params={"path": PUBLIC}).json()["requests"])
    assert again - calls == (0 if off else 1)


def test_failures_are_counted_and_explained(wechat: str) -> None:
    """One line per kind of failure, status 1; whoever tries again at once is told that they are left alone for now."""
    joined()
    fault = {"where": APPIDS[0], "params": {"code": 61007}}
    httpx.put(f"{wechat}/sandbox/faults/errcode", json=fault).raise_for_status()

    first, again = baselib("sweep", "--json"), baselib("sweep")

    data = json_of(first)
    assert first.exit_code == again.exit_code == 1
    assert data["failed"] == {"wechat-refused 61007": 1}
    assert data["kept"] == kept() == len(APPIDS) - 1
    assert data["never_read"] == 1
    assert EN("upkeep-resting", count=1) in again.stdout


def test_the_sentence_of_a_failure(wechat: str) -> None:
    """What happened and what to do, once for all programs that it happened to; no secret."""
    joined()
    httpx.put(f"{wechat}/sandbox/faults/not_third_party", json={}).raise_for_status()

    result = baselib("sweep", locale="zh-CN")

    assert result.exit_code == 1
    assert f"{len(APPIDS)} × " in result.stdout
    assert "48001" in result.stdout
    assert BEARER not in result.output


def test_what_fails_for_everybody_ends_the_sweep(monkeypatch: Env) -> None:
    """After fifty failures in a row the rest is not tried, and how many those are is said."""
    joined()
    monkeypatch.setenv("WECHAT_TOKEN_BEARER", "another-canary")
    monkeypatch.setenv("WECHAT_PROGRAMS", ",".join(f"p{number}=wx{number:016x}" for number in range(80)))

    result = baselib("sweep")

    assert result.exit_code == 1
    assert EN("upkeep-gave-up", left="").split("; ")[0] in result.stdout
    assert "WECHAT_TOKEN_BEARER" in result.stdout
    assert "canary" not in result.output


def test_without_a_workspace_there_is_nowhere_to_keep_it() -> None:
    result = baselib("sweep")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == EN("upkeep-no-workspace") + "\n"


def test_not_beside_the_bot_on_sqlite(tmp_path: Path) -> None:
    """Two processes on one file would make each other's tokens worthless: it is refused in one sentence."""
    joined()
    with alone(tmp_path / "baselib.db"):
        result = baselib("sweep")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == EN.error(StorageUnavailable(reason="in-use")) + "\n"


@pytest.mark.postgres
def test_beside_the_bot_on_postgresql(monkeypatch: Env, postgres_url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    joined(postgres_url)
    holding, free = threading.Event(), threading.Event()

    async def other_replica() -> None:
        database = Database(postgres_url)
        async with database.only_one(f"sweep {TEAM}") as ours:
            assert ours
            holding.set()
            await asyncio.to_thread(free.wait, PATIENCE)
        await database.close()

    thread = threading.Thread(target=lambda: asyncio.run(other_replica()))
    thread.start()
    assert holding.wait(PATIENCE)
    result = baselib("sweep", texts=Announcing(EN, "upkeep-elsewhere", free))
    thread.join()

    assert EN("upkeep-elsewhere") in result.stderr
    assert result.exit_code == 0
    assert kept(postgres_url) == len(APPIDS)


class ListPage:
    def __init__(self) -> None:
        self.rows: list[dict[str, object]] = [{"appid": appid, "alias": f"p{n}"} for n, appid in enumerate(APPIDS)]
        self.bearers: list[str] = []

    async def answer(self, request: Request) -> JSONResponse:
        self.bearers.append(request.headers.get("authorization", ""))
        return JSONResponse({"programs": self.rows})


@pytest.fixture
def provided(monkeypatch: Env) -> Iterator[ListPage]:
    """The programs come from the provider's own service; yields it."""
    page = ListPage()
    with served(Starlette(routes=[Route("/programs", page.answer)])) as url:
        monkeypatch.delenv("WECHAT_PROGRAMS")
        monkeypatch.setenv("WECHAT_PROGRAMS_URL", f"{url}/programs")
        yield page


def test_the_providers_list_is_followed(provided: ListPage) -> None:
    joined()

    first = baselib("sync")
    assert first.stdout == EN("upkeep-synced", listed=len(APPIDS), added=len(APPIDS)) + "\n"
    assert (first.exit_code, provided.bearers) == (0, [f"Bearer {BEARER}"])

    del provided.rows[0]
    second = baselib("sync", "--json")
    assert json.loads(second.stdout) == {
        "result": "done",
        "listed": len(APPIDS) - 1,
        "total": len(APPIDS) - 1,
        "checked": 0,
        "added": 0,
        "revoked": 1,
        "not_granted": 0,
        "failed": {},
        "stopped_by": None,
    }
    assert json_of(baselib("sweep", "--json"))["kept"] == kept() == len(APPIDS) - 1


def test_a_bad_list_is_explained(provided: ListPage) -> None:
    joined()
    provided.rows.append({"appid": "not an appid"})

    result = baselib("sync")

    refused = ProgramListRefused(reason="row", detail=f"row {len(APPIDS) + 1}: appid")
    assert result.exit_code == 1
    assert result.stdout == EN("upkeep-stopped", sentence=EN.error(refused)) + "\n"
    assert "canary" not in result.output


def test_without_a_list_there_is_nothing_to_follow() -> None:
    joined()

    result = baselib("sync")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == EN("upkeep-no-list") + "\n"
