"""`baselib replay`: what an earlier day would have shown; `--on` takes its place."""

from typing import Annotated, Final

import typer
from rich.console import Console

from bot.blocks.replay import replay_message
from bot.cli.cores import WithTeam
from bot.cli.kit.options import named_day
from bot.cli.kit.terminal import show
from bot.cli.output import print_json
from bot.domain.access.roles import Viewpoint
from bot.export.report_json import replay_json
from bot.i18n import Texts
from bot.wiring.core import Core

_USAGE: Final = "baselib replay <day> [program] [--json]"


def add_replay(cli: typer.Typer, texts: Texts, with_team: WithTeam) -> None:
    """Add `replay`."""
    day_argument = typer.Argument(help=texts("cli-replay-day"))
    program_argument = typer.Argument("", help=texts("cli-replay-program"))
    json_option = typer.Option("--json", help=texts("cli-json"))

    @cli.command(help=texts("cli-replay"), hidden=True)
    def replay(
        day: Annotated[str, day_argument],
        program: str = program_argument,
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002
    ) -> None:
        async def work(core: Core, team: str) -> None:
            now, usecases = await core.clock.now(), core.usecases
            first_day = named_day(day, day, _USAGE, now=now)
            named = await usecases.choose_program(Viewpoint.everything(team), program) if program else None
            replay = await usecases.replay(team, first_day, named, now=now)
            typer.echo(texts("cli-replay-deprecated", day=first_day.isoformat()), err=True)
            if as_json:
                print_json(replay_json(replay))
            else:
                show(replay_message(replay, texts, "UTC", now=now), Console())

        with_team(work)
