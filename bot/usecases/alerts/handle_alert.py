"""The delivery handler of alerts."""

from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.blocks.alerts.alerts import alert_message
from bot.domain.access import SYSTEM, Viewpoint
from bot.domain.alerts.alert import audit_of_alert
from bot.domain.delivery import Delivery, DeliveryState, ReasonKey, SlackCode
from bot.domain.programs import Program
from bot.i18n.texts import texts_for
from bot.usecases.app import App
from bot.usecases.delivery.deliver import Composed, Post, Skip, notify_owner

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class AlertHandler:
    """Serves `DeliveryKind.ALERT`. Its numbers are those of the evaluation, whatever WeChat answers by now."""

    app: App

    async def __call__(self, delivery: Delivery, *, now: datetime) -> Composed:
        """All crossings that were not sent yet, unless the alert was ended or muted meanwhile."""
        alert = await self.app.kept.alerts.get(delivery.team_id, delivery.subject_id)
        if alert is None:
            return Skip(DeliveryState.SKIPPED, ReasonKey.ENDED)
        crossings = await self.app.kept.judgements.claim_crossings(delivery.team_id, alert.id, delivery.id)
        if alert.silent(now):  # crossings from before the mute are not sent later either
            return Skip(DeliveryState.SKIPPED, ReasonKey.PAUSED)
        if not crossings:
            return Skip(DeliveryState.SKIPPED, ReasonKey.RESOLVED)
        here = Viewpoint.of_channel(alert.team_id, alert.channel_id)
        programs = await self.app.visible.among(here, [crossing.appid for crossing in crossings])
        known: dict[str, Program] = {program.appid: program for program in programs}
        reported = [(known[crossing.appid], crossing) for crossing in crossings if crossing.appid in known]
        if not reported:
            return Skip(DeliveryState.SKIPPED, ReasonKey.RESTRICTED)
        return Post(alert.channel_id, alert_message(alert, reported, texts_for(alert.locale)))

    async def refused(self, delivery: Delivery, code: SlackCode, *, now: datetime) -> None:
        """Pause the alert until it is unmuted; the channel's list of alerts says why."""
        alert = await self.app.kept.alerts.get(delivery.team_id, delivery.subject_id)
        if alert is not None:
            paused = replace(alert, paused_because=code)
            async with self.app.kept.audit.recording(audit_of_alert(alert, paused, by=SYSTEM, at=now)):
                await self.app.kept.alerts.change(paused)
            _log.warning("an alert is paused", team=alert.team_id, alert=alert.id, code=str(code))

    async def notify(self, delivery: Delivery, *, now: datetime) -> None:
        """Notify the alert's owner that a message is missing, or may be."""
        alert = await self.app.kept.alerts.get(delivery.team_id, delivery.subject_id)
        if alert is not None:
            await notify_owner(self.app.kept.deliveries, alert, delivery, now=now)
