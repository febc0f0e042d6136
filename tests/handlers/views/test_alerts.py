"""The form of an alert: opened, searched, refreshed, submitted."""

from typing import Any

import pytest

from bot.blocks.alert_form import ABOUT, LIMIT, SIGN, VERSION, WHAT
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.domain.access import AuditAction
from bot.domain.alerts.alert import Alert
from bot.errors import AlertChanged, BadAlert, NotYourAlert, StaleControl
from bot.i18n import texts_for
from bot.ports.slack import Person
from tests.blocks.checks import as_shown, element_of, sent
from tests.handlers.answers.test_digest import act
from tests.handlers.context import ALICE, BOWEN, CAFE, CHANNEL, SHOP, STRANGER, TEAM, Office, error_text

Json = dict[str, Any]
NAMES = {"about": ABOUT.name, "what": WHAT.name, "version": VERSION.name, "sign": SIGN.name, "limit": LIMIT.name}


@pytest.fixture
async def alert(office: Office) -> Alert:
    office.source.gate.set()
    await office.ask("alert rollback shop")
    await office.ask("alert loss > 10% at 3.7.0 shop")
    return (await office.alerts.of_team(TEAM))[1]


def field(view: Json, name: str) -> Json:
    return dict(next(block["element"] for block in view["blocks"] if block["block_id"] == name))


async def form(office: Office, alert: Alert, **chosen: str) -> Json:
    await office.press(controls.ALERT_CHANGE, Control(subject_id=alert.id))
    return filled(await office.opened(), **chosen)


def filled(view: Json, **chosen: str) -> Json:
    shown = as_shown(view)
    for name, value in chosen.items():
        field_of = next(iter(shown["state"]["values"].setdefault(NAMES[name], {NAMES[name]: {}}).values()))
        field_of.update({"value": value} if name == "limit" else {"selected_option": {"value": value}})
    return {**view, **shown}


async def saved(office: Office, view: Json, *, user: str = ALICE) -> str:
    assert await office.submit(view, user=user) is None
    await office.settle()
    ((team, channel, to, message),) = office.messenger.whispers
    assert (team, channel, to) == (TEAM, CHANNEL, user)
    return message.text


async def test_from_the_list_to_another_condition(office: Office, alert: Alert) -> None:
    """The form shows its condition; saved, it has another under its number, as the answer says."""
    listed = await office.ask("alerts")
    view = await form(office, alert, what="coverage", sign=">=", limit="50％", about=CAFE.appid)
    answer = await saved(office, view)
    changed = (await office.alerts.of_team(TEAM))[1]
    ((*_, message),) = office.messenger.whispers

    assert element_of(listed, controls.ALERT_CHANGE)
    assert element_of(message, controls.ALERT_CHANGE)
    assert field(view, WHAT.name)["initial_option"]["value"] == "loss"
    assert field(view, VERSION.name)["initial_option"]["text"]["text"].startswith("3.7.0 · now ")
    assert field(view, LIMIT.name)["initial_value"] == "10%"
    assert field(view, ABOUT.name)["initial_option"]["value"] == SHOP.appid
    assert (changed.id, changed.number, changed.appid) == (alert.id, 2, CAFE.appid)
    assert changed.condition.words == "coverage >= 50% at 3.7.0"
    assert (changed.owner_id, changed.locale) == (ALICE, "en")
    assert answer.startswith("Alert 2 is saved for cafe. This channel gets a message when at least 50%")
    assert [entry.action for entry in office.audit.entries][2:] == [AuditAction.ALERT_CHANGED]


async def test_to_every_program(office: Office, alert: Alert) -> None:
    await office.speaking.get(TEAM, BOWEN)
    found = await office.options(ABOUT.name, ABOUT.name, "全部", user=BOWEN)
    everything = await office.options(ABOUT.name, ABOUT.name, "")
    named = await office.options(ABOUT.name, ABOUT.name, "cafe")
    await saved(office, await form(office, alert, about=found[0]["value"]))
    office.messenger.views.clear()
    again = await form(office, alert)

    assert found[0]["text"]["text"] == texts_for("zh-CN")("alert-fleet")
    assert [option["value"] for option in everything] == [found[0]["value"], SHOP.appid, CAFE.appid]
    assert [option["value"] for option in named] == [CAFE.appid]
    assert (await office.alerts.of_team(TEAM))[1].fleet
    assert field(again, ABOUT.name)["initial_option"] == everything[0]


async def test_what_cannot_be_read(office: Office, alert: Alert) -> None:
    answer = await office.submit(await form(office, alert, limit="100%"))

    sentence = texts_for("en").error(BadAlert(part="never", text="> 100%")).replace("`", "")
    assert answer == {"response_action": "errors", "errors": {LIMIT.name: sentence}}
    assert (await office.alerts.of_team(TEAM))[1] == alert
    assert office.messenger.whispers == []


async def test_changed_or_deleted_meanwhile(office: Office, alert: Alert) -> None:
    """The second to save reads so, and the first stays; a deleted one does not return."""
    view = await form(office, alert, limit="20%")
    await office.submit(filled(view, limit="30%"))
    await office.settle()
    office.messenger.whispers.clear()
    late = await saved(office, view)
    after = (await office.alerts.of_team(TEAM))[1]
    await office.ask("alert off 2")
    office.messenger.whispers.clear()
    gone = await saved(office, view)

    assert late == gone == error_text(AlertChanged())
    assert after.condition.words == "loss > 30% at 3.7.0"
    assert [each.number for each in await office.alerts.of_team(TEAM)] == [1]


