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
from bot.domain.can.parse import CanQuestion, names_in
from bot.domain.can.use import CanAnswer, found, minimums, platform_of
from bot.export.can_json import can_json
from bot.i18n import Texts
from bot.lib.clock import SystemClock
from bot.usecases.can import OpenTables
from bot.wiring.core import Core

_USAGE: Final = "baselib can <api>... [--program <program>] [--on <day>]"


async def can(texts: Texts, *, apis: Sequence[str], program: str, on: str, game: bool, as_json: bool) -> None:
    """Print what APIs need, and who has it."""
    async with open_if_set(program) as (core, team):
        names = tuple(name for typed in apis for name in names_in(typed))
        answer = await _answer(core, team, CanQuestion(names, program, game=game), on)
        if as_json:
            print_json(can_json(answer))
        else:
            clock = core.clock if core else SystemClock()
            show(can_message(answer, texts, "UTC", now=await clock.now()), Console())


async def _answer(core: Core | None, team: str, question: CanQuestion, on: str) -> CanAnswer:
    if core is None:
        tables = await OpenTables(load)()
        return minimums(tables, found(tables, question).names, platform_of(None, game=question.game))
    can = core.usecases.can_use
    question = await can.find(question)
    chosen = await can.program_of(Viewpoint.everything(team), question)
    now = await core.clock.now()
    return await core.usecases.can_at(team, question, chosen, day_of(on, _USAGE, now=now), now=now)
