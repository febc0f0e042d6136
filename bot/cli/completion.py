"""Completion for shells: a script that holds every command and option, so that a press of Tab starts no Python.

typer's own asks the program at each press, which takes seconds; libraries that write scripts read argparse alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

_LONGEST: Final = 80
"""Characters of an explanation beside a word."""


class Shell(StrEnum):
    """The shells that are completed for."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


class Option(Protocol):
    """What is read of an option of typer's."""

    opts: list[str]
    hidden: bool
    help: str | None


class Command(Protocol):
    """What is read of a command of typer's; a group has `commands`, too."""

    hidden: bool
    help: str | None
    params: list[Option]


@dataclass(frozen=True, slots=True)
class Word:
    """A command, or an option."""

    text: str
    help: str = ""
    is_command: bool = False


def words(command: Command, path: str = "") -> Iterator[tuple[str, list[Word]]]:
    """What may follow each command, by its path: `db upgrade`; the path of the program itself is empty."""
    below: Mapping[str, Command] = getattr(command, "commands", {})
    shown = {name: each for name, each in below.items() if not each.hidden}
    options = [
        Word(option.opts[0], option.help or "")
        for option in command.params
        if option.opts[0].startswith("--") and not option.hidden
    ]
    commands = [Word(name, each.help or "", is_command=True) for name, each in shown.items()]
    yield path, [*commands, *options, Word("--help")]
    for name, each in shown.items():
        yield from words(each, f"{path} {name}".strip())


def script(shell: Shell, table: Mapping[str, list[Word]]) -> str:
    """The script that a shell reads at its start."""
    if shell is Shell.FISH:
        return _FISH.format(paths=" ".join(map(_quoted, filter(None, table))), lines="\n".join(_fish_lines(table)))
    cases = "\n".join(
        f"    {_quoted(path)}) choices={_quoted(' '.join(word.text for word in found))} ;;"
        for path, found in table.items()
    )
    return (_ZSH if shell is Shell.ZSH else "") + _BASH.replace("@CASES@", cases)


_ZSH: Final = """autoload -U +X compinit && compinit
autoload -U +X bashcompinit && bashcompinit
"""
_BASH: Final = """_baselib_choices() {
  choices=''
  case "$1" in
@CASES@
  esac
}
_baselib() {
  local current="${COMP_WORDS[COMP_CWORD]}" reached='' choices='' longer index
  for ((index = 1; index < COMP_CWORD; index++)); do
    longer="${reached:+$reached }${COMP_WORDS[index]}"
    _baselib_choices "$longer"
    if [[ -n "$choices" ]]; then reached="$longer"; fi
  done
  _baselib_choices "$reached"
  COMPREPLY=($(compgen -W "$choices" -- "$current"))
}
complete -o default -F _baselib baselib
"""
"""Its variables have no name that means something to zsh, such as `path` and `words`."""
_FISH: Final = """function __baselib_at
    set -l path ''
    for word in (commandline -opc)[2..]
        set -l longer (string trim -- "$path $word")
        contains -- "$longer" {paths}; and set path $longer
    end
    test "$path" = "$argv[1]"
end
{lines}
"""


def _fish_lines(table: Mapping[str, list[Word]]) -> Iterator[str]:
    for path, found in table.items():
        for word in found:
            kind = f"-f -a {word.text}" if word.is_command else f"-l {word.text.removeprefix('--')}"
            line = word.help.partition("\n")[0]
            short = line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
            yield f'complete -c baselib -n "__baselib_at {_quoted(path)}" {kind} -d {_quoted(short)}'


def _quoted(text: str) -> str:
    """A text in single quotes, as all three shells read it."""
    safe = text.replace("\\", "").replace("'", "’")
    return f"'{safe}'"
