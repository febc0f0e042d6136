"""Programs' tokens: refresh tokens that change, die, are lost and found; platform tokens that die meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import httpx
import pytest

from bot.errors import (
    BotError,
    ReauthorisationNeeded,
    StorageUnavailable,
    TicketMissing,
    WeChatBusy,
    WeChatLimited,
    WeChatRefused,
)
from bot.ports.platform import Ticket
from bot.ports.wechat import KeptToken
from bot.wechat.http import COMPONENT
from bot.wechat.protocol.platform_calls import AUTHORIZER_TOKEN, COMPONENT_TOKEN, GET_AUTHORIZER_LIST
from tests.fakes.programs import FakeAccessTokens, FakeAuthorisers
from tests.wechat.component import Component, Kept, Replica, as_json, refuses


class Authorisers(FakeAuthorisers):
    """Fails on demand, and can call something after the next keeping."""

    def __init__(self, access_tokens: FakeAccessTokens) -> None:
        super().__init__(access_tokens)
        self.broken = False
        self.after_keeping: Callable[[], Awaitable[None]] | None = None

    async def keep(self, refresh_tokens: Mapping[str, str]) -> None:
        if self.broken:
            raise StorageUnavailable(reason="locked")
        await super().keep(refresh_tokens)
        happen, self.after_keeping = self.after_keeping, None
        if happen:
            await happen()


class RiskyKept(Kept):
    def __init__(self) -> None:
        super().__init__()
        self.authorisers: Authorisers = Authorisers(self.access_tokens)


@pytest.fixture
def wechat() -> Component:
    """A WeChat on which wx1 has authorised the platform."""
    wechat = Component()
    wechat.refresh_tokens["wx1"] = "R1"
    return wechat


@pytest.fixture
async def kept() -> RiskyKept:
    kept = RiskyKept()
    await kept.authorisers.keep({"wx1": "R1"})
    return kept


async def test_a_token_is_had_for_a_refresh_token(wechat: Component, kept: RiskyKept) -> None:
    token = await Replica(wechat, kept).programs.token("wx1")
    request = wechat.calls[-1]

    assert token.secret == "access-wx1-1"
    assert str(request.url) == (
        "https://wechat.example/cgi-bin/component/api_authorizer_token?component_access_token=component-1"
    )
    assert as_json(request) == {
        "component_appid": "wxc0mponent",
        "authorizer_appid": "wx1",
        "authorizer_refresh_token": "R1",
    }


async def test_two_hundred_callers_make_one_refresh_of_each(wechat: Component, kept: RiskyKept) -> None:
    replica = Replica(wechat, kept)
    found = await asyncio.gather(*(replica.programs.token("wx1") for _ in range(200)))

    assert {token.secret for token in found} == {"access-wx1-1"}
    assert (wechat.times(COMPONENT_TOKEN), wechat.times(AUTHORIZER_TOKEN)) == (1, 1)


async def test_a_hundred_programs_share_the_platform_s_token(wechat: Component, kept: RiskyKept) -> None:
    tokens = {f"wx{number}": f"R{number}" for number in range(100)}
    wechat.refresh_tokens |= tokens
    await kept.authorisers.keep(tokens)
    replica = Replica(wechat, kept)
    await asyncio.gather(*(replica.programs.token(appid) for appid in tokens))

    assert (wechat.times(COMPONENT_TOKEN), wechat.times(AUTHORIZER_TOKEN)) == (1, 100)


async def test_a_new_refresh_token_takes_the_place_of_the_old(wechat: Component, kept: RiskyKept) -> None:
    wechat.rotates = True
    replica = Replica(wechat, kept)
    for number in range(1, 4):
        await replica.programs.token("wx1")
        kept.clock.advance(timedelta(hours=2))
        assert await kept.authorisers.refresh_token("wx1") == f"refresh-wx1-{number}"

    assert wechat.times(GET_AUTHORIZER_LIST) == 0


async def test_a_refresh_token_is_kept_before_the_access_token(wechat: Component, kept: RiskyKept) -> None:
    wechat.rotates = True
    with pytest.raises(RuntimeError):
        await Replica(wechat, kept, access_tokens=Crashing(kept.access_tokens)).programs.token("wx1")
    assert await kept.authorisers.refresh_token("wx1") == "refresh-wx1-1"

    assert (await Replica(wechat, kept).programs.token("wx1")).secret == "access-wx1-2"
    assert wechat.times(GET_AUTHORIZER_LIST) == 0


async def test_an_access_token_whose_refresh_token_is_not_kept_is_not_used(wechat: Component, kept: RiskyKept) -> None:
    wechat.rotates = True
    kept.authorisers.broken = True
    with pytest.raises(StorageUnavailable):
        await Replica(wechat, kept).programs.token("wx1")

    assert await kept.access_tokens.get("wx1") is None


async def test_a_refresh_token_that_stays_the_same_is_not_written_again(wechat: Component, kept: RiskyKept) -> None:
    kept.authorisers.broken = True

    assert (await Replica(wechat, kept).programs.token("wx1")).secret == "access-wx1-1"


@pytest.mark.parametrize("sent", [{}, {"authorizer_refresh_token": ""}, {"authorizer_refresh_token": None}])
async def test_a_refresh_token_that_is_not_sent_is_not_lost(
    wechat: Component, kept: RiskyKept, sent: dict[str, object]
) -> None:
    answer = {"authorizer_access_token": "A", "expires_in": 7200, **sent}
    wechat.script(AUTHORIZER_TOKEN, httpx.Response(200, json=answer))

    assert (await Replica(wechat, kept).programs.token("wx1")).secret == "A"
    assert await kept.authorisers.refresh_token("wx1") == "R1"


@pytest.mark.parametrize("code", [40001, 40014, 42001, 40094, 42006])
async def test_a_dead_token_of_the_platform_is_replaced_once(wechat: Component, kept: RiskyKept, code: int) -> None:
    replica = Replica(wechat, kept)
    await replica.component.token(COMPONENT)
    wechat.script(AUTHORIZER_TOKEN, refuses(code))

    assert (await replica.programs.token("wx1")).secret == "access-wx1-1"
    assert wechat.times(COMPONENT_TOKEN) == 2
    assert [request.url.params["component_access_token"] for request in wechat.calls if request.url.query] == [
        *("component-1", "component-2")
    ]


async def test_a_platform_token_that_stays_dead_is_an_error(wechat: Component, kept: RiskyKept) -> None:
    wechat.script(AUTHORIZER_TOKEN, *[refuses(40001)] * 5)
    with pytest.raises(WeChatRefused) as caught:
        await Replica(wechat, kept).programs.token("wx1")

    assert caught.value.params["code"] == 40001
    assert (wechat.times(COMPONENT_TOKEN), wechat.times(AUTHORIZER_TOKEN)) == (2, 2)


async def test_another_replica_s_newer_platform_token_is_used(wechat: Component, kept: RiskyKept) -> None:
    one, two = Replica(wechat, kept), Replica(wechat, kept)
    dead = await one.component.token(COMPONENT)
    await two.component.token(COMPONENT)
    await one.component.token(COMPONENT, refused=dead)
    wechat.component_tokens.discard(dead.secret)

    assert (await two.programs.token("wx1")).secret == "access-wx1-1"
    assert wechat.times(COMPONENT_TOKEN) == 2


@pytest.mark.parametrize("lost", ["", "R0"])
async def test_a_lost_or_dead_refresh_token_is_found_on_wechat_s_list(wechat: Component, lost: str) -> None:
    """Every other one on the list is kept too, which repairs a restored backup at once."""
    wechat.listed = {f"wx{number:04}": f"R{number}" for number in range(10, 1210)} | {"wx0010": ""}
    kept = Kept()
    await kept.authorisers.keep({"wx1": lost, "wx0011": "old"})
    token = await Replica(wechat, kept).programs.token("wx1")

    assert token.secret == "access-wx1-1"
    calls = [as_json(request) for request in wechat.calls if request.url.path == GET_AUTHORIZER_LIST]
    assert calls == [{"component_appid": "wxc0mponent", "offset": at, "count": 500} for at in (0, 500, 1000)]
    assert len(await kept.authorisers.appids()) == 1200
    assert await kept.authorisers.refresh_token("wx0011") == "R11"
    assert await kept.authorisers.refresh_token("wx0010") is None


async def test_many_programs_share_one_look_at_the_list(wechat: Component) -> None:
    wechat.refresh_tokens = {f"wx{number}": f"R{number}" for number in range(40)}
    kept = Kept()
    replica = Replica(wechat, kept)
    found = await asyncio.gather(*(replica.programs.token(appid) for appid in wechat.refresh_tokens))

    assert len({token.secret for token in found}) == 40
    assert wechat.times(GET_AUTHORIZER_LIST) == 1


async def test_who_is_not_on_the_list_must_authorise_again(wechat: Component, kept: RiskyKept) -> None:
    replica = Replica(wechat, kept)
    for minutes in (0, 1, 8, 1):
        kept.clock.advance(timedelta(minutes=minutes))
        with pytest.raises(ReauthorisationNeeded) as caught:
            await replica.programs.token("wx2")
    assert (caught.value.appid, caught.value.program, caught.value.refused) == ("wx2", "wx2", 0)
    assert wechat.times(GET_AUTHORIZER_LIST) == 2

    wechat.refresh_tokens["wx2"] = "R2"
    await replica.refresh_tokens.keep("wx2", "R2")
    assert (await replica.programs.token("wx2")).secret == "access-wx2-1"


async def test_a_refresh_token_that_is_dead_on_the_list_too_is_tried_once(wechat: Component, kept: RiskyKept) -> None:
    wechat.refresh_tokens.clear()
    wechat.listed = {"wx1": "R1", "wx2": "R3"}
    await kept.authorisers.keep({"wx2": "R2"})
    replica = Replica(wechat, kept)
    for appid, tries in (("wx1", 1), ("wx2", 2)):
        before = wechat.times(AUTHORIZER_TOKEN)
        with pytest.raises(ReauthorisationNeeded):
            await replica.programs.token(appid)
        assert wechat.times(AUTHORIZER_TOKEN) - before <= tries


async def test_a_list_that_cannot_be_had_is_no_reason_to_authorise_again(wechat: Component, kept: RiskyKept) -> None:
    replica = Replica(wechat, kept)
    wechat.script(GET_AUTHORIZER_LIST, refuses(-1), refuses(-1))
    wechat.listed = {"wx2": "R2"}
    with pytest.raises(WeChatBusy):
        await replica.programs.token("wx2")
    wechat.refresh_tokens["wx2"] = "R2"

    assert (await replica.programs.token("wx2")).secret == "access-wx2-1"


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("elsewhere", [True, False])
async def test_the_list_does_not_undo_what_is_newer(
    wechat: Component, kept: RiskyKept, *, elsewhere: bool, known: bool
) -> None:
    wechat.listed = {f"wx{number:04}": f"R{number}" for number in range(600)}
    replica = Replica(wechat, kept)
    if known:
        await kept.authorisers.keep({"wx0599": "older"})
    whose = Replica(wechat, kept) if elsewhere else replica
    kept.authorisers.after_keeping = lambda: whose.refresh_tokens.keep("wx0599", "newer")
    with pytest.raises(ReauthorisationNeeded):
        await replica.programs.token("wx2")

    assert await kept.authorisers.refresh_token("wx0598") == "R598"
    assert await kept.authorisers.refresh_token("wx0599") == "newer"


@pytest.mark.parametrize(
    ("code", "error"),
    [(61003, WeChatRefused), (42002, WeChatRefused), (42007, WeChatRefused), (45009, WeChatLimited), (-1, WeChatBusy)],
)
async def test_other_refusals_are_told_as_they_are(
    wechat: Component, kept: RiskyKept, code: int, error: type[BotError]
) -> None:
    wechat.script(AUTHORIZER_TOKEN, *[refuses(code)] * 2)
    with pytest.raises(error) as caught:
        await Replica(wechat, kept).programs.token("wx1")

    assert caught.value.params["code"] == code
    assert wechat.times(GET_AUTHORIZER_LIST) == 0


async def test_a_missing_ticket_fails_readings(wechat: Component, kept: RiskyKept) -> None:
    replica = Replica(wechat, kept)
    first = await replica.programs.token("wx1")
    wechat.tickets = {"ticket-2"}
    wechat.component_tokens.clear()
    kept.clock.advance(timedelta(minutes=115))
    assert await replica.programs.token("wx1") == first
    kept.clock.advance(timedelta(minutes=5))
    with pytest.raises(TicketMissing):
        await replica.programs.token("wx1")
    await kept.tickets.keep(Ticket("ticket-2", await kept.clock.now()))

    assert (await replica.programs.token("wx1")).secret == "access-wx1-2"


async def test_a_program_that_took_its_authorisation_back_is_not_spoken_for(wechat: Component, kept: RiskyKept) -> None:
    replica = Replica(wechat, kept)
    await replica.programs.token("wx1")
    wechat.refresh_tokens.clear()
    await kept.authorisers.drop("wx1")
    kept.clock.advance(timedelta(minutes=1))

    with pytest.raises(ReauthorisationNeeded):
        await replica.programs.token("wx1")


class Crashing(FakeAccessTokens):
    """Shares another's store; dies when a program's token is to be kept."""

    def __init__(self, others: FakeAccessTokens) -> None:
        super().__init__()
        self._others = others

    async def get(self, name: str) -> KeptToken | None:
        return await self._others.get(name)

    async def put(self, name: str, token: KeptToken) -> None:
        if name != COMPONENT:
            raise RuntimeError("the process dies here")
        await self._others.put(name, token)
