"""Who showed a message to the whole channel."""

from bot.blocks.kit.elements import context, mention
from bot.blocks.kit.message import Block
from bot.i18n import Texts


def sharing(t: Texts, *, shared_by: str, shared: bool) -> list[Block]:
    """Under a message: who shares it, or that one's own was shared.

    Args:
        t: the reader's language.
        shared_by: the user who shows it to the whole channel; empty when one person alone sees it.
        shared: whether that person has just shared it.
    """
    if shared_by:
        return [context(t("shared-by", user=mention(shared_by)), user=shared_by)]
    return [context(t("shared"))] if shared else []
