"""What a person says that is set, and what WeChat shows: the one sentence of the card, the digest and the Home tab."""

from bot.blocks.kit.elements import mention
from bot.domain.decisions.said_set import SaidSet
from bot.domain.numbers.snapshot import WECHAT_ZONE
from bot.i18n import Texts


def said_set_sentence(said: SaidSet, t: Texts) -> str:
    """Who says it, and the newest reading with its time."""
    return t(
        "decision-said-set",
        by=mention(said.by),
        version=said.version.text,
        standing=said.standing,
        minimum=said.minimum.text if said.minimum else "none",
        moment=t.moment(said.read_at, WECHAT_ZONE.key) if said.read_at else "none",
    )
