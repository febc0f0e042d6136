"""The sentence with which a decision begins: how many users a minimum cuts off."""

from decimal import Decimal

from bot.domain.numbers.distribution import Bounds
from bot.domain.what_if.cost import one_in
from bot.i18n import Texts


def cuts_off(key: str, loss: Bounds, t: Texts, *, limit: Decimal | None = None, **params: str) -> str:
    """The sentence of a key, with the loss in percent and as one user in N.

    Args:
        key: with variants `none` and `about`.
        loss: users below the minimum.
        limit: a loss named beside it, which it must not seem to hit.
    """
    if not loss.high:
        return t(f"{key}.none", **params)
    count = one_in(loss)
    filled = {"loss": t.bounds(loss, target=limit), **params}
    return t(f"{key}.about", count=count, **filled) if count else t(key, **filled)
