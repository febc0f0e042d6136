"""Reads what is typed with the standard library, and explains it in the reader's language."""

import re
import shutil
from argparse import SUPPRESS, Action, ArgumentError, ArgumentParser, HelpFormatter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any, Final, Self
from unicodedata import category, east_asian_width

from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.programs import is_command
from bot.domain.report import read_day
from bot.errors import BadOption
from bot.export import Format
from bot.i18n import Texts
from bot.i18n.caveats import clean
from bot.lib.version import installed_version

_WIDE: Final = frozenset({"W", "F"})
_INVISIBLE: Final = frozenset({"Cf", "Mn", "Me"})
"""Categories of characters such as the word joiner, which take no column."""
_PIECE: Final = re.compile(r"[（“]?(?:[⺀-￯]|[^\s⺀-￯]+)[，。；：、）”]*\s*|\s+")
"""A word or a Chinese character, with what may not begin a line."""
_SHORT: Final = 18
"""Columns of a word of a cell that stays whole; an AppID does, a Chinese sentence may break."""
_EDGE: Final = 1
_AROUND: Final = 3
"""A cell's spaces and the line behind it."""


def lines(text: str, width: int) -> list[str]:
    """Return a text in lines of a width, whole."""
    found: list[str] = []
    line = ""
    for piece in _PIECE.findall(text):
        if line and width_of(line) + width_of(piece.rstrip()) > width:
            found.append(line.rstrip())
            line = ""
        line += piece
    return [*found, line.rstrip()]


def width_of(text: str) -> int:
    """Return the columns that a text takes."""
    return sum(2 if east_asian_width(each) in _WIDE else 1 for each in text if category(each) not in _INVISIBLE)


