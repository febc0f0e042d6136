"""Every change is in the audit log: who, when, what, before and after."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.access.audit import SYSTEM, AuditAction, AuditEntry
from bot.domain.access.roles import Viewpoint
from bot.domain.programs.program import Program
from bot.errors import AliasTaken
from bot.ports.workspaces import Workspace
from bot.usecases.digest.pause import PauseDigest
from bot.usecases.digest.recover import RecoverDigest
from bot.usecases.digest.set_up_first import FirstDigest, SetUpFirstDigest
from bot.usecases.digest.subscribe import Subscribe
from bot.usecases.governance.audited import AuditedSubscriptions, AuditedWorkspaces
from bot.usecases.programs.label import LabelProgram
from bot.usecases.programs.use import UseProgram
from tests.fakes.access import FakeAuditLog, seen_by_all
from tests.fakes.clock import FakeClock
from tests.fakes.programs import FakePrograms
from tests.fakes.storage import FakeChannelPrograms, FakeWorkspaces
from tests.usecases.alert_world import AlertWorld
from tests.usecases.digest_world import CHANNEL, DUE, MONDAY_9, TEAM, USER, World
from tests.usecases.platform_world import ASKER, SHOP, PlatformWorld, confirmed_world
from tests.usecases.platform_world import TEAM as HOME
from tests.usecases.platform_world import USER as ASKING

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
SEEN = Viewpoint(TEAM, CHANNEL)
STORE, CAFE = Program("wx1", "store"), Program("wx2", "cafe")


def recorded(log: FakeAuditLog) -> list[tuple[AuditAction, str, str]]:
    """What was noted: the deed, by whom, and of what."""
    return [(entry.deed, entry.by, entry.subject) for entry in log.entries]


async def test_a_channels_program() -> None:
    """Each choice that is another one."""
    log = FakeAuditLog()
    use = UseProgram(seen_by_all(FakePrograms(STORE, CAFE)), FakeChannelPrograms(), log)
    for name in ("store", "store", "cafe"):
        await use(SEEN, name, by=USER, now=NOW)

    assert log.entries == [
        AuditEntry(TEAM, NOW, USER, AuditAction.CHANNEL_PROGRAM, CHANNEL, {}, {"appid": "wx1"}),
        AuditEntry(TEAM, NOW, USER, AuditAction.CHANNEL_PROGRAM, CHANNEL, {"appid": "wx1"}, {"appid": "wx2"}),
    ]


async def test_labels() -> None:
    """What they were and what they are; an alias that is taken changes nothing, and nothing is noted."""
    log, programs = FakeAuditLog(), FakePrograms(STORE, CAFE)
    label = LabelProgram(seen_by_all(programs), programs.labels, log)
    await label.alias(SEEN, "wx1", "shop", by=USER, now=NOW)
    await label.tag(SEEN, ["shop", "food"], by=USER, now=NOW)
    with pytest.raises(AliasTaken):
        await label.alias(SEEN, "shop", "cafe", by=USER, now=NOW)

    assert recorded(log) == [(AuditAction.LABELS, USER, "wx1")] * 2
    assert log.entries[1].before == {"alias": "shop", "tags": []}
    assert log.entries[1].after == {"alias": "shop", "tags": ["food"]}


async def test_digests() -> None:
    """Ordered, paused, deleted; by the environment and by Baselib itself as well; an order saved as it was is none."""
    world, log = World(), FakeAuditLog()
    subscriptions = AuditedSubscriptions(world.subscriptions, log, FakeClock(NOW))
    subscribe = Subscribe(subscriptions, world.deliveries, world.subscribe.visible, world.channel_programs)
    for _ in range(2):
        made = await subscribe(TEAM, CHANNEL, MONDAY_9, locale="en", owner_id=USER, now=NOW)
    subscription = made.subscription.id
    pause = PauseDigest(subscriptions, world.deliveries)
    await pause(TEAM, CHANNEL, datetime(2026, 12, 24, tzinfo=UTC).date(), by="U2", owner_id=USER, now=NOW)
    recover = RecoverDigest(subscriptions, world.send_now, world.allow)
    await recover.delete(TEAM, subscription, of=USER, by=USER, now=NOW)
    set_up = SetUpFirstDigest(subscriptions)
    await set_up(TEAM, FirstDigest("C2", MONDAY_9, "en"), now=NOW)
    await set_up(TEAM, None, now=NOW)

    assert recorded(log) == [
        (AuditAction.DIGEST_ORDERED, USER, subscription),
        (AuditAction.DIGEST_CHANGED, "U2", subscription),
        (AuditAction.DIGEST_ENDED, USER, subscription),
        (AuditAction.DIGEST_ORDERED, SYSTEM, f"{TEAM}-C2"),
        (AuditAction.DIGEST_ENDED, SYSTEM, f"{TEAM}-C2"),
    ]
    assert log.entries[1].after == {"paused-until": "2026-12-24"}
    assert await subscriptions.active() == await world.subscriptions.active() == []


async def test_alerts() -> None:
    """Set once, muted, unmuted, ended; the same alert again is no change."""
    world = AlertWorld()
    for _ in range(2):
        done = await world.set("loss > 1% at 3.0.0 shop")
    alert = await world.change.mute(done.alert, DUE, by=USER, now=NOW)
    alert = await world.change.unmute(alert, by=USER, now=NOW)
    await world.change.end(alert, by=USER, now=NOW)

    assert recorded(world.audit) == [
        (AuditAction.ALERT_SET, USER, alert.id),
        (AuditAction.ALERT_CHANGED, USER, alert.id),
        (AuditAction.ALERT_CHANGED, USER, alert.id),
        (AuditAction.ALERT_ENDED, USER, alert.id),
    ]
    assert world.audit.entries[0].after["condition"] == "loss > 1% at 3.0.0"


async def test_workspaces() -> None:
    """Installed, taken away, installed again; what a start keeps again is no news, nor is a new name."""
    kept, log = FakeWorkspaces(), FakeAuditLog()
    workspaces = AuditedWorkspaces(kept, log, FakeClock(NOW))
    acme = Workspace(TEAM, "Acme", "UBOT")
    for workspace in (acme, replace(acme, name="Acme Ltd"), replace(acme, ended=True), replace(acme, ended=True), acme):
        await workspaces.put(workspace)

    assert recorded(log) == [
        (AuditAction.INSTALLED, SYSTEM, TEAM),
        (AuditAction.UNINSTALLED, SYSTEM, TEAM),
        (AuditAction.INSTALLED, SYSTEM, TEAM),
    ]
    assert await workspaces.all() == [acme]
    assert await workspaces.get(TEAM) == await workspaces.first() == acme


async def test_an_authorisation() -> None:
    """By whoever asked for it, however often its code comes; its end is WeChat's doing, and is told once."""
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


async def test_an_authorisation_that_nobody_asked_for() -> None:
    """It is Baselib's own in the home workspace."""
    world: PlatformWorld = await confirmed_world()
    await world.finished(await world.push())

    assert recorded(world.audit) == [(AuditAction.AUTHORISED, SYSTEM, SHOP)]
    assert world.audit.entries[0].team_id == HOME
