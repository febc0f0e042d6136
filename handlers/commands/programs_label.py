"""`/baselib programs alias|unalias|tag|untag`: what a program is called, and sorted under."""

from bot.blocks.kit.message import Message
from bot.blocks.programs.tags import alias_message, tags_message, unalias_message
from handlers.context import Request


async def relabel(request: Request, what: str, words: list[str]) -> Message:
    """Do what one of the four words says with those after it, of which there are enough."""
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
