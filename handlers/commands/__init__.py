"""`/baselib ...`: one file a subcommand, one listener for all of them."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.blocks.message import Message
from handlers.answering import answer_later
from handlers.commands.registry import SLASH_COMMAND, pick, split_words, subcommands
from handlers.desk import Asker, Desk, Question


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the slash command. Bolt tries listeners one by one, so there is one, with a table behind it."""

    @app.command(SLASH_COMMAND)
    async def on_command(ack: AsyncAck, body: dict[str, Any]) -> None:
        asker = Asker.of(body)
        words = split_words(body.get("text") or "")
        person = desk.people.known(asker.team_id, asker.user_id)
        if person and words and (command := subcommands().get(words[0])) and command.instant:
            message = await command(await desk.question(asker, person), words[1:])
            await ack(text=message.text, blocks=message.blocks, response_type="ephemeral")
            return

        async def answer(question: Question) -> Message:
            command, rest = pick(words)
            return await command(question, rest)

        refusal = answer_later(desk, asker, answer)
        await (ack(text=refusal.text, blocks=refusal.blocks, response_type="ephemeral") if refusal else ack())
