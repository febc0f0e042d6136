"""Every change is in the audit log: who, when, what, before and after."""

from datetime import UTC, date, datetime

import pytest

from bot.domain.access import SYSTEM, AuditAction, AuditEntry, Viewpoint
from bot.domain.alerts.alert import audit_of_alert
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.errors import AliasTaken
from bot.usecases.digest.send_now import FirstDigest
from bot.usecases.programs.label import LabelProgram
from bot.usecases.programs.visible import UseProgram
from tests.fakes.access import FakeAuditLog, seen_by_all
from tests.fakes.programs import FakePrograms
from tests.fakes.storage import FakeChannelPrograms
from tests.usecases.alert_world import AlertWorld
from tests.usecases.digest_world import CHANNEL, DUE, MONDAY_9, TEAM, USER, World
from tests.usecases.platform_world import ASKER, SHOP, PlatformWorld, confirmed_world
from tests.usecases.platform_world import TEAM as HOME
from tests.usecases.platform_world import USER as ASKING

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
SEEN = Viewpoint(TEAM, CHANNEL)
STORE, CAFE = Program(Visible("wx1"), "store"), Program(Visible("wx2"), "cafe")


def recorded(log: FakeAuditLog) -> list[tuple[AuditAction, str, str]]:
    """The entries: action, actor and subject."""
    return [(entry.action, entry.by, entry.subject) for entry in log.entries]


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
    """Before and after; a taken alias changes and records nothing."""
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
    """Ordered, paused, deleted, ordered again, even by the environment; an unchanged order is not recorded."""
    world, day = World(), date(2026, 12, 24)
    for _ in range(2):
        made = await world.add_subscription(at=NOW)
    subscription = made.id
    await world.pause(TEAM, CHANNEL, day, by="U2", owner_id=USER, now=NOW)
    await world.recover.delete(TEAM, subscription, of=USER, by=USER, now=NOW)
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
    """It is Baselib's own, in the home workspace."""
    world: PlatformWorld = await confirmed_world()
    await world.finished(await world.push())

    assert recorded(world.audit) == [(AuditAction.AUTHORISED, SYSTEM, SHOP)]
    assert world.audit.entries[0].team_id == HOME
