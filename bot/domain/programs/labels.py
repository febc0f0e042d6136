"""Parse aliases and tags as people type them, and words that none of them may be."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from bot.domain.programs.program import calls_all_of_wechat
from bot.domain.programs.typed_text import folded
from bot.errors import BadLabel

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
    """The tags of a program after adding some, in alphabetical order.

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
    """Whether a word is a command in Slack."""
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
