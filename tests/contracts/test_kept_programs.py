"""Promises of `bot.ports.programs.KeptPrograms`."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.decisions import steps
from bot.domain.decisions.decision import OPEN, Decision, Run, State
from bot.domain.decisions.program import ProgramState
from bot.domain.decisions.steps import Moves, follow_ups
from bot.domain.numbers.snapshot import Users, Visible
from bot.domain.platform import AccountStatus
from bot.domain.programs import AuthStatus, Program, imported_program
from bot.ports.programs import KeptProgram, Labels
from bot.ports.sweep import Unread
from bot.storage.programs.authorised import ERASED
from bot.storage.tables.decisions import DECISION_PROGRAMS, DECISIONS
from bot.storage.tables.digest import ALERTS
from bot.storage.tables.programs import AUTHORISATIONS, KNOWN_PROGRAMS
from bot.storage.tables.schema import METADATA
from tests.blocks.samples import snapshot
from tests.contracts.conftest import Stores, keep_programs
from tests.contracts.decisions import (
    HERE,
    OPENINGS,
    OTHER_PROGRAM,
    Opening,
    add,
    decision_of,
    give_back,
    keep,
    next_one,
    other,
    proposed,
    roll_back,
    verified,
    with_nothing_set,
)
from tests.contracts.test_snapshots import A_DAY, DAY
from tests.contracts.test_snapshots import snapshot as snapshot_daily_work
from tests.domain.build import v
from tests.domain.decisions.build import BOB, DRAFT_FLEET, EVIDENCE, PROGRAMS, PROPOSER, by

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
SHOP = KeptProgram(
    "wx1", "客户一号", "某公司", AccountStatus.FROZEN, frozenset({18, 17}), NOW, NOW, "shop", ("food", "餐饮")
)
BARE = KeptProgram("wx0")


async def test_a_program_comes_back_whole(stores: Stores) -> None:
    await stores.kept_programs.put("T1", [SHOP, BARE])

    assert await stores.kept_programs.get("T1", "wx1") == SHOP
    assert await stores.kept_programs.get("T1", "wx0") == BARE
    assert await stores.kept_programs.get("T2", "wx1") is None
    assert await stores.kept_programs.get("T1", "wx2") is None


async def test_that_nothing_was_granted_is_known(stores: Stores) -> None:
    await stores.kept_programs.put("T1", [replace(SHOP, permission_sets=frozenset())])

    kept = await stores.kept_programs.get("T1", "wx1")
    assert kept is not None
    assert kept.permission_sets == frozenset()


async def test_they_keep_their_order(stores: Stores) -> None:
    await stores.kept_programs.put("T1", [SHOP])
    await stores.kept_programs.put("T1", [BARE])
    await stores.kept_programs.put("T2", [KeptProgram("wx3")])
    renamed = replace(SHOP, nickname="改名", account_status=None, checked_at=LATER)
    await stores.kept_programs.put("T1", [replace(renamed, added_at=LATER)])
    await stores.kept_programs.put("T1", [])

    assert await stores.kept_programs.all("T1") == [renamed, BARE]


async def test_thousands_are_kept_at_once(stores: Stores) -> None:
    many = [KeptProgram(f"wx{number}") for number in range(1201)]
    await stores.kept_programs.put("T1", many)

    assert await stores.kept_programs.all("T1") == many


async def test_two_that_keep_the_same_programs(stores: Stores) -> None:
    some = [KeptProgram(f"wx{number}") for number in range(20)]
    await asyncio.gather(*(stores.kept_programs.put("T1", each) for each in (some, some[::-1]) * 4))

    assert len(await stores.kept_programs.all("T1")) == 20


async def test_tells_which_workspaces_have_a_program(stores: Stores) -> None:
    for team in ("T2", "T1"):
        await stores.kept_programs.put(team, [SHOP])

    assert await stores.kept_programs.teams_of("wx1") == ["T1", "T2"]
    assert await stores.kept_programs.teams_of("wx0") == []


async def test_a_standing_is_noted_until_it_changes(stores: Stores) -> None:
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
    kept = stores.kept_programs
    await kept.set_status("T1", "wx1", AuthStatus.REVOKED, now=NOW)
    assert await kept.set_status("T1", "wx1", AuthStatus.READABLE, now=LATER)
    assert not await kept.set_status("T1", "wx1", AuthStatus.READABLE, now=LATER)

    assert await kept.statuses("T1") == {}
    assert await kept.status_since("T1", "wx1") is None


async def test_one_of_several_notes_the_change(stores: Stores) -> None:
    changes = await asyncio.gather(
        *(stores.kept_programs.set_status("T1", "wx1", AuthStatus.REVOKED, now=NOW) for _ in range(6))
    )

    assert sum(changes) == 1


async def test_a_removed_program_is_gone(stores: Stores) -> None:
    for team in ("T1", "T2"):
        await stores.kept_programs.put(team, [SHOP])
        await stores.kept_programs.set_status(team, "wx1", AuthStatus.REVOKED, now=NOW)
    await stores.kept_programs.remove("T1", "wx1")
    await stores.kept_programs.remove("T1", "wx1")

    assert await stores.kept_programs.get("T1", "wx1") is None
    assert await stores.kept_programs.statuses("T1") == {}
    assert await stores.kept_programs.all("T2") == [SHOP]


async def test_all_kinds_of_changes_at_once(stores: Stores) -> None:
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


MEMBER = replace(EVIDENCE, appid=PROGRAMS[3].appid)
ABSENT = replace(EVIDENCE, appid=PROGRAMS[-1].appid)


async def add_fleet(stores: Stores, decision: Decision = DRAFT_FLEET) -> Decision | None:
    return await add(stores, decision, PROGRAMS)


async def test_a_next_one_once_it_has_ended(stores: Stores) -> None:
    first = await proposed(stores)
    assert await add(stores, next_one()) is None
    second, elsewhere = await add(stores, other("b")), await add(stores, other("c", team_id="T2", evidence=EVIDENCE))
    await keep(stores, steps.decline(first, by(BOB), "no"))
    third = await add(stores, next_one())

    assert second
    assert elsewhere
    assert third
    assert [each.number for each in (first, second, elsewhere, third)] == [1, 2, 1, 3]
    assert await stores.decisions.open_for("T1", Visible(EVIDENCE.appid)) == third
    assert await stores.decisions.open_for("T2", Visible(OTHER_PROGRAM.appid)) is None
    assert [each.id for each in await stores.decisions.of_team("T1", limit=2)] == ["next", "b"]
    assert len(await stores.decisions.of_every_team()) == 4


async def test_in_a_fleet_or_alone(stores: Stores) -> None:
    """A program is in one fleet or decision at a time; one left out is free."""
    own = await add(stores, other("own", evidence=MEMBER))
    assert own
    assert await add_fleet(stores) is None
    assert await stores.decisions.get("T1", DRAFT_FLEET.id) is None
    assert await stores.decisions.programs("T1", DRAFT_FLEET.id) == []
    await keep(stores, steps.withdraw(own, by(PROPOSER)))
    fleet = await add_fleet(stores)
    assert fleet

    assert await add(stores, other("again", evidence=MEMBER)) is None
    assert await add_fleet(stores, replace(DRAFT_FLEET, id="e" * 32)) is None
    assert await add(stores, other("left-out", evidence=ABSENT))
    assert await stores.decisions.open_for("T1", Visible(MEMBER.appid)) == fleet
    assert await stores.decisions.open_for("T2", Visible(MEMBER.appid)) is None
    assert set(await stores.decisions.busy("T1")) == {*(each.appid for each in PROGRAMS[:40]), ABSENT.appid}
    assert await stores.decisions.busy("T2") == frozenset()


async def test_free_again(stores: Stores) -> None:
    fleet = await add_fleet(stores)
    assert fleet
    done = replace(PROGRAMS[3], state=ProgramState.VERIFIED)
    await stores.decisions.move("T1", fleet.id, Moves([PROGRAMS[3]], [done]))
    assert await add(stores, other("after", evidence=MEMBER))
    await keep(stores, steps.withdraw(fleet, by(PROPOSER)))

    assert await stores.decisions.busy("T1") == {MEMBER.appid}


async def test_two_proposals_at_once(stores: Stores) -> None:
    added = await asyncio.gather(add_fleet(stores), add_fleet(stores, replace(DRAFT_FLEET, id="e" * 32)))

    assert len([each for each in added if each]) == 1


async def test_no_second_open_one_by_rolling_back(stores: Stores) -> None:
    """While the program's next proposal is open, the former is not reopened, and nothing of that is kept."""
    before = await verified(stores)
    following = await add(stores, next_one())
    assert following
    step, made = roll_back(before), await stores.decisions.transitions("T1", before.id)

    assert not await stores.decisions.keep(step)
    kept = await decision_of(stores)
    assert (kept, kept.target, kept.tally) == (before, before.target, before.tally)
    assert await stores.decisions.transitions("T1", before.id) == made
    await keep(stores, steps.withdraw(following, by(PROPOSER)))
    opened = await keep(stores, step)
    assert (opened.state, opened.aim, opened.run) == (
        State.APPLYING,
        v("3.0.0"),
        Run(next_at=step.origin.at, back=True),
    )
    assert await add(stores, other("again", evidence=EVIDENCE)) is None


