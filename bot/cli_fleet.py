"""`baselib sweep`: the fleet's upkeep by hand, for whoever cannot wait for the bot or runs it by a timer."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Annotated, Any, Final, Protocol

import typer

from bot.blocks.quoting import error_sentence
from bot.core import Core
from bot.i18n import Texts
from bot.progress_bar import ProgressBar, progress_bar
from bot.upkeep import open_sweep
from bot.usecases.sweep_progress import Sweep

_LOOK_AGAIN_S: Final = 1.0
"""While another replica sweeps; it does not say when it has finished."""

Work = Callable[[Core], Awaitable[None]]


class WithCore(Protocol):
    """Runs something with everything that works without Slack, and turns our errors into an exit status."""

    def __call__(self, work: Work, /, *, alone: bool) -> None:
        """`alone`: refused beside another process on a SQLite file."""


def add_fleet(cli: typer.Typer, texts: Texts, with_core: WithCore) -> None:
    """Add `sweep`."""
    json_option = typer.Option("--json", help=texts("cli-json"))

    @cli.command(help=texts("cli-sweep"))
    def sweep(as_json: Annotated[bool, json_option] = False) -> None:  # noqa: FBT002
        async def work(core: Core) -> None:
            sweeps = await _swept(core, texts)
            if as_json:
                typer.echo(json.dumps({"workspaces": [_json(each) for each in sweeps]}, ensure_ascii=False, indent=2))
            else:
                for each in sweeps:
                    _print(each, texts)
            if any(each.failed or each.resting or each.gave_up for each in sweeps):
                raise typer.Exit(1)

        # On SQLite not beside the bot: two processes would fetch tokens that make each other's worthless.
        with_core(work, alone=True)


async def _swept(core: Core, texts: Texts) -> Sequence[Sweep]:
    """What is due today, in every workspace; waits for a replica that is at it.

    Raises:
        typer.Exit: there is no workspace.
    """
    if not await core.workspaces.all():
        typer.echo(texts("upkeep-no-workspace"), err=True)
        raise typer.Exit(1)
    done: dict[str, Sweep] = {}
    with progress_bar(texts) as bar:
        async with open_sweep(core, follow=partial(_show, bar)) as keep_snapshots:
            while True:
                sweeps = await keep_snapshots(now=await core.clock.now())
                done = {team: sweep for team, sweep in sweeps.items() if not sweep.elsewhere} | done
                if len(done) == len(sweeps):
                    return list(done.values())
                typer.echo(texts("upkeep-elsewhere"), err=True)
                await asyncio.sleep(_LOOK_AGAIN_S)


def _show(bar: ProgressBar, sweep: Sweep) -> None:
    bar.show(sweep.team_id, done=sweep.done, total=sweep.due, failed=len(sweep.failed))


def _print(sweep: Sweep, texts: Texts) -> None:
    """What was done, and for each kind of failure how often it came and what it means."""
    kept = sweep.kept_before + sweep.kept
    lines = [texts("upkeep-swept", team=sweep.team_id, kept=kept, programs=sweep.programs, now=sweep.kept)]
    for kind, count in sweep.failed.kinds.most_common():
        lines.append(texts("upkeep-count", count=count, sentence=error_sentence(sweep.failed.examples[kind], texts)))
    if sweep.resting:
        lines.append(texts("upkeep-resting", count=sweep.resting.total()))
    if sweep.gave_up:
        lines.append(texts("upkeep-gave-up", left=sweep.due - sweep.done))
    typer.echo("\n".join(lines))


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
