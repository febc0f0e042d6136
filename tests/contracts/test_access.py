"""Promises of `bot.ports.access`: who may what, and who changed what."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.access.audit import SYSTEM, AuditAction, AuditEntry
from bot.domain.access.roles import Grant, Role, Roles
from bot.domain.decisions.quorum import USUAL_RULE, QuorumRule
from bot.ports.access import AccessRules, AuditLog
from bot.ports.programs import ChannelPrograms
from bot.storage.access.audit_log import SqlAuditLog
from bot.storage.access.rules import SqlAccessRules
from bot.storage.engine.database import Database
from bot.storage.programs.channel_programs import SqlChannelPrograms
from tests.fakes.access import FakeAccessRules, FakeAuditLog
from tests.fakes.storage import FakeChannelPrograms

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Shelf:
    """One server of each port, and a repository beside them."""

    rules: AccessRules
    log: AuditLog
    channel_programs: ChannelPrograms


@pytest.fixture
def shelf(database: Database | None) -> Shelf:
    """Empty ones."""
    if database is None:
        return Shelf(FakeAccessRules(), FakeAuditLog(), FakeChannelPrograms())
    return Shelf(SqlAccessRules(database), SqlAuditLog(database), SqlChannelPrograms(database))


def entry(team_id: str = "T1", *, at: datetime = NOW, subject: str = "wx1") -> AuditEntry:
    """A change."""
    return AuditEntry(team_id, at, "U1", AuditAction.LABELS, subject, {"alias": "", "tags": []}, {"tags": ["餐饮"]})


async def note(log: AuditLog, *entries: AuditEntry) -> None:
    """Changes of which only the entry is kept."""
    for each in entries:
        async with log.recording(each):
            pass


async def test_roles_are_a_workspaces_own(shelf: Shelf) -> None:
    """Nobody has said anything at first; then what was said last holds, there and nowhere else."""
    assert await shelf.rules.roles("T1") == Roles()

    await shelf.rules.set_default("T1", Role.EDITOR)
    await shelf.rules.set_default("T1", Role.VIEWER)
    assert await shelf.rules.quorum("T1") == USUAL_RULE
    await shelf.rules.set_quorum("T1", QuorumRule(1, 1))
    await shelf.rules.set_quorum("T1", QuorumRule(2, 3))
    assert (await shelf.rules.quorum("T1"), await shelf.rules.quorum("T2")) == (QuorumRule(2, 3), USUAL_RULE)
    await shelf.rules.grant("T1", Grant("U2", Role.EDITOR, "U1", NOW))
    await shelf.rules.grant("T1", Grant("U2", Role.ADMIN, "U1", NOW + DAY))
    await shelf.rules.grant("T1", Grant("U0", Role.VIEWER, "U1", NOW))
    await shelf.rules.grant("T2", Grant("U3", Role.ADMIN, "U1", NOW))

    assert await shelf.rules.roles("T1") == Roles(Role.VIEWER, {"U0": Role.VIEWER, "U2": Role.ADMIN})
    assert await shelf.rules.roles("T2") == Roles(Role.EDITOR, {"U3": Role.ADMIN})
    assert await shelf.rules.grants("T1") == [
        Grant("U0", Role.VIEWER, "U1", NOW),
        Grant("U2", Role.ADMIN, "U1", NOW + DAY),
    ]


async def test_a_role_that_was_taken_back(shelf: Shelf) -> None:
    """It is gone, in that workspace; taking it back again is no error."""
    for team in ("T1", "T2"):
        await shelf.rules.grant(team, Grant("U2", Role.ADMIN, "U1", NOW))
    await shelf.rules.revoke("T1", "U2")
    await shelf.rules.revoke("T1", "U2")

    assert await shelf.rules.grants("T1") == []
    assert (await shelf.rules.roles("T2")).granted == {"U2": Role.ADMIN}


async def test_restrictions_replace_those_before(shelf: Shelf) -> None:
    """Of one program in one workspace; without channels there is none."""
    assert await shelf.rules.restrictions("T1") == {}

    await shelf.rules.restrict("T1", "wx1", ["C1", "C2", "C1"])
    await shelf.rules.restrict("T1", "wx1", ["C2", "C3"])
    await shelf.rules.restrict("T1", "wx2", ["C1"])
    await shelf.rules.restrict("T2", "wx1", ["C9"])
    await shelf.rules.restrict("T1", "wx2", [])

    assert {appid: set(channels) for appid, channels in (await shelf.rules.restrictions("T1")).items()} == {
        "wx1": {"C2", "C3"}
    }
    assert {appid: set(channels) for appid, channels in (await shelf.rules.restrictions("T2")).items()} == {
        "wx1": {"C9"}
    }


async def test_entries_come_back_as_they_were_noted(shelf: Shelf) -> None:
    """The newest first, whenever they were noted; of one workspace or one subject, no more than asked."""
    first, second, third = entry(subject="wx1"), entry(at=NOW + DAY, subject="wx2"), entry(at=NOW + DAY, subject="wx3")
    await note(shelf.log, second, third, entry("T2"), first)

    assert await shelf.log.newest("T1", limit=2) == [third, second]
    assert await shelf.log.newest("T1", limit=9) == [third, second, first]
    assert await shelf.log.newest("T1", limit=9, subject="wx1") == [first]


async def test_entries_since_an_instant(shelf: Shelf) -> None:
    """The oldest first, of one workspace or of all."""
    old, new, elsewhere = entry(), entry(at=NOW + DAY), AuditEntry("T2", NOW + DAY, SYSTEM, AuditAction.INSTALLED, "T2")
    await note(shelf.log, old, new, elsewhere)

    assert await shelf.log.since(NOW + DAY) == [new, elsewhere]
    assert await shelf.log.since(NOW, team_id="T1") == [old, new]


async def test_a_change_and_its_entry_are_kept_together(shelf: Shelf) -> None:
    """What is changed inside is there afterwards, with the entry."""
    async with shelf.log.recording(entry()):
        await shelf.channel_programs.put("T1", "C1", "wx1")

    assert await shelf.channel_programs.get("T1", "C1") == "wx1"
    assert len(await shelf.log.newest("T1", limit=9)) == 1


async def test_a_change_that_failed_is_not_noted(shelf: Shelf) -> None:
    """An exception inside leaves no entry."""
    with pytest.raises(ZeroDivisionError):
        async with shelf.log.recording(entry()):
            raise ZeroDivisionError

    assert await shelf.log.newest("T1", limit=9) == []
