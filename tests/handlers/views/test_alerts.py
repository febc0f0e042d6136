"""An alert's Change: the form opened, searched, submitted."""

from typing import Any

import pytest

from bot.blocks.alerts.form import ABOUT, CONDITION
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.domain.access.audit import AuditAction
from bot.domain.alerts.alert import Alert
from bot.errors import AlertChanged, BadAlert, NotYourAlert, StaleControl
from bot.i18n import texts_for
from bot.ports.slack import Person
from tests.blocks.checks import element_of
from tests.blocks.forms import as_shown
from tests.handlers.context import ALICE, BOWEN, CAFE, CHANNEL, SHOP, STRANGER, TEAM, Office, said

Json = dict[str, Any]


@pytest.fixture
async def alert(office: Office) -> Alert:
    """The channel's second one, which Alice set."""
    office.source.gate.set()
    await office.ask("alert rollback shop")
    await office.ask("alert loss > 10% at 3.7.0 shop")
    return (await office.alerts.of_team(TEAM))[1]


def field(view: Json, name: str) -> Json:
    """A field of the form."""
    return dict(next(block["element"] for block in view["blocks"] if block["block_id"] == name))


async def form(office: Office, alert: Alert, words: str = "", appid: str = "") -> Json:
    """The form as somebody fills it in; what is not said is left as it was shown."""
    await office.press(controls.ALERT_CHANGE, Control(subscription_id=alert.id))
    view = await office.opened()
    filled = as_shown(view)
    values = filled["state"]["values"]
    if words:
        values[CONDITION][CONDITION]["value"] = words
    if appid:
        values[ABOUT][ABOUT]["selected_option"] = {"value": appid}
    return {**view, **filled}


async def saved(office: Office, view: Json, *, user: str = ALICE) -> str:
    """What the person is told once it is submitted."""
    assert await office.submit(view, user=user) is None
    await office.settle()
    ((team, channel, to, message),) = office.messenger.whispers
    assert (team, channel, to) == (TEAM, CHANNEL, user)
    return message.text


async def test_from_the_list_to_another_condition(office: Office, alert: Alert) -> None:
    """The form shows what it waits for; saved, it waits for something else under its number, and the answer says so."""
    listed = await office.ask("alerts")
    view = await form(office, alert, "ｃｏｖｅｒａｇｅ 3.7.0 ≥ 50％", CAFE.appid)
    told = await saved(office, view)
    changed = (await office.alerts.of_team(TEAM))[1]
    ((*_, message),) = office.messenger.whispers

    assert element_of(listed, controls.ALERT_CHANGE)
    assert element_of(message, controls.ALERT_CHANGE)
    assert field(view, CONDITION)["initial_value"] == "loss > 10% at 3.7.0"
    assert field(view, ABOUT)["initial_option"]["value"] == SHOP.appid
    assert (changed.id, changed.number, changed.appid) == (alert.id, 2, CAFE.appid)
    assert changed.condition.words == "coverage >= 50% at 3.7.0"
    assert (changed.owner_id, changed.locale) == (ALICE, "en")
    assert told.startswith("Alert 2 is saved for cafe. This channel gets a message when at least 50%")
    assert [entry.deed for entry in office.audit.entries][2:] == [AuditAction.ALERT_CHANGED]


async def test_to_every_program(office: Office, alert: Alert) -> None:
    """It is found among the programs, in the person's language, and shown when the form is opened again."""
    await office.speaking.get(TEAM, BOWEN)
    found = await office.options(ABOUT, ABOUT, "全部", user=BOWEN)
    everything = await office.options(ABOUT, ABOUT, "")
    named = await office.options(ABOUT, ABOUT, "cafe")
    await saved(office, await form(office, alert, appid=found[0]["value"]))
    office.messenger.views.clear()
    again = await form(office, alert)

    assert found[0]["text"]["text"] == texts_for("zh-CN")("alert-fleet")
    assert [option["value"] for option in everything] == [found[0]["value"], SHOP.appid, CAFE.appid]
    assert [option["value"] for option in named] == [CAFE.appid]
    assert (await office.alerts.of_team(TEAM))[1].fleet
    assert field(again, ABOUT)["initial_option"] == everything[0]


