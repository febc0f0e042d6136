"""`baselib can`: the base library that APIs need; works without any setting."""

from collections.abc import Sequence
from typing import Final

from rich.console import Console

from bot.blocks.can.can import can_message
from bot.catalog import load
from bot.cli.kit.cores import open_if_set
from bot.cli.kit.options import day_of
from bot.cli.kit.terminal import show
from bot.cli.output import print_json
from bot.domain.access.roles import Viewpoint
from bot.domain.can.parse import CanQuestion, names_in, read_can
from bot.domain.can.tables import Tables
from bot.domain.can.use import CanAnswer, found, minimums, platform_of
from bot.export.can_json import can_json
from bot.i18n import Texts
from bot.lib.clock import SystemClock
from bot.usecases.can import OpenTables
from bot.wiring.core import Core

_USAGE: Final = "baselib can <api>... [--program <program>] [--on <day>]"


async def can(texts: Texts, *, apis: Sequence[str], program: str, on: str, game: bool, as_json: bool) -> None:
    """Print what APIs need, and who has it."""
    tables = await OpenTables(load)()
    names = tuple(name for typed in apis for name in names_in(typed))
    alone = CanQuestion(names, program, game=game)
    # As in Slack, the last words may name the program.
    question = alone if program or not names else read_can(apis, tables.knows, game=game)
    async with open_if_set(question.program) as (core, team):
        answer = await _answer(core, team, question, on) if core else _minimums(tables, alone)
        if as_json:
            print_json(can_json(answer))
        else:
            clock = core.clock if core else SystemClock()
            show(can_message(answer, texts, "UTC", now=await clock.now()), Console())


def _minimums(tables: Tables, question: CanQuestion) -> CanAnswer:
    return minimums(tables, found(tables, question).names, platform_of(None, game=question.game))


async def _answer(core: Core, team: str, question: CanQuestion, on: str) -> CanAnswer:
    can = core.usecases.can_use
    question = await can.find(question)
    chosen = await can.program_of(Viewpoint.everything(team), question)
    now = await core.clock.now()
    return await core.usecases.can_at(team, question, chosen, day_of(on, _USAGE, now=now), now=now)
