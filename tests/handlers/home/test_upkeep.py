"""An open Home tab, and what happens meanwhile."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.errors import SlackBusy, SlackRefused, SlackUnclear, StaleControl
from bot.i18n import texts_for
from bot.ports.slack import Person
from tests.handlers.context import ALICE, BOWEN, CHANNEL, NOW, TEAM, Office, error_text
from tests.handlers.home.tab import subscribed, texts
from tests.tools.sandbox.driving import section

T = texts_for("en")


async def test_it_follows_what_the_person_does_elsewhere(office: Office) -> None:
    """A digest ordered in a channel appears on the person's open tab, and no other."""
    await office.look_home()
    await subscribed(office)

    assert f"<#{CHANNEL}>" in texts(office.home())
    assert len(office.home_tabs.published) == 2


async def test_it_follows_what_happens(office: Office) -> None:
    await office.look_home()
    await office.ask("programs")
    published = len(office.home_tabs.published)
    await office.show(now=NOW)
    assert len(office.home_tabs.published) == published

    await subscribed(office, user=BOWEN)
    await office.show(now=NOW)
    assert f"<#{CHANNEL}>" in texts(office.home())


async def test_a_tab_from_another_process(office: Office) -> None:
    await office.look_home()
    office.home_tabs.elsewhere(TEAM, ALICE, {"type": "home", "blocks": [section("Elsewhere")]})
    await subscribed(office)
    await office.show(now=NOW)

    assert "Elsewhere" in texts(office.home())
    assert len(office.home_tabs.published) == 2  # the second in vain


async def test_a_press_on_a_tab_from_another_process(office: Office) -> None:
    office.people.change(Person(ALICE, "en-GB", "Europe/London", is_admin=True))
    await office.look_home()
    folded = office.home()
    unfolded = await office.home_actions(controls.HOME_MANAGE, Control(choice=controls.MANAGE))
    await office.home_actions(controls.HOME_MANAGE, Control())

    office.home_tabs.elsewhere(TEAM, ALICE, unfolded)
    assert T("button-fold") in str(await office.home_actions(controls.HOME_LANGUAGE, Control(text="")))
    office.home_tabs.elsewhere(TEAM, ALICE, unfolded)
    assert await office.home_actions(controls.HOME_MANAGE, Control()) == folded


async def test_the_first_press_in_a_process(office: Office) -> None:
    office.people.change(Person(ALICE, "en-GB", "Europe/London", is_admin=True))
    office.home_tabs.elsewhere(TEAM, ALICE, {"type": "home", "blocks": [section("Elsewhere")]})

    unfolded = await office.home_actions(controls.HOME_MANAGE, Control(choice=controls.MANAGE))

    assert T("button-fold") in str(unfolded)


async def test_a_tab_from_another_process_says_the_same(office: Office) -> None:
    here = await office.look_home()
    office.home_tabs.elsewhere(TEAM, ALICE, {"type": "home", "blocks": [section("Elsewhere")]})
    opened = {"type": "app_home_opened", "user": ALICE, "tab": "home", "view": {"hash": "another.hash"}}
    assert await office.happen(opened) == 200
    await office.settle()

    assert office.home() == here
    assert office.home_tabs.published[-1][2] == "another.hash"


async def test_slack_takes_no_tab(office: Office) -> None:
    office.home_tabs.failures.append(SlackRefused(code="not_enabled", method="views.publish"))
    assert await office.happen({"type": "app_home_opened", "user": ALICE, "tab": "home"}) == 200
    await office.settle()
    assert office.home_tabs.shown == {}

    await office.ask("programs")
    await office.look_home()
    await subscribed(office, user=BOWEN)
    office.home_tabs.failures.append(SlackRefused(code="fatal", method="views.publish"))
    await office.show(now=NOW)
    await office.show(now=NOW)
    assert len(office.home_tabs.published) == 3


async def test_slack_takes_no_tab_now(office: Office) -> None:
    """Passing errors are retried at the next check, on opening and while it is open."""
    office.home_tabs.failures.append(SlackBusy(method="views.publish", retry_after=3))
    assert await office.happen({"type": "app_home_opened", "user": ALICE, "tab": "home"}) == 200
    await office.settle()
    assert office.home_tabs.shown == {}
    await office.show(now=NOW)
    assert T("home-digests-none") in texts(office.home())

    await subscribed(office, user=BOWEN)
    await office.ask("programs")
    office.home_tabs.failures.append(SlackUnclear(method="views.publish"))
    await office.subscriptions.put(replace(await subscribed(office, user=BOWEN), paused_until=date(2026, 12, 24)))
    await office.show(now=NOW)
    await office.show(now=NOW)
    assert "24 Dec 2026" in texts(office.home())


async def test_tabs_that_are_no_longer_seen(office: Office) -> None:
    await office.look_home()
    later = NOW + timedelta(hours=1, seconds=1)
    await subscribed(office, user=BOWEN)
    await office.show(now=later)
    await office.show(now=NOW)

    assert len(office.home_tabs.published) == 1


async def test_what_came_of_it_goes_away(office: Office) -> None:
    await office.look_home()
    answer = await office.home_actions(controls.HOME_LANGUAGE, Control(text="tlh"))
    await office.show(now=NOW + timedelta(seconds=59))
    still = office.home()
    await office.show(now=NOW + timedelta(seconds=61))

    assert answer == still
    assert error_text(StaleControl()) not in texts(office.home())


async def test_a_tab_that_cannot_be_made(office: Office) -> None:
    for user in (ALICE, "U0CAROL"):
        await office.look_home(user=user)
        await office.ask("programs", user=user)
    await subscribed(office, user=BOWEN)
    office.home_tabs.failures.append(ValueError("a tab"))
    with pytest.raises(ValueError, match="a tab"):
        await office.show(now=NOW)

    assert f"<#{CHANNEL}>" not in texts(office.home())
    assert f"<#{CHANNEL}>" in texts(office.home(user="U0CAROL"))
