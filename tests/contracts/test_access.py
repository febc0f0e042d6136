"""Promises of `bot.ports.people`: who may what, and who changed what."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.access import SYSTEM, USUAL_RULE, AuditAction, AuditEntry, Grant, QuorumRule, Role, Roles
from bot.ports.people import AuditLog
from tests.contracts.conftest import Stores

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def entry(team_id: str = "T1", *, at: datetime = NOW, subject: str = "wx1") -> AuditEntry:
    """A change."""
    return AuditEntry(team_id, at, "U1", AuditAction.LABELS, subject, {"alias": "", "tags": []}, {"tags": ["餐饮"]})


async def note(log: AuditLog, *entries: AuditEntry) -> None:
    """Changes of which only the entry is kept."""
    for each in entries:
        async with log.recording(each):
            pass


async def test_roles_are_a_workspaces_own(stores: Stores) -> None:
    """At first there are none; then the last ones count, in that workspace only."""
    assert await stores.rules.roles("T1") == Roles()

    await stores.rules.set_default("T1", Role.EDITOR)
    await stores.rules.set_default("T1", Role.VIEWER)
    assert await stores.rules.quorum("T1") == USUAL_RULE
    await stores.rules.set_quorum("T1", QuorumRule(1, 1))
    await stores.rules.set_quorum("T1", QuorumRule(2, 3, 50))
    assert (await stores.rules.quorum("T1"), await stores.rules.quorum("T2")) == (QuorumRule(2, 3, 50), USUAL_RULE)
    await stores.rules.grant("T1", Grant("U2", Role.EDITOR, "U1", NOW))
    await stores.rules.grant("T1", Grant("U2", Role.ADMIN, "U1", NOW + DAY))
    await stores.rules.grant("T1", Grant("U0", Role.VIEWER, "U1", NOW))
    await stores.rules.grant("T2", Grant("U3", Role.ADMIN, "U1", NOW))

    granted = {"U0": Grant("U0", Role.VIEWER, "U1", NOW), "U2": Grant("U2", Role.ADMIN, "U1", NOW + DAY)}
    assert await stores.rules.roles("T1") == Roles(Role.VIEWER, granted)
    assert await stores.rules.roles("T2") == Roles(Role.EDITOR, {"U3": Grant("U3", Role.ADMIN, "U1", NOW)})


async def test_a_role_that_was_taken_back(stores: Stores) -> None:
    """It is gone, in that workspace; taking it back again is no error."""
    for team in ("T1", "T2"):
        await stores.rules.grant(team, Grant("U2", Role.ADMIN, "U1", NOW))
    await stores.rules.revoke("T1", "U2")
    await stores.rules.revoke("T1", "U2")

    assert (await stores.rules.roles("T1")).granted == {}
    assert list((await stores.rules.roles("T2")).granted) == ["U2"]


async def test_restrictions_replace_those_before(stores: Stores) -> None:
    """Of one program in one workspace; without channels there is none."""
    assert await stores.rules.restrictions("T1") == {}

    await stores.rules.restrict("T1", "wx1", ["C1", "C2", "C1"])
    await stores.rules.restrict("T1", "wx1", ["C2", "C3"])
    await stores.rules.restrict("T1", "wx2", ["C1"])
    await stores.rules.restrict("T2", "wx1", ["C9"])
    await stores.rules.restrict("T1", "wx2", [])

    assert {appid: set(channels) for appid, channels in (await stores.rules.restrictions("T1")).items()} == {
        "wx1": {"C2", "C3"}
    }
    assert {appid: set(channels) for appid, channels in (await stores.rules.restrictions("T2")).items()} == {
        "wx1": {"C9"}
    }


async def test_entries_come_back_as_they_were_noted(stores: Stores) -> None:
    """The newest first, whenever they were noted; of one workspace or one subject, no more than asked."""
    first, second, third = entry(subject="wx1"), entry(at=NOW + DAY, subject="wx2"), entry(at=NOW + DAY, subject="wx3")
    await note(stores.log, second, third, entry("T2"), first)

    assert await stores.log.newest("T1", limit=2) == [third, second]
    assert await stores.log.newest("T1", limit=9) == [third, second, first]
    assert await stores.log.newest("T1", limit=9, subject="wx1") == [first]


async def test_entries_since_an_instant(stores: Stores) -> None:
    """The oldest first, of one workspace or of all."""
    old, new, elsewhere = entry(), entry(at=NOW + DAY), AuditEntry("T2", NOW + DAY, SYSTEM, AuditAction.INSTALLED, "T2")
    await note(stores.log, old, new, elsewhere)

    assert await stores.log.since(NOW + DAY) == [new, elsewhere]
    assert await stores.log.since(NOW, team_id="T1") == [old, new]
    assert await stores.log.since(NOW, actions=[AuditAction.INSTALLED]) == [elsewhere]


async def test_a_change_that_failed_is_not_noted(stores: Stores) -> None:
    """An exception inside leaves no entry."""
    with pytest.raises(ZeroDivisionError):
        async with stores.log.recording(entry()):
            raise ZeroDivisionError

    assert await stores.log.newest("T1", limit=9) == []
