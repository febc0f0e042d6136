"""`baselib replay`: what an earlier day would have shown; `--on` takes its place."""

from typing import Final

from rich.console import Console

from bot.blocks.replay import replay_message
from bot.cli.kit.cores import open_numbers
from bot.cli.kit.options import named_day
from bot.cli.kit.terminal import show
from bot.cli.output import print_error, print_json
from bot.domain.access.roles import Viewpoint
from bot.export.report_json import replay_json
from bot.i18n import Texts

_USAGE: Final = "baselib replay <day> [program] [--json]"


async def replay(texts: Texts, *, day: str, program: str, as_json: bool) -> None:
    """Print it."""
    async with open_numbers(texts) as (core, team):
        now, usecases = await core.clock.now(), core.usecases
        first_day = named_day(day, day, _USAGE, now=now)
        named = await usecases.choose_program(Viewpoint.everything(team), program) if program else None
        answer = await usecases.replay(team, first_day, named, now=now)
        print_error(texts("cli-replay-deprecated", day=first_day.isoformat()))
        if as_json:
            print_json(replay_json(answer))
        else:
            show(replay_message(answer, texts, "UTC", now=now), Console())
