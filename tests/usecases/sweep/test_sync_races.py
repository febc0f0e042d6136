"""Changes to programs while all are listed and checked."""

from collections.abc import MutableMapping
from typing import Any

import pytest

from bot.domain.platform.authorisation import ListedPage
from bot.domain.programs import AuthStatus
from bot.errors import StorageUnavailable, TicketMissing
from bot.usecases.sweep.progress import SyncResult
from tests.fakes.wechat_platform import refusal
from tests.usecases.digest_world import DAY, MINUTE
from tests.usecases.sweep_world import NOW, world_of


async def test_who_has_just_authorised_again_is_not_taken_out() -> None:
    """The refusal may be older than the authorisation."""
    world = await world_of(3)
    appid = world.platform.appids[1]
    world.platform.broken[appid] = refusal(61003)
    world.notes.just_authorised = {appid}

    sync = await world.sync(now=NOW)

    assert (sync.result, sync.revoked, world.notes.noted) == (SyncResult.DONE, 0, [])


async def test_waiting_for_a_ticket_is_logged_once(logged: list[MutableMapping[str, Any]]) -> None:
    """It is retried every minute; late tickets are watched elsewhere."""
    world = await world_of(3)
    world.platform.fail("listed", TicketMissing(hours=0))
    for minutes in range(5):
        await world.sync(now=NOW + minutes * MINUTE)

    assert [entry["log_level"] for entry in logged] == ["info"]


async def test_who_authorises_while_the_list_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was kept then is newer than the page."""
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