async def test_no_second_open_one_by_giving_back(stores: Stores) -> None:
    """What was set aside is free: once another decision has it, the former does not take it again."""
    aside = await with_nothing_set(stores)
    following = await add(stores, next_one())
    assert following
    step = give_back(aside)

    assert not await stores.decisions.keep(step, follow_ups(step))
    kept = await decision_of(stores)
    assert (kept, kept.target) == (aside, aside.target)
    assert await stores.deliveries.get("T1", follow_ups(step)[0].id) is None
    await keep(stores, steps.withdraw(following, by(PROPOSER)))
    again = await keep(stores, step)
    assert again.state is State.APPROVED
    assert await stores.decisions.busy("T1") == {EVIDENCE.appid}


@pytest.mark.parametrize("opening", OPENINGS)
async def test_of_two_at_once_one_has_it(stores: Stores, opening: Callable[[Stores], Awaitable[Opening]]) -> None:
    await stores.workspaces.put(HERE)
    open_it = await opening(stores)
    outcomes = await asyncio.gather(open_it(), add(stores, next_one()))
    every = await stores.decisions.of_every_team()

    assert sum(map(bool, outcomes)) == 1
    assert len([each for each in every if each.state in OPEN and each.tally.under_way]) == 1


IMPORTED_PROGRAMS_NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
NEWS, OTHER = imported_program("news"), imported_program("other")
LEFT = (KNOWN_PROGRAMS, ALERTS, AUTHORISATIONS, DECISIONS, DECISION_PROGRAMS)
"""The known programs are made again without it, alerts end by themselves, an imported program has no authorisation, and
decisions stay for ever."""


