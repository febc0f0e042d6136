"""The Home tab."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.blocks.home.home import home_view
from bot.blocks.kit.elements import View
from bot.blocks.kit.limits import CHARACTERS, HOME_BLOCKS, characters
from bot.domain.home import HomeTab, Outcomes
from bot.domain.numbers.snapshot import Visible
from bot.domain.platform.authorisation import Credentials
from bot.domain.programs import Program
from bot.i18n import Texts, texts_for
from tests.blocks.checks import mrkdwn_texts
from tests.blocks.golden import assert_builder
from tests.blocks.homes import FULL, GOVERNED, HOMES, ILL, MANY, MOVING, NEW, WELL
from tests.blocks.samples import DAY, NOW, odd_names
from tools.sandbox.slack.validation.surfaces import view_problems

T = texts_for("en")


def _tab(home: HomeTab, notice: str = "") -> Callable[[Texts], View]:
    return lambda t: home_view(home, t, now=NOW, notice=notice)


def test_golden() -> None:
    """Each kind of tab, as Slack takes it."""
    tabs = {case: _tab(home, "Done." if case == "full" else "") for case, home in HOMES.items()}

    assert_builder("home", tabs, full="full")


@pytest.mark.parametrize("name", odd_names())
def test_odd_names(name: str) -> None:
    """Outside nicknames ping no one and break nothing."""
    odd = replace(MOVING, program=Program(Visible("wx1"), nickname=name))
    view = home_view(replace(FULL, followed=(odd,)), T, now=NOW, managing=True)

    assert view_problems(view, "home", lambda _file: True) == []
    for text in mrkdwn_texts(view["blocks"]):
        assert "<" not in text.replace("<#C0CHANNEL>", "")


def test_the_fullest_has_room() -> None:
    """The most programs, digests, alerts and failures that are listed, with the longest names, for an admin."""
    view = home_view(MANY, T, now=NOW, notice="x" * 3_000, managing=True)

    assert len(view["blocks"]) <= HOME_BLOCKS
    assert view["blocks"][-1]["text"]["text"].startswith("⚠️ Messages due in the last seven days: 1,234")
    assert characters(view["blocks"]) < 4 * CHARACTERS


def test_it_changes_only_with_its_content() -> None:
    """A minute later it is identical, or all tabs would be published all the time."""
    later = NOW + timedelta(minutes=1)

    for home in HOMES.values():
        assert home_view(home, T, now=NOW, managing=True) == home_view(home, T, now=later, managing=True)


def test_only_admins_see_health() -> None:
    """Neither the credential nor anything else of it."""
    assert T("home-health") not in str(home_view(FULL, T, now=NOW, managing=True))
    assert T("home-health") in str(home_view(replace(FULL, health=WELL), T, now=NOW, managing=True))


@pytest.mark.parametrize("credentials", Credentials)
def test_each_credential_has_its_sentence(credentials: Credentials) -> None:
    """In words."""
    text = str(home_view(replace(NEW, health=replace(WELL, credentials=credentials)), T, now=NOW, managing=True))

    assert T(f"home-credentials-{credentials}") in text


def test_whether_the_tokens_are_of_use() -> None:
    """Known once something was read today, or failed; without a source of tokens there is nothing to accept."""
    accepted, of_no_use = T("home-tokens-accepted"), T("home-tokens-of-no-use")

    def shown(**how: Any) -> str:
        return str(home_view(replace(NEW, health=replace(WELL, **how)), T, now=NOW, managing=True))

    assert f"✅ {accepted}" in shown(read_today=1)
    assert f"⚠️ {of_no_use}" in shown(read_today=0, read_failures=ILL.read_failures)
    assert not any(text in shown(read_today=0) for text in (accepted, of_no_use))
    assert not any(text in shown(credentials=None) for text in (accepted, of_no_use))
    assert f"⚠️ {T('home-credentials-none')}" in shown(credentials=Credentials.NONE, read_today=0)


def test_a_guest_is_not_told_of_credentials() -> None:
    """But that others look after them."""
    text = str(home_view(replace(NEW, health=replace(WELL, credentials=None)), T, now=NOW, managing=True))

    assert T("home-credentials-elsewhere") in text
    assert not any(T(f"home-credentials-{credentials}") in text for credentials in Credentials)


@pytest.mark.parametrize(
    ("oldest", "mark"), [(None, "✅"), (DAY - timedelta(days=1), "✅"), (DAY - timedelta(days=2), "⚠️")]
)
def test_a_sweep_that_stands_still(oldest: date | None, mark: str) -> None:
    """Yesterday's numbers may wait for their turn; older ones are late even without known failures."""
    health = replace(WELL, read_today=1, oldest=oldest)
    shown = str(home_view(replace(NEW, health=health), T, now=NOW, managing=True))

    assert f"{mark} {T('home-swept', read=1, programs=2)}" in shown


def test_what_was_delivered() -> None:
    """In a sentence that fits how many there were."""

    def shown(outcomes: Outcomes) -> str:
        view = home_view(replace(NEW, health=replace(WELL, outcomes=outcomes)), T, now=NOW, managing=True)
        return str(view["blocks"][-1]["text"]["text"])

    assert shown(Outcomes()) == "✅ No messages were due in the last seven days."
    assert shown(Outcomes(sent=1)) == "✅ The one message due in the last seven days was delivered."
    assert shown(Outcomes(sent=12)) == "✅ All 12 messages due in the last seven days were delivered."
    assert shown(Outcomes(sent=1, unknown=1)) == (
        "⚠️ Messages due in the last seven days: 1 delivered, 0 failed, 1 unknown."
    )


def test_tickets_that_arrive_and_those_that_do_not() -> None:
    """One within half an hour is fine; none, or an old one, is reported."""

    def shown(age: timedelta | None) -> str:
        health = replace(ILL, ticket_at=None if age is None else NOW - age)
        return str(home_view(replace(NEW, health=health), T, now=NOW, managing=True))

    assert T("home-ticket-fresh") in shown(timedelta(minutes=30))
    assert T("home-ticket-fresh") not in shown(timedelta(minutes=31))
    assert T("home-ticket-none") in shown(None)


def test_roles_and_status_are_folded() -> None:
    """One line says how it is; the rest is behind its button."""
    admin = replace(FULL, health=WELL, access=GOVERNED)
    folded, unfolded = [str(home_view(admin, T, now=NOW, managing=managing)) for managing in (False, True)]
    ill = str(home_view(replace(admin, health=ILL), T, now=NOW))

    assert f"✅ {T('home-status-well')}" in folded
    assert f"⚠️ {T('home-status-ill')}" in ill
    assert T("access-title") not in folded
    assert T("access-title") in unfolded
    assert f"⚠️ {T('home-suspended', count=2)}" in str(
        home_view(replace(admin, health=replace(WELL, suspended=2)), T, now=NOW, managing=True)
    )
