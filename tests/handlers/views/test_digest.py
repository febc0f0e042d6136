"""The form behind Change, submitted."""

from typing import Any

import pytest

from bot.blocks.digest.form import schedule_view
from bot.domain.digest.subscription import Part, Scope, Subscription
from bot.errors import NoSubscription, NotOwner, ShuttingDown, StaleControl, TooBusy
from bot.i18n import texts_for
from bot.lib.work import Work
from bot.ports.slack import Person
from tests.blocks.checks import filled_in
from tests.handlers.context import ALICE, BOWEN, CAFE, CHANNEL, SHOP, STRANGER, TEAM, Office, error_text

Json = dict[str, Any]


@pytest.fixture
async def subscription(office: Office) -> Subscription:
    """The channel gets its digest on Mondays, ordered by Bowen."""
    await office.ask("digest mon 09:00", user=BOWEN)
    office.people.change(Person(ALICE, "en-GB", "Europe/London", is_admin=True))
    found = await office.subscriptions.of_channel(TEAM, CHANNEL)
    assert found
    return found


def filled(subscription: Subscription, **fields: Any) -> Json:
    chosen: Json = {"weekday": ["fri"], "at": "17:45", "zone": "Europe/Berlin", "language": "zh-CN"}
    return {
        **schedule_view(subscription, texts_for("en"), [SHOP, CAFE], []),
        "id": "V1",
        "hash": "1.abc",
        **filled_in(**(chosen | fields)),
    }


async def test_good_submission(office: Office, subscription: Subscription) -> None:
    """The order changes, the form closes, and only the person gets a note in the channel."""
    closed = await office.submit(filled(subscription))
    await office.settle()
    changed = await office.subscriptions.of_channel(TEAM, CHANNEL)
    ((team, channel, user, message),) = office.messenger.whispers

    assert closed is None
    assert changed
    assert changed.id == subscription.id
    assert (changed.schedule.weekdays, str(changed.schedule.at)) == ((4,), "17:45:00")
    assert (changed.schedule.zone, changed.locale, changed.owner_id) == ("Europe/Berlin", "zh-CN", BOWEN)
    assert (team, channel, user) == (TEAM, CHANNEL, ALICE)
    assert "17:45" in message.text
    assert office.messenger.posted == []


@pytest.mark.parametrize(
    ("bad", "field", "shown"),
    [
        ({"zone": "Europe/Belin"}, "zone", "Europe/Berlin"),
        ({"zone": None}, "zone", "Asia/Shanghai"),
        ({"zone": "<!channel>"}, "zone", "<!channel>"),
        ({"weekday": []}, "weekday", "mon"),
        ({"at": None}, "time", "09:00"),
        ({"at": "25:00"}, "time", "25:00"),
        ({"weekday": ["someday"]}, "weekday", "someday"),
    ],
)
async def test_bad_submission(office: Office, subscription: Subscription, bad: Json, field: str, shown: str) -> None:
    answer = await office.submit(filled(subscription, **bad))
    await office.settle()

    assert answer["response_action"] == "errors"
    assert list(answer["errors"]) == [field]
    assert shown in answer["errors"][field]
    assert "`" not in answer["errors"][field]
    assert await office.subscriptions.active() == [subscription]
    assert office.messenger.whispers == []


async def test_bad_submission_in_the_persons_language(office: Office, subscription: Subscription) -> None:
    english = await office.submit(filled(subscription, zone="nowhere"), user="U0NEW")
    chinese = await office.submit(filled(subscription, zone="nowhere"), user=BOWEN)

    assert english["errors"]["zone"].isascii() or "“" in english["errors"]["zone"]
    assert english != chinese


@pytest.mark.parametrize(
    "tampered",
    [
        {"private_metadata": ""},
        {"private_metadata": None},
        {"private_metadata": "{}"},
        {"private_metadata": '{"c":"C1"}'},
        {"private_metadata": '{"s":"T1-C1"}'},
        {"private_metadata": '{"s":"T1-C2","c":"C1"}'},
        {"private_metadata": '{"s":"T1-C1","c":"C2"}'},
        {"private_metadata": "x" * 3000},
        {"state": {}},
        {"state": None},
        {"state": {"values": []}},
    ],
)
async def test_a_form_that_was_tampered_with(office: Office, subscription: Subscription, tampered: Json) -> None:
    answer = await office.submit({**filled(subscription), **tampered})
    await office.settle()
    sentences = [
        *(answer or {}).get("errors", {}).values(),
        *(message.text for *_, message in office.messenger.whispers),
    ]
    sentences += [posted.message.text for posted in office.messenger.posted]  # where the form names no channel

    assert await office.subscriptions.active() == [subscription]
    assert len(sentences) == 1
    assert sentences[0] in (
        error_text(StaleControl()).replace("`", ""),
        error_text(StaleControl()),
        error_text(NoSubscription()),
    )


