"""`/baselib access ...`: who may what in this workspace."""

from typing import Final

from bot.blocks.access import access_message, person_message
from bot.blocks.message import Message
from bot.domain.access import Permission
from bot.domain.access_words import read_person, read_role
from bot.errors import MissingArgument
from handlers.commands.registry import SLASH_COMMAND, Subcommand
from handlers.desk import Question

USAGE: Final = "[default <role> | grant <person> [role] | revoke <person>]"


async def answer(question: Question, words: list[str]) -> Message:
    """Show it, or change what somebody is."""
    access, team_id = question.usecases.governing.access, question.team_id
    by, now = question.asker.user_id, question.now
    match [words[0].casefold() if words else "", *words[1:]]:
        case [""]:
            pass
        case ["default", role]:
            await access.set_default(team_id, read_role(role), by=by, now=now)
        case ["grant", person]:
            return person_message(read_person(person), question.texts)
        case ["grant", person, role]:
            await access.grant(team_id, read_person(person), read_role(role), by=by, now=now)
        case ["revoke", person]:
            await access.revoke(team_id, read_person(person), by=by, now=now)
        case _:
            raise MissingArgument(subcommand="access", usage=f"{SLASH_COMMAND} access {USAGE}")
    return await show(question)


async def show(question: Question) -> Message:
    """How the workspace is governed now."""
    return access_message(await question.usecases.governing.access.overview(question.team_id), question.texts)


COMMAND = Subcommand("access", USAGE, answer, Permission.GOVERN, order=80)
