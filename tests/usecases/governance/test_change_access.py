"""Roles, restrictions, and a person's role."""

from datetime import UTC, datetime

import pytest

from bot.domain.access import AuditAction, Grant, NamedAdmins, Role, Roles
from bot.domain.governance import AccessOverview, Restriction
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.errors import BadAccess, NotAMember, StaleControl, UnknownProgram
from bot.ports.slack import Person
from bot.usecases.access import RoleOf
from bot.usecases.governance import ChangeAccess
from bot.usecases.programs.visible import VisiblePrograms
from tests.fakes.access import FakeAccessRules, FakeAuditLog
from tests.fakes.programs import FakePrograms

TEAM, BOSS, BOWEN = "T1", "U0BOSS", "U0BOWEN"
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
SHOP, CAFE = Program(Visible("wx1"), "shop"), Program(Visible("wx2"), "cafe")


class Bureau:
    """Where admins decide."""

    def __init__(self) -> None:
        self.rules, self.audit = FakeAccessRules(), FakeAuditLog()
        self.programs = FakePrograms(SHOP, CAFE, rules=self.rules)
        self.access = ChangeAccess(self.rules, VisiblePrograms(self.programs, self.rules), self.audit)

    def recorded(self) -> list[tuple[AuditAction, str, object, object]]:
        assert {(entry.team_id, entry.at, entry.by) for entry in self.audit.entries} <= {(TEAM, NOW, BOSS)}
        return [(entry.action, entry.subject, entry.before, entry.after) for entry in self.audit.entries]


@pytest.fixture
def bureau() -> Bureau:
    """No grants yet."""
    return Bureau()


async def test_a_role_given_and_taken_back(bureau: Bureau) -> None:
    """Each change is recorded once, with the former value; a repetition is none."""
    for role in (Role.VIEWER, Role.VIEWER, Role.ADMIN):
        await bureau.access.grant(TEAM, BOWEN, role, by=BOSS, now=NOW)
    granted = bureau.rules.grants(TEAM)
    for _ in range(2):
        await bureau.access.revoke(TEAM, BOWEN, by=BOSS, now=NOW)

    assert granted == [Grant(BOWEN, Role.ADMIN, BOSS, NOW)]
    assert await bureau.rules.roles(TEAM) == Roles()
    assert bureau.recorded() == [
        (AuditAction.ROLE_GRANTED, BOWEN, {}, {"role": "viewer"}),
        (AuditAction.ROLE_GRANTED, BOWEN, {"role": "viewer"}, {"role": "admin"}),
        (AuditAction.ROLE_REVOKED, BOWEN, {"role": "admin"}, {}),
    ]


async def test_default_role(bureau: Bureau) -> None:
    """Viewers or editors; with admins all round nothing would be governed."""
    for _ in range(2):
        await bureau.access.set_default(TEAM, Role.VIEWER, by=BOSS, now=NOW)
    with pytest.raises(BadAccess):
        await bureau.access.set_default(TEAM, Role.ADMIN, by=BOSS, now=NOW)

    assert (await bureau.rules.roles(TEAM)).default is Role.VIEWER
    assert bureau.recorded() == [(AuditAction.DEFAULT_ROLE, "", {"role": "editor"}, {"role": "viewer"})]


async def test_a_restriction_made_and_lifted(bureau: Bureau) -> None:
    """It says the channels in order; each change is noted once."""
    made = await bureau.access.restrict(TEAM, "wx1", ["C2", "C1", "C2"], by=BOSS, now=NOW)
    again = await bureau.access.restrict(TEAM, "wx1", ["C1", "C2"], by=BOSS, now=NOW)
    lifted = await bureau.access.restrict(TEAM, "wx1", [], by=BOSS, now=NOW)

    assert list(made.channels) == list(again.channels) == ["C1", "C2"]
    assert list(lifted.channels) == []
    assert bureau.recorded() == [
        (AuditAction.PROGRAM_RESTRICTED, "wx1", {"channels": []}, {"channels": ["C1", "C2"]}),
        (AuditAction.PROGRAM_UNRESTRICTED, "wx1", {"channels": ["C1", "C2"]}, {"channels": []}),
    ]


