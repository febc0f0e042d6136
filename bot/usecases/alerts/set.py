"""Set an alert."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from bot.domain.access.roles import Viewpoint
from bot.domain.alerts.alert import MOST_ALERTS, Alert, Condition, audit_of_alert
from bot.domain.alerts.parse import AlertRequest
from bot.domain.alerts.status import AlertSet
from bot.domain.programs.program import Program
from bot.errors import TooManyAlerts
from bot.ports.access import AuditLog
from bot.ports.alerts import Alerts
from bot.usecases.alerts.evaluate import EvaluateAlert, check_watchable, programs_of
from bot.usecases.programs.choose import ChooseProgram
from bot.usecases.programs.visible import VisiblePrograms


@dataclass(frozen=True)
class SetAlert:
    """`/baselib alert <condition> [program | fleet]`."""

    alerts: Alerts
    visible: VisiblePrograms
    choose_program: ChooseProgram
    evaluate_alert: EvaluateAlert
    audit: AuditLog

    async def __call__(
        self, seen: Viewpoint, wanted: AlertRequest, *, locale: str, owner_id: str, now: datetime
    ) -> AlertSet:
        """Keep the alert, unless the channel has the same one already.

        Args:
            wanted: as typed.
            locale: the message's language (en, zh-CN).

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram: the program is unclear.
            UnknownTag: no program has the tag.
            AllOfWeChatUnset: all of WeChat has no minimum that could change.
            TooManyAlerts: the channel has no room for it.
            StorageUnavailable: nothing was kept.
        """
        program = None if wanted.fleet else await self.choose_program(seen, wanted.program)
        return await self.add(
            seen, wanted.condition, program, tag=wanted.tag, locale=locale, owner_id=owner_id, now=now
        )

    async def add(
        self,
        seen: Viewpoint,
        condition: Condition,
        program: Program | None,
        *,
        tag: str = "",
        locale: str,
        owner_id: str,
        now: datetime,
    ) -> AlertSet:
        """Keep an alert on a condition about a program, or about many if it is None, as `__call__` does.

        Raises:
            NoProgram, UnknownTag, AllOfWeChatUnset, TooManyAlerts, StorageUnavailable: as there.
        """
        if program:
            check_watchable(program, condition)
        alert = Alert(
            uuid4().hex,
            seen.team_id,
            seen.channel_id,
            0,
            program.appid if program else "",
            condition,
            locale,
            owner_id,
            created_at=now,
            tag=tag,
        )
        known = await programs_of(self.visible.programs, seen, alert, program)
        for kept in await self.alerts.of_channel(alert.team_id, alert.channel_id):
            if kept.waits_for == alert.waits_for:
                return AlertSet(kept, program, existed=True)
        first = await self.evaluate_alert(alert.team_id, alert.condition, program, known, now=now)
        async with self.audit.recording(audit_of_alert(None, alert, by=alert.owner_id, at=now)):
            added = await self.alerts.add(alert, first.states)
            if added is None:
                raise TooManyAlerts(count=MOST_ALERTS)
        already = await self.visible.among(seen, first.already)
        return AlertSet(added, program, already, first.unjudged, first.uncounted)
