"""What a channel sees of its digest."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any, Final

import pytest

from bot.blocks.alerts import alert_notice
from bot.blocks.digest.form import NEW, DigestForm, read_schedule_view, schedule_view
from bot.blocks.digest.notices import (
    deleted_message,
    failed_notice,
    moved_message,
    paused_notice,
    resumed_message,
    unknown_notice,
)
from bot.blocks.digest.subscription import outcome, status_message, subscribed_message
from bot.blocks.kit.controls import DIGEST_SCHEDULE_VIEW, Control
from bot.blocks.kit.elements import Message
from bot.blocks.kit.forms import field_error
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryReason, DeliveryState, ReasonKey, Schedule, SlackCode
from bot.domain.digest.subscription import EVERY_PART, GLANCE, PROGRAMS, Part, Scope, Subscription, scope_word
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.errors import BadSchedule, StaleControl
from bot.i18n import Texts, texts_for
from tests.blocks.checks import as_shown, assert_builder, assert_openable, filled_in
from tests.blocks.homes import ALERT
from tests.blocks.samples import NEWS, NOW, SHOP, STATUSES, SUBSCRIPTION

EN = texts_for("en")
_CHART = frozenset({Part.CHART})
RUNS = [SUBSCRIPTION.schedule.next_slot(after=NOW)]
EVERYTHING = replace(
    SUBSCRIPTION,
    appids=(NEWS.appid,),
    schedule=Schedule((0, 3), time(9), "Europe/Berlin", monthly=True),
    locale="zh-CN",
    parts=frozenset({Part.CHART}),
    only_changes=True,
    paused_until=date(2026, 12, 24),
)
SUBSCRIPTIONS = [
    SUBSCRIPTION,
    EVERYTHING,
    replace(EVERYTHING, parts=frozenset()),
    replace(EVERYTHING, scope=Scope(fleet=True)),
    replace(SUBSCRIPTION, scope=Scope(fleet=True)),
    replace(SUBSCRIPTION, scope=Scope(fleet=True, tag="food")),
]


def test_what_was_sent_is_read() -> None:
    sent = filled_in(
        rhythm="monthly", weekday=["mon", "thu"], programs=["wx1"], parts=["chart"], only_changes=True, language="zh-CN"
    )

    assert read_schedule_view(sent) == DigestForm(
        Schedule((0, 3), time(17, 30), "Europe/Paris", monthly=True), "zh-CN", ("wx1",), _CHART, only_changes=True
    )


def test_a_form_without_programs() -> None:
    sent = filled_in()
    del sent["state"]["values"]["programs"]

    assert read_schedule_view(sent).appids == ()
    assert all(block["block_id"] != "programs" for block in schedule_view(SUBSCRIPTION, EN, [], RUNS)["blocks"][:1])


@pytest.mark.parametrize(
    ("about", "scope", "appids"),
    [
        ("each", PROGRAMS, ("wx1",)),
        ("glance", Scope(fleet=True), ("wx1",)),
        ("fleet", Scope(fleet=True), ()),
        ("#food", Scope(fleet=True, tag="food"), ()),
    ],
)
def test_what_it_is_about(about: str, scope: Scope, appids: tuple[str, ...]) -> None:
    read = read_schedule_view(filled_in(about=about, programs=["wx1"]))

    assert (read.scope, read.appids) == (scope, appids)


@pytest.mark.parametrize("tags", [3, 300])
def test_tags_to_choose_from(tags: int) -> None:
    known = [f"tag{number:03}" for number in range(tags)]
    view = schedule_view(replace(SUBSCRIPTION, scope=Scope(fleet=True, tag="zoo")), EN, [], RUNS, tags=known)
    (element,) = [block["element"] for block in view["blocks"] if block.get("block_id") == "about"]

    assert_openable(view)
    assert element["initial_option"]["value"] == "#zoo"
    assert len(element["options"]) == min(tags + 4, 100)


@pytest.mark.parametrize(
    ("view", "part"),
    [
        (filled_in(weekday=["noday"]), "weekday"),
        (filled_in(weekday=[]), "weekday"),
        (filled_in(at=None), "time"),
        (filled_in(zone="Atlantis"), "zone"),
        (filled_in(zone=None), "zone"),
    ],
)
def test_a_bad_part_is_named_under_its_input(view: dict[str, Any], part: str) -> None:
    with pytest.raises(BadSchedule) as caught:
        read_schedule_view(view)

    errors = field_error(caught.value.part, caught.value, EN)

    assert list(errors) == [part]
    assert part in [block.get("block_id") for block in schedule_view(SUBSCRIPTION, EN, [SHOP], RUNS)["blocks"]]
    assert "`" not in errors[part]
    assert errors[part].endswith((".", "?"))


@pytest.mark.parametrize(
    "view",
    [
        {},
        {"state": None},
        {"state": {"values": {}}},
        {"state": {"values": {"weekday": 1}}},
        {"state": {"values": {"weekday": {}}}},
        filled_in(language="tlh"),
        filled_in(parts=["nonsense"]),
        filled_in(about="nonsense"),
    ],
)
def test_another_form_is_refused(view: dict[str, Any]) -> None:
    with pytest.raises(StaleControl):
        read_schedule_view(view)


def test_it_knows_where_it_was_opened() -> None:
    """Slack does not say where a modal was opened, so it carries its channel, and whether it is new."""
    view = schedule_view(SUBSCRIPTION, EN, [SHOP], RUNS)
    new = schedule_view(SUBSCRIPTION, EN, [SHOP], RUNS, origin=NEW)

    assert view["callback_id"] == DIGEST_SCHEDULE_VIEW
    assert Control.decode(view["private_metadata"]) == Control(
        subject_id=SUBSCRIPTION.id, owner_id=SUBSCRIPTION.owner_id, channel_id=SUBSCRIPTION.channel_id
    )
    assert Control.decode(new["private_metadata"]).choice == NEW


@pytest.mark.parametrize("subscription", SUBSCRIPTIONS)
@pytest.mark.parametrize("count", [2, 150])
def test_the_form_shows_the_order_as_it_stands(subscription: Subscription, count: int) -> None:
    programs = [SHOP, NEWS, *(Program(Visible(f"wx{number}"), alias=f"mall{number}") for number in range(count - 2))]
    view = schedule_view(subscription, texts_for("zh-CN"), programs, RUNS)

    assert_openable(view)
    assert read_schedule_view(as_shown(view)).on(subscription) == subscription
    chosen = scope_word(subscription) in ("", GLANCE)
    assert ("multi_external_select" in str(view)) == (chosen and count > 100)


def test_the_next_runs() -> None:
    """In the zone chosen below; else what is missing; and until when it is paused."""
    known = schedule_view(EVERYTHING, EN, [], RUNS)
    unknown = schedule_view(SUBSCRIPTION, EN, [], None)

    (shown,) = [block["text"]["text"] for block in known["blocks"] if block.get("block_id") == "preview"]
    assert "• Mon 30 Nov, 02:00\n" in shown
    assert "24 Dec 2026" in shown
    assert EN("form-next-runs-unknown") in str(unknown)


def test_every_part_can_be_left_out() -> None:
    assert read_schedule_view(as_shown(schedule_view(SUBSCRIPTION, EN, [], RUNS))).parts == EVERY_PART
    assert str(schedule_view(SUBSCRIPTION, EN, [], RUNS)).count("'optional': True") == 2


MISSING: Final = Delivery(
    "d-1",
    SUBSCRIPTION.team_id,
    SUBSCRIPTION.id,
    date(2026, 11, 23),
    datetime(2026, 11, 23, 1, tzinfo=UTC),
    DeliveryState.FAILED,
    reason=DeliveryReason(ReasonKey.WORKSPACE_SUSPENDED, SlackCode("account_inactive")),
)
NOTICES: Final[dict[str, Callable[[Texts], Message]]] = {
    "archived": lambda t: paused_notice(SUBSCRIPTION, SlackCode("is_archived"), t),
    "not-in-channel": lambda t: paused_notice(SUBSCRIPTION, SlackCode("not_in_channel"), t),
    "missing-scope": lambda t: paused_notice(SUBSCRIPTION, SlackCode.parse("missing_scope chat:write"), t),
    "another-refusal": lambda t: paused_notice(SUBSCRIPTION, SlackCode("restricted_action"), t),
    "failed": lambda t: failed_notice(SUBSCRIPTION, MISSING, 0, t),
    "several-failed": lambda t: failed_notice(SUBSCRIPTION, MISSING, 2, t),
    "a-page-failed": lambda t: failed_notice(SUBSCRIPTION, replace(MISSING, kind=DeliveryKind.DETAILS), 0, t),
    "alert-failed": lambda t: alert_notice(ALERT, replace(MISSING, kind=DeliveryKind.ALERT), t),
    "alert-paused": lambda t: alert_notice(replace(ALERT, paused_because=SlackCode("is_archived")), MISSING, t),
    "alert-unknown": lambda t: alert_notice(ALERT, replace(MISSING, state=DeliveryState.UNKNOWN), t),
    "unknown": lambda t: unknown_notice(SUBSCRIPTION, date(2026, 11, 23), t),
    "moved": lambda t: moved_message(SUBSCRIPTION, t),
    "resumed": lambda t: resumed_message(SUBSCRIPTION, t),
    "deleted": lambda t: deleted_message(SUBSCRIPTION, t),
}


def test_notices() -> None:
    assert_builder("notices", NOTICES, full="archived")


def test_the_missing_scope_is_named() -> None:
    assert "chat:write" in str(NOTICES["missing-scope"](texts_for("en")).blocks)


def test_the_channel_is_named_as_slack_names_it() -> None:
    made = NOTICES["archived"](texts_for("en"))

    assert f"<#{SUBSCRIPTION.channel_id}>" in made.text
    assert f"<#{SUBSCRIPTION.channel_id}>" in str(made.blocks)


T = texts_for("en")


def _delivery(state: DeliveryState, reason: DeliveryReason | None) -> Delivery:
    last = STATUSES["sent"].last
    assert last
    return replace(last, state=state, reason=reason)


@pytest.mark.parametrize("key", [key for key in ReasonKey if key is not ReasonKey.OTHER])
def test_each_reason_has_its_own_sentence(key: ReasonKey) -> None:
    assert outcome(_delivery(DeliveryState.FAILED, DeliveryReason(key)), T) == T(f"delivery-reason-{key}")
    assert T(f"delivery-reason-{key}") != T("delivery-reason-other")


def test_slacks_code_is_shown() -> None:
    kept = DeliveryReason(ReasonKey.SLACK_REFUSED, SlackCode("invalid_blocks"))

    assert outcome(_delivery(DeliveryState.FAILED, kept), T).endswith("(Slack: invalid_blocks)")


@pytest.mark.parametrize("reason", [None, DeliveryReason.parse("from-a-newer-version")])
def test_an_unknown_reason_is_not_sent(reason: DeliveryReason | None) -> None:
    assert outcome(_delivery(DeliveryState.FAILED, reason), T) == T("delivery-reason-other")


@pytest.mark.parametrize("state", [DeliveryState.DUE, DeliveryState.CLAIMED, DeliveryState.SENDING])
def test_one_under_way_is_not_judged(state: DeliveryState) -> None:
    assert outcome(_delivery(state, DeliveryReason(ReasonKey.SLACK_BUSY)), T) == T("delivery-reason-waiting")


def test_a_paused_one_says_how_to_go_on() -> None:
    for message in (status_message(STATUSES["paused"], T, now=NOW), subscribed_message(STATUSES["paused"], T)):
        assert "is_archived" in message.text
        assert "Next" not in str(message.blocks)