async def test_a_language_that_is_none_of_ours(office: Office, subscription: Subscription) -> None:
    answer = await office.submit(filled(subscription, language="tlh"))

    assert answer["response_action"] == "errors"
    assert await office.subscriptions.active() == [subscription]


async def test_form_of_another_workspace(office: Office, subscription: Subscription) -> None:
    await office.submit(filled(subscription), team="T2")
    await office.settle()

    assert await office.subscriptions.active() == [subscription]


async def test_digest_that_was_ended_meanwhile(office: Office, subscription: Subscription) -> None:
    await office.ask("digest off")
    await office.submit(filled(subscription))
    await office.settle()
    ((_, _, _, message),) = office.messenger.whispers

    assert message.text == error_text(NoSubscription())
    assert await office.subscriptions.active() == []


async def test_unknown_form(office: Office, subscription: Subscription) -> None:
    answer = await office.submit({**filled(subscription), "callback_id": "something.else"})

    assert answer["response_action"] == "errors"
    assert list(answer["errors"].values()) == [error_text(StaleControl()).replace("`", "")]


@pytest.mark.parametrize("block", ["divider", "input"])
async def test_unknown_form_without_inputs(office: Office, block: str) -> None:
    answer = await office.submit({"callback_id": "x", "title": {"text": "A form"}, "blocks": [{"type": block}]})

    assert answer["response_action"] == "update"
    assert answer["view"]["title"]["text"] == "A form"
    assert answer["view"]["blocks"][0]["text"]["text"] == error_text(StaleControl())


@pytest.mark.parametrize("error", [TooBusy(), ShuttingDown()], ids=lambda error: str(error.key))
async def test_no_more_work(subscription: Subscription, error: TooBusy | ShuttingDown) -> None:
    office = Office(work=Work(at_once=0, waiting=0))
    if isinstance(error, ShuttingDown):
        await office.work.drain(within=0)
    answer = await office.submit(filled(subscription))

    assert list(answer["errors"].values()) == [error_text(error)]


async def test_everything_that_can_be_chosen(office: Office, subscription: Subscription) -> None:
    chosen = filled(
        subscription,
        rhythm="monthly",
        weekday=["mon", "thu"],
        programs=[CAFE.appid],
        parts=["chart"],
        only_changes=True,
    )
    await office.submit(chosen)
    await office.settle()
    changed = await office.subscriptions.of_channel(TEAM, CHANNEL)

    assert changed
    assert (changed.schedule.weekdays, changed.schedule.monthly) == ((0, 3), True)
    assert (changed.appids, changed.parts, changed.only_changes) == ((CAFE.appid,), frozenset({Part.CHART}), True)


async def test_another_persons_digest(office: Office, subscription: Subscription) -> None:
    office.people.change(Person(BOWEN, "zh-CN", "Asia/Shanghai", name="Bowen"))
    office.people.forget(TEAM, BOWEN)
    await office.submit(filled(subscription), user=STRANGER)
    await office.settle()
    ((_, _, _, message),) = office.messenger.whispers

    assert message.text == error_text(NotOwner(owner="Bowen"), zone="UTC")
    assert await office.subscriptions.active() == [subscription]


async def test_about_a_tag(office: Office, subscription: Subscription) -> None:
    await office.ask("programs tag cafe food")
    await office.submit(filled(subscription, about="#food"))
    await office.settle()
    tagged = await office.subscriptions.of_channel(TEAM, CHANNEL)
    await office.ask("programs untag cafe food")
    await office.submit(filled(subscription, about="#food", at="18:00"))
    await office.settle()

    assert tagged is not None
    assert tagged.scope == Scope(fleet=True, tag="food")
    assert await office.subscriptions.of_channel(TEAM, CHANNEL) == tagged