async def test_nothing_is_left(stores: Stores) -> None:
    for team, program in (("T1", NEWS), ("T1", OTHER), ("T2", NEWS)):
        await stores.kept_programs.put(
            team, [KeptProgram(program.appid, program.nickname, added_at=IMPORTED_PROGRAMS_NOW)]
        )
        await stores.snapshots.save(team, [replace(snapshot({"3.8.0": 100}), appid=program.appid, imported_by="U1")])
        await stores.program_labels.put(team, program.appid, Labels(f"short-{program.nickname}", ("tag",)))
        await stores.channel_programs.put(team, f"C{program.nickname}", program.appid)

    await stores.imported_programs.erase("T1", NEWS.appid)
    await stores.imported_programs.erase("T1", NEWS.appid)

    assert [each.appid for each in await stores.kept_programs.all("T1")] == [OTHER.appid]
    assert await stores.program_labels.get("T1", NEWS.appid) == Labels()
    assert await stores.channel_programs.get("T1", "Cnews") is None
    assert not await stores.snapshots.since("T1", NEWS.appid, date.min)
    for team, program in (("T1", OTHER), ("T2", NEWS)):
        assert await stores.kept_programs.get(team, program.appid) is not None
        assert await stores.channel_programs.get(team, f"C{program.nickname}") == program.appid
        assert len(await stores.snapshots.since(team, program.appid, date.min)) == 1


def test_every_table_is_decided() -> None:
    of_programs = {table for table in METADATA.sorted_tables if {"team_id", "appid"} <= {*table.columns.keys()}}
    assert of_programs == {*ERASED, *LEFT}
    assert not {*ERASED} & {*LEFT}


ONE, TWO = Visible("wx1"), Visible("wx2")
PROGRAM_LABELS_SHOP = Labels("Shop", ("food", "餐饮"))


async def test_labels_come_back_as_typed(stores: Stores) -> None:
    assert await stores.program_labels.put("T1", "wx1", PROGRAM_LABELS_SHOP)

    assert await stores.program_labels.get("T1", ONE) == PROGRAM_LABELS_SHOP
    assert await stores.program_labels.get("T2", ONE) == Labels()
    assert await stores.program_labels.get("T1", TWO) == Labels()


