"""Set an alert."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from bot.domain.access.roles import Viewpoint
from bot.domain.alerts.alert import MOST_ALERTS, Alert
from bot.domain.alerts.audit_entry import audit_of_alert
from bot.domain.alerts.parse import Wanted
from bot.domain.alerts.status import AlertSet
from bot.errors import NoProgram, TooManyAlerts
from bot.ports.access import AuditLog
from bot.ports.alerts import Alerts
from bot.usecases.alerts.evaluate import EvaluateAlert, check_watchable
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

    async def __call__(self, seen: Viewpoint, wanted: Wanted, *, locale: str, owner_id: str, now: datetime) -> AlertSet:
        """Keep the alert, unless the channel has the same one already.

        Args:
            seen: the channel of the alert.
            wanted: as typed.
            locale: the message's language (en, zh-CN).
            owner_id: the requester.
            now: UTC.

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram: the program is unclear.
            AllOfWeChatUnset: all of WeChat has no minimum that could change.
            TooManyAlerts: the channel has no room for it.
            StorageUnavailable: nothing was kept.
        """
        team_id, channel_id = seen.team_id, seen.channel_id
        program = None if wanted.fleet else await self.choose_program(seen, wanted.program)
        if program:
            check_watchable(program, wanted.condition)
        known = {each.appid: each for each in (*await self.visible(seen), *((program,) if program else ()))}
        if not known:
            raise NoProgram(count=0)
        appid = program.appid if program else ""
        for kept in await self.alerts.of_channel(team_id, channel_id):
            if kept.waits_for == (appid, wanted.condition):
                return AlertSet(kept, program, existed=True)
        first = await self.evaluate_alert(team_id, wanted.condition, program, list(known), now=now)
        alert = Alert(uuid4().hex, team_id, channel_id, 0, appid, wanted.condition, locale, owner_id, created_at=now)
        async with self.audit.noting(audit_of_alert(None, alert, by=owner_id, at=now)):
            added = await self.alerts.add(alert, first.states)
            if added is None:
                raise TooManyAlerts(count=MOST_ALERTS)
        return AlertSet(added, program, tuple(known[appid] for appid in first.already), first.unjudged)
