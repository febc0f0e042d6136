"""Delete a program of imported numbers: command, Home tab, and what goes with it."""

from dataclasses import replace
from typing import Final

import pytest

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import View
from bot.domain.access import AuditAction
from bot.domain.digest.subscription import Lifecycle
from bot.domain.programs import imported_program
from bot.errors import DeletionWaits, NotAllowed, NotImported
from bot.ports.programs import KeptProgram
from tests.blocks.samples import snapshot
from tests.handlers.context import ALICE, CHANNEL, NOW, TEAM, Office, error_text
from tests.handlers.decisions.acting import an_admin

NEWS: Final = imported_program("news")
OTHER: Final = "C0RELEASE"


@pytest.fixture
async def imported(office: Office) -> Office:
    """One more program of imported numbers is the channel's default."""
    office.programs.programs.append(NEWS)
    await office.kept.put(TEAM, [KeptProgram(NEWS.appid, NEWS.nickname, added_at=NOW)])
    kept = replace(snapshot({"3.0.0": 1, "3.8.0": 99}), appid=NEWS.appid, imported_by=ALICE)
    await office.snapshots.save(TEAM, [kept])
    await office.ask("use news")
    return office


async def asked(office: Office, user: str, command: str = "programs delete news") -> View:
    """The modal that the command opens."""
    await office.type(command, user=user)
    return await office.opened()


async def test_what_goes_is_said_before(imported: Office) -> None:
    """Days, alerts, digests and defaults, and what stays; without a submission nothing goes."""
    admin = an_admin(imported)
    await imported.ask("alert loss > 2% at 3.8.0 news")
    await imported.ask("digest mon 09:00")

    shown = str(await asked(imported, admin))

    assert "Delete news and its imported numbers? This cannot be undone." in shown
    assert "Numbers of " in shown
    assert f"1 alert ends: <#{CHANNEL}>" in shown
    assert f"The digest of <#{CHANNEL}> ends" in shown
    assert f"No longer the default of <#{CHANNEL}>" in shown
    assert "Decisions about it and the audit log stay." in shown
    assert await imported.kept.get(TEAM, NEWS.appid) is not None


async def test_deleted(imported: Office) -> None:
    """With numbers, alert, digest and default; the audit log has it, and affected channels a message."""
    admin = an_admin(imported)
    await imported.ask("alert loss > 2% at 3.8.0 news")
    await imported.ask("use news", channel=OTHER)
    await imported.ask("digest mon 09:00", channel=OTHER)

    await imported.submit(await asked(imported, admin), user=admin)
    await imported.settle()

    assert await imported.kept.get(TEAM, NEWS.appid) is None
    assert await imported.snapshots.latest(TEAM, NEWS.appid) is None
    assert not await imported.alerts.of_team(TEAM)
    digest = await imported.subscriptions.of_channel(TEAM, OTHER)
    assert digest is not None
    assert digest.ended
    assert await imported.channel_programs.get(TEAM, CHANNEL) is None
    deeds = [(each.action, each.by) for each in imported.audit.entries]
    assert {
        (AuditAction.IMPORT_DELETED, admin),
        (AuditAction.ALERT_ENDED, admin),
        (AuditAction.DIGEST_ENDED, admin),
    } <= {*deeds}
    posted = [each for each in imported.messenger.posted if each.channel_id == OTHER]
    assert posted[-1].message.text == "news and its imported numbers are deleted."
    assert "news" not in (await imported.ask("programs")).text


async def test_a_digest_of_several_goes_on(imported: Office) -> None:
    """Without the program, and still on its day."""
    admin = an_admin(imported)
    await imported.ask("digest mon 09:00")
    digest = await imported.subscriptions.of_channel(TEAM, CHANNEL)
    assert digest is not None
    shop = imported.programs.programs[0].appid
    await imported.subscriptions.put(replace(digest, appids=(shop, NEWS.appid)))

    view = await asked(imported, admin)
    assert f"The digest of <#{CHANNEL}> goes on without it" in str(view)
    await imported.submit(view, user=admin)
    await imported.settle()

    after = await imported.subscriptions.of_channel(TEAM, CHANNEL)
    assert after is not None
    assert (after.appids, after.ended) == ((shop,), False)


async def test_an_ended_digest_stays_as_it_is(imported: Office) -> None:
    """It goes nowhere any more: nothing is said about it."""
    admin = an_admin(imported)
    await imported.ask("digest mon 09:00")
    digest = await imported.subscriptions.of_channel(TEAM, CHANNEL)
    assert digest is not None
    await imported.subscriptions.put(replace(digest, appids=(NEWS.appid,), state=Lifecycle.ENDED))

    assert f"The digest of <#{CHANNEL}>" not in str(await asked(imported, admin))


async def test_only_admins(imported: Office) -> None:
    """Neither the command nor a modal that was opened before."""
    view = await asked(imported, an_admin(imported))

    assert (await imported.ask("programs delete news", user=ALICE)).text == error_text(NotAllowed(needed="admin"))
    await imported.submit(view, user=ALICE)
    await imported.settle()

    assert await imported.kept.get(TEAM, NEWS.appid) is not None


async def test_not_one_that_is_read_from_wechat(imported: Office) -> None:
    """It would come back with the next reading."""
    refused = await imported.ask("programs delete shop", user=an_admin(imported))

    assert refused.text == error_text(NotImported(program="shop"))


async def test_not_while_a_decision_is_open(imported: Office) -> None:
    """The card would refer to nothing; once closed the program goes, and the decision stays."""
    admin = an_admin(imported)
    await imported.ask("propose 3.8.0 news because")
    (decision,) = await imported.decisions.of_every_team()

    refused = await imported.ask("programs delete news", user=admin)

    assert refused.text == error_text(DeletionWaits(program="news", number=decision.number))


async def test_on_the_home_tab(imported: Office) -> None:
    """In the program's menu, for admins alone; the tab itself shows the outcome."""
    admin = an_admin(imported)
    await imported.look_home(user=ALICE)
    assert "Delete …" not in str(imported.home_tabs.shown[TEAM, ALICE])
    await imported.look_home(user=admin)
    assert "Delete …" in str(imported.home_tabs.shown[TEAM, admin])
    control = Control(appid=NEWS.appid, choice=controls.DELETE)
    await imported.home_actions(controls.HOME_PROGRAM, user=admin, selected_option={"value": control.encode()})

    await imported.submit(await imported.opened(), user=admin)
    await imported.settle()

    assert await imported.kept.get(TEAM, NEWS.appid) is None
    assert "news and its imported numbers are deleted." in str(imported.home_tabs.shown[TEAM, admin])
