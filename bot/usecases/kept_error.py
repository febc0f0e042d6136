"""The error that a kept trouble was."""

from collections.abc import Iterator

from bot.errors import BotError, WeChatLimited
from bot.ports import Trouble


def kept_error(trouble: Trouble) -> BotError:
    """The same again, as far as its sentence goes; one that this version does not know is told as unexpected."""
    kind = next((kind for kind in _kinds(BotError) if kind.key == trouble.error_key), BotError)
    if issubclass(kind, WeChatLimited):
        return kind(until=trouble.not_before, **trouble.params)  # the sweep leaves it alone until then
    return kind(**trouble.params)


def _kinds(kind: type[BotError]) -> Iterator[type[BotError]]:
    for each in kind.__subclasses__():
        yield each
        yield from _kinds(each)
