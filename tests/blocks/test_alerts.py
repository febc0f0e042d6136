"""Messages about alerts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

import pytest

from bot.blocks.alert_form import (
    ABOUT,
    LIMIT,
    SHARES,
    VERSION,
    WHAT,
    AlertForm,
    about_choices,
    alert_errors,
    alert_view,
    condition_of,
    form_control,
    form_of,
    read_alert_view,
)
from bot.blocks.alerts import (
    alert_ended_message,
    alert_message,
    alert_set_message,
    alerts_message,
    muted_message,
    unmuted_message,
)
from bot.blocks.kit.controls import DECISION_PROPOSE
from bot.blocks.kit.elements import Message, View
from bot.domain.alerts.alert import MOST_ALERTS, Alert, Crossing, Watched
from bot.domain.alerts.delivery import AlertSet, ListedAlert
from bot.domain.alerts.parse import read_condition
from bot.domain.delivery import Presence, SlackCode
from bot.domain.numbers.course import Course, Judging
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.snapshot import Visible
from bot.domain.numbers.version import NO_PIN, Version
from bot.domain.programs import ALL_OF_WECHAT, Program
from bot.domain.report import Report
from bot.errors import BadAlert, BadPercent, StaleControl
from bot.i18n import LOCALES, Texts, texts_for
from bot.usecases.report.read import take_snapshot
from tests.blocks.checks import as_shown, assert_builder, assert_openable, assert_sendable, sent
from tests.blocks.samples import DAY, NEWS, NOW, SHOP, ZONE
from tests.domain.build import v
from tests.fakes.wechat import feed

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
    return replace(alert, condition=read_condition(words))


def exactly(percent: str) -> Bounds:
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
    assert_builder("alerts", MESSAGES, full="told-loss")


@pytest.mark.parametrize("locale", LOCALES)
def test_a_full_list_can_be_sent(locale: str) -> None:
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
    message = str(alert_message(FLEET, MANY, texts_for("en")).blocks)

    assert message.index("shop37") < message.index("shop28")
    assert "shop27" not in message
    assert "27 more" in message


T: Final = texts_for("en")
NEWEST: Final = Report(
    SHOP,
    Judging(
        Course(),
        take_snapshot(
            SHOP.appid,
            feed({"3.8.1": 60, "3.7.0": 38, "3.0.0": "1.2", "2.30.0": "0.8"}, minimum="2.19.4"),
            pin=NO_PIN,
            remembered=None,
            now=NOW,
        ),
    )
    .by({})
    .snapshot,
)
CONDITIONS: Final = (
    "loss > 1% at 3.0.0",
    "coverage >= 99.5% at 3.7.0 for 3 days",
    "minimum changed",
    "rollback",
    "safe minimum rises",
    "needs attention",
)


def shown(alert: Alert, t: Texts = T, *, program: Program | None = SHOP, home: bool = False) -> View:
    newest = NEWEST if program else None
    control = form_control(alert.channel_id, alert, home=home)
    return alert_view(
        form_of(alert), program, newest, t, control=control, number=alert.number, candidates=[v("3.7.0"), v("3.0.0")]
    )


def new(watched: Watched, t: Texts = T) -> View:
    values = AlertForm(watched, SHOP.appid)
    return alert_view(values, SHOP, NEWEST, t, control=form_control("C1"))


VIEWS: Final[dict[str, Callable[[Texts], View]]] = {
    "program": lambda t: shown(ALERT, t),
    "fleet": lambda t: shown(FLEET, t, program=None, home=True),
    "tag": lambda t: shown(replace(about("needs attention", FLEET), tag="food"), t, program=None),
    "restricted": lambda t: shown(about("minimum changed"), t, program=None),
    "new": lambda t: new(Watched.SAFE, t),
    "new-loss": lambda t: new(Watched.LOSS, t),
}


def test_views() -> None:
    assert_builder("alert_form", VIEWS, full="program")


@pytest.mark.parametrize("locale", LOCALES)
def test_the_longest(locale: str) -> None:
    longest = about("coverage <= 99.9999% at 333333.333333.333333.333333")

    assert_openable(shown(replace(longest, number=123_456), texts_for(locale)))


@pytest.mark.parametrize("words", CONDITIONS)
def test_sent_as_it_was_shown(words: str) -> None:
    """It holds the alert's own values, for a program, all of them, or a tag."""
    alert = about(words)
    of_program, of_fleet = _form_sent(shown(alert)), _form_sent(shown(replace(alert, appid=""), program=None))
    of_tag = _form_sent(shown(replace(alert, appid="", tag="food"), program=None))

    assert [condition_of(each) for each in (of_program, of_fleet, of_tag)] == [read_condition(words)] * 3
    assert (of_program.appid, of_program.fleet) == (SHOP.appid, False)
    assert (of_fleet.appid, of_fleet.tag, of_fleet.fleet) == ("", "", True)
    assert (of_tag.appid, of_tag.tag, of_tag.fleet) == ("", "food", True)


