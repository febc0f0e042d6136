"""Programs: their names, labels and opt-ins, and how a person finds one."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from hashlib import sha256
from typing import Final

from bot.domain.numbers.snapshot import IMPORTED, OF_ALL, Visible
from bot.errors import AmbiguousProgram, BadLabel, UnknownProgram

_QUOTES: Final = re.compile("[\"'`\u2018\u2019\u201c\u201d\u300c\u300d]")


def plain_text(text: str) -> str:
    """Return the text in NFKC, without quotation marks, apostrophes and invisible characters.

    Control characters are spaces.

    Keyboards and pasted text add all of these. Names lose them in comparisons too, so they can still be typed.
    """
    normal = unicodedata.normalize("NFKC", text)
    if normal.isalnum():  # the usual case, and ten thousand names are folded at once
        return normal
    plain = _QUOTES.sub("", normal)
    if not plain.isprintable():
        plain = "".join(map(_visible, plain))
    return unicodedata.normalize("NFKC", plain)  # characters that were apart may combine now


def folded(name: str) -> str:
    """Return the form in which names are compared: plain, without case, and with single spaces."""
    return " ".join(plain_text(name).casefold().split())


def _visible(char: str) -> str:
    """Return a visible form of a character.

    Formatting ones (zero-width space, direction marks) occur within words, too.
    """
    if unicodedata.category(char) == "Cf":
        return ""
    return char if char.isprintable() else " "


class AuthStatus(StrEnum):
    """A program's authorisation status, as far as known."""

    READABLE = "readable"
    """No known reason against reading it."""
    REVOKED = "revoked"
    """Its admin revoked the authorisation, or never gave it: not read until that changes."""
    NOT_GRANTED = "not-granted"
    """Authorised, but without permission set 18."""


@dataclass(frozen=True, slots=True)
class Program:
    appid: Visible
    alias: str = ""
    """Short name for typing; empty when there is none."""
    nickname: str = ""
    """The name that its users see; outside text, never trusted."""
    tags: tuple[str, ...] = ()
    """Its tags, folded (`folded`), in alphabetical order."""
    status: AuthStatus = AuthStatus.READABLE
    restricted: bool = False
    """Whether it exists in some channels only."""

    @property
    def name(self) -> str:
        return self.alias or self.nickname or self.appid

    @property
    def is_all_of_wechat(self) -> bool:
        """Whether it stands for all of WeChat's users; see `ALL_OF_WECHAT`."""
        return self.appid == ALL_OF_WECHAT.appid

    @property
    def is_imported(self) -> bool:
        """See `is_imported`."""
        return is_imported(self.appid)

    @property
    def has_minimum(self) -> bool:
        """Whether there is a minimum that WeChat reports and that can be raised."""
        return not (self.is_all_of_wechat or self.is_imported)


def is_imported(appid: str) -> bool:
    """Whether people import a program's numbers: it has no AppID, and WeChat is never asked about it."""
    return appid.startswith(IMPORTED)


def imported_program(name: str) -> Program:
    """Return the program without an AppID of this name; the same name always makes the same program."""
    appid = Visible(f"{IMPORTED}{sha256(folded(name).encode()).hexdigest()[:16]}")
    return Program(appid, nickname=name)


ALL_OF_WECHAT: Final = Program(OF_ALL, alias="wechat", nickname="微信")
"""All of WeChat's users on Android and iOS: WeChat's public numbers, asked about like a program.

No AppID is like its own. It is no part of a fleet, and has no minimum.
"""


def calls_all_of_wechat(name: str) -> bool:
    """Whether a typed name is one of `ALL_OF_WECHAT`; a program may have it, too."""
    return folded(name) in (folded(ALL_OF_WECHAT.alias), folded(ALL_OF_WECHAT.nickname))


