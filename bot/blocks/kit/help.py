"""Every subcommand in a line."""

from collections.abc import Sequence

from bot.blocks.kit.elements import context, message, section
from bot.blocks.kit.message import Message
from bot.blocks.kit.names import bold
from bot.i18n import Texts


def help_message(commands: Sequence[tuple[str, str]], t: Texts) -> Message:
    """What can be typed.

    Args:
        commands: per subcommand what is typed (`/baselib raise <version> [program]`) and its name; the sentence that
            explains it is `help-<name>`.
        t: the reader's language.
    """
    title, intro = t("help-title"), t("help-intro")
    lines = [f"• `{usage}`  {t(f'help-{name}')}" for usage, name in commands]
    return message(
        t("named", program=title, sentence=intro),
        [section(bold(title), intro), section(*lines), context(t("help-programs-named"))],
    )
