"""Two separate workspaces, through the pages: each has its programs, digests and tokens."""

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.blocks.home.first_steps import welcome_message
from bot.blocks.kit.controls import CONNECT_OPEN, SAMPLE_TRY
from bot.i18n import LOCALES, texts_for
from bot.lib.transport import local_client
from bot.ports.programs import KeptProgram
from bot.storage.engine.database import Database
from bot.storage.programs.authorised import SqlKeptPrograms
from tests.clock import NOW
from tests.e2e.person import Browser, Person, action_ids, alice_in, eventually, everything_in, opened
from tests.e2e.platform import rows
from tests.e2e.test_digest import digests, is_digest, monday_comes
from tests.forked import launched
from tests.patience import PATIENCE
from tools.sandbox.launch import Plan, Running
from tools.sandbox.wechat.config import demo_programs

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]

SHOP, COFFEE = demo_programs()[:2]
ALIAS = SHOP.alias or SHOP.appid
HOME, NEIGHBOUR = "T0SANDBOX", "T1NEIGHBOUR"
WELCOMES = {welcome_message(texts_for(locale)).text for locale in LOCALES}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    directory = Path(tmp_path_factory.mktemp("sandbox"))
    plan = Plan(directory, NOW, ports=(0, 0, 0), programs=[SHOP], oauth=True, seeded=False, quiet=True)
    async with launched(plan) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def browser(running: Running) -> AsyncIterator[Browser]:
    async with opened() as http:
        yield Browser(http, running.bot_url)


@pytest_asyncio.fixture(loop_scope="module")
async def david(running: Running) -> AsyncIterator[Person]:
    params = {"team": NEIGHBOUR}
    async with local_client(running.slack_url, params=params, timeout=PATIENCE) as http:
        yield replace(alice_in(running), http=http, user="U1DAVID", channel="C1MINIAPP")


async def holds(running: Running, query: str, expected: list[tuple[str, ...]]) -> None:

    async def so() -> bool:
        return rows(running, query) == expected

    await eventually(so)


async def test_no_workspace_is_answered_before_it_is_installed(david: Person) -> None:
    await david.type("/baselib programs")
    tabs = await david.sees(lambda message: message["ephemeral"])

    assert "no longer installed" in everything_in(tabs)
    assert "重新安装" in everything_in(tabs)


async def test_a_cancelled_installation(browser: Browser, running: Running) -> None:
    page = await browser.install("Cancel")
    again = await browser.http.get(page.url)

    assert "Nothing was installed" in page.text
    assert "Nothing was installed" in again.text
    assert rows(running, "SELECT id FROM installations") == []


async def test_each_workspace_sees_its_own(browser: Browser, running: Running, alice: Person, david: Person) -> None:
    """Both install it; the first has the settings' program, and no answer names the other's."""
    first, second = await browser.install("Allow in Sandbox<"), await browser.install("Allow in Neighbour")
    assert "is installed in Sandbox" in first.text
    assert "is installed in Neighbour" in second.text
    database = Database(running.environment["DATABASE_URL"])
    await SqlKeptPrograms(database).put(NEIGHBOUR, [KeptProgram(COFFEE.appid, nickname="Coffee of the neighbours")])
    await database.close()

    for person, own, other in ((alice, ALIAS, "neighbours"), (david, "neighbours", ALIAS)):
        for command in ("programs", "report", "fleet"):
            answer = everything_in(await person.ask(f"/baselib {command}"))
            assert own in answer
            assert other not in answer
    unheard_of = everything_in(await david.ask("/baselib report nonsense")).replace("nonsense", "?")
    for stranger in (SHOP.appid, ALIAS):
        assert everything_in(await david.ask(f"/baselib report {stranger}")).replace(stranger, "?") == unheard_of
    assert await alice.requests("auth.test") == []
    kept = str(rows(running, "SELECT * FROM installations"))
    assert not any(token in kept for token in ("xoxb-", "xoxe-", "xoxe."))  # what is encrypted may well hold "xox"


async def test_each_installer_is_told_how_to_begin(alice: Person, david: Person) -> None:
    for person in (alice, david):
        first, *_ = await eventually(person.direct_messages)
        assert first["text"] in WELCOMES
        assert action_ids(first) == {SAMPLE_TRY, CONNECT_OPEN}
        assert [message["text"] for message in await person.direct_messages()].count(first["text"]) == 1


