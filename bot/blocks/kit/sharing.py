"""Who shared a message in the channel."""

from bot.blocks.kit.elements import context, mention
from bot.blocks.kit.message import Block
from bot.i18n import Texts


def sharing(t: Texts, *, shared_by: str, shared: bool) -> list[Block]:
    """The line below a message: who shares it, or that it was shared.

    Args:
        shared_by: the user who shares it in the channel; empty when only the requester sees it.
        shared: whether the requester has just shared it.
    """
    if shared_by:
        return [context(t("shared-by", user=mention(shared_by)), user=shared_by)]
    return [context(t("shared"))] if shared else []