@pytest.mark.parametrize("words", CONDITIONS)
def test_the_present_value_is_beside_the_condition(words: str) -> None:
    """Each version has its share of users; other conditions their value, if they have one."""
    view = shown(about(words))
    errors = str(view["blocks"])

    if read_condition(words).watched in SHARES:
        texts = [option["text"]["text"] for option in _field(view, VERSION.name)["options"]]
        assert len(texts) == 4
        assert all("now " in text for text in texts)
    elif words == "safe minimum rises":
        assert "now 3.0.0" in errors
    elif words == "minimum changed":
        assert "now 2.19.4" in errors
    else:
        assert VERSION.name not in errors


def test_the_next_candidate_is_chosen_first() -> None:
    assert _field(new(Watched.LOSS), VERSION.name)["initial_option"]["value"] == "3.7.0"


def test_another_mark_for_everything_else() -> None:
    others = [about("rollback"), FLEET, replace(ALERT, appid="wx9"), replace(FLEET, tag="food")]

    assert len({ALERT.mark, *(other.mark for other in others)}) == 5
    assert replace(ALERT, owner_id="U2", number=9).mark == ALERT.mark


def _form_sent(view: View) -> AlertForm:
    return read_alert_view(as_shown(view))


def _field(view: View, name: str) -> dict[str, Any]:
    return dict(next(block["element"] for block in view["blocks"] if block.get("block_id") == name))


@pytest.mark.parametrize(
    ("limit", "error"), [("", BadPercent), ("much", BadPercent), ("0%", BadPercent), ("100%", BadAlert)]
)
def test_what_is_no_limit(limit: str, error: type[BadAlert | BadPercent]) -> None:
    with pytest.raises(error) as refused:
        condition_of(replace(form_of(ALERT), limit=limit))
    errors = alert_errors(refused.value, T)

    assert list(errors) == [LIMIT.name]
    assert "`" not in errors[LIMIT.name]


def test_no_version() -> None:
    with pytest.raises(BadAlert) as refused:
        condition_of(replace(form_of(ALERT), version=None))

    assert list(alert_errors(refused.value, T)) == [VERSION.name]


@pytest.mark.parametrize("locale", LOCALES)
def test_many_programs_can_be_chosen(locale: str) -> None:
    """All of them, before typing or by the words for them; a tag by its name."""
    t = texts_for(locale)
    found = {
        typed: [each["value"] for each in about_choices(typed, ["food", "tea"], t)]
        for typed in ("", "FLE", "全部", "te", "#te", "x")
    }

    assert found == {"": ["*", "#food", "#tea"], "FLE": ["*"], "全部": ["*"], "te": ["#tea"], "#te": ["#tea"], "x": []}


@pytest.mark.parametrize(
    "form",
    [
        {"state": {"values": {}}},
        {"state": {"values": None}},
        {"state": {"values": {WHAT.name: {}}}},
        sent({WHAT: {"selected_option": {"value": "sales"}}}),
    ],
)
def test_a_form_that_is_none_of_ours(form: dict[str, Any]) -> None:
    with pytest.raises(StaleControl):
        read_alert_view(form)


def test_nothing_chosen_yet() -> None:
    view = as_shown(alert_view(AlertForm(Watched.LOSS), None, None, T, control=form_control("C1")))

    assert not read_alert_view(view).chosen
    assert ABOUT.name in view["state"]["values"]
