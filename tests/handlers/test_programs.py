"""Programs: deleting imported numbers, and letting Baselib set minimums."""

from dataclasses import replace
from typing import Any, Final

import pytest

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Message, View
from bot.blocks.programs import CHOICE
from bot.domain.access import SYSTEM, AuditAction
from bot.domain.digest.subscription import Lifecycle
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import MerchantChoice, OptIn, imported_program
from bot.errors import DeletionWaits, ImportedUnset, NotAllowed, NotImported, SettingOff, StorageUnavailable
from bot.ports.programs import KeptProgram
from bot.usecases.programs.opt_ins import KeepOptIn
from tests.blocks.checks import sent
from tests.blocks.samples import snapshot
from tests.fakes.decisions import FakeDecisions
from tests.fakes.programs import FakeOptIns, choose
from tests.handlers.context import ALICE, BOWEN, CHANNEL, NOW, SHOP, TEAM, Office, error_text
from tests.handlers.decisions.acting import SMALL, an_admin, approved, buttons, propose, shown, tick, vote

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
    await office.type(command, user=user)
    return await office.opened()


async def test_what_goes_is_said_before(imported: Office) -> None:
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
    admin = an_admin(imported)
    await imported.ask("digest mon 09:00")
    digest = await imported.subscriptions.of_channel(TEAM, CHANNEL)
    assert digest is not None
    await imported.subscriptions.put(replace(digest, appids=(NEWS.appid,), state=Lifecycle.ENDED))

    assert f"The digest of <#{CHANNEL}>" not in str(await asked(imported, admin))


async def test_only_admins(imported: Office) -> None:
    view = await asked(imported, an_admin(imported))

    assert (await imported.ask("programs delete news", user=ALICE)).text == error_text(NotAllowed(needed="admin"))
    await imported.submit(view, user=ALICE)
    await imported.settle()

    assert await imported.kept.get(TEAM, NEWS.appid) is not None


async def test_not_one_that_is_read_from_wechat(imported: Office) -> None:
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


async def test_turned_on_and_off(office: Office) -> None:
    """By an asked admin; each change is audited, and an approved card gains or loses its button."""
    admin = an_admin(office)
    office.source.set(SHOP.appid, SMALL)
    decision = await propose(office)
    await vote(office, decision, BOWEN)
    assert controls.DECISION_SET_NOW not in buttons(shown(office))

    asked = await office.ask("programs setting shop on", user=admin)
    assert "Turn it on only if the merchant has agreed" in str(asked.blocks)
    assert await office.opt_ins.get(TEAM, SHOP.appid) == OptIn()
    confirmed, _ = await office.pressed(controls.PROGRAM_SETTING, button_of(asked), user=admin)
    again = await office.ask("programs setting shop on", user=admin)
    assert "Baselib may set the minimum of shop" in confirmed.text
    assert again == confirmed
    assert controls.DECISION_SET_NOW in buttons(shown(office))
    message, replaces = await office.pressed(controls.PROGRAM_SETTING, Control(appid=SHOP.appid), user=admin)

    assert (replaces, "only reads WeChat" in message.text) == (True, True)
    assert controls.DECISION_SET_NOW not in buttons(shown(office))
    changes = [(each.by, each.after["on"]) for each in office.audit.entries if each.action is AuditAction.OPT_IN]
    assert changes == [(admin, True), (admin, False)]


def button_of(message: Message) -> str:
    (row,) = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return str(row[0]["value"])


async def test_shown_without_a_word_behind_it(office: Office) -> None:
    answer = await office.ask("programs setting shop", user=an_admin(office))

    assert buttons(answer) == {controls.PROGRAM_SETTING}
    assert (await office.ask("programs setting shop on", user=ALICE)).text == error_text(NotAllowed(needed="admin"))
    assert await office.opt_ins.get(TEAM, SHOP.appid) == OptIn()


async def test_an_operator_who_does_not_allow_it() -> None:
    """Turned on before the settings took it away: it is not turned on again, and can be turned off."""
    office = Office(may_set=False)
    await choose(office.opt_ins, TEAM, SHOP.appid, OptIn(on=True))
    admin = an_admin(office)

    refused = await office.ask("programs setting shop on", user=admin)
    assert refused.text == error_text(SettingOff(because="setting", program="shop"))
    await office.ask("programs setting shop off", user=admin)
    await office.settle()
    assert await office.opt_ins.get(TEAM, SHOP.appid) == OptIn(on=False)
    await office.close()


