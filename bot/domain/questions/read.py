"""Reads a plain question as the command that answers it: by rules, not by a model.

An API in it decides, else a version, else a share; then its words. No question is read as a command that changes
something.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from typing import Final

from bot.domain.can.parse import is_dotted, is_humped
from bot.domain.questions.said import MANY, Said, Value
from bot.domain.questions.vocabulary import GRAMMAR, MEANT, SAID
from bot.domain.report.as_of import read_day, span_days

READ: Final = frozenset(
    {
        "report",
        "raise",
        "cover",
        "can",
        "trend",
        "fleet",
        "changes",
        "waiting",
        "programs",
        "decisions",
        "alerts",
        "help",
    }
)
"""The commands that change nothing."""
_ORDER: Final = ("waiting", "changes", "fleet", "trend", "cover", "can", "decisions", "alerts", "programs", "help")
"""Which of several words counts where there is neither a version, nor an API, nor a share."""
_LAST: Final = ("last", "上")
_VERSION: Final = "3.8.5"
_EXAMPLES: Final = {
    "report": "report",
    "trend": "trend",
    "raise": f"raise {_VERSION}",
    "propose": f"propose {_VERSION}",
    "cover": "cover 99%",
    "can": "can wx.login",
}
"""Of the commands about one program; any other is its own example."""
_NEAREST: Final = 3
_ALIKE: Final = 0.8
"""How alike a misspelt command is, of 1."""
_SHORTEST: Final = 4
"""Letters of a word that may be a misspelt command."""
_CAN: Final = "can"
_ASKING: Final = "吗呢"
_HALF: Final = 50
"""Percent."""


@dataclass(frozen=True, slots=True)
class PlainQuestion:
    """A question as the command that answers it."""

    command: str
    words: tuple[str, ...]
    left: tuple[str, ...] = ()
    """What was not understood or is not used, in order."""


class QuestionReader:
    """Reads questions.

    Args:
        commands: the name of each command by the words for it.
    """

    def __init__(self, commands: Mapping[str, str]) -> None:
        names = frozenset(commands.values())
        meant = {word: key for key, words in MEANT.items() if key.split()[0] in names for word in words.split()}
        self._names: Final = sorted(names)
        self._commands: Final = frozenset(commands)
        self._words: Final = {**commands, **meant, **dict.fromkeys(SAID.split(), "")}
        chinese = sorted((word for word in self._words if not word.isascii()), key=len, reverse=True)
        self._token: Final = re.compile(GRAMMAR.replace("WORDS", "|".join(chinese)), re.VERBOSE | re.ASCII)

    def is_sentence(self, text: str) -> bool:
        """Whether a text has words of a question, beside names, numbers and commands."""
        alone = text.isascii() and " " not in text
        return not alone and any(map(self._is_said, self._token.finditer(text)))

    def _is_said(self, match: re.Match[str]) -> bool:
        """Whether a token is a question's: "this week", or a word that is no character of a name."""
        if match["span"]:
            return bool(match["unit"]) or not match["count"].isdecimal()
        word = match["word"] or match["chinese"] or ""
        return self._words.get(word.casefold()) == "" and (word.isascii() or len(word) > 1 or word in _ASKING)

    def left(self, text: str, knows: Callable[[str], bool]) -> list[str]:
        """The runs of words in a text that mean nothing here: they may name a program."""
        return self._said(text, "", knows, date.max).words("unknown")

    def read(self, text: str, program: str, knows: Callable[[str], bool], *, today: date) -> PlainQuestion | None:
        """The command that a text asks for; None if that is not clear, or if it would change something.

        Args:
            text: plain, see `bot.domain.programs.typed_text`.
            program: the program's name in it; empty for none.
            knows: whether there is an API of a name.
            today: in China.
        """
        said = self._said(text, program, knows, today)
        if not said.is_clear or not READ.issuperset(said.meant):
            return None
        command, words = _by_values(said) or _by_words(said)
        used = {"today", "fleet"} if command in {*MANY, "changes"} and not program else {"today"}
        return PlainQuestion(command, tuple(words), tuple(each.text for each in said.values if each.kind not in used))

    def nearest(self, text: str, program: str, knows: Callable[[str], bool]) -> list[str]:
        """Three commands with example words, the closest to a text first.

        Args:
            program: what they are to be about; empty for the channel's.
        """
        said = self._said(text, program, knows, date.max)
        versions = said.words("version")
        ranked = list(dict.fromkeys([*said.meant, "report", "raise", "help"]))[:_NEAREST]
        examples = [f"{_EXAMPLES[name]} {program}".strip() if name in _EXAMPLES else name for name in ranked]
        return [each.replace(_VERSION, (*versions, _VERSION)[0]) for each in examples]

    def _said(self, text: str, program: str, knows: Callable[[str], bool], today: date) -> Said:
        if program:
            text = re.sub(re.escape(program), "\n", text, count=1, flags=re.IGNORECASE)
        said, start = Said(program, today), -1
        found = list(self._token.finditer(text))
        if not any(self._words.get(match[0].casefold()) == _CAN for match in found) and not text.startswith(f"{_CAN} "):
            knows = _nothing  # "the map" is a word
        for match in found:
            if self._take(match, said, knows):
                start = -1
                continue
            said.unknown += 1
            if start < 0:
                start = match.start()
            else:
                said.values.pop()
            said.values.append(Value("unknown", text[start : match.end()]))
        return said

    def _take(self, match: re.Match[str], said: Said, knows: Callable[[str], bool]) -> bool:
        """Note what a token says; false if it says nothing here."""
        token = match[0]
        match match.lastgroup:
            case "version" | "number" | "tag" | "share" as kind:
                said.values.append(Value(kind, token))
            case "program":
                said.values.append(Value("program", said.program))
            case "day":
                day = read_day(token, today=said.today) or said.today
                if day > said.today:
                    return False
                said.values.append(Value("ago" if day < said.today else "today", token, (said.today - day).days))
            case "span":
                time = "ago" if match["ago"] else "last" if match["count"].casefold() in _LAST else "span"
                said.values.append(Value(time, token, span_days(match)))
                said.understood += 1
            case "word":
                return self._take_word(token.removesuffix("()"), said, knows)
            case "chinese":
                self._note(token, said)
            case "unknown":
                return False
        return True

    def _take_word(self, word: str, said: Said, knows: Callable[[str], bool]) -> bool:
        lower = word.casefold()
        if is_dotted(word) or is_humped(word) or word.startswith("<") or (lower not in self._words and knows(word)):
            said.values.append(Value("api", word))
        elif lower in self._words:
            self._note(lower, said)
        elif len(lower) >= _SHORTEST and (close := get_close_matches(lower, self._names, n=1, cutoff=_ALIKE)):
            said.lists += close
        else:
            return False
        return True

    def _note(self, word: str, said: Said) -> None:
        said.understood += 1
        said.asks |= word not in self._commands
        key = self._words[word]
        said.lists += [key] if key else []
        said.values += [Value(key, word)] if key == "fleet" else []


