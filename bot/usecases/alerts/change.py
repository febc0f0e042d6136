"""Set, change, evaluate and list the alerts of a channel."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from bot.domain.access import Viewpoint
from bot.domain.alerts.alert import MOST_ALERTS, Alert, AlertState, Condition, Watched, audit_of_alert
from bot.domain.alerts.delivery import AlertSet, ListedAlert, listed_alert
from bot.domain.alerts.judging import Outcome, judge, judge_attention, sound
from bot.domain.alerts.parse import AlertRequest
from bot.domain.fleet_row import FleetRow
from bot.domain.numbers.comparison import Day
from bot.domain.numbers.snapshot import Snapshot, Visible, snapshot_day
from bot.domain.programs import Program
from bot.domain.report import Report
from bot.errors import (
    AlertChanged,
    AllOfWeChatUnset,
    ImportedUnset,
    NoAlert,
    NotYourAlert,
    OperatorError,
    StaleControl,
    StorageUnavailable,
    TemporaryError,
    TooManyAlerts,
)
from bot.lib.cache import batches
from bot.ports.programs import Programs
from bot.usecases.access import owner_after_change
from bot.usecases.app import App, ReadingApp
from bot.usecases.fleet import fleet_of, fleet_parts
from bot.usecases.programs.choose import choose_program
from bot.usecases.report.kept_reports import LAST_DAY

_BATCH = 100
_DAY = timedelta(days=1)


@dataclass
class InitialState:
    """What is known when the alert begins."""

    states: dict[str, AlertState] = field(default_factory=dict)
    already: list[Visible] = field(default_factory=list)
    unjudged: int = 0
    uncounted: int = 0
    """Programs whose users a limit in users still lacks."""

    def look_at_all(
        self, condition: Condition, appids: Sequence[Visible], read: Mapping[str, tuple[Day, Sequence[Day]]]
    ) -> None:
        """Evaluate many programs, each by its newest day and those of the week that ends with it."""
        for appid in appids:
            self.look(condition, appid, *read.get(appid, (None, ())))

    def look(self, condition: Condition, appid: Visible, day: Day | None, earlier: Sequence[Day]) -> None:
        """Evaluate one program. A condition that holds is in the answer; the alert is armed when it no longer holds."""
        if condition.watched is Watched.MINIMUM:
            earlier = ()  # a change before the alert was set does not count
        if day and condition.counts_users and day.snapshot.users is None:
            self.uncounted += 1
            return
        if day is None or not sound(condition, day):
            self.unjudged += 1
            return
        verdict = judge(condition, day, earlier, AlertState())
        if verdict.outcome is Outcome.HELD_BACK:
            self.unjudged += 1
            return
        self.states[appid] = verdict.state
        if verdict.outcome is Outcome.CROSSED:
            self.already.append(appid)

    def look_at_needs(self, rows: Sequence[FleetRow], now: datetime) -> None:
        """Evaluate whether programs need attention."""
        for row in rows:
            verdict = judge_attention(row, AlertState(), day=snapshot_day(now), now=now)
            self.states[row.program.appid] = verdict.state
            if verdict.outcome is Outcome.CROSSED:
                self.already.append(row.program.appid)


async def evaluate_alert(
    app: ReadingApp,
    team_id: str,
    condition: Condition,
    program: Program | None,
    appids: Sequence[Visible],
    *,
    now: datetime,
) -> InitialState:
    """Evaluate one program, or all of them.

    Args:
        program: None for all; then WeChat is not asked.
        appids: all of them; with a program, its own alone.

    Raises:
        StorageUnavailable: nothing can be looked up.
    """
    first = InitialState()
    if condition.watched is Watched.ATTENTION:
        everything = Viewpoint.everything(team_id)
        async for rows in fleet_parts(app, everything, now=now, appids=appids):
            first.look_at_needs(rows, now)
        return first
    if program:
        report = await _read(app, team_id, program, now)
        read = await _days(app, team_id, condition, [report.snapshot] if report else [])
        first.look(condition, program.appid, *read.get(program.appid, (None, ())))
        return first
    for some in batches(appids, _BATCH):
        newest = await app.kept.snapshots.newest(team_id, some, before=snapshot_day(now) + _DAY)
        read = await _days(app, team_id, condition, list(newest.values()))
        # Thousands of programs take seconds: not on the event loop.
        await asyncio.to_thread(first.look_at_all, condition, some, read)
    return first


async def _days(
    app: ReadingApp, team_id: str, condition: Condition, newest: Sequence[Snapshot]
) -> Mapping[str, tuple[Day, Sequence[Day]]]:
    """Return by program its newest day, and those of the week before it."""
    asked = {each.appid: [(condition, AlertState())] for each in newest}
    read = await app.read_days(team_id, newest, asked)
    return {appid: found for (appid, _), found in read.items()}


async def _read(app: ReadingApp, team_id: str, program: Program, now: datetime) -> Report | None:
    """None when WeChat cannot be read and nothing is kept: the first snapshot will begin it."""
    try:
        return await app.read_report(team_id, program, now=now, as_is=True)
    except StorageUnavailable:
        raise
    except (OperatorError, TemporaryError):
        return None


def check_watchable(program: Program, condition: Condition) -> None:
    """Refuse to watch what a program does not have.

    Raises:
        AllOfWeChatUnset: all of WeChat has no minimum, and needs no authorisation.
        ImportedUnset: the program has no minimum.
    """
    if program.is_all_of_wechat and condition.watched in (Watched.MINIMUM, Watched.ATTENTION):
        raise AllOfWeChatUnset
    if not program.has_minimum and condition.watched is Watched.MINIMUM:
        raise ImportedUnset(program=program.name)


async def programs_of(programs: Programs, seen: Viewpoint, alert: Alert, program: Program | None) -> Sequence[Visible]:
    """Return the AppIDs of the programs that an alert is about.

    Raises:
        NoProgram: there is none.
        UnknownTag: no program has its tag.
    """
    if program:
        return [program.appid]
    return await programs.appids(await fleet_of(programs, seen, tag=alert.tag))


MUTED_FOR: Final = timedelta(weeks=1)
"""The default."""


async def set_alert(
    app: ReadingApp, seen: Viewpoint, wanted: AlertRequest, *, locale: str, owner_id: str, now: datetime
) -> AlertSet:
    """Keep the alert, unless the channel has the same one already.

    `/baselib alert <condition> [program | fleet]`.

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
    program = None if wanted.fleet else await choose_program(app, seen, wanted.program)
    return await add_alert(
        app, seen, wanted.condition, program, tag=wanted.tag, locale=locale, owner_id=owner_id, now=now
    )


