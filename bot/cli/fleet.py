"""`baselib sweep` and `baselib sync`: the fleet's upkeep by hand, or by a timer."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any, Final

from bot.blocks.kit.quoting import error_sentence
from bot.cli.kit.progress import ProgressBar, progress_bar
from bot.cli.kit.settings import completed, configured
from bot.cli.output import print_error, print_json, print_text
from bot.i18n import Texts
from bot.settings import missing_for_reading
from bot.usecases.sweep.progress import Failures, Sweep, Sync, SyncResult
from bot.wiring.core import Core, open_core
from bot.wiring.sweep import delete_old_rows, open_public, open_sweep, open_sync

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
    """The core; on SQLite not beside the bot: two processes would fetch tokens that invalidate each other's.

    Raises:
        SystemExit: settings are missing.
    """
    settings = configured()
    return open_core(completed(settings, missing_for_reading(settings), texts), alone=True)


async def _swept(core: Core, texts: Texts) -> Sequence[Sweep]:
    """Sweep every workspace; waits for a replica that is at it.

    Raises:
        SystemExit: there is no workspace.
    """
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
    """Sync the list of programs; waits for a replica that is at it.

    Raises:
        SystemExit: there is no workspace, or no list.
    """
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
    """A sentence for each kind of failure, the most frequent first."""
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