def column_widths(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Return the columns' widths in a table of a width; the first row are the headings.

    The widest give way first, at first as far as no word breaks but those that are long, then as far as the headings
    are whole, and in the end as far as they must.
    """
    columns = list(zip(*rows, strict=True))
    headings = [_longest(column[0]) for column in columns]
    words = [
        max(heading, *(min(_longest(cell), _SHORT) for cell in column))
        for heading, column in zip(headings, columns, strict=True)
    ]
    widths = [max(1, *map(width_of, column)) for column in columns]
    room = width - _EDGE - _AROUND * len(columns)
    for least in (words, headings, [1] * len(columns)):
        widths = _narrowed(widths, least, room)
    return widths


def _longest(text: str) -> int:
    return max(map(width_of, text.split()), default=1)


def _narrowed(widths: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Columns that fit, or are as narrow as they may be."""
    narrowed = list(widths)
    while sum(narrowed) > room:
        wide = [index for index, width in enumerate(narrowed) if width > least[index]]
        if not wide:
            break
        narrowed[max(wide, key=narrowed.__getitem__)] -= 1
    return narrowed


_WIDEST: Final = 120
_LONGEST: Final = 300
"""Characters of a word in a sentence about it."""
_OPTION: Final = re.compile(r"--?[^\W\d]")
"""What cannot be a value or a program's name."""
_MANY: Final = "..."
_END: Final = "--"
"""After it nothing is an option."""


class Misuse(Exception):
    """A command was typed wrong."""

    def __init__(self, key: str, **params: str) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


@dataclass(frozen=True, slots=True)
class Option:
    """An option, or an argument, whose name has no dashes."""

    name: str
    help: str
    """The key of its sentence."""
    value: str = ""
    """The word for what is to be typed; an option without one, or choices, is a flag."""
    read: Callable[[str], Any] = str
    """Raises ValueError for what is no number."""
    choices: tuple[str, ...] = ()
    default: Any = ""
    required: bool = False
    many: bool = False
    hidden: bool = False
    into: str = ""
    """The parameter of the command's function, where it has another name."""
    action: str = ""
    """What argparse does at once."""

    @property
    def is_argument(self) -> bool:
        """Whether it is known by its place."""
        return not self.name.startswith("--")

    @property
    def word(self) -> str:
        """The word for what is to be typed; empty for a flag."""
        own = self.name.upper() + (_MANY if self.many else "") if self.is_argument else "|".join(self.choices)
        return self.value or own

    @property
    def label(self) -> str:
        """How sentences name it."""
        return self.word.removesuffix(_MANY) if self.is_argument else self.name

    @property
    def parameter(self) -> str:
        """The parameter of the command's function that takes the value."""
        return self.into or self.name.removeprefix("--").replace("-", "_")

    def typed(self, text: str) -> Any:
        try:
            value = self.read(text)
        except ValueError as error:
            raise Misuse("cli-misuse-number", name=self.label, word=text) from error
        if self.choices and value not in self.choices:
            raise Misuse("cli-misuse-choice", name=self.label, choices=", ".join(self.choices))
        return value

    def settings(self) -> dict[str, Any]:
        """As argparse takes them; what is left out and what is missing, `Parser.read` knows."""
        if self.action:
            return {"action": self.action}
        if self.is_argument:
            return {"metavar": self.word, "nargs": "*" if self.many else "?"}
        if not self.word:
            return {"dest": self.parameter, "action": "store_true"}
        settings = {"dest": self.parameter, "metavar": self.word, "type": self.typed, "choices": self.choices or None}
        return settings | ({"action": "append"} if self.many else {})


HELP: Final = Option("--help", "cli-help", action="help")


@dataclass(frozen=True, slots=True)
class Command:
    help: str
    """The key of its sentence."""
    runs: str = ""
    """`module:function`; it takes the language and every option, and returns an exit status, or None for 0."""
    options: tuple[Option, ...] = ()
    below: Mapping[str, "Command"] = field(default_factory=dict)


class Parser(ArgumentParser):
    """Reads what follows one command."""

    def __init__(self, command: Command, texts: Texts, **settings: Any) -> None:
        command = replace(command, options=tuple(_worded(option, texts) for option in command.options))
        super().__init__(
            usage=" ".join(["%(prog)s", *_usage(command, texts)]),
            description=_escaped(texts(command.help)),
            formatter_class=partial(_Layout, prefix=f"{texts('cli-usage')}: "),
            add_help=False,
            allow_abbrev=False,
            exit_on_error=False,
            **settings,
        )
        self.command = command
        self.texts = texts
        self.files: list[Action] = []
        """What takes a file or a folder, in the commands below, too."""
        self._arguments, options = (self.add_argument_group(texts(key)) for key in ("cli-arguments", "cli-options"))
        self._add(options, [option for option in (*command.options, HELP) if not option.is_argument])

    @property
    def version(self) -> str:
        """What argparse prints for the action of this name."""
        return installed_version()

    def grown(self, *, whole: bool) -> Self:
        """With arguments and with the commands below, which only help and completion need.

        Args:
            whole: also with what may follow those commands.
        """
        self._add(self._arguments, [option for option in self.command.options if option.is_argument])
        if self.command.below:
            word = f"{self.texts('cli-command')} …"
            group = self.add_subparsers(title=self.texts("cli-commands"), metavar=word, prog=self.prog)
            for name, command in self.command.below.items():
                below = command if whole else Command(command.help)
                parser = group.add_parser(
                    name, command=below, texts=self.texts, help=_escaped(self.texts(command.help))
                )
                self.files += parser.grown(whole=whole).files
        return self

    def _add(self, group: Any, options: Iterable[Option]) -> None:
        for option in options:
            default = self.texts("cli-default", value=str(option.default)) if option.default else ""
            text = _escaped(f"{self.texts(option.help)} {default}".rstrip())
            action = group.add_argument(option.name, help=SUPPRESS if option.hidden else text, **option.settings())
            self.files += [action] if option.read is Path else []

    def read(self, typed: Sequence[str]) -> dict[str, Any]:
        """Return the values by the parameters of the command's function."""
        try:
            found, left = self.parse_known_args(typed)
        except ArgumentError as error:
            flags = [option.name for option in self.command.options if not option.word]
            key = "cli-misuse-no-value" if error.argument_name in flags else "cli-misuse-needs-value"
            raise Misuse(key, name=str(error.argument_name)) from error
        end = left.index(_END) if _END in left else len(left)
        if option := next(filter(_OPTION.match, left[:end]), ""):
            raise Misuse("cli-misuse-option", name=option.partition("=")[0])
        return self._completed(vars(found), [*left[:end], *left[end + 1 :]])

    def _completed(self, values: dict[str, Any], words: Sequence[str]) -> dict[str, Any]:
        """Return the values with the arguments among the words, and with what was left out."""
        for option in self.command.options:
            if option.is_argument:
                taken = list(map(option.typed, words if option.many else words[:1]))
                words = words[len(taken) :]
                values[option.parameter] = taken if option.many else next(iter(taken), None)
            if not option.action and values[option.parameter] in (None, []):
                if option.required:
                    raise Misuse("cli-misuse-missing", name=option.label)
                values[option.parameter] = [] if option.many else option.default
        if words:
            raise self._unknown(words[0])
        return values

    def _unknown(self, word: str) -> Misuse:
        below = self.command.below
        if not below or word in below:
            return Misuse("cli-misuse-too-many")
        if is_command(word):
            return Misuse("cli-misuse-command.slack", word=word)
        if close := get_close_matches(word, below, n=1):
            return Misuse("cli-misuse-command.suggested", word=word, suggestion=close[0])
        return Misuse("cli-misuse-command", word=word)

    def format_help(self) -> str:
        """Everything about the command, and the names of those below."""
        self.grown(whole=False)
        return super().format_help()

    def explained(self, misuse: Misuse) -> str:
        """Return what is wrong, where there is help, and how the command is used."""
        what = self.texts(misuse.key, **{name: clean(text, _LONGEST) for name, text in misuse.params.items()})
        where = self.texts("cli-misuse-help", command=f"{self.prog} {HELP.name}")
        return self.texts("sentences", first=what, second=where) + "\n" + self.format_usage().rstrip()


class _Layout(HelpFormatter):
    """Columns in which a Chinese character is as wide as two others, and a line may end after it."""

    def __init__(self, prog: str, *, prefix: str, **settings: Any) -> None:
        width = min(_WIDEST, shutil.get_terminal_size().columns) - 2
        super().__init__(prog, **{**settings, "width": width, "max_help_position": 30})
        self._prefix = prefix

    def add_usage(self, usage: str | None, actions: Iterable[Action], groups: Any, prefix: str | None = None) -> None:
        """Add the first line, with its word for usage."""
        super().add_usage(usage, actions, groups, self._prefix if prefix is None else prefix)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return lines(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(f"{indent}{line}" for line in lines(text, width - len(indent)))


def _worded(option: Option, texts: Texts) -> Option:
    """Return the option with its word for what is to be typed in the reader's language."""
    word = option.word.removesuffix(_MANY)
    own = texts.placeholder(word.casefold()) if word else ""
    if own == word.casefold():
        return option
    return replace(option, value=own + _MANY * option.word.endswith(_MANY))


def _usage(command: Command, texts: Texts) -> Iterable[str]:
    yield f"[{texts('cli-options').lower()}]"
    yield from (f"{each.name} {each.word}" for each in command.options if each.required and not each.is_argument)
    yield from (each.word if each.required else f"[{each.word}]" for each in command.options if each.is_argument)
    yield from [f"{texts('cli-command')} …"] if command.below else []


def _escaped(text: str) -> str:
    """Return a sentence in which nothing is to be filled in."""
    return text.replace("%", "%%")


def format_of(text: str, among: Sequence[Format], usage: str) -> Format | None:
    """Return the kind of file asked for with `--format`; None when none is."""
    if not text:
        return None
    if text.casefold() not in among:
        raise BadOption(option=f"--format {text}", usage=usage)
    return Format(text.casefold())


def day_of(text: str, usage: str, *, now: datetime) -> date | None:
    """Return the Chinese day to look back at with `--on`; None when none is named."""
    return named_day(text, f"--on {text}", usage, now=now) if text else None


def named_day(text: str, typed: str, usage: str, *, now: datetime) -> date:
    """Return a Chinese day.

    Args:
        text: the day itself.
        typed: what is refused when it is none.
        usage: what may be typed instead.
    """
    day = read_day(text, today=snapshot_day(now))
    if day is None:
        raise BadOption(option=typed, usage=usage)
    return day
