"""Reads a plain question as the command that answers it: by rules, not by a model.

A version, an API or a share in it decides; then its words. No question is read as a command that changes something.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Final

from bot.domain.can.parse import is_dotted, is_humped
from bot.domain.questions.vocabulary import COUNTS, DAYS, GRAMMAR, MEANT, SAID
from bot.domain.report.as_of import read_day

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
_MANY: Final = frozenset({"fleet", "programs"})
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
    before: tuple[str, ...] = ()
    """The command's words before the program's name."""
    after: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    """What was not understood, each run of words."""
    asks: bool = True
    """Whether it has words beside commands; if not, what is left is a program's name."""

    def words(self, program: str) -> list[str]:
        """The words of the command about this program; empty for the channel's."""
        return [*self.before, *program.split(), *self.after]


@dataclass
class _Said:
    """What a text says."""

    program: str
    versions: list[str] = field(default_factory=list)
    apis: list[str] = field(default_factory=list)
    shares: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    days: int = 0
    """How many days ago, or how many days long."""
    back: bool = False
    """Whether that is a day to look back at."""
    lists: list[str] = field(default_factory=list)
    """Keys of `MEANT`, and names of commands, in order."""
    left: list[str] = field(default_factory=list)
    understood: int = 0
    """Words; Chinese ones that are unknown are single characters."""
    unknown: int = 0
    asks: bool = False

    @property
    def is_clear(self) -> bool:
        """Whether it says what it is about, and more words are understood than not."""
        if self.versions or self.apis or self.shares:
            return True
        about = bool(self.lists or self.program or self.back)
        return about and self.understood + bool(self.program) > self.unknown

    @property
    def meant(self) -> list[str]:
        """The names of the commands that its words ask for."""
        return [key.split()[0] for key in self.lists]

    @property
    def about_many(self) -> bool:
        """Whether it asks about many programs."""
        return not self.program and not _MANY.isdisjoint(self.meant)


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
        return self._said(text, "", knows, date.min).left

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
        on = ("--on", (today - timedelta(days=said.days)).isoformat()) if said.back else ()
        command, before, after = _by_values(said, on) or _by_words(said, on)
        return PlainQuestion(command, before, after, tuple(said.left), said.asks)

    def nearest(self, text: str, program: str, knows: Callable[[str], bool]) -> list[str]:
        """Three commands with example words, the closest to a text first.

        Args:
            program: what they are to be about; empty for the channel's.
        """
        said = self._said(text, program, knows, date.min)
        ranked = list(dict.fromkeys([*said.meant, "report", "raise", "help"]))[:_NEAREST]
        examples = [f"{_EXAMPLES[name]} {program}".strip() if name in _EXAMPLES else name for name in ranked]
        return [each.replace(_VERSION, (*said.versions, _VERSION)[0]) for each in examples]

    def _said(self, text: str, program: str, knows: Callable[[str], bool], today: date) -> _Said:
        if program:
            text = re.sub(re.escape(program), "\n", text, count=1, flags=re.IGNORECASE)
        said, runs, follows = _Said(program), list[tuple[int, int]](), False
        found = list(self._token.finditer(text))
        if not any(self._words.get(match[0].casefold()) == _CAN for match in found) and not text.startswith(f"{_CAN} "):
            knows = _nothing  # "the map" is a word
        for match in found:
            unknown = not self._take(match, said, knows, today)
            said.unknown += unknown
            if unknown:
                start, _ = runs.pop() if follows else match.span()
                runs.append((start, match.end()))
            follows = unknown
        said.left = [text[start:end] for start, end in runs]
        return said

    def _take(self, match: re.Match[str], said: _Said, knows: Callable[[str], bool], today: date) -> bool:
        """Note what a token says; false if it says nothing here."""
        token = match[0]
        match match.lastgroup:
            case "version" | "number" | "tag" as kind:
                getattr(said, f"{kind}s").append(token)
            case "share":
                said.shares.append(re.sub(r"[^\d.]", "", token))
            case "day":
                day = read_day(token, today=today) or today
                said.days, said.back = max((today - day).days, 1), day < today
            case "span":
                _take_span(match, said)
            case "word":
                return self._take_word(token.removesuffix("()"), said, knows)
            case "chinese":
                self._note(token, said)
            case "unknown":
                return False
        return True

    def _take_word(self, word: str, said: _Said, knows: Callable[[str], bool]) -> bool:
        lower = word.casefold()
        if is_dotted(word) or is_humped(word) or word.startswith("<") or (lower not in self._words and knows(word)):
            said.apis.append(word)
        elif lower in self._words:
            self._note(lower, said)
        elif len(lower) >= _SHORTEST and (close := get_close_matches(lower, self._names, n=1, cutoff=_ALIKE)):
            said.lists += close
        else:
            return False
        return True

    def _note(self, word: str, said: _Said) -> None:
        said.understood += 1
        said.asks |= word not in self._commands
        said.lists += filter(None, [self._words[word]])


def _nothing(_name: str) -> bool:
    return False


_Command = tuple[str, tuple[str, ...], tuple[str, ...]]
"""Its name, and its words before and after the program's name."""


def _by_values(said: _Said, on: tuple[str, ...]) -> _Command | None:
    """The command for an API, a share or a version; None without one."""
    shares = said.shares or ([*said.numbers, *said.versions] if "cover" in said.meant else [])
    if said.apis:
        return "can", tuple(said.apis), on
    if shares:
        return "cover", (_kept(shares[0], lost="raise" in said.meant),), on
    if not said.versions:
        return None
    if said.about_many:
        return "fleet", ("raise", said.versions[0], *said.tags), ()
    if len(said.versions) > 1 or "trend" in said.meant:
        return "trend", (), (*said.versions, *on)
    return "raise", (said.versions[0],), on


def _by_words(said: _Said, on: tuple[str, ...]) -> _Command:
    command = next((name for name in _ORDER if name in said.meant), "report")
    if command in _MANY and said.program:
        command = "report"
    if command == "programs" and "raise" in said.meant:
        command = "fleet"
    match command:
        case "changes":
            about = said.tags or ["fleet"] * said.about_many
            return command, (f"{said.days}d",) if said.days else (), tuple(about)
        case "fleet":
            listed = [key.split()[1] for key in said.lists if " " in key] or ["ready"] * ("raise" in said.meant)
            return command, (*listed[:1], *said.tags), ()
        case "report" | "trend" | "cover":
            return command, (), on
    return command, (), ()


def _take_span(match: re.Match[str], said: _Said) -> None:
    count, unit = match["count"].casefold(), (match["unit"] or match["single"]).casefold()[0]
    said.days = (int(count) if count.isdecimal() else COUNTS.get(count, 1)) * DAYS[unit]
    said.back = bool(match["ago"]) or count in ("last", "上")
    said.understood += 1


def _kept(share: str, *, lost: bool) -> str:
    """The share of users to keep, where a small one is said to be lost."""
    whole = float(share)
    return f"{100 - whole:g}%" if lost and whole < _HALF else f"{share}%"