LONGEST: Final = 40
"""Characters of an alias or a tag."""
MOST_TAGS: Final = 20
"""Tags of one program: more would fill a page of the list."""
_NOT_IN_AN_ALIAS: Final = frozenset(",，、=`")
_APPID: Final = re.compile("wx[0-9a-f]{16}")
_NOT_IN_A_TAG: Final = frozenset(",，、`")
_COMMANDS: Final = re.compile(
    "access|alerts?|audit|can|changes|cover|decisions|digest|fleet|help|import|programs|propose|raise|"
    "report|token|trend|use|waiting|"
    "使用|全部|决策|凭证|可用|审计|导入|小程序|帮助|变化|待办|报告|提升|提议|提醒|提醒列表|提高|权限|概览|简报|能用|覆盖|趋势"
)
"""In both languages."""
_READY: Final = frozenset({"ready", "可提高"})
_FORMS: Final = re.compile(r"v?\d+(?:\.\d+)+|wx\.[a-z].*|(?:#|--|[‒–—―⸺]).*", re.ASCII)
"""Versions, APIs, tags and options."""


def read_alias(text: str) -> str:
    """Parse an alias: the spelling as typed, with full-width forms made plain.

    Raises:
        BadLabel: too long, or with a space, a comma or an equals sign, which would end it in a setting or a command.
    """
    return _read(text, "alias", _NOT_IN_AN_ALIAS)


def read_tag(text: str) -> str:
    """Parse a tag, folded: `Food` and `food` are one. A leading `#` is not part of a tag.

    Raises:
        BadLabel: too long, or with a space or a comma.
    """
    return folded(_read(text.removeprefix("#"), "tag", _NOT_IN_A_TAG))


def read_name(text: str) -> str:
    """Parse the name of a program that has no AppID; it may have spaces.

    Raises:
        BadLabel: empty, too long, or with a comma or an equals sign.
    """
    name = " ".join(unicodedata.normalize("NFKC", text).split())
    if (
        not folded(name)
        or len(name) > LONGEST
        or not name.isprintable()
        or any(each in _NOT_IN_AN_ALIAS for each in name)
    ):
        raise BadLabel(kind="name", text=text[:LONGEST])
    return name


def looks_like_appid(name: str) -> bool:
    """Whether a name has the form of an AppID."""
    return bool(_APPID.fullmatch(folded(name)))


def with_tags(tags: Iterable[str], added: Iterable[str]) -> tuple[str, ...]:
    """Return the tags of a program after adding some, in alphabetical order.

    Raises:
        BadLabel: too many.
    """
    joined = sorted({*tags, *added})
    if len(joined) > MOST_TAGS:
        raise BadLabel(kind="tags", text=str(MOST_TAGS))
    return tuple(joined)


def _read(text: str, kind: str, refused: frozenset[str]) -> str:
    label = unicodedata.normalize("NFKC", text)
    # Folding can lengthen a text (ß), and the folded form is what is stored and compared.
    fits = bool(folded(label)) and max(len(label), len(folded(label))) <= LONGEST
    if not fits or not label.isprintable() or any(char.isspace() or char in refused for char in label):
        raise BadLabel(kind=kind, text=text[:LONGEST])
    return label


FLEET_WORDS: Final = frozenset({"fleet", "全部", "所有"})


def is_command(word: str) -> bool:
    return bool(_COMMANDS.fullmatch(folded(word)))


def is_reserved(name: str) -> bool:
    """Whether a typed name would be taken for something else than a program."""
    word = folded(name)
    taken = word in _READY | FLEET_WORDS or calls_all_of_wechat(word)
    return taken or is_command(word) or bool(_FORMS.fullmatch(word))


def check_reserved(name: str) -> None:
    """Refuse a name that is about to be given to a program.

    Raises:
        BadLabel: it is reserved.
    """
    if is_reserved(name):
        raise BadLabel(kind="reserved", text=name[:LONGEST])


class MerchantChoice(StrEnum):
    """What the merchant's admin chose on Baselib's page; a sentence each (`setting-merchant-...`)."""

    UNASKED = "unasked"
    """They authorised Baselib when its page promised only to read, or without the page."""
    AGREED = "agreed"
    DECLINED = "declined"
    """They were asked, and let Baselib only read."""


