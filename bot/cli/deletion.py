"""`baselib delete`: a program whose numbers were imported, with everything that is kept of it."""

from typing import Annotated

import typer
from rich.console import Console

from bot.blocks.governance.deletion import deletion_lines
from bot.blocks.kit.elements import message, section
from bot.cli.cores import WithTeam
from bot.cli.imports import terminal_user
from bot.cli.kit.terminal import show
from bot.domain.access.roles import Viewpoint
from bot.i18n import Texts
from bot.wiring.core import Core


def add_delete(cli: typer.Typer, texts: Texts, with_team: WithTeam) -> None:
    """Add `delete`."""
    program_argument = typer.Argument(help=texts("cli-delete-program"), show_default=False)
    yes_option = typer.Option("--yes", help=texts("cli-delete-yes"))

    @cli.command(help=texts("cli-delete"))
    def delete(
        program: Annotated[str, program_argument],
        yes: Annotated[bool, yes_option] = False,  # noqa: FBT002
    ) -> None:
        async def work(core: Core, team: str) -> None:
            delete_imported, seen = core.usecases.delete_imported, Viewpoint.everything(team)
            found = await delete_imported.preview(seen, program)
            sure = texts("deletion-sure", program=found.program.name)
            lines = (f"• {line}" for line in deletion_lines(found, texts))
            show(message("", [section(sure, *lines), section(texts("deletion-stays"))]), Console())
            if not yes:
                typer.confirm(texts("deletion-submit"), abort=True)
            done = await delete_imported(seen, program, by=terminal_user(), now=await core.clock.now())
            show(message("", [section(texts("deletion-done", program=done.program.name))]), Console())

        with_team(work)
