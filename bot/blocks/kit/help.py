"""The help: the five things asked most, and behind a button every command."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Message, actions, button, context, message, section
from bot.blocks.kit.names import bold
from bot.i18n import Texts
from bot.i18n.outside_text import clean

_MOST_USED: Final = (
    ("report", controls.HELP_REPORT),
    ("what-if", controls.HELP_WHAT_IF),
    ("can", controls.HELP_CAN),
    ("trend", controls.HELP_TREND),
    ("digest", controls.HELP_DIGEST),
)
"""The keys of a line and of its button (`help-first-...`, `button-help-...`), and the button's name."""
_LINES: Final = 8
"""Commands in a section, so that none exceeds what Slack takes."""
_QUOTED: Final = 60


def help_message(t: Texts) -> Message:
    """Five lines with a button each."""
    title, intro = t("help-title"), t("help-intro")
    return message(
        t("named", program=title, sentence=intro),
        [
            section(bold(intro)),
            *(
                section(
                    t(f"help-first-{name}"),
                    accessory=button(t(f"button-help-{name}"), action_id, Control(), style="primary" * (not place)),
                )
                for place, (name, action_id) in enumerate(_MOST_USED)
            ),
            actions(button(t("button-help-all"), controls.HELP_ALL, Control())),
            context(t("help-try")),
        ],
    )


def commands_message(commands: Sequence[tuple[str, str]], t: Texts) -> Message:
    """One line per subcommand.

    Args:
        commands: each subcommand's usage (`/baselib raise <version> [program]`) and name; `help-<name>` is its
            sentence.
    """
    title = t("help-title")
    lines = [f"• `{t.usage(usage)}`  {t(f'help-{name}')}" for usage, name in commands]
    parts = [section(*lines[start : start + _LINES]) for start in range(0, len(lines), _LINES)]
    return message(title, [section(bold(title)), *parts, context(t("help-programs-named"))])


def read_as(answer: Message, command: str, left: Sequence[str], t: Texts) -> Message:
    """An answer that says as which command the question was read, and which of its words were not understood."""
    known = {"command": command, "left": t("list-comma").join(clean(each, _QUOTED) for each in left)}
    note = t("read-as-without" if left else "read-as", **known)
    return replace(answer, blocks=[*answer.blocks, context(note)])