def _nothing(_name: str) -> bool:
    return False


_Command = tuple[str, list[str]]
"""Its name and its words."""


def _by_values(said: Said) -> _Command | None:
    """The command for an API, a version or a share; None without one."""
    if apis := said.words("api"):
        return "can", [*apis, *said.about(), *said.on("ago", "last")]
    if "cover" in said.meant and not said.has("share"):  # "cover shop 99.5"
        said.values = [replace(each, kind="share") if _is_number(each) else each for each in said.values]
    if said.has("version"):
        return _by_version(said)
    if shares := said.words("share", 1):
        return "cover", [_kept(*shares, lost="raise" in said.meant), *said.about(), *said.on("ago", "last")]
    return None


def _is_number(value: Value) -> bool:
    return value.kind in ("number", "version") and value.text.replace(".", "", 1).isdecimal()


def _by_version(said: Said) -> _Command:
    if said.about_many:
        return "fleet", ["raise", *said.words("version", 1), *said.words("tag", 1)]
    versions = said.words("version")
    if len(versions) > 1 or "trend" in said.meant:
        return "trend", [*said.about(), *versions, *said.on("ago")]
    return "raise", [*versions, *said.about(), *said.on("ago", "last")]


def _by_words(said: Said) -> _Command:
    many = said.about_many
    command = next((name for name in _ORDER if name in said.meant), "fleet" if many else "report")
    if command in MANY and said.program:
        command = "report"
    if command == "programs" and "raise" in said.meant:
        command = "fleet"
    match command:
        case "changes":
            days = [f"{max(time.days, 1)}d" for time in said.take("ago", "last", "span", "today", most=1)]
            return command, [*days, *((said.words("tag", 1) or ["fleet"]) if many else said.about())]
        case "fleet":
            listed = [key.split()[1] for key in said.lists if " " in key] or ["ready"] * ("raise" in said.meant)
            return command, [*listed[:1], *said.words("tag", 1)]
        case "can":
            return command, said.about()
        case "report" | "cover":
            return command, [*said.about(), *said.on("ago", "last")]
        case "trend":
            return command, [*said.about(), *said.on("ago")]
    return command, []


def _kept(share: str, *, lost: bool) -> str:
    """The share of users to keep, where a small one is said to be lost."""
    typed = re.sub(r"[^\d.]", "", share)
    return f"{100 - float(typed):g}%" if lost and float(typed) < _HALF else f"{typed}%"
