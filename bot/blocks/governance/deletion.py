"""The modal that deletes an imported program, what it says goes, and the messages afterwards."""

from collections.abc import Sequence
from typing import Final

from bot.blocks.kit.controls import HOME, IMPORT_DELETE_VIEW, Control
from bot.blocks.kit.elements import Message, View, channel_link, context, mention, message, section
from bot.blocks.kit.forms import form_view
from bot.blocks.kit.names import bold, name
from bot.domain.governance.overview import Deletion
from bot.i18n import Texts

_CHANNELS: Final = 5
"""Named per line."""


def deletion_view(found: Deletion, t: Texts, *, channel_id: str = "") -> View:
    """Asks for confirmation.

    Args:
        channel_id: where the outcome is shown; empty for the Home tab.
    """
    control = Control(found.program.appid, channel_id=channel_id, choice="" if channel_id else HOME)
    sure = bold(t("deletion-sure", program=name(found.program)))
    blocks = [
        section(sure, *_listed(found, t), channels=found.places),
        context(t("deletion-stays"), t("deletion-posted") if found.places else ""),
    ]
    return form_view(IMPORT_DELETE_VIEW, control, blocks, t, title=t("deletion-title"), submit=t("deletion-submit"))


def deletion_lines(found: Deletion, t: Texts) -> list[str]:
    """What goes, one thing a line."""
    days = found.days
    return [
        t("deletion-days", count=len(days), first=t.day(days[0]), last=t.day(days[-1]))
        if days
        else t("deletion-no-days"),
        *_channels("deletion-alerts", [each.channel_id for each in found.alerts], t),
        *_channels("deletion-digests", [each.channel_id for each in found.ended], t),
        *_channels("deletion-digests-shorter", [each.channel_id for each in found.shortened], t),
        *_channels("deletion-default", found.channels, t),
    ]


def deleted_message(found: Deletion, by: str, t: Texts) -> Message:
    """The outcome, for the person who deleted it and for the channels that lost something."""
    sentence = t("deletion-done", program=name(found.program))
    return message(
        sentence,
        [
            section(sentence, *_listed(found, t), channels=found.places),
            context(t("deletion-by", who=mention(by)), user=by),
        ],
    )


def _listed(found: Deletion, t: Texts) -> list[str]:
    return [f"• {line}" for line in deletion_lines(found, t)]


def _channels(key: str, channels: Sequence[str], t: Texts) -> list[str]:
    """A line about some channels' alerts or digests; nothing without any."""
    if not channels:
        return []
    where = t.listing([channel_link(each) for each in dict.fromkeys(channels)], most=_CHANNELS)
    return [t(key, count=len(channels), channels=where)]