@dataclass(frozen=True, slots=True)
class OptIn:
    """The opt-in of one program: off until an admin of the workspace turns it on."""

    on: bool = False
    """Whether an admin of the workspace turned it on."""
    merchant: MerchantChoice = MerchantChoice.UNASKED

    @property
    def allows(self) -> bool:
        """Whether Baselib may set the minimum; a merchant who declined always counts."""
        return self.on and self.merchant is not MerchantChoice.DECLINED


@dataclass(frozen=True, slots=True)
class ProvidedProgram:
    """One line of that list."""

    appid: str
    nickname: str = ""
    """Outside text, never trusted."""
    alias: str = ""
    """Valid (`bot.domain.programs`)."""
    tags: tuple[str, ...] = ()
    """Folded, in alphabetical order."""


MATCHES_NAMED: Final = 5
COMPARED: Final = 200
"""Names compared letter by letter with an unknown one: all of thousands would take a second."""
_LONGEST: Final = 80
"""Characters of the typed text that are compared, and quoted in an error: a name close to a longer one is rare."""


def ambiguous(text: str, names: Sequence[str], count: int) -> AmbiguousProgram:
    """Return the error for a text that `count` programs are meant by; it names the first few of them."""
    return AmbiguousProgram(name=text[:_LONGEST], matches="\n".join(names), more=count - len(names))


def unknown(text: str, first: Sequence[Program], count: int, suggestion: str) -> UnknownProgram:
    """Return the error for a text that is the name of none of `count` programs; it names the first few of them."""
    known = "\n".join(_distinct(first))
    return UnknownProgram(name=text[:_LONGEST], suggestion=suggestion, known=known, more=count - len(first))


def parts_of(text: str) -> Collection[str]:
    """Return the pairs of adjacent letters in a typed text: a name close to it has many of them."""
    wanted = folded(text[:_LONGEST])
    return {wanted[at : at + 2] for at in range(len(wanted) - 1)} or {wanted}


def closest(text: str, names: Collection[str]) -> str:
    """Return the one of some folded names that is closest to a typed text; empty when none is close."""
    return next(iter(get_close_matches(folded(text[:_LONGEST]), names, n=1)), "")


def stands_alone(name: str, text: str) -> bool:
    """Whether a name stands in a text without being a part of another Latin word or number. Both are folded."""
    before, after = (
        rf"{look}[a-z0-9_])" if edge.isascii() else "" for look, edge in (("(?<!", name[0]), ("(?!", name[-1]))
    )
    return re.search(f"{before}{re.escape(name)}{after}", text) is not None


def lines(program: Program) -> str:
    """Return a program's names and tags, folded, each a line with a line break before and after; the alias first."""
    names = (program.alias, program.appid, program.nickname, *program.tags)
    return "".join(f"\n{folded(name)}" for name in names) + "\n"


def _distinct(programs: Sequence[Program]) -> list[str]:
    """Return the programs' names; the AppID where two share a name."""
    names = Counter(program.name for program in programs)
    return [program.name if names[program.name] == 1 else program.appid for program in programs]


PAGE: Final = 20
"""Programs on a page."""


@dataclass(frozen=True, slots=True)
class ProgramList:
    """One page of `/baselib programs`."""

    programs: Sequence[Program]
    """The programs on this page."""
    page: int
    """From 0."""
    found: int
    """The number of programs that match the text; all if it is empty."""
    total: int
    """The number of all programs."""
    text: str = ""
    """The search text."""
    suggestion: str = ""
    """A name close to the text, when no program matches it."""
    chosen: str = ""
    """The AppID of the channel's own program; empty when it has none."""

    @property
    def pages(self) -> int:
        return -(-self.found // PAGE)

    @property
    def first(self) -> int:
        """The number of the page's first program, from 1."""
        return self.page * PAGE + 1
