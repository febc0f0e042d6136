"""A person's answers have no button that would only refuse."""

import pytest

from bot.blocks.can_form import APIS
from bot.blocks.kit import controls
from bot.ports.slack import Person
from tests.blocks.checks import action_ids, as_shown, fill
from tests.handlers.context import ALICE, CHANNEL, TEAM, Office

VIEWER = "U0VIEWER"


@pytest.fixture
async def viewed(office: Office) -> Office:
    office.source.gate.set()
    office.people.change(Person(VIEWER, "en-GB", "Europe/London", is_guest=True))
    await office.ask("use shop")
    await office.ask("alert rollback shop")
    await office.ask("digest mon 09:00")
    return office


QUESTIONS = [
    "report shop",
    "raise 3.8.0 shop",
    "cover 99 shop",
    "trend shop",
    "fleet",
    "alerts",
    "digest",
    "can wx.login shop",
]


@pytest.mark.parametrize("asked", QUESTIONS)
async def test_viewers_may_press_what_they_see(viewed: Office, asked: str) -> None:
    seen = await viewed.ask(asked, user=VIEWER)
    of_editor = await viewed.ask(asked, user=ALICE)

    assert set(action_ids(seen)) <= set(action_ids(of_editor))
    assert not set(action_ids(seen)) & {
        controls.REPORT_SHARE,
        controls.TREND_SHARE,
        controls.FLEET_SHARE,
        controls.RAISE_SHARE,
        controls.COVER_SHARE,
        controls.CAN_SHARE,
        controls.DECISION_PROPOSE,
        controls.DIGEST_SUBSCRIBE,
        controls.DIGEST_OFF,
        controls.ALERT_DELETE,
        controls.ALERT_WHEN_SAFE,
    }


async def test_answers_to_a_form(viewed: Office) -> None:
    await viewed.type("can", user=VIEWER)
    view = await viewed.opened()
    chosen = as_shown(view)
    found = await viewed.options(APIS.name, APIS.name, "privacysett")
    fill(chosen, APIS, selected_options=found)
    await viewed.submit({**view, **chosen}, user=VIEWER)
    await viewed.settle()
    ((_, _, _, answer),) = viewed.messenger.whispers

    assert controls.CAN_OPEN in action_ids(answer)
    assert controls.CAN_SHARE not in action_ids(answer)


async def test_what_is_posted_keeps_its_buttons(viewed: Office) -> None:
    await viewed.ask("fleet")
    await viewed.press(controls.FLEET_SHARE, controls.Control(choice="name"))
    await viewed.settle()
    (posted,) = viewed.messenger.posted

    assert (posted.team_id, posted.channel_id) == (TEAM, CHANNEL)
    assert controls.FLEET_SORT in action_ids(posted.message)


@pytest.mark.parametrize("user", [VIEWER, ALICE])
@pytest.mark.parametrize("asked", [*QUESTIONS, "shop", "audit"])
async def test_a_role_is_read_once_for_an_answer(viewed: Office, asked: str, user: str) -> None:
    """To admit the person, to take away buttons, and for words that turned out to be a program: the same reading."""
    before = viewed.rules.roles_read
    await viewed.ask(asked, user=user)

    assert viewed.rules.roles_read == before + 1
