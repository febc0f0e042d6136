"""The form of an alert, shown and sent back."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import pytest

from bot.blocks.alerts.form import CONDITION, AlertForm, alert_errors, alert_view, fleet_choice, read_alert_view
from bot.blocks.kit.message import View
from bot.domain.alerts.parse import LONGEST, read_condition
from bot.errors import BadAlert, BadPercent, BadVersion, StaleControl
from bot.i18n import LOCALES, Texts, texts_for
from tests.blocks.alerts.test_alerts import ALERT, FLEET, about
from tests.blocks.checks import assert_openable
from tests.blocks.forms import as_shown
from tests.blocks.golden import assert_builder
from tests.blocks.samples import SHOP

T: Final = texts_for("en")
VIEWS: Final[dict[str, Callable[[Texts], View]]] = {
    "program": lambda t: alert_view(ALERT, SHOP, t),
    "fleet": lambda t: alert_view(FLEET, None, t, home=True),
    "restricted": lambda t: alert_view(about("minimum changed"), None, t),
}


def test_views() -> None:
    """Each form is the one that was read and found good, and Slack would take it."""
    assert_builder("alert_form", VIEWS, full="program")


@pytest.mark.parametrize("locale", LOCALES)
def test_the_longest(locale: str) -> None:
    """Words as long as are ever read, and a number of many digits."""
    longest = about("coverage <= 99.9999% at 333333.333333.333333.333333")

    assert len(longest.condition.words) < LONGEST
    assert_openable(alert_view(replace(longest, number=123_456), SHOP, texts_for(locale)))


@pytest.mark.parametrize("words", ["loss > 1% at 3.0.0", "coverage >= 99.5% at 3.8.0", "minimum changed", "rollback"])
def test_sent_as_it_was_shown(words: str) -> None:
    """It says what the alert says."""
    alert = about(words)

    assert _sent(alert_view(alert, SHOP, T)) == AlertForm(read_condition(words), SHOP.appid)
    assert _sent(alert_view(replace(alert, appid=""), None, T)) == AlertForm(read_condition(words), "")


def test_another_mark_for_everything_else() -> None:
    """Whoever changes condition or program changes it; who mutes does not."""
    others = [about("rollback"), FLEET, replace(ALERT, appid="wx9")]

    assert len({ALERT.mark, *(other.mark for other in others)}) == 4
    assert replace(ALERT, owner_id="U2", number=9).mark == ALERT.mark


def _sent(view: View) -> AlertForm:
    return read_alert_view(as_shown(view))


def _typed(words: str | None) -> dict[str, Any]:
    view = as_shown(alert_view(ALERT, SHOP, T))
    view["state"]["values"][CONDITION][CONDITION]["value"] = words
    return view


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (None, BadAlert),
        ("sales", BadAlert),
        ("rollback shop", BadAlert),
        ("loss > 0% at 3.0.0", BadPercent),
        ("loss > 1% at 3.0.0.0.1.2", BadVersion),
    ],
)
def test_what_cannot_be_read(words: str | None, error: type[BadAlert | BadPercent | BadVersion]) -> None:
    """It is said under the condition, in plain text."""
    with pytest.raises(error) as refused:
        read_alert_view(_typed(words))
    said = alert_errors(refused.value, T)

    assert list(said) == [CONDITION]
    assert "`" not in said[CONDITION]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_program_can_be_chosen(locale: str) -> None:
    """Before anything is typed, and by the words for it in both languages; not by a program's name."""
    t = texts_for(locale)

    assert [bool(fleet_choice(typed, t)) for typed in ("", "FLE", "全部", "shop")] == [True, True, True, False]


@pytest.mark.parametrize(
    "values", [{}, None, {CONDITION: {}}, {**as_shown(alert_view(ALERT, None, T))["state"]["values"]}]
)
def test_a_form_that_is_none_of_ours(values: Any) -> None:
    """One without a field, or with nothing chosen."""
    with pytest.raises(StaleControl):
        read_alert_view({"state": {"values": values}})
