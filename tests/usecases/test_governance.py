"""Every change is in the audit log: who, when, what, before and after."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.domain.access import SYSTEM, AuditAction, AuditEntry, Grant, NamedAdmins, Role, Roles, Viewpoint
from bot.domain.alerts.alert import audit_of_alert
from bot.domain.governance import AccessOverview, Restriction
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.errors import AliasTaken, BadAccess, NotAMember, StaleControl, UnknownProgram
from bot.ports.slack import Person
from bot.usecases.access import role_in
from bot.usecases.alerts.change import end_alert, mute_alert, unmute_alert
from bot.usecases.digest.send_now import FirstDigest, delete_digest
from bot.usecases.governance import (
    access_overview,
    grant_role,
    restrict_program,
    restriction_of,
    revoke_role,
    set_default_role,
)
from bot.usecases.programs.choose import add_tags, set_alias, use_program
from tests.fakes.everything import Fakes
from tests.fakes.people import FakeAccessRules, FakeAuditLog
from tests.fakes.programs import FakePrograms
from tests.usecases.alert_world import AlertWorld
from tests.usecases.digest_world import CHANNEL, DUE, MONDAY_9, TEAM, USER, World
from tests.usecases.platform_world import ASKER, SHOP, PlatformWorld, confirmed_world
from tests.usecases.platform_world import TEAM as HOME
from tests.usecases.platform_world import USER as ASKING

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
SEEN = Viewpoint(TEAM, CHANNEL)
STORE, CAFE = Program(Visible("wx1"), "store"), Program(Visible("wx2"), "cafe")


def recorded(log: FakeAuditLog) -> list[tuple[AuditAction, str, str]]:
    return [(entry.action, entry.by, entry.subject) for entry in log.entries]


async def test_a_channels_program() -> None:
    fakes = Fakes(FakePrograms(STORE, CAFE))
    app = fakes.assemble()
    for name in ("store", "store", "cafe"):
        await use_program(app, SEEN, name, by=USER, now=NOW)

    assert fakes.audit.entries == [
        AuditEntry(TEAM, NOW, USER, AuditAction.CHANNEL_PROGRAM, CHANNEL, {}, {"appid": "wx1"}),
        AuditEntry(TEAM, NOW, USER, AuditAction.CHANNEL_PROGRAM, CHANNEL, {"appid": "wx1"}, {"appid": "wx2"}),
    ]


async def test_labels() -> None:
    fakes = Fakes(FakePrograms(STORE, CAFE))
    app, log = fakes.assemble(), fakes.audit
    await set_alias(app, SEEN, "wx1", "shop", by=USER, now=NOW)
    await add_tags(app, SEEN, ["shop", "food"], by=USER, now=NOW)
    with pytest.raises(AliasTaken):
        await set_alias(app, SEEN, "shop", "cafe", by=USER, now=NOW)

    assert recorded(log) == [(AuditAction.LABELS, USER, "wx1")] * 2
    assert log.entries[1].before == {"alias": "shop", "tags": []}
    assert log.entries[1].after == {"alias": "shop", "tags": ["food"]}


async def test_digests() -> None:
    """Ordered, paused, deleted, ordered again, even by the environment; an unchanged order is not recorded."""
    world, day = World(), date(2026, 12, 24)
    for _ in range(2):
        made = await world.add_subscription(at=NOW)
    subscription = made.id
    await world.pause(TEAM, CHANNEL, day, by="U2", owner_id=USER, now=NOW)
    await delete_digest(world.app, TEAM, subscription, of=USER, by=USER, now=NOW)
    await world.add_subscription(at=NOW)
    await world.set_up(TEAM, FirstDigest("C2", MONDAY_9, "en"), now=NOW)
    await world.set_up(TEAM, None, now=NOW)

    assert recorded(world.audit) == [
        (AuditAction.DIGEST_ORDERED, USER, subscription),
        (AuditAction.DIGEST_CHANGED, "U2", subscription),
        (AuditAction.DIGEST_ENDED, USER, subscription),
        (AuditAction.DIGEST_ORDERED, USER, subscription),
        (AuditAction.DIGEST_ORDERED, SYSTEM, f"{TEAM}-C2"),
        (AuditAction.DIGEST_ENDED, SYSTEM, f"{TEAM}-C2"),
    ]
    assert world.audit.entries[1].after == {"paused-until": "2026-12-24"}
    assert world.audit.entries[3].before["stopped"] == "ended"
    assert world.audit.entries[-1].after == {"stopped": "ended"}
    assert [each.channel_id for each in await world.subscriptions.active()] == [CHANNEL]


async def test_alerts() -> None:
    world = AlertWorld()
    for _ in range(2):
        done = await world.set("loss > 1% at 3.0.0 shop")
    alert = await mute_alert(world.app, done.alert, DUE, by=USER, now=NOW)
    alert = await unmute_alert(world.app, alert, by=USER, now=NOW)
    await end_alert(world.app, alert, by=USER, now=NOW)

    assert recorded(world.audit) == [
        (AuditAction.ALERT_SET, USER, alert.id),
        (AuditAction.ALERT_CHANGED, USER, alert.id),
        (AuditAction.ALERT_CHANGED, USER, alert.id),
        (AuditAction.ALERT_ENDED, USER, alert.id),
    ]
    made, muted, _, ended = world.audit.entries
    assert made.after == {"channel": CHANNEL, "condition": "loss > 1% at 3.0.0", "appid": alert.appid, "owner": USER}
    assert (muted.before, muted.after) == (made.after, {**made.after, "muted_until": DUE.isoformat()})
    assert (ended.before, ended.after) == (made.after, {})
    with pytest.raises(ValueError, match="needed"):
        audit_of_alert(None, None, by=USER, at=NOW)


async def test_an_authorisation() -> None:
    """By the person who asked, once however often its code comes; WeChat ends it, once."""
    world = await confirmed_world()
    pending = await world.redirect(origin=ASKER)
    for _ in range(2):
        await world.finished(pending)
        await world.finished(await world.push())
    for _ in range(2):
        await world.note.revoked(SHOP, now=NOW)

    assert recorded(world.audit) == [
        (AuditAction.AUTHORISED, ASKING, SHOP),
        (AuditAction.AUTHORISATION_ENDED, SYSTEM, SHOP),
    ]
    assert world.audit.entries[0].after == {"permission_sets": [17, 18]}
    assert world.audit.entries[1].before == {"standing": "readable"}


async def test_an_unrequested_authorisation() -> None:
    world: PlatformWorld = await confirmed_world()
    await world.finished(await world.push())

    assert recorded(world.audit) == [(AuditAction.AUTHORISED, SYSTEM, SHOP)]
    assert world.audit.entries[0].team_id == HOME


CHANGE_ACCESS_TEAM, BOSS, BOWEN = "T1", "U0BOSS", "U0BOWEN"

CHANGE_ACCESS_SHOP, CHANGE_ACCESS_CAFE = Program(Visible("wx1"), "shop"), Program(Visible("wx2"), "cafe")


class Bureau:
    def __init__(self) -> None:
        self.rules, self.audit = FakeAccessRules(), FakeAuditLog()
        self.programs = FakePrograms(CHANGE_ACCESS_SHOP, CHANGE_ACCESS_CAFE, rules=self.rules)
        self.app = Fakes(self.programs, rules=self.rules, audit=self.audit).assemble()

    def recorded(self) -> list[tuple[AuditAction, str, object, object]]:
        assert {(entry.team_id, entry.at, entry.by) for entry in self.audit.entries} <= {
            (CHANGE_ACCESS_TEAM, NOW, BOSS)
        }
        return [(entry.action, entry.subject, entry.before, entry.after) for entry in self.audit.entries]


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


async def test_a_role_given_and_taken_back(bureau: Bureau) -> None:
    for role in (Role.VIEWER, Role.VIEWER, Role.ADMIN):
        await grant_role(bureau.app, CHANGE_ACCESS_TEAM, BOWEN, role, by=BOSS, now=NOW)
    granted = bureau.rules.grants(CHANGE_ACCESS_TEAM)
    for _ in range(2):
        await revoke_role(bureau.app, CHANGE_ACCESS_TEAM, BOWEN, by=BOSS, now=NOW)

    assert granted == [Grant(BOWEN, Role.ADMIN, BOSS, NOW)]
    assert await bureau.rules.roles(CHANGE_ACCESS_TEAM) == Roles()
    assert bureau.recorded() == [
        (AuditAction.ROLE_GRANTED, BOWEN, {}, {"role": "viewer"}),
        (AuditAction.ROLE_GRANTED, BOWEN, {"role": "viewer"}, {"role": "admin"}),
        (AuditAction.ROLE_REVOKED, BOWEN, {"role": "admin"}, {}),
    ]


async def test_default_role(bureau: Bureau) -> None:
    for _ in range(2):
        await set_default_role(bureau.app, CHANGE_ACCESS_TEAM, Role.VIEWER, by=BOSS, now=NOW)
    with pytest.raises(BadAccess):
        await set_default_role(bureau.app, CHANGE_ACCESS_TEAM, Role.ADMIN, by=BOSS, now=NOW)

    assert (await bureau.rules.roles(CHANGE_ACCESS_TEAM)).default is Role.VIEWER
    assert bureau.recorded() == [(AuditAction.DEFAULT_ROLE, "", {"role": "editor"}, {"role": "viewer"})]


async def test_a_restriction_made_and_lifted(bureau: Bureau) -> None:
    made = await restrict_program(bureau.app, CHANGE_ACCESS_TEAM, "wx1", ["C2", "C1", "C2"], by=BOSS, now=NOW)
    again = await restrict_program(bureau.app, CHANGE_ACCESS_TEAM, "wx1", ["C1", "C2"], by=BOSS, now=NOW)
    lifted = await restrict_program(bureau.app, CHANGE_ACCESS_TEAM, "wx1", [], by=BOSS, now=NOW)

    assert list(made.channels) == list(again.channels) == ["C1", "C2"]
    assert list(lifted.channels) == []
    assert bureau.recorded() == [
        (AuditAction.PROGRAM_RESTRICTED, "wx1", {"channels": []}, {"channels": ["C1", "C2"]}),
        (AuditAction.PROGRAM_UNRESTRICTED, "wx1", {"channels": ["C1", "C2"]}, {"channels": []}),
    ]


async def test_an_unknown_program(bureau: Bureau) -> None:
    with pytest.raises(UnknownProgram):
        await restriction_of(bureau.app, CHANGE_ACCESS_TEAM, "nowhere")
    with pytest.raises(StaleControl):
        await restrict_program(bureau.app, CHANGE_ACCESS_TEAM, "wx9", ["C1"], by=BOSS, now=NOW)

    await restrict_program(bureau.app, CHANGE_ACCESS_TEAM, "wx1", ["C1"], by=BOSS, now=NOW)
    bureau.programs.programs.remove(CHANGE_ACCESS_SHOP)
    await restrict_program(bureau.app, CHANGE_ACCESS_TEAM, "wx1", [], by=BOSS, now=NOW)
    assert await bureau.rules.restrictions(CHANGE_ACCESS_TEAM) == {}


async def test_overview(bureau: Bureau) -> None:
    await grant_role(bureau.app, CHANGE_ACCESS_TEAM, BOWEN, Role.ADMIN, by=BOSS, now=NOW)
    await bureau.rules.restrict(CHANGE_ACCESS_TEAM, "wx0-gone", ["C1"])
    for appid in ("wx2", "wx1"):
        await restrict_program(bureau.app, CHANGE_ACCESS_TEAM, appid, ["C1"], by=BOSS, now=NOW)
    shown = await access_overview(bureau.app, CHANGE_ACCESS_TEAM)

    assert (shown.default, shown.grants) == (Role.EDITOR, [Grant(BOWEN, Role.ADMIN, BOSS, NOW)])
    assert [each.program.appid for each in shown.restrictions] == ["wx1", "wx2", "wx0-gone"]
    assert await access_overview(bureau.app, "T2") == AccessOverview(Role.EDITOR, [], [])
    assert (await restriction_of(bureau.app, CHANGE_ACCESS_TEAM, "cafe")) == Restriction(
        Program(Visible("wx2"), "cafe", restricted=True), ["C1"]
    )


async def test_what_role_a_person_has() -> None:
    rules = FakeAccessRules()
    await rules.grant(CHANGE_ACCESS_TEAM, Grant("U0GRANTED", Role.ADMIN, BOSS, NOW))
    app = Fakes(rules=rules).assemble()
    app = replace(app, options=replace(app.options, admins=NamedAdmins(frozenset({(CHANGE_ACCESS_TEAM, "U0NAMED")}))))
    people = {
        "U0SLACK": Person("U0SLACK", "", "", is_admin=True),
        "U0GUEST": Person("U0GUEST", "", "", is_guest=True),
    }
    roles = {
        user: await role_in(app, CHANGE_ACCESS_TEAM, people.get(user, Person(user, "", "")))
        for user in ("U0SLACK", "U0NAMED", "U0GRANTED", "U0GUEST", "U0SILENT")
    }

    assert roles == {
        "U0SLACK": Role.ADMIN,
        "U0NAMED": Role.ADMIN,
        "U0GRANTED": Role.ADMIN,
        "U0GUEST": Role.VIEWER,
        "U0SILENT": Role.EDITOR,
    }
    assert await role_in(app, "T2", Person("U0NAMED", "", "")) is Role.EDITOR


async def test_a_person_of_another_workspace() -> None:
    """In a shared channel they have a role granted by an admin here, or none."""
    rules = FakeAccessRules()
    await rules.grant(CHANGE_ACCESS_TEAM, Grant("U0GRANTED", Role.VIEWER, BOSS, NOW))
    app = Fakes(rules=rules).assemble()
    app = replace(
        app,
        options=replace(
            app.options, admins=NamedAdmins(frozenset({(CHANGE_ACCESS_TEAM, "U0NAMED"), ("", "U0OUTSIDER")}))
        ),
    )
    granted, named = [
        await role_in(app, CHANGE_ACCESS_TEAM, Person(user, "", "", is_outsider=True))
        for user in ("U0GRANTED", "U0NAMED")
    ]

    assert (granted, named) == (Role.VIEWER, Role.ADMIN)
    with pytest.raises(NotAMember):
        await role_in(app, CHANGE_ACCESS_TEAM, Person("U0OUTSIDER", "", "", is_outsider=True))
