"""Order a weekly digest for a channel, or change the order that it has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.due import DigestStatus, next_slot
from bot.domain.schedule import Schedule
from bot.domain.subscription import Subscription
from bot.errors import StaleControl
from bot.ports import Deliveries, Programs, Subscriptions
from bot.usecases.end_digest import ENDED


@dataclass(frozen=True)
class Subscribe:
    """`/baselib digest <weekday> <HH:MM> [zone]`, the button "Weekly digest here" and the form behind "Change"."""

    subscriptions: Subscriptions
    deliveries: Deliveries
    programs: Programs

    async def __call__(
        self,
        team_id: str,
        channel_id: str,
        schedule: Schedule,
        *,
        locale: str,
        owner_id: str,
        now: datetime,
        appids: Sequence[str] | None = None,
    ) -> DigestStatus:
        """Make the order stand, in place of the channel's earlier one.

        Args:
            team_id: the workspace.
            channel_id: where the digest is posted.
            schedule: when.
            locale: the digest's language (en, zh-CN).
            owner_id: who asks; whoever changes an order becomes its owner.
            now: UTC. Slots before it are not owed, unless the order ran before with the same schedule.
            appids: the programs reported, none for the channel's own; None keeps those of an order not yet ended.

        Raises:
            StaleControl: a program does not belong to the workspace.
        """
        earlier = await self.subscriptions.of_channel(team_id, channel_id)
        if appids is None:
            appids = earlier.appids if earlier and earlier.paused_because != ENDED else ()
        else:
            await self._check(team_id, appids)
        wanted = Subscription(
            earlier.id if earlier else order_id(team_id, channel_id),
            team_id,
            channel_id,
            tuple(dict.fromkeys(appids)),
            schedule,
            locale,
            owner_id,
            created_at=owes_since(earlier, schedule, now),
        )
        await self.subscriptions.put(wanted)
        last = await self.deliveries.last(team_id, wanted.id)
        return DigestStatus(wanted, next_slot(wanted, last, now=now), last)

    async def _check(self, team_id: str, appids: Sequence[str]) -> None:
        known = {program.appid for program in await self.programs.all(team_id)}
        if not known.issuperset(appids):
            raise StaleControl


def order_id(team_id: str, channel_id: str) -> str:
    """The id of a channel's order: the same whoever makes it and however often, so two clicks make one order."""
    return f"{team_id}-{channel_id}"


def owes_since(earlier: Subscription | None, schedule: Schedule, now: datetime) -> datetime:
    """From when on a changed order owes slots: from now, unless it ran before with the same schedule."""
    return earlier.created_at if earlier and not earlier.paused_because and earlier.schedule == schedule else now