async def test_labels_replace_those_before(stores: Stores) -> None:
    await stores.program_labels.put("T1", "wx1", PROGRAM_LABELS_SHOP)
    await stores.program_labels.put("T1", "wx2", Labels(tags=("food",)))
    await stores.program_labels.put("T2", "wx3", PROGRAM_LABELS_SHOP)
    await stores.program_labels.put("T1", "wx1", Labels())

    assert await stores.program_labels.get("T1", ONE) == Labels()
    assert await stores.program_labels.all("T1") == {"wx2": Labels(tags=("food",))}


async def test_an_alias_is_one_programs(stores: Stores) -> None:
    await stores.program_labels.put("T1", "wx1", PROGRAM_LABELS_SHOP)

    assert not await stores.program_labels.put("T1", "wx2", Labels("ｓhop"))
    assert await stores.program_labels.get("T1", TWO) == Labels()
    assert await stores.program_labels.put("T1", "wx1", Labels("SHOP"))
    assert await stores.program_labels.put("T2", "wx2", Labels("shop"))


async def test_an_alias_that_was_given_up_is_free(stores: Stores) -> None:
    await stores.program_labels.put("T1", "wx1", PROGRAM_LABELS_SHOP)
    await stores.program_labels.put("T1", "wx1", Labels())
    await stores.program_labels.put("T1", "wx2", Labels())

    assert await stores.program_labels.put("T1", "wx3", PROGRAM_LABELS_SHOP)


async def test_two_who_want_the_same_alias_at_once(stores: Stores) -> None:
    got = await asyncio.gather(
        *(stores.program_labels.put("T1", f"wx{number}", PROGRAM_LABELS_SHOP) for number in range(6))
    )

    assert sum(got) == 1
    assert list((await stores.program_labels.all("T1")).values()) == [PROGRAM_LABELS_SHOP]


TEAM = "T1"
WX1, WX2, WX3, WX5, WX6 = (Visible(f"wx{number}") for number in (1, 2, 3, 5, 6))
FLEET = [WX3, WX1, WX2]


async def test_unread_are_those_without_a_snapshot_of_the_day(stores: Stores) -> None:
    await keep_programs(stores, *map(Program, FLEET))
    await stores.snapshots.save(
        TEAM, [snapshot_daily_work("wx1", day=DAY), snapshot_daily_work("wx3", day=DAY - A_DAY)]
    )
    await stores.snapshots.save("T2", [snapshot_daily_work(appid) for appid in FLEET])

    assert await stores.daily_work.unread(TEAM, DAY) == Unread(3, [WX3, WX2])
    assert await stores.daily_work.unread(TEAM, DAY - A_DAY) == Unread(3, [WX1, WX2])
    assert await stores.daily_work.unread(TEAM, DAY + A_DAY) == Unread(3, FLEET)


async def test_when_all_are_read_none_is_left(stores: Stores) -> None:
    await keep_programs(stores, *map(Program, FLEET))
    await stores.snapshots.save(TEAM, [snapshot_daily_work(appid) for appid in FLEET])

    assert await stores.daily_work.unread(TEAM, DAY) == Unread(3, [])


async def test_uncounted_are_those_nobody_asked_about(stores: Stores) -> None:
    """Why there is no number counts as asked; other days and another workspace's numbers do not."""
    await keep_programs(stores, *map(Program, FLEET))
    users = Users(DAY, android=1)
    await stores.user_counts.save(TEAM, DAY, {"wx2": users}, {"wx1": "wechat-refused 61007"})
    await stores.user_counts.save(TEAM, DAY - A_DAY, {"wx3": users}, {})
    await stores.user_counts.save("T2", DAY, {"wx3": users}, {})

    assert await stores.daily_work.uncounted(TEAM, DAY) == [WX3]


async def test_of_those_that_wechat_lets_read(stores: Stores) -> None:
    revoked = Program(Visible("wx4"), status=AuthStatus.REVOKED)
    barred = Program(WX5, status=AuthStatus.NOT_GRANTED)
    await keep_programs(stores, imported_program("My numbers"), revoked, barred, Program(WX6))
    for each in (revoked, barred):
        await stores.kept_programs.set_status(TEAM, each.appid, each.status, now=snapshot_daily_work().taken_at)
    await stores.snapshots.save(TEAM, [snapshot_daily_work("wx4"), snapshot_daily_work("wx6")])

    assert await stores.daily_work.unread(TEAM, DAY) == Unread(2, [WX5])
    assert await stores.daily_work.uncounted(TEAM, DAY) == [WX5, WX6]
