"""`baselib fleet`, `overview`, `decisions` and `audit`."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Final, TypeVar

from rich.console import Console

from bot.blocks.decisions.messages import decision_title
from bot.blocks.decisions.programs import decision_json, rollout_csv
from bot.blocks.fleet import fleet_message, fleet_raise_message, tags_message
from bot.blocks.fleet_text import fleet_csv, fleet_raise_csv
from bot.blocks.kit.limits import error_sentence
from bot.cli.kit.cores import completed, configured, open_database, open_numbers
from bot.cli.kit.parser import Misuse, format_of
from bot.cli.kit.terminal import ProgressBar, progress_bar, show
from bot.cli.output import print_error, print_file, print_json, print_text
from bot.domain.access import Viewpoint
from bot.domain.fleet import Filter, Sort
from bot.domain.fleet_row import WHOLE, Page
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.numbers.version import Version
from bot.domain.retention import PERIODS, Retained
from bot.errors import BadOption
from bot.export import Format
from bot.export.fleet_json import fleet_json, fleet_raise_json
from bot.export.report_files import audit_file
from bot.files import CsvFile
from bot.i18n import Texts
from bot.lib.clock import SystemClock
from bot.settings import missing_for_reading
from bot.storage.access import SqlAuditLog
from bot.storage.decisions import SqlDecisions
from bot.usecases.fleet import fleet_parts, raise_every, raise_fleet, raise_parts, read_fleet
from bot.usecases.sweep.progress import Failures, Sweep, Sync, SyncResult
from bot.wiring.core import Core, open_core
from bot.wiring.routines import delete_old_rows, open_public, open_sweep, open_sync

_LOOK_AGAIN_S: Final = 1.0
"""Between two looks while another replica is at it."""


async def sweep(texts: Texts, *, as_json: bool) -> int:
    """Read all programs that today's data lack."""
    async with _alone(texts) as core:
        sweeps = await _swept(core, texts)
        await _keep_public(core)
        await delete_old_rows(core)(now=await core.clock.now())
    if as_json:
        print_json({"workspaces": [_json(each) for each in sweeps]})
    else:
        for each in sweeps:
            _print(each, texts)
    return 1 if any(each.failed or each.resting or each.gave_up for each in sweeps) else 0


async def sync(texts: Texts, *, as_json: bool) -> int:
    """Update the list of programs."""
    async with _alone(texts) as core:
        done = await _synced(core, texts)
    if as_json:
        print_json(_sync_json(done))
    else:
        _print_sync(done, texts)
    return 1 if done.stopped_by or done.failed else 0


def _alone(texts: Texts) -> AbstractAsyncContextManager[Core]:
    """Return the core; on SQLite not beside the bot: two processes would fetch tokens that invalidate each other's."""
    settings = configured()
    return open_core(completed(settings, missing_for_reading(settings), texts), alone=True)


async def _swept(core: Core, texts: Texts) -> Sequence[Sweep]:
    """Sweep every workspace; waits for a replica that is at it."""
    await _check_workspace(core, texts)
    done: dict[str, Sweep] = {}
    with progress_bar(texts) as bar:
        async with open_sweep(core, follow=partial(_show, bar)) as daily_sweep:
            while True:
                sweeps = await daily_sweep(now=await core.clock.now())
                done = {team: sweep for team, sweep in sweeps.items() if not sweep.elsewhere} | done
                if len(done) == len(sweeps):
                    return list(done.values())
                print_error(texts("upkeep-elsewhere"))
                await asyncio.sleep(_LOOK_AGAIN_S)  # the lock does not signal when the other replica frees it


async def _keep_public(core: Core) -> None:
    """Sync WeChat's public numbers. A failure is only logged: they are optional."""
    async with open_public(core) as keep:
        if keep:
            await keep(now=await core.clock.now())


