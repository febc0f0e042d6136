"""Write down the slots that have come due."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfoNotFoundError

import structlog

from bot.domain.due import owed
from bot.domain.subscription import Delivery, Subscription
from bot.ports import Deliveries, Subscriptions, Workspaces

_log = structlog.get_logger(__name__)

_BATCH = 500
"""Rows in one transaction."""


@dataclass(frozen=True)
class RecordDueSlots:
    """Gives each slot its row. Whoever else does the same meanwhile finds the row there already."""

    subscriptions: Subscriptions
    deliveries: Deliveries
    workspaces: Workspaces
    _quiet_until: dict[str, tuple[Subscription, datetime]] = field(default_factory=dict, repr=False)
    """When each order's next slot comes: before that there is nothing to look up. Losing it costs only look-ups."""

    async def __call__(self, *, now: datetime) -> int:
        """Record what is owed up to `now` (UTC); returns how many rows were new."""
        installed = {workspace.team_id for workspace in await self.workspaces.all()}
        running = [order for order in await self.subscriptions.active() if order.team_id in installed]
        rows: list[Delivery] = []
        next_due: dict[str, tuple[Subscription, datetime]] = {}
        for order in running:
            known = self._quiet_until.get(order.id)
            if known and known[0] == order and now < known[1]:
                next_due[order.id] = known
                continue
            try:
                next_due[order.id] = (order, order.schedule.next_slot(after=max(now, order.created_at)).due_at)
                rows += owed(order, await self.deliveries.last(order.team_id, order.id), now=now)
            except (ZoneInfoNotFoundError, OverflowError):  # a zone that the system no longer has, or a clock gone wild
                _log.exception("an order's slots cannot be worked out", team=order.team_id, order=order.id)
        new = 0
        for start in range(0, len(rows), _BATCH):
            new += await self.deliveries.record(rows[start : start + _BATCH])
        self._quiet_until.clear()
        self._quiet_until.update(next_due)  # only now: what could not be recorded is looked up again
        return new
