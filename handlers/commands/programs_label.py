"""`/baselib programs alias|unalias|tag|untag`: what a program is called, and sorted under."""

from bot.blocks.message import Message
from bot.blocks.program_tags import alias_message, tags_message, unalias_message
from handlers.desk import Question


async def relabel(question: Question, what: str, words: list[str]) -> Message:
    """Do what one of the four words says with those after it, of which there are enough."""
    label, by, now = question.usecases.label_program, question.asker.user_id, question.now
    match what:
        case "alias":
            named = await label.alias(question.seen, " ".join(words[:-1]), words[-1], by=by, now=now)
            return alias_message(named, question.texts)
        case "unalias":
            named = await label.unalias(question.seen, " ".join(words), by=by, now=now)
            return unalias_message(named, question.texts)
        case _:
            change = label.tag if what == "tag" else label.untag
            return tags_message(await change(question.seen, words, by=by, now=now), question.texts)
