"""`/baselib programs alias|unalias|tag|untag`: a program's alias and tags."""

from bot.blocks.kit.message import Message
from bot.blocks.programs.tags import alias_message, tags_message, unalias_message
from handlers.context import Request


async def relabel(request: Request, what: str, words: list[str]) -> Message:
    """Carry out one of the four words; the caller has checked that enough words follow."""
    label, by, now = request.usecases.label_program, request.requester.user_id, request.now
    match what:
        case "alias":
            named = await label.alias(request.viewpoint, " ".join(words[:-1]), words[-1], by=by, now=now)
            return alias_message(named, request.texts)
        case "unalias":
            named = await label.unalias(request.viewpoint, " ".join(words), by=by, now=now)
            return unalias_message(named, request.texts)
        case _:
            change = label.tag if what == "tag" else label.untag
            return tags_message(await change(request.viewpoint, words, by=by, now=now), request.texts)
