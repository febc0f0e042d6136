"""Promises of `bot.ports.programs.KeptPrograms`."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.platform.authorisation import AccountStatus
from bot.domain.programs import AuthStatus
from bot.ports.programs import KeptProgram
from tests.contracts.conftest import Stores

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
SHOP = KeptProgram(
    "wx1", "客户一号", "某公司", AccountStatus.FROZEN, frozenset({18, 17}), NOW, NOW, "shop", ("food", "餐饮")
)
BARE = KeptProgram("wx0")


async def test_a_program_comes_back_whole(stores: Stores) -> None:
    """Even one with only an AppID; each in its own workspace."""
    await stores.kept_programs.put("T1", [SHOP, BARE])

    assert await stores.kept_programs.get("T1", "wx1") == SHOP
    assert await stores.kept_programs.get("T1", "wx0") == BARE
    assert await stores.kept_programs.get("T2", "wx1") is None
    assert await stores.kept_programs.get("T1", "wx2") is None


async def test_that_nothing_was_granted_is_known(stores: Stores) -> None:
    """No permission sets differs from never having asked."""
    await stores.kept_programs.put("T1", [replace(SHOP, permission_sets=frozenset())])

    kept = await stores.kept_programs.get("T1", "wx1")
    assert kept is not None
    assert kept.permission_sets == frozenset()


async def test_they_keep_their_order(stores: Stores) -> None:
    """The order of arrival; replacing changes neither it nor the time of arrival."""
    await stores.kept_programs.put("T1", [SHOP])
    await stores.kept_programs.put("T1", [BARE])
    await stores.kept_programs.put("T2", [KeptProgram("wx3")])
    renamed = replace(SHOP, nickname="改名", account_status=None, checked_at=LATER)
    await stores.kept_programs.put("T1", [replace(renamed, added_at=LATER)])
    await stores.kept_programs.put("T1", [])

    assert await stores.kept_programs.all("T1") == [renamed, BARE]


async def test_thousands_are_kept_at_once(stores: Stores) -> None:
    """In the order given."""
    many = [KeptProgram(f"wx{number}") for number in range(1201)]
    await stores.kept_programs.put("T1", many)

    assert await stores.kept_programs.all("T1") == many


async def test_two_that_keep_the_same_programs(stores: Stores) -> None:
    """They wait for each other, whatever order they have."""
    some = [KeptProgram(f"wx{number}") for number in range(20)]
    await asyncio.gather(*(stores.kept_programs.put("T1", each) for each in (some, some[::-1]) * 4))

    assert len(await stores.kept_programs.all("T1")) == 20


async def test_tells_which_workspaces_have_a_program(stores: Stores) -> None:
    """Sorted; none for an unknown program."""
    for team in ("T2", "T1"):
        await stores.kept_programs.put(team, [SHOP])

    assert await stores.kept_programs.teams_of("wx1") == ["T1", "T2"]
    assert await stores.kept_programs.teams_of("wx0") == []


async def test_a_standing_is_noted_until_it_changes(stores: Stores) -> None:
    """Noting it again reports no change and keeps its beginning."""
    kept = stores.kept_programs
    assert not await kept.set_status("T1", "wx1", AuthStatus.READABLE, now=NOW)
    assert await kept.set_status("T1", "wx1", AuthStatus.REVOKED, now=NOW)
    assert not await kept.set_status("T1", "wx1", AuthStatus.REVOKED, now=LATER)

    assert await kept.statuses("T1") == {"wx1": AuthStatus.REVOKED}
    assert await kept.statuses("T2") == {}
    assert await kept.status_since("T1", "wx1") == NOW
    assert await kept.set_status("T1", "wx1", AuthStatus.NOT_GRANTED, now=LATER)
    assert await kept.status_since("T1", "wx1") == LATER


async def test_a_readable_program_stands_out_no_more(stores: Stores) -> None:
    """Only the first time counts as a change."""
    kept = stores.kept_programs
    await kept.set_status("T1", "wx1", AuthStatus.REVOKED, now=NOW)
    assert await kept.set_status("T1", "wx1", AuthStatus.READABLE, now=LATER)
    assert not await kept.set_status("T1", "wx1", AuthStatus.READABLE, now=LATER)

    assert await kept.statuses("T1") == {}
    assert await kept.status_since("T1", "wx1") is None


async def test_one_of_several_notes_the_change(stores: Stores) -> None:
    """Simultaneous notes make one change, so channels hear of it once."""
    changes = await asyncio.gather(
        *(stores.kept_programs.set_status("T1", "wx1", AuthStatus.REVOKED, now=NOW) for _ in range(6))
    )

    assert sum(changes) == 1


async def test_a_removed_program_is_gone(stores: Stores) -> None:
    """With how it stands; another workspace keeps its own."""
    for team in ("T1", "T2"):
        await stores.kept_programs.put(team, [SHOP])
        await stores.kept_programs.set_status(team, "wx1", AuthStatus.REVOKED, now=NOW)
    await stores.kept_programs.remove("T1", "wx1")
    await stores.kept_programs.remove("T1", "wx1")

    assert await stores.kept_programs.get("T1", "wx1") is None
    assert await stores.kept_programs.statuses("T1") == {}
    assert await stores.kept_programs.all("T2") == [SHOP]


async def test_all_kinds_of_changes_at_once(stores: Stores) -> None:
    """None of them waits for another that waits for it."""
    kept = stores.kept_programs
    for _ in range(4):
        await asyncio.gather(
            kept.put("T1", [SHOP, BARE]),
            kept.set_status("T1", "wx1", AuthStatus.REVOKED, now=NOW),
            kept.remove("T1", "wx1"),
            kept.set_status("T1", "wx1", AuthStatus.READABLE, now=NOW),
            kept.put("T1", [BARE, SHOP]),
        )

    assert BARE in await kept.all("T1")
