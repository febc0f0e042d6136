"""`baselib can`: the base library that APIs need; works without any setting."""

from typing import Annotated, Final

import typer
from rich.console import Console

from bot.blocks.can.can import can_message
from bot.catalog import load
from bot.cli.cores import WithCoreIfSet
from bot.cli.kit.options import day_of, on_option
from bot.cli.kit.terminal import show
from bot.cli.output import print_json
from bot.domain.access.roles import Viewpoint
from bot.domain.can.parse import CanQuestion, names_in
from bot.domain.can.use import CanAnswer, found, minimums, platform_of
from bot.export.report_json import can_json
from bot.i18n import Texts
from bot.lib.clock import SystemClock
from bot.usecases.can import OpenTables
from bot.wiring.core import Core

_USAGE: Final = "baselib can <api>... [--program <program>] [--on <day>]"


def add_can(cli: typer.Typer, texts: Texts, with_core_if_set: WithCoreIfSet) -> None:
    """Add `can`."""
    apis_argument = typer.Argument(help=texts("cli-can-apis"), metavar="API...")
    program_option = typer.Option("--program", help=texts("cli-program"))
    on_day = on_option(texts("cli-on"))
    game_option = typer.Option("--game", help=texts("cli-can-game"))
    json_option = typer.Option("--json", help=texts("cli-json"))

    @cli.command(help=texts("cli-can"))
    def can(
        apis: Annotated[list[str], apis_argument],
        program: Annotated[str, program_option] = "",
        on: Annotated[str, on_day] = "",
        game: Annotated[bool, game_option] = False,  # noqa: FBT002
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002
    ) -> None:
        async def work(core: Core | None, team: str) -> None:
            names = tuple(name for typed in apis for name in names_in(typed))
            answer = await _answer(core, team, CanQuestion(names, program, game=game), on)
            if as_json:
                print_json(can_json(answer))
            else:
                clock = core.clock if core else SystemClock()
                show(can_message(answer, texts, "UTC", now=await clock.now()), Console())

        with_core_if_set(work, program)


async def _answer(core: Core | None, team: str, question: CanQuestion, on: str) -> CanAnswer:
    if core is None:
        tables = await OpenTables(load)()
        return minimums(tables, found(tables, question).names, platform_of(None, game=question.game))
    can = core.usecases.can_use
    question = await can.find(question)
    chosen = await can.program_of(Viewpoint.everything(team), question)
    now = await core.clock.now()
    return await core.usecases.can_at(team, question, chosen, day_of(on, _USAGE, now=now), now=now)