async def add_alert(
    app: ReadingApp,
    seen: Viewpoint,
    condition: Condition,
    program: Program | None,
    *,
    tag: str = "",
    locale: str,
    owner_id: str,
    now: datetime,
) -> AlertSet:
    """Keep an alert on a condition about a program, or about many if it is None, as `set_alert` does.

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
    known = await programs_of(app.visible.programs, seen, alert, program)
    for kept in await app.kept.alerts.of_channel(alert.team_id, alert.channel_id):
        if kept.waits_for == alert.waits_for:
            return AlertSet(kept, program, existed=True)
    first = await evaluate_alert(app, alert.team_id, alert.condition, program, known, now=now)
    async with app.kept.audit.recording(audit_of_alert(None, alert, by=alert.owner_id, at=now)):
        added = await app.kept.alerts.add(alert, first.states)
        if added is None:
            raise TooManyAlerts(count=MOST_ALERTS)
    already = await app.visible.among(seen, first.already)
    return AlertSet(added, program, already, first.unjudged, first.uncounted)


# `/baselib alert mute|unmute|off <number>`, and the buttons that do the same.


async def find_alert(app: App, team_id: str, channel_id: str, alert_id: str) -> Alert:
    """Return the alert that a button names; it must belong to the button's channel.

    Raises:
        StaleControl: it has ended, or belongs to another channel.
    """
    alert = await app.kept.alerts.get(team_id, alert_id)
    if alert is None or alert.channel_id != channel_id:
        raise StaleControl
    return alert


async def mute_alert(app: App, alert: Alert, until: datetime, *, by: str, now: datetime) -> Alert:
    """Send nothing until then (UTC); evaluation continues.

    Raises:
        NotYourAlert: `by` is neither its owner nor an admin.
    """
    return await _change(app, alert, replace(alert, muted_until=until), by=by, now=now)


async def unmute_alert(app: App, alert: Alert, *, by: str, now: datetime) -> Alert:
    """Send again, also after a pause because the channel could not be posted to.

    Raises:
        NotYourAlert: as `mute_alert`.
    """
    return await _change(app, alert, replace(alert, muted_until=None, paused_because=None), by=by, now=now)


async def end_alert(app: App, alert: Alert, *, by: str, now: datetime) -> None:
    """End the alert for good.

    Raises:
        NotYourAlert: as `mute_alert`.
    """
    await alert_owner_after(app, alert, by)
    async with app.kept.audit.recording(audit_of_alert(alert, None, by=by, at=now)):
        await app.kept.alerts.remove(alert.team_id, alert.id)


async def alert_owner_after(app: App, alert: Alert, by: str) -> str:
    """Return the owner after a change by `by`.

    Raises:
        NotYourAlert: as `mute_alert`.
    """
    return await owner_after_change(app, alert.team_id, owner_id=alert.owner_id, by=by, refusal=NotYourAlert)


async def _change(app: App, alert: Alert, changed: Alert, *, by: str, now: datetime) -> Alert:
    changed = replace(changed, owner_id=await alert_owner_after(app, changed, by))
    async with app.kept.audit.recording(audit_of_alert(alert, changed, by=by, at=now)):
        await app.kept.alerts.change(changed)
    return changed


async def revise_alert(
    app: App,
    seen: Viewpoint,
    alert_id: str,
    condition: Condition,
    appid: str,
    *,
    tag: str = "",
    mark: str,
    by: str,
    now: datetime,
) -> AlertSet:
    """Change it in place, unless the channel has the same alert already; then evaluate it like a new one.

    The form behind "Change".

    Args:
        appid: the new program; empty for all of them, or all with the tag.
        tag: folded; empty without one.
        mark: `Alert.mark` when the form was opened.

    Raises:
        AlertChanged: it was ended or changed meanwhile.
        NotYourAlert: `by` is neither its owner nor an admin.
        AllOfWeChatUnset: all of WeChat has no minimum that could change.
        StaleControl, ProgramRestricted: the program does not exist in the channel.
        StorageUnavailable: nothing was changed.
    """
    alert = await app.kept.alerts.get(seen.team_id, alert_id)
    if alert is None or alert.channel_id != seen.channel_id or alert.mark != mark:
        raise AlertChanged
    owner_id = await alert_owner_after(app, alert, by)
    program = await _program_there(app, seen, appid)
    if program:
        check_watchable(program, condition)
    changed = replace(alert, appid=appid, tag=tag, condition=condition, owner_id=owner_id)
    for kept in await app.kept.alerts.of_channel(seen.team_id, seen.channel_id):
        if kept.waits_for == changed.waits_for:
            return AlertSet(kept, program, existed=True)
    known = await programs_of(app.visible.programs, seen, changed, program)
    first = await evaluate_alert(app, seen.team_id, condition, program, known, now=now)
    async with app.kept.audit.recording(audit_of_alert(alert, changed, by=by, at=now)):
        if not await app.kept.alerts.revise(alert, changed, first.states):
            raise AlertChanged
    already = await app.visible.among(seen, first.already)
    return AlertSet(changed, program, already, first.unjudged, first.uncounted, changed=True)


async def newest_of_form(app: App, team_id: str, program: Program | None) -> Report | None:
    """Return the report on the program's newest numbers, for the present values in the form."""
    found = await app.reports.newest_of(team_id, [program] if program else [], until=LAST_DAY)
    return found.get(program.appid) if program else None


