"""Messages about alerts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Final

import pytest

from bot.blocks.alerts.alerts import (
    alert_ended_message,
    alert_message,
    alert_set_message,
    alerts_message,
    muted_message,
    unmuted_message,
)
from bot.blocks.kit.controls import DECISION_PROPOSE
from bot.blocks.kit.elements import Message
from bot.domain.alerts.alert import MOST_ALERTS, Alert, Crossing
from bot.domain.alerts.delivery import AlertSet, ListedAlert
from bot.domain.alerts.parse import read_condition
from bot.domain.delivery import Presence, SlackCode
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.snapshot import Visible
from bot.domain.numbers.version import Version
from bot.domain.programs import ALL_OF_WECHAT, Program
from bot.i18n import LOCALES, Texts, texts_for
from tests.blocks.checks import assert_sendable
from tests.blocks.golden import assert_builder
from tests.blocks.samples import DAY, NEWS, NOW, SHOP, ZONE
from tests.domain.build import v

OWNER: Final = "U0SHARER"
ALERT: Final = Alert(
    id="0123456789abcdef0123456789abcdef",
    team_id="T1",
    channel_id="C1",
    number=2,
    appid=SHOP.appid,
    condition=read_condition("loss > 1% at 3.0.0"),
    locale="en",
    owner_id=OWNER,
    created_at=NOW,
)
FLEET: Final = replace(ALERT, number=3, appid="")


def about(words: str, alert: Alert = ALERT) -> Alert:
    """An alert on something else."""
    return replace(alert, condition=read_condition(words))


def exactly(percent: str) -> Bounds:
    """A share that is known."""
    return Bounds(Decimal(percent) / 100, Decimal(percent) / 100)


CROSSING: Final = Crossing(SHOP.appid, DAY, NOW, v("3.0.0"), exactly("0.9"), exactly("1.24"))
UNSURE: Final = replace(CROSSING, before=None, after=Bounds(Decimal("0.012"), Decimal("0.019")))
MINIMUM: Final = Crossing(SHOP.appid, DAY, NOW, minimum_before=v("2.19.4"), minimum_after=v("3.0.0"))
FALLEN: Final = Crossing(SHOP.appid, DAY, NOW, v("3.9.0"), exactly("31"), exactly("9.8"), since=DAY - timedelta(days=2))
MANY: Final = [
    (
        Program(Visible(f"wx{n}"), alias=f"shop{n}"),
        replace(CROSSING, appid=f"wx{n}", after=exactly(f"{1 + n / 10:.1f}")),
    )
    for n in range(1, 38)
]
STANDING: Final = [
    ListedAlert(replace(ALERT, number=1), SHOP, 0),
    ListedAlert(replace(ALERT, number=6), SHOP, 0, last=DAY),
    ListedAlert(ALERT, NEWS, 1),
    ListedAlert(FLEET, None, 37),
    ListedAlert(replace(about("minimum changed"), number=4, muted_until=NOW + timedelta(days=7)), SHOP, 0),
    ListedAlert(replace(about("rollback"), number=5, paused_because=SlackCode("is_archived"), owner_id=""), SHOP, 1),
]

Make = Callable[[Texts], Message]


def _set(done: AlertSet, presence: Presence = Presence.UNKNOWN) -> Make:
    return lambda t: alert_set_message(done, t, ZONE, now=NOW, presence=presence)


def _sent(alert: Alert, *crossings: Crossing) -> Make:
    return lambda t: alert_message(alert, [(SHOP, crossing) for crossing in crossings], t)


MESSAGES: Final[dict[str, Make]] = {
    "set": _set(AlertSet(ALERT, SHOP)),
    "set-without-bot": _set(AlertSet(ALERT, SHOP), Presence.MISSING),
    "set-already": _set(AlertSet(about("coverage < 99% at 3.8.0"), SHOP, already=(SHOP,))),
    "set-unjudged": _set(AlertSet(about("minimum changed"), SHOP, unjudged=1)),
    "set-attention": _set(AlertSet(about("needs attention"), SHOP)),
    "set-uncounted": _set(AlertSet(about("loss > 1000 users at 3.8.5"), SHOP, uncounted=1)),
    "set-fleet": _set(AlertSet(about("rollback", FLEET), None, already=(SHOP, NEWS), unjudged=3)),
    "existed": _set(AlertSet(about("coverage >= 99% at 3.8.0"), SHOP, existed=True)),
    "list": lambda t: alerts_message(STANDING, t, ZONE, now=NOW),
    "list-empty": lambda t: alerts_message([], t, ZONE, now=NOW),
    "muted": lambda t: muted_message(replace(ALERT, muted_until=NOW + timedelta(days=7)), t, ZONE),
    "unmuted": lambda t: unmuted_message(ALERT, t),
    "ended": lambda t: alert_ended_message(ALERT, t),
    "told-loss": _sent(ALERT, CROSSING),
    "told-loss-unsure": _sent(ALERT, UNSURE),
    "told-coverage": _sent(about("coverage >= 1% at 3.0.0"), CROSSING),
    "told-coverage-first": _sent(about("coverage < 99% at 3.0.0"), UNSURE),
    "told-minimum": _sent(about("minimum changed"), MINIMUM),
    "told-minimum-lowered": _sent(about("minimum changed"), replace(MINIMUM, minimum_before=v("3.1.0"))),
    "told-withdrawal": _sent(about("rollback"), FALLEN),
    "told-withdrawal-undated": _sent(about("rollback"), replace(FALLEN, since=None)),
    "told-fleet": lambda t: alert_message(FLEET, MANY, t),
    "told-fleet-minimum": lambda t: alert_message(
        about("minimum changed", FLEET), [(SHOP, MINIMUM), (NEWS, replace(MINIMUM, appid=NEWS.appid))], t
    ),
}


def test_messages() -> None:
    """They match the goldens, and Slack takes them."""
    assert_builder("alerts", MESSAGES, full="told-loss")


@pytest.mark.parametrize("locale", LOCALES)
def test_a_full_list_can_be_sent(locale: str) -> None:
    """As many alerts as a channel may have, each as long as possible."""
    long = Program(Visible("wx1"), alias="<!channel>" * 20)
    longest = about("coverage <= 99.9999% at 333333.333333.333333.333333")
    paused = replace(longest, paused_because=SlackCode("restricted_action_read_only_channel"))
    listed = [ListedAlert(replace(paused, number=number), long, 1) for number in range(MOST_ALERTS)]

    assert_sendable(alerts_message(listed, texts_for(locale), ZONE, now=NOW))


@pytest.mark.parametrize(
    ("words", "crossing", "program", "proposed"),
    [
        ("safe minimum rises", MINIMUM, SHOP, MINIMUM.minimum_after),
        ("loss <= 1% at 3.0.0", CROSSING, SHOP, v("3.0.0")),
        ("loss > 1% at 3.0.0", CROSSING, SHOP, None),
        ("minimum changed", MINIMUM, SHOP, None),
        ("safe minimum rises", MINIMUM, ALL_OF_WECHAT, None),
    ],
)
def test_what_has_become_possible_can_be_proposed(
    words: str, crossing: Crossing, program: Program, proposed: Version | None
) -> None:
    """With one button; not for all of WeChat, nor where more users are cut off than before."""
    sent = str(alert_message(about(words), [(program, crossing)], texts_for("en")).blocks)

    assert (DECISION_PROPOSE in sent) is (proposed is not None)
    assert proposed is None or f"Propose {proposed}" in sent


def test_several_days_of_one_program_are_one() -> None:
    """A file may bring them at once: the message is of the day that is farthest off."""
    words, t = about("coverage < 99% at 3.0.0"), texts_for("en")

    assert alert_message(words, [(SHOP, UNSURE)] * 3, t) == alert_message(words, [(SHOP, UNSURE)], t)


def test_the_farthest_are_named_first() -> None:
    """Of thirty-seven programs those with the highest loss, and the others are counted."""
    message = str(alert_message(FLEET, MANY, texts_for("en")).blocks)

    assert message.index("shop37") < message.index("shop28")
    assert "shop27" not in message
    assert "27 more" in message
