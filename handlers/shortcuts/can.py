"""Check APIs in this message: finds those that a message names, and opens the form with them."""

from collections.abc import Iterator
from typing import Any, Final

from bot.domain.can_words import Asked
from handlers.can_form import open_can
from handlers.desk import Question

_DEEPEST: Final = 12
_LONGEST: Final = 40_000
"""Characters: Slack's messages are no longer."""


async def opened(question: Question, payload: dict[str, Any]) -> None:
    """The form, with at most as many APIs as one question may have."""
    message = payload.get("message")
    text = "\n".join(_texts(message))[:_LONGEST] if isinstance(message, dict) else ""
    names = await question.usecases.can_use.named_in(text)
    await open_can(question, Asked(tuple(names)), none_found=not names)


def _texts(value: object, depth: int = 0) -> Iterator[str]:
    """Everything that is written in a message, in its blocks and attachments, too; Slack spells `<` as `&lt;`."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        text = value.get("text")
        if isinstance(text, str):
            yield text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        for inner in value.values():
            if isinstance(inner, dict | list):
                yield from _texts(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, depth + 1)