async def _synced(core: Core, texts: Texts) -> Sync:
    """Sync the list of programs; waits for a replica that is at it."""
    await _check_workspace(core, texts)
    with progress_bar(texts) as bar:
        async with open_sync(core, follow=partial(_show_sync, bar, texts)) as sync:
            if sync is None:
                print_error(texts("upkeep-no-list"))
                raise SystemExit(1)
            while (done := await sync(now=await core.clock.now(), anew=True)).result is SyncResult.ELSEWHERE:
                print_error(texts("upkeep-elsewhere"))
                await asyncio.sleep(_LOOK_AGAIN_S)  # the lock does not signal when the other replica frees it
            return done


async def _check_workspace(core: Core, texts: Texts) -> None:
    if not await core.repositories.workspaces.all():
        print_error(texts("upkeep-no-workspace"))
        raise SystemExit(1)


def _show(bar: ProgressBar, sweep: Sweep) -> None:
    bar.show(sweep.team_id, done=sweep.done, total=sweep.due, failed=len(sweep.failed))


def _show_sync(bar: ProgressBar, texts: Texts, sync: Sync) -> None:
    bar.show(texts("upkeep-listing"), done=sync.listed, total=sync.total, failed=0)
    if sync.due:
        bar.show(texts("upkeep-checking"), done=sync.checked, total=sync.due, failed=len(sync.failed))


def _print(sweep: Sweep, texts: Texts) -> None:
    """Print the result, and for each kind of failure its count and meaning."""
    kept = sweep.kept_before + sweep.kept
    lines = [texts("upkeep-swept", team=sweep.team_id, kept=kept, programs=sweep.programs, now=sweep.kept)]
    lines += _sentences(sweep.failed, texts)
    if sweep.resting:
        lines.append(texts("upkeep-resting", count=sweep.resting.total()))
    if sweep.gave_up:
        lines.append(texts("upkeep-gave-up", left=sweep.due - sweep.done))
    print_text("\n".join(lines))


def _print_sync(sync: Sync, texts: Texts) -> None:
    lines = (
        [] if sync.stopped_by and not sync.listed else [texts("upkeep-synced", listed=sync.listed, added=sync.added)]
    )
    if sync.checked:
        lines.append(texts("upkeep-checked", count=sync.checked))
    if sync.revoked:
        lines.append(texts("upkeep-revoked", count=sync.revoked))
    if sync.not_granted:
        lines.append(texts("upkeep-not-granted", count=sync.not_granted))
    lines += _sentences(sync.failed, texts)
    if sync.stopped_by:
        lines.append(texts("upkeep-stopped", sentence=error_sentence(sync.stopped_by, texts)))
    print_text("\n".join(lines))


def _sentences(failed: Failures, texts: Texts) -> list[str]:
    """Return a sentence for each kind of failure, the most frequent first."""
    return [
        texts("upkeep-count", count=count, sentence=error_sentence(failed.examples[kind], texts))
        for kind, count in failed.kinds.most_common()
    ]


def _json(sweep: Sweep) -> Mapping[str, Any]:
    return {
        "team": sweep.team_id,
        "programs": sweep.programs,
        "kept_before": sweep.kept_before,
        "due": sweep.due,
        "kept": sweep.kept,
        "failed": dict(sweep.failed.kinds),
        "resting": dict(sweep.resting),
        "never_read": sweep.unread,
        "oldest": sweep.oldest.isoformat() if sweep.oldest else None,
        "gave_up": sweep.gave_up,
    }


def _sync_json(sync: Sync) -> Mapping[str, Any]:
    return {
        "result": sync.result.value,
        "listed": sync.listed,
        "total": sync.total,
        "checked": sync.checked,
        "added": sync.added,
        "revoked": sync.revoked,
        "not_granted": sync.not_granted,
        "failed": dict(sync.failed.kinds),
        "stopped_by": sync.stopped_by.key if sync.stopped_by else None,
    }


_T = TypeVar("_T")
_TAGS: Final = "tags"
_USAGE: Final = (
    "baselib fleet [attention | blocked | ready | ... | tags] [--tag food] [--sort loss] [--raise 3.8.5]"
    " [--format csv|json]"
)


