"""`baselib scan` beside the bot: among its commands, and with the users of a program in its settings."""

from typing import TYPE_CHECKING

import typer

from bot.cli.cores import WithCoreIfSet
from bot.cli.scan.command import run_scan
from bot.cli.scan.users import ReadUsers, Users
from bot.domain.access.roles import Viewpoint
from bot.errors import NoProgram, OperatorError, TemporaryError
from bot.i18n import Texts

if TYPE_CHECKING:
    from bot.wiring.core import Core


def add_scan(cli: typer.Typer, texts: Texts, with_core_if_set: WithCoreIfSet) -> None:
    """Add `scan`, which reads what follows itself."""

    @cli.command(
        help=texts("cli-scan"),
        add_help_option=False,
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "allow_interspersed_args": False},
    )
    def scan(context: typer.Context) -> None:
        raise typer.Exit(run_scan(context.args, texts, users_of(with_core_if_set)))


def users_of(with_core_if_set: WithCoreIfSet) -> ReadUsers:
    """Reads the users of the settings' programs."""

    def read(name: str) -> Users:
        users = Users()

        async def work(core: "Core | None", team: str) -> None:
            if core is not None:
                await _read(core, team, name, users)
            elif name:
                raise NoProgram(count=0)

        with_core_if_set(work, name)
        return users

    return read


async def _read(core: "Core", team: str, name: str, users: Users) -> None:
    """Read the report of the named program, else of the only one."""
    try:
        program = await core.usecases.choose_program(Viewpoint.everything(team), name)
        users.report = await core.usecases.read_report(team, program, now=await core.clock.now())
    except NoProgram:
        if name:
            raise
    except (OperatorError, TemporaryError) as error:
        users.failure = error
