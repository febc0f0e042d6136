"""The subcommands of `/baselib`: a decorator registers the function that answers one."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, TypeVar

from bot.blocks.kit.elements import Message
from bot.domain.access import Permission
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.programs import plain_text
from bot.errors import (
    AmbiguousProgram,
    BadPercent,
    BadVersion,
    CommandFirst,
    MissingVersion,
    NoProgram,
    UnknownProgram,
)
from handlers.answers.reports import PROGRAM_UNCLEAR, which_program
from handlers.command_options import TAKES_NONE, Takes, is_option
from handlers.context import Request
from handlers.registry import Registry

SLASH_COMMAND = "/baselib"
DEFAULT = "report"
_LONGEST_TEXT = 1000
_LONGEST_NAME = 80
_LONGEST_COMMAND = 200
_VERSION: Final = re.compile(r"v?[0-9]+(\.[0-9]+){1,3}", re.ASCII)
_NUMBER: Final = re.compile(r"v?[0-9]+(\.[0-9]+)*[%％]?", re.ASCII | re.IGNORECASE)
_API: Final = re.compile(r"wx\.[a-z]", re.ASCII)


Answer = Callable[[Request, list[str]], Awaitable[Message | None]]
"""Takes the words after the subcommand."""
Needs = Permission | Callable[[list[str]], Permission]
"""The permission required; a function of the words after the subcommand where it depends on them."""

_Answer = TypeVar("_Answer", bound=Answer)


@dataclass(frozen=True, slots=True)
class Subcommand:
    """One word after `/baselib`."""

    name: str
    usage: str
    """What may follow it, such as `<version> [program]`."""
    answer: Answer
    permission: Needs
    needs: int = 0
    """How many words must follow; the first is a version."""
    position: int = 50
    """Its position in the help."""
    instant: bool = False
    """Needs no I/O, so the acknowledgement itself has the answer."""
    picks: bool = False
    """Whether a program may follow the required words; without one the person can pick it."""
    takes: Takes = TAKES_NONE
    """The options that it takes; they are in `Request.options`."""
    chinese: tuple[str, ...] = ()
    """Chinese words for it."""
    stored: bool = False
    """Whether it answers from stored data alone, so that a slow answer is not announced: WeChat is not asked."""

    @property
    def typed(self) -> str:
        """The whole command, as the help shows it."""
        return f"{SLASH_COMMAND} {self.name} {self.usage}".strip()

    def permission_for(self, words: list[str]) -> Permission:
        """Return the permission required with these words after it."""
        return self.permission if isinstance(self.permission, Permission) else self.permission(words)

    async def __call__(self, request: Request, words: list[str]) -> Message | None:
        """Answer, once the words needed are there."""
        if not self.instant:  # an instant answer is the same for everyone and reads nothing
            request = await request.admitted(self.permission_for(words))
        words, options = self.takes.split(words, today=snapshot_day(request.now), usage=self.typed)
        if len(words) < self.needs:
            raise MissingVersion(example=f"{SLASH_COMMAND} {self.name} 3.8.5")
        request = replace(request, options=options)
        if not self.picks:
            return await self.answer(request, words)
        try:
            return await self.answer(request, words)
        except PROGRAM_UNCLEAR as error:
            return which_program(request, error, self.name, " ".join([*words[: self.needs], *options.typed]))
        except (BadVersion, BadPercent) as error:
            raise await _name_first(request, self.name, [*words, *options.typed], error) from None


SUBCOMMANDS: Final = Registry[Subcommand]("handlers.commands")
"""By the word after `/baselib`."""


def subcommand(
    name: str,
    usage: str,
    permission: Needs,
    *,
    position: int,
    needs: int = 0,
    instant: bool = False,
    picks: bool = False,
    takes: Takes = TAKES_NONE,
    chinese: tuple[str, ...] = (),
    stored: bool = False,
) -> Callable[[_Answer], _Answer]:
    """Register the function that answers a subcommand; the arguments are the attributes of `Subcommand`."""

    def register(answer: _Answer) -> _Answer:
        SUBCOMMANDS.add(
            name, Subcommand(name, usage, answer, permission, needs, position, instant, picks, takes, chinese, stored)
        )
        return answer

    return register


@cache
def subcommands() -> Mapping[str, Subcommand]:
    """Every subcommand by name, in the order of the help."""
    found = sorted(SUBCOMMANDS.all().values(), key=lambda command: command.position)
    return {command.name: command for command in found}


def split_words(text: str) -> list[str]:
    """Return the words of a command, without quotation marks and invisible characters."""
    return plain_text(text[:_LONGEST_TEXT])[:_LONGEST_TEXT].split()  # one sign may stand for several


@cache
def commands_by_word() -> Mapping[str, Subcommand]:
    """Every subcommand by its name and by the Chinese words for it."""
    return {word: command for name, command in subcommands().items() for word in (name, *command.chinese)}


def subcommand_for(word: str) -> Subcommand | None:
    """Return the subcommand that a word stands for, in either language and any case."""
    return commands_by_word().get(word.casefold())


def named(words: list[str]) -> str:
    """Return the name of the subcommand of these words; `unknown` for none of ours."""
    picked = pick(words)
    return picked[0].name if picked else "unknown"


def pick(words: list[str]) -> tuple[Subcommand, list[str]] | None:
    """Return the subcommand, and the words left for it; None where the first word is none.

    No word at all, or an option, means the report; a version what it would cost as the minimum; an API who can use it.
    """
    known = subcommands()
    if not words or is_option(words[0]):
        return known[DEFAULT], words
    if command := subcommand_for(words[0]):
        return command, words[1:]
    word = words[0].casefold()
    if _VERSION.fullmatch(word):
        return known["raise"], words
    return (known["can"], words) if _API.match(word) else None


def is_number(word: str) -> bool:
    """Whether a word is a version or a share."""
    return _NUMBER.fullmatch(word) is not None


async def _name_first(
    request: Request, command: str, words: Sequence[str], error: BadVersion | BadPercent
) -> BadVersion | BadPercent | CommandFirst:
    """Return the error for what is no version or share.

    What to type, where it is a program's name with a number behind it.
    """
    if not words[0].startswith(error.text):
        return error
    try:
        _, rest = await request.usecases.visible.named_first(request.viewpoint, words)
    except (NoProgram, UnknownProgram, AmbiguousProgram):
        return error
    if not rest or not is_number(rest[0]):
        return error
    name = " ".join(words[: len(words) - len(rest)])
    in_order = " ".join([command, rest[0], name, *rest[1:]])
    return CommandFirst(name=name[:_LONGEST_NAME], command=in_order[:_LONGEST_COMMAND])
