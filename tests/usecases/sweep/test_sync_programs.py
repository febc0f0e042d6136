"""All authorisers, listed and checked daily, from where the last attempt stopped."""

from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.platform import REQUIRED_SET, AccountStatus, ListedPage
from bot.domain.programs import AuthStatus
from bot.errors import BotError, StorageUnavailable, TicketMissing, WeChatBusy, WeChatRefused, WeChatUnreachable
from bot.ports.programs import KeptProgram
from bot.ports.slack import Workspace
from bot.usecases.sweep.progress import SyncResult
from bot.usecases.sweep.sync_programs import AT_ONCE, SOURCE
from tests.fakes.wechat import refusal
from tests.usecases.digest_world import DAY, HOUR, MINUTE
from tests.usecases.sweep_world import BUSY, LIMITED, NOW, SyncWorld, world_of


async def test_all_are_listed_checked_and_kept() -> None:
    """Page by page, refresh tokens first; then names, status and sets, a few at a time, in the home workspace."""
    world = await world_of(1203)

    sync = await world.sync(now=NOW)

    assert (sync.result, sync.listed, sync.due, sync.checked, sync.added) == (SyncResult.DONE, 1203, 1203, 1203, 1203)
    assert world.platform.offsets == [0, 500, 1000]
    assert world.platform.most_in_flight == AT_ONCE
    assert await world.names() == world.platform.appids
    assert await world.names("T2") == []
    assert await world.authorisers.refresh_token(world.platform.appids[7]) == f"refresh-{world.platform.appids[7]}"
    assert await world.kept.get("T1", world.platform.appids[7]) == KeptProgram(
        world.platform.appids[7],
        nickname="云上商城",
        principal="Principal Ltd",
        account_status=AccountStatus.NORMAL,
        permission_sets=frozenset({REQUIRED_SET}),
        added_at=NOW,
        checked_at=NOW,
    )
    assert world.notes.noted == []


async def test_once_a_day() -> None:
    """Later calls of a day do nothing; a day after the start all are checked again."""
    world = await world_of(3)
    await world.sync(now=NOW)
    calls = len(world.platform.calls)

    assert (await world.sync(now=NOW + 23 * HOUR)).result is SyncResult.IDLE
    assert len(world.platform.calls) == calls

    again = await world.sync(now=NOW + DAY)
    assert (again.result, again.checked, again.added) == (SyncResult.DONE, 3, 0)


async def test_by_hand_it_is_done_again() -> None:
    world = await world_of(3)
    await world.sync(now=NOW)

    assert (await world.sync(now=NOW + MINUTE, anew=True)).checked == 3


async def test_after_a_restart_what_is_new_is_found_with_few_calls() -> None:
    world = await world_of(600)
    await world.sync(now=NOW)
    world.platform.profiled.clear()
    world.platform.let_in("wx-while-away")

    world.restart()
    sync = await world.sync(now=NOW + HOUR)

    assert world.platform.profiled == ["wx-while-away"]
    assert (sync.result, sync.listed, sync.added) == (SyncResult.DONE, 601, 1)
    assert (await world.sync(now=NOW + 2 * HOUR)).result is SyncResult.IDLE
    assert (await world.sync(now=NOW + DAY)).checked == 601


async def test_a_listing_that_was_cut_short_goes_on_with_the_next_page() -> None:
    world = await world_of(1203)
    world.platform.page_fails_at = 1000
    sync = await world.sync(now=NOW)
    assert (sync.result, sync.stopped_by) == (SyncResult.STOPPED, BUSY)
    assert len(await world.authorisers.appids()) == 1000

    world.platform.page_fails_at = None
    world.restart()
    sync = await world.sync(now=NOW + 5 * MINUTE)

    assert world.platform.offsets == [0, 500, 1000]
    assert (sync.result, sync.checked) == (SyncResult.DONE, 1203)


async def test_one_that_is_a_day_old_begins_anew() -> None:
    world = await world_of(1203)
    world.platform.page_fails_at = 1000
    await world.sync(now=NOW)
    world.platform.page_fails_at = None

    await world.sync(now=NOW + DAY)

    assert world.platform.offsets == [0, 500, 0, 500, 1000]


async def test_a_check_that_was_cut_short_goes_on_with_those_left() -> None:
    """A quota ends amid the check: results are kept, and none is checked twice a day."""
    world = await world_of(300)
    world.platform.broken = dict.fromkeys(world.platform.appids[120:], LIMITED)
    sync = await world.sync(now=NOW)
    assert (sync.result, sync.stopped_by) == (SyncResult.STOPPED, LIMITED)
    first = set(await world.names())
    assert 100 <= len(first) <= 120

    world.platform.broken = {}
    world.platform.profiled.clear()
    sync = await world.sync(now=NOW + 13 * HOUR)

    assert sync.result is SyncResult.DONE
    assert sorted(world.platform.profiled) == sorted(set(world.platform.appids) - first)
    assert await world.names() == world.platform.appids


