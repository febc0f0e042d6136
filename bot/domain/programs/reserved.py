"""Words that mean something else where a program can be named: none of them may become a name."""

import re
from typing import Final

from bot.domain.programs.labels import FLEET_WORDS, LONGEST
from bot.domain.programs.program import calls_all_of_wechat
from bot.domain.programs.typed_text import folded
from bot.errors import BadLabel

_COMMANDS: Final = re.compile(
    "access|alerts?|audit|can|cover|decisions|digest|fleet|help|import|programs|propose|raise|report|token|trend|use|"
    "使用|全部|决策|凭证|可用|审计|导入|小程序|帮助|报告|提升|提议|提醒|提醒列表|提高|权限|概览|简报|能用|覆盖|趋势"
)
"""In both languages."""
_READY: Final = frozenset({"ready", "可提高"})
_FORMS: Final = re.compile(r"v?\d+(?:\.\d+)+|wx\.[a-z].*|(?:#|--|[‒–—―⸺]).*", re.ASCII)
"""Versions, APIs, tags and options."""


def is_reserved(name: str) -> bool:
    """Whether a typed name would be taken for something else than a program."""
    word = folded(name)
    taken = word in _READY | FLEET_WORDS or calls_all_of_wechat(word)
    return taken or bool(_COMMANDS.fullmatch(word) or _FORMS.fullmatch(word))


def check_reserved(name: str) -> None:
    """Refuse a name that is about to be given to a program.

    Raises:
        BadLabel: it is reserved.
    """
    if is_reserved(name):
        raise BadLabel(kind="reserved", text=name[:LONGEST])
