"""A person's Home tab, and what makes it show something."""

from typing import Any

from bot.blocks.kit.elements import View
from bot.domain.digest.subscription import Subscription
from tests.blocks.checks import element_in
from tests.handlers.context import ALICE, CHANNEL, TEAM, Office


def texts(view: View) -> str:
    return str(view["blocks"])


def element(view: View, action_id: str) -> dict[str, Any]:
    """The first button, select or menu of an id."""
    return element_in(view["blocks"], action_id)


async def subscribed(office: Office, *, user: str = ALICE, channel: str = CHANNEL) -> Subscription:
    await office.ask("digest mon 09:00 Europe/London", user=user, channel=channel)
    found = await office.subscriptions.of_channel(TEAM, channel)
    assert found
    return found
