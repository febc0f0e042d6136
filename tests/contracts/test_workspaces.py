"""Promises of `bot.ports.slack.Workspaces`."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import httpx
import pytest
from pydantic import SecretStr

from bot.charts.drawer import ChartWorker
from bot.domain.delivery import SlackCode
from bot.ports.machine import ChartDrawer
from bot.ports.platform import Ticket
from bot.ports.slack import Installation, Workspace
from bot.ports.wechat import CredentialSource
from bot.wechat.http import PlatformCaller
from bot.wechat.platform_tokens import ComponentIssuer
from bot.wechat.token_sources import AppSecretIssuer, CachedTokens, StaticToken, TokenServiceIssuer
from tests.charts.test_drawer import line_chart
from tests.contracts.conftest import CLOCK, Stores
from tests.fakes.machine import FakeClock, FakeDrawer
from tests.fakes.programs import FakeAccessTokens, FakeTickets
from tests.wechat.component import Line

FIRST = Workspace("T9", "客户一号", "U1")
SECOND = Workspace("T1", "Second", "U2")
NOW: Final = datetime(2026, 11, 23, 1, tzinfo=UTC)
CODE: Final = SlackCode("account_inactive")


async def test_gives_back_what_was_put(stores: Stores) -> None:
    await stores.workspaces.put(FIRST)

    assert await stores.workspaces.get("T9") == FIRST
    assert await stores.workspaces.get("T1") is None


async def test_lists_the_oldest_first(stores: Stores) -> None:
    await stores.workspaces.put(FIRST)
    await stores.workspaces.put(SECOND)
    renamed = replace(FIRST, name="改名")
    await stores.workspaces.put(renamed)

    assert await stores.workspaces.all() == [renamed, SECOND]


async def test_leaves_out_those_that_have_ended(stores: Stores) -> None:
    ended = replace(FIRST, ended=True)
    await stores.workspaces.put(ended)
    await stores.workspaces.put(SECOND)

    assert await stores.workspaces.all() == [SECOND]
    assert await stores.workspaces.get("T9") == ended


async def test_knows_the_first_one(stores: Stores) -> None:
    assert await stores.workspaces.first() is None
    await stores.workspaces.put(FIRST)
    await stores.workspaces.put(SECOND)
    ended = replace(FIRST, ended=True, enterprise_id="E1")
    await stores.workspaces.put(ended)

    assert await stores.workspaces.first() == ended


async def test_a_suspension_is_kept_until_it_ends(stores: Stores) -> None:
    await stores.workspaces.put(FIRST)
    await stores.workspaces.put(SECOND)

    assert await stores.workspaces.suspend("T1", CODE, at=NOW)
    assert not await stores.workspaces.suspend("T1", SlackCode("invalid_auth"), at=NOW + timedelta(days=1))
    suspended = replace(SECOND, suspended_at=NOW, suspended_because=CODE)
    assert await stores.workspaces.get("T1") == suspended
    assert await stores.workspaces.suspended() == [suspended]
    assert await stores.workspaces.all() == [FIRST, suspended]

    await stores.workspaces.revive("T1")
    assert await stores.workspaces.get("T1") == SECOND
    assert await stores.workspaces.suspended() == []


async def test_only_a_served_workspace_is_suspended(stores: Stores) -> None:
    await stores.workspaces.put(replace(FIRST, ended=True))

    assert not await stores.workspaces.suspend("T9", CODE, at=NOW)
    assert not await stores.workspaces.suspend("T1", CODE, at=NOW)
    assert await stores.workspaces.suspended() == []


async def test_an_installation_ends_a_suspension(stores: Stores) -> None:
    await stores.workspaces.put(FIRST)
    await stores.workspaces.suspend("T9", CODE, at=NOW)
    await stores.workspaces.put(FIRST)

    assert await stores.workspaces.get("T9") == FIRST


async def test_older_news_change_nothing(stores: Stores) -> None:
    """Slack repeats events, out of order: of two seconds the later one counts, and of one second the first to come."""
    in_first, out_later, in_last = (
        replace(FIRST, ended=ended, enterprise_id="E1", heard_at=NOW + timedelta(minutes=minute))
        for minute, ended in ((0, False), (1, True), (2, False))
    )
    for news, takes_effect in (
        (out_later, True), (in_first, False), (replace(in_first, heard_at=out_later.heard_at), False),
        (replace(in_first, heard_at=None), False), (in_last, True), (out_later, False),
    ):  # fmt: skip
        assert await stores.workspaces.put(news, news=True) is takes_effect

    assert await stores.workspaces.get("T9") == in_last
    await stores.workspaces.put(replace(FIRST, heard_at=await CLOCK.now() + timedelta(minutes=3)))
    assert await stores.workspaces.put(in_last, news=True)  # that was heard by a clock that was ahead
    assert await stores.workspaces.put(FIRST)
    assert await stores.workspaces.get("T9") == FIRST
    assert await stores.workspaces.put(out_later, news=True)
    assert await stores.workspaces.all() == []


INSTALLATIONS_NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
TEAM = Installation("T9", "客户一号", "U1", "xoxb-1", INSTALLATIONS_NOW, installed_by="U7")
ROTATING = Installation(
    "T1",
    "Second",
    "U2",
    "xoxe.xoxb-1",
    INSTALLATIONS_NOW,
    refresh_token="xoxe-1",
    expires_at=INSTALLATIONS_NOW + timedelta(hours=12),
)
ORG = Installation("E1", "Holding", "U3", "xoxb-org", INSTALLATIONS_NOW, org_wide=True)


async def test_installations_gives_back_what_was_put(stores: Stores) -> None:
    for installation in (TEAM, ROTATING, ORG):
        await stores.installations.put(installation)
        assert await stores.installations.get(installation.id) == installation

    assert await stores.installations.get("T2") is None
    assert await stores.installations.get("") is None
    assert await stores.installations.all() == [ORG, ROTATING, TEAM]


async def test_replaces_the_one_before(stores: Stores) -> None:
    await stores.installations.put(ROTATING)
    renewed = replace(
        ROTATING, bot_token="xoxe.xoxb-2", refresh_token="xoxe-2", expires_at=INSTALLATIONS_NOW + timedelta(hours=24)
    )
    await stores.installations.put(renewed)
    assert await stores.installations.all() == [renewed]

    plain = replace(ROTATING, bot_token="xoxb-3", refresh_token="", expires_at=None)
    await stores.installations.put(plain)
    assert await stores.installations.get("T1") == plain


async def test_renews_what_is_there(stores: Stores) -> None:
    renewed = replace(
        ROTATING, bot_token="xoxe.xoxb-2", refresh_token="xoxe-2", expires_at=INSTALLATIONS_NOW + timedelta(hours=24)
    )
    assert not await stores.installations.renew(renewed)
    assert await stores.installations.all() == []

    await stores.installations.put(ROTATING)
    assert await stores.installations.renew(renewed)
    assert await stores.installations.all() == [renewed]

    again = replace(ROTATING, bot_token="xoxe.xoxb-3", installed_at=INSTALLATIONS_NOW + timedelta(hours=1))
    await stores.installations.put(again)
    assert not await stores.installations.renew(renewed)
    assert await stores.installations.all() == [again]


async def test_forgets_one(stores: Stores) -> None:
    await stores.installations.put(TEAM)
    await stores.installations.put(ORG)
    await stores.installations.drop("T9")
    await stores.installations.drop("T9")

    assert await stores.installations.all() == [ORG]


def test_no_token_shows() -> None:
    assert "xox" not in repr(ROTATING)


CREDENTIAL_SOURCE_NOW = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
CANARY = "canary-secret"


def numbered() -> Line:
    line = Line(httpx.Response(500))

    def answer(_request: httpx.Request) -> httpx.Response:
        token = f"canary-token-{len(line.calls)}"
        return httpx.Response(200, json={"access_token": token, "component_access_token": token, "expires_in": 7200})

    line._answers = [answer]
    return line


def static(_line: Line) -> CredentialSource:
    return StaticToken(SecretStr("canary-token-0"))


def token_url(line: Line) -> CredentialSource:
    issuer = TokenServiceIssuer(line.client, url="https://tokens.example/", bearer=SecretStr(CANARY))
    return CachedTokens(issuer, FakeClock(CREDENTIAL_SOURCE_NOW))


def app_secret(line: Line) -> CredentialSource:
    clock = FakeClock(CREDENTIAL_SOURCE_NOW)
    issuer = AppSecretIssuer(line.client, api_url="https://wechat.example", app_secret=SecretStr(CANARY), clock=clock)
    return CachedTokens(issuer, clock)


def component(line: Line) -> CredentialSource:
    clock, secret = FakeClock(CREDENTIAL_SOURCE_NOW), SecretStr(CANARY)
    caller = PlatformCaller(line.client, api_url="https://wechat.example", clock=clock)
    issuer = ComponentIssuer(
        caller, FakeTickets(Ticket(CANARY, CREDENTIAL_SOURCE_NOW)), clock, appid="wxc", secret=secret
    )
    return CachedTokens(issuer, clock, store=FakeAccessTokens())


@pytest.fixture
def line() -> Line:
    return numbered()


@pytest.fixture(params=[static, token_url, app_secret, component], ids=lambda make: make.__name__)
def source(request: pytest.FixtureRequest, line: Line) -> CredentialSource:
    make: Callable[[Line], CredentialSource] = request.param
    return make(line)


async def test_gives_a_token_that_is_not_due(source: CredentialSource) -> None:
    token = await source.token("wx1")

    assert token.secret.startswith("canary-token-")
    assert token.refresh_at > CREDENTIAL_SOURCE_NOW


async def test_gives_the_same_token_while_it_is_good(source: CredentialSource, line: Line) -> None:
    first, second = await source.token("wx1"), await source.token("wx1")

    assert first == second
    assert len(line.calls) <= 1


async def test_asks_once_for_many_callers(source: CredentialSource, line: Line) -> None:
    found = await asyncio.gather(*(source.token("wx1") for _ in range(10)))

    assert len({token.secret for token in found}) == 1
    assert len(line.calls) <= 1


async def test_answers_a_refused_token_with_the_best_it_has(source: CredentialSource, line: Line) -> None:
    dead = await source.token("wx1")
    calls = len(line.calls)
    found = await asyncio.gather(*(source.token("wx1", refused=dead) for _ in range(10)))

    assert len({token.secret for token in found}) == 1
    assert len(line.calls) == calls * 2


async def test_survives_a_cancelled_caller(source: CredentialSource) -> None:
    leaving, staying = asyncio.create_task(source.token("wx1")), asyncio.create_task(source.token("wx1"))
    await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.gather(leaving, return_exceptions=True)

    assert (await staying).secret


async def test_shows_no_secret(source: CredentialSource) -> None:
    token = await source.token("wx1")
    shown = f"{source!r} {token!r} {vars(source)!r}"

    assert "canary" not in shown


@pytest.fixture(params=[ChartWorker, FakeDrawer])
async def drawer(request: pytest.FixtureRequest) -> AsyncIterator[ChartDrawer]:
    opened = request.param()
    yield opened
    if isinstance(opened, ChartWorker):
        await opened.close()


async def test_draw(drawer: ChartDrawer) -> None:
    first, second, other = [await drawer.draw(line_chart([value, 99.0])) for value in (97.0, 97.0, 98.0)]

    assert first.startswith(b"\x89PNG\r\n\x1a\n")
    assert first == second != other


async def test_draw_instead(drawer: ChartDrawer) -> None:
    """A chart with a character that no font has gives way to the next one without any."""
    no_character, plain, plainer = [line_chart(title=title) for title in ("shop \u0378", "shop", "wx1")]

    assert await drawer.draw(no_character, no_character, plain, plainer) == await drawer.draw(plain)
    assert await drawer.draw(plain, plainer) == await drawer.draw(plain)
