"""The author of a change, as the audit log keeps one."""

from bot.blocks.kit.elements import mention
from bot.domain.access.audit import SYSTEM, TERMINAL
from bot.i18n import Texts
from bot.i18n.outside_text import clean


def who(by: str, t: Texts) -> str:
    """A person in Slack, one at the command line, or Baselib itself."""
    if by == SYSTEM:
        return t("audit-system")
    if by.startswith(TERMINAL):
        return t("who-terminal", name=clean(by.removeprefix(TERMINAL)))
    return mention(by)


def person(by: str) -> str:
    """The user whom `who` mentions; empty when it mentions none."""
    return "" if by == SYSTEM or by.startswith(TERMINAL) else by
