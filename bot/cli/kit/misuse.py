"""What is wrong with a command that was typed, in the reader's language: typer says so in English."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from typing import IO, Any

import typer

Say = Callable[..., str]
"""A sentence by its key."""
_UsageError: Any = typer.BadParameter.__base__
"""What typer raises for every mistake; it gives it no public name."""


class Misuse(_UsageError):  # type: ignore[misc]  # typer's class is private
    """A mistake, and how the command is used."""

    def __init__(self, sentence: str, usage: str, context: Any) -> None:
        super().__init__(sentence, context)
        self._usage = usage

    def show(self, file: IO[Any] | None = None) -> None:
        """Print it on standard error."""
        typer.echo(f"{self.message}\n{self._usage}", file=file, err=True)


@contextmanager
def explained(context: Any, say: Say, usage: Callable[[], str], *, command: str = "") -> Iterator[None]:
    """Turn typer's errors into sentences, but not the help of a command that needs words and has none.

    Args:
        context: typer's, of the command.
        say: the language.
        usage: how the command is used.
        command: the word that is looked up as a command's name, if one is.

    Raises:
        Misuse: the command was typed wrong.
    """
    try:
        yield
    except _UsageError as error:
        if isinstance(error, Misuse) or type(error).__name__ == "NoArgsIsHelpError":
            raise
        where = say("cli-misuse-help", command=f"{context.command_path} {context.help_option_names[0]}")
        said = say("sentences", first=_sentence(error, context, command, say), second=where)
        raise Misuse(said, usage(), context) from error


def name_of(parameter: Any) -> str:
    """An option as it is typed; an argument as a word to put something in place of."""
    if parameter.param_type_name == "option":
        return str(parameter.opts[0])
    more = "..." if parameter.nargs != 1 else ""
    return str(parameter.metavar or parameter.name.upper() + more)


def _sentence(error: Any, context: Any, command: str, say: Say) -> str:
    match type(error).__name__:
        case "MissingParameter":
            return say("cli-misuse-missing", name=name_of(error.param))
        case "NoSuchOption":
            return say("cli-misuse-option", name=error.option_name)
        case "BadOptionUsage":
            options = context.command.get_params(context)
            flag = any(error.option_name in each.opts and each.is_flag for each in options)
            return say("cli-misuse-no-value" if flag else "cli-misuse-needs-value", name=error.option_name)
        case "BadParameter":
            return say("cli-misuse-value", name=error.param_hint or name_of(error.param), why=error.message)
    return _no_command(command, context.command.commands, say) if command else say("cli-misuse-too-many")


def _no_command(word: str, known: Iterable[str], say: Say) -> str:
    if close := get_close_matches(word, list(known), n=1):
        return say("cli-misuse-command.suggested", word=word, suggestion=close[0])
    return say("cli-misuse-command", word=word)
