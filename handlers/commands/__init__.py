"""`/baselib ...`: a module for each subject, one listener for all of them."""

import time
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.response import BoltResponse

from bot.blocks.kit.elements import Message, error_message
from handlers.answering import answer_later
from handlers.commands.questions import answer_to, question_reader
from handlers.commands.registry import SLASH_COMMAND, named, split_words, subcommand_for
from handlers.context import Deps, Requester


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to the slash command. Bolt tries listeners one by one, so one serves all, with a table behind it."""
    question_reader()  # later, the first question would wait for it

    @app.command(SLASH_COMMAND)
    async def on_command(ack: AsyncAck, body: dict[str, Any]) -> None:
        words = split_words(body.get("text") or "")
        requester = Requester.of(body, f"command {named(words)}")
        person = deps.people.known(requester.team_id, requester.user_id)
        if person and words and (command := subcommand_for(words[0])) and command.instant:
            begun = time.perf_counter()
            message = await command(await deps.request(requester, person), words[1:])
            deps.metrics.answered(requester.asked, time.perf_counter() - begun)
            if message is not None:
                _acknowledge(ack, message)
            return

        found = subcommand_for(words[0]) if words else None
        if refusal := answer_later(deps, requester, answer_to(words), announced=found is None or not found.stored):
            _acknowledge(ack, error_message(refusal, deps.known_texts(requester)))
        else:
            await ack()


def _acknowledge(ack: AsyncAck, message: Message) -> None:
    """Answer in the acknowledgement itself. Bolt's `ack(blocks=...)` would encode the same JSON anew each time."""
    ack.response = BoltResponse(status=200, body=message.as_acknowledgement)
