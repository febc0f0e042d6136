"""Personal tokens: the new one, shown once, and the list."""

from collections.abc import Sequence

from bot.blocks.kit.elements import Message, code_block, context, message, section
from bot.blocks.kit.names import bold, code
from bot.domain.agents import TOKEN_LASTS, PersonalToken
from bot.i18n import Texts


def token_message(token: str, made: PersonalToken, t: Texts, zone: str, *, address: str) -> Message:
    """The new token, for its owner's eyes; `text`, which notifications show, does not have it."""
    headline = t("token-made", id=made.id, count=TOKEN_LASTS.days)
    where = t("token-address", address=address) if address else t("token-no-address")
    blocks = [
        section(bold(headline)),
        code_block(token),
        section(where),
        context(t("token-once"), t("token-ends", day=t.local_day(made.ends_at, zone)), t("token-role")),
    ]
    return message(headline, blocks)


def tokens_message(tokens: Sequence[PersonalToken], t: Texts, zone: str, *, revoked: str = "") -> Message:
    """A person's tokens, and how to revoke one; `revoked` names the one that is gone now."""
    headline = t("token-list", count=len(tokens))
    if revoked:
        headline = t("sentences", first=t("token-revoked", id=revoked), second=headline)
    lines = [
        t("token-line", id=code(each.id), made=t.local_day(each.made_at, zone), ends=t.local_day(each.ends_at, zone))
        for each in tokens
    ]
    how = [context(t("token-how"))] if tokens else []
    return message(headline, [section(headline, *lines), *how])
