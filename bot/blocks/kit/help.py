"""The help message: one line per subcommand."""

from collections.abc import Sequence

from bot.blocks.kit.elements import context, message, section
from bot.blocks.kit.message import Message
from bot.blocks.kit.names import bold
from bot.i18n import Texts


def help_message(commands: Sequence[tuple[str, str]], t: Texts) -> Message:
    """The list of subcommands.

    Args:
        commands: each subcommand's usage (`/baselib raise <version> [program]`) and name; `help-<name>` is its
            sentence.
        t: the reader's language.
    """
    title, intro = t("help-title"), t("help-intro")
    lines = [f"• `{usage}`  {t(f'help-{name}')}" for usage, name in commands]
    return message(
        t("named", program=title, sentence=intro),
        [section(bold(title), intro), section(*lines), context(t("help-programs-named"))],
    )