async def program_of_alert(app: App, seen: Viewpoint, alert: Alert) -> Program | None:
    """Return the alert's program, if it has one that exists in the channel."""
    return await app.visible.find(seen, alert.appid) if alert.appid else None


async def _program_there(app: App, seen: Viewpoint, appid: str) -> Program | None:
    if not appid:
        return None
    program = await app.visible.get(seen, appid)
    if program is None:
        raise StaleControl
    return program


async def list_alerts(app: ReadingApp, team_id: str, channel_id: str) -> tuple[ListedAlert, ...]:
    """Return the channel's alerts, by number, with what they watch as it is now.

    `/baselib alerts`.
    """
    kept = await app.kept.alerts.of_channel(team_id, channel_id)
    if not kept:
        return ()
    return await alerts_as_listed(app, team_id, kept, Viewpoint.of_channel(team_id, channel_id))


async def alerts_as_listed(
    app: ReadingApp, team_id: str, kept: Sequence[Alert], reader: Viewpoint
) -> tuple[ListedAlert, ...]:
    """Return some alerts, with what they watch as it is now.

    Args:
        reader: which programs exist for the reader.
    """
    ids = [alert.id for alert in kept]
    holding = await app.kept.alerts.holding(team_id, ids)
    every = {each for alert in kept for each in (alert.appid, *holding.get(alert.id, ())) if each}
    programs: dict[str, Program] = {each.appid: each for each in await app.visible.among(reader, every)}
    channels = {
        channel_id: {each.appid for each in await app.visible.among(Viewpoint.of_channel(team_id, channel_id), every)}
        for channel_id in {alert.channel_id for alert in kept}
    }
    appids = {programs[alert.appid].appid for alert in kept if alert.appid in programs}
    known = [program for program in programs.values() if program.appid in appids]
    newest = await app.reports.newest_of(team_id, known, until=LAST_DAY)
    states = await app.kept.judgements.states(team_id, ids, appids) if appids else {}
    last = {alert_id: state.crossed_on for (alert_id, _), state in states.items()}
    return tuple(
        listed_alert(
            alert,
            programs.get(alert.appid),
            holding.get(alert.id, ()),
            newest.get(alert.appid),
            last=None if alert.fleet else last.get(alert.id),
            reader=programs,
            channel=channels[alert.channel_id],
        )
        for alert in kept
    )


async def alert_numbered(app: ReadingApp, team_id: str, channel_id: str, number: str) -> Alert:
    """Return the channel's alert of a number, as typed.

    Raises:
        NoAlert: it has none of that number.
    """
    for alert in await app.kept.alerts.of_channel(team_id, channel_id):
        if str(alert.number) == number.removeprefix("#"):
            return alert
    raise NoAlert(number=number[:20])
