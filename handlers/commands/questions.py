"""What the words after `/baselib` mean: a command, a program's name, or a plain question."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import filterfalse
from typing import Final

from bot.blocks.kit.elements import Message
from bot.blocks.kit.names import read_as
from bot.domain.access import Permission
from bot.domain.can.use import is_dotted, is_humped, names_in
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.questions import READ, QuestionReader
from bot.errors import AmbiguousProgram, NoProgram, ProgramRestricted, UnknownProgram, UnknownSubcommand
from handlers.answering import Answer
from handlers.command_options import options_apart
from handlers.commands.registry import (
    DEFAULT,
    SLASH_COMMAND,
    Subcommand,
    commands_by_word,
    is_number,
    pick,
    subcommands,
)
from handlers.context import Request

_NUMBER_FIRST: Final = ("raise", "cover")
_TYPED: Final = READ - {"programs", "decisions", "alerts", "help", "waiting"}
"""Commands that a question may begin with: "can we raise to 3.8.5"."""
_RUNS: Final = 3
"""Unknown words that are looked up as a program's name."""
_LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class Understood:
    """A command and its words; for a plain question also how it was read."""

    command: Subcommand
    words: list[str]
    is_question: bool = False
    left: Sequence[str] = ()
    """What was not understood or is not used."""

    async def answered(self, request: Request) -> Message | None:
        """Return the command's answer, which says how a question was read."""
        message = await self.command(request, self.words)
        if message is None or not self.is_question:
            return message
        line = " ".join([SLASH_COMMAND, self.command.name, *self.words])
        return read_as(message, line, self.left, request.texts)


@cache
def question_reader() -> QuestionReader:
    """Knows every subcommand, in both languages."""
    return QuestionReader({word: command.name for word, command in commands_by_word().items()})


async def understand(request: Request, words: list[str]) -> Understood:
    """Return the command that the words are, else the program that they name, else the question that they ask."""
    picked = pick(words)
    if picked:
        command, rest = picked
        plain, _ = options_apart(rest)
        late = command.name in _NUMBER_FIRST and any(map(is_number, plain[1:])) and not is_number(plain[0])
        may_ask = late or (command.name in _TYPED and question_reader().is_sentence(" ".join(plain)))
        if not may_ask:
            return Understood(command, rest)
        request = await request.admitted(Permission.VIEW)
        if not late and await _is_named(request, " ".join(filterfalse(_is_value, plain))):
            return Understood(command, rest)
        return await _asked(request, words)
    request = await request.admitted(Permission.VIEW)
    try:
        await request.usecases.visible.named(request.viewpoint, " ".join(words))
    except NoProgram:
        return await _asked(request, words)
    except UnknownProgram as error:
        return await _asked(request, words, nearly=error.suggestion)
    except (AmbiguousProgram, ProgramRestricted):
        pass  # the report says so
    return Understood(subcommands()[DEFAULT], words)


async def _asked(request: Request, words: list[str], nearly: str = "") -> Understood:
    """Return the question that the words ask; `nearly` is the name of a program that is spelled much like them."""
    plain, options = options_apart(words)
    text, reader = " ".join(plain), question_reader()
    knows = (await request.usecases.tables()).knows
    program = await _program_in(request, text, lambda name: reader.left(name, knows))
    question = reader.read(text, program, knows, today=snapshot_day(request.now))
    if question is None:
        first, second, third = reader.nearest(text, program or nearly, knows)
        raise UnknownSubcommand(text=" ".join(words)[:_LONGEST], first=first, second=second, third=third)
    command = subcommands()[question.command]
    return Understood(command, [*question.words, *options], is_question=True, left=question.left)


async def _program_in(request: Request, text: str, unknown: Callable[[str], Sequence[str]]) -> str:
    """Return the name of a program in a text, else the start of one.

    `unknown` finds the words that are no question's.
    """
    visible = request.usecases.visible
    if name := await visible.within(request.viewpoint, text, lambda name: bool(unknown(name))):
        return name
    for run in unknown(text)[:_RUNS]:
        if await _is_named(request, run):
            return run
    return ""


def answer_to(words: list[str]) -> Answer:
    """Return what these words, typed after the command or to the bot itself, are answered with."""

    async def answer(request: Request) -> Message | None:
        return await (await understand(request, words)).answered(request)

    return answer


def _is_value(word: str) -> bool:
    return is_number(word) or any(is_dotted(name) or is_humped(name) for name in names_in(word))


async def _is_named(request: Request, text: str) -> bool:
    return await request.usecases.visible.is_named(request.viewpoint, text)
