"""Who may change a channel's digest."""

from dataclasses import dataclass

from bot.errors import NotOwner
from bot.ports import People, Subscriptions
from bot.usecases.end_digest import ENDED


@dataclass(frozen=True)
class AllowChange:
    """Its owner and the workspace's admins; anyone may see it.

    An order that nobody owns (the environment made it), or whose owner was deactivated in Slack, belongs to whoever
    changes it next: Slack is asked at that moment, so no event can be missed.
    """

    subscriptions: Subscriptions
    people: People

    async def __call__(self, team_id: str, channel_id: str, user_id: str) -> str:
        """The owner once this person has changed the order: the one that it has, or this person.

        Raises:
            NotOwner: the order is somebody else's, and this person is no admin.
        """
        order = await self.subscriptions.of_channel(team_id, channel_id)
        if order is None or order.paused_because == ENDED or order.owner_id in {"", user_id}:
            return user_id
        owner = await self.people.get(team_id, order.owner_id)
        if owner.gone:
            return user_id
        if not (await self.people.get(team_id, user_id)).is_admin:
            raise NotOwner(owner=owner.name or order.owner_id)
        return order.owner_id