async def test_what_cannot_be_read(office: Office, alert: Alert) -> None:
    """The form stays open and says why under the condition, with the command's own sentence; nothing changes."""
    answer = await office.submit(await form(office, alert, "sales > 5"))

    sentence = texts_for("en").error(BadAlert(part="nothing", text="sales > 5")).replace("`", "")
    assert answer == {"response_action": "errors", "errors": {CONDITION: sentence}}
    assert (await office.alerts.of_team(TEAM))[1] == alert
    assert office.messenger.whispers == []


async def test_changed_or_deleted_meanwhile(office: Office, alert: Alert) -> None:
    """Whoever saves second is told so, and what was saved first stands; a deleted one does not come back."""
    view = await form(office, alert, "loss > 20% at 3.7.0")
    await office.submit(_same_with(view, "loss > 30% at 3.7.0"))
    await office.settle()
    office.messenger.whispers.clear()
    late = await saved(office, view)
    after = (await office.alerts.of_team(TEAM))[1]
    await office.ask("alert off 2")
    office.messenger.whispers.clear()
    gone = await saved(office, view)

    assert late == gone == said(AlertChanged())
    assert after.condition.words == "loss > 30% at 3.7.0"
    assert [each.number for each in await office.alerts.of_team(TEAM)] == [1]


def _same_with(view: Json, words: str) -> Json:
    values = view["state"]["values"]
    return {**view, "state": {"values": {**values, CONDITION: {CONDITION: {"value": words}}}}}


async def test_somebody_elses(office: Office, alert: Alert) -> None:
    """Only its owner and admins get the form; a form that got to somebody else changes nothing."""
    office.people.change(Person(ALICE, "en-GB", "Europe/London", name="Alice"))
    office.people.forget(TEAM, ALICE)
    refused, _ = await office.pressed(controls.ALERT_CHANGE, Control(subscription_id=alert.id), user=STRANGER)
    told = await saved(office, await form(office, alert, "minimum changed"), user=STRANGER)

    assert refused.text == told == said(NotYourAlert(owner="Alice"), zone="UTC")
    assert (await office.alerts.of_team(TEAM))[1] == alert


async def test_a_restricted_program(office: Office, alert: Alert) -> None:
    """The form does not name it where it does not exist, and it cannot be chosen there."""
    await office.rules.restrict(TEAM, SHOP.appid, ["C9"])
    view = await form(office, alert, "minimum changed", SHOP.appid)
    found = await office.options(ABOUT, ABOUT, "shop")
    told = await saved(office, view)

    assert "initial_option" not in field(view, ABOUT)
    assert found == []
    assert told == said(StaleControl())
    assert (await office.alerts.of_team(TEAM))[1] == alert


@pytest.mark.parametrize(
    "tampered",
    [
        {"private_metadata": "x"},
        {"private_metadata": '{"s":"T1","c":"C1"}'},
        {"state": {}},
        {"state": {"values": {CONDITION: {CONDITION: {"value": "rollback"}}}}},
    ],
)
async def test_a_form_that_was_tampered_with(office: Office, alert: Alert, tampered: Json) -> None:
    """It changes nothing."""
    await office.submit({**await form(office, alert, "minimum changed"), **tampered})
    await office.settle()

    assert (await office.alerts.of_team(TEAM))[1] == alert


async def test_of_another_channel_or_workspace(office: Office, alert: Alert) -> None:
    """Neither its button nor its form reaches it from there."""
    button = Control(subscription_id=alert.id)
    elsewhere, _ = await office.pressed(controls.ALERT_CHANGE, button, channel="C2")
    foreign, _ = await office.pressed(controls.ALERT_CHANGE, button, team="T2")
    await office.submit(await form(office, alert, "minimum changed"), team="T2")
    await office.settle()

    assert elsewhere.text == foreign.text == said(StaleControl())
    assert (await office.alerts.of_team(TEAM))[1] == alert
