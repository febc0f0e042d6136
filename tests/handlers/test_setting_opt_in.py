"""Let Baselib set a program's minimum: command, button, and Home tab's form."""

from typing import Any

import pytest

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Message
from bot.blocks.programs import CHOICE
from bot.domain.access import SYSTEM, AuditAction
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import MerchantChoice, OptIn, imported_program
from bot.errors import ImportedUnset, NotAllowed, SettingOff, StorageUnavailable
from bot.usecases.programs.label import KeepOptIn
from tests.blocks.forms import sent
from tests.fakes.decisions import FakeDecisions
from tests.fakes.opt_ins import FakeOptIns, choose
from tests.handlers.context import ALICE, BOWEN, NOW, SHOP, TEAM, Office, error_text
from tests.handlers.decisions.acting import SMALL, an_admin, approved, buttons, propose, shown, tick, vote


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
    """What the only button of a message carries."""
    (row,) = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return str(row[0]["value"])


async def test_shown_without_a_word_behind_it(office: Office) -> None:
    """The present setting, and the button that changes it; only for admins."""
    answer = await office.ask("programs setting shop", user=an_admin(office))

    assert buttons(answer) == {controls.PROGRAM_SETTING}
    assert (await office.ask("programs setting shop on", user=ALICE)).text == error_text(NotAllowed(needed="admin"))
    assert await office.opt_ins.get(TEAM, SHOP.appid) == OptIn()


async def test_a_merchant_who_declined(office: Office) -> None:
    """No admin can turn it on, and the merchant's refusal turns it off."""
    keep = KeepOptIn(office.opt_ins, office.audit, office.decisions)
    await choose(office.opt_ins, TEAM, SHOP.appid, OptIn(on=True))
    await keep.merchant_chose(TEAM, SHOP.appid, MerchantChoice.DECLINED, now=NOW)

    assert await office.opt_ins.get(TEAM, SHOP.appid) == OptIn(on=False, merchant=MerchantChoice.DECLINED)
    refused = await office.ask("programs setting shop on", user=an_admin(office))
    assert refused.text == error_text(SettingOff(because="merchant", program="shop"))
    assert office.audit.entries[-1].by == SYSTEM


async def test_a_merchant_who_declines_what_is_approved(office: Office) -> None:
    """The card loses its button."""
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
    """It is turned off, and the answer says so; its card follows."""
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
    """WeChat is never asked about such a program."""
    office.programs.programs.append(imported_program("news"))

    refused = await office.ask("programs setting news on", user=an_admin(office))

    assert refused.text == error_text(ImportedUnset(program="news"))


@pytest.mark.parametrize(("chosen", "on"), [("on", True), ("off", False)])
async def test_on_the_home_tab(office: Office, chosen: str, *, on: bool) -> None:
    """Under "Manage" an admin chooses a program, then on or off."""
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