async def test_a_program_stays_where_it_is() -> None:
    world = await world_of(2)
    appid = world.platform.appids[0]
    await world.kept.put("T2", [KeptProgram(appid, added_at=NOW - DAY, listed_alias="shop", listed_tags=("food",))])

    await world.sync(now=NOW)

    kept = await world.kept.get("T2", appid)
    assert await world.names() == [world.platform.appids[1]]
    assert kept is not None
    assert (kept.nickname, kept.added_at, kept.listed_alias, kept.listed_tags) == (
        "云上商城",
        NOW - DAY,
        "shop",
        ("food",),
    )


async def test_no_one_inherits_what_a_workspace_had_that_has_ended() -> None:
    world = await world_of(2)
    theirs, ours = world.platform.appids
    await world.kept.put("T2", [KeptProgram(theirs, added_at=NOW - DAY)])
    await world.workspaces.put(Workspace("T2", "Other", "UBOT", ended=True))
    await world.sync(now=NOW)

    assert await world.names() == [ours]
    assert await world.kept.teams_of(theirs) == ["T2"]


async def test_one_that_fails_does_not_repeat_those_of_a_workspace_that_has_ended() -> None:
    world = await world_of(4)
    failing, *theirs = world.platform.appids
    await world.kept.put("T2", [KeptProgram(each, added_at=NOW - DAY) for each in theirs])
    await world.workspaces.put(Workspace("T2", "Other", "UBOT", ended=True))
    world.platform.broken = {failing: WeChatRefused(code=40097)}
    for hours in range(3):
        await world.sync(now=NOW + hours * HOUR)

    assert sorted(world.platform.profiled) == sorted([*theirs, *[failing] * 3])


async def test_who_is_no_longer_authorised_is_noted() -> None:
    world = await world_of(3)
    await world.sync(now=NOW)
    gone = world.platform.appids[1]
    world.platform.revoke(gone)

    sync = await world.sync(now=NOW + DAY)

    assert world.notes.noted == [("revoked", gone)]
    assert (sync.result, sync.revoked, len(sync.failed)) == (SyncResult.DONE, 1, 0)
    assert gone not in await world.authorisers.appids()


async def test_a_list_that_is_cut_short_takes_none_out() -> None:
    world = await world_of(3)
    await world.sync(now=NOW)
    listed = world.platform._authorised.copy()

    async def none(*, offset: int) -> ListedPage:
        del offset
        return ListedPage(0, ())

    world.platform.listed = none  # type: ignore[method-assign]
    sync = await world.sync(now=NOW + DAY)

    assert world.platform._authorised == listed
    assert (world.notes.noted, sync.checked) == ([], 3)


async def test_permission_set_18_is_checked() -> None:
    world = await world_of(2)
    appid = world.platform.appids[0]
    world.platform.let_in(appid, (17,))
    assert (await world.sync(now=NOW)).not_granted == 1
    await world.kept.set_status("T1", appid, AuthStatus.NOT_GRANTED, now=NOW)

    world.platform.let_in(appid, (17, REQUIRED_SET))
    await world.sync(now=NOW + DAY)

    assert world.notes.noted == [("not granted", appid), ("readable", appid)]


async def test_an_official_account_is_no_program() -> None:
    world = await world_of(1)
    world.platform.account("wx-official", is_mini_program=False)
    world.platform.let_in("wx-official")

    sync = await world.sync(now=NOW)

    assert (sync.result, await world.names()) == (SyncResult.DONE, world.platform.appids)
    assert await world.authorisers.refresh_token("wx-official") is None


async def test_a_refresh_token_that_is_kept_stays() -> None:
    world = await world_of(2)
    await world.authorisers.keep({world.platform.appids[0]: "newer"})

    await world.sync(now=NOW)

    assert await world.authorisers.refresh_token(world.platform.appids[0]) == "newer"


async def test_one_that_fails_does_not_stop_the_others() -> None:
    """It is counted, stays as it was, and is asked about again once its rest is over."""
    world = await world_of(100)
    world.platform.broken = {world.platform.appids[3]: BUSY, world.platform.appids[4]: WeChatRefused(code=40097)}

    sync = await world.sync(now=NOW)

    assert sync.result is SyncResult.DONE
    assert dict(sync.failed.kinds) == {"wechat-busy -1": 1, "wechat-refused 40097": 1}
    assert len(await world.names()) == 98
    world.platform.broken = {world.platform.appids[4]: WeChatRefused(code=40097)}
    assert (await world.sync(now=NOW + 9 * MINUTE)).result is SyncResult.IDLE
    assert (await world.sync(now=NOW + 10 * MINUTE)).checked == 1
    world.platform.broken = {}
    assert [(await world.sync(now=NOW + HOUR + ago * MINUTE)).checked for ago in (0, 1)] == [1, 0]
    assert len(await world.names()) == 100