async def test_a_merchant_who_declined(office: Office) -> None:
    keep = KeepOptIn(office.opt_ins, office.audit, office.decisions)
    await choose(office.opt_ins, TEAM, SHOP.appid, OptIn(on=True))
    await keep.merchant_chose(TEAM, SHOP.appid, MerchantChoice.DECLINED, now=NOW)

    assert await office.opt_ins.get(TEAM, SHOP.appid) == OptIn(on=False, merchant=MerchantChoice.DECLINED)
    refused = await office.ask("programs setting shop on", user=an_admin(office))
    assert refused.text == error_text(SettingOff(because="merchant", program="shop"))
    assert office.audit.entries[-1].by == SYSTEM


async def test_a_merchant_who_declines_what_is_approved(office: Office) -> None:
    await approved(office)
    keep = KeepOptIn(office.opt_ins, office.audit, office.decisions)
    assert controls.DECISION_SET_NOW in buttons(shown(office))
    await keep.merchant_chose(TEAM, Visible(SHOP.appid), MerchantChoice.DECLINED, now=NOW)
    await tick(office, office.usecases, seconds=60)

    assert controls.DECISION_SET_NOW not in buttons(shown(office))


async def test_the_database_fails_while_it_is_turned_off(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it is kept, or nothing: pressed again, it is off, and the card has no button."""
    await approved(office)
    touch, admin = FakeDecisions.touch, an_admin(office)

    async def fail(*_: Any) -> None:
        raise StorageUnavailable(reason="down")

    monkeypatch.setattr(FakeDecisions, "touch", fail)
    failed = await office.ask("programs setting shop off", user=admin)
    assert failed.text == error_text(StorageUnavailable(reason="down"))
    assert (await office.opt_ins.get(TEAM, SHOP.appid)).on
    monkeypatch.setattr(FakeDecisions, "touch", touch)
    await office.ask("programs setting shop off", user=admin)

    assert not (await office.opt_ins.get(TEAM, SHOP.appid)).on
    assert controls.DECISION_SET_NOW not in buttons(shown(office))


async def test_the_disk_fills_up_behind_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await approved(office)
    admin, showed = an_admin(office), FakeDecisions.showed

    async def fail(*_: Any) -> None:
        raise StorageUnavailable(reason="full")

    monkeypatch.setattr(FakeDecisions, "showed", fail)
    answer = await office.ask("programs setting shop off", user=admin)
    assert "only reads WeChat" in answer.text
    monkeypatch.setattr(FakeDecisions, "showed", showed)
    await tick(office, office.usecases, seconds=60)

    assert controls.DECISION_SET_NOW not in buttons(shown(office))


@pytest.mark.parametrize("declines", [True, False])
async def test_an_admin_and_a_merchant_at_the_same_moment(
    office: Office, monkeypatch: pytest.MonkeyPatch, *, declines: bool
) -> None:
    """Neither undoes what the other chose, and a merchant who declines has the last word."""
    put, choice = FakeOptIns.put, MerchantChoice.DECLINED if declines else MerchantChoice.AGREED

    async def after_the_merchant(*asked: Any, **how: Any) -> bool:
        monkeypatch.setattr(FakeOptIns, "put", put)
        keep = KeepOptIn(office.opt_ins, office.audit, office.decisions)
        await keep.merchant_chose(TEAM, Visible(SHOP.appid), choice, now=NOW)
        return await put(*asked, **how)

    admin = an_admin(office)
    asked = await office.ask("programs setting shop on", user=admin)
    monkeypatch.setattr(FakeOptIns, "put", after_the_merchant)
    message, _ = await office.pressed(controls.PROGRAM_SETTING, button_of(asked), user=admin)

    refused = error_text(SettingOff(because="merchant", program="shop"))
    assert (message.text == refused) is declines
    assert await office.opt_ins.get(TEAM, SHOP.appid) == OptIn(not declines, choice)
    assert len(office.audit.entries) == (1 if declines else 2)


async def test_not_for_imported_numbers(office: Office) -> None:
    office.programs.programs.append(imported_program("news"))

    refused = await office.ask("programs setting news on", user=an_admin(office))

    assert refused.text == error_text(ImportedUnset(program="news"))


@pytest.mark.parametrize(("chosen", "on"), [("on", True), ("off", False)])
async def test_setting_opt_in_on_the_home_tab(office: Office, chosen: str, *, on: bool) -> None:
    admin = an_admin(office)
    await choose(office.opt_ins, TEAM, SHOP.appid, OptIn(on=not on))
    await office.look_home(user=admin)
    tab = await office.home_actions(controls.HOME_MANAGE, Control(choice=controls.MANAGE), user=admin)
    assert controls.HOME_SETTING in str(tab["blocks"])
    await office.home_actions(controls.HOME_SETTING, user=admin, selected_option={"value": SHOP.appid})
    view = await office.opened()
    await office.submit({**view, **sent({CHOICE: {"selected_option": {"value": chosen}}})}, user=admin)
    await office.settle()

    assert (await office.opt_ins.get(TEAM, SHOP.appid)).on is on
    assert "shop" in str(office.home(user=admin)["blocks"][0])
