"""The form of a digest: opened, refreshed, tried out."""

from dataclasses import replace
from typing import Any

import pytest

from bot.blocks.digest.form import schedule_view
from bot.blocks.kit import controls
from bot.domain.digest.subscription import Scope, Subscription
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.errors import ChannelUnavailable, NoSubscription, NotOwner, UnknownTag
from bot.i18n import texts_for
from bot.ports.slack import Person
from handlers.context import OpenForms
from tests.blocks.checks import as_shown, assert_openable, filled_in
from tests.handlers.context import ALICE, BOWEN, CAFE, CHANNEL, SHOP, STRANGER, TEAM, TRIGGER, Office, error_text

Json = dict[str, Any]


def form(subscription: Subscription, *, new: bool = False, **fields: Any) -> Json:
    return {
        **schedule_view(subscription, texts_for("en"), [SHOP, CAFE], [], origin="new" if new else ""),
        "id": "V1",
        "hash": "1.abc",
        **filled_in(**fields),
    }


async def act(office: Office, action_id: str, view: Json, *, user: str = ALICE) -> None:
    status, _ = await office.dispatch(
        {
            "type": "block_actions",
            "team": {"id": TEAM},
            "user": {"id": user},
            "container": {"type": "view", "view_id": "V1"},
            "view": view,
            "trigger_id": TRIGGER,
            "actions": [{"type": "checkboxes", "action_id": action_id, "block_id": "weekday"}],
        }
    )
    assert status == 200
    await office.settle()


def preview_of(view: Json) -> str:
    (text,) = [block["text"]["text"] for block in view["blocks"] if block.get("block_id") == "preview"]
    return str(text)


async def test_edit_opens_the_form(office: Office, subscription: Subscription) -> None:
    """`/baselib digest edit` shows the order and its next three runs in its zone, only there."""
    await office.type("digest edit")
    await office.settle()
    ((team, trigger, view),) = office.messenger.views

    assert (team, trigger) == (TEAM, TRIGGER)
    assert subscription.schedule.zone in str(view)
    assert preview_of(view).count("• Mon") == 3
    assert_openable(view)
    assert office.messenger.answers == []


async def test_edit_among_many(office: Office, subscription: Subscription) -> None:
    """The programs chosen are shown, and all tags, also those beyond the first hundred programs."""
    many = [Program(Visible(f"wx{number:03}"), f"p{number}", tags=(f"t{number // 50}",)) for number in range(150)]
    office.programs.programs += many
    await office.subscriptions.put(replace(subscription, appids=(many[140].appid, SHOP.appid)))
    await office.type("digest edit")
    await office.settle()
    ((_, _, view),) = office.messenger.views
    elements = {block.get("block_id"): block.get("element") for block in view["blocks"]}

    assert_openable(view)
    assert [each["value"] for each in elements["programs"]["initial_options"]] == [SHOP.appid, many[140].appid]
    assert elements["programs"]["type"] == "multi_external_select"
    assert {"#t0", "#t2"} <= {each["value"] for each in elements["about"]["options"]}


async def test_edit_where_there_is_no_digest(office: Office) -> None:
    await office.type("digest edit")
    await office.settle()
    ((_, _, view),) = office.messenger.views
    assert await office.subscriptions.active() == []
    await office.submit({**view, **filled_in()})
    await office.settle()
    (made,) = await office.subscriptions.active()

    assert "Europe/London" in str(view)
    assert (made.channel_id, made.owner_id, made.schedule.weekdays) == (CHANNEL, ALICE, (4,))


@pytest.mark.parametrize(("words", "scope"), [("fleet", Scope(fleet=True)), ("#food", Scope(fleet=True, tag="food"))])
async def test_many_programs_without_a_schedule(office: Office, words: str, scope: Scope) -> None:
    """`fleet` or a tag alone opens the form about them, to choose the schedule there."""
    await office.ask("programs tag cafe food")
    answers = len(office.messenger.answers)
    await office.type(f"digest {words}")
    view = await office.opened()
    await office.submit({**view, **as_shown(view)})
    await office.settle()
    (made,) = await office.subscriptions.active()

    assert (made.scope, made.schedule.weekdays) == (scope, (0,))
    assert len(office.messenger.answers) == answers


async def test_a_tag_without_programs(office: Office) -> None:
    await office.ask("programs tag cafe food")
    answer = await office.ask("digest #foot")

    assert answer.text == error_text(UnknownTag(tag="foot", suggestion="food"))
    assert office.messenger.views == []


async def test_a_new_form_of_another_channel(office: Office) -> None:
    await office.type("digest edit")
    await office.settle()
    ((_, _, view),) = office.messenger.views
    tampered = view["private_metadata"].replace('"c":"C1"', '"c":"C2"')
    await office.submit({**view, **filled_in(), "private_metadata": tampered})
    await office.settle()

    assert await office.subscriptions.active() == []
    assert office.messenger.whispers[0][3].text == error_text(NoSubscription())


