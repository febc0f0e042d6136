"""The users of a program of the settings, for `baselib scan` beside the bot."""

from bot.cli.kit.cores import open_if_set
from bot.cli.scan import Users, without_programs
from bot.domain.access import Viewpoint
from bot.errors import NoProgram, OperatorError, TemporaryError
from bot.usecases.programs.choose import choose_program


async def read_users(name: str) -> Users:
    """Return the users of the named program, else of the only one."""
    async with open_if_set(name) as (core, team):
        if core is None:
            return without_programs(name)
        try:
            program = await choose_program(core.usecases, Viewpoint.everything(team), name)
            return Users(await core.usecases.read_report(team, program, now=await core.clock.now()))
        except NoProgram:
            return without_programs(name)
        except (OperatorError, TemporaryError) as error:
            return Users(failure=error)
