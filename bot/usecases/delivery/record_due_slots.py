"""Record the slots that have come due."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

import structlog

from bot.domain.delivery.delivery import Delivery, DeliveryState
from bot.domain.delivery.reason import DeliveryReason, ReasonKey
from bot.domain.delivery.stagger import spread
from bot.domain.digest.due import owed
from bot.domain.digest.subscription import Subscription
from bot.errors import StorageUnavailable
from bot.lib.batches import batches
from bot.ports.delivery import Deliveries
from bot.ports.digest import Subscriptions
from bot.ports.workspaces import Workspace, Workspaces

_log = structlog.get_logger(__name__)

PAGE: Final = 500
"""Subscriptions in one call, hence at most as many rows in a transaction. Ten thousand take forty seconds."""

_Known = dict[tuple[str, str], tuple[Subscription, datetime]]


@dataclass
class _Round:
    """How far the round through the subscriptions has come. Losing it costs only queries."""

    after: tuple[str, str] | None = None
    """The last subscription of the page before: workspace and id."""
    before: _Known = field(default_factory=dict)
    """When each subscription's next slot comes, as the round before found it: until then it needs no query."""
    found: _Known = field(default_factory=dict)


@dataclass(frozen=True)
class RecordDueSlots:
    """Gives each slot its row. Other processes that do the same find the row there."""

    subscriptions: Subscriptions
    deliveries: Deliveries
    workspaces: Workspaces
    page: int = PAGE
    _round: _Round = field(default_factory=_Round, repr=False)

    async def __call__(self, *, now: datetime) -> int:
        """Record what one page of the subscriptions owes up to `now` (UTC); the next call takes the next page.

        Returns:
            How many rows were new.
        """
        installed = {workspace.team_id: workspace for workspace in await self.workspaces.all()}
        subscriptions = await self.subscriptions.running(after=self._round.after, limit=self.page)
        found: _Known = {}
        rows: list[Delivery] = []
        for subscription in (subscription for subscription in subscriptions if subscription.team_id in installed):
            known = self._round.before.get((subscription.team_id, subscription.id))
            if known and known[0] == subscription and now < known[1]:
                found[subscription.team_id, subscription.id] = known
                continue
            try:
                next_due = subscription.schedule.next_slot(after=max(now, subscription.created_at)).due_at
                rows += owed(subscription, await self.deliveries.last(subscription.team_id, subscription.id), now=now)
            except StorageUnavailable:
                raise  # concerns every subscription, not this one
            except Exception:  # noqa: BLE001 - such as a zone that the system no longer has, or a clock gone wild
                _log.exception(
                    "the slots of a subscription cannot be computed",
                    team=subscription.team_id,
                    subscription=subscription.id,
                )
            else:
                found[subscription.team_id, subscription.id] = (subscription, next_due)
        rows = [_waiting(row, installed[row.team_id]) for row in rows]
        new = await self._record(spread(rows, now=now))
        self._went_through(subscriptions, found)  # only now: what could not be recorded is looked up again
        return new

    async def _record(self, rows: list[Delivery]) -> int:
        """In batches: a single subscription may owe many rows, after years of silence."""
        return sum([await self.deliveries.record(some) for some in batches(rows, PAGE)])

    def _went_through(self, subscriptions: Iterable[Subscription], found: _Known) -> None:
        page, turn = list(subscriptions), self._round
        turn.found.update(found)
        if len(page) == self.page:
            turn.after = (page[-1].team_id, page[-1].id)
        else:
            turn.after, turn.before, turn.found = None, turn.found, {}


def _waiting(row: Delivery, workspace: Workspace) -> Delivery:
    """The row with the reason for which it waits, so that the record has it even if no attempt is made in time."""
    if workspace.suspended_at is None or row.state is not DeliveryState.DUE:
        return row
    return replace(row, reason=DeliveryReason(ReasonKey.WORKSPACE_SUSPENDED, workspace.suspended_because))