async def test_only_the_home_workspace_learns_of_credentials(alice: Person, david: Person) -> None:
    """An admin's Home tab names the source of tokens; a guest admin's, that others look after it."""
    tabs = {}
    for person in (alice, david):
        await person.http.post("/sandbox/home", json={"user": person.user})
        view = await eventually(partial(home_of, person, more_than=0))
        unfold = next(block for block in view["blocks"] if accessory(block).get("action_id") == "home.manage")
        place = {"view_id": view["id"], "block_id": unfold["block_id"], "action_id": "home.manage"}
        action = {"type": "button", "value": accessory(unfold)["value"]}
        await person.http.post("/sandbox/action", json={"user": person.user, **place, "action": action})
        managing = await eventually(partial(home_of, person, more_than=len(view["blocks"])))
        tabs[person.user] = str(managing["blocks"])

    assert "WECHAT_TOKEN_URL" in tabs[alice.user]
    assert any(texts_for(locale)("home-credentials-elsewhere") in tabs[david.user] for locale in LOCALES)


async def home_of(person: Person, *, more_than: int) -> dict[str, Any] | None:
    """The Home tab, once it has more than so many blocks."""
    views = (await person.http.get("/sandbox/views", params={"user": person.user})).json()
    home: dict[str, Any] | None = views["home"]
    return home if home and len(home["blocks"]) > more_than else None


def accessory(block: dict[str, Any]) -> dict[str, Any]:
    return dict(block.get("accessory") or {})


async def test_a_digest_each_with_tokens_that_are_renewed(running: Running, alice: Person, david: Person) -> None:
    for person in (alice, david):
        await person.ask("/baselib digest mon 09:00 Asia/Shanghai")
    before = rows(running, "SELECT id, bot_token_enc FROM installations ORDER BY id")
    await monday_comes(alice)
    for person in (alice, david):
        await person.sees(is_digest)

    after = rows(running, "SELECT id, bot_token_enc FROM installations ORDER BY id")
    assert [before[0][0], before[1][0]] == [after[0][0], after[1][0]] == [HOME, NEIGHBOUR]
    assert not {token for _, token in before} & {token for _, token in after}
    calls = [each for each in await alice.requests("oauth.v2.access") if "grant_type" in each["args"]]
    assert all(each["ok"] for each in calls), "a refresh token was used twice"


async def test_one_takes_it_away_and_the_other_goes_on(running: Running, alice: Person, david: Person) -> None:
    await alice.http.post("/sandbox/events", json={"type": "app_uninstalled"})

    await holds(running, "SELECT id FROM installations", [(NEIGHBOUR,)])
    ours, theirs = await digests(alice), await digests(david)
    await monday_comes(alice)
    await david.sees(is_digest, besides=theirs)

    assert await digests(alice) == ours
    refused = [each for each in await alice.requests("chat.postMessage") if not each["ok"]]
    assert refused == []


async def test_it_comes_back(browser: Browser, alice: Person, david: Person) -> None:
    await browser.install("Allow in Sandbox<")
    before = await digests(alice)
    await monday_comes(alice)
    digest = await alice.sees(is_digest, besides=before)

    assert "neighbours" not in everything_in(digest)
    assert "neighbours" not in everything_in(await alice.ask("/baselib programs"))
    assert "09:00" in everything_in(await david.ask("/baselib digest"))


async def test_an_organisation_has_it_in_both(browser: Browser, running: Running, alice: Person, david: Person) -> None:
    for person in (alice, david):
        await person.http.post("/sandbox/events", json={"type": "app_uninstalled"})

    await holds(running, "SELECT id FROM installations", [])
    page = await browser.install("Allow in Sandbox Holding")
    assert "is installed in Sandbox Holding" in page.text
    assert rows(running, "SELECT id, team_id FROM installations") == [("E0HOLDING", "")]
    for person, own, other in ((alice, ALIAS, "neighbours"), (david, "neighbours", ALIAS)):
        answer = everything_in(await person.ask("/baselib programs"))
        assert own in answer
        assert other not in answer

    await david.http.post("/sandbox/events", json={"type": "team_access_revoked"})

    await holds(running, "SELECT team_id FROM workspaces WHERE ended", [(NEIGHBOUR,)])
    ours, theirs = await digests(alice), await digests(david)
    await monday_comes(alice)
    await alice.sees(is_digest, besides=ours)
    assert await digests(david) == theirs


async def test_an_organisation_lets_one_in_later(running: Running, alice: Person, david: Person) -> None:
    """It is answered again, on the Messages tab too, with its own programs; and each call names its workspace."""
    await david.http.post("/sandbox/events", json={"type": "team_access_granted"})
    await holds(running, "SELECT team_id FROM workspaces WHERE ended", [])

    assert "neighbours" in everything_in(await david.ask("/baselib programs"))
    for person, own, other in ((alice, ALIAS, "neighbours"), (david, "neighbours", ALIAS)):
        answer = everything_in(await person.writes_to_the_bot("programs"))
        assert own in answer
        assert other not in answer
    found = [each for method in ("chat.postMessage", "users.info") for each in await alice.requests(method)]
    assert {each["args"].get("team_id") for each in found} == {HOME, NEIGHBOUR}