async def test_another_persons_alert(office: Office, alert: Alert) -> None:
    office.people.change(Person(ALICE, "en-GB", "Europe/London", name="Alice"))
    office.people.forget(TEAM, ALICE)
    refused, _ = await office.pressed(controls.ALERT_CHANGE, Control(subject_id=alert.id), user=STRANGER)
    answer = await saved(office, await form(office, alert, what="minimum"), user=STRANGER)

    assert refused.text == answer == error_text(NotYourAlert(owner="Alice"), zone="UTC")
    assert (await office.alerts.of_team(TEAM))[1] == alert


async def test_a_restricted_program(office: Office, alert: Alert) -> None:
    """Where it does not exist the form neither names it nor lets it be chosen."""
    await office.rules.restrict(TEAM, SHOP.appid, ["C9"])
    view = await form(office, alert, what="minimum", about=SHOP.appid)
    found = await office.options(ABOUT.name, ABOUT.name, "shop")
    answer = await saved(office, view)

    assert "initial_option" not in field(view, ABOUT.name)
    assert found == []
    assert answer == error_text(StaleControl())
    assert (await office.alerts.of_team(TEAM))[1] == alert


@pytest.mark.parametrize(
    "tampered",
    [
        {"private_metadata": "x"},
        {"private_metadata": '{"s":"T1","c":"C1"}'},
        {"state": {}},
        sent({ABOUT: {"selected_option": {"value": SHOP.appid}}}),
    ],
)
async def test_a_form_that_was_tampered_with(office: Office, alert: Alert, tampered: Json) -> None:
    await office.submit({**await form(office, alert, what="minimum"), **tampered})
    await office.settle()

    assert (await office.alerts.of_team(TEAM))[1] == alert


async def test_of_another_channel_or_workspace(office: Office, alert: Alert) -> None:
    button = Control(subject_id=alert.id)
    elsewhere, _ = await office.pressed(controls.ALERT_CHANGE, button, channel="C2")
    foreign, _ = await office.pressed(controls.ALERT_CHANGE, button, team="T2")
    await office.submit(await form(office, alert, what="minimum"), team="T2")
    await office.settle()

    assert elsewhere.text == foreign.text == error_text(StaleControl())
    assert (await office.alerts.of_team(TEAM))[1] == alert


async def test_a_new_alert(office: Office) -> None:
    """The bare command opens the form for the channel's program; submitted, the alert is set."""
    office.source.gate.set()
    await office.ask("report shop")
    await office.ask("use shop")
    await office.type("alert")
    view = await office.opened()
    answer = await saved(office, filled(view))
    (alert,) = await office.alerts.of_team(TEAM)

    assert field(view, ABOUT.name)["initial_option"]["value"] == SHOP.appid
    assert (alert.appid, alert.condition.words, alert.owner_id) == (SHOP.appid, "safe minimum rises", ALICE)
    assert answer.startswith("Alert 1 is set for shop.")


async def test_a_new_alert_about_a_tag(office: Office) -> None:
    await office.ask("programs tag cafe food")
    await office.press(controls.ALERT_NEW, Control())
    view = await office.opened()
    found = await office.options(ABOUT.name, ABOUT.name, "foo")
    nothing = await office.submit(filled(view))
    await saved(office, filled(view, about=found[0]["value"], what="attention"))
    (alert,) = await office.alerts.of_team(TEAM)

    assert nothing == {"response_action": "errors", "errors": {ABOUT.name: texts_for("en")("alert-form-about-missing")}}
    assert (alert.appid, alert.tag, alert.condition.words) == ("", "food", "needs attention")


async def test_fields_follow_the_choice(office: Office, alert: Alert) -> None:
    """A share has version and limit, with the present value beside each version; others have neither."""
    view = await form(office, alert, what="safe")
    await act(office, controls.ALERT_FORM, {**view, "id": "V1"})
    await act(office, controls.ALERT_FORM, {**filled(office.messenger.updates[0][2], what="coverage"), "id": "V1"})
    without, with_version = (shown for _, _, shown in office.messenger.updates)

    assert {block.get("block_id") for block in without["blocks"]} >= {ABOUT.name, WHAT.name}
    assert VERSION.name not in str(without["blocks"])
    assert "now " in field(with_version, VERSION.name)["options"][0]["text"]["text"]


async def test_viewers_see_the_list(office: Office) -> None:
    await office.ask("alert rollback shop")
    office.people.change(Person(BOWEN, "en-GB", "Europe/London", is_guest=True))
    office.people.forget(TEAM, BOWEN)
    listed = await office.ask("alert", user=BOWEN)

    assert "(withdrawal)" in str(listed.blocks)
    assert controls.ALERT_CHANGE not in str(listed.blocks)


async def test_of_a_tag_that_no_program_has_anymore(office: Office) -> None:
    await office.ask("programs tag cafe food")
    await office.ask("alert rollback #food")
    await office.ask("programs untag cafe food")
    (alert,) = await office.alerts.of_team(TEAM)
    await office.press(controls.ALERT_CHANGE, Control(subject_id=alert.id))

    assert field(await office.opened(), WHAT.name)["initial_option"]["value"] == "rollback"
