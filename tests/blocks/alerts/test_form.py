"""The form of an alert, shown and sent back."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import pytest

from bot.blocks.alerts.form import (
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
from bot.blocks.kit.elements import View
from bot.domain.alerts.alert import Alert, Watched
from bot.domain.alerts.parse import read_condition
from bot.domain.numbers.course import Course, Judging
from bot.domain.numbers.version import NO_PIN
from bot.domain.programs import Program
from bot.domain.report.report import Report
from bot.errors import BadAlert, BadPercent, StaleControl
from bot.i18n import LOCALES, Texts, texts_for
from bot.usecases.report.read import take_snapshot
from tests.blocks.alerts.test_alerts import ALERT, FLEET, about
from tests.blocks.checks import assert_openable
from tests.blocks.forms import as_shown, sent
from tests.blocks.golden import assert_builder
from tests.blocks.samples import NOW, SHOP
from tests.domain.build import v
from tests.fakes.wechat import feed

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
    """The form of an alert."""
    newest = NEWEST if program else None
    control = form_control(alert.channel_id, alert, home=home)
    return alert_view(
        form_of(alert), program, newest, t, control=control, number=alert.number, candidates=[v("3.7.0"), v("3.0.0")]
    )


def new(watched: Watched, t: Texts = T) -> View:
    """The form of a new alert about shop."""
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
    """They match the goldens, and Slack takes them."""
    assert_builder("alert_form", VIEWS, full="program")


@pytest.mark.parametrize("locale", LOCALES)
def test_the_longest(locale: str) -> None:
    """Words as long as are ever read, and a number of many digits."""
    longest = about("coverage <= 99.9999% at 333333.333333.333333.333333")

    assert_openable(shown(replace(longest, number=123_456), texts_for(locale)))


@pytest.mark.parametrize("words", CONDITIONS)
def test_sent_as_it_was_shown(words: str) -> None:
    """It holds the alert's own values, for a program, all of them, or a tag."""
    alert = about(words)
    of_program, of_fleet = _sent(shown(alert)), _sent(shown(replace(alert, appid=""), program=None))
    of_tag = _sent(shown(replace(alert, appid="", tag="food"), program=None))

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
    """That is the lowest version that does not keep 99 % yet."""
    assert _field(new(Watched.LOSS), VERSION.name)["initial_option"]["value"] == "3.7.0"


def test_another_mark_for_everything_else() -> None:
    """Changing condition, program or tag changes it; muting does not."""
    others = [about("rollback"), FLEET, replace(ALERT, appid="wx9"), replace(FLEET, tag="food")]

    assert len({ALERT.mark, *(other.mark for other in others)}) == 5
    assert replace(ALERT, owner_id="U2", number=9).mark == ALERT.mark


def _sent(view: View) -> AlertForm:
    return read_alert_view(as_shown(view))


def _field(view: View, name: str) -> dict[str, Any]:
    return dict(next(block["element"] for block in view["blocks"] if block.get("block_id") == name))


@pytest.mark.parametrize(
    ("limit", "error"), [("", BadPercent), ("much", BadPercent), ("0%", BadPercent), ("100%", BadAlert)]
)
def test_what_is_no_limit(limit: str, error: type[BadAlert | BadPercent]) -> None:
    """The error is below the limit, in plain text."""
    with pytest.raises(error) as refused:
        condition_of(replace(form_of(ALERT), limit=limit))
    errors = alert_errors(refused.value, T)

    assert list(errors) == [LIMIT.name]
    assert "`" not in errors[LIMIT.name]


def test_no_version() -> None:
    """The error is below the version."""
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
    """One without the condition, or with another one."""
    with pytest.raises(StaleControl):
        read_alert_view(form)


def test_nothing_chosen_yet() -> None:
    """A form without a program is read, and is about nothing."""
    view = as_shown(alert_view(AlertForm(Watched.LOSS), None, None, T, control=form_control("C1")))

    assert not read_alert_view(view).chosen
    assert ABOUT.name in view["state"]["values"]
