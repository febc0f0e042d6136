"""Outcomes once the channel was left, or the digest belongs to another person."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from bot.ports.slack import Person
from tests.handlers.access.deals import ALERT, OWNER, SUBSCRIPTION, Deal
from tests.handlers.access.matrix import PEOPLE, answers_of, restore
from tests.handlers.context import CHANNEL, SHOP, TEAM, Office

LATER: Final = replace(SUBSCRIPTION, owner_id="U0LATER")
"""The digest that the channel has in place of the owner's."""
DIRECT: Final = "D0DIRECT"
"""Where notices appear; and where people outside the channel type."""
WHO: Final = {"owner": OWNER, "editor": PEOPLE["editor"], "admin": PEOPLE["admin"]}


async def in_a_left_channel(office: Office, deal: Deal, person: Person) -> tuple[str, str]:
    """Outcome and texts: a Home tab, modal or direct message still carries a program of a left channel alone."""
    await restore(office)
    await office.rules.restrict(TEAM, SHOP.appid, [CHANNEL])
    office.people.left = {(CHANNEL, each.user_id) for each in WHO.values()}
    try:
        return await _done(office, deal, person, DIRECT)
    finally:
        office.people.left = set()


async def with_a_later_owner(office: Office, deal: Deal, person: Person) -> tuple[str, str]:
    """Outcome and texts: the control is in a message about the owner's ended digest."""
    await restore(office)
    await office.subscriptions.put(LATER)
    return await _done(office, deal, person, CHANNEL)


async def standing(office: Office) -> tuple[object, object]:
    """What the channel has: its digest, and the owner's alert."""
    return await office.subscriptions.of_channel(TEAM, CHANNEL), await office.alerts.get(TEAM, ALERT.id)


async def _done(office: Office, deal: Deal, person: Person, channel_id: str) -> tuple[str, str]:
    """Each answer is counted with its error, whose key is the outcome."""
    office.metrics.answers.clear()
    _, body = await office.dispatch(placed(deal.payload, person.user_id, channel_id))
    await office.settle()
    requests = answers_of(office, body)
    if deal.kind == "search":
        return ("nothing" if body == {"options": []} else "allowed"), requests
    if isinstance(body, dict) and "errors" in body:
        return "refused", requests
    errors = [error.key for _, error in office.metrics.answers if error]
    return (errors[0] if errors else "allowed"), requests


def placed(payload: Mapping[str, Any], user_id: str, channel_id: str) -> dict[str, Any]:
    """The same, from a person in a place."""
    if "command" in payload:
        return {**payload, "team_id": TEAM, "channel_id": channel_id, "user_id": user_id}
    sent = {**payload, "team": {"id": TEAM}, "user": {"id": user_id}}
    if "channel" in payload:
        container = {**payload["container"], "channel_id": channel_id}
        return {**sent, "channel": {"id": channel_id}, "container": container}
    return sent
