"""Notices to an owner that a digest or an alert was not delivered: each is recorded once, and delivered itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.blocks.alerts.message import alert_notice
from bot.blocks.digest.notices import failed_notice, paused_notice, unknown_notice
from bot.blocks.kit.elements import Message
from bot.domain.alerts.alert import Alert
from bot.domain.delivery.delivery import Delivery, DeliveryKind, DeliveryState, ReasonKey, SlackCode
from bot.domain.digest.subscription import Paused, Subscription
from bot.i18n.texts import Texts, supported_locale, texts_for
from bot.ports.alerts import Alerts
from bot.ports.delivery import Deliveries
from bot.ports.digest import Subscriptions
from bot.ports.slack import People, Person
from bot.usecases.delivery.handler import Composed, Post, Retry, Skip, notice_of, subject_of

_log = structlog.get_logger(__name__)
_RECENT: Final = 50
_WAITING: Final = frozenset({DeliveryState.DUE, DeliveryState.CLAIMED})
_NOT_ENDED: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class NoticeHandler:
    """Serves `DeliveryKind.NOTICE`."""

    subscriptions: Subscriptions
    alerts: Alerts
    deliveries: Deliveries
    people: People

    async def __call__(self, delivery: Delivery, *, now: datetime) -> Composed:
        """Why a message did not come and what can be done, for its owner, or else for an admin of the workspace.

        The installing user would come first, but one bot token does not say who that was.
        """
        del now
        owned = await self._owned(delivery)
        if owned is None:
            return Skip(DeliveryState.SKIPPED, ReasonKey.ENDED)
        missing = await self.deliveries.get(delivery.team_id, subject_of(delivery))
        if missing is None or await self._is_resolved(owned, missing):
            return Skip(DeliveryState.SKIPPED, ReasonKey.RESOLVED)
        if missing.finished_at is None:
            return Retry(_NOT_ENDED, ReasonKey.GAVE_UP)  # recorded before the end that it reports
        return await self._compose(delivery, owned, missing)

    async def refused(self, delivery: Delivery, code: SlackCode, *, now: datetime) -> None:
        """Forget the cached user, so that the next notice asks Slack again who is there."""
        del now
        _log.warning("a notice could not be sent", subscription=delivery.subject_id, code=str(code))
        self.people.forget(delivery.team_id, delivery.channel_id)

    async def notify(self, delivery: Delivery, *, now: datetime) -> None:
        """Do nothing: its owner cannot be reached, and the record has the reason."""

    async def _owned(self, notice: Delivery) -> Subscription | Alert | None:
        subscription = await self.subscriptions.get(notice.team_id, notice.subject_id)
        if subscription is None:
            return await self.alerts.get(notice.team_id, notice.subject_id)
        return None if subscription.ended else subscription

    async def _compose(self, notice: Delivery, owned: Subscription | Alert, missing: Delivery) -> Composed:
        earlier = await self._earlier(notice, missing)
        if earlier is None:
            return Skip(DeliveryState.SKIPPED, ReasonKey.BUNDLED)
        person = await self._recipient(notice.team_id, owned.owner_id)
        if person is None:
            return Skip(DeliveryState.FAILED, ReasonKey.NO_RECIPIENT)
        texts = texts_for(supported_locale(person.locale, owned.locale))
        return Post(person.user_id, _message(owned, missing, earlier, texts))

    async def _is_resolved(self, owned: Subscription | Alert, missing: Delivery) -> bool:
        """Whether the message has arrived after all, or the digest has been sent by hand since.

        While Slack's refusal pauses the subscription or alert, nothing is: after a crash its row may end as skipped.
        """
        if owned.paused_because if isinstance(owned, Alert) else isinstance(owned.state, Paused):
            return False
        if missing.state in (DeliveryState.SENT, DeliveryState.SKIPPED):
            return True
        by_hand = await self.deliveries.last(missing.team_id, missing.subject_id, DeliveryKind.NOW)
        if by_hand is None or by_hand.id == missing.id:
            return False
        return by_hand.state is DeliveryState.SENT and by_hand.due_at > (missing.started_at or missing.due_at)

    async def _earlier(self, notice: Delivery, missing: Delivery) -> int | None:
        """How many earlier digests have failed unreported; None when a later notice that waits reports this one."""
        if missing.state is not DeliveryState.FAILED:
            return 0
        recent = await self.deliveries.history(notice.team_id, notice.subject_id, limit=_RECENT)
        notices = {each.id: each for each in recent if each.kind is DeliveryKind.NOTICE}
        failed = [each for each in recent if each.state is DeliveryState.FAILED and each.kind is missing.kind]
        states = {each.slot: notices[name].state for each in failed if (name := notice_of(each)) in notices}
        if any(slot > missing.slot and state in _WAITING for slot, state in states.items()):
            return None
        bundled = DeliveryState.SKIPPED
        return sum(slot < missing.slot and state is bundled for slot, state in states.items())

    async def _recipient(self, team_id: str, owner_id: str) -> Person | None:
        if owner_id:
            owner = await self.people.get(team_id, owner_id)
            if not owner.gone:
                return owner
        admin_id = await self.people.admin(team_id)
        return await self.people.get(team_id, admin_id) if admin_id else None


def _message(owned: Subscription | Alert, missing: Delivery, earlier: int, t: Texts) -> Message:
    if isinstance(owned, Alert):
        return alert_notice(owned, missing, t)
    if isinstance(owned.state, Paused):
        return paused_notice(owned, owned.state.code, t)
    if missing.state is DeliveryState.UNKNOWN:
        return unknown_notice(owned, missing.slot, t)
    return failed_notice(owned, missing, earlier, t)
