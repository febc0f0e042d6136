"""`/baselib fleet [order] [tag]` and `/baselib fleet raise <version> [tag]`: all programs at a glance."""

from bot.blocks.fleet import fleet_message
from bot.blocks.fleet_raise import fleet_raise_message
from bot.blocks.message import Message
from bot.domain.access import Permission
from bot.domain.fleet_report import Order
from bot.domain.version import Version
from bot.errors import MissingArgument
from handlers.commands.registry import SLASH_COMMAND, Subcommand
from handlers.desk import Question

_RAISE = "raise"
_USAGE = "[loss | movement | minimum | age | name | raise <version>] [#tag]"


async def answer(question: Question, words: list[str]) -> Message:
    """The overview, or what a new minimum would cost each program."""
    if words and words[0].casefold() == _RAISE:
        if len(words) == 1:
            raise MissingArgument(subcommand="fleet raise", usage=f"{SLASH_COMMAND} fleet raise <version> [#tag]")
        return await _raise(question, words[1], _tag(words[2:]))
    order = Order.LOSS
    if words and words[0].casefold() in set(Order):
        order, words = Order(words[0].casefold()), words[1:]
    report = await question.usecases.read_fleet(question.seen, now=question.now, order=order, tag=_tag(words))
    return fleet_message(report, question.texts)


async def _raise(question: Question, version: str, tag: str) -> Message:
    answered = await question.usecases.raise_fleet(question.seen, Version.parse(version), tag=tag)
    return fleet_raise_message(answered, question.texts)


def _tag(words: list[str]) -> str:
    return " ".join(words).removeprefix("#")


COMMAND = Subcommand("fleet", _USAGE, answer, Permission.VIEW, order=35)