@pytest.mark.parametrize(
    "error", [WeChatUnreachable(host="api.weixin.qq.com", reason="timeout"), WeChatBusy(code=-1, errmsg="", rid="")]
)
async def test_those_without_an_answer_hold_up_no_others(error: BotError) -> None:
    world = await world_of(200)
    world.platform.broken = dict.fromkeys(world.platform.appids[:70], error)
    assert (await world.sync(now=NOW)).result is SyncResult.STOPPED
    await world.sync(now=NOW + 10 * MINUTE)
    await world.sync(now=NOW + 20 * MINUTE)

    assert len(await world.names()) == 130


@pytest.mark.parametrize(
    "error", [TicketMissing(hours=13), WeChatUnreachable(host="api.weixin.qq.com", reason="timeout")]
)
async def test_what_fails_for_all_stops_it(error: BotError) -> None:
    world = await world_of(500)
    world.platform.broken = dict.fromkeys(world.platform.appids, error)

    sync = await world.sync(now=NOW)

    assert (sync.result, sync.stopped_by) == (SyncResult.STOPPED, error)
    assert len(world.platform.profiled) < 70


async def test_without_a_ticket_it_need_not_rest() -> None:
    world = await world_of(2)
    world.platform.broken = dict.fromkeys(world.platform.appids, TicketMissing(hours=0))
    await world.sync(now=NOW)
    world.platform.broken = {}

    assert (await world.sync(now=NOW)).result is SyncResult.DONE


async def test_after_it_was_stopped_it_rests() -> None:
    world = await world_of(3)
    world.platform.page_fails_at = 0
    await world.sync(now=NOW)
    world.platform.page_fails_at = None

    assert (await world.sync(now=NOW + MINUTE)).result is SyncResult.IDLE
    assert (await world.sync(now=NOW + MINUTE, anew=True)).result is SyncResult.DONE


async def test_it_begins_as_soon_as_a_ticket_has_come() -> None:
    world = await world_of(3)
    world.platform.fail("listed", TicketMissing(hours=0))
    assert (await world.sync(now=NOW)).result is SyncResult.STOPPED

    world.platform.fail("listed", None)
    assert (await world.sync(now=NOW + timedelta(seconds=1))).checked == 3


async def test_without_a_workspace_nothing_is_begun() -> None:
    world = SyncWorld(3)
    assert (await world.sync(now=NOW)).result is SyncResult.NO_WORKSPACE
    assert world.platform.calls == []

    await world.workspaces.put(Workspace("T1", "Home", "UBOT"))
    assert (await world.sync(now=NOW + MINUTE)).checked == 3


async def test_one_replica_at_a_time() -> None:
    world = await world_of(3)

    @asynccontextmanager
    async def held(name: str) -> AsyncIterator[bool]:
        assert name == f"sync {SOURCE}"
        yield False

    world.sync.only_one = held
    assert (await world.sync(now=NOW)).result is SyncResult.ELSEWHERE
    assert world.platform.calls == []


async def test_it_can_be_followed() -> None:
    world = await world_of(700)

    await world.sync(now=NOW)

    assert [sync.listed for sync in world.seen[:2]] == [500, 700]
    assert [sync.checked for sync in world.seen if sync.due][-1] == 700


async def test_who_has_just_authorised_again_is_not_taken_out() -> None:
    world = await world_of(3)
    appid = world.platform.appids[1]
    world.platform.broken[appid] = refusal(61003)
    world.notes.just_authorised = {appid}

    sync = await world.sync(now=NOW)

    assert (sync.result, sync.revoked, world.notes.noted) == (SyncResult.DONE, 0, [])


async def test_waiting_for_a_ticket_is_logged_once(logged: list[MutableMapping[str, Any]]) -> None:
    world = await world_of(3)
    world.platform.fail("listed", TicketMissing(hours=0))
    for minutes in range(5):
        await world.sync(now=NOW + minutes * MINUTE)

    assert [entry["log_level"] for entry in logged] == ["info"]


async def test_who_authorises_while_the_list_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    world = await world_of(3)
    appid, listed = world.platform.appids[1], world.platform.listed

    async def meanwhile(*, offset: int) -> ListedPage:
        page = await listed(offset=offset)
        await world.authorisers.keep({appid: "newer"})
        return page

    monkeypatch.setattr(world.platform, "listed", meanwhile)
    await world.sync(now=NOW)

    assert await world.authorisers.refresh_token(appid) == "newer"


async def test_death_before_it_was_noted_that_a_program_can_be_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The push of its new authorisation was lost, too: the next attempt, not the next day's, notes it."""
    world = await world_of(3)
    appid = world.platform.appids[1]
    await world.sync(now=NOW)
    await world.kept.set_status("T1", appid, AuthStatus.REVOKED, now=NOW)

    async def dies(*_: object, **__: object) -> None:
        raise StorageUnavailable(reason="broken")

    with monkeypatch.context() as patched:
        patched.setattr(world.notes, "readable", dies)
        with pytest.raises(StorageUnavailable):
            await world.sync(now=NOW + DAY)
    world.restart()
    await world.sync(now=NOW + DAY + MINUTE)

    assert world.notes.noted == [("readable", appid)]