async def test_the_form_is_only_for_those_who_may_change(office: Office, subscription: Subscription) -> None:
    office.people.change(Person(ALICE, "", "", name="Alice"))
    office.people.forget(TEAM, ALICE)
    answer = await office.ask("digest edit", user=STRANGER)
    message, _ = await office.pressed(
        controls.DIGEST_CHANGE, controls.Control(subject_id=subscription.id), user=STRANGER
    )

    assert answer.text == message.text == error_text(NotOwner(owner="Alice"))
    assert office.messenger.views == []


async def test_the_next_runs_follow_the_form(office: Office, subscription: Subscription) -> None:
    view = form(subscription, weekday=["wed"], at="08:15", zone="Asia/Tokyo")
    await act(office, controls.DIGEST_FORM, view)
    ((team, view_id, shown),) = office.messenger.updates

    assert (team, view_id) == (TEAM, "V1")
    assert "Wed 25 Nov, 08:15" in preview_of(shown)
    assert_openable(shown)
    assert await office.subscriptions.active() == [subscription]


@pytest.mark.parametrize(("about", "chosen"), [("each", True), ("glance", True), ("fleet", False), ("#food", False)])
async def test_programs_are_asked_for_only_where_they_count(
    office: Office, subscription: Subscription, about: str, *, chosen: bool
) -> None:
    """A digest about all programs, or those with a tag, has no field for single ones; the choice stays as it is."""
    await act(office, controls.DIGEST_FORM, form(subscription, about=about))
    ((_, _, shown),) = office.messenger.updates
    fields = {block["block_id"]: block for block in shown["blocks"] if block["type"] == "input"}

    assert ("programs" in fields) == chosen
    assert fields["about"]["element"]["initial_option"]["value"] == about


@pytest.mark.usefixtures("subscription")
async def test_the_form_of_a_digest_set_anew(office: Office) -> None:
    await office.ask("digest off")
    await office.type("digest edit", user=BOWEN)
    view = await office.opened()
    (language,) = [block["element"] for block in view["blocks"] if block.get("block_id") == "language"]

    assert language["initial_option"]["value"] == "en"


async def test_a_form_without_a_day(office: Office, subscription: Subscription) -> None:
    await act(office, controls.DIGEST_FORM, form(subscription, weekday=[]))
    ((_, _, shown),) = office.messenger.updates

    assert texts_for("en")("form-next-runs-unknown") in preview_of(shown)


async def test_a_form_that_changed_meanwhile(office: Office, subscription: Subscription) -> None:
    office.messenger.changed_views.add("V1")
    await act(office, controls.DIGEST_FORM, form(subscription, weekday=["wed"]))

    assert [view_id for _, view_id, _ in office.messenger.updates] == ["V1"]


def test_only_the_newest_change_counts() -> None:
    """Even if the older of two begins later; other forms do not matter, old ones are forgotten."""
    forms = OpenForms()
    first, other, second = forms.arrived(), forms.arrived(), forms.arrived()
    for form_id, turn in (("V1", second), ("V2", other), ("V1", first)):
        forms.begin(form_id, turn)

    assert not forms.is_newest("V1", first)
    assert forms.is_newest("V1", second)
    assert forms.is_newest("V2", other)
    for number in range(2000):
        forms.begin(f"W{number}", forms.arrived())
    assert forms.is_newest("V1", second)


@pytest.mark.usefixtures("subscription")
async def test_a_change_in_a_strange_form(office: Office) -> None:
    await act(office, controls.DIGEST_FORM, {"id": "V1", "private_metadata": "x", "blocks": []})

    assert (office.messenger.updates, office.messenger.whispers) == ([], [])


async def test_send_a_test(office: Office, subscription: Subscription) -> None:
    await act(office, controls.DIGEST_TEST, form(subscription, programs=[CAFE.appid], language="zh-CN"))
    ((team, channel, user, message),) = office.messenger.whispers

    assert (team, channel, user) == (TEAM, CHANNEL, ALICE)
    assert "cafe" in message.text
    assert office.messenger.posted == []
    assert await office.subscriptions.active() == [subscription]


async def test_send_a_test_where_the_bot_is_not(office: Office, subscription: Subscription) -> None:
    office.messenger.fail_next(ChannelUnavailable(code="not_in_channel", method="chat.postEphemeral"))
    await act(office, controls.DIGEST_TEST, form(subscription))

    assert [posted.channel_id for posted in office.messenger.posted] == [ALICE]


@pytest.mark.usefixtures("subscription")
async def test_test_by_command(office: Office) -> None:
    message = await office.ask("digest test", user=BOWEN)

    assert "shop" in str(message.blocks)
    assert office.messenger.posted == []


@pytest.mark.parametrize("action_id", [controls.DIGEST_FORM, controls.DIGEST_TEST])
async def test_pressed_in_a_message(office: Office, action_id: str) -> None:
    await office.press(action_id, "{}")
    await office.settle()

    assert (office.messenger.updates, office.messenger.posted) == ([], [])