async def test_an_unknown_program(bureau: Bureau) -> None:
    """It cannot be restricted; a vanished one's restriction can be lifted."""
    with pytest.raises(UnknownProgram):
        await bureau.access.restriction(TEAM, "nowhere")
    with pytest.raises(StaleControl):
        await bureau.access.restrict(TEAM, "wx9", ["C1"], by=BOSS, now=NOW)

    await bureau.access.restrict(TEAM, "wx1", ["C1"], by=BOSS, now=NOW)
    bureau.programs.programs.remove(SHOP)
    await bureau.access.restrict(TEAM, "wx1", [], by=BOSS, now=NOW)
    assert await bureau.rules.restrictions(TEAM) == {}


async def test_overview(bureau: Bureau) -> None:
    """Default, grants by user, restrictions in the programs' order, vanished ones last."""
    await bureau.access.grant(TEAM, BOWEN, Role.ADMIN, by=BOSS, now=NOW)
    await bureau.rules.restrict(TEAM, "wx0-gone", ["C1"])
    for appid in ("wx2", "wx1"):
        await bureau.access.restrict(TEAM, appid, ["C1"], by=BOSS, now=NOW)
    shown = await bureau.access.overview(TEAM)

    assert (shown.default, shown.grants) == (Role.EDITOR, [Grant(BOWEN, Role.ADMIN, BOSS, NOW)])
    assert [each.program.appid for each in shown.restrictions] == ["wx1", "wx2", "wx0-gone"]
    assert await bureau.access.overview("T2") == AccessOverview(Role.EDITOR, [], [])
    assert (await bureau.access.restriction(TEAM, "cafe")) == Restriction(
        Program(Visible("wx2"), "cafe", restricted=True), ["C1"]
    )


async def test_what_role_a_person_has() -> None:
    """From Slack, environment or grant; unknown to Slack, the default, never admin."""
    rules = FakeAccessRules()
    await rules.grant(TEAM, Grant("U0GRANTED", Role.ADMIN, BOSS, NOW))
    role_of = RoleOf(rules, NamedAdmins(frozenset({(TEAM, "U0NAMED")})))
    people = {
        "U0SLACK": Person("U0SLACK", "", "", is_admin=True),
        "U0GUEST": Person("U0GUEST", "", "", is_guest=True),
    }
    roles = {
        user: await role_of(TEAM, people.get(user, Person(user, "", "")))
        for user in ("U0SLACK", "U0NAMED", "U0GRANTED", "U0GUEST", "U0SILENT")
    }

    assert roles == {
        "U0SLACK": Role.ADMIN,
        "U0NAMED": Role.ADMIN,
        "U0GRANTED": Role.ADMIN,
        "U0GUEST": Role.VIEWER,
        "U0SILENT": Role.EDITOR,
    }
    assert await role_of("T2", Person("U0NAMED", "", "")) is Role.EDITOR


async def test_a_person_of_another_workspace() -> None:
    """In a shared channel they have a role granted by an admin here, or none."""
    rules = FakeAccessRules()
    await rules.grant(TEAM, Grant("U0GRANTED", Role.VIEWER, BOSS, NOW))
    role_of = RoleOf(rules, NamedAdmins(frozenset({(TEAM, "U0NAMED"), ("", "U0OUTSIDER")})))
    granted, named = [await role_of(TEAM, Person(user, "", "", is_outsider=True)) for user in ("U0GRANTED", "U0NAMED")]

    assert (granted, named) == (Role.VIEWER, Role.ADMIN)
    with pytest.raises(NotAMember):
        await role_of(TEAM, Person("U0OUTSIDER", "", "", is_outsider=True))