async def fleet(texts: Texts, *, only: str, tag: str, sort: str, version: str, form: str, as_json: bool) -> None:
    """Print the list, the totals by tag, or what a minimum costs each program."""
    async with open_numbers(texts) as (core, team):
        kind = format_of("json" if as_json else form, (Format.CSV, Format.JSON), _USAGE)
        now, seen = await core.clock.now(), Viewpoint.everything(team)
        day = snapshot_day(now).isoformat()
        tag = tag.removeprefix("#")
        if version:
            asked = Version.parse(version)
            if kind is Format.CSV:
                await _print_parts(
                    fleet_raise_csv(asked, texts, day=day), raise_parts(core.usecases, seen, asked, now=now, tag=tag)
                )
            elif kind is Format.JSON:
                print_json(
                    fleet_raise_json(await raise_every(core.usecases, seen, asked, now=now, tag=tag, page=WHOLE))
                )
            else:
                show(
                    fleet_raise_message(await raise_fleet(core.usecases, seen, asked, now=now, tag=tag), texts),
                    Console(),
                )
            return
        chosen, order = _chosen("" if only == _TAGS else only, sort)
        page = WHOLE if kind is Format.JSON else Page()
        if kind is Format.CSV:
            parts = fleet_parts(core.usecases, seen, now=now, sort=order, tag=tag, only=chosen)
            await _print_parts(fleet_csv(texts, day=day), parts)
            return
        report = await read_fleet(core.usecases, seen, now=now, sort=order, tag=tag, only=chosen, page=page)
        if kind is Format.JSON:
            print_json(fleet_json(report))
        else:
            show(tags_message(report, texts) if only == _TAGS else fleet_message(report, texts), Console())


async def _print_parts(file: CsvFile[_T], parts: AsyncIterator[Sequence[_T]]) -> None:
    async for rows in parts:
        file.add(rows)
    print_file(file.whole)


def _chosen(only: str, sort: str) -> tuple[Filter, Sort]:
    try:
        chosen = Filter(only.casefold()) if only else Filter.ALL
    except ValueError as error:
        raise BadOption(option=only[:40], usage=_USAGE) from error
    try:
        return chosen, Sort(sort.casefold()) if sort else Sort.ATTENTION
    except ValueError as error:
        raise BadOption(option=f"--sort {sort}"[:40], usage=_USAGE) from error


async def decisions(texts: Texts, *, number: int | None, team: str, as_json: bool, as_csv: bool) -> None:
    async with open_database(configured()) as database:
        await database.prepare()
        every = await SqlDecisions(database).of_every_team()
        found = [each for each in every if team in ("", each.team_id) and number in (None, each.number)]
        if as_csv:
            fleets = [each for each in found if each.fleet]
            if len(fleets) != 1:
                raise Misuse("cli-misuse-value", name="--csv", why=texts("cli-decisions-which"))
            programs = await SqlDecisions(database).programs(fleets[0].team_id, fleets[0].id)
            print_file(rollout_csv(fleets[0], programs, texts))
            return
    if as_json:
        print_json({"decisions": [decision_json(each) for each in found]})
        return
    for each in found:
        votes = texts("cli-decision-votes", count=len(each.votes), needed=each.needed)
        print_text(f"{each.team_id}  {decision_title(each, texts)}  {each.state}  {votes}")
    if not found:
        print_text(texts("cli-decisions-none"))


USAGE: Final = "baselib audit [--since 2026-10-01] [--team T012AB3CD] [--format csv|json]"


async def audit(_texts: Texts, *, since: str, team: str, form: str) -> None:
    async with open_database(configured()) as database:
        chosen = format_of(form, (Format.CSV, Format.JSON), USAGE) or Format.CSV
        now = await SystemClock().now()
        begin = _instant(since) if since else now - PERIODS[Retained.AUDIT]
        await database.prepare()
        entries = await SqlAuditLog(database).since(begin, team_id=team)
    print_file(audit_file(entries, chosen, day=now.date()))


def _instant(text: str) -> datetime:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadOption(option=f"--since {text[:40]}", usage=USAGE) from error
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
