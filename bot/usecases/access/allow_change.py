"""Who may change a channel's digest."""

from dataclasses import dataclass

from bot.errors import NotOwner
from bot.ports.digest import Subscriptions
from bot.ports.slack import People
from bot.usecases.access.ownership import owner_after_change
from bot.usecases.access.role_of import RoleOf


@dataclass(frozen=True)
class AllowChange:
    """The owner and admins may; everyone may see it. A digest that comes from the environment has no owner."""

    subscriptions: Subscriptions
    people: People
    role_of: RoleOf

    async def __call__(self, team_id: str, channel_id: str, user_id: str) -> str:
        """The owner after a change by this person: the present owner, or this person.

        Raises:
            NotOwner: the subscription has another owner, and this person is no admin.
        """
        subscription = await self.subscriptions.of_channel(team_id, channel_id)
        owner_id = "" if subscription is None or subscription.ended else subscription.owner_id
        return await owner_after_change(
            self.people, self.role_of, team_id, owner_id=owner_id, by=user_id, refusal=NotOwner
        )
