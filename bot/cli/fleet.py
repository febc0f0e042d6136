"""`baselib sweep` and `baselib sync`: the fleet's upkeep by hand, or by a timer."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Annotated, Any, Final, Protocol

import typer

from bot.blocks.kit.quoting import error_sentence
from bot.cli.kit.progress import ProgressBar, progress_bar
from bot.cli.output import print_json
from bot.i18n import Texts
from bot.usecases.programs.failures import Failures
from bot.usecases.sweep.progress import Sweep
from bot.usecases.sweep.sync_progress import Sync, SyncResult
from bot.wiring.core import Core
from bot.wiring.sweep import open_public, open_sweep, open_sync

_LOOK_AGAIN_S: Final = 1.0
"""Between two looks while another replica is at it."""

Work = Callable[[Core], Awaitable[None]]


class WithCore(Protocol):
    """Runs work with the core, and turns our errors into an exit status."""

    def __call__(self, work: Work, /, *, alone: bool) -> None:
        """Pass the core to `work`; with `alone`, refuse a second process on a SQLite file."""


def add_fleet(cli: typer.Typer, texts: Texts, with_core: WithCore) -> None:
    """Add `sweep` and `sync`."""
    json_option = typer.Option("--json", help=texts("cli-json"))

    @cli.command(help=texts("cli-sweep"))
    def sweep(as_json: Annotated[bool, json_option] = False) -> None:  # noqa: FBT002
        async def work(core: Core) -> None:
            sweeps = await _swept(core, texts)
            await _keep_public(core)
            if as_json:
                print_json({"workspaces": [_json(each) for each in sweeps]})
            else:
                for each in sweeps:
                    _print(each, texts)
            if any(each.failed or each.resting or each.gave_up for each in sweeps):
                raise typer.Exit(1)

        # On SQLite not beside the bot: two processes would fetch tokens that invalidate each other's.
        with_core(work, alone=True)

    @cli.command(help=texts("cli-sync"))
    def sync(as_json: Annotated[bool, json_option] = False) -> None:  # noqa: FBT002
        async def work(core: Core) -> None:
            done = await _synced(core, texts)
            if as_json:
                print_json(_sync_json(done))
            else:
                _print_sync(done, texts)
            if done.stopped_by or done.failed:
                raise typer.Exit(1)

        with_core(work, alone=True)


async def _swept(core: Core, texts: Texts) -> Sequence[Sweep]:
    """Sweep every workspace; waits for a replica that is at it.

    Raises:
        typer.Exit: there is no workspace.
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
                typer.echo(texts("upkeep-elsewhere"), err=True)
                await asyncio.sleep(_LOOK_AGAIN_S)  # the lock does not signal when the other replica frees it


async def _keep_public(core: Core) -> None:
    """Sync WeChat's public numbers. A failure is only logged: they are optional."""
    async with open_public(core) as keep:
        if keep:
            await keep(now=await core.clock.now())


async def _synced(core: Core, texts: Texts) -> Sync:
    """Sync the list of programs; waits for a replica that is at it.

    Raises:
        typer.Exit: there is no workspace, or no list.
    """
    await _check_workspace(core, texts)
    with progress_bar(texts) as bar:
        async with open_sync(core, follow=partial(_show_sync, bar, texts)) as sync:
            if sync is None:
                typer.echo(texts("upkeep-no-list"), err=True)
                raise typer.Exit(1)
            while (done := await sync(now=await core.clock.now(), anew=True)).result is SyncResult.ELSEWHERE:
                typer.echo(texts("upkeep-elsewhere"), err=True)
                await asyncio.sleep(_LOOK_AGAIN_S)  # the lock does not signal when the other replica frees it
            return done


async def _check_workspace(core: Core, texts: Texts) -> None:
    if not await core.repositories.workspaces.all():
        typer.echo(texts("upkeep-no-workspace"), err=True)
        raise typer.Exit(1)


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
    typer.echo("\n".join(lines))


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
    typer.echo("\n".join(lines))


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
